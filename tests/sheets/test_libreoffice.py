"""What we write, opened and saved by LibreOffice, reads the same. Without `soffice` on PATH skipped, and said so."""

import os
import shutil
import subprocess
from datetime import date
from io import BytesIO
from typing import Any

import pytest

from foundation.sheets.delimited import csv_lines
from foundation.sheets.writing import Column, SheetPlan, write_book
from tests.sheets.test_writing import COLUMNS, ROWS, SIGNS
from tests.sheets.told import told

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
HOW_TO_GET_IT = "no soffice on PATH; to have it: sudo apt install libreoffice-calc"
MORE = [Column("t", "Text"), Column("d", "Day", "day"), Column("p", "Percent", "percent")]


@pytest.fixture(scope="module")
def soffice(tmp_path_factory):
    """`soffice(content)`: the workbook as LibreOffice saves it."""
    if SOFFICE is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(HOW_TO_GET_IT)
    folder = tmp_path_factory.mktemp("office")

    def save(content: bytes, ending: str = "xlsx") -> bytes:
        given = folder / f"book.{ending}"
        given.write_bytes(content)
        command = [SOFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        if ending == "csv":
            command += ["--infilter=Text - txt - csv (StarCalc):44,34,76,1"]
        out = folder / "out"
        subprocess.run(
            [*command, "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(given)],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
        return (out / "book.xlsx").read_bytes()

    return save


def test_a_workbook_saved_by_libreoffice_reads_the_same(soffice):
    signs: list[list[Any]] = [[sign, date(2024, 1, 1 + place), place] for place, sign in enumerate(SIGNS)]
    odd: list[list[Any]] = [
        ["_x0041_", date(1999, 12, 31), 100],
        ["  a\n\nb  ", None, 0],
        ["😀" * 100, date(2024, 2, 29), 7],
    ]
    out = BytesIO()
    plans: list[SheetPlan] = [SheetPlan("任务 1", COLUMNS, ROWS), SheetPlan("Signs", MORE, [*signs, *odd])]
    write_book(out, plans, language="zh-hans", properties={"title": "任务"})
    assert told(soffice(out.getvalue())) == told(out.getvalue())


def test_a_csv_opened_by_libreoffice_runs_nothing(soffice):
    content = b"".join(csv_lines([Column("t", "Text")], [[sign] for sign in SIGNS[:4]]))
    assert told(soffice(content, "csv"))["book"] == [["Text"], [2, "'=x"], [3, "'+x"], [4, "'-x"], [5, "'@x"]]
