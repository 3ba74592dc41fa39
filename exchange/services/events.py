"""Taking in a register of events from a workbook: kept and shown first, then written as shown, in one transaction."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from io import BytesIO

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import OperationalError
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from changelog.services import cursor, unit
from events import rules
from events.models import Leader
from events.services import create_leader
from events.services.registering_several import register_several
from exchange.events.judging import judge
from exchange.events.outcomes import Judgement
from exchange.events.reading import Register, read_register
from exchange.models import Upload
from exchange.services import uploads
from foundation import clock, private_files
from foundation.errors import Conflict
from foundation.uploads import MEGABYTE
from priorities.models import Plan

LARGEST = 10 * MEGABYTE
YEARS_BACK = 5


def years_of(plan: Plan) -> list[int]:
    """The years whose register may be taken in under a plan: its own, and those before."""
    return [plan.year - back for back in range(YEARS_BACK + 1)]


def keep_upload(*, by: User, plan: Plan, year: int, file: UploadedFile) -> Upload:
    """Keep a register of a year to be shown and decided on. Nothing of it is written yet.

    Raises PermissionDenied, or ValidationError with a sentence of what to do where it cannot be taken for what it is.
    """
    _check(by)
    if year not in years_of(plan):
        raise ValidationError(_("Expected the year of the plan, or one of the five before."))
    name, content = uploads.name_of(file), uploads.content_of(file, LARGEST)
    read_register(BytesIO(content), name)
    return uploads.keep(
        by=by, content=content, kind=Upload.Kind.EVENTS, filename=name, plan=plan, choices={"year": year}
    )


def read_upload(upload: Upload) -> Register:
    """The rows of a kept register. Raises Http404 when its file is gone."""
    try:
        with private_files.read(upload.file) as file:
            return read_register(file, upload.filename)
    except FileNotFoundError as error:
        raise Http404 from error


def judge_upload(by: User, upload: Upload, told: Callable[[int], None] | None = None) -> Judgement:
    """What would become of its rows, by what was chosen so far. Queries as `judge`."""
    assert upload.plan is not None  # noqa: S101  # a constraint of the table
    return judge(by, upload.plan, read_upload(upload), upload.choices, told)


def choose(*, by: User, upload: Upload, said: Mapping[str, str]) -> None:
    """Keep what was chosen for unknown names, by the names of their controls; what is not offered is no choice.

    Raises PermissionDenied, Http404 where it was discarded; ValidationError where it was taken in.
    """
    _check(by)
    judgement = judge_upload(by, upload)
    with unit():
        found = uploads.locked(by=by, upload=upload)
        if found.committed_at is not None:
            raise ValidationError(_("This register was taken in already."))
        for unknown in judgement.unknowns:
            value = said.get(unknown.field)
            if value is None:
                continue
            of_sort = found.choices.setdefault(unknown.sort, {})
            of_sort.pop(unknown.key, None)
            if unknown.allows(value):
                of_sort[unknown.key] = value
        found.save(update_fields=["choices"])


def commit(*, by: User, upload: Upload, without_errors: bool, possible: bool, shown: str) -> Upload:
    """Register the events of a workbook: all, or, as chosen, without the rows that are wrong; with possible duplicates.

    `shown`: the fingerprint of what the preview showed. Taken in once: a repeat gives the upload as it was taken in.
    Raises Conflict with the judgement as it is now where that differs, PermissionDenied, ValidationError, and Http404
    where it was discarded; writes nothing then. How far it has come is written down row by row before the write lock is
    taken; under it, rows are judged again only where anything was written meanwhile.
    """
    _check(by)
    before = cursor()
    judgement = judge_upload(by, upload, _teller(upload))
    with unit():
        found = uploads.locked(by=by, upload=upload)
        if found.committed_at is not None:
            return found
        if cursor() != before or found.choices != upload.choices:
            judgement = judge_upload(by, found)
        if judgement.fingerprint != shown:
            raise Conflict(_("Something has changed since the preview."), judgement)
        entries = judgement.entries(possible=possible)
        if judgement.counts["error"] and not without_errors:
            raise ValidationError(_("Some rows are wrong: nothing was taken in. Put them right, or leave them out."))
        if not entries:
            raise ValidationError(_("No row says anything new: there is nothing to take in."))
        for leader in judgement.new_leaders:
            _enter(by, leader)
        events = register_several(by=by, entries=entries)
        left = judgement.counts["possible"] if not possible else 0
        found.committed_at, found.rows_done = clock.now(), len(judgement.lines)
        found.result = judgement.counts | {"left": left, "events": [event.pk for event in events]}
        found.save(update_fields=["committed_at", "rows_done", "result"])
    return found


def _enter(by: User, leader: Leader) -> None:
    """Enter a municipal leader whom rows name; the events' attendances are then theirs."""
    made = create_leader(by=by, demonstration=leader.demonstration, name_en=leader.name_en, name_zh=leader.name_zh)
    leader.pk = made.pk


def _teller(upload: Upload) -> Callable[[int], None]:
    """Writes down how many rows are judged, for whoever asks meanwhile."""
    mine = Upload.objects.filter(pk=upload.pk, committed_at=None)

    def told(done: int) -> None:
        with suppress(OperationalError):  # somebody writes for long: the next sign will do
            mine.update(begun_at=clock.now(), rows_done=done)

    return told


def _check(by: User) -> None:
    if not rules.may_add_event(by):
        raise PermissionDenied(_("Divisions and the planning office register events."))
