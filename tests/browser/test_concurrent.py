"""Two people at one task, each at their own screen: the second is told of the first, and both reports are kept."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from accounts.models import Division, User
from priorities.models import Plan, ProgressUpdate, Task
from tests.browser.accessibility import no_violations
from tests.factories import AreaFactory, TaskFactory, UpdateFactory

At = Callable[[str], str]
WORDS = {
    "en": {
        "report": "Report progress", "no change": "No change", "told": "Somebody else has reported",
        "too": "Save mine too",
    },
    "zh-hans": {
        "report": "填报进展", "no change": "无新进展", "told": "已有他人填报", "too": "一并提交我的填报",
    },
}  # fmt: skip
LANGUAGES = ["en", "zh-hans"]


@pytest.fixture
def task(transactional_db: None, plan: Plan, division: Division) -> Task:
    """A task of the division, reported on once."""
    made: Task = TaskFactory(area=AreaFactory(plan=plan, number=1), number=1, lead_division=division)
    UpdateFactory(task=made, percent=30, health="green", effective_on=date(2024, 8, 20))
    return made


@pytest.fixture
def at(live_server: Any) -> At:
    """The address of a path of the live server."""
    return lambda path: f"{live_server.url}{path}"


@pytest.fixture
def screens(browser: Browser, at: At) -> Any:
    """`screens(user, language)`: a browser of that person."""
    opened = []

    def screen(user: User, language: str) -> Page:
        client = Client()
        client.force_login(user, backend="accounts.backends.SignInBackend")
        context = browser.new_context()
        context.add_cookies(
            [
                {"name": "sessionid", "value": client.cookies[settings.SESSION_COOKIE_NAME].value, "url": at("/")},
                {"name": "django_language", "value": language, "url": at("/")},
            ]
        )
        opened.append(context)
        return context.new_page()

    yield screen
    for context in opened:
        context.close()


def types(page: Page, words: dict[str, str], note: str, percent: str) -> None:
    """The report, under the row of the desk, kept as a draft and not sent yet."""
    page.get_by_role("link", name=re.compile(words["report"])).first.click()
    page.locator("textarea[name=note]").fill(note)
    with page.expect_response(lambda answer: "percent=" in (answer.request.post_data or "")):
        page.locator("input[name=percent]").fill(percent)


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_reports_are_kept_and_the_second_is_told(
    screens: Any, at: At, staff: User, chief: User, task: Task, language: str
) -> None:
    words = WORDS[language]
    mine, theirs = screens(staff, language), screens(chief, language)
    for page, note, percent in ((mine, "Mine.", "45"), (theirs, "Theirs.", "60")):
        page.goto(at("/plans/2024/desk/"))
        types(page, words, note, percent)
    theirs.keyboard.press("Control+Enter")
    expect(theirs.locator("form.report")).to_have_count(0)
    mine.keyboard.press("Control+Enter")
    told = mine.locator(".others")
    expect(told).to_be_focused()
    expect(told).to_contain_text(words["told"])
    expect(told).to_contain_text("Theirs.")
    expect(told).to_contain_text("60%")
    expect(mine.locator("textarea[name=note]")).to_have_value("Mine.")
    no_violations(mine)
    assert ProgressUpdate.objects.filter(author=staff).count() == 0
    mine.get_by_role("button", name=re.compile(words["too"])).click()
    expect(mine.locator("form.report")).to_have_count(0)
    kept = ProgressUpdate.objects.filter(author__in=[staff, chief]).order_by("pk").values_list("note", "percent")
    assert list(kept) == [("Theirs.", 60), ("Mine.", 45)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_change_does_not_repeat_what_was_not_seen(
    screens: Any, at: At, staff: User, chief: User, task: Task, language: str
) -> None:
    words = WORDS[language]
    mine = screens(staff, language)
    mine.goto(at("/plans/2024/desk/"))
    UpdateFactory(task=task, author=chief, percent=60, note="Theirs.", effective_on=date(2024, 9, 20))
    mine.get_by_role("button", name=re.compile(words["no change"])).first.click()
    expect(mine.locator(".others")).to_contain_text("Theirs.")
    assert ProgressUpdate.objects.filter(no_change=True).count() == 0


def test_two_of_the_planning_office_at_the_facts(
    screens: Any, at: At, planner: User, planner2: User, task: Task
) -> None:
    """Both versions stand side by side; nothing is overwritten unseen."""
    mine, theirs = screens(planner, "en"), screens(planner2, "en")
    for page, weight in ((mine, "5"), (theirs, "7")):
        page.goto(at(f"/tasks/{task.code}/edit/"))
        page.locator("input[name=weight]").fill(weight)
    theirs.get_by_role("button", name="Save", exact=True).click()
    expect(theirs).to_have_url(at(f"/tasks/{task.code}/"))
    mine.get_by_role("button", name="Save", exact=True).click()
    row = mine.locator(".alert tr", has_text="Weight")
    expect(row.locator("td")).to_have_text(["5", "7"])
    task.refresh_from_db()
    assert task.weight == 7
    mine.get_by_role("button", name="Save mine").click()
    expect(mine).to_have_url(at(f"/tasks/{task.code}/"))
    task.refresh_from_db()
    assert task.weight == 5


def test_two_administrators_at_a_division(screens: Any, at: At, admin: User, division: Division, plan: Plan) -> None:
    mine = screens(admin, "en")
    mine.goto(at(f"/administration/divisions/{division.code}/"))
    mine.locator("input[name=order]").fill("5")
    Division.objects.filter(pk=division.pk).update(order=9)
    mine.get_by_role("button", name="Save", exact=True).click()
    expect(mine.locator(".alert tr", has_text="Order").locator("td")).to_have_text(["5", "9"])
    mine.get_by_role("button", name="Save mine").click()
    expect(mine).to_have_url(at("/administration/divisions/"))
    division.refresh_from_db()
    assert division.order == 5
