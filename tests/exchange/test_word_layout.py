"""The layout of the built-in templates, as GB/T 9704-2012 wants it: page, type, lines, headings, page numbers."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from exchange.word.documents import BUILT_IN
from exchange.word.fitting import DENSITIES

ROOT = Path(__file__).resolve().parent.parent.parent
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
# Chinese font, size in points, exact line in points.
STYLES = {
    "Office title": ("方正小标宋简体", 22.0, 35.0),  # 2号小标宋
    "Office heading 1": ("黑体", 16.0, 28.95),  # 一、3号黑体
    "Office heading 2": ("楷体_GB2312", 16.0, 28.95),  # （一）3号楷体
    "Office body": ("仿宋_GB2312", 16.0, 28.95),  # 3号仿宋
    "Office signature": ("仿宋_GB2312", 16.0, 28.95),
    "Office page number": ("宋体", 14.0, 18.0),  # 4号宋体
}


def document(kind: str, language: str) -> Any:
    return Document(str(BUILT_IN / f"{kind}.{language}.docx"))


@LANGUAGES
def test_a4_with_a_type_area_of_156_by_225_millimetres_and_22_lines(language):
    section = document("round", language).sections[0]
    page = [section.page_width, section.page_height, section.top_margin, section.left_margin]
    area = (
        section.page_width - section.left_margin - section.right_margin,
        section.page_height - section.top_margin - section.bottom_margin,
    )
    assert [round(length.mm) for length in page] == [210, 297, 37, 28]
    assert [round(length / 36000) for length in area] == [156, 225]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert dict(grid.items()) == {qn("w:type"): "lines", qn("w:linePitch"): "579"}
    assert 22 * 28.95 <= 225 / 25.4 * 72 < 23 * 28.95
    assert 28 * (16 - 0.25) <= 156 / 25.4 * 72 < 29 * (16 - 0.25)


@LANGUAGES
@pytest.mark.parametrize("name", STYLES)
def test_type_and_lines(language, name):
    style = document("round", language).styles[name]
    fonts = {key: style.element.rPr.rFonts.get(qn(f"w:{key}")) for key in ("eastAsia", "ascii", "hAnsi", "cs")}
    chinese, size, line = STYLES[name]
    assert fonts == {"eastAsia": chinese, **dict.fromkeys(("ascii", "hAnsi", "cs"), "Times New Roman")}
    shape = style.paragraph_format
    assert (style.font.size.pt, round(shape.line_spacing.pt, 2), str(shape.line_spacing_rule)) == (
        size, line, "EXACTLY (4)",
    )  # fmt: skip


@LANGUAGES
def test_every_font_has_others_that_take_its_place(language):
    with zipfile.ZipFile(BUILT_IN / f"round.{language}.docx") as package:
        table = package.read("word/fontTable.xml").decode()
    found = dict(re.findall(r'<w:font w:name="([^"]+)"><w:altName w:val="([^"]+)"/>', table))
    assert {name: others.split(", ")[-1] for name, others in found.items()} == {
        "方正小标宋简体": "Noto Serif CJK SC",
        "仿宋_GB2312": "Noto Serif CJK SC",
        "黑体": "Noto Sans CJK SC",
        "楷体_GB2312": "Noto Serif CJK SC",
        "宋体": "Noto Serif CJK SC",
        "Times New Roman": "Noto Serif",
    }
    assert ("SimSun" in found["方正小标宋简体"], "FangSong" in found["仿宋_GB2312"]) == (True, True)


@LANGUAGES
def test_two_characters_before_the_first_line_and_bold_before_what_is_told(language):
    made = document("round", language)
    indent = made.styles["Office body"].element.pPr.ind
    assert (indent.get(qn("w:firstLineChars")), indent.get(qn("w:firstLine"))) == ("200", "640")
    bold = [run.text for paragraph in made.paragraphs for run in paragraph.runs if run.bold]
    assert len(bold) == 6  # not reported, no change, and the four parts


@LANGUAGES
def test_page_numbers_stand_outside_right_on_odd_pages_left_on_even_ones(language):
    made = document("round", language)
    section = made.sections[0]
    assert made.settings.odd_and_even_pages_header_footer
    for footer, align, indents in (
        (section.footer, "RIGHT (2)", (None, 14.0)),
        (section.even_page_footer, "LEFT (0)", (14.0, None)),
    ):
        (paragraph,) = footer.paragraphs
        shape = paragraph.paragraph_format
        code = "".join(each.text or "" for each in paragraph._p.iter(qn("w:instrText")))
        assert (paragraph.text, code.strip(), str(paragraph.alignment)) == ("— 1 —", "PAGE", align)
        assert tuple(side.pt if side else None for side in (shape.left_indent, shape.right_indent)) == indents


@LANGUAGES
def test_the_rows_of_a_sheet_have_exact_heights_that_make_one_page(language):
    made = document("leader", language)
    section = made.sections[0]
    room = (section.page_height - section.top_margin - section.bottom_margin) / Pt(1)
    heights = [[row.height.pt if row.height else None for row in table.rows] for table in made.tables]
    rules = {str(row.height_rule) for table in made.tables for row in table.rows if row.height}
    assert rules == {"EXACTLY (2)"}
    assert heights == [
        [18.0, None, height, None]
        for height in (*(each.row_height for each in DENSITIES), *(each.issue_height for each in DENSITIES))
    ]
    head = 32 + 20 + 3 * 20 + 24 + 2 * 18  # title, under it, the sentence, the heading between, the heads of the tables
    for each in DENSITIES:
        rows = each.tasks * each.row_height + each.issues * each.issue_height
        notes, edges = 4 * 14, 0.5 * (each.tasks + each.issues + 4)
        assert head + rows + notes + edges < room


def test_the_files_are_what_the_script_makes(tmp_path):
    """Whoever edits the script runs it: parts are compared, as the archive keeps the time."""
    script = "import pathlib, sys, word_templates as it; it.FOLDER = pathlib.Path(sys.argv[1]); it.main()"
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT / "scripts", check=True, timeout=120)
    for path in sorted(BUILT_IN.iterdir()):
        assert parts_of(tmp_path / path.name) == parts_of(path)


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}
