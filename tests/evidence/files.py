"""Small files for tests, each whole and made by code."""

import io
import struct
import zipfile
from collections.abc import Mapping

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080600000"
    "01f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00/\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"
OOXML = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"
DOCX, XLSX, PPTX = (
    f"{OOXML}.wordprocessingml.document",
    f"{OOXML}.spreadsheetml.sheet",
    f"{OOXML}.presentationml.presentation",
)


def upload(content: bytes = PDF, name: str = "proof.pdf") -> SimpleUploadedFile:
    """A file as it comes with a form; its declared type is never believed."""
    return SimpleUploadedFile(name, content, content_type="application/x-anything")


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """A ZIP archive of these."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def types(*content_types: str, doctype: str = "") -> str:
    """`[Content_Types].xml` of an Office file with these parts."""
    parts = "".join(f'<Override PartName="/p{n}" ContentType="{each}"/>' for n, each in enumerate(content_types))
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<Types xmlns="{space}">{parts}</Types>'


def office(main: str, **more: bytes) -> bytes:
    """An Office file whose main part is of that type."""
    return zipped({"[Content_Types].xml": types(f"{main}.main+xml"), "_rels/.rels": "<a/>", **more})


def workbook() -> bytes:
    """A workbook as openpyxl writes it."""
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.create_sheet("合计", 0)
    book.save(out)
    return out.getvalue()


def odf(mimetype: str, **more: bytes) -> bytes:
    """An OpenDocument file of that media type."""
    return zipped({"mimetype": mimetype, "content.xml": "<a/>", **more})


def ole(*entries: str) -> bytes:
    """An OLE container with these in its directory."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    directory = b"".join(_entry(name) for name in ("Root Entry", *entries))
    return header + directory + bytes(-len(directory) % 512)


def _entry(name: str) -> bytes:
    written = name.encode("utf-16-le")
    kind = 5 if name == "Root Entry" else 2
    return written.ljust(64, b"\0") + struct.pack("<HB", len(written) + 2, kind) + bytes(61)
