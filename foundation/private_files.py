"""Files that belong to somebody: under random names, in a store that no web server shows (settings: STORAGES).

Who may read one is the business of the row that names it. A file is written before its row and removed after it, so
that a row never names what is not there; what a crash leaves without a row is swept away (`manage.py sweep_files`).
"""

import secrets
from contextlib import suppress
from typing import IO

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

STORE = "private"


class NotKept(Exception):
    """The store took no file: the disk is full, or the store is not there. Nothing is left of it."""


def store() -> Storage:
    """The store of the settings."""
    return storages[STORE]


def keep(content: bytes | IO[bytes] | File) -> str:
    """Write a file and give its random name. Raises NotKept; leaves nothing then."""
    name = secrets.token_hex(20)
    wrapped = ContentFile(content) if isinstance(content, bytes) else File(content)
    try:
        return store().save(f"{name[:2]}/{name}", wrapped)
    except Exception as error:
        remove(f"{name[:2]}/{name}")
        raise NotKept from error


def read(name: str) -> File:
    """The file, open. Raises FileNotFoundError."""
    return store().open(name, "rb")


def remove(name: str) -> None:
    """Remove a file; one that is not there, or cannot be removed now, is left to the sweeping."""
    with suppress(Exception):
        store().delete(name)
