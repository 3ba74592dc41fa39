"""Writes `files/`: files as LibreOffice writes them, kept in the repository so that tests need no LibreOffice.

Run by hand, when a file is to be added: `.venv/bin/python -m tests.sheets.corpus.make_libreoffice [NAME…]`.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook

HERE = Path(__file__).resolve().parent / "files"
CSV = 'Task,Percent,Day\n一号任务,45%,2024-03-05\n"two, ""2""\nlines",60,2024/3/6\n'


def book(*rows: list) -> Workbook:
    made = openpyxl.Workbook()
    for row in rows:
        made.worksheets[0].append(row)
    return made


def dates() -> Workbook:
    made = book(["Day", "Instant", "Short"], [date(2024, 3, 5), datetime(2024, 3, 5, 14, 30), date(2024, 12, 31)])  # noqa: DTZ001
    made.worksheets[0]["A2"].number_format = "yyyy-mm-dd"
    made.worksheets[0]["C2"].number_format = 'yyyy"年"m"月"d"日"'
    return made


def dates_1904() -> Workbook:
    made = dates()
    made.epoch = CALENDAR_MAC_1904
    return made


def percents() -> Workbook:
    made = book(["Done", "Plain", "Exact"], [0.45, 45, 0.455], [1, 0.45, 0.29])
    for ref in ("A2", "A3"):
        made.worksheets[0][ref].number_format = "0%"
    for ref in ("C2", "C3"):
        made.worksheets[0][ref].number_format = "0.00%"
    return made


def merged() -> Workbook:
    made = book(["Area", "Task"], ["一", "a"], [None, "b"], ["二", "c"])
    made.worksheets[0].merge_cells("A2:A3")
    return made


def hidden() -> Workbook:
    made = book(["Task", "Done"], ["a", 1], ["b", 2], ["c", 3])
    made.worksheets[0].row_dimensions[3].hidden = True
    made.create_sheet("Back").append(["x"])
    made["Back"].sheet_state = "hidden"
    return made


def formulas() -> Workbook:
    first, second = ["=40+5", '="a"&"b"', '=""', "=1/0"], ["=A2*2", "=B2", "=C2", "=NA()"]
    return book(["Sum", "Text", "Empty", "Error"], first, second)


def texts() -> Workbook:
    rows = ["one\ntwo", "'quoted", True], ["  space  ", "-5", False], ["emoji 😀", "@x", None]
    made = book(["Note", "Sign", "Truth"], *rows)
    made.worksheets[0]["B3"].data_type = "s"
    return made


def empty() -> Workbook:
    return openpyxl.Workbook()


# name of the file: what it is made from, and as what LibreOffice writes it
FILES: dict[str, tuple[str | Callable[[], Workbook], str]] = {
    "from_csv.xlsx": (CSV, "xlsx:Calc MS Excel 2007 XML"),
    "dates.xlsx": (dates, "xlsx:Calc MS Excel 2007 XML"),
    "dates_1904.xlsx": (dates_1904, "xlsx:Calc MS Excel 2007 XML"),
    "percents.xlsx": (percents, "xlsx:Calc MS Excel 2007 XML"),
    "merged.xlsx": (merged, "xlsx:Calc MS Excel 2007 XML"),
    "hidden.xlsx": (hidden, "xlsx:Calc MS Excel 2007 XML"),
    "formulas.xlsx": (formulas, "xlsx:Calc MS Excel 2007 XML"),
    "texts.xlsx": (texts, "xlsx:Calc MS Excel 2007 XML"),
    "empty.xlsx": (empty, "xlsx:Calc MS Excel 2007 XML"),
    "macro_kind.xlsm": (texts, "xlsm:Calc MS Excel 2007 VBA XML"),
    "open_document.ods": (texts, "ods"),
    "flat.fods": (texts, "fods"),
    "excel_97.xls": (texts, "xls:MS Excel 97"),
    "page.html": (texts, "html"),
    "paper.pdf": (texts, "pdf"),
    "utf8.csv": (CSV, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"),
    "semicolons_gb18030.csv": (CSV, "csv:Text - txt - csv (StarCalc):59,34,85,1,,0,false,true"),
    "tabs_utf16.csv": (CSV, "csv:Text - txt - csv (StarCalc):9,34,65535,1,,0,false,true"),
    "dates.csv": (dates, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"),
}


def write(name: str, folder: Path) -> None:
    """Have LibreOffice write one file."""
    source, kind = FILES[name]
    stem, ending = name.rsplit(".", 1)
    if isinstance(source, str):
        given = folder / f"{stem}.source.csv"
        given.write_text(source, encoding="utf-8")
    else:
        given = folder / f"{stem}.source.xlsx"
        source().save(given)
    out = folder / "out"
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    if given.suffix == ".csv":
        command += ["--infilter=Text - txt - csv (StarCalc):44,34,76,1"]
    subprocess.run([*command, "--convert-to", kind, "--outdir", str(out), str(given)], check=True)
    (HERE / name).write_bytes((out / f"{stem}.source.{ending}").read_bytes())


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        for wanted in sys.argv[1:] or FILES:
            write(wanted, Path(temporary))
