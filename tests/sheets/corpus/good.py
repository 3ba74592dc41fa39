"""Workbooks as people and programs make them, each with all that is read of it."""

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from tests.sheets.corpus.raw import inline, number, packed, parts, raw, row
from tests.sheets.told import Problem, Shown

UNWORKED = Problem("A formula without a stored value: open the file, let it be worked out, and save it again.")
LEAP = Problem("29 February 1900 never was: Excel counts it by an old mistake.")
NO_HEADING = Problem("Stands under no heading.")
FORMATS = (
    '<numFmts><numFmt numFmtId="164" formatCode="yyyy/m/d"/><numFmt numFmtId="165" formatCode="[Red]0.0%"/>'
    '<numFmt numFmtId="166" formatCode="&quot;day&quot; 0"/><numFmt numFmtId="167" formatCode="[h]:mm"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/>'
    '<xf numFmtId="22"/><xf numFmtId="31"/><xf numFmtId="20"/><xf numFmtId="167"/><xf numFmtId="9"/></cellXfs>'
)
HEAD = row(1, inline("A1", "Head"))


def merged_over(area: str) -> Problem:
    return Problem(f"Covered by a merged cell ({area}): unmerge it and fill in each row.")


def no_number(value: str) -> Problem:
    return Problem(f"“{value}” is no number.")


def no_day(value: str) -> Problem:
    return Problem(f"{value} is no day: the calendar of spreadsheets goes from 1 January 1900 to 31 December 9999.")


def control(sign: str, place: int) -> Problem:
    return Problem(f"Character {sign} at position {place} cannot be kept: use plain text.")


def opened(*rows: list[Any], also: Callable[[Worksheet], None] = lambda sheet: None, old: bool = False) -> bytes:
    """A workbook of openpyxl."""
    book = openpyxl.Workbook()
    if old:
        book.epoch = CALENDAR_MAC_1904
    for each in rows:
        book.worksheets[0].append(each)
    also(book.worksheets[0])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def written(fill: Callable[[xlsxwriter.Workbook, Any], None], **options: Any) -> bytes:
    """A workbook of XlsxWriter."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, options) as book:
        fill(book, book.add_worksheet("S"))
    return out.getvalue()


def column(*cells: str, **given: str) -> bytes:
    """A column of cells below a heading, by hand."""
    return raw(HEAD + "".join(row(place, cell) for place, cell in enumerate(cells, 2)), styles=FORMATS, **given)


def numbers(*values: str, style: int = 0, **given: str) -> bytes:
    """A column of numbers."""
    return column(*(number(f"A{place}", value, style) for place, value in enumerate(values, 2)), **given)


def errors(*values: str) -> bytes:
    """A column of error values."""
    return column(*(f'<c r="A{place}" t="e"><v>{value}</v></c>' for place, value in enumerate(values, 2)))


def at(*parts: int) -> datetime:
    """An instant as a sheet has it."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - a sheet knows no zone


def below(*values: Any) -> dict[str, Any]:
    """What a column comes to, an empty cell left out with its row."""
    return {"S": [["Head"], *([place, value] for place, value in enumerate(values, 2) if value is not None)]}


def merge_down(sheet: Worksheet) -> None:
    sheet.merge_cells("A2:A4")


def merge_block(sheet: Worksheet) -> None:
    sheet.merge_cells("A2:B3")


def merge_title(sheet: Worksheet) -> None:
    sheet.merge_cells("A1:B1")


def hide_rows(sheet: Worksheet) -> None:
    sheet.row_dimensions[2].hidden = True
    sheet.auto_filter.ref = "A1:A3"


def dress(sheet: Worksheet) -> None:
    sheet.freeze_panes = "A2"
    sheet["A2"].number_format = "0%"
    sheet["B2"].number_format = "yyyy-mm-dd"
    sheet["C2"].number_format = "#,##0.00"


