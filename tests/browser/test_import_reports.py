"""Reports from a workbook by hand, in both languages: exported, filled in, uploaded, looked at, taken in."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import Division, User
from exchange.models import Upload
from priorities.models import ProgressUpdate, Task
from tests.browser.accessibility import no_violations
from tests.factories import AreaFactory, TaskFactory, UpdateFactory

SignIn = Callable[[User], Page]
At = Callable[[str], str]


@pytest.fixture
def tasks(transactional_db: None, plan: Any, division: Division) -> list[Task]:
    """Four tasks of the division, each reported on in August."""
    area = AreaFactory(plan=plan, number=1)
    made: list[Task] = [TaskFactory(area=area, number=number, lead_division=division) for number in (1, 2, 3, 4)]
    for task in made:
        UpdateFactory(task=task, percent=30, health="green", note="Signed.", effective_on=date(2024, 8, 20))
    return made


@pytest.fixture
def at(live_server: Any) -> At:
    """The address of a path of the live server."""
    return lambda path: f"{live_server.url}{path}"


def speak(page: Page, at: At, language: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": at("")}])


def filled_in(page: Page, at: At, edits: dict[int, dict[str, Any]], to: Path) -> Path:
    """The exported workbook with cells typed over: by row and by what stands in the column."""
    book = openpyxl.load_workbook(io.BytesIO(page.request.get(at("/plans/2024/export/tasks.xlsx")).body()))
    sheet = book.worksheets[0]
    [note] = [cell.column for cell in sheet[2] if cell.value == "Signed."]
    [percent] = [cell.column for cell in sheet[2] if cell.value == 0.3]
    for row, values in edits.items():
        for name, value in values.items():
            sheet.cell(row, {"note": note, "percent": percent}[name]).value = value
    book.save(to)
    return to


def upload(page: Page, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(file)
    page.locator("form[enctype] button.btn-primary").click()
    page.wait_for_load_state()


def counts(page: Page) -> dict[str, str | None]:
    return {name: page.locator(f"[data-count={name}]").text_content() for name in ("new", "same", "error")}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_clerk_fills_in_the_workbook(
    language: str, signed_in: SignIn, at: At, staff: User, tasks: list[Task], tmp_path: Path
) -> None:
    """One mistake among it: seen, marked in the workbook to take home, left out; the rest is taken in."""
    page = signed_in(staff)
    speak(page, at, language)
    page.goto(at("/plans/2024/tasks/"))
    page.locator(".head a[href$='/import/']").click()
    no_violations(page)
    page.locator("form[enctype] button.btn-primary").click()  # nothing chosen
    expect(page.locator(".field .errorlist")).to_be_visible()
    file = filled_in(
        page,
        at,
        {2: {"note": "Two lines.\nOf text."}, 3: {"percent": "half"}, 4: {"percent": 0.45}},
        tmp_path / "进展.xlsx",
    )
    upload(page, file)
    assert counts(page) == {"new": "2", "same": "1", "error": "1"}
    expect(page.locator("table.problems tbody tr")).to_have_count(1)
    expect(page.locator("table.problems tbody tr")).to_contain_text("half")
    no_violations(page)
    with page.expect_download() as download:
        page.locator("a[download]").click()
    marked = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).worksheets[0]
    [wrong] = [cell for cell in marked[3] if cell.value == "half"]
    assert wrong.comment is not None
    page.locator(".chip", has=page.locator("[data-count=new]")).click()
    expect(page.locator(".outcomes > li")).to_have_count(2)
    expect(page.locator("#row-2 ins")).to_contain_text("Two lines.")
    page.locator("button[name=take]").click()
    expect(page.locator("#messages")).to_contain_text("2")
    expect(page.locator("tbody tr")).to_have_count(2)
    no_violations(page)
    posted = ProgressUpdate.objects.filter(author=staff).order_by("task__number")
    assert list(posted.values_list("task", "percent", "note")) == [
        (tasks[0].pk, 30, "Two lines.\nOf text."), (tasks[2].pk, 45, "Signed."),
    ]  # fmt: skip
    page.goto(at("/plans/2024/import/"))
    upload(page, file)  # the same again: nothing but the mistake is left
    assert counts(page) == {"new": "0", "same": "3", "error": "1"}


def test_somebody_else_reports_in_between(
    signed_in: SignIn, at: At, staff: User, chief: User, tasks: list[Task], tmp_path: Path
) -> None:
    """Theirs is shown beside one's own; a double click takes it in once."""
    page = signed_in(staff)
    page.goto(at("/plans/2024/import/"))
    upload(page, filled_in(page, at, {2: {"note": "Mine."}, 3: {"note": "Mine, too."}}, tmp_path / "tasks.xlsx"))
    UpdateFactory(task=tasks[0], author=chief, percent=70, note="Theirs.", effective_on=date(2024, 9, 29))
    page.locator("button[name=take]").click()
    expect(page.locator("[data-errors]")).to_contain_text("Something has changed since the preview")
    expect(page.locator("#row-2 .others")).to_contain_text("Theirs.")
    no_violations(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("button[name=take]").dblclick()
    expect(page.locator("#messages")).to_contain_text("2 reports were taken in.")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert ProgressUpdate.objects.filter(author=staff).count() == 2


def test_without_scripts_it_is_uploaded_and_discarded(
    browser: Browser, signed_in: SignIn, at: At, staff: User, tasks: list[Task], tmp_path: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(signed_in(staff).context.cookies())  # type: ignore[arg-type]  # what one gave, another takes
    page = context.new_page()
    page.goto(at("/plans/2024/import/"))
    upload(page, filled_in(page, at, {2: {"note": "Mine."}}, tmp_path / "tasks.xlsx"))
    assert counts(page) == {"new": "1", "same": "3", "error": "0"}
    page.locator("form[action$='/discard/'] button").click()
    expect(page.locator("#messages")).to_contain_text("The workbook was discarded; nothing was written.")
    assert (Upload.objects.count(), ProgressUpdate.objects.filter(author=staff).count()) == (0, 0)
    context.close()
