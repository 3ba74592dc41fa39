"""Files that come with a report. What keeps them stands above this app, and says so here (see `evidence.apps`)."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from priorities.models import ProgressUpdate

Prove = Callable[[ProgressUpdate], None]
Taking = Callable[[Any, Sequence[Any]], AbstractContextManager[Prove]]

_taking: list[Taking] = []


def taken_by(taking: Taking) -> None:
    """Say who takes the files: `taking(by, files)` is open while the report is written.

    It raises ValidationError for the field `evidence`; what it gives adds the files to the report within the
    transaction of the report. What was not added by the end is thrown away.
    """
    _taking[:] = [taking]


def arriving(by: Any, files: Sequence[Any]) -> AbstractContextManager[Prove | None]:
    """The files of a report that is about to be written; None where there are none."""
    return _taking[0](by, files) if files and _taking else nullcontext()
