"""Files that mean harm, or were sent by mistake: each with the sentence that refuses it."""

import struct
import zipfile
from io import BytesIO

import openpyxl
from docx import Document

from tests.sheets.corpus.raw import MAIN, NS, inline, number, packed, parts, raw, row, with_part

EMPTY = "The file is empty."
TOO_BIG = "The file is larger than 10 MB: send it in parts."
BOMB = "Unpacked, the file is larger than 100 MB: delete what is not needed and save it again."
CELLS = "The file has more than 200,000 cells: send it in parts."
TEXT = "The file holds more text than can be taken in at once: send it in parts."
MACROS = "The file holds macros or other programs: save it as a workbook without them (.xlsx)."
TRICK = "The file is put together as no spreadsheet program does: open it and save it again as .xlsx."
DAMAGED = "The file is damaged: open it in your spreadsheet program and save it again as .xlsx."
ENTITIES = "The file holds a document type or entities: open it and save it again as .xlsx."
LOCKED = "The file is locked with a password: save it without one."
OLD = "This is a workbook of Excel 97–2003 (.xls): save it as .xlsx."
ZIP = "This is a ZIP archive and not a workbook: unpack it and send the .xlsx."
ODS = "This is an OpenDocument file (.ods): save it as .xlsx."
PICTURE = "This is a picture: put the table into a workbook and save it as .xlsx."
PAGE = "This is a web page: open it in your spreadsheet program and save it as .xlsx."
XML = "This is an XML file: open it in your spreadsheet program and save it as .xlsx."
NEITHER = "This is neither a workbook nor a table in plain text: save it as .xlsx."
ENCODING = "The characters of the file cannot be read: save it as “CSV UTF-8”."
OTHER = "This is no workbook that can be read here: save it as .xlsx."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def zipped(*members: tuple[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Members as they are given, one name twice if need be."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, content in members:
            info = zipfile.ZipInfo("x")
            info.filename = name
            archive.writestr(info, content, kind)
    return out.getvalue()


def plain() -> bytes:
    return raw(row(1, inline("A1", "Task")))


def twice() -> bytes:
    members = [(name, part if isinstance(part, bytes) else part.encode()) for name, part in parts().items()]
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in [*members, ("xl/STYLES.xml", b"<styleSheet/>")]:
            archive.writestr(name, content)
    return out.getvalue()


def locked_members() -> bytes:
    """Every member flagged as encrypted, in both of its headers."""
    content = bytearray(plain())
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(sign)
        while place >= 0:
            content[place + flags] |= 1
            place = content.find(sign, place + 4)
    return bytes(content)


def overlapping() -> bytes:
    """All entries of the directory point at one and the same member."""
    content = bytearray(plain())
    start = content.find(b"PK\x01\x02")
    second = content.find(b"PK\x01\x02", start + 4)
    content[second + 42 : second + 46] = content[start + 42 : start + 46]
    return bytes(content)


def lying(size: int) -> bytes:
    """A sheet that unpacks to 20 MB and says that it is of another size."""
    content = bytearray(with_part("xl/worksheets/sheet1.xml", b" " * 20_000_000))
    for sign, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.find(sign)
        while at >= 0:
            if content[at + place : at + place + 4] == struct.pack("<I", 20_000_000):
                content[at + place : at + place + 4] = struct.pack("<I", size)
            at = content.find(sign, at + 4)
    return bytes(content)


def bomb(megabytes: int) -> bytes:
    return with_part("xl/media/image1.png", b"\0" * (megabytes * 1024 * 1024))


def encrypted_book() -> bytes:
    return OLE + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500


def word() -> bytes:
    out = BytesIO()
    Document().save(out)
    return out.getvalue()


def renamed_macros() -> bytes:
    return with_part("xl/media/image1.bin", OLE + b"\0" * 100)


def cells(count: int, prefix: str = "") -> bytes:
    """Empty cells, 10,000 a row."""
    full, rest = divmod(count, 10_000)
    rows = "".join(f"<{prefix}row>{f'<{prefix}c/>' * each}</{prefix}row>" for each in [10_000] * full + [rest])
    name = f"{prefix}worksheet"
    sheet = f'<{name} xmlns:x="x"><{prefix}sheetData>{rows}</{prefix}sheetData></{name}>'
    return with_part("xl/worksheets/sheet1.xml", sheet)


def hollow() -> bytes:
    """Twelve rows, 16,384 wide: few cells stored, many to lay out."""
    heading = row(1, inline("A1", "Task"), inline("XFD1", "End"))
    return raw(heading + "".join(row(place, number(f"A{place}", "1")) for place in range(2, 14)))


def merges(count: int) -> bytes:
    areas = '<mergeCell ref="A1:XFD1048576"/>' * count
    return raw(row(1, inline("A1", "Task"), inline("B1", "x")) * 1, after=f"<mergeCells>{areas}</mergeCells>")


def overlapping_merges() -> bytes:
    rows = "".join(row(place, number(f"A{place}", "1")) for place in range(1, 101))
    return raw(rows, after="<mergeCells>" + '<mergeCell ref="A1:A100"/>' * 3_000 + "</mergeCells>")


def same_text_everywhere() -> bytes:
    """One text of 30,000 characters that 1,000 cells show."""
    rows = "".join(row(place, f'<c r="A{place}" t="s"><v>0</v></c>') for place in range(1, 1001))
    return raw(rows, shared=f"<si><t>{'x' * 30_000}</t></si>")


def doctype(part: str, root: str, kind: str = DOCTYPE) -> bytes:
    return with_part(part, f'<?xml version="1.0"?>{kind}<{root} {NS}/>')


def utf16_doctype() -> bytes:
    return with_part("xl/sharedStrings.xml", f'<?xml version="1.0" encoding="UTF-16"?>{DOCTYPE}<sst/>'.encode("utf-16"))


def macro_sheet() -> bytes:
    kind = '<Override PartName="/xl/macrosheets/sheet1.xml" ContentType="application/vnd.ms-excel.macrosheet+xml"/>'
    return raw(types=kind)


def active_x() -> bytes:
    kind = '<Override PartName="/xl/activeX/activeX1.xml" ContentType="application/vnd.ms-office.activeX+xml"/>'
    return raw(types=kind)


def kind_of(main: str) -> bytes:
    return raw(main=main)


def elsewhere() -> bytes:
    """A sheet that is to be fetched from outside; nothing is."""
    name = "xl/_rels/workbook.xml.rels"
    here, there = 'worksheets/sheet1.xml"', 'http://example.org/sheet1.xml" TargetMode="External"'
    return packed({**parts(), name: str(parts()[name]).replace(here, there)})


def one_sheet_many_times() -> bytes:
    """A thousand sheets that are one and the same part."""
    name, sheet = "xl/workbook.xml", '<sheet name="S" sheetId="1" r:id="r1"/>'
    return packed({**parts(), name: str(parts()[name]).replace(sheet, sheet * 1_000)})


def cut_short() -> bytes:
    return plain()[:-200]


def many_members() -> bytes:
    return zipped(*((f"part{place}", b"") for place in range(5_001)), kind=zipfile.ZIP_STORED)


def openpyxl_macros() -> bytes:
    """A workbook of openpyxl into which somebody put a macro, its kind left as it was."""
    out = BytesIO()
    openpyxl.Workbook().save(out)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"not even OLE")
    return out.getvalue()


EXCEL = "application/vnd.ms-excel"
CASES = {
    # by size
    "nothing at all": (lambda: b"", EMPTY),
    "over 10 MB": (lambda: b"a,b\r\n" * 2_200_000, TOO_BIG),
    "a bomb that says so": (lambda: bomb(101), BOMB),
    "a bomb that says it is small": (lambda: lying(1_000), DAMAGED),
    "a member that says it is larger than it is": (lambda: lying(30_000_000), TRICK),
    "a member that says it is 4 GB": (lambda: lying(4_000_000_000), BOMB),
    "200,001 cells": (lambda: cells(200_001), CELLS),
    "cells under a prefix": (lambda: cells(200_001, "x:"), CELLS),
    "200,001 empty rows": (lambda: raw("<row/>" * 200_001), CELLS),
    "few cells on a plain too wide": (hollow, CELLS),
    "strings without end": (lambda: raw(shared="<si/>" * 200_001), CELLS),
    "one text of 21 million characters": (lambda: raw(shared=f"<si><t>{'x' * 21_000_000}</t></si>"), TEXT),
    "one text shown a thousand times": (same_text_everywhere, TEXT),
    "tags without end": (lambda: raw(shared="<a/>" * 3_000_001), TRICK),
    "one tag of two megabytes": (lambda: raw(shared=f'<a b="{" " * 2_000_000}"/>'), TRICK),
    "elements in elements without end": (lambda: raw(shared="<a>" * 10_000), TRICK),
    "formats without end": (lambda: raw(styles=f"<cellXfs>{'<xf/>' * 65_491}</cellXfs>"), TRICK),
    "merged cells without end": (lambda: merges(20_001), TRICK),
    "merged cells over each other": (overlapping_merges, DAMAGED),
    "one sheet under a thousand names": (one_sheet_many_times, TRICK),
    "5,001 members": (many_members, TRICK),
    # by its packing
    "a member named twice": (twice, TRICK),
    "a member outside the folder": (lambda: with_part("../evil.xml", "<a/>"), TRICK),
    "a member outside it the other way": (lambda: with_part("xl\\..\\..\\evil.xml", "<a/>"), TRICK),
    "a member at the root": (lambda: with_part("/etc/cron.d/evil", "x"), TRICK),
    "a member on a drive": (lambda: with_part("C:/evil.xml", "x"), TRICK),
    "members that share their bytes": (overlapping, TRICK),
    "a member packed in another way": (lambda: zipped(("[Content_Types].xml", b"x"), kind=zipfile.ZIP_LZMA), TRICK),
    "an archive inside": (lambda: with_part("xl/embeddings/book.xlsx", plain()), TRICK),
    "locked members": (locked_members, LOCKED),
    "cut short": (cut_short, DAMAGED),
    "only the first bytes of an archive": (lambda: b"PK\x03\x04", DAMAGED),
    "an archive of nothing": (lambda: packed({}), DAMAGED),
    # macros
    "a macro by name": (openpyxl_macros, MACROS),
    "a macro under another name": (renamed_macros, MACROS),
    "a workbook with macros by kind": (lambda: kind_of(f"{EXCEL}.sheet.macroEnabled.main+xml"), MACROS),
    "a template with macros": (lambda: kind_of(f"{EXCEL}.template.macroEnabled.main+xml"), MACROS),
    "an add-in": (lambda: kind_of(f"{EXCEL}.addin.macroEnabled.main+xml"), MACROS),
    "a sheet of old macros": (macro_sheet, MACROS),
    "a control": (active_x, MACROS),
    # entities
    "entities in the strings": (lambda: doctype("xl/sharedStrings.xml", "sst"), ENTITIES),
    "entities in the sheet": (lambda: doctype("xl/worksheets/sheet1.xml", "worksheet"), ENTITIES),
    "entities in the styles": (lambda: doctype("xl/styles.xml", "styleSheet"), ENTITIES),
    "entities in the workbook": (lambda: doctype("xl/workbook.xml", "workbook"), ENTITIES),
    "entities in the kinds": (lambda: doctype("[Content_Types].xml", "Types"), ENTITIES),
    "entities in a part that is not read": (lambda: doctype("xl/drawings/drawing1.xml", "x"), ENTITIES),
    "an entity from outside": (lambda: doctype("xl/sharedStrings.xml", "sst", OUTSIDE), ENTITIES),
    "entities in UTF-16": (utf16_doctype, ENTITIES),
    # other things than workbooks
    "a PDF": (lambda: b"%PDF-1.7\n...", "This is a PDF: save the table as .xlsx."),
    "a workbook of Excel 97": (lambda: OLE + b"\0" * 1000, OLD),
    "a workbook with a password": (encrypted_book, LOCKED),
    "an OpenDocument table": (
        lambda: zipped(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<x/>")), ODS,
    ),
    "a Numbers document": (
        lambda: zipped(("Index/Document.iwa", b"x")), "This is a Numbers document: export it as .xlsx.",
    ),
    "a Word document": (
        word, "This is a Word document: put the table into a workbook and save it as .xlsx.",
    ),
    "a presentation": (
        lambda: kind_of(MAIN.replace("spreadsheetml.sheet", "presentationml.presentation")),
        "This is a presentation: put the table into a workbook and save it as .xlsx.",
    ),
    "a binary workbook": (
        lambda: kind_of(f"{EXCEL}.sheet.binary.macroEnabled.main"),
        "This is a binary workbook (.xlsb): save it as .xlsx.",
    ),
    "a document of another kind": (lambda: kind_of("application/vnd.ms-visio.drawing.main+xml"), OTHER),
    "an archive of pictures": (lambda: zipped(("a.png", b"\x89PNG")), ZIP),
    "a web page": (lambda: b"<!DOCTYPE html>\n<html><table><tr><td>1</td></tr></table></html>", PAGE),
    "a table of a web page": (lambda: b"\xef\xbb\xbf\n<table border=1><tr><td>1</td></tr></table>", PAGE),
    "an XML workbook of 2003": (lambda: b'<?xml version="1.0"?>\n<Workbook xmlns="urn:x"/>', XML),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 20, PICTURE),
    "a photograph": (lambda: b"\xff\xd8\xff\xe0" + b"\0" * 20, PICTURE),
    "a rich text": (lambda: b"{\\rtf1\\ansi}", NEITHER),
    "bytes of no kind": (lambda: bytes(range(256)) * 4, ENCODING),
    # parts that do not fit
    "no sheet where one is named": (
        lambda: packed({name: part for name, part in parts().items() if "sheet1" not in name}), DAMAGED,
    ),
    "no workbook": (lambda: packed({name: part for name, part in parts().items() if "workbook" not in name}), DAMAGED),
    "a sheet that is no XML": (lambda: with_part("xl/worksheets/sheet1.xml", "<worksheet><row>"), DAMAGED),
    "a sheet in no known encoding": (
        lambda: with_part("xl/worksheets/sheet1.xml", '<?xml version="1.0" encoding="x-9"?><worksheet/>'), DAMAGED,
    ),
    "a cell that is nowhere": (lambda: raw(row(1, inline("A0B", "x"))), DAMAGED),
    "a cell right of the last column": (lambda: raw(row(1, inline("ZZZ1", "x"))), DAMAGED),
    "a row below the last": (lambda: raw(row(1_048_577, inline("A1048577", "x"))), DAMAGED),
    "rows that go back": (lambda: raw(row(5, inline("A5", "x")) + row(2, inline("A2", "y"))), DAMAGED),
    "a cell told twice": (lambda: raw(row(1, inline("A1", "x"), inline("A1", "y"))), DAMAGED),
    "a string that is not there": (lambda: raw(row(1, '<c r="A1" t="s"><v>7</v></c>')), DAMAGED),
    "a sheet that is elsewhere": (elsewhere, {}),
}  # fmt: skip
