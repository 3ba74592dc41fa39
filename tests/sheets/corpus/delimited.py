"""Tables in plain text, as spreadsheet programs of several countries write them."""

from collections.abc import Callable
from typing import Any

from tests.sheets.told import Problem

TABLE = "任务,完成\n甲,45%\n"
READ = {"CSV": [["任务", "完成"], [2, "甲", "45%"]]}
CELLS = "The file has more than 200,000 cells: send it in parts."
NO_HEADING = Problem("Stands under no heading.")
CASES: dict[str, tuple[Callable[[], bytes], Any]] = {
    "UTF-8": (lambda: TABLE.encode(), READ),
    "UTF-8 with its sign": (lambda: TABLE.encode("utf-8-sig"), READ),
    "UTF-16": (lambda: TABLE.encode("utf-16"), READ),
    "UTF-16 the other way round": (lambda: b"\xfe\xff" + TABLE.encode("utf-16-be"), READ),
    "GB18030, as Chinese Excel writes": (lambda: TABLE.encode("gb18030"), READ),
    "semicolons": (lambda: b"a;b\n1,5;2\n", {"CSV": [["a", "b"], [2, "1,5", "2"]]}),
    "tabs": (lambda: b"a\tb\n1,5\t2\n", {"CSV": [["a", "b"], [2, "1,5", "2"]]}),
    "a separator told first": (lambda: b"sep=|\r\na|b\r\n1|2\r\n", {"CSV": [["a", "b"], [3, "1", "2"]]}),
    "line ends of old": (lambda: b"a,b\r1,2\r", {"CSV": [["a", "b"], [2, "1", "2"]]}),
    "no line end at the end": (lambda: b"a,b\r\n1,2", {"CSV": [["a", "b"], [2, "1", "2"]]}),
    "line breaks and quotes inside": (
        lambda: b'a,b\r\n"one\r\ntwo, ""2""","x"\r\n3,4\r\n',
        {"CSV": [["a", "b"], [2, 'one\ntwo, "2"', "x"], [3, "3", "4"]]},
    ),
    "a semicolon in a quoted heading": (
        lambda: b'"a;b;c","d"\n1,2\n', {"CSV": [["a;b;c", "d"], [2, "1", "2"]]},
    ),
    "rows too short and too long": (
        lambda: b"a,b\n1\n1,2,3\n\n,,\n5,6,\n",
        {"CSV": [["a", "b"], [2, "1", None], [3, "1", "2", NO_HEADING], [6, "5", "6"]]},
    ),
    "empty lines before the headings": (lambda: b"\n\na\n1\n", {"CSV": [["a"], [4, "1"]]}),
    "a line of headings alone": (lambda: b"a,b", {"CSV": [["a", "b"]]}),
    "one column": (lambda: b"a\n1\n", {"CSV": [["a"], [2, "1"]]}),
    "only line ends": (lambda: b"\r\n\r\n", {"CSV": [[]]}),
    "only the sign of UTF-8": (lambda: b"\xef\xbb\xbf", {"CSV": [[]]}),
    "texts held by an apostrophe": (
        lambda: "a\n'=1+1\n'＋x\n''=x\n'plain\n' =1\n'-5\n=1+1\n".encode(),
        {"CSV": [["a"], [2, "=1+1"], [3, "＋x"], [4, "'=x"], [5, "'plain"], [6, " =1"], [7, "-5"], [8, "=1+1"]]},
    ),
    "line separators within a text": (lambda: "a\nx\u2028y\x85z\n".encode(), {"CSV": [["a"], [2, "x\u2028y\x85z"]]}),
    "a control character": (
        lambda: b"a\nx\x07\n",
        {"CSV": [["a"], [2, Problem("Character U+0007 at position 2 cannot be kept: use plain text.")]]},
    ),
    "a text of 200,000 characters": (lambda: b"a\n" + b"x" * 200_000, {"CSV": [["a"], [2, "x" * 200_000]]}),
    "200,000 cells of nothing": (lambda: b"a\n" + b",,,\n" * 49_999, {"CSV": [["a"]]}),
    "bytes that are NUL": (
        lambda: b"a,b\n1,\0\n", "This is neither a workbook nor a table in plain text: save it as .xlsx.",
    ),
    "UTF-16 without its sign": (
        lambda: TABLE.encode("utf-16-le"), "This is neither a workbook nor a table in plain text: save it as .xlsx.",
    ),
    "an encoding nobody knows": (
        lambda: b"a\n\xff\xff\n", "The characters of the file cannot be read: save it as “CSV UTF-8”.",
    ),
    "a quotation mark never closed": (lambda: b'a,b\n1,2\n"3,4\n', "Line 3: the quotation marks do not match."),
    "a quotation mark too early": (lambda: b'a,b\n"1"x,2\n', "Line 2: the quotation marks do not match."),
    "more than 200,000 cells": (lambda: b"a,b\n" * 100_001, CELLS),
    "one line of a million commas": (lambda: b"," * 1_000_000, CELLS),
    "line ends without end": (lambda: b"\n" * 1_000_000, CELLS),
    "a table too wide for its rows": (lambda: b"," * 999 + b"x\n" + b"1\n" * 300, CELLS),
}  # fmt: skip
