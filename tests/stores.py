"""Where the tests keep private files: in memory."""

from typing import Any

from django.core.files.storage import InMemoryStorage
from django.core.files.storage.memory import InMemoryDirNode

ROOT = InMemoryDirNode()


class ProcessStore(InMemoryStorage):
    """One for all tests of a process: what the matrix's world keeps outlives a test that sets STORAGES anew."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._root = ROOT
        self._resolve(self.base_location, create_if_missing=True, leaf_cls=InMemoryDirNode)
