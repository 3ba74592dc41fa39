"""An .xlsx read part by part: what each cell stores, whether its row is hidden, what a merged cell covers.

openpyxl either loads the whole book, ten times its size, or streams it without merged cells, hidden rows and the
difference between a formula that gives nothing and one never worked out; and it turns days into dates before one can
say what is wrong with them. So the few parts that hold the cells are read here, in one pass each.
"""

import math
import posixpath
import re
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.text import validate_plain_text

from .archive import MACROS, TRICK, Archive, Part
from .book import (
    DAMAGED,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    TOO_MANY_CELLS,
    Area,
    Book,
    Cell,
    Found,
    Laying,
    Refused,
    letters,
    sentence,
)
from .formats import Kind, day_cell, kind_of, number_cell

ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
MOST_FORMATS = 65_490  # Excel's own limit
MOST_MERGED = 20_000
REF = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")

NOT_WORKED_OUT = _("A formula without a stored value: open the file, let it be worked out, and save it again.")
ERROR_VALUE = _("The error value %(value)s.")
NO_NUMBER = _("“%(value)s” is no number.")
EXCEL_ONLY = _("This is no workbook that can be read here: save it as .xlsx.")
SAVE_AS = {
    "spreadsheetml.sheet.main+xml": None,
    "spreadsheetml.template.main+xml": None,
    "ms-excel.sheet.binary.macroEnabled.main": _("This is a binary workbook (.xlsb): save it as .xlsx."),
    "wordprocessingml": _("This is a Word document: put the table into a workbook and save it as .xlsx."),
    "presentationml": _("This is a presentation: put the table into a workbook and save it as .xlsx."),
}


def read_workbook(archive: Archive) -> Book:
    """The book of an archive. Raises Refused."""
    types = ContentTypes()
    archive.parse("[Content_Types].xml", types)
    main = Relations.of(archive, "").first("/officeDocument")
    _check_type(types, main)
    parts = Relations.of(archive, main)
    book = WorkbookPart()
    archive.parse(main, book)
    shared = SharedStrings()
    styles = Styles()
    if name := parts.find("/sharedStrings"):
        archive.parse(name, shared)
    if name := parts.find("/styles"):
        archive.parse(name, styles)
    laying, counted, sheets = Laying(), 0, []
    for title, state, relation in book.sheets:
        kind, target = parts.by_id.get(relation, ("", ""))
        if not kind.endswith("/worksheet"):
            continue  # a sheet that is a chart; one of macros was refused by its type
        part = SheetPart(shared.texts, styles.kinds, book.from_1904, counted)
        archive.parse(target, part)
        counted = part.counted
        sheets.append(laying.sheet(title, state != "visible", part.found, part.merged))
    return Book(sheets, "xlsx")


def _check_type(types: "ContentTypes", main: str) -> None:
    kind = types.of(main)
    for known, refusal in SAVE_AS.items():
        if known in kind:
            if refusal is not None:
                raise Refused(refusal)
            break
    else:
        raise Refused(MACROS if "macroEnabled" in kind else EXCEL_ONLY)
    if any(re.search("macro|vba|activex", each, re.IGNORECASE) for each in types.all):
        raise Refused(MACROS)


class ContentTypes(Part):
    """What kind each part is of."""

    def __init__(self) -> None:
        super().__init__()
        self.by_name: dict[str, str] = {}
        self.by_ending: dict[str, str] = {}

    @property
    def all(self) -> set[str]:
        """Every kind that is named."""
        return {*self.by_name.values(), *self.by_ending.values()}

    def of(self, name: str) -> str:
        """The kind of a part, "" when nothing says."""
        return self.by_name.get(f"/{name}".casefold()) or self.by_ending.get(name.rpartition(".")[2].casefold(), "")

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """One more."""
        if name == "Override":
            self.by_name[attrs.get("PartName", "").casefold()] = attrs.get("ContentType", "")
        elif name == "Default":
            self.by_ending[attrs.get("Extension", "").casefold()] = attrs.get("ContentType", "")


