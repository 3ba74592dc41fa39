"""The workbook given back: the same one, the cells at fault red, what is wrong said at the end of the row."""

from io import BytesIO

import openpyxl

from foundation.sheets.marking import marked
from foundation.sheets.writing import Column, SheetPlan, write_book
from tests.sheets.corpus.good import opened as made_by_openpyxl
from tests.sheets.corpus.raw import inline, raw, row
from tests.sheets.told import told

PROBLEMS = [("S", "C2", "No such day."), ("S", "B2", "Too much."), ("S", "B3", "=Too little.")]


def exported() -> bytes:
    out = BytesIO()
    columns = [
        Column("k", "Key", hidden=True),
        Column("n", "Note", entry=True),
        Column("d", "Day", "choice", choices=["x"]),
    ]
    write_book(out, [SheetPlan("S", columns, [["k1", "=1+1", "soon"], ["k2", "b", None]])], language="en")
    return out.getvalue()


def reds(sheet):
    return [cell.coordinate for cells in sheet for cell in cells if cell.fill.fgColor.rgb == "FFFFC7CE"]


def comments(sheet):
    return {cell.coordinate: cell.comment.text for cells in sheet for cell in cells if cell.comment}


def test_the_same_workbook_comes_back_marked():
    content = marked(exported(), PROBLEMS, language="en")
    sheet = openpyxl.load_workbook(BytesIO(content))["S"]
    assert told(content) == {
        "S": [
            ["Key", "Note", "Day", "Errors"],
            [2, "k1", "=1+1", "soon", "Day: No such day.\nNote: Too much."],
            [3, "k2", "b", None, "Note: =Too little."],
        ]
    }
    assert reds(sheet) == ["B2", "C2", "B3"]
    assert comments(sheet) == {"B2": "Too much.", "C2": "No such day.", "B3": "=Too little."}
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.column_dimensions["A"].hidden) == ("A2", "A1:C3", True)
    assert (sheet["B2"].data_type, bool(sheet["B2"].quotePrefix)) == ("s", True)
    assert [each.formula1 for each in sheet.data_validations.dataValidation] == ['"x"']


def test_marks_of_an_earlier_time_are_taken_away():
    first = marked(exported(), PROBLEMS, language="zh-hans")
    content = marked(first, [("S", "C3", "Empty.")], language="en")
    sheet = openpyxl.load_workbook(BytesIO(content))["S"]
    assert told(content) == {
        "S": [
            ["Key", "Note", "Day", "Errors"],
            [2, "k1", "=1+1", "soon", None],
            [3, "k2", "b", None, "Day: Empty."],
        ]
    }
    assert (reds(sheet), comments(sheet)) == (["C3"], {"C3": "Empty."})
    assert told(marked(first, [], language="en"))["S"][1:] == [
        [2, "k1", "=1+1", "soon", None], [3, "k2", "b", None, None],
    ]  # fmt: skip


def test_a_csv_comes_back_as_a_workbook_of_the_same_texts():
    content = marked("\n任务,完成\n'=1+1,45%\n甲,\n".encode("gb18030"), [("CSV", "B4", "Empty.")], language="en")
    assert told(content) == {
        "CSV": [["任务", "完成", "Errors"], [3, "=1+1", "45%", None], [4, "甲", None, "完成: Empty."]]
    }
    assert reds(openpyxl.load_workbook(BytesIO(content))["CSV"]) == ["B4"]


def test_a_text_too_long_for_a_workbook_is_cut_and_said_to_be():
    content = marked(b"a,b\n1," + b"x" * 40_000, [("CSV", "A2", "Wrong.")], language="en")
    assert told(content) == {
        "CSV": [
            ["a", "b", "Errors"],
            [2, "1", "x" * 32_767,
             "a: Wrong.\nb: Cut here, for a cell of a workbook holds at most 32,767 characters."],
        ]
    }  # fmt: skip


def test_a_workbook_that_openpyxl_does_not_take_is_made_anew():
    content = raw(
        row(1, inline("A1", "Task")) + row(2, inline("A2", "a")), styles="<cellXfs><xf numFmtId='x'/></cellXfs>"
    )
    assert told(content) == "The file is damaged: open it in your spreadsheet program and save it again as .xlsx."
    content = raw(
        row(1, inline("A1", "Task")) + row(2, inline("A2", "a")), styles="<fonts><font><b val='?'/></font></fonts>"
    )
    assert told(marked(content, [("S", "A2", "Wrong.")], language="en")) == {
        "S": [["Task", "Errors"], [2, "a", "Task: Wrong."]]
    }


def test_merged_and_hidden_rows_are_marked_and_shown():
    def also(sheet):
        sheet.merge_cells("A2:A3")
        sheet.row_dimensions[3].hidden = True

    content = marked(
        made_by_openpyxl(["A", "B"], [1, 2], [None, 3], also=also), [("Sheet", "A3", "Merged.")], language="en"
    )
    sheet = openpyxl.load_workbook(BytesIO(content))["Sheet"]
    assert (sheet.row_dimensions[3].hidden, sheet["C3"].value, list(map(str, sheet.merged_cells.ranges))) == (
        False, "A: Merged.", ["A2:A3"],
    )  # fmt: skip
