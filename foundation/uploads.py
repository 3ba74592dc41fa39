"""How large a file a view takes: what is more is neither kept in memory nor on disk while it comes in.

`@takes_files_up_to(10 * MEGABYTE)` on the view; there, `is_too_large(request, "file")` says whether a file was dropped.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

MEGABYTE = 1024 * 1024
View = TypeVar("View", bound=Callable[..., Any])


def takes_files_up_to(limit: int) -> Callable[[View], View]:
    """Say how many bytes a file sent to the view may have."""

    def marked(view: View) -> View:
        view.most_bytes = limit  # type: ignore[attr-defined]  # read by the handler below
        return view

    return marked


def is_too_large(request: HttpRequest, field: str) -> bool:
    """Whether the file of that field was dropped on its way, as it is larger than the view takes."""
    return field in getattr(request, "dropped_files", ())


class LimitedUploads(FileUploadHandler):
    """Drops a file once more of it has come than the view takes; what else the form holds is still read.

    The first of settings.FILE_UPLOAD_HANDLERS: forms are read by middleware already, before a view could set its own.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the chunk on. Raises SkipFile: the rest of the file is read past."""
        match = self.request.resolver_match if self.request else None
        limit: int | None = getattr(match.func, "most_bytes", None) if match else None
        if limit is not None and start + len(raw_data) > limit:
            dropped: set[str] = getattr(self.request, "dropped_files", set())
            self.request.dropped_files = dropped | {self.field_name}  # type: ignore[union-attr]  # the view asks for it
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """It makes no file itself."""
