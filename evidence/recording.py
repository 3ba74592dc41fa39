"""What the change record keeps of evidence, and who may see it."""

from typing import Any

from accounts.models import Division, Role
from changelog.audience import division_tag, role_tag
from changelog.models import Change
from changelog.services import EVERYBODY, Written
from events.models import Event
from events.services.recording import audience as audience_of_event
from evidence.models import Evidence
from evidence.rules import Thing


def facts(evidence: Evidence, thing: Thing) -> dict[str, Any]:
    """The facts of a file: what it is, and what it proves."""
    if isinstance(thing, Event):
        proves: dict[str, Any] = {"event": thing.pk}
    else:
        proves = {"task": thing.task.code, "update": thing.pk, "effective_on": thing.effective_on}
    return {
        **proves,
        "filename": evidence.filename,
        "size": evidence.file.size,
        "media_type": evidence.file.media_type,
        "sha256": evidence.file.sha256,
    }


def audience(thing: Thing) -> frozenset[str]:
    """The tags of who may see the files of a thing (see `changelog.audience`). A query at most.

    Of a coming event only who may see its schedule: a file's name may tell of it.
    """
    if not isinstance(thing, Event):
        return frozenset({EVERYBODY})
    if thing.restricted or not thing.is_coming:
        return audience_of_event(thing)
    divisions = {thing.host_division_id, *Division.objects.filter(protocol=True).values_list("pk", flat=True)}
    roles = (Role.LEADERSHIP, Role.SECRETARY, Role.PLANNING_OFFICE)
    return frozenset({*map(role_tag, roles), *map(division_tag, divisions)})


def written(action: Change.Action, evidence: Evidence, thing: Thing, seen: frozenset[str]) -> Written:
    """A file added, or removed: then its row stays, but it is no longer there for anybody."""
    told = facts(evidence, thing)
    if action == Change.Action.CREATE:
        return Written(action=action, type="evidence", key=evidence.pk, after=told, seen_after=seen)
    return Written(action=action, type="evidence", key=evidence.pk, before=told, seen_before=seen)
