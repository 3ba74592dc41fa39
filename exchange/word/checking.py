"""Whether a file put in as a template is a Word document and nothing more: looked at before anything reads it.

Refused are macros, what points outside the file, embedded programs, entities, and archives that unpack to too much.
"""

import io
import re
import zipfile
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _

MAX_SIZE = 5 * 1024 * 1024
MOST_PARTS = 300
MOST_UNPACKED = 40 * 1024 * 1024
MOST_XML, MOST_MARKS = 3 * 1024 * 1024, 60_000
# What is put in takes longer than in proportion to these.
MOST_PIECES, MOST_TAGS = 8_000, 2_000
MAIN_PART = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XML, PICTURES = (".xml", ".rels"), (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".odttf")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What a relationship may not bring in, though it lies within the file.
FOREIGN = ("/oleobject", "/package", "/afchunk", "/control", "/vbaproject", "/attachedtemplate", "/subdocument")
FIELDS = re.compile(r"(?<![A-Z])(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|DATABASE|MACROBUTTON|RD)(?![A-Z])", re.I)
TAGS = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
COUNTED = ("}p", "}tc", "}r")
CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}


class Unfit(Exception):
    """The file is refused. `message`: a sentence that says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def check(content: bytes) -> None:
    """Raise Unfit unless the bytes are a Word document (.docx) that can be a template."""
    if len(content) > MAX_SIZE:
        raise Unfit(_("The file is larger than 5 MB."))
    if content.startswith(OLD_OFFICE):
        raise Unfit(_("The file is an old .doc or has a password: save it as .docx, without one."))
    for name, part in _parts(content).items():
        _check_part(name, part)


def _parts(content: bytes) -> dict[str, bytes]:
    """The parts of the package by name, unpacked within limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_UNPACKED:
                raise Unfit(_("The file unpacks to more than a template holds."))
            names = [info.filename.lower() for info in infos]
            if len(set(names)) < len(names) or any(info.flag_bits & 1 for info in infos):
                raise Unfit(_("The file is no Word document (.docx)."))
            _check_names(names)
            parts = {info.filename: archive.read(info) for info in infos}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise Unfit(_("The file is no Word document (.docx).")) from error
    except Exception as error:  # zlib and its kin say what is broken each in its own way
        if isinstance(error, Unfit):
            raise
        raise Unfit(_("The file is no Word document (.docx).")) from error
    types = parts.get("[Content_Types].xml", b"")
    if b"macroEnabled" in types:
        raise Unfit(_("The file has macros."))
    if "word/document.xml" not in parts or MAIN_PART.encode() not in types:
        raise Unfit(_("The file is no Word document (.docx)."))
    return parts


def _check_names(names: list[str]) -> None:
    if any("vbaproject" in name or "vbadata" in name for name in names):
        raise Unfit(_("The file has macros."))
    for name in names:
        if not name.endswith((*XML, *PICTURES)):
            raise Unfit(_("The file holds “%(name)s”, which is neither text nor picture.") % {"name": name[-80:]})


def _check_part(name: str, part: bytes) -> None:
    if not name.lower().endswith(XML):
        return
    if len(part) > MOST_XML or part.count(b"<") > MOST_MARKS:
        raise Unfit(_("The file unpacks to more than a template holds."))
    try:
        root = fromstring(part, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise Unfit(_("The file declares XML entities.")) from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise Unfit(_("The file is damaged: “%(name)s” cannot be read.") % {"name": name[-80:]}) from error
    if name.lower().endswith(".rels"):
        _check_relationships(root)
    else:
        _check_fields(root)
        _check_tags(root)


def _check_relationships(root: Element) -> None:
    for each in root.iter():
        kind = each.get("Type", "").lower()
        if each.get("TargetMode", "").lower() == "external":
            raise Unfit(
                _("The file points to something outside it: “%(target)s”.") % {"target": each.get("Target", "")[:80]}
            )
        if kind.endswith(FOREIGN):
            raise Unfit(_("The file embeds something that is neither text nor picture."))


def _check_fields(root: Element) -> None:
    """Fields that fetch something when the document is opened."""
    told = "".join(each.text or "" for each in root.iter() if each.tag.endswith("}instrText"))
    simple = " ".join(value for each in root.iter() for key, value in each.items() if key.endswith("}instr"))
    if found := FIELDS.search(f"{told} {simple}"):
        raise Unfit(_("The file has a field that fetches something from outside: %(field)s.") % {"field": found[0]})


def _check_tags(root: Element) -> None:
    """Tags stand in the text and are closed one by one: what reads them next would take for ever over others."""
    if any(TAGS.search(value) for each in root.iter() for value in each.attrib.values()):
        raise Unfit(_("A tag stands where no text stands: in a name or a setting."))
    tags = TAGS.findall("".join(root.itertext()))
    if len(tags) > 2 * MOST_TAGS or sum(each.tag.endswith(COUNTED) for each in root.iter()) > MOST_PIECES:
        raise Unfit(_("The file unpacks to more than a template holds."))
    waiting = ""
    for tag in tags:
        if tag in CLOSING and not waiting:
            waiting = CLOSING[tag]
        elif tag == waiting:
            waiting = ""
        elif tag in CLOSING:
            raise Unfit(_("A tag is opened and not closed: “%(tag)s”.") % {"tag": tag})
    if waiting:
        raise Unfit(_("A tag is opened and not closed: “%(tag)s” is missing.") % {"tag": waiting})
