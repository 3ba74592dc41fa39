"""Files on their way in, looked at while they arrive: what is too large, broken off or not to be put down.

Settings: `FILE_UPLOAD_HANDLERS`, as forms are read by middleware already, before a view could set its own. A view finds
in `request.FILES` what it would find anyway; `@takes_files_up_to(10 * MEGABYTE)` sets another limit than the usual one.
"""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MEGABYTE = 1024 * 1024
MOST_AT_ONCE = 10
NO_ROOM = "no_room"
BESIDE = 16 * MEGABYTE  # what the fields of a form may be
View = TypeVar("View", bound=Callable[..., Any])


def most_mb() -> int:
    """How many MB one piece of evidence may have."""
    return int(settings.WORKPLAN_EVIDENCE_MB)


def most_bytes() -> int:
    """How large one file may be where a view says nothing else."""
    return most_mb() * MEGABYTE


def takes_files_up_to(limit: int) -> Callable[[View], View]:
    """Say how many bytes a file sent to the view may have."""

    def marked(view: View) -> View:
        view.most_bytes = limit  # type: ignore[attr-defined]  # read by the handler below
        return view

    return marked


def is_too_large(request: HttpRequest, field: str) -> bool:
    """Whether the file of that field is larger than the view takes, and so arrived cut off."""
    return any((file.size or 0) > limit_of(request) for file in request.FILES.getlist(field))


def limit_of(request: HttpRequest | None) -> int:
    """How large a file of the request may be."""
    match = request.resolver_match if request else None
    said: int | None = getattr(match.func, "most_bytes", None) if match else None
    return most_bytes() if said is None else said


def too_large(limit: int) -> str:
    """What is said of a file of more bytes than are taken."""
    return gettext("The file is larger than %(limit)d MB.") % {"limit": limit // MEGABYTE}


def no_room() -> ValidationError:
    """What is said when the store, or the place that files arrive in, takes nothing now; its code: NO_ROOM."""
    return ValidationError(
        _("Not kept: the store of files is full or out of reach. Tell the administrator, and try again later."),
        code=NO_ROOM,
    )


def given(request: HttpRequest, name: str) -> list[UploadedFile]:
    """The files of one field. Raises ValidationError of that field when there was no room for one of them."""
    if hasattr(request, "no_room"):
        raise ValidationError({name: no_room()})
    return request.FILES.getlist(name)


class FilesInput(forms.FileInput):
    """Chooses several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, or none: a list. What may be in them is decided by who takes them."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The list as it came."""
        given: Collection[Any] = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not given:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return list(given)


class CappedUploads(FileUploadHandler):
    """Stops putting a file down once it is too large.

    It arrives cut off just beyond the limit, so that its size says that it is too large, and whoever takes files
    refuses it beside its field. A request of more than ten such files is refused unread (413); one that breaks off
    before its end is refused as a whole (400): no half of a file is taken for the whole.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.length = self.seen = self.limit = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  # Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Look at the length that was announced; count what comes."""
        self.limit = limit_of(self.request)
        if content_length > MOST_AT_ONCE * self.limit + BESIDE:
            raise RequestDataTooBig("A request of files larger than any that is taken.")
        self.length, read = content_length, input_data.read

        def counted(*arguments: Any) -> bytes:
            came: bytes = read(*arguments)
            self.seen += len(came)
            return came

        input_data.read = counted

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass on what is not beyond the limit, and the piece that crosses it."""
        return raw_data if start <= self.limit else None

    def file_complete(self, file_size: int) -> None:
        """The others make the file."""

    def upload_complete(self) -> None:
        """Refuse what broke off."""
        if self.seen < self.length:
            raise MultiPartParserError("The upload broke off before its end.")


class RoomForUploads(TemporaryFileUploadHandler):
    """Puts large files down while they arrive. Without room the file is missing, and `request.no_room` says so."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece."""
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self.request.no_room = True  # type: ignore[union-attr]  # read by views that take files
            raise SkipFile from error
