"""A workbook as a careful clerk keeps it: frozen headings, filters, real days and percents, drop-downs.

Rows are written as they come and kept nowhere, so that a hundred thousand take no more memory than ten.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, BinaryIO

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from foundation.bilingual import chinese

from .book import Sentence, letters, sentence
from .columns import Column as Column
from .columns import Kind, as_text, local, plain_lines
from .heights import LINE, height_of, lines_of

LONGEST = 32_767
TOLD_EVERY = 1_000
ROWS_TO_ADD = 1_000  # below the last row, where drop-downs and checks stand ready
FILTER_BUTTON = 3  # characters of a heading that the button of its filter hides
WIDEST_ON_A4 = 160  # characters; what is wider would be too small to read
EXACT = 10**15  # from here on a cell would round a whole number
TOO_LONG = _("Row %(row)d, “%(column)s”: a cell holds at most 32,767 characters, and this text has %(length)d.")

RUNS = re.compile(r"[\t\r\n']|\s*[=+\-@＝＋－＠]")  # begins as a formula, or as one already held
WIDTHS: dict[Kind, int] = {
    "text": 24, "long": 48, "number": 10, "points": 10, "percent": 10, "day": 12, "instant": 17, "choice": 14,
}  # fmt: skip
FORMATS: dict[Kind, dict[str, Any]] = {
    "text": {"num_format": "@", "text_wrap": True},
    "long": {"num_format": "@", "text_wrap": True},
    "number": {"num_format": "General"},
    "points": {"num_format": "0.0"},
    "percent": {"num_format": "0%"},
    "day": {"num_format": "yyyy-mm-dd", "align": "center"},
    "instant": {"num_format": "yyyy-mm-dd hh:mm", "align": "center"},
    "choice": {"num_format": "@", "indent": 1},
}
LINES = {"valign": "top", "bottom": 1, "bottom_color": "#DDE2EA"}
HEADING = {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E3E9F2", "bottom": 1}
ENTRY = {"bg_color": "#FFF8DC"}
KNOWN_PROPERTIES = {"title", "subject", "author", "manager", "company", "category", "keywords", "comments", "status"}


class TooLong(Exception):
    """A text does not fit into a cell; nothing was cut and the file is not whole. `message`: a sentence; row from 1."""

    def __init__(self, column: str, row: int, length: int) -> None:
        self.message: Sentence = sentence(TOO_LONG, column=column, row=row, length=length)
        self.column, self.row, self.length = column, row, length
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


@dataclass
class SheetPlan:
    """A sheet to be written. `note`: at the foot of each printed page; `told`: hears how many rows are done."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    note: str = ""
    hidden: bool = False
    told: Callable[[int], None] | None = None


@dataclass
class _Writer:
    """One workbook on its way."""

    book: xlsxwriter.Workbook
    language: str
    titles: set[str] = field(default_factory=set)
    formats: dict[tuple[Kind, bool, bool], Format] = field(default_factory=dict)
    lists: list[tuple[str, list[str]]] = field(default_factory=list)

    def format(self, kind: Kind, entry: bool, quoted: bool = False) -> Format:
        """The format of a cell, made once."""
        key = (kind, entry, quoted)
        if key not in self.formats:
            look = {**LINES, **FORMATS[kind], **(ENTRY if entry else {}), "quote_prefix": quoted}
            self.formats[key] = self.book.add_format(look)
        return self.formats[key]

    def list_of(self, choices: Sequence[str]) -> list[str] | str:
        """The source of a drop-down: the words themselves, or where they stand when a formula cannot hold them."""
        words = list(dict.fromkeys(map(str, choices)))
        if len(",".join(words)) <= 255 and not any("," in word for word in words):
            return words
        title = sheet_title("lists", self.titles) if not self.lists else self.lists[0][0]
        self.lists.append((title, words))
        column = letters(len(self.lists))
        return f"='{title}'!${column}$1:${column}${len(words)}"


