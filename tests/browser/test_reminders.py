"""The bell as a member of staff uses it: its number, its list by keyboard, a kind turned off; in both languages."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from accounts.models import User
from priorities.models import Plan, ReminderOff, Task
from tests.browser.accessibility import no_violations
from tests.factories import AreaFactory, TaskFactory, UpdateFactory, UrgeFactory

SignIn = Callable[[User], Page]
pytestmark = pytest.mark.bell
NARROW = ViewportSize(width=390, height=800)
ENGLISH = {
    "bell": "Reminders, {}",
    "urged": "Urged (always on)",
    "due": "Due within 7 days",
    "save": "Save",
    "said": "was due on 1 Sep, 29 days overdue",
    "all": "All reminders",
}
CHINESE = {
    "bell": "提醒，{}条",
    "urged": "催办（不可关闭）",
    "due": "7天内到时限",
    "save": "保存",
    "said": "完成时限9月1日，已逾期29天",
    "all": "全部提醒",
}


@pytest.fixture
def tasks(transactional_db: None, plan: Plan, staff: User, planner: User) -> list[Task]:
    """One that is overdue, one due in five days, and one that is urged."""
    area = AreaFactory(plan=plan, number=1)
    made: list[Task] = [
        TaskFactory(area=area, number=number, lead_division=staff.division, due_on=due)
        for number, due in enumerate((date(2024, 9, 1), date(2024, 10, 5), date(2024, 12, 1)), start=1)
    ]
    for task in made:
        UpdateFactory(task=task, percent=90, effective_on=date(2024, 9, 20))
    UrgeFactory(task=made[2], by=planner, text="The meeting needs it.")
    return made


@pytest.fixture
def at(live_server: Any) -> Callable[[str], str]:
    """The address of a path of the live server."""
    return lambda path: f"{live_server.url}{path}"


def bell(page: Page) -> Locator:
    return page.locator(".bell summary")


@pytest.mark.parametrize(("language", "words"), [("en", ENGLISH), ("zh-hans", CHINESE)])
def test_from_the_bell_to_the_task_and_a_kind_turned_off(
    signed_in: SignIn, at: Callable[[str], str], staff: User, tasks: list[Task], language: str, words: dict[str, str]
) -> None:
    User.objects.filter(pk=staff.pk).update(language=language)
    page = signed_in(staff)
    page.goto(at("/plans/2024/desk/"))
    expect(bell(page)).to_have_accessible_name(words["bell"].format(3))
    expect(page.locator(".bell .count")).to_have_text("3")

    bell(page).focus()
    page.keyboard.press("Enter")
    overdue = page.locator(".bell .pop li").nth(1)  # what is urged comes first
    expect(overdue).to_be_visible()
    expect(overdue).to_contain_text(words["said"])
    no_violations(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(at(f"/tasks/{tasks[0].code}/"))

    bell(page).click()
    page.get_by_role("link", name=words["all"]).click()
    page.wait_for_url(at("/reminders/"))
    expect(page.locator("main .list.reminders li")).to_have_count(3)
    expect(page.locator("#k-urged")).to_contain_text("The meeting needs it.")
    urged = page.get_by_role("checkbox", name=words["urged"])
    expect(urged).to_be_checked()
    expect(urged).to_be_disabled()
    no_violations(page)
    page.get_by_role("checkbox", name=words["due"]).uncheck()
    page.locator("#kinds").get_by_role("button", name=words["save"]).click()
    expect(page.locator("main .list.reminders li")).to_have_count(2)
    expect(bell(page)).to_have_accessible_name(words["bell"].format(2))
    assert list(ReminderOff.objects.values_list("user", "kind")) == [(staff.pk, "due_7")]


def test_the_number_follows_what_is_done_on_the_page(
    signed_in: SignIn, at: Callable[[str], str], staff: User, tasks: list[Task]
) -> None:
    """A report answers the urging."""
    page = signed_in(staff)
    page.goto(at("/plans/2024/desk/"))
    expect(bell(page)).to_have_accessible_name("Reminders, 3")
    page.locator(f"#t-{tasks[2].code}").get_by_role("button", name="No change").click()
    expect(bell(page)).to_have_accessible_name("Reminders, 2")


def test_escape_shuts_the_list_and_gives_the_focus_back(
    signed_in: SignIn, at: Callable[[str], str], staff: User, tasks: list[Task]
) -> None:
    page = signed_in(staff)
    page.goto(at("/plans/2024/tasks/"))
    bell(page).click()
    expect(page.locator(".bell .pop")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".bell .pop")).to_be_hidden()
    expect(bell(page)).to_be_focused()


def test_on_a_phone_the_bell_stays_in_the_bar(
    signed_in: SignIn, at: Callable[[str], str], staff: User, tasks: list[Task]
) -> None:
    page = signed_in(staff)
    page.set_viewport_size(NARROW)
    page.goto(at("/plans/2024/desk/"))
    bell(page).click()
    expect(page.locator(".bell .pop")).to_be_visible()
    box = page.locator(".bell .pop").bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= NARROW["width"]
    page.goto(at("/reminders/"))
    expect(bell(page)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    no_violations(page)


def test_without_scripts_the_bell_is_a_link(
    browser: Browser, signed_in: SignIn, at: Callable[[str], str], staff: User, tasks: list[Task]
) -> None:
    cookies: Any = signed_in(staff).context.cookies()
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(at("/plans/2024/desk/"))
    page.get_by_role("link", name="Reminders").click()
    page.wait_for_url(at("/reminders/"))
    page.get_by_role("checkbox", name="Overdue").uncheck()
    page.locator("#kinds").get_by_role("button", name="Save").click()
    expect(page.locator("main .list.reminders li")).to_have_count(2)
    context.close()
