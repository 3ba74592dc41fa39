"""A file of tables, read with suspicion: what it is by its bytes, never by its name."""

import re
from typing import Any, BinaryIO

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from .archive import LOCKED, OLE, Archive
from .book import DAMAGED, MOST_BYTES, PLAIN
from .book import Book as Book
from .book import Cell as Cell
from .book import Layout as Layout
from .book import Refused as Refused
from .book import Row as Row
from .book import Sheet as Sheet
from .delimited import NOT_TEXT, read_csv
from .workbook import read_workbook

EMPTY = _("The file is empty.")
TOO_BIG = _("The file is larger than 10 MB: send it in parts.")
OLD_EXCEL = _("This is a workbook of Excel 97–2003 (.xls): save it as .xlsx.")
OPEN_DOCUMENT = _("This is an OpenDocument file (.ods): save it as .xlsx.")
PDF = _("This is a PDF: save the table as .xlsx.")
WEB_PAGE = _("This is a web page: open it in your spreadsheet program and save it as .xlsx.")
XML = _("This is an XML file: open it in your spreadsheet program and save it as .xlsx.")
ZIP = _("This is a ZIP archive and not a workbook: unpack it and send the .xlsx.")
PICTURE = _("This is a picture: put the table into a workbook and save it as .xlsx.")
BEGINNINGS = (
    (b"%PDF", PDF),
    (b"{\\rtf", NOT_TEXT),
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
)
PAGE = re.compile(rb"<(?:!doctype html|html|head|body|table|meta|script)\b", re.IGNORECASE)


def read_book(file: BinaryIO | File, filename: str, layout: Layout = PLAIN) -> Book:
    """The sheets of an .xlsx or a CSV, formulas as the value last stored. The name is for messages only.

    `layout`: how a table of somebody else's is laid out; without, headings come first and merged cells are pointed out.

    Raises Refused, before anything is read, for what is too large, of another kind, locked, or packed with a trick.
    """
    content = _content(file)
    if content.startswith(b"PK"):
        archive = Archive(content)
        _check_office(archive)
        return read_workbook(archive, layout)
    if content.startswith(OLE):
        raise Refused(LOCKED if "EncryptedPackage".encode("utf-16-le") in content else OLD_EXCEL)
    for beginning, refusal in BEGINNINGS:
        if content.startswith(beginning):
            raise Refused(refusal)
    start = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<") and PAGE.search(start):
        raise Refused(WEB_PAGE)
    if start.startswith(b"<?xml"):
        raise Refused(XML)
    return read_csv(content, layout)


def _content(file: Any) -> bytes:
    """All of the file. Raises Refused when it is empty or too large; reads no more than that takes to see."""
    file.seek(0)
    content: bytes = file.read(MOST_BYTES + 1)
    file.seek(0)
    if not content:
        raise Refused(EMPTY)
    if len(content) > MOST_BYTES:
        raise Refused(TOO_BIG)
    return content


def _check_office(archive: Archive) -> None:
    if "[Content_Types].xml" in archive:
        return
    if "mimetype" in archive:
        raise Refused(OPEN_DOCUMENT)
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in archive.parts):
        raise Refused(_("This is a Numbers document: export it as .xlsx."))
    raise Refused(ZIP if archive.parts else DAMAGED)
