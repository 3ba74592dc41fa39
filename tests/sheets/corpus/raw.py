"""Workbooks put together part by part, as no library would: the least that is one, and any part in another's place."""

import zipfile
from io import BytesIO

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="{main}"/>{more}</Types>'
)
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def relation(name: str, kind: str, target: str, more: str = "") -> str:
    return f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}" {more}/>'


def worksheet(rows: str, after: str = "") -> str:
    return f"<worksheet {NS}><sheetData>{rows}</sheetData>{after}</worksheet>"


def parts(
    rows: str = "",
    *,
    after: str = "",
    shared: str = "",
    styles: str = "",
    main: str = MAIN,
    types: str = "",
    book: str = "",
) -> dict[str, str | bytes]:
    """The parts of a workbook of one sheet “S”."""
    return {
        "[Content_Types].xml": TYPES.format(main=main, more=types),
        "_rels/.rels": RELATIONS.format(relation("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook {NS} xmlns:r="{OFFICE}">{book}<sheets><sheet name="S" sheetId="1" r:id="r1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": RELATIONS.format(
            relation("r1", "worksheet", "worksheets/sheet1.xml")
            + relation("r2", "sharedStrings", "sharedStrings.xml")
            + relation("r3", "styles", "styles.xml")
        ),
        "xl/worksheets/sheet1.xml": worksheet(rows, after),
        "xl/sharedStrings.xml": f"<sst {NS}>{shared}</sst>",
        "xl/styles.xml": f"<styleSheet {NS}>{styles}</styleSheet>",
    }


def packed(members: dict[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def raw(rows: str = "", **given: str) -> bytes:
    return packed(parts(rows, **given))


def with_part(name: str, content: str | bytes) -> bytes:
    """A harmless workbook with one more part, or one in another's place."""
    return packed({**parts(row(1, inline("A1", "Task")) + row(2, inline("A2", "a"))), name: content})


def row(number: int, *cells: str, more: str = "") -> str:
    return f'<row r="{number}" {more}>{"".join(cells)}</row>'


def inline(ref: str, text: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def number(ref: str, value: str, style: int = 0) -> str:
    return f'<c r="{ref}" s="{style}"><v>{value}</v></c>'
