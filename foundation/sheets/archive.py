"""The packing of a workbook, looked through before anything of it is read: no bomb, no trick, no macro."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from .book import DAMAGED, MOST_CELLS, MOST_UNPACKED, TOO_MANY_CELLS, Refused

CHUNK = 256 * 1024
MOST_PARTS = 5_000
MOST_TAGS = 3_000_000  # opening and closing ones; a workbook of 200,000 cells has about half of that
MOST_DEPTH = 100
LONGEST_TAG = 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CALLS = [b"<c%b" % end for end in (b" ", b">", b"/", b"\n", b"\r", b"\t")]

TRICK = _("The file is put together as no spreadsheet program does: open it and save it again as .xlsx.")
BOMB = _("Unpacked, the file is larger than 100 MB: delete what is not needed and save it again.")
MACROS = _("The file holds macros or other programs: save it as a workbook without them (.xlsx).")
LOCKED = _("The file is locked with a password: save it without one.")
ENTITIES = _("The file holds a document type or entities: open it and save it again as .xlsx.")


class Archive:
    """The parts of a workbook by their names. Everything in it was unpacked and counted once."""

    def __init__(self, content: bytes) -> None:
        """Raises Refused when the packing is not as a spreadsheet program's is."""
        if content.count(b"PK\x01\x02") > MOST_PARTS:
            raise Refused(TRICK)
        try:
            self.zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
            raise Refused(DAMAGED) from error
        entries = self.zip.infolist()
        self.parts = {info.filename: info for info in entries if not info.is_dir()}
        _check_names(entries)
        _check_places(entries, self.zip.start_dir)
        if sum(info.file_size for info in entries) > MOST_UNPACKED:
            raise Refused(BOMB)
        self._unpack_once()

    def __contains__(self, name: str) -> bool:
        return name in self.parts

    def chunks(self, name: str) -> Iterator[bytes]:
        """What a part holds, piece by piece. Raises Refused when it is not there or damaged."""
        if name not in self.parts:
            raise Refused(DAMAGED)
        try:
            with self.zip.open(self.parts[name]) as part:
                while chunk := part.read(CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            raise Refused(DAMAGED) from error

    def parse(self, name: str, part: "Part") -> None:
        """Read a part of XML. Raises Refused: a document type (and so any entity), too deep, no XML."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = part.start_element
        parser.EndElementHandler = part.end_element
        parser.CharacterDataHandler = part.characters
        silent = 0
        try:
            for chunk in self.chunks(name):
                part.heard = False
                parser.Parse(chunk, False)
                silent = 0 if part.heard else silent + len(chunk)
                if silent > LONGEST_TAG:
                    raise Refused(TRICK)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Refused(DAMAGED) from error

    def _unpack_once(self) -> None:
        """Count what there really is, and look at what each part begins with."""
        size = tags = cells = rows = 0
        for name in self.parts:
            first, held = b"", b""
            for chunk in self.chunks(name):
                size += len(chunk)
                if size > MOST_UNPACKED:
                    raise Refused(BOMB)
                if not first:
                    first = chunk
                    _check_kind(name, first)
                whole = held + chunk
                if b"<!DOCTYPE" in whole or b"<!ENTITY" in whole:
                    raise Refused(ENTITIES)
                held = whole[-9:]
                tags += chunk.count(b"<")
                if b"worksheet" in first[:2048]:  # reading counts exactly; this is quick
                    cells += sum(chunk.count(call) for call in CALLS)
                    rows += chunk.count(b"<row")
                if cells > MOST_CELLS or rows > MOST_CELLS:
                    raise Refused(TOO_MANY_CELLS)
                if tags > MOST_TAGS:
                    raise Refused(TRICK)


class Part:
    """Reads one part of XML; names come without their prefix."""

    def __init__(self) -> None:
        self.depth = 0
        self.heard = False

    def start_element(self, name: str, attrs: dict[str, str]) -> None:
        """Count the depth and pass it on."""
        self.heard = True
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise Refused(TRICK)
        self.start(name.rpartition(":")[2] if ":" in name else name, attrs)

    def end_element(self, name: str) -> None:
        """Pass it on."""
        self.depth -= 1
        self.end(name.rpartition(":")[2] if ":" in name else name)

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def characters(self, content: str) -> None:
        """Text within an element."""
        self.heard = True


def _refuse_doctype(*args: object) -> None:
    raise Refused(ENTITIES)


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    seen = set()
    for info in entries:
        name = info.orig_filename
        folders = name.replace("\\", "/").split("/")
        if name.startswith(("/", "\\")) or re.match("[A-Za-z]:", name) or ".." in folders or "\0" in name:
            raise Refused(TRICK)
        if name.casefold() in seen:
            raise Refused(TRICK)
        seen.add(name.casefold())
        if info.flag_bits & 0x1:
            raise Refused(LOCKED)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused(TRICK)


def _check_places(entries: list[zipfile.ZipInfo], end: int) -> None:
    """Parts that share their bytes are a bomb of small size."""
    after = 0
    for info in sorted(entries, key=lambda info: info.header_offset):
        if info.header_offset < after:
            raise Refused(TRICK)
        after = info.header_offset + 30 + len(info.orig_filename.encode("utf-8", "replace")) + info.compress_size
    if after > end:
        raise Refused(TRICK)


def _check_kind(name: str, beginning: bytes) -> None:
    if name.casefold().endswith("vbaproject.bin") or beginning.startswith(OLE):
        raise Refused(MACROS)
    if beginning.startswith((b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise Refused(TRICK)
