"""Files before they are anybody's evidence: looked at, counted, put into the store ahead of their rows."""

import hashlib
import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

from evidence.kinds import Kind, kind_of
from evidence.models import StoredFile
from foundation import private_files, uploads
from foundation.text import plain

log = logging.getLogger(__name__)
LONGEST_NAME = 200
# Marks that turn the reading direction, so that a name shows an ending which it does not have, and line breaks.
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\t\r\n]")


class Refusal(NamedTuple):
    """A file that is not taken, and why, in a sentence."""

    filename: str
    message: Any
    code: str = ""


@dataclass(eq=False)
class Arrived:
    """A file that may be taken. `name`: in the store; "" when the same bytes are kept already."""

    file: UploadedFile
    filename: str
    media_type: str
    sha256: str
    size: int
    name: str = ""


@dataclass
class Batch:
    """The files of one sending."""

    arrived: list[Arrived] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


@contextmanager
def arriving(files: Sequence[UploadedFile]) -> Iterator[Batch]:
    """The files, looked at and in the store; what no row has taken by the end is thrown away. Raises nothing itself."""
    batch = Batch()
    for place, file in enumerate(files):
        try:
            if place >= uploads.MOST_AT_ONCE:
                raise ValidationError(_("At most %(most)d files at once.") % {"most": uploads.MOST_AT_ONCE})
            batch.arrived.append(_look_at(file))
        except ValidationError as error:
            said = error.error_list[0]
            batch.refused.append(Refusal(said_name(file), said.messages[0], said.code or ""))
    try:
        yield batch
    finally:
        _throw_away({each.name for each in batch.arrived if each.name})


def _look_at(file: UploadedFile) -> Arrived:
    """Raises ValidationError."""
    size = file.size or 0
    if size > uploads.most_bytes():
        raise ValidationError(_("Larger than %(most)d MB.") % {"most": uploads.most_mb()}, code="too_large")
    kind = kind_of(file)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    found = Arrived(file, file_name(file.name or "", kind), kind.media_type, digest.hexdigest(), size)
    stored = StoredFile.objects.filter(sha256=found.sha256).exclude(name="").first()
    if stored is None or not private_files.is_there(stored.name):
        put_down(found)
    return found


def put_down(arrived: Arrived) -> None:
    """Write the bytes into the store. Raises ValidationError when there is no room, or no store."""
    arrived.file.seek(0)
    try:
        arrived.name = private_files.keep(arrived.file)
    except private_files.NotKept as error:
        log.exception("A file could not be kept.")
        raise uploads.no_room() from error


def _throw_away(names: set[str]) -> None:
    """Remove those that no row names. Where that cannot be asked now they stay, until they are swept."""
    if not names:
        return
    try:
        taken = set(StoredFile.objects.filter(name__in=names).values_list("name", flat=True))
    except DatabaseError:
        return
    for name in names - taken:
        private_files.remove(name)


def said_name(file: UploadedFile) -> str:
    """The name under which a file came, fit to be shown."""
    return _TURNING.sub("", plain(file.name or "")).strip()[:LONGEST_NAME] or "-"


def file_name(came: str, kind: Kind) -> str:
    """The name to keep. It ends as its kind does, so that nothing is run that was sent as a text."""
    name = _TURNING.sub("", plain(came)).strip().strip(".") or "file"
    if not name.lower().endswith(kind.endings):
        name += kind.endings[0]
    stem, dot, ending = name.rpartition(".")
    return stem[: LONGEST_NAME - len(ending) - 1].rstrip() + dot + ending
