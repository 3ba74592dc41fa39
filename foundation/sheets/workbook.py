"""An .xlsx read part by part: what each cell stores, whether its row is hidden, what a merged cell covers.

openpyxl either loads the whole book, ten times its size, or streams it without merged cells, hidden rows and the
difference between a formula that gives nothing and one never worked out; and it turns days into dates before one can
say what is wrong with them. So the few parts that hold the cells are read here, in one pass each.
"""

import posixpath
import re

from django.utils.translation import gettext_lazy as _

from .archive import MACROS, TRICK, Archive, Part
from .book import DAMAGED, PLAIN, Book, Laying, Layout, Refused
from .formats import Kind, kind_of
from .parts import SharedStrings, SheetPart, whole

MOST_FORMATS = 65_490  # Excel's own limit
EXCEL_ONLY = _("This is no workbook that can be read here: save it as .xlsx.")
SAVE_AS = {
    "spreadsheetml.sheet.main+xml": None,
    "spreadsheetml.template.main+xml": None,
    "ms-excel.sheet.binary.macroEnabled.main": _("This is a binary workbook (.xlsb): save it as .xlsx."),
    "wordprocessingml": _("This is a Word document: put the table into a workbook and save it as .xlsx."),
    "presentationml": _("This is a presentation: put the table into a workbook and save it as .xlsx."),
}


def read_workbook(archive: Archive, layout: Layout = PLAIN) -> Book:
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
    laying, counted, sheets = Laying(layout), 0, []
    targets = [parts.by_id.get(relation, ("", relation))[1] for _title, _state, relation in book.sheets]
    if len(set(targets)) < len(targets):
        raise Refused(TRICK)  # one part read again and again under other names
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
            self.kinds.append(kind_of(whole(number), self.codes.get(number)))
            if len(self.kinds) > MOST_FORMATS:
                raise Refused(TRICK)

    def end(self, name: str) -> None:
        """The cell formats end."""
        if name == "cellXfs":
            self.inside = False
