"""What the tests of plan files share: a small plan as a workbook, edited cell by cell, and what loading it comes to."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

from exchange.plans.reading import read_plan
from foundation.sheets.reading import read_book
from priorities.imports.document import Document
from priorities.imports.loading import Loaded, load
from priorities.imports.places import PlanFileError

Rows = Sequence[Sequence[Any]]
SHEETS: dict[str, Rows] = {
    "Plan": [
        ("Item", "Value"),
        ("Code", "2025"),
        ("Year", 2025),
        ("Title (English)", "Work plan 2025"),
        ("Title (Chinese)", "2025年度工作计划"),
        ("Status of the plan", "adopted"),
        ("Set out on", "2025-01-16"),
    ],
    "Areas": [
        ("Area number", "Name (English)", "Name (Chinese)", "Source sentence"),
        (1, "First area", "第一方面", "The first sentence."),
    ],
    "Tasks": [
        ("Area number", "Task number", "Kind of task", "Name (English)", "Name (Chinese)", "Weight", "Deadline"),
        (1, 1, "by a deadline", "A thing to deliver", "一件成果", 2, "2025-11-30"),
        (1, 2, "continuing", "An effort", "一项工作", None, None),
    ],
    "Milestones": [
        ("Area number", "Task number", "Name (English)", "Name (Chinese)", "Due on", "Weight"),
        (1, 1, "Draft", "初稿", "2025-06-30", 1),
        (1, 1, "Final", "定稿", "2025-10-31", 3),
    ],
}


def workbook(edit: Mapping[str, Any] | None = None, sheets: Mapping[str, Rows] = SHEETS) -> bytes:
    """The small plan as a workbook; `edit` sets cells: {"Tasks!C2": "continuing"}, None a whole sheet away."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return saved(book, edit or {})


def edited(content: bytes, edit: Mapping[str, Any]) -> bytes:
    """A workbook with some cells set anew."""
    return saved(load_workbook(BytesIO(content)), edit)


def saved(book: Workbook, edit: Mapping[str, Any]) -> bytes:
    """The bytes of a workbook, some of its cells set."""
    for where, value in edit.items():
        title, _sign, cell = where.partition("!")
        if not cell:
            del book[title]
        else:
            book[title][cell] = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def document(content: bytes) -> Document:
    """The plan of a workbook. Raises PlanFileError."""
    return read_plan(read_book(BytesIO(content), "plan.xlsx"), "plan.xlsx")


def loaded(content: bytes, **options: Any) -> Loaded:
    """Load a workbook."""
    return load(document(content), **options)


def told(done: Loaded) -> tuple[list[str], list[str], list[str], list[str], int]:
    """What loading did, in words: added, changed (field by field), kept, dropped, and how many are unchanged."""
    changed = [
        f"{each.thing.name}: {name} {each.was[name]!r} → {value!r}"
        for each in done.changed
        for name, value in each.sets.items()
    ]
    kept = [f"{each.thing.name}: removed" for each in done.kept if each.removed] + [
        f"{each.thing.name}: {kept.field} {kept.on_page!r}, the file has {kept.in_file!r} ({kept.place})"
        for each in done.kept
        for kept in each.kept
    ]
    return [each.thing.name for each in done.added], changed, kept, done.dropped, done.unchanged


def problems(content: bytes) -> list[str]:
    """What a workbook is refused for, place by place."""
    try:
        loaded(content)
    except PlanFileError as error:
        return lines(error.problems)
    return []


def lines(found: Iterable[Any]) -> list[str]:
    """Problems as lines: place: what (value): expectation."""
    return [f"{each.place}: {each.field} “{each.value}”: {each.expected}" for each in found]
