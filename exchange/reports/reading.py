"""From a book to what its rows say: which sheet, which columns, and the value of each cell."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from exchange.report_columns import CHOICES, KEY_LABEL, REPORT_COLUMNS
from foundation.sheets import values
from foundation.sheets.reading import Book, Cell, Sheet
from priorities.models import Plan, ProgressUpdate

PROPERTIES = "_workplan"  # the hidden sheet that says what the book is
KINDS = {column.field: column.kind for column in REPORT_COLUMNS}


@dataclass(frozen=True)
class Row:
    """What a row says: the cell of its key, and those in which one reports, by field."""

    number: int
    key: Cell
    cells: Mapping[str, Cell]
    hidden: bool


@dataclass(frozen=True)
class Reports:
    """What a book says of a plan's tasks. `columns`: the letter of each field; `headings`: what the file calls it."""

    sheet: str
    key_column: str
    columns: Mapping[str, str]
    headings: Mapping[str, str]
    rows: list[Row]


def reports_in(book: Book, plan: Plan) -> Reports:
    """The reports of a book. ValidationError, a sentence of what to do, where it is none of this plan's task lists."""
    _check_properties(book, plan)
    key_names = _names(KEY_LABEL)
    for sheet in book.sheets:
        heads = [folded(each) for each in sheet.header]
        if not sheet.hidden and any(head in key_names for head in heads):
            return _reports(sheet, heads)
    raise ValidationError(
        _(
            "This file has no column “%(key)s”, by which a row finds its task. Export the task list, fill in that file,"
            " and upload it; its first column is hidden and must stay."
        )
        % {"key": KEY_LABEL}
    )


def value_of(field: str, cell: Cell) -> Any:
    """What a cell says of a field: a day, a percent, a value of a choice, a text; None (or "") where it is empty.

    Raises ValidationError naming what is expected.
    """
    kind = KINDS[field]
    if kind == "day":
        return values.day(cell)
    if kind == "percent":
        return values.percent(cell)
    if kind == "choice":
        return values.choice(cell, _words(field))
    text = same_text(values.text(cell))
    _column(field).clean(text, None)
    return text


def same_text(text: str) -> str:
    """A text as it is compared: programs write line ends in their own way, and nobody sees blanks around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def folded(text: str) -> str:
    """A heading as it is looked up: without blanks, capitals and full-width forms."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def _reports(sheet: Sheet, heads: list[str]) -> Reports:
    """The rows of the sheet that has the key."""
    places: dict[str, int] = {}
    for column in (("", KEY_LABEL), *((each.field, each.label) for each in REPORT_COLUMNS)):
        field, label = column
        names = _names(label)
        found = [place for place, head in enumerate(heads) if head in names]
        if len(found) > 1:
            letters = ", ".join(sheet.columns[place] for place in found)
            said = {"column": label, "letters": letters}
            raise ValidationError(
                _("The column “%(column)s” is there more than once (%(letters)s). Keep one of them.") % said
            )
        if found:
            places[field] = found[0]
    key = places.pop("")
    if not places:
        labels = ", ".join(str(each.label) for each in REPORT_COLUMNS)
        raise ValidationError(
            _("This file has no column in which progress is reported. Keep at least one of: %(columns)s.")
            % {"columns": labels}
        )
    return Reports(
        sheet=sheet.title,
        key_column=sheet.columns[key],
        columns={field: sheet.columns[place] for field, place in places.items()},
        headings={field: sheet.header[place].strip() for field, place in places.items()},
        rows=[
            Row(
                number=row.number,
                key=row.cells[key],
                cells={field: row.cells[place] for field, place in places.items()},
                hidden=row.hidden,
            )
            for row in sheet.rows
        ],
    )


def _check_properties(book: Book, plan: Plan) -> None:
    """Raise ValidationError when the book says that it is another list, or another plan's."""
    said = dict(_properties(book))
    if said.get("list", "tasks") != "tasks":
        raise ValidationError(_("This is another list. Reports come back in the exported list of tasks."))
    if said.get("plan", plan.code) != plan.code:
        raise ValidationError(
            _("This file is of the plan %(theirs)s, not of %(this)s. Change to that plan and upload it there.")
            % {"theirs": said["plan"][:50], "this": plan.code}
        )


def _properties(book: Book) -> Iterator[tuple[str, str]]:
    """What the book says of itself, by name."""
    for sheet in book.sheets:
        if sheet.title == PROPERTIES:
            for line in (sheet.header, *([cell.text for cell in row.cells] for row in sheet.rows)):
                if len(line) > 1:
                    yield line[0].strip(), line[1].strip()


def _names(label: str | Promise) -> set[str]:
    """What a heading goes by, in every language."""
    return {folded(name) for name in _in_every_language(label)}


def _column(field: str) -> Any:
    return ProgressUpdate._meta.get_field(field)


def _words(field: str) -> dict[str, list[Any]]:
    """The values of a choice, each with the words it goes by."""
    choices: Any = CHOICES[field]
    return {value: [label, value, *_in_every_language(label)] for value, label in choices.choices}


def _in_every_language(label: str | Promise) -> Iterator[str]:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            yield str(label)
