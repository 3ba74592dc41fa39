"""One event that was entered twice: the one kept takes what is chosen from the other, which keeps its history."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from changelog.models import Change
from changelog.services import EVERYBODY, Written, record, unit
from events import rules
from events.models import DistinctEvents, Event, Outcome, Status
from events.services.recording import audience, event_facts, keep_state, record_event
from events.services.registering import Attends, change_event
from foundation import clock
from foundation.errors import Conflict

# What may be taken from the other, each with the fields that belong together.
TAKEN: dict[str, tuple[str, ...]] = {
    "title_en": ("title_en",),
    "title_zh": ("title_zh",),
    "kind": ("kind",),
    "status": ("status", "reason"),
    "when": ("starts_at", "ends_at"),
    "venue": ("venue", "registered_venue"),
    "country_or_region": ("country_or_region",),
    "area": ("area",),
    "delegation": ("delegation",),
    "series": ("series", "edition"),
    "confirmed_by": ("confirmed_by",),
    "approval_number": ("approval_number",),
    "outcome_note": ("outcome_note",),
}
TOGETHER = ("attendances", "counterparts", "tasks")
REASON = "作重复登记合并。Merged as a duplicate."


def merge_events(
    *, by: User, kept: Event, duplicate: Event, versions: tuple[int, int], take: Collection[str] = ()
) -> Event:
    """Merge `duplicate` into `kept`, which takes the facts `take`: keys of TAKEN, and of TOGETHER besides its own.

    The duplicate is cancelled and says where it went; it keeps its states, so that what was known then stays.
    `versions`: of both as shown; Conflict where one is of another now. Raises Http404, PermissionDenied,
    ValidationError by field; writes nothing then.
    """
    with unit():
        found = _pair(by, kept, duplicate)
        kept, duplicate = found[0], found[1]
        if (kept.version, duplicate.version) != versions:
            raise Conflict(_("Somebody else has changed one of these events meanwhile."), found)
        _check(kept, duplicate)
        facts = _facts(kept, duplicate, take)
        # The other first: an edition of a series is registered once.
        _call_off(by, duplicate, kept)
        return change_event(by=by, event=kept, version=kept.version, facts=facts, check_conflicts=False)


def tell_apart(*, by: User, first: Event, second: Event) -> None:
    """Say that two events are two: the pair is not proposed again. Raises Http404, PermissionDenied."""
    with unit():
        one, other = sorted(_pair(by, first, second), key=lambda event: event.pk)
        _row, made = DistinctEvents.objects.get_or_create(
            first=one, second=other, defaults={"by": by, "at": clock.now()}
        )
        if made:
            seen = [tags for event in (one, other) if EVERYBODY not in (tags := audience(event))]
            both: frozenset[str] = frozenset.intersection(*seen) if seen else frozenset({EVERYBODY})
            after: dict[str, Any] = {"first": one.pk, "second": other.pk}
            written = Written(
                action=Change.Action.CREATE,
                type="distinct_events",
                key=f"{one.pk}-{other.pk}",
                after=after,
                seen_after=both,
            )
            record(by=by, written=written)


def _pair(by: User, first: Event, second: Event) -> list[Event]:
    """Both as they stand, locked; in the order given."""
    if first.pk == second.pk:
        raise Http404
    rows = Event.objects.visible_to(by).select_for_update(of=("self",)).order_by("pk").in_bulk([first.pk, second.pk])
    if len(rows) < 2:
        raise Http404
    for event in rows.values():
        if not rules.may_edit_event(by, event):
            raise PermissionDenied(_("Only who may change both events merges them."))
    return [rows[first.pk], rows[second.pk]]


def _check(kept: Event, duplicate: Event) -> None:
    if kept.merged_into_id is not None or duplicate.merged_into_id is not None:
        raise Conflict(_("One of these events was merged already."), [kept, duplicate])
    if kept.demonstration != duplicate.demonstration:
        raise ValidationError(_("Demonstration and real data are kept apart: choose another."))
    if duplicate.restricted and not kept.restricted:
        raise ValidationError(_("One of them is restricted: keep that one, so that nothing of it is shown to others."))


def _facts(kept: Event, duplicate: Event, take: Collection[str]) -> dict[str, Any]:
    """What the one kept is to say."""
    facts = {name: getattr(duplicate, name) for key in take if key in TAKEN for name in TAKEN[key]}
    if "attendances" in take:
        facts["attendances"] = _attendances(kept, duplicate)
    for key in ("counterparts", "tasks"):
        if key in take:
            both = [*getattr(kept, key).all(), *getattr(duplicate, key).all()]
            facts[key] = list(dict.fromkeys(both))
    return facts


def _attendances(kept: Event, duplicate: Event) -> list[Attends]:
    """Each leader once; of whom the one kept does not know yet whether they attended, as the other has it."""
    found: dict[int, Attends] = {}
    for event in (kept, duplicate):
        for row in event.attendances.select_related("leader").order_by("id"):
            known = found.get(row.leader_id)
            if known is None or (known.outcome == Outcome.EXPECTED and row.outcome != Outcome.EXPECTED):
                found[row.leader_id] = Attends(
                    leader=row.leader, role=known.role if known else row.role, outcome=row.outcome
                )
    return list(found.values())


def _call_off(by: User, duplicate: Event, kept: Event) -> None:
    """The duplicate is cancelled, and says where it went."""
    before, seen_before = event_facts(duplicate), audience(duplicate)
    duplicate.status, duplicate.reason, duplicate.merged_into = Status.CANCELLED, REASON, kept
    duplicate.recorded_at = clock.now()
    duplicate.version += 1
    duplicate.full_clean()
    duplicate.save()
    keep_state(duplicate, by)
    record_event(by=by, event=duplicate, before=before, seen_before=seen_before)
