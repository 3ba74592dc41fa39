"""The layout of Chinese official documents (GB/T 9704-2012) in python-docx: page, styles, fonts, page numbers."""

from typing import Any, NamedTuple

from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

LATIN = "Times New Roman"
TITLE, BODY, HEAD, SUBHEAD, NUMBERS = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
# Each font with those that take its place where it is not installed; and what kind of letters it has.
FONTS = {
    TITLE: ("方正小标宋_GBK, 小标宋体, 华文中宋, STZhongsong, 宋体, SimSun, Noto Serif CJK SC", "roman"),
    BODY: ("仿宋, FangSong, 华文仿宋, STFangsong, FangSong_GB2312, Noto Serif CJK SC", "roman"),
    HEAD: ("SimHei, 微软雅黑, Noto Sans CJK SC", "swiss"),
    SUBHEAD: ("楷体, KaiTi, 华文楷体, STKaiti, KaiTi_GB2312, Noto Serif CJK SC", "roman"),
    NUMBERS: ("SimSun, Noto Serif CJK SC", "auto"),
    LATIN: ("Liberation Serif, Nimbus Roman, Noto Serif", "roman"),
}
# 22 lines in 225 mm; 28 characters in 156 mm, for which each gives up a quarter of a point. (A grid of characters would
# say the same, but not every word processor keeps to one.)
LINE, LINE_TWENTIETHS, TIGHTER_TWENTIETHS = Pt(28.95), 579, -5
SANHAO, ERHAO, SIHAO, WUHAO, XIAOWU = Pt(16), Pt(22), Pt(14), Pt(10.5), Pt(9)
CHARACTER = Pt(16)


class Look(NamedTuple):
    """How a style looks."""

    font: str
    size: Length
    bold: bool = False
    align: Any = WD_ALIGN_PARAGRAPH.JUSTIFY
    indent: int = 0  # of the first line, in characters
    line: Length = LINE
    keep: bool = False

    @property
    def on_grid(self) -> bool:
        """Whether it is set in the 22 lines of 28 characters."""
        return self.size == SANHAO and self.line == LINE


STYLES = {
    "Office title": Look(TITLE, ERHAO, align=WD_ALIGN_PARAGRAPH.CENTER, line=Pt(35)),
    "Office subtitle": Look(SUBHEAD, SANHAO, align=WD_ALIGN_PARAGRAPH.CENTER),
    "Office heading 1": Look(HEAD, SANHAO, indent=2, keep=True),
    "Office heading 2": Look(SUBHEAD, SANHAO, indent=2, keep=True),
    "Office body": Look(BODY, SANHAO, indent=2),
    "Office caption": Look(HEAD, SIHAO, align=WD_ALIGN_PARAGRAPH.CENTER, keep=True),
    "Office note": Look(BODY, WUHAO, line=Pt(16)),
    "Office signature": Look(BODY, SANHAO, align=WD_ALIGN_PARAGRAPH.RIGHT, keep=True),
    "Office cell": Look(BODY, XIAOWU, align=WD_ALIGN_PARAGRAPH.CENTER, line=Pt(13)),
    "Office cell text": Look(BODY, XIAOWU, align=WD_ALIGN_PARAGRAPH.LEFT, line=Pt(13)),
    "Office cell head": Look(HEAD, XIAOWU, align=WD_ALIGN_PARAGRAPH.CENTER, line=Pt(13)),
    "Office page number": Look(NUMBERS, SIHAO, align=WD_ALIGN_PARAGRAPH.LEFT, line=Pt(18)),
}


def new_document(language: str) -> Any:
    """An empty document of that language (`zh-CN`, `en-GB`), with the fonts, the styles and A4."""
    document = Document()
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    for style in list(document.styles):
        if style.name not in ("Normal", "Default Paragraph Font", "Normal Table", "No List", "Header", "Footer"):
            style.delete()
    _defaults(document, language)
    for name, look in STYLES.items():
        add_style(document, name, look)
    _font_table(document)
    return document


def _defaults(document: Any, language: str) -> None:
    normal = document.styles["Normal"]
    set_fonts(normal.element.get_or_add_rPr(), BODY)
    normal.font.size = SANHAO
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), "en-GB")
        lang.set(qn("w:eastAsia"), language if language.startswith("zh") else "zh-CN")
    for fonts in document.styles.element.find(qn("w:docDefaults")).iter(qn("w:rFonts")):
        fonts.attrib.clear()
        _name_fonts(fonts, BODY)
    properties = document.core_properties
    properties.author = properties.title = properties.comments = properties.last_modified_by = ""
    properties.language = language


