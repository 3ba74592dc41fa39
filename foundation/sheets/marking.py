"""The workbook that somebody sent, given back with what is wrong marked in it."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell as OpenCell
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from foundation.bilingual import labelled
from foundation.text import plain

from .book import Book
from .reading import read_book
from .writing import LONGEST

Problem = tuple[str, str, str]  # title of the sheet, cell (C5), what is wrong with it

ERRORS = _("Errors")
# What the last column may be called: that of an earlier time is written over, whatever its language.
NAMES = ("Errors", "错误")
AUTHOR = "Workplan"
RED = PatternFill("solid", fgColor="FFFFC7CE")
LONGEST_COMMENT = 2_000
CUT = _("Cut here, for a cell of a workbook holds at most 32,767 characters.")


def marked(original: bytes, problems: Sequence[Problem], *, language: str) -> bytes:
    """The workbook with each cell named made red, with a comment, and a last column “Errors” that says it per row.

    Marks of an earlier time are taken away, and hidden rows with errors are shown. A CSV comes back as a workbook, and
    so does a workbook that openpyxl cannot write again: the same texts at the same places. Raises Refused for what
    `read_book` refuses.
    """
    book = read_book(BytesIO(original), "")
    with translation.override(language):
        if book.kind == "xlsx":
            try:
                return _marked(load_workbook(BytesIO(original), keep_links=False), problems)
            except Exception:  # noqa: BLE001, S110 - it raises what it likes at files of other programs
                pass
        return _marked(_rebuilt(book), [*problems, *_cut(book, problems)])


def _marked(opened: Workbook, problems: Sequence[Problem]) -> bytes:
    for sheet in opened.worksheets:
        heading, column, earlier = _errors_column(sheet)
        _unmark(sheet, heading, column if earlier else None)
        here = [(ref, plain(str(message))) for title, ref, message in problems if title == sheet.title]
        if here:
            _mark(sheet, heading, column, here)
    out = BytesIO()
    opened.save(out)
    return out.getvalue()


def _errors_column(sheet: Worksheet) -> tuple[int, int, bool]:
    """The row of headings, the column for errors, and whether it is there from an earlier time."""
    heading, last = 0, 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        filled = [place for place, value in enumerate(row, 1) if value is not None]
        if filled and not heading:
            heading = number
            named = [place for place in filled if str(row[place - 1]).strip() in NAMES]
            if named:
                return heading, named[-1], True
        last = max(last, *filled) if filled else last
    return heading or 1, last + 1, False


def _unmark(sheet: Worksheet, heading: int, column: int | None) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None
                cell.fill = PatternFill()
            if cell.column == column and not isinstance(cell, MergedCell) and cell.row > heading:
                cell.value = None


def _mark(sheet: Worksheet, heading: int, column: int, problems: Sequence[tuple[str, str]]) -> None:
    _put(sheet.cell(heading, column), str(ERRORS), Font(bold=True))
    sheet.column_dimensions[get_column_letter(column)].width = 60
    by_cell: dict[str, list[str]] = {}
    by_row: dict[int, list[str]] = {}
    for ref, message in problems:
        by_cell.setdefault(ref, []).append(message)
    for ref, messages in by_cell.items():
        cell = sheet[ref]
        cell.fill = RED
        if not isinstance(cell, MergedCell):
            cell.comment = Comment("\n".join(messages)[:LONGEST_COMMENT], AUTHOR, height=90, width=320)
        label = sheet.cell(heading, cell.column).value
        told = [labelled(label, message) if label and cell.row != heading else message for message in messages]
        by_row.setdefault(cell.row, []).extend(told)
    for number, told in by_row.items():
        sheet.row_dimensions[number].hidden = False
        if number != heading:
            _put(sheet.cell(number, column), "\n".join(told)[:LONGEST], Font(color="FF9C0006"))


def _put(cell: OpenCell | MergedCell, text: str, font: Font) -> None:
    """A text as a text, whatever it begins with; a cell that is merged over takes none."""
    if isinstance(cell, MergedCell):
        return
    cell.value = text
    cell.data_type = "s"
    cell.font = font
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.quotePrefix = True


def _rebuilt(book: Book) -> Workbook:
    """A workbook of the same texts at the same places."""
    opened = Workbook()
    opened.remove(opened.worksheets[0])
    for each in book.sheets:
        sheet = opened.create_sheet(each.title)
        sheet.sheet_state = "hidden" if each.hidden and len(book.sheets) > 1 else "visible"
        for letter, text in zip(each.columns, each.header, strict=True):
            if text:
                _put(sheet[f"{letter}{each.header_row}"], text[:LONGEST], Font(bold=True))
        for row in each.rows:
            for cell in row.cells:
                if cell.text:
                    _put(sheet[cell.ref], cell.text[:LONGEST], Font())
    return opened


def _cut(book: Book, problems: Sequence[Problem]) -> Iterator[Problem]:
    """A text that no cell of a workbook can hold, where nothing else was wrong with it."""
    known = {(title, ref) for title, ref, _message in problems}
    for sheet in book.sheets:
        for row in sheet.rows:
            for cell in row.cells:
                if len(cell.text) > LONGEST and (sheet.title, cell.ref) not in known:
                    yield sheet.title, cell.ref, str(CUT)
