"""From a book to the rows of a register: its sheets, whatever stands above their headings, and the cells by column."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from exchange.events.columns import COLUMNS, NEEDED_TO_BE_ONE, folded, headings
from foundation.bilingual import listed
from foundation.sheets.reading import Book, Cell, Layout, Refused, Sheet, read_book

MOST_ROWS = 5_000
SECOND = {"day": "hour"}  # a second column of days holds the hours: 日期, 活动时间


@dataclass(frozen=True)
class Row:
    """A row of a register. `cells`: those of known columns, by key; one that is empty is there, too."""

    sheet: str
    number: int
    hidden: bool
    cells: Mapping[str, Cell]

    def text(self, key: str) -> str:
        """What the cell shows, "" where there is none."""
        cell = self.cells.get(key)
        return cell.text.strip() if cell is not None else ""


@dataclass(frozen=True)
class Register:
    """What a book holds. `headings`: what the file calls each column; `unplaced`: those that say nothing here."""

    rows: list[Row]
    headings: Mapping[str, str]
    unplaced: list[str]
    several_sheets: bool


def read_register(file: Any, name: str) -> Register:
    """The rows of a workbook or CSV. Raises ValidationError with a sentence of what to do where it is no register."""
    known = headings()
    try:
        book = read_book(file, name, Layout(is_heading=lambda texts: _is_heading(texts, known), repeated=True))
    except Refused as error:
        raise ValidationError(str(error)) from error
    return register_in(book, known)


def register_in(book: Book, known: Mapping[str, str]) -> Register:
    """The rows of every visible sheet that has the headings of a register."""
    rows: list[Row] = []
    named: dict[str, str] = {}
    unplaced: list[str] = []
    sheets = [sheet for sheet in book.sheets if not sheet.hidden and _is_heading(sheet.header, known)]
    if not sheets:
        needed = [str(column.label) for column in COLUMNS if column.key in NEEDED_TO_BE_ONE]
        raise ValidationError(
            _(
                "No sheet of this file has the headings of a register: at least “%(day)s” and “%(title)s” in one row,"
                " or what registers call them. The template shows all of them."
            )
            % {"day": needed[0], "title": needed[1]}
        )
    for sheet in sheets:
        places, others = _places(sheet, known)
        named = {key: sheet.header[place] for key, place in places.items()} | named
        unplaced += [heading for heading in others if heading not in unplaced]
        rows += _rows(sheet, places, known)
    if len(rows) > MOST_ROWS:
        raise ValidationError(
            _("The register has %(rows)d rows; at most 5,000 are taken at once: send it in parts.")
            % {"rows": len(rows)}
        )
    if not rows:
        raise ValidationError(_("No row stands below the headings: there is nothing to take in."))
    return Register(rows, named, unplaced, len(sheets) > 1)


def unplaced_words(register: Register) -> str:
    """The headings that say nothing here, one after the other."""
    return listed(f"“{heading[:40]}”" for heading in register.unplaced)


def _is_heading(texts: list[str], known: Mapping[str, str]) -> bool:
    keys = {known.get(folded(text)) for text in texts}
    return "title" in keys and bool(keys & {"day", "hour"})


def _places(sheet: Sheet, known: Mapping[str, str]) -> tuple[dict[str, int], list[str]]:
    """Which column stands where, and the headings that are not known or come a second time."""
    places: dict[str, int] = {}
    others: list[str] = []
    for place, heading in enumerate(sheet.header):
        key = known.get(folded(heading))
        if key in places:
            key = SECOND.get(key or "")
        if key is not None and key not in places:
            places[key] = place
        elif heading:
            others.append(heading)
    if "day" not in places:
        places["day"] = places.pop("hour")
    return places, others


def _rows(sheet: Sheet, places: Mapping[str, int], known: Mapping[str, str]) -> list[Row]:
    """The rows that say something; not those of headings again, as a second page or a merged heading leaves them."""
    found = []
    for row in sheet.rows:
        cells = {key: row.cells[place] for key, place in places.items()}
        said = [key for key, cell in cells.items() if cell.text.strip() or cell.problem]
        if said and said != ["key"] and known.get(folded(cells["title"].text)) != "title":
            found.append(Row(sheet.title, row.number, row.hidden, cells))
    return found
