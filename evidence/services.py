"""Adding and removing evidence. Bytes are written before their row and removed after it: no row without its file."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from changelog.models import Change
from changelog.services import record, record_all, unit
from events.models import Event
from evidence import rules
from evidence.arriving import Arrived, Batch, Refusal, arriving, put_down
from evidence.models import Evidence, StoredFile
from evidence.recording import audience, written
from evidence.rules import Thing
from foundation import clock, private_files
from foundation.bilingual import labelled
from priorities.models import Plan, ProgressUpdate
from priorities.services.recording import lock_task

MOST_OF_ONE = 50  # files of one report or event


@dataclass(frozen=True)
class Result:
    """What has become of the files of one sending. What was there already is in neither list."""

    added: list[Evidence]
    refused: list[Refusal]


def add_evidence(*, by: User, thing: Thing, files: Sequence[UploadedFile]) -> Result:
    """Add files to a report or an event: the good ones are kept, each bad one is named.

    The same file again on the same thing is taken without a second row. Raises PermissionDenied, or ValidationError
    where the thing takes none; writes nothing then.
    """
    check_may_add(by, thing)  # before anything is put down
    with arriving(files) as batch:
        with unit():
            added = _add(by, thing, batch)
        return Result(added, batch.refused)


@contextmanager
def coming_with(by: User, files: Sequence[UploadedFile]) -> Iterator[Callable[[ProgressUpdate], None]]:
    """Files that come with a report (see `priorities.attached`): all of them are added with it, or nothing is written.

    Raises ValidationError for the field `evidence`.
    """
    with arriving(files) as batch:
        _refuse(batch)

        def prove(update: ProgressUpdate) -> None:
            with unit():
                _add(by, update, batch)
                _refuse(batch)

        yield prove


def _refuse(batch: Batch) -> None:
    if batch.refused:
        raise ValidationError({"evidence": [labelled(each.filename, each.message) for each in batch.refused]})


def check_may_add(by: User, thing: Thing) -> None:
    """Raises PermissionDenied; ValidationError where the plan takes no reports any more."""
    if not rules.may_add(by, thing):
        raise PermissionDenied(
            _("Only the lead and supporting divisions and the planning office add evidence to this report.")
            if isinstance(thing, ProgressUpdate)
            else _("Only the host division and the planning office add evidence to this event.")
        )
    _check_takes(thing)


def _check_takes(thing: Thing) -> None:
    if isinstance(thing, ProgressUpdate) and thing.task.plan.status != Plan.Status.ADOPTED:
        raise ValidationError(
            _("Evidence is taken while the plan is adopted: this one is %(status)s.")
            % {"status": thing.task.plan.get_status_display()}
        )


def _add(by: User, thing: Thing, batch: Batch) -> list[Evidence]:
    """Within the transaction: a row for each that is not there yet. What does not fit joins the refused."""
    thing = _locked(thing)
    check_may_add(by, thing)
    live = Evidence.objects.filter(removed_at__isnull=True, **_of(thing))
    there, at = set(live.values_list("file__sha256", flat=True)), clock.now()
    added: list[Evidence] = []
    for each in batch.arrived:
        if each.sha256 in there:
            continue
        if len(there) >= MOST_OF_ONE:
            message = _("There are %(most)d files already, and no more are taken.") % {"most": MOST_OF_ONE}
            batch.refused.append(Refusal(each.filename, message))
            continue
        evidence = Evidence(file=_stored(each), filename=each.filename, by=by, added_at=at, **_of(thing))
        evidence.full_clean()
        evidence.save()
        there.add(each.sha256)
        added.append(evidence)
    if added:
        seen = audience(thing)
        record_all(by=by, several=[written(Change.Action.CREATE, each, thing, seen) for each in added])
    return added


def _of(thing: Thing) -> dict[str, Thing]:
    return {"update": thing} if isinstance(thing, ProgressUpdate) else {"event": thing}


def _locked(thing: Thing) -> Thing:
    """The thing as it stands: its task or its event locked until the end of the transaction."""
    if isinstance(thing, ProgressUpdate):
        thing.task = lock_task(thing.task)
        return thing
    return Event.objects.select_for_update(of=("self",)).select_related("host_division").get(pk=thing.pk)


def _stored(arrived: Arrived) -> StoredFile:
    """The row of these bytes; where their file is gone, by the file that came now."""
    stored, made = StoredFile.objects.select_for_update().get_or_create(
        sha256=arrived.sha256,
        defaults={"size": arrived.size, "media_type": arrived.media_type, "name": arrived.name},
    )
    gone = not stored.name or (not made and arrived.name and not private_files.is_there(stored.name))
    if gone:
        if not arrived.name:  # was there when it was looked at, and was removed since
            put_down(arrived)
        stored.name = arrived.name
        stored.save(update_fields=["name"])
    return stored


def remove_evidence(*, by: User, evidence: Evidence) -> Evidence:
    """Remove a file: its row stays, its bytes go once nothing else is proved by them. Removed already: as it is.

    Raises PermissionDenied, or ValidationError where the plan is closed; writes nothing then.
    """
    with unit():
        rows = Evidence.objects.select_for_update(of=("self",)).select_related("file", "by")
        evidence = rows.select_related("update__task__area__plan", "event__host_division").get(pk=evidence.pk)
        thing = evidence.thing
        if not rules.may_remove(by, evidence, thing):
            raise PermissionDenied(
                _("Only who added it, the chief of the division in charge and the planning office remove evidence.")
            )
        _check_takes(thing)
        if evidence.removed_at is not None:
            return evidence
        evidence.removed_at, evidence.removed_by = clock.now(), by
        evidence.save(update_fields=["removed_at", "removed_by"])
        record(by=by, written=written(Change.Action.DELETE, evidence, thing, audience(thing)))
        _let_go(evidence.file)
    return evidence


def _let_go(stored: StoredFile) -> None:
    """Remove the bytes after the commit, where nothing that is there needs them."""
    if stored.proves.filter(removed_at__isnull=True).exists():
        return
    name = stored.name
    stored.name = ""
    stored.save(update_fields=["name"])
    transaction.on_commit(lambda: private_files.remove(name))
