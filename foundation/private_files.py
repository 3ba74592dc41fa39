"""Files that belong to somebody: under random names, in a store that no web server shows (settings: STORAGES).

Who may read one is the business of the row that names it. A file is written before its row and removed after it, so
that a row never names what is not there; what a crash leaves without a row is swept away (`manage.py sweep_files`).
"""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages

STORE = "private"
CHUNK = 64 * 1024
NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{40}\Z")


class NotKept(Exception):
    """The store took no file: the disk is full, or the store is not there. Nothing is left of it."""


class NotRead(Exception):
    """The store did not give a file now, though a row says that it is kept."""


class DiskStore(FileSystemStorage):
    """A folder of its owner's alone. What is said to be written is on the disk, whole; else nothing of it is there."""

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        Path(self.location).mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks(CHUNK):
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            _sync_folder(path.parent)
        except BaseException:  # also what ends the process in between
            path.unlink(missing_ok=True)
            raise
        return name


def _sync_folder(folder: Path) -> None:
    """So that the file's name is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def store() -> Storage:
    """The store of the settings."""
    return storages[STORE]


def keep(content: bytes | IO[bytes] | File) -> str:
    """Write a file and give its random name. Raises NotKept; leaves nothing then."""
    random = secrets.token_hex(20)
    name = f"{random[:2]}/{random}"
    wrapped = ContentFile(content) if isinstance(content, bytes) else File(content)
    try:
        return store().save(name, wrapped)
    except Exception as error:
        remove(name)
        raise NotKept from error


def read(name: str) -> File:
    """The file, open. Raises FileNotFoundError."""
    return store().open(name, "rb")


def chunks(name: str) -> Iterator[bytes]:
    """The file piece by piece, as it comes out of the store. Raises NotRead, before the first piece.

    From a store on the network the pieces are passed on as they arrive: nothing is put down here in between.
    """
    try:
        pieces = _pieces(name)
        first = next(pieces, b"")
    except Exception as error:
        raise NotRead from error
    return _joined(first, pieces)


def _pieces(name: str) -> Iterator[bytes]:
    bucket = getattr(store(), "bucket", None)
    if bucket is not None:
        yield from bucket.Object(name).get()["Body"].iter_chunks(CHUNK)
        return
    with read(name) as file:
        yield from file.chunks(CHUNK)


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def is_there(name: str) -> bool:
    """Whether the store has the file; True where it cannot be asked."""
    try:
        return store().exists(name)
    except Exception:  # noqa: BLE001  # every store has errors of its own
        return True


def remove(name: str) -> None:
    """Remove a file; one that is not there, or cannot be removed now, is left to the sweeping."""
    with suppress(Exception):
        store().delete(name)


def names() -> Iterator[str]:
    """The names of all files in the store; what does not look like one of ours is not ours."""
    with suppress(FileNotFoundError):
        folders, _files = store().listdir("")
        for folder in sorted(folders):
            _folders, files = store().listdir(folder)
            yield from (name for name in (f"{folder}/{file}" for file in sorted(files)) if NAME.match(name))


def written_at(name: str) -> datetime:
    """When the file was written, by the store's own clock."""
    return store().get_modified_time(name)