class Relations(Part):
    """The parts that a part names; those outside the file are left out, and never fetched."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base
        self.by_id: dict[str, tuple[str, str]] = {}

    @classmethod
    def of(cls, archive: Archive, name: str) -> "Relations":
        """Of a part, of the whole file for ""."""
        folder, file = posixpath.split(name)
        relations = cls(folder)
        archive.parse(posixpath.join(folder, "_rels", f"{file}.rels"), relations)
        return relations

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """One more."""
        if name == "Relationship" and attrs.get("TargetMode", "").casefold() != "external":
            target = posixpath.normpath(posixpath.join("/", self.base, attrs.get("Target", "")))
            self.by_id[attrs.get("Id", "")] = (attrs.get("Type", ""), target.lstrip("/"))

    def find(self, kind: str) -> str:
        """The name of the part of a kind, "" when there is none."""
        return next((target for each, target in self.by_id.values() if each.endswith(kind)), "")

    def first(self, kind: str) -> str:
        """The name of the part of a kind. Raises Refused when there is none."""
        if name := self.find(kind):
            return name
        raise Refused(DAMAGED)


class WorkbookPart(Part):
    """The sheets by name, state and relation, and which calendar the numbers of days count in."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, str]] = []
        self.from_1904 = False

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """Keep what matters."""
        if name == "sheet":
            relation = next((value for key, value in attrs.items() if key.endswith(":id")), "")
            self.sheets.append((attrs.get("name", ""), attrs.get("state", "visible"), relation))
        elif name == "workbookPr":
            self.from_1904 = attrs.get("date1904", "0") in ("1", "true")


class Styles(Part):
    """What the numbers of each cell format stand for."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: dict[str, str] = {}
        self.kinds: list[Kind] = []
        self.inside = False

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """Keep what matters."""
        if name == "cellXfs":
            self.inside = True
        elif name == "numFmt":
            self.codes.setdefault(attrs.get("numFmtId", ""), attrs.get("formatCode", ""))
        elif name == "xf" and self.inside:
            number = attrs.get("numFmtId", "0")
            self.kinds.append(kind_of(_whole(number), self.codes.get(number)))
            if len(self.kinds) > MOST_FORMATS:
                raise Refused(TRICK)

    def end(self, name: str) -> None:
        """The cell formats end."""
        if name == "cellXfs":
            self.inside = False


class Texts(Part):
    """Gathers the text of `t`, but not how it is to be pronounced."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.within = False
        self.aloud = 0

    def characters(self, content: str) -> None:
        """Keep what belongs to a text."""
        self.heard = True
        if self.within:
            self.pieces.append(content)

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
        number = _whole(attrs.get("r", str(self.number + 1)))
        if not self.number < number <= MOST_ROWS:
            raise Refused(DAMAGED)
        self.number, self.column, self.cells = number, 0, {}
        self.found.append((number, attrs.get("hidden", "0") in ("1", "true"), self.cells))

    def _start_cell(self, attrs: dict[str, str]) -> None:
        self.counted += 1
        if self.counted > MOST_CELLS:
            raise Refused(TOO_MANY_CELLS)
        ref = attrs.get("r")
        column, number = _place(ref) if ref else (self.column + 1, self.number)
        if number != self.number or not self.column < column <= MOST_COLUMNS:
            raise Refused(DAMAGED)
        self.column, self.ref = column, f"{letters(column)}{number}"
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
        place = _whole(self.style)
        kind = self.kinds[place] if place < len(self.kinds) else "number"
        number = _number(stored)
        if number is None:
            return Cell(self.ref, None, stored, sentence(NO_NUMBER, value=stored[:40]))
        return number_cell(self.ref, number, kind, self.from_1904)

    def _text(self, stored: str) -> str:
        if self.type != "s":
            return unescaped(stored)
        place = _whole(stored)
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


def _whole(text: str) -> int:
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
