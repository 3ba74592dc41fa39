"""Workbooks of reports, written cell by cell as a clerk's program would."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from exchange.report_columns import key_of
from exchange.reports.judging import judge
from exchange.reports.outcomes import Judgement
from exchange.reports.reading import reports_in
from foundation.sheets.reading import read_book
from priorities.models import ProgressUpdate, Task

KEY = "Key (leave as it is)"
HEADINGS = {
    "status": "Status",
    "percent": "Done",
    "health": "Own rating",
    "effective_on": "As of (empty: today)",
    "note": "Progress",
    "problems": "Problems",
    "needs": "Coordination needed",
    "next_steps": "Next steps",
}
URL = "/plans/2024/import/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = dict[str, Any]


def exported(task: Task, base: ProgressUpdate | None = None, **edits: Any) -> Row:
    """A row as it is exported, with these cells typed over."""
    row: Row = {"key": key_of(task.code, base.pk if base else None), "name": task.name_en}
    if base is None:
        row |= {"status": "not started", "percent": None if task.is_ongoing else 0}
    else:
        row |= {
            "status": base.get_status_display(), "percent": base.percent,
            "health": base.get_health_display() if base.health else None,
            "note": base.note, "problems": base.problems, "needs": base.needs, "next_steps": base.next_steps,
        }  # fmt: skip
    return row | edits


def workbook(
    rows: Sequence[Row],
    *,
    headings: Mapping[str, str] = HEADINGS,
    key: str = KEY,
    plan: str | None = "2024",
    of: str = "tasks",
    before: str = "",
) -> bytes:
    """An .xlsx of rows: key, name of the task, the report's columns; the sheet `before` stands before it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    if before:
        sheet.title = before
        sheet.append(["Remarks"])
        sheet = book.create_sheet()
    sheet.title = "Tasks"
    sheet.append([key, "Task", *headings.values()])
    for row in rows:
        sheet.append([row.get("key"), row.get("name"), *(row.get(field) for field in headings)])
        for place, field in enumerate(headings, start=3):
            cell = sheet.cell(sheet.max_row, place)
            if field == "percent" and isinstance(cell.value, int):
                cell.value, cell.number_format = cell.value / 100, "0%"
    sheet.column_dimensions["A"].hidden = True
    if plan is not None:
        about = book.create_sheet("_workplan")
        about.sheet_state = "hidden"
        for line in (("list", of), ("plan", plan)):
            about.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def judged(by: User, task: Task, content: bytes) -> Judgement:
    """What would become of the rows."""
    return judge(by, task.plan, reports_in(read_book(io.BytesIO(content), "tasks.xlsx"), task.plan))


def problems(judgement: Judgement) -> list[tuple[int, str, str]]:
    """Row, column and message of all that is wrong."""
    return [(line.number, problem.column, problem.message) for line, problem in judgement.problems()]


def sent(content: bytes, name: str = "tasks.xlsx") -> dict[str, Any]:
    """The form of an upload."""
    return {"file": SimpleUploadedFile(name, content, content_type=XLSX)}


def said(update: ProgressUpdate) -> tuple[Any, ...]:
    """A report: status, percent, rating, day, texts, whether it confirms."""
    return (
        update.status, update.percent, update.health, update.effective_on.isoformat(), update.note, update.problems,
        update.needs, update.next_steps, update.no_change,
    )  # fmt: skip


TODAY = date(2024, 9, 30).isoformat()
