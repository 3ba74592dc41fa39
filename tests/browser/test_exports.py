"""Taking lists away in a real browser: what the page shows is in the file, and of a long one how far it is."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from accounts.models import Division, User
from exchange.views import exports
from priorities.models import Plan
from tests.browser.accessibility import no_violations, violations
from tests.factories import AreaFactory, EventFactory, IndicatorFactory, LeaderPostFactory, TaskFactory, UpdateFactory

SignIn = Callable[[User], Page]
MENU = ".export > summary"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_filtered_list_is_the_file(
    language: str, live_server: Any, signed_in: SignIn, staff: User, plan: Plan, division: Division, tmp_path: Path
) -> None:
    area = AreaFactory(plan=plan, number=1)
    ours = TaskFactory(area=area, number=1, lead_division=division)
    report = UpdateFactory(task=ours, percent=45)
    TaskFactory(area=area, number=2)
    staff.language = language
    staff.save()
    page = signed_in(staff)
    page.goto(f"{live_server.url}/plans/2024/tasks/")
    page.locator("#f-division").select_option(division.code)
    expect(page.locator("#results .nm")).to_have_count(1)
    page.locator(MENU).click()
    with page.expect_download() as started:
        page.locator(".export .pop a").first.click()
    assert re.fullmatch(r"(Tasks|重点任务) 2024 2024-09-30\.xlsx", started.value.suggested_filename)
    started.value.save_as(tmp_path / "tasks.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "tasks.xlsx").worksheets[0]
    [row] = sheet.iter_rows(min_row=2, values_only=True)
    name = ours.name_zh if language == "zh-hans" else ours.name_en
    assert (row[:3], row[6]) == ((f"{ours.code}#{report.pk}", "1-01", name), 0.45)


def test_a_long_list_is_made_while_one_looks_on(
    live_server: Any, signed_in: SignIn, staff: User, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    TaskFactory.create_batch(3, area=AreaFactory(plan=plan, number=1))
    monkeypatch.setattr(exports, "DIRECT", 2)
    monkeypatch.setattr("exchange.templatetags.export_menu.DIRECT", 2)
    page = signed_in(staff)
    page.goto(f"{live_server.url}/plans/2024/tasks/?sort=name")
    page.locator(MENU).click()
    page.locator(".export .pop button").last.click()
    expect(page.locator("#export-says")).to_have_text("Waits to be made")
    no_violations(page)
    call_command("make_exports")
    expect(page.locator("#export-status [role=status]")).to_contain_text("The file is ready: 3 rows")
    no_violations(page)
    with page.expect_download() as started:
        page.get_by_role("link", name="Download").click()
    assert started.value.suggested_filename == "Tasks 2024 2024-09-30.csv"
    page.get_by_role("link", name="My exports").click()
    expect(page.locator("tbody .nm")).to_have_text(["Tasks 2024 2024-09-30.csv"])
    no_violations(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_menu_fits_a_phone(
    theme: str, live_server: Any, signed_in: SignIn, planner: User, plan: Plan, division: Division
) -> None:
    task = TaskFactory(area=AreaFactory(plan=plan), lead_division=division)
    UpdateFactory(task=task)
    EventFactory(attended_by=[LeaderPostFactory().leader])
    IndicatorFactory(plan=plan)
    page = signed_in(planner)
    page.emulate_media(color_scheme="light" if theme == "light" else "dark")
    page.set_viewport_size({"width": 390, "height": 800})
    for path in ("tasks/", "events/", "leaders/", "indicators/", f"../../tasks/{task.code}/"):
        page.goto(f"{live_server.url}/plans/2024/{path}")
        page.locator(MENU).click()
        expect(page.locator(".export .pop .apart")).to_be_visible()
        box = page.locator(".export .pop").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        # What lies under the open menu is partly covered: its size says nothing.
        assert [found for found in violations(page) if found[0] != "target-size"] == []
