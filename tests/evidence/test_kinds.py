"""What is taken, by its bytes: a corpus, each file with its exact outcome. Names are never looked at."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError

from evidence.kinds import kind_of
from tests.evidence.files import (
    DOCX,
    GIF,
    JPEG,
    ODF,
    PDF,
    PNG,
    PPTX,
    WEBP,
    XLSX,
    odf,
    office,
    ole,
    types,
    workbook,
    zipped,
)

NOT_TAKEN = (
    "Not taken: PDF, Word, Excel, PowerPoint, OpenDocument, pictures (PNG, JPEG, GIF, WebP, TIFF, HEIC), "
    "plain text and CSV are."
)
EMPTY = "The file is empty."
DAMAGED = "The file is damaged, or broke off on its way: it cannot be opened."
MACROS = "The file holds macros: save it without them and add it again."
LOCKED = "The file has a password: nobody could see what it proves. Save it without one."


def spoiled(archive: bytes) -> bytes:
    """The same with other bytes where its first member begins."""
    start = 30 + len("[Content_Types].xml")
    return archive[:start] + bytes(255 - each for each in archive[start : start + 20]) + archive[start + 20 :]


UTF_8, GB = "text/plain; charset=utf-8", "text/plain; charset=gb18030"
VBA = "application/vnd.ms-office.vbaProject"
TAKEN: dict[str, tuple[bytes, str]] = {
    "pdf": (PDF, "application/pdf"),
    "png": (PNG, "image/png"),
    "jpeg": (JPEG, "image/jpeg"),
    "gif": (GIF, "image/gif"),
    "gif of 1987": (b"GIF87a" + GIF[6:], "image/gif"),
    "webp": (WEBP, "image/webp"),
    "tiff, little end first": (b"II*\0" + bytes(20), "image/tiff"),
    "tiff, big end first": (b"MM\0*" + bytes(20), "image/tiff"),
    "heic": (b"\0\0\0\x18ftypheic" + bytes(20), "image/heic"),
    "heif of a phone": (b"\0\0\0\x18ftypmif1" + bytes(20), "image/heic"),
    "docx": (office(DOCX), DOCX),
    "xlsx": (office(XLSX), XLSX),
    "xlsx by openpyxl": (workbook(), XLSX),
    "pptx": (office(PPTX), PPTX),
    "odt": (odf(f"{ODF}.text"), f"{ODF}.text"),
    "ods": (odf(f"{ODF}.spreadsheet"), f"{ODF}.spreadsheet"),
    "odp": (odf(f"{ODF}.presentation"), f"{ODF}.presentation"),
    "doc": (ole("WordDocument", "1Table"), "application/msword"),
    "xls": (ole("Workbook"), "application/vnd.ms-excel"),
    "xls of 1995": (ole("Book"), "application/vnd.ms-excel"),
    "ppt": (ole("Current User", "PowerPoint Document"), "application/vnd.ms-powerpoint"),
    "text": (b"Minutes of the meeting\n", UTF_8),
    "text in Chinese": ("会议纪要\r\n一、进展情况".encode(), UTF_8),
    "text with a mark of its order": ("会议纪要".encode("utf-8-sig"), UTF_8),
    "text as Windows writes Chinese": ("会议纪要，进展情况".encode("gb18030"), GB),
    "csv": ("任务,进度\n一,40%\n".encode(), UTF_8),
    "csv as Excel writes Chinese": ("任务,进度\r\n一,40%\r\n".encode("gbk"), GB),
    "text over the edge of what is read at once": (b"a" * (256 * 1024 - 1) + "会".encode(), UTF_8),
    "text that speaks of less than": (b"3 < 4, and <5% are late\n", UTF_8),
}
REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", EMPTY),
    "program for Windows": (b"MZ\x90\0\x03\0\0\0" + bytes(80), NOT_TAKEN),
    "program for Linux": (b"\x7fELF\x02\x01\x01" + bytes(80), NOT_TAKEN),
    "program that is an archive too": (b"MZ" + bytes(60) + office(DOCX), NOT_TAKEN),
    "class for Java": (b"\xca\xfe\xba\xbe\0\0\0\x34" + bytes(20), NOT_TAKEN),
    "shell script": (b"#!/bin/sh\nrm -rf /\n", NOT_TAKEN),
    "batch file": (b"@echo off\r\ndel *.*\r\n", NOT_TAKEN),
    "html": (b"<!DOCTYPE html><script>alert(1)</script>", NOT_TAKEN),
    "html after blank lines": (b"\n\n  <html><body onload=alert(1)>", NOT_TAKEN),
    "html behind a mark of its order": (b"\xef\xbb\xbf<html>", NOT_TAKEN),
    "html behind a comment": (b"<!-- minutes --><html>", NOT_TAKEN),
    "script in the middle of a text": (b"Minutes\n<script src=//evil>", NOT_TAKEN),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', NOT_TAKEN),
    "xml": (b'<?xml version="1.0"?><a/>', NOT_TAKEN),
    "php": (b"<?php system($_GET[0]);", NOT_TAKEN),
    "rtf": (rb"{\rtf1\ansi{\object\objupdate}}", NOT_TAKEN),
    "postscript": (b"%!PS-Adobe-3.0\n", NOT_TAKEN),
    "text with a bell": (b"Minutes\x07\n", NOT_TAKEN),
    "text with a zero": (b"Minutes\0\n", NOT_TAKEN),
    "text that breaks off in a letter": ("会".encode()[:2] + b"\xff", NOT_TAKEN),
    "zip": (zipped({"minutes.pdf": PDF}), NOT_TAKEN),
    "empty zip": (zipped({}), NOT_TAKEN),
    "zip of an Office file": (zipped({"a.docx": office(DOCX)}), NOT_TAKEN),
    "rar": (b"Rar!\x1a\x07\x01\0" + bytes(20), NOT_TAKEN),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(20), NOT_TAKEN),
    "gzip": (b"\x1f\x8b\x08\0" + bytes(20), NOT_TAKEN),
    "tar": (b"a.txt".ljust(257, b"\0") + b"ustar\x0000" + bytes(248), NOT_TAKEN),
    "jar": (zipped({"META-INF/MANIFEST.MF": "Main-Class: A", "A.class": b"\xca\xfe"}), NOT_TAKEN),
    "epub": (odf("application/epub+zip"), NOT_TAKEN),
    "drawing": (office(f"{DOCX}x"), NOT_TAKEN),
    "video": (b"\0\0\0\x18ftypisom" + bytes(20), NOT_TAKEN),
    "sound": (b"RIFF\x24\0\0\0WAVEfmt " + bytes(20), NOT_TAKEN),
    "shortcut": (b"L\0\0\0\x01\x14\x02\0" + bytes(60), NOT_TAKEN),
    "installer": (ole("SummaryInformation", "Property"), NOT_TAKEN),
    "mail": (ole("__properties_version1.0"), NOT_TAKEN),
    "docm": (office("application/vnd.ms-word.document.macroEnabled"), MACROS),
    "docx with a part of macros": (zipped({"[Content_Types].xml": types(f"{DOCX}.main+xml", VBA)}), MACROS),
    "docx that hides macros": (office(DOCX, **{"word/vbaProject.bin": b"x"}), MACROS),
    "xlsb": (zipped({"[Content_Types].xml": types("application/vnd.ms-excel.sheet.binary.macroEnabled.main")}), MACROS),
    "odt with macros": (odf(f"{ODF}.text", **{"Basic/Standard/Module1.xml": b"<a/>"}), MACROS),
    "ods with scripts": (odf(f"{ODF}.spreadsheet", **{"Scripts/python/a.py": b"x"}), MACROS),
    "doc with macros": (ole("WordDocument", "Macros", "VBA"), MACROS),
    "xls with macros": (ole("Workbook", "_VBA_PROJECT_CUR"), MACROS),
    "workbook with a password": (ole("EncryptionInfo", "EncryptedPackage"), LOCKED),
    "docx with spoiled bytes": (spoiled(office(DOCX)), DAMAGED),
    "docx cut off": (office(DOCX)[:-30], DAMAGED),
    "docx whose list of parts is no xml": (zipped({"[Content_Types].xml": "<Types"}), DAMAGED),
    "docx with entities": (
        zipped({"[Content_Types].xml": types(f"{DOCX}.main+xml", doctype='<!DOCTYPE a [<!ENTITY b "c">]>')}),
        DAMAGED,
    ),
    "docx that unpacks without end": (zipped({"[Content_Types].xml": b" " * 2_000_000}), DAMAGED),
}  # fmt: skip


@pytest.mark.parametrize("name", TAKEN)
def test_taken(name: str) -> None:
    content, media_type = TAKEN[name]
    assert kind_of(io.BytesIO(content)).media_type == media_type


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_a_sentence(name: str) -> None:
    content, message = REFUSED[name]
    with pytest.raises(ValidationError) as refused:
        kind_of(io.BytesIO(content))
    assert refused.value.messages == [message]


def test_two_members_of_one_name_are_refused() -> None:
    """One reader takes the first, another the last: what was looked at is not what is opened."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", types(f"{DOCX}.main+xml"))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("[Content_Types].xml", types(VBA))
    with pytest.raises(ValidationError) as refused:
        kind_of(out)
    assert refused.value.messages == [DAMAGED]