def add_style(document: Any, name: str, look: Look) -> None:
    """A paragraph style; the text of table cells and page numbers has no indent and no grid."""
    style = document.styles.add_style(name, 1)
    style.base_style = document.styles["Normal"]
    set_fonts(style.element.get_or_add_rPr(), look.font)
    style.font.size, style.font.bold = look.size, look.bold
    style.font.color.rgb = RGBColor(0, 0, 0)
    shape = style.paragraph_format
    shape.alignment, shape.line_spacing_rule, shape.line_spacing = look.align, WD_LINE_SPACING.EXACTLY, look.line
    shape.space_after = shape.space_before = Pt(0)
    shape.widow_control, shape.keep_with_next = False, look.keep
    properties = style.element.get_or_add_pPr()
    if look.on_grid:
        tighter = OxmlElement("w:spacing")
        tighter.set(qn("w:val"), str(TIGHTER_TWENTIETHS))
        style.element.get_or_add_rPr().append(tighter)
        _in_order(style.element.rPr)
    else:
        off = OxmlElement("w:snapToGrid")
        off.set(qn("w:val"), "0")
        properties.insert_element_before(off, "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
    if look.indent:
        indent = properties.get_or_add_ind()
        indent.set(qn("w:firstLineChars"), str(100 * look.indent))
        indent.set(qn("w:firstLine"), str(int(look.size.pt * 20 * look.indent)))


def _in_order(properties: Any) -> None:
    """The elements of a run's properties in the order of the schema."""
    order = ("rFonts", "b", "bCs", "i", "iCs", "color", "spacing", "sz", "szCs", "lang")
    known = {qn(f"w:{name}"): place for place, name in enumerate(order)}
    properties[:] = sorted(properties, key=lambda each: known.get(each.tag, len(order)))


def set_fonts(properties: Any, font: str) -> None:
    """The Chinese font, and the Latin one beside it."""
    _name_fonts(properties.get_or_add_rFonts(), font)


def _name_fonts(fonts: Any, font: str) -> None:
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), LATIN)
    fonts.set(qn("w:eastAsia"), font)


def _font_table(document: Any) -> None:
    """Say which fonts may take the place of which."""
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="{"00" if name == LATIN else "86"}"/>'
        f'<w:family w:val="{family}"/></w:font>'
        for name, (others, family) in FONTS.items()
    )
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{rows}</w:fonts>'
    part = next(part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    part._blob = xml.encode()


def set_page(document: Any, *, grid: bool) -> None:
    """A4 with the margins of an official document: 37 above, 28 left; a type area of 156 × 225 mm."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin, section.right_margin, section.bottom_margin = (
        Mm(37),
        Mm(28),
        Mm(26),
        Mm(35),
    )
    section.header_distance, section.footer_distance, section.gutter = Mm(15), Mm(22), Mm(0)
    old = section._sectPr.find(qn("w:docGrid"))
    if old is not None:
        section._sectPr.remove(old)
    if grid:
        xml = f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{LINE_TWENTIETHS}"/>'
        section._sectPr.append(parse_xml(xml))


def add_page_numbers(document: Any) -> None:
    """— 1 — at the outer edge, a character in: right on odd pages, left on even ones."""
    section = document.sections[0]
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right_indent"),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left_indent"),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = document.styles["Office page number"]
        paragraph.alignment = align
        setattr(paragraph.paragraph_format, side, Pt(14))
        paragraph.add_run("— ")
        _field(paragraph, "PAGE", "1")
        paragraph.add_run(" —")


def _field(paragraph: Paragraph, code: str, shown: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", shown), ("end", "")):
        run = paragraph.add_run(text if kind == "shown" else "")
        if kind in ("begin", "separate", "end"):
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif kind == "":
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {code} "
            run._r.append(instruction)


def add_table(document: Any, widths: list[float], *, margin: float = 1.0) -> Any:
    """An empty table of fixed columns (millimetres), centred, thin lines around every cell."""
    table = document.add_table(rows=0, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    properties = table._tbl.tblPr
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    properties.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{edges}</w:tblBorders>"))
    properties.append(properties.find(qn("w:tblLayout")))  # the schema wants it behind the borders
    side = int(margin * 56.7)
    properties.append(
        parse_xml(
            f'<w:tblCellMar {nsdecls("w")}><w:left w:w="{side}" w:type="dxa"/>'
            f'<w:right w:w="{side}" w:type="dxa"/></w:tblCellMar>'
        )
    )
    if (look := properties.find(qn("w:tblLook"))) is not None:
        properties.append(look)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def add_row(
    table: Any,
    texts: list[str],
    styles: list[Any],
    widths: list[float],
    *,
    height: float = 0,
    head: bool = False,
    upright_from: int = 99,
) -> Any:
    """A row; of an exact height in points where one is given; `head`: it is repeated on every page.

    `upright_from`: from that column on the words stand upright, read from below.
    """
    row = table.add_row()
    if height:
        row.height, row.height_rule = Pt(height), WD_ROW_HEIGHT_RULE.EXACTLY
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    for place, (cell, text, style, width) in enumerate(zip(row.cells, texts, styles, widths, strict=True)):
        if place >= upright_from:
            cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:textDirection {nsdecls("w")} w:val="btLr"/>'))
        cell.width = Mm(width)
        cell.vertical_alignment = 1
        cell.paragraphs[0].style = style
        cell.paragraphs[0].add_run(text)
    return row
