"""A workbook and a CSV as they are written: what a spreadsheet program finds in them, and that it comes back."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.sheets.delimited import csv_lines, held, let_go
from foundation.sheets.writing import Column, SheetPlan, TooLong, sheet_title, write_book
from tests.sheets.corpus.good import at
from tests.sheets.told import Shown, told

COLUMNS = [
    Column("key", "Key", hidden=True),
    Column("note", "Note", "long", entry=True),
    Column("done", "Done", "percent", entry=True),
    Column("day", "Day", "day", entry=True),
    Column("instant", "Instant", "instant"),
    Column("status", "Status", "choice", choices=["Green", "Red"], entry=True),
    Column("count", "Count", "number", width=7),
    Column("gap", "Gap", "points"),
]
NOON = datetime(2024, 3, 5, 4, 0, tzinfo=UTC)  # in Beijing
ROWS: list[list[Any]] = [
    ["2024-1-01#7", "=1+1", 45, date(2024, 3, 5), NOON, "Green", 1234, Decimal("-2.5")],
    ["2024-1-02#0", "one\r\ntwo", 29, NOON, NOON, "Red", 10**20, Fraction(1, 4)],
    ["k", None, None, None, None, "", float("nan"), None],
]
SIGNS = ["=x", "+x", "-x", "@x", "\tx", "＝x", "＋x", "－x", "＠x", "'=x", " =x", "'x"]


def book(*plans, language="en", **properties):
    out = BytesIO()
    write_book(out, plans, language=language, properties=properties)
    return out.getvalue()


def opened(content):
    return openpyxl.load_workbook(BytesIO(content))


def test_what_is_written_is_read_again():
    assert told(book(SheetPlan("Tasks", COLUMNS, ROWS))) == {
        "Tasks": [
            ["Key", "Note", "Done", "Day", "Instant", "Status", "Count", "Gap"],
            [2, "2024-1-01#7", "=1+1", Shown(0.45, "45%"), date(2024, 3, 5), at(2024, 3, 5, 12), "Green", 1234, -2.5],
            [3, "2024-1-02#0", "one\ntwo", Shown(0.29, "29%"), date(2024, 3, 5), at(2024, 3, 5, 12), "Red",
             "1" + 20 * "0", 0.25],
            [4, "k", None, None, None, None, None, "nan", None],
        ]
    }  # fmt: skip


def test_a_sheet_is_kept_as_a_clerk_would():
    content = book(SheetPlan("Tasks", COLUMNS, ROWS, note="For R&D"), title="Tasks of 2024", language_code="en")
    made = opened(content)
    sheet = made["Tasks"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:H4", "$1:$1")
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == (
        9,
        "landscape",
        0,
    )
    assert (sheet.oddFooter.left.text, sheet.oddFooter.right.text) == ("For R&&D", "&P / &N")
    assert [sheet.column_dimensions[letter].hidden for letter in "ABCDEFGH"] == [True] + 7 * [False]
    assert [cell.number_format for cell in sheet[2]] == [
        "@", "@", "0%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "@", "General", "0.0",
    ]  # fmt: skip
    assert [cell.fill.fgColor.rgb == "FFFFF8DC" for cell in sheet[2]] == [
        False,
        True,
        True,
        True,
        False,
        True,
        False,
        False,
    ]
    assert round(sheet.column_dimensions["G"].width) == 8
    assert (made.properties.title, made.custom_doc_props["language_code"].value) == ("Tasks of 2024", "en")
    assert sorted((str(each.sqref), each.type, each.formula1) for each in sheet.data_validations.dataValidation) == [
        ("C2:C1004", "decimal", "0"), ("D2:D1004", "date", "18172"), ("F2:F1004", "list", '"Green,Red"'),
    ]  # fmt: skip


def test_a_text_that_would_run_is_marked_as_text():
    sheet = opened(book(SheetPlan("S", [Column("t", "Text")], [[sign] for sign in [*SIGNS, "plain"]])))["S"]
    assert [(cell.value, cell.data_type, bool(cell.quotePrefix)) for (cell,) in sheet.iter_rows(min_row=2)] == [
        *((sign, "s", True) for sign in SIGNS),
        ("plain", "s", False),
    ]


def test_words_too_many_for_a_formula_stand_on_a_sheet_nobody_sees():
    many, comma = [f"Division number {number}" for number in range(30)], ["a, b", "c"]
    columns = [Column("a", "A", "choice", choices=many), Column("b", "B", "choice", choices=comma)]
    made = opened(book(SheetPlan("S", columns, []), SheetPlan("lists", [], [])))
    assert [(sheet.title, sheet.sheet_state) for sheet in made] == [
        ("S", "visible"), ("lists", "visible"), ("lists 2", "veryHidden"),
    ]  # fmt: skip
    assert [each.formula1 for each in made["S"].data_validations.dataValidation] == [
        "'lists 2'!$A$1:$A$30", "'lists 2'!$B$1:$B$2",
    ]  # fmt: skip
    assert [row[:2] for row in made["lists 2"].iter_rows(max_row=2, values_only=True)] == [
        (many[0], "a, b"), (many[1], "c"),
    ]  # fmt: skip


def test_titles_are_such_as_a_workbook_takes():
    taken: set[str] = set()
    titles = ["a/b[c]", "任务" * 20, "任务" * 20, "'x'", "", "History", "A B C "]
    assert [sheet_title(title, taken) for title in titles] == [
        "a b c", ("任务" * 20)[:31], f"{('任务' * 20)[:29]} 2", "x", "1", "History_", "A B C 2",
    ]  # fmt: skip


def test_a_text_too_long_is_refused_and_never_cut():
    longest = "长" * 32_767
    assert told(book(SheetPlan("S", [Column("t", "T")], [[longest]])))["S"][1] == [2, longest]
    for text, length in ((longest + "x", 32_768), ("😀" * 16_384, 16_384)):
        with pytest.raises(TooLong) as error:
            book(SheetPlan("S", [Column("t", "Progress")], [["a"], [text]]))
        with override("en"):
            assert str(error.value) == (
                f"Row 3, “Progress”: a cell holds at most 32,767 characters, and this text has {length}."
            )


def test_it_is_told_how_far_the_writing_is():
    heard: list[int] = []
    book(SheetPlan("S", [Column("n", "N", "number")], ([number] for number in range(2_500)), told=heard.append))
    assert heard == [1_000, 2_000, 2_500]


def test_a_csv_is_as_excel_wants_it_and_comes_back():
    content = b"".join(csv_lines(COLUMNS, ROWS))
    assert content.decode("utf-8-sig").split("\r\n") == [
        "Key,Note,Done,Day,Instant,Status,Count,Gap",
        "2024-1-01#7,'=1+1,45%,2024-03-05,2024-03-05 12:00,Green,1234,-2.5",
        '2024-1-02#0,"one\ntwo",29%,2024-03-05,2024-03-05 12:00,Red,100000000000000000000,0.25',
        "k,,,,,,nan,",
        "",
    ]
    assert content.startswith(b"\xef\xbb\xbfKey,")
    assert told(content)["CSV"][1:3] == [
        [2, "2024-1-01#7", "=1+1", "45%", "2024-03-05", "2024-03-05 12:00", "Green", "1234", "-2.5"],
        [3, "2024-1-02#0", "one\ntwo", "29%", "2024-03-05", "2024-03-05 12:00", "Red", "100000000000000000000", "0.25"],
    ]


@given(st.text())
def test_a_text_held_is_let_go_as_it_was(text):
    assert let_go(held(text)) == text
    assert held(text)[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"}


@settings(max_examples=25)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")) | st.sampled_from("\n,\";'=\t"), min_size=1),
        min_size=1,
    )
)
def test_any_text_comes_back_from_both(texts):
    columns, rows = [Column("t", "T")], [[text] for text in texts]
    header, *read = told(b"".join(csv_lines(columns, rows)))["CSV"]
    assert (header, read) == (["T"], [[number, text] for number, text in enumerate(texts, 2)])
    header, *read = told(book(SheetPlan("S", columns, rows)))["S"]
    assert (header, read) == (["T"], [[number, text] for number, text in enumerate(texts, 2)])
