"""A book as plain lists, so that a test can hold all of it to one literal."""

from io import BytesIO
from typing import Any

from foundation.sheets.reading import Cell, Refused, Row, read_book


class Problem(str):
    """What a cell says is wrong with it, as against its value."""

    def __repr__(self) -> str:
        return f"Problem({str(self)!r})"


class Shown(tuple):
    """A value and how the cell shows it, where that is not the same."""

    def __new__(cls, value: Any, text: str) -> "Shown":
        return super().__new__(cls, (value, text))

    def __repr__(self) -> str:
        return f"Shown{tuple(self)!r}"


def told(content: bytes, name: str = "book.xlsx") -> Any:
    """The refusal's sentence, or of each sheet its title, header and rows, empty cells as None.

    A row begins with its number; one that is hidden with its number below zero. A hidden sheet's title is in brackets.
    """
    try:
        book = read_book(BytesIO(content), name)
    except Refused as refusal:
        return str(refusal)
    return {
        f"[{sheet.title}]" if sheet.hidden else sheet.title: [sheet.header, *map(_row, sheet.rows)]
        for sheet in book.sheets
    }


def _row(row: Row) -> list[Any]:
    return [-row.number if row.hidden else row.number, *map(_cell, row.cells)]


def _cell(cell: Cell) -> Any:
    if cell.problem is not None:
        assert cell.value is None
        return Problem(str(cell.problem))
    return cell.value if cell.text == ("" if cell.value is None else str(cell.value)) else Shown(cell.value, cell.text)
