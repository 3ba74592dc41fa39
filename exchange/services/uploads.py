"""Files that were uploaded and wait for their owner's word, whatever is in them: kept, found again, forgotten."""

import hashlib
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from changelog.services import unit
from exchange.models import Upload
from foundation import clock, private_files
from foundation.text import plain
from foundation.uploads import no_room, too_large

KEPT_FOR = timedelta(days=7)
NAME_LENGTH = 200


def content_of(file: UploadedFile, largest: int) -> bytes:
    """All of an uploaded file. Raises ValidationError where it is larger."""
    if (file.size or 0) > largest:
        raise ValidationError(too_large(largest))
    file.seek(0)
    content: bytes = file.read()
    return content


def name_of(file: UploadedFile) -> str:
    """The name as it can be kept: its end where it is long, as there stands what kind of file it is."""
    name = PurePath(file.name or "")
    stem, kind = plain(name.stem), plain(name.suffix)[-20:]
    return f"{stem[: NAME_LENGTH - len(kind)]}{kind}" or "-"


def keep(*, by: User, content: bytes, **facts: Any) -> Upload:
    """The file and its row; `facts`: kind, filename, plan and what else the row tells. Raises ValidationError: no room.

    Those of the kind that nobody decided on within a week are removed.
    """
    try:
        kept = private_files.keep(content)
    except private_files.NotKept as error:
        raise no_room() from error
    try:
        with unit():
            old = Upload.objects.filter(kind=facts["kind"], committed_at=None)
            _remove(list(old.filter(uploaded_at__lt=clock.now() - KEPT_FOR)))
            sha256 = hashlib.sha256(content).hexdigest()
            return Upload.objects.create(
                by=by, file=kept, size=len(content), sha256=sha256, uploaded_at=clock.now(), **facts
            )
    except Exception:
        private_files.remove(kept)
        raise


def locked(*, by: User, upload: Upload) -> Upload:
    """The row as it stands, within a unit. Raises Http404 where it was discarded, PermissionDenied for others'."""
    found = Upload.objects.select_for_update(of=("self",)).select_related("plan").filter(pk=upload.pk).first()
    if found is None:
        raise Http404
    if found.by_id != by.pk:
        raise PermissionDenied(_("This is not yours to do."))
    return found


def discard(*, by: User, upload: Upload) -> None:
    """Forget a file that was not taken in. One that was stays."""
    with unit():
        found = Upload.objects.select_for_update(of=("self",)).filter(pk=upload.pk, by=by, committed_at=None).first()
        if found is not None:
            _remove([found])


def _remove(uploads: list[Upload]) -> None:
    """The rows now, their files once that is certain."""
    names = [upload.file for upload in uploads]
    Upload.objects.filter(pk__in=[upload.pk for upload in uploads]).delete()

    def remove_files() -> None:
        for name in names:
            private_files.remove(name)

    transaction.on_commit(remove_files)
