"""The rows of a sheet and the texts it shares: what each cell stores, or why it cannot be relied on."""

import math
import re
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.text import validate_plain_text

from .archive import TRICK, Part
from .book import (
    DAMAGED,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_TEXT,
    TOO_MANY_CELLS,
    TOO_MUCH_TEXT,
    Area,
    Cell,
    Found,
    Refused,
    letters,
    sentence,
)
from .formats import Kind, day_cell, number_cell

MOST_MERGED = 20_000
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
REF = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")

NOT_WORKED_OUT = _("A formula without a stored value: open the file, let it be worked out, and save it again.")
ERROR_VALUE = _("The error value %(value)s.")
NO_NUMBER = _("“%(value)s” is no number.")


class Texts(Part):
    """Gathers the text of `t`, but not how it is to be pronounced."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.length = 0
        self.within = False
        self.aloud = 0

    def characters(self, content: str) -> None:
        """Keep what belongs to a text."""
        self.heard = True
        if self.within:
            self.pieces.append(content)
            self.length += len(content)
            if self.length > MOST_TEXT:
                raise Refused(TOO_MUCH_TEXT)

    def take(self) -> str:
        """The text so far, and begin anew."""
        text = "".join(self.pieces)
        self.pieces.clear()
        return text


class SharedStrings(Texts):
    """The texts that cells name by their place."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """A text or a way to pronounce one begins."""
        if name == "rPh":
            self.aloud += 1
        self.within = name == "t" and not self.aloud

    def end(self, name: str) -> None:
        """A text ends."""
        self.within = False
        if name == "rPh":
            self.aloud -= 1
        elif name == "si":
            self.texts.append(unescaped(self.take()))
            if len(self.texts) > MOST_CELLS:
                raise Refused(TOO_MANY_CELLS)


class SheetPart(Texts):
    """The rows of a sheet with the cells that are not empty, and its merged cells."""

    def __init__(self, shared: list[str], kinds: list[Kind], from_1904: bool, counted: int) -> None:
        super().__init__()
        self.shared, self.kinds, self.from_1904, self.counted = shared, kinds, from_1904, counted
        self.found: list[Found] = []
        self.merged: list[Area] = []
        self.number = self.column = 0
        self.cells: dict[int, Cell] = {}
        self.ref = self.type = self.style = ""
        self.formula = self.in_cell = False

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """A row, a cell or what is in it begins."""
        if name == "c":
            self._start_cell(attrs)
        elif self.in_cell:
            if name == "rPh":
                self.aloud += 1
            elif name == "f":
                self.formula = True
            self.within = name == "v" or (name == "t" and not self.aloud)
        elif name == "row":
            self._start_row(attrs)
        elif name == "mergeCell":
            self.merged.append(_area(attrs.get("ref", "")))
            if len(self.merged) > MOST_MERGED:
                raise Refused(TRICK)

    def end(self, name: str) -> None:
        """A row, a cell or what is in it ends."""
        self.within = False
        if name == "c":
            self.in_cell = False
            cell = self._cell(self.take())
            if cell is not None:
                self.cells[self.column] = cell
        elif name == "rPh":
            self.aloud -= 1

    def _start_row(self, attrs: dict[str, str]) -> None:
        number = whole(attrs.get("r", str(self.number + 1)))
        if not self.number < number <= MOST_ROWS:
            raise Refused(DAMAGED)
        self.number, self.column, self.cells = number, 0, {}
        if len(self.found) == MOST_CELLS:
            raise Refused(TOO_MANY_CELLS)
        self.found.append((number, attrs.get("hidden", "0") in ("1", "true"), self.cells))

    def _start_cell(self, attrs: dict[str, str]) -> None:
        self.counted += 1
        if self.counted > MOST_CELLS:
            raise Refused(TOO_MANY_CELLS)
        ref = attrs.get("r")
        column, number = self.column + 1, self.number
        if ref and ref != f"{letters(column)}{number}":  # nearly all stand where they are expected
            column, number = _place(ref)
        if number != self.number or not self.column < column <= MOST_COLUMNS:
            raise Refused(DAMAGED)
        self.column, self.ref = column, ref or f"{letters(column)}{number}"
        self.type, self.style = attrs.get("t", "n"), attrs.get("s", "0")
        self.formula, self.in_cell = False, True

    def _cell(self, stored: str) -> Cell | None:
        """The cell just ended, None when it is empty."""
        if not stored and self.type != "str":
            return Cell(self.ref, None, "", NOT_WORKED_OUT) if self.formula else None
        if self.type in ("s", "str", "inlineStr"):
            return text_cell(self.ref, self._text(stored))
        if self.type == "e":
            return Cell(self.ref, None, stored, sentence(ERROR_VALUE, value=stored))
        if self.type == "b":
            return Cell(self.ref, stored == "1", "TRUE" if stored == "1" else "FALSE")
        if self.type == "d":
            return _iso(self.ref, stored)
        place = whole(self.style)
        kind = self.kinds[place] if place < len(self.kinds) else "number"
        number = _number(stored)
        if number is None:
            return Cell(self.ref, None, stored, sentence(NO_NUMBER, value=stored[:40]))
        return number_cell(self.ref, number, kind, self.from_1904)

    def _text(self, stored: str) -> str:
        if self.type != "s":
            return unescaped(stored)
        place = whole(stored)
        if place >= len(self.shared):
            raise Refused(DAMAGED)
        return self.shared[place]


def text_cell(ref: str, text: str) -> Cell | None:
    """The cell of a text, None for the empty one; line ends are \\n, and what may not be kept is a problem."""
    if not text:
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        validate_plain_text(text)
    except ValidationError as error:
        shown = "".join(each for each in text if each.isprintable() or each in "\n\t")
        return Cell(ref, None, shown, sentence(error.message, **(error.params or {})))
    return Cell(ref, text, text)


def unescaped(text: str) -> str:
    """A stored text with _x0007_ and the like as the characters they stand for."""
    if "_x" not in text:
        return text
    text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _number(stored: str) -> int | float | None:
    try:
        number = float(stored)
    except ValueError:
        return None
    if not math.isfinite(number) or "_" in stored:
        return None
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _iso(ref: str, stored: str) -> Cell:
    """The cell of a day written out (`2024-03-05`, `2024-03-05T10:00:00`)."""
    try:
        return day_cell(ref, date.fromisoformat(stored) if len(stored) == 10 else datetime.fromisoformat(stored))
    except ValueError:
        return Cell(ref, None, stored, sentence(NO_NUMBER, value=stored[:40]))


def whole(text: str) -> int:
    """A whole number that the file itself needs. Raises Refused."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refused(DAMAGED)
    return int(text)


def _place(ref: str) -> tuple[int, int]:
    """Column and row of C5."""
    found = REF.fullmatch(ref)
    if found is None:
        raise Refused(DAMAGED)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return column, int(found[2])


def _area(ref: str) -> Area:
    first, _sign, last = ref.partition(":")
    left, top = _place(first)
    right, bottom = _place(last or first)
    if right < left or bottom < top:
        raise Refused(TRICK)
    return left, top, right, bottom
