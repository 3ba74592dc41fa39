"""A register from a spreadsheet by hand: uploaded, a match chosen, taken in; a pair of events merged."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import Division, User
from events.models import Attendance, Event, Leader
from tests.browser.accessibility import no_violations
from tests.exchange.registers import workbook
from tests.factories import EventFactory, LeaderFactory, LeaderPostFactory

SignIn = Callable[[User], Page]
At = Callable[[str], str]
URL = "/plans/2024/events/import/"


@pytest.fixture
def vice_mayor(transactional_db: None, plan: Any, division: Division) -> Leader:
    leader: Leader = LeaderFactory(name_en="Leader A", name_zh="甲某某")
    LeaderPostFactory(leader=leader)
    return leader


@pytest.fixture
def at(live_server: Any) -> At:
    """The address of a path of the live server."""
    return lambda path: f"{live_server.url}{path}"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Three rows, in two of them a leader by half a name, in one a mistake."""
    rows = [
        ["2023-5-2", "", "会见某市代表团", "会见", "", "甲某", "", "", "", ""],
        ["5月3日", "", "签约仪式", "签约", "", "甲某", "", "", "", ""],
        ["soon", "", "论坛", "论坛", "", "", "", "", "", ""],
    ]
    file = tmp_path / "台账.xlsx"
    file.write_bytes(workbook(rows, above=[["2023年台账"]]))
    return file


def upload(page: Page, file: Path) -> None:
    page.locator("select[name=year]").select_option("2023")
    page.locator("input[type=file]").set_input_files(file)
    page.locator("form[enctype] button.btn-primary").click()
    expect(page.locator(".chips [data-count=new]")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_register_is_uploaded_chosen_for_and_taken_in(
    language: str, signed_in: SignIn, at: At, staff: User, vice_mayor: Leader, register: Path
) -> None:
    page = signed_in(staff)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": at("")}])
    page.goto(at("/plans/2024/events/"))
    page.locator(".places a[href$='/events/import/']").click()
    no_violations(page)
    upload(page, register)
    expect(page.locator("[data-count=error]")).to_have_text("3")
    no_violations(page)
    page.locator(".unknowns select").first.select_option(str(vice_mayor.pk))
    page.locator("form[action$='/choose/'] button").click()
    expect(page.locator("[data-count=new]")).to_have_text("2")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    no_violations(page)
    page.locator("button[name=take]").dblclick()
    expect(page.locator("#messages")).to_contain_text("2")
    expect(page.locator("tbody tr")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    no_violations(page)
    assert Attendance.objects.filter(leader=vice_mayor, outcome="attended").count() == 2
    assert Event.objects.filter(status="held", host_division=staff.division).count() == 2


def test_without_scripts(
    browser: Browser, signed_in: SignIn, at: At, staff: User, vice_mayor: Leader, register: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(signed_in(staff).context.cookies())  # type: ignore[arg-type]  # what one gave, another takes
    page = context.new_page()
    page.goto(at(URL))
    upload(page, register)
    page.locator(".unknowns select").first.select_option("out")
    page.locator("form[action$='/choose/'] button").click()
    page.locator("button[name=take]").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    context.close()


def test_two_events_are_compared_and_merged(
    signed_in: SignIn, at: At, staff: User, division: Division, vice_mayor: Leader
) -> None:
    common = {"starts_on": date(2024, 5, 2), "host_division": division, "country_or_region": "FR", "title_zh": ""}
    first = EventFactory(title_en="Meeting with Port City", **common)
    EventFactory(title_en="Meeting with the Port City", venue="Hall 1", attended_by=[vice_mayor], **common)
    page = signed_in(staff)
    page.goto(at("/plans/2024/events/duplicates/"))
    no_violations(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("input[name=fact-venue][value=second]").check()
    page.locator(".pair .btn-primary").click()
    expect(page.locator("#merged")).to_contain_text("Meeting with the Port City")
    no_violations(page)
    first.refresh_from_db()
    assert (first.venue, first.attendances.get().leader) == ("Hall 1", vice_mayor)
