"""Searching by hand: suggestions while typing, by keys and by mouse, in both languages, on a phone, without scripts."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from accounts.models import Division, User
from priorities.models import Plan, Task
from priorities.services.planning_tasks import change_task
from tests.browser.accessibility import no_violations
from tests.factories import AreaFactory, EventFactory, LeaderPostFactory, TaskFactory, UpdateFactory

SignIn = Callable[[User], Page]
At = Callable[[str], str]
NARROW = ViewportSize(width=390, height=800)
pytestmark = pytest.mark.usefixtures("tasks")


@pytest.fixture
def tasks(transactional_db: None, plan: Plan, division: Division) -> list[Task]:
    """Two tasks, a report, a leader, and an event that only `division` and those above it may know of."""
    area = AreaFactory(plan=plan, number=5, name_en="Partner cities", name_zh="友好城市")
    names = [("Harbour forum", "港口论坛"), ("Harbour exhibition", "港口展览")]
    made: list[Task] = [
        TaskFactory(area=area, number=number, lead_division=division, name_en=english, name_zh=chinese)
        for number, (english, chinese) in enumerate(names, start=1)
    ]
    UpdateFactory(task=made[1], note="Two harbours have signed. 两个港口已签约。")
    EventFactory(title_en="Harbour talks", title_zh="港口会谈", restricted=True, host_division=division)
    LeaderPostFactory()
    return made


@pytest.fixture
def at(live_server: Any) -> At:
    """The address of a path of the live server."""
    return lambda path: f"{live_server.url}{path}"


def field(page: Page) -> Any:
    return page.locator("#q-top")


def options(page: Page) -> Any:
    return page.locator(".suggestions [role=option]")


def in_chinese(page: Page, at: At) -> None:
    page.context.add_cookies([{"name": "django_language", "value": "zh-hans", "url": at("/")}])


def test_from_a_slash_to_the_task_by_keys(signed_in: SignIn, at: At, staff: User, tasks: list[Task]) -> None:
    page = signed_in(staff)
    page.goto(at("/plans/2024/"))
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("harb")
    expect(options(page)).to_have_text(
        [
            re.compile("5-01 Harbour forum"),
            re.compile("5-02 Harbour exhibition"),
            re.compile("Harbour talks"),
            re.compile(r"5-02 Harbour exhibition\s+30 June 2024 · Person user\d+\s+Two harbours have signed"),
            "All results for “harb”",
        ]
    )
    expect(page.locator(".suggestions mark").first).to_have_text("Harb")
    expect(page.locator(".search [role=status]")).to_have_text("4 suggestions")
    expect(field(page)).to_have_attribute("aria-expanded", "true")
    no_violations(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(options(page).nth(1)).to_have_attribute("aria-selected", "true")
    expect(field(page)).to_have_attribute("aria-activedescendant", "s-tasks-2")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(at(f"/tasks/{tasks[1].code}/"))


def test_escape_closes_and_enter_without_a_choice_searches(signed_in: SignIn, at: At, staff: User) -> None:
    page = signed_in(staff)
    page.goto(at("/plans/2024/tasks/"))
    field(page).press_sequentially("harbour")
    expect(options(page)).to_have_count(5)
    page.keyboard.press("Escape")
    expect(page.locator(".suggestions")).to_be_hidden()
    expect(field(page)).to_have_value("harbour")
    page.keyboard.press("ArrowDown")
    expect(options(page)).to_have_count(5)
    page.keyboard.press("ArrowUp")  # from the field up: the last, all results
    expect(options(page).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(field(page)).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("Enter")
    expect(page).to_have_url(at("/plans/2024/search/?q=harbour"))
    expect(page.locator("main section h2")).to_have_text(["Tasks", "Events", "Notes in reports"])
    no_violations(page)
    page.keyboard.press("/")
    expect(page.locator("#id_q")).to_be_focused()


def test_two_chinese_characters_by_mouse(signed_in: SignIn, at: At, staff: User, tasks: list[Task]) -> None:
    page = signed_in(staff)
    in_chinese(page, at)
    page.goto(at("/plans/2024/"))
    field(page).press_sequentially("港口")
    expect(options(page)).to_have_count(5)
    expect(options(page).nth(0)).to_contain_text("5-01 港口论坛")
    expect(options(page).nth(2)).to_contain_text("港口会谈")
    expect(page.locator(".suggestions mark").first).to_have_text("港口")
    no_violations(page)
    options(page).nth(1).click()
    expect(page).to_have_url(at(f"/tasks/{tasks[1].code}/"))


def test_one_chinese_character_is_enough_one_letter_is_not(signed_in: SignIn, at: At, staff: User) -> None:
    page = signed_in(staff)
    page.goto(at("/plans/2024/"))
    with page.expect_request("**/suggestions/*") as asked:
        field(page).press_sequentially("h")
        page.wait_for_timeout(400)
        field(page).fill("港")
    assert asked.value.url == at("/plans/2024/search/suggestions/?q=%E6%B8%AF")
    expect(options(page)).to_have_count(5)


def test_the_restricted_event_is_not_there_for_another_division(
    signed_in: SignIn, at: At, staff2: User, plan: Plan
) -> None:
    page = signed_in(staff2)
    page.goto(at("/plans/2024/"))
    field(page).press_sequentially("harbour")
    expect(options(page)).to_have_count(4)
    expect(page.locator(".suggestions")).not_to_contain_text("talks")
    field(page).fill("harbour talks")
    expect(options(page)).to_have_text(["Nothing found: what can be searched"])
    page.keyboard.press("Enter")
    expect(page.locator("main .empty h2")).to_have_text("Nothing found for “harbour talks”")
    no_violations(page)


def test_an_older_answer_never_replaces_a_newer_one(signed_in: SignIn, at: At, staff: User) -> None:
    page = signed_in(staff)
    page.goto(at("/plans/2024/"))
    waiting: list[Route] = []
    page.route("**/suggestions/?q=harbour", lambda route: waiting.append(route))
    with page.expect_request("**/suggestions/?q=harbour"):
        field(page).press_sequentially("harbour")
    field(page).press_sequentially(" forum")
    expect(options(page)).to_have_count(2)
    for route in waiting:
        route.fulfill(body='<p data-said></p><a role="option">older</a>')
    page.wait_for_timeout(300)
    expect(options(page).first).to_contain_text("Harbour forum")


def test_without_scripts_it_is_a_form(browser: Browser, signed_in: SignIn, at: At, staff: User) -> None:
    session = signed_in(staff).context.cookies()
    context = browser.new_context(java_script_enabled=False, viewport=NARROW, locale="en-GB")
    context.add_cookies(session)  # type: ignore[arg-type]  # what a context gave, a context takes
    page = context.new_page()
    page.goto(at("/plans/2024/"))
    field(page).fill("5-02")
    field(page).press("Enter")
    expect(page.locator(".typed")).to_contain_text("Harbour exhibition")
    page.locator("#id_q").fill("签约")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#in-notes mark")).to_have_text("签约")
    page.locator("#in-notes a.nm").click()
    expect(page).to_have_url(re.compile(r"/tasks/2024-5-02/#u-\d+$"))
    context.close()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_on_a_phone(signed_in: SignIn, at: At, staff: User, language: str) -> None:
    page = signed_in(staff)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": at("/")}])
    page.set_viewport_size(NARROW)
    sideways = "document.documentElement.scrollWidth > innerWidth"
    for path in ("/plans/2024/search/", "/plans/2024/search/?q=港口", "/plans/2024/search/?q=港口&in=notes"):
        page.goto(at(path))
        assert not page.evaluate(sideways), path
        no_violations(page)
    field(page).press_sequentially("港口")
    expect(options(page)).to_have_count(5)
    box = page.locator(".suggestions").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= NARROW["width"]
    assert box["width"] > 300
    no_violations(page)
    options(page).last.tap() if page.evaluate("navigator.maxTouchPoints") else options(page).last.click()
    expect(page).to_have_url(re.compile(r"/plans/2024/search/\?q=%E6%B8%AF%E5%8F%A3$"))


def test_too_long_is_said_beside_the_field(signed_in: SignIn, at: At, staff: User) -> None:
    page = signed_in(staff)
    page.goto(at(f"/plans/2024/search/?q={'x' * 101}"))
    expect(page.locator("#id_q")).to_have_value("x" * 101)
    expect(page.locator("#e-q")).to_contain_text("100")
    no_violations(page)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_history_of_a_task(
    signed_in: SignIn, at: At, staff: User, planner: User, tasks: list[Task], language: str
) -> None:
    """What changed, word by word, and one kind of change at a time."""
    before = "The east hall is roofed and the hotels are opened by the end of the year."
    change_task(by=planner, task=tasks[0], facts={"description_en": before, "description_zh": before})
    tasks[0].refresh_from_db()
    change_task(by=planner, task=tasks[0], facts={"description_en": before.replace("the year", "November")})
    page = signed_in(staff)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": at("/")}])
    page.goto(at(f"/tasks/{tasks[0].code}/"))
    page.locator(f"main a[href='/tasks/{tasks[0].code}/history/']").first.click()
    newest = page.locator(".timeline > li").first
    expect(newest).to_contain_text(planner.name_en if language == "en" else planner.name_zh)
    expect(newest.locator("del")).to_contain_text("the year")
    expect(newest.locator("ins")).to_contain_text("November")
    no_violations(page)
    page.locator(".chips a[href='?kind=task']").click()
    expect(page.locator(".timeline > li")).to_have_count(2)
    page.set_viewport_size(NARROW)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    no_violations(page)
