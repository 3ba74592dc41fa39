"""Milestones on the task's page, by mouse and by keys alone: added, changed, ticked off, deleted; the curve follows."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import Division, User
from priorities.models import Milestone, Plan, Task
from tests.browser.accessibility import no_violations
from tests.factories import AreaFactory, MilestoneFactory, TaskFactory, UpdateFactory

SignIn = Callable[[User], Page]
At = Callable[[str], str]
WORDS = {
    "en": {
        "add": "Add", "edit": "edit", "undo": "undo", "late": "7 Sep, 6 days late", "missed": "missed",
        "delete": "Delete",
    },
    "zh-hans": {
        "add": "添加", "edit": "修改", "undo": "撤销", "late": "9月7日，逾期6天", "missed": "到期未完成",
        "delete": "删除",
    },
}  # fmt: skip
LANGUAGES = ["en", "zh-hans"]


@pytest.fixture
def task(transactional_db: None, plan: Plan, division: Division) -> Task:
    """A task of the division with one milestone that is due."""
    made: Task = TaskFactory(area=AreaFactory(plan=plan, number=1), number=1, lead_division=division)
    UpdateFactory(task=made, percent=30, health="green", effective_on=date(2024, 8, 20))
    MilestoneFactory(task=made, name_en="Venue", name_zh="场馆", due_on=date(2024, 9, 1), weight=1)
    return made


@pytest.fixture
def at(live_server: Any) -> At:
    """The address of a path of the live server."""
    return lambda path: f"{live_server.url}{path}"


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", LANGUAGES)
def test_in_place(signed_in: SignIn, at: At, staff: User, task: Task, language: str, width: int) -> None:
    words = WORDS[language]
    page = signed_in(staff)
    page.set_viewport_size({"width": width, "height": 900})
    page.context.add_cookies([{"name": "django_language", "value": language, "url": at("/")}])
    page.goto(at(f"/tasks/{task.code}/"))
    page.evaluate("window.stays = true")
    card = page.locator("#milestones")
    expect(card).to_contain_text(words["missed"])
    card.get_by_role("link", name=words["add"]).click()
    name = card.locator(f"input[name={'name_zh' if language != 'en' else 'name_en'}]")
    expect(name).to_be_focused()
    no_violations(page)
    name.fill("Contract 合同")
    card.locator("input[name=due_on]").fill("2024-12-01")
    card.locator("input[name=weight]").fill("3")
    card.locator(".form button.btn-primary").click()
    expect(card.get_by_role("status").first).to_be_focused()
    rows = card.locator("tbody tr")
    expect(rows.nth(0)).to_contain_text("25%")
    expect(rows.nth(1)).to_contain_text("Contract 合同")
    expect(rows.nth(1)).to_contain_text("75%")
    expect(page.locator("#planned")).to_contain_text("25.0%")
    expect(page.locator("#planned svg")).to_be_visible()
    rows.nth(0).locator("input[type=date]").fill("2024-09-07")
    rows.nth(0).locator("form.tick button").click()
    expect(rows.nth(0)).to_contain_text(words["late"])
    rows.nth(0).get_by_role("button", name=re.compile(words["undo"])).click()
    expect(rows.nth(0)).to_contain_text(words["missed"])
    rows.nth(1).get_by_role("link", name=re.compile(words["edit"])).click()
    card.locator("input[name=weight]").fill("1")
    card.locator(".form button.btn-primary").click()
    expect(rows.nth(1)).to_contain_text("50%")
    rows.nth(1).get_by_role("link", name=re.compile(words["edit"])).click()
    card.get_by_role("link", name=words["delete"]).click()
    expect(card.get_by_role("button", name=words["delete"])).to_be_focused()
    no_violations(page)
    card.get_by_role("button", name=words["delete"]).click()
    expect(rows).to_have_count(1)
    assert page.evaluate("[window.stays, document.documentElement.scrollWidth]") == [True, width]
    assert list(Milestone.objects.values_list("name_en", "completed_on")) == [("Venue", None)]


def test_a_day_that_cannot_be_is_said_beside_it(signed_in: SignIn, at: At, staff: User, task: Task) -> None:
    page = signed_in(staff)
    page.goto(at(f"/tasks/{task.code}/"))
    card = page.locator("#milestones")
    card.get_by_role("link", name="Add").click()
    card.locator("input[name=name_en]").fill("Too late")
    card.locator("input[name=due_on]").fill("2026-12-01")
    card.locator(".form button.btn-primary").click()
    expect(card.locator("[data-errors]")).to_be_focused()
    expect(card.locator("input[name=name_en]")).to_have_value("Too late")
    card.get_by_role("link", name="Cancel").click()
    expect(card.locator("input[name=name_en]")).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_by_keys_alone(signed_in: SignIn, at: At, staff: User, task: Task, language: str) -> None:
    page = signed_in(staff)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": at("/")}])
    page.goto(at(f"/tasks/{task.code}/"))
    card = page.locator("#milestones")
    card.get_by_role("link", name=WORDS[language]["add"]).focus()
    page.keyboard.press("Enter")
    expect(card.locator("input[autofocus]")).to_be_focused()
    page.keyboard.type("Opening")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(card.locator("input[name=due_on]")).to_be_focused()
    page.locator("input[name=due_on]").fill("2024-11-30")  # the order of day and month is the machine's
    page.keyboard.press("Enter")
    said = card.get_by_role("status").first
    expect(said).to_be_focused()
    assert Milestone.objects.get(name_en="Opening").due_on == date(2024, 11, 30)
    for _press in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('form.tick') && document.activeElement.tagName") == "BUTTON":
            break
    page.keyboard.press("Enter")
    expect(said).to_be_focused()
    assert Milestone.objects.get(name_en="Opening").completed_on == date(2024, 9, 30)


def test_without_scripts(browser: Browser, signed_in: SignIn, at: At, staff: User, task: Task) -> None:
    cookies = signed_in(staff).context.cookies()
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(cookies)  # type: ignore[arg-type]  # what one context gave, another takes
    page = context.new_page()
    page.goto(at(f"/tasks/{task.code}/"))
    page.locator("#milestones").get_by_role("link", name="Add").click()
    page.locator("input[name=name_en]").fill("Opening")
    page.locator("input[name=due_on]").fill("2024-11-30")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(at(f"/tasks/{task.code}/"))
    page.locator("#milestones tbody tr").first.locator("form.tick button").click()
    expect(page.locator("#milestones")).to_contain_text("29 days late")
    page.locator("#milestones tbody tr").nth(1).get_by_role("link").click()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("#milestones tbody tr")).to_have_count(1)
    context.close()


def test_who_does_not_report_sees_no_buttons(signed_in: SignIn, at: At, leader: User, task: Task) -> None:
    page = signed_in(leader)
    page.goto(at(f"/tasks/{task.code}/"))
    expect(page.locator("#milestones")).to_contain_text("Venue")
    expect(page.locator("#milestones").locator("a, button, input")).to_have_count(0)