def sheets(book: xlsxwriter.Workbook, sheet: Any) -> None:
    sheet.write_string(0, 0, "One")
    hidden, very, chart = book.add_worksheet("Two"), book.add_worksheet("三"), book.add_chartsheet("Chart")
    hidden.write_string(0, 0, "x")
    hidden.hide()
    very.very_hidden()
    picture = book.add_chart({"type": "line"})
    picture.add_series({"values": "=S!$A$1:$A$2"})
    chart.set_chart(picture)


def rich(book: xlsxwriter.Workbook, sheet: Any) -> None:
    sheet.write_string(0, 0, "Head")
    sheet.write_rich_string(1, 0, book.add_format({"bold": True}), "bold", " and ", book.add_format(), "plain")
    sheet.write_string(2, 0, "=SUM(A1)", book.add_format({"quote_prefix": True}))
    sheet.write_string(3, 0, "_x0041_")
    sheet.write_string(4, 0, "bell\x07")
    sheet.write_comment(1, 0, "a comment is not read")
    sheet.write_boolean(5, 0, True)
    sheet.write_url(6, 0, "https://example.org/", string="link")


def formulas(book: xlsxwriter.Workbook, sheet: Any) -> None:
    sheet.write_string(0, 0, "Head")
    sheet.write_formula(1, 0, "=1+1", None, 2)
    sheet.write_formula(2, 0, '="a"', None, "a")
    sheet.write_formula(3, 0, '=""', None, "")
    sheet.write_formula(4, 0, "=NA()", None, "#N/A")
    sheet.write_formula(5, 0, "=1=1", None, True)
    sheet.write_formula(6, 0, "=TODAY()", book.add_format({"num_format": "yyyy-mm-dd"}), 45356)


def dde(book: xlsxwriter.Workbook, sheet: Any) -> None:
    sheet.write_string(0, 0, "Head")
    sheet.write_formula(1, 0, "=cmd|' /C calc'!A0", None, "stored")
    sheet.write_formula(2, 0, "='[http://example.org/x.xlsx]S'!A1", None, 7)


def no_values(book: xlsxwriter.Workbook, sheet: Any) -> None:
    sheet.write_string(0, 0, "Head")
    for place in range(1, 4):
        sheet.write_blank(place, 0, None, book.add_format({"bg_color": "yellow"}))


def prefixed() -> bytes:
    made = parts(row(1, inline("A1", "Head")) + row(2, number("A2", "7")))
    sheet = str(made["xl/worksheets/sheet1.xml"])
    for name in ("worksheet", "sheetData", "row", "c", "is", "t", "v"):
        for end in (" ", ">"):
            sheet = sheet.replace(f"<{name}{end}", f"<x:{name}{end}").replace(f"</{name}{end}", f"</x:{name}{end}")
    return packed({**made, "xl/worksheets/sheet1.xml": sheet.replace("xmlns=", "xmlns:x=")})


