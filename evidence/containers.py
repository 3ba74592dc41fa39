"""What is in the two containers that office files come in, looked at without unpacking them."""

import lzma
import struct
import zipfile
import zlib
from typing import IO, Any

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext_lazy as _

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_MEMBERS = 10_000
MOST_READ = 1024 * 1024  # of the one member that says what the file is
_MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "word",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "excel",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": "powerpoint",
}
_MIMETYPES = {
    b"application/vnd.oasis.opendocument.text": "text",
    b"application/vnd.oasis.opendocument.spreadsheet": "spreadsheet",
    b"application/vnd.oasis.opendocument.presentation": "presentation",
}
_OLE_STREAMS = (
    ("WordDocument", "old word"),
    ("Workbook", "old excel"),
    ("Book", "old excel"),
    ("PowerPoint Document", "old powerpoint"),
)
_OLE_MACROS = ("_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA", "Macros")
_OLE_LOCKED = ("EncryptedPackage", "EncryptionInfo")
# What zipfile and those it asks raise for what is no archive after all; RuntimeError is its word for a password.
BROKEN = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(RuntimeError, NotImplementedError, OSError, EOFError, ValueError),
)


class Refused(Exception):
    """Not taken; `message` says why."""

    def __init__(self, message: Any) -> None:
        super().__init__(str(message))
        self.message = message


def _damaged() -> Refused:
    return Refused(_("The file is damaged, or broke off on its way: it cannot be opened."))


def _macros() -> Refused:
    return Refused(_("The file holds macros: save it without them and add it again."))


def in_zip(file: IO[bytes]) -> str:
    """Which office file a ZIP archive is; "" for none. Raises Refused for macros, and for what is damaged."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if len(names) > MOST_MEMBERS or len(set(names)) != len(names):
                raise _damaged()
            if "[Content_Types].xml" in names:
                return _ooxml(_small(archive, "[Content_Types].xml"), names)
            return _odf(_small(archive, "mimetype"), names) if "mimetype" in names else ""
    except BROKEN as error:
        raise _damaged() from error


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    """A member that is not large, whatever the archive says of its size."""
    with archive.open(name) as member:
        content = member.read(MOST_READ + 1)
    if len(content) > MOST_READ:
        raise _damaged()
    return content


def _ooxml(types: bytes, names: list[str]) -> str:
    """The kind of an Office file by the list of what its parts are."""
    try:
        parts = ElementTree.fromstring(types, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, LookupError) as error:
        raise _damaged() from error
    said = {str(part.get("ContentType", "")) for part in parts}
    lower = [each.lower() for each in (*said, *names)]
    if any("macroenabled" in each or "vbaproject" in each or each.endswith(".bas") for each in lower):
        raise _macros()
    return next((kind for main, kind in _MAIN.items() if main in said), "")


def _odf(mimetype: bytes, names: list[str]) -> str:
    """The kind of an OpenDocument file by the member that names it."""
    kind = _MIMETYPES.get(mimetype.strip(), "")
    if kind and any(name.startswith(("Basic/", "Scripts/")) for name in names):
        raise _macros()
    return kind


def in_ole(file: IO[bytes]) -> str:
    """Which old Office file an OLE container is; "" for none. Raises Refused for macros and for what has a password.

    Entries of its directory stand at multiples of 128 bytes: looked for there, whatever chain leads to them, so that
    nothing can be hidden by breaking the chain.
    """
    found: set[str] = set()
    file.seek(0)
    while block := file.read(128 * 8192):
        for start in range(0, len(block) - 127, 128):
            length = block[start + 64] | block[start + 65] << 8
            if 4 <= length <= 64 and not length % 2 and block[start + 66] in (1, 2, 5):
                found.add(block[start : start + length - 2].decode("utf-16-le", "replace"))
    if found.intersection(_OLE_MACROS):
        raise _macros()
    if found.intersection(_OLE_LOCKED):
        raise Refused(_("The file has a password: nobody could see what it proves. Save it without one."))
    return next((kind for stream, kind in _OLE_STREAMS if stream in found), "")
