"""Long lists are made outside the request: asked for by a row, made one after the other by `manage.py make_exports`.

One is made at a time, whoever starts a process: a row is claimed under the write lock, only while no other shows signs
of life. Whoever makes one writes a sign of life with every thousand rows; a row whose maker has fallen silent is made
anew by the next, but not for ever.
"""

import logging
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rules import has_role
from changelog.services import unit
from exchange.exporting import name_of, write_file
from exchange.lists import listing_of
from exchange.lists.words import TITLES
from exchange.models import Export
from foundation import clock, private_files
from priorities.models import Plan

log = logging.getLogger(__name__)
SILENT_AFTER = timedelta(seconds=60)
PACKED_AFTER = timedelta(minutes=10)
GIVEN_UP_AFTER = timedelta(hours=1)
KEPT_FOR = timedelta(days=7)
MOST_UNFINISHED = 5
_started: list[subprocess.Popen[bytes]] = []


class Lost(Exception):
    """Somebody else makes this file now: its maker was taken for dead."""


def exports_of(user: User) -> QuerySet[Any]:
    """The reader's own that are still kept, newest first, with `heard`: whether the maker has shown a sign of life."""
    now = clock.now()
    kept = Q(finished_at=None) | Q(finished_at__gt=now - KEPT_FOR)
    heard = ExpressionWrapper(_alive(now), output_field=BooleanField())
    return Export.objects.filter(kept, by=user).select_related("plan").annotate(heard=heard)


def name_of_file(export: Export) -> str:
    """What the file is called in the active language, without its ending. No query."""
    asked = QueryDict(export.query).get("as_of")
    held = min(max(clock.local_day(export.asked_at), export.plan.first_day), export.plan.last_day)
    return name_of(TITLES[export.list], export.plan, date.fromisoformat(asked) if asked else held)


def ask(*, by: User, plan: Plan, name: str, file_format: str, query: str) -> Export:
    """Ask for a file in the active language; the same that is waited for already is that one.

    A read, so nothing of it is recorded. Raises ValidationError when the person waits for too many.
    """
    with unit():
        asked = {"plan": plan, "list": name, "format": file_format, "language": get_language(), "query": query}
        waiting = Export.objects.filter(by=by, finished_at=None)
        same = waiting.filter(**asked).first()
        if same is not None:
            return same
        if waiting.count() >= MOST_UNFINISHED:
            raise ValidationError(_("Several of your files are still being made: wait for one of them first."))
        return Export.objects.create(by=by, asked_at=clock.now(), **asked)


def ask_again(*, export: Export) -> None:
    """Put a file that failed, or whose maker fell silent, back to be made; nothing where it is made or waits."""
    with unit():
        now = clock.now()
        amiss = Q(failed=True) | (Q(started_at__isnull=False, finished_at=None) & ~_alive(now))
        Export.objects.filter(amiss, pk=export.pk).update(
            failed=False, asked_at=now, started_at=None, beat_at=None, finished_at=None, rows_done=0, rows_total=None
        )


def start_maker() -> None:
    """Start a process that makes what waits, unless one is at it. Which looks again after each file, so none is missed.

    Where the settings leave it to cron: nothing.
    """
    if not settings.WORKPLAN_MAKES_EXPORTS or Export.objects.filter(_alive(clock.now()), finished_at=None).exists():
        return
    _started[:] = [process for process in _started if process.poll() is None]
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "make_exports"]
    quiet = subprocess.DEVNULL
    _started.append(
        subprocess.Popen(command, cwd=settings.BASE_DIR, stdin=quiet, stdout=quiet, start_new_session=True)  # noqa: S603  # our own command
    )


def make_all() -> int:
    """Make what waits, until nothing does, and remove what was kept long enough. How many were made."""
    expire()
    made = 0
    while (export := claim()) is not None:
        made += make(export)
    return made


def expire() -> None:
    """Remove what was finished a week ago: the row, then its file."""
    old = Export.objects.filter(finished_at__lte=clock.now() - KEPT_FOR)
    for pk, file in list(old.values_list("pk", "file")):
        Export.objects.filter(pk=pk).delete()
        if file:
            private_files.remove(file)


def claim() -> Export | None:
    """The next file to make, now this process's; None where there is none, or another process is making one."""
    with unit():
        now = clock.now()
        unfinished = Export.objects.filter(finished_at=None)
        if unfinished.filter(_alive(now)).exists():
            return None
        silent = unfinished.filter(started_at__isnull=False)
        silent.filter(asked_at__lt=now - GIVEN_UP_AFTER).update(failed=True, finished_at=now)
        found = unfinished.select_related("plan").order_by("asked_at", "pk").first()
        if found is not None:
            found.started_at = found.beat_at = now
            found.save(update_fields=["started_at", "beat_at"])
        return found


def make(export: Export) -> bool:
    """Make a file that was claimed, with the rights its person has now. Whether it was made; else it has failed."""
    mine = Export.objects.filter(pk=export.pk, started_at=export.started_at, finished_at=None)
    try:
        user = User.objects.signed_in().select_related("division", "secretary_to").get(pk=export.by_id)
        if not has_role(user):
            log.warning("export %s: its person has no access any more", export.pk)
            mine.update(failed=True, finished_at=clock.now())
            return False
        name, size = _written(export, user, mine)
    except Lost:
        return False
    except Exception:
        log.exception("export %s was not made", export.pk)
        mine.update(failed=True, finished_at=clock.now())
        return False
    if not mine.update(file=name, size=size, finished_at=clock.now()):
        private_files.remove(name)
        return False
    return True


def _written(export: Export, user: User, mine: QuerySet[Export]) -> tuple[str, int]:
    """The name in the private store and the size of the file."""
    with override(export.language), tempfile.TemporaryFile() as out:
        listing = listing_of(user, export.plan, export.list, export.query)
        if not mine.update(rows_total=listing.total, rows_done=0, beat_at=clock.now()):
            raise Lost
        write_file(out, listing, export.format, _teller(mine))
        size = out.tell()
        out.seek(0)
        return private_files.keep(out), size


def _teller(mine: QuerySet[Export]) -> Callable[[int], None]:
    """Writes down how many rows are done, and that one is alive."""

    def told(done: int) -> None:
        with suppress(OperationalError):  # somebody writes for long: the next sign will do
            if not mine.update(rows_done=done, beat_at=clock.now()):
                raise Lost

    return told


def _alive(now: datetime) -> Q:
    """Of rows that are being made: their maker has shown a sign of life. (On a fixed day the clock goes back, too.)

    Once all rows are written the workbook is packed, in one go, with nothing to tell.
    """
    heard = Q(beat_at__gt=now - SILENT_AFTER, beat_at__lt=now + SILENT_AFTER)
    packing = Q(rows_done=F("rows_total"), beat_at__gt=now - PACKED_AFTER, beat_at__lt=now + SILENT_AFTER)
    return heard | packing