SHARED = (
    "<si><t>Head</t></si><si><r><t>rich </t></r><r><t>text</t></r></si><si><t>東京</t><rPh><t>トウキョウ</t></rPh></si>"
)
SHARED_ROWS = "".join(row(place, f'<c r="A{place}" t="s"><v>{place - 1}</v></c>') for place in (1, 2, 3))
NOON = at(2024, 3, 5, 12)
NO_NUMBERS = ("NaN", "INF", "-Infinity", "1e999", "1_0", "x")
TEMPLATE = "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"
CASES: dict[str, tuple[Callable[[], bytes], Any]] = {
    # what people make
    "a workbook of nothing": (lambda: opened(), {"Sheet": [[]]}),
    "headings alone": (lambda: opened(["Task", "Done"]), {"Sheet": [["Task", "Done"]]}),
    "cells that are only coloured": (lambda: written(no_values), {"S": [["Head"]]}),
    "no headings": (lambda: opened([1, 2], [3, 4]), {"Sheet": [["1", "2"], [2, 3, 4]]}),
    "headings with space around": (
        lambda: opened([" Task ", "As\nof", "　负责 处室　"], ["a"]),
        {"Sheet": [["Task", "As of", "负责 处室"], [2, "a", None, None]]},
    ),
    "headings in the third row": (
        lambda: opened([], [None], ["Task"], ["a"], [], ["b"]), {"Sheet": [["Task"], [4, "a"], [6, "b"]]},
    ),
    "a heading left out": (lambda: opened(["A", None, "C"], [1, 2, 3]), {"Sheet": [["A", "", "C"], [2, 1, 2, 3]]}),
    "a note beside the table": (
        lambda: opened(["A"], [1, None, "see above"]), {"Sheet": [["A"], [2, 1, NO_HEADING]]},
    ),
    "a table that begins at C": (
        lambda: opened([None, None, "C"], [None, None, 1]), {"Sheet": [["", "", "C"], [2, None, None, 1]]},
    ),
    "a title merged over the table": (
        lambda: opened(["Plan of 2024"], ["Task", "Done"], also=merge_title),
        {"Sheet": [["Plan of 2024"], [2, "Task", NO_HEADING]]},
    ),
    "cells merged downwards": (
        lambda: opened(["Area", "Task"], ["一", "a"], [None, "b"], [None, "c"], also=merge_down),
        {"Sheet": [["Area", "Task"], [2, "一", "a"], [3, merged_over("A2:A4"), "b"], [4, merged_over("A2:A4"), "c"]]},
    ),
    "cells merged both ways": (
        lambda: opened(["A", "B", "C"], [1, None, 3], [None, None, 6], also=merge_block),
        {"Sheet": [
            ["A", "B", "C"], [2, 1, merged_over("A2:B3"), 3], [3, merged_over("A2:B3"), merged_over("A2:B3"), 6],
        ]},
    ),
    "rows hidden by a filter": (
        lambda: opened(["Task"], ["a"], ["b"], also=hide_rows), {"Sheet": [["Task"], [-2, "a"], [3, "b"]]},
    ),
    "percents, days and money": (
        lambda: opened(["P", "D", "M"], [0.45, date(2024, 3, 5), 1234.5], also=dress),
        {"Sheet": [["P", "D", "M"], [2, Shown(0.45, "45%"), date(2024, 3, 5), 1234.5]]},
    ),
    "days counted from 1904": (
        lambda: opened(["D", "I"], [date(2024, 3, 5), at(2024, 3, 5, 14, 30)], old=True),
        {"Sheet": [["D", "I"], [2, date(2024, 3, 5), at(2024, 3, 5, 14, 30)]]},
    ),
    "text that looks like something else": (
        lambda: opened(["T"], ["2024/3/5"], ["2026-02-29"], ["1,234"], ["四十五"], ["４５％"], ["007"]),
        {"Sheet": [["T"], [2, "2024/3/5"], [3, "2026-02-29"], [4, "1,234"], [5, "四十五"], [6, "４５％"], [7, "007"]]},
    ),
    "a formula that openpyxl wrote": (lambda: opened(["F"], ["=1+1"]), {"Sheet": [["F"], [2, UNWORKED]]}),
    "formulas as XlsxWriter stores them": (
        lambda: written(formulas),
        {"S": [["Head"], [2, 2], [3, "a"], [4, UNWORKED], [5, Problem("The error value #N/A.")],
               [6, Shown(True, "TRUE")], [7, date(2024, 3, 5)]]},
    ),
    "formulas that reach outside": (lambda: written(dde), {"S": [["Head"], [2, "stored"], [3, 7]]}),
    "rich, quoted, escaped and linked text": (
        lambda: written(rich),
        {"S": [["Head"], [2, "bold and plain"], [3, "=SUM(A1)"], [4, "_x0041_"], [5, control("U+0007", 5)],
               [6, Shown(True, "TRUE")], [7, "link"]]},
    ),
    "text kept in the cells": (
        lambda: written(rich, constant_memory=True),
        {"S": [["Head"], [2, "bold and plain"], [3, "=SUM(A1)"], [4, "_x0041_"], [5, control("U+0007", 5)],
               [6, Shown(True, "TRUE")], [7, "link"]]},
    ),
    "sheets hidden, and a chart": (lambda: written(sheets), {"S": [["One"]], "[Two]": [["x"]], "[三]": [[]]}),
    # what a cell can store
    "shared texts": (
        lambda: raw(SHARED_ROWS, shared=SHARED),
        below("rich text", "東京"),
    ),
    "cells that do not say where": (
        lambda: raw("<row><c t='inlineStr'><is><t>Head</t></is></c></row><row><c><v>5</v></c></row>"), below(5),
    ),
    "names with a prefix": (prefixed, below(7)),
    "a text template": (lambda: raw(HEAD, main=TEMPLATE), below()),
    "errors": (
        lambda: errors("#N/A", "#REF!", "#VALUE!"),
        below(*(Problem(f"The error value {each}.") for each in ("#N/A", "#REF!", "#VALUE!"))),
    ),
    "formulas never worked out": (
        lambda: column('<c r="A2"><f>1+1</f></c>', '<c r="A3"><f>1+1</f><v/></c>',
                       '<c r="A4" t="str"><f>""</f><v/></c>'),
        below(UNWORKED, UNWORKED),
    ),
    "numbers that are none": (
        lambda: numbers(*NO_NUMBERS), below(*map(no_number, NO_NUMBERS)),
    ),
    "numbers": (
        lambda: numbers("45", "45.0", "-0.5", "1E3", "0.1"),
        below(45, 45, -0.5, 1000, 0.1),
    ),
    "days of 1900": (
        lambda: numbers("1", "59", "60", "61", style=1),
        below(date(1900, 1, 1), date(1900, 2, 28), LEAP, date(1900, 3, 1)),
    ),
    "the same numbers counted from 1904": (
        lambda: numbers("0", "1", "60", style=1, book='<workbookPr date1904="1"/>'),
        below(date(1904, 1, 1), date(1904, 1, 2), date(1904, 3, 1)),
    ),
    "days out of the calendar": (
        lambda: numbers("-1", "2958465", "2958466", "1e12", style=1),
        below(no_day("-1"), date(9999, 12, 31), no_day("2958466"), no_day("1000000000000")),
    ),
    "formats of days, hours and percents": (
        lambda: column(*(number(f"A{place}", "45356.5", style) for place, style in enumerate([2, 4, 5, 6], 2)),
                       number("A6", "0.5", 7), number("A7", "1.25", 8), number("A8", "0.455", 3),
                       number("A9", "0.29", 9)),
        below(NOON, 45356.5, NOON, NOON, "12:00:00", "30:00:00",
              Shown(0.455, "45.5%"), Shown(0.29, "29%")),
    ),
    "days written out": (
        lambda: column('<c r="A2" t="d"><v>2024-03-05</v></c>', '<c r="A3" t="d"><v>2024-03-05T14:30:00</v></c>',
                       '<c r="A4" t="d"><v>2026-02-29</v></c>'),
        below(date(2024, 3, 5), at(2024, 3, 5, 14, 30), no_number("2026-02-29")),
    ),
    "control characters": (
        lambda: column(inline("A2", "a_x0000_b"), inline("A3", "_xD800_"), inline("A4", "_xD83D__xDE00_"),
                       inline("A5", "a_x000D_\nb")),
        below(control("U+0000", 2), control("U+D800", 1), "😀", "a\nb"),
    ),
    "a text of 40,000 characters": (lambda: column(inline("A2", "长" * 40_000)), below("长" * 40_000)),
    "rows hidden by hand": (
        lambda: raw(HEAD + row(2, number("A2", "1"), more='hidden="true"')
                    + row(3, number("A3", "2"), more='hidden="0"')),
        {"S": [["Head"], [-2, 1], [3, 2]]},
    ),
    "a format that is not there": (lambda: column(number("A2", "45", 99)), below(45)),
    "200,000 cells": (
        lambda: raw(HEAD + "".join(f"<row>{'<c/>' * 4_000}</row>" for _ in range(49))), below(),
    ),
}  # fmt: skip
