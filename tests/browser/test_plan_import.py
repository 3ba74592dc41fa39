"""A plan from a file by hand: the template filled in, mistakes put right, previewed, loaded; and again, edited."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from accounts.models import User
from priorities.models import Plan, Task
from tests.browser.accessibility import no_violations
from tests.factories import AreaFactory, DivisionFactory, TaskFactory

SignIn = Callable[[User], Page]
FILE = "input[type=file]"
SEND = ".form .btn-primary"
DECIDE = ".decide .btn-primary"


def download(page: Page, link: str, to: Path) -> Path:
    """Follow a link to a workbook and keep it."""
    with page.expect_download() as waited:
        page.locator(link).first.click()
    waited.value.save_as(to)
    return to


def upload(page: Page, file: Path) -> None:
    """Choose the file and look."""
    page.set_input_files(FILE, file)
    page.locator(SEND).click()
    page.wait_for_load_state()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_template_is_filled_in_and_loaded(
    signed_in: SignIn, planner: User, plan: Plan, live_server: Any, tmp_path: Path, language: str
) -> None:
    DivisionFactory(code="protocol", name_en="Protocol", name_zh="礼宾处")
    page = signed_in(planner)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.goto(f"{live_server.url}/plans/{plan.code}/edit/")
    page.locator("a[href='/plans/load/']").click()
    no_violations(page)
    file = download(page, "a[href='/plans/load/template/']", tmp_path / "plan.xlsx")
    book = load_workbook(file)
    items, areas, tasks, milestones = book.worksheets[1:5]
    for row, value in ((2, "2025"), (3, 2025), (5, "2025年度工作计划")):
        items.cell(row, 2, value)
    areas.append([1, None, "第一方面"])
    kind = "持续推进" if language == "zh-hans" else "by a deadline"
    tasks.append([1, 1, kind, "A thing to deliver", None, None, "礼宾处", None, None, None, "2025-02-30"])
    milestones.append([1, 1, "Draft", None, "2025-03-01"])
    book.save(file)
    upload(page, file)
    expect(page.locator(".problems tbody tr")).to_have_count(1)
    expect(page.locator(".problems tbody")).to_contain_text("2025-02-30")
    no_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tasks["K2"] = "2025-11-30"
    book.save(file)
    page.locator(".decide a[href='/plans/load/']").click()
    upload(page, file)
    expect(page.locator("[data-count=added]")).to_have_text("4")
    no_violations(page)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Plan.objects.count() == 1
    page.locator(DECIDE).click()
    expect(page.locator("dd[data-count=added]")).to_have_text("4")
    no_violations(page)
    page.locator(".head .btn-primary").click()
    expect(page).to_have_url(f"{live_server.url}/plans/2025/edit/")
    task = Task.objects.get(code="2025-1-01")
    assert task.lead_division is not None
    assert (task.lead_division.code, task.milestones.count()) == ("protocol", 1)


def test_the_plan_as_a_workbook_is_edited_and_loaded_again(
    signed_in: SignIn, planner: User, plan: Plan, live_server: Any, tmp_path: Path
) -> None:
    task = TaskFactory(area=AreaFactory(plan=plan, number=1), number=1)
    page = signed_in(planner)
    page.goto(f"{live_server.url}/plans/{plan.code}/edit/")
    file = download(page, "a[href$='/workbook/']", tmp_path / "plan.xlsx")
    page.locator("a[href='/plans/2024/load/']").click()
    upload(page, file)
    expect(page.locator(".say")).to_have_text("The file changes nothing: the plan stands as the file has it.")
    expect(page.locator(DECIDE)).to_have_count(0)
    book = load_workbook(file)
    book["Tasks"]["D2"] = "Renamed"
    book.save(file)
    page.locator(".decide a[href='/plans/2024/load/']").click()
    upload(page, file)
    row = page.locator("[data-outcome=changed] tbody tr")
    expect(row).to_have_text([f"Name (English) {task.name_en} Renamed"])
    page.locator(DECIDE).click()
    expect(page.locator("dd[data-count=changed]")).to_contain_text("Task 2024-1-01")
    task.refresh_from_db()
    assert task.name_en == "Renamed"
