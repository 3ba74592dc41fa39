"""Where the tests keep private files: in memory."""

from typing import Any, ClassVar

from django.core.files.storage import InMemoryStorage


class ProcessStore(InMemoryStorage):
    """One for all tests of a process: what the matrix's world keeps outlives a test that sets STORAGES anew."""

    kept: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.__dict__["_root"] = self.kept.setdefault("root", self.__dict__["_root"])
