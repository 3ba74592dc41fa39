"""What a file is, by its bytes: its name may say anything. What is not known to be harmless is not taken."""

from typing import IO, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from evidence import containers, plain


class Kind(NamedTuple):
    """A kind of file that is taken: its media type, and how the names of such files end, the usual one first."""

    media_type: str
    endings: tuple[str, ...]


OOXML = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"
HEAD = 64  # bytes that tell the simple kinds apart
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", Kind("image/png", (".png",))),
    (b"\xff\xd8\xff", Kind("image/jpeg", (".jpg", ".jpeg"))),
    (b"GIF87a", Kind("image/gif", (".gif",))),
    (b"GIF89a", Kind("image/gif", (".gif",))),
    (b"II*\x00", Kind("image/tiff", (".tif", ".tiff"))),
    (b"MM\x00*", Kind("image/tiff", (".tif", ".tiff"))),
)
PDF = Kind("application/pdf", (".pdf",))
WEBP = Kind("image/webp", (".webp",))
HEIC = Kind("image/heic", (".heic", ".heif"))
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")
OFFICE = {
    "word": Kind(f"{OOXML}.wordprocessingml.document", (".docx",)),
    "excel": Kind(f"{OOXML}.spreadsheetml.sheet", (".xlsx",)),
    "powerpoint": Kind(f"{OOXML}.presentationml.presentation", (".pptx",)),
    "text": Kind(f"{ODF}.text", (".odt",)),
    "spreadsheet": Kind(f"{ODF}.spreadsheet", (".ods",)),
    "presentation": Kind(f"{ODF}.presentation", (".odp",)),
    "old word": Kind("application/msword", (".doc", ".wps")),
    "old excel": Kind("application/vnd.ms-excel", (".xls", ".et")),
    "old powerpoint": Kind("application/vnd.ms-powerpoint", (".ppt", ".pps", ".dps")),
}
TEXT_ENDINGS = (".txt", ".csv", ".tsv", ".md", ".log")


def kind_of(file: IO[bytes]) -> Kind:
    """The kind of a file that can be sought in. Raises ValidationError with a sentence for what is not taken."""
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        raise ValidationError(_("The file is empty."), code="empty")
    found = _by_head(head)
    try:
        if found is None and head.startswith(containers.ZIP):
            found = OFFICE.get(containers.in_zip(file))
        elif found is None and head.startswith(containers.OLE):
            found = OFFICE.get(containers.in_ole(file))
        elif found is None and (charset := plain.charset_of(file)):
            found = Kind(f"text/plain; charset={charset}", TEXT_ENDINGS)
    except containers.Refused as refusal:
        raise ValidationError(refusal.message, code="refused") from refusal
    if found is None:
        raise ValidationError(
            _(
                "Not taken: PDF, Word, Excel, PowerPoint, OpenDocument, pictures (PNG, JPEG, GIF, WebP, TIFF, HEIC), "
                "plain text and CSV are."
            ),
            code="unknown",
        )
    return found


def _by_head(head: bytes) -> Kind | None:
    """Those told apart by how they begin."""
    if head.startswith(b"%PDF-"):
        return PDF
    for begins, kind in _PICTURES:
        if head.startswith(begins):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return HEIC
    return None
