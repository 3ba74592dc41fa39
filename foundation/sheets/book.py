"""What a file of tables comes to once it is read: sheets, rows, cells; and why one is refused."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_CELLS = 200_000
MOST_TEXT = 20_000_000  # characters of all cells together: one text that many cells show counts each time
MOST_COLUMNS = 16_384
MOST_ROWS = 1_048_576

Value = str | int | float | bool | date | datetime | None
Sentence = str | Promise


def _filled(text: Any, values: Mapping[str, Any]) -> str:
    return str(text) % values


_sentence = lazy(_filled, str)


def sentence(text: Sentence, **values: Any) -> Sentence:
    """A text with `%(name)s` in it, filled in the language of whoever reads it."""
    return _sentence(text, values)


class Refused(Exception):
    """The whole file is refused; `message` is a sentence that says what to do, translated when it is read."""

    def __init__(self, message: Sentence) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


TOO_MANY_CELLS = _("The file has more than 200,000 cells: send it in parts.")
TOO_MUCH_TEXT = _("The file holds more text than can be taken in at once: send it in parts.")
DAMAGED = _("The file is damaged: open it in your spreadsheet program and save it again as .xlsx.")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `value`: as stored, a day or an instant for a cell formatted as one, None when empty.

    `text`: what the cell shows ("45%" of 0.45 in a cell of that format), "" when empty. `problem`: a sentence when the
    cell cannot be relied on (an error value, a formula never worked out, …), and then `value` is None.
    """

    ref: str
    value: Value = None
    text: str = ""
    problem: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not empty. `number`: of the sheet, from 1; `cells`: one for each heading at least."""

    number: int
    hidden: bool
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: the texts of its first row that is not empty, the letters of those columns, the rows below."""

    title: str
    hidden: bool
    header: list[str]
    columns: list[str]
    rows: list[Row]
    header_row: int = 1


@dataclass(frozen=True, slots=True)
class Book:
    """A file of tables: one sheet when it is CSV."""

    sheets: list[Sheet]
    kind: Literal["xlsx", "csv"]


@lru_cache(maxsize=MOST_COLUMNS)
def letters(column: int) -> str:
    """A, B, …, Z, AA of a column counted from 1."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


Found = tuple[int, bool, dict[int, Cell]]  # number and hidden of a row, its cells by column, none of them empty
Area = tuple[int, int, int, int]  # left, top, right, bottom, counted from 1

MERGED_OVER = _("Covered by a merged cell (%(area)s): unmerge it and fill in each row.")
NO_HEADING = _("Stands under no heading.")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is laid out that somebody else has made.

    `is_heading`: whether texts are those of the row of headings, looked for among the first HEADINGS_WITHIN rows that
    are not empty; where none is, or it is not asked, the first. `repeated`: what a merged cell says holds for every row
    that it covers, in its first column; else the rows below are pointed out.
    """

    is_heading: Callable[[list[str]], bool] | None = None
    repeated: bool = False


PLAIN = Layout()
HEADINGS_WITHIN = 20


class Laying:
    """Lays the tables of one file; what all of them hold together is limited."""

    def __init__(self, layout: Layout = PLAIN) -> None:
        self.layout = layout
        self.cells = self.text = 0

    def sheet(self, title: str, hidden: bool, found: Sequence[Found], merged: Sequence[Area] = ()) -> Sheet:
        """A sheet of its rows. Raises Refused when it is too much, empty cells within the table included."""
        kept = [row for row in found if row[2]]
        if not kept:
            return Sheet(title, hidden, [], [], [])
        kept = kept[self._heading(kept) :]
        (header_row, _hidden, heading), *below = kept
        width = max(heading)
        self._count(kept, width)
        cover(kept, merged, width, repeated=self.layout.repeated)
        header = [" ".join(heading[place].text.split()) if place in heading else "" for place in range(1, width + 1)]
        columns = [letters(place) for place in range(1, width + 1)]
        rows = [Row(number, is_hidden, laid(number, cells, width)) for number, is_hidden, cells in below]
        return Sheet(title, hidden, header, columns, rows, header_row)

    def _heading(self, rows: Sequence[Found]) -> int:
        """The place of the row of headings."""
        if self.layout.is_heading is not None:
            for place, (_number, _hidden, cells) in enumerate(rows[:HEADINGS_WITHIN]):
                if self.layout.is_heading([cell.text for cell in cells.values()]):
                    return place
        return 0

    def _count(self, rows: Sequence[Found], width: int) -> None:
        self.cells += sum(max(width, len(cells)) for _number, _hidden, cells in rows)
        self.text += sum(len(cell.text) for _number, _hidden, cells in rows for cell in cells.values())
        if self.cells > MOST_CELLS:
            raise Refused(TOO_MANY_CELLS)
        if self.text > MOST_TEXT:
            raise Refused(TOO_MUCH_TEXT)


def laid(number: int, cells: dict[int, Cell], width: int) -> list[Cell]:
    """The cells of a row, the empty ones too, up to the width of the header; after them what no heading names."""
    row = [cells.get(place) or Cell(f"{letters(place)}{number}") for place in range(1, width + 1)]
    for place in sorted(place for place in cells if place > width):
        cell = cells[place]
        row.append(Cell(cell.ref, None, cell.text, cell.problem or NO_HEADING))
    return row


def cover(rows: Sequence[Found], merged: Sequence[Area], width: int, *, repeated: bool = False) -> None:
    """Put into each row the cells that a merged cell covers; the one that shows, at its top left, stays as it is.

    `repeated`: below it the cells of its first column say the same.
    """
    left_to_do = MOST_CELLS  # areas do not overlap in an honest file, so that no cell is covered twice
    for left, top, right, bottom in merged:
        area = f"{letters(left)}{top}:{letters(right)}{bottom}"
        right = min(right, width)
        shown = _shown(rows, left, top) if repeated else None
        for number, _hidden, cells in rows[_first(rows, top) :]:
            if number > bottom:
                break
            left_to_do -= max(right - left + 1, 1)
            if left_to_do < 0:
                raise Refused(DAMAGED)
            for place in range(left, right + 1):
                ref = f"{letters(place)}{number}"
                if (place, number) == (left, top):
                    continue
                if not repeated:
                    cells[place] = Cell(ref, None, "", sentence(MERGED_OVER, area=area))
                elif place == left and shown is not None:
                    cells[place] = replace(shown, ref=ref)


def _shown(rows: Sequence[Found], column: int, number: int) -> Cell | None:
    """The cell at that place, None where it is empty."""
    at = _first(rows, number)
    return rows[at][2].get(column) if at < len(rows) and rows[at][0] == number else None


def _first(rows: Sequence[Found], number: int) -> int:
    """The place of the first row of that number or after it."""
    low, high = 0, len(rows)
    while low < high:
        middle = (low + high) // 2
        if rows[middle][0] < number:
            low = middle + 1
        else:
            high = middle
    return low
