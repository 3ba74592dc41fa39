"""The desk by its keys: the list of keys, releasing everything, returning several, saying that an event was held."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Division, User
from events.models import Attendance, Event
from priorities.models import ProgressUpdate
from tests.browser.accessibility import no_violations
from tests.factories import AreaFactory, EventFactory, LeaderFactory, TaskFactory, UpdateFactory

SignIn = Callable[[User], Page]
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
DESK = "/plans/2024/desk/"


@pytest.fixture
def desk_of(signed_in: SignIn, live_server: Any) -> Callable[[User, str], Page]:
    """A person's desk in a language."""

    def opened(user: User, language: str) -> Page:
        page = signed_in(user)
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        page.goto(live_server.url + DESK)
        return page

    return opened


@pytest.fixture
def pending(transactional_db: None, plan: Any, division: Division, staff: User) -> list[ProgressUpdate]:
    """Two reports that wait for the chief."""
    area = AreaFactory(plan=plan, number=1)
    tasks = [TaskFactory(area=area, number=number, lead_division=division) for number in (1, 2)]
    return [UpdateFactory(task=task, author=staff, first_review="pending") for task in tasks]


def reviews() -> list[str]:
    return [each.review for each in ProgressUpdate.objects.with_review().order_by("id")]


@LANGUAGES
def test_the_keys_are_listed(desk_of: Any, chief: User, pending: Any, language: str) -> None:
    page = desk_of(chief, language)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name={"en": "Keys", "zh-hans": "快捷键"}[language])
    expect(keys).to_be_visible()
    no_violations(page)
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.locator(".head [data-keys-help]").click()
    expect(keys).to_be_visible()
    page.keyboard.press("?")
    expect(keys).to_be_hidden()


@LANGUAGES
def test_one_key_releases_everything(desk_of: Any, chief: User, pending: Any, language: str) -> None:
    page = desk_of(chief, language)
    page.keyboard.press("Shift+R")
    said = {"en": "2 reports released.", "zh-hans": "已审核通过2项填报。"}[language]
    expect(page.locator("#messages")).to_contain_text(said)
    assert reviews() == ["accepted", "accepted"]


def test_j_and_r_release_the_row_at_hand(desk_of: Any, chief: User, pending: Any) -> None:
    page = desk_of(chief, "en")
    for key in ("j", "j", "r"):
        page.keyboard.press(key)
    expect(page.locator("#messages")).to_contain_text("Released")
    assert reviews() == ["pending", "accepted"]


@LANGUAGES
def test_several_are_returned_for_one_reason(desk_of: Any, chief: User, pending: Any, language: str) -> None:
    page = desk_of(chief, language)
    for box in page.locator("#s-review input[type=checkbox]").all():
        box.check()
    foot = page.locator("#release details")
    foot.locator("summary").click()
    foot.locator(".btn-danger").click()
    expect(foot.locator(".errorlist")).to_be_visible()
    expect(page.locator("#s-review input[type=checkbox]").first).to_be_checked()
    foot.locator("textarea").fill("Name the venues.")
    foot.locator(".btn-danger").click()
    expect(page.locator("#messages")).to_contain_text(re.compile("2 reports returned|已退回2项填报"))
    assert reviews() == ["returned", "returned"]


@LANGUAGES
def test_attendance_is_confirmed_on_the_desk(
    desk_of: Any, staff: User, plan: Any, division: Division, language: str
) -> None:
    leader = LeaderFactory()
    EventFactory(host_division=division, starts_on=date(2024, 9, 20), status="confirmed", expected=[leader])
    page = desk_of(staff, language)
    section = page.locator("#s-attendance")
    expect(section.locator("h2")).to_have_text({"en": "Attendance to confirm", "zh-hans": "待核出席情况"}[language])
    page.keyboard.press("j")
    page.keyboard.press("u")
    no_violations(page)
    section.get_by_label({"en": "attended", "zh-hans": "已出席"}[language], exact=True).check()
    section.locator(".btn-primary").click()
    expect(section).to_have_count(0)
    assert (Event.objects.get().status, Attendance.objects.get().outcome) == ("held", "attended")