def write_book(
    out: BinaryIO, sheets: Sequence[SheetPlan], *, language: str, properties: Mapping[str, str] | None = None
) -> None:
    """Write a workbook; labels, titles and lazy texts in the language. Raises TooLong."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with translation.override(language), xlsxwriter.Workbook(out, options) as book:
        _describe(book, properties or {})
        writer = _Writer(book, language)
        titles = [sheet_title(str(plan.title), writer.titles) for plan in sheets]
        for title, plan in zip(titles, sheets, strict=True):
            _write_sheet(writer, title, plan)
        _write_lists(writer)


def sheet_title(title: str, taken: set[str]) -> str:
    """A title that a workbook takes: without its signs, at most 31 characters, and not there yet; it is taken then."""
    clean = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip("' ") or "1"
    if clean.casefold() == "history":
        clean = f"{clean}_"
    short, number = clean[:31].strip("' "), 1
    while short.casefold() in taken:
        number += 1
        short = f"{clean[: 30 - len(str(number))]} {number}"
    taken.add(short.casefold())
    return short


def _describe(book: xlsxwriter.Workbook, properties: Mapping[str, str]) -> None:
    book.set_properties({key: str(value) for key, value in properties.items() if key in KNOWN_PROPERTIES})
    for key, value in properties.items():
        if key not in KNOWN_PROPERTIES:
            book.set_custom_property(key, str(value), "text")


def _write_sheet(writer: _Writer, title: str, plan: SheetPlan) -> None:
    sheet = writer.book.add_worksheet(title)
    heading = writer.book.add_format({**HEADING, "font_color": "#1F2A44"})
    for place, column in enumerate(plan.columns):
        look = writer.format(column.kind, column.entry)
        sheet.set_column(place, place, _width(column), look, {"hidden": column.hidden})
    _print_setup(sheet, plan)
    _write_headings(sheet, plan, heading)
    count = _write_rows(writer, sheet, plan)
    sheet.freeze_panes(1, 0)
    if plan.columns:
        sheet.autofilter(0, 0, max(count, 1), len(plan.columns) - 1)
        _checks(writer, sheet, plan, count + ROWS_TO_ADD)
    if plan.hidden:
        sheet.hide()


def _width(column: Column) -> int:
    return column.width or WIDTHS[column.kind]


def _write_headings(sheet: Worksheet, plan: SheetPlan, heading: Format) -> None:
    shown = [column for column in plan.columns if not column.hidden]
    lines = max((lines_of(str(column.label), _width(column) - FILTER_BUTTON) for column in shown), default=1)
    sheet.set_row(0, max(20.0, lines * LINE + 3))
    for place, column in enumerate(plan.columns):
        sheet.write_string(0, place, str(column.label), heading)


def _write_rows(writer: _Writer, sheet: Worksheet, plan: SheetPlan) -> int:
    number = 0
    widths = [_width(column) for column in plan.columns]
    for number, row in enumerate(plan.rows, 1):
        if (height := height_of(plan.columns, widths, row)) is not None:
            sheet.set_row(number, height)
        for place, (column, value) in enumerate(zip(plan.columns, row, strict=True)):
            _write_cell(writer, sheet, (number, place), column, value)
        if plan.told is not None and number % TOLD_EVERY == 0:
            plan.told(number)
    if plan.told is not None and number % TOLD_EVERY:
        plan.told(number)
    return number


def _write_cell(writer: _Writer, sheet: Worksheet, at: tuple[int, int], column: Column, value: Any) -> None:
    look = writer.format(column.kind, column.entry)
    if value is None or value == "":
        sheet.write_blank(*at, None, look)
    elif isinstance(value, datetime) and column.kind == "instant":
        sheet.write_datetime(*at, local(value).replace(second=0, microsecond=0), look)
    elif isinstance(value, date) and column.kind in ("day", "instant"):
        day = local(value).date() if isinstance(value, datetime) else value
        sheet.write_datetime(*at, datetime(day.year, day.month, day.day), look)  # noqa: DTZ001 - a sheet knows no zone
    elif (number := _number(column, value)) is not None:
        sheet.write_number(*at, number, look)
    else:
        _write_text(writer, sheet, at, column, as_text(column, value))


def _write_text(writer: _Writer, sheet: Worksheet, at: tuple[int, int], column: Column, text: str) -> None:
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST:  # as Excel counts characters
        raise TooLong(str(column.label), at[0] + 1, len(text))
    kind: Kind = column.kind if column.kind in ("text", "long", "choice") else "text"
    sheet.write_string(*at, text, writer.format(kind, column.entry, bool(RUNS.match(text))))


def _number(column: Column, value: Any) -> int | float | Decimal | None:
    """The number that a cell stores, None for what is written as text: a text, yes or no, NaN, too many digits."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction):
        return None
    if column.kind in ("text", "long", "choice"):
        return None
    exact = Fraction(value) if not isinstance(value, float | Decimal) or Decimal(value).is_finite() else None
    if exact is None or abs(exact) >= EXACT:
        return None
    if column.kind == "percent":
        exact = Fraction(str(value)) / 100
    return exact.numerator if exact.denominator == 1 else float(exact)


def _print_setup(sheet: Worksheet, plan: SheetPlan) -> None:
    wide = sum(_width(column) for column in plan.columns if not column.hidden) > WIDEST_ON_A4
    sheet.set_paper(8 if wide else 9)  # A3, A4
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    pages = "第 &P 页，共 &N 页" if chinese() else "&P / &N"
    room = 250 - len(pages)
    note = plain_lines(str(plan.note)).replace("\n", " ").replace("&", "&&")
    sheet.set_footer(f"&L{note if len(note) <= room else note[: room - 1].rstrip('&') + '…'}&R{pages}")


def _checks(writer: _Writer, sheet: Worksheet, plan: SheetPlan, last: int) -> None:
    """Drop-downs and checks of what is typed in."""
    for place, column in enumerate(plan.columns):
        check: dict[str, Any] | None = None
        if column.choices:
            check = {"validate": "list", "source": writer.list_of(column.choices)}
        elif column.entry and column.kind == "percent":
            check = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
        elif column.entry and column.kind == "day":
            check = {"validate": "date", "criteria": ">=", "value": date(1949, 10, 1)}
        if check is not None:
            sheet.data_validation(1, place, last, place, check)


def _write_lists(writer: _Writer) -> None:
    """The words of drop-downs too long for a formula, a column each, on a sheet that nobody need see."""
    if not writer.lists:
        return
    sheet = writer.book.add_worksheet(writer.lists[0][0])
    for row in range(max(len(words) for _title, words in writer.lists)):
        for place, (_title, words) in enumerate(writer.lists):
            if row < len(words):
                sheet.write_string(row, place, words[row])
    sheet.very_hidden()
