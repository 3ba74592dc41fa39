"""Registering and changing events, attendance included. Every write appends a state: figures know what was known."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from changelog.services import unit
from events import rules
from events.models import Attendance, Counterpart, Delegation, Event, Leader, Outcome, Role, Series
from events.services import checking
from events.services.colliding import Standing, settle_conflicts
from events.services.items import Wanted
from events.services.preparation import begin_checklist, follow_day
from events.services.recording import audience, event_facts, keep_state, record_event, record_new
from foundation import clock
from foundation.errors import Conflict
from priorities.models import Task

FIELDS = frozenset(
    {
        *("title_en", "title_zh", "kind", "status", "starts_at", "ends_at", "venue", "country_or_region"),
        *("host_division", "area", "delegation", "series", "edition", "restricted", "reason", "registered_venue"),
        *("confirmed_by", "approval_number", "outcome_note", "conflict_reason"),
    }
)
LISTS = frozenset({"tasks", "attendances", "counterparts"})

Made = Delegation | Series | Counterpart


@dataclass(frozen=True, kw_only=True)
class Attends:
    """A leader named for an event, in what role, and whether they attended."""

    leader: Leader
    role: str = Role.MEETS
    outcome: str = Outcome.EXPECTED


def register_event(
    *,
    by: User,
    demonstration: bool,
    facts: Mapping[str, Any],
    checklist: Sequence[Wanted] | None = None,
    check_conflicts: bool = True,
) -> Event:
    """Register an event. `facts`: fields of Event, `tasks`, `counterparts` and `attendances` (`Attends`).

    A delegation, series or counterpart without a key is made with it. What is to be prepared begins with `checklist`;
    None: with the template of its kind. A time conflict that `by` sees wants a `conflict_reason`; who brings in a
    register as it stands passes `check_conflicts=False`, and nobody is asked. Raises PermissionDenied, or
    ValidationError by field; writes nothing then.
    """
    with unit():
        if not rules.may_add_event(by):
            raise PermissionDenied(_("Divisions and the planning office register events."))
        event = Event(demonstration=demonstration, recorded_at=clock.now())
        _apply(by, event, facts, was_restricted=False, check_conflicts=check_conflicts)
        keep_state(event, by)
        record_event(by=by, event=event, before=None, seen_before=frozenset())
        begin_checklist(by=by, event=event, wanted=checklist)
    return event


def change_event(
    *, by: User, event: Event, version: int, facts: Mapping[str, Any], check_conflicts: bool = True
) -> Event:
    """Change these facts of the event of this version, the others stay; the lists of `register_event` are whole lists.

    A change that changes nothing writes nothing. Of a time conflict `by` is asked as in `register_event`, where kind,
    times, leaders or status change and the event is planned or confirmed.

    Raises PermissionDenied; Conflict carrying the event as it stands, if that is of another version; ValidationError by
    field. Writes nothing then.
    """
    with unit():
        event = locked(by, event)
        if event.version != version:
            raise Conflict(_("Somebody else has changed this event meanwhile."), event)
        before, seen_before, recorded_at = event_facts(event), audience(event), event.recorded_at
        day = event.starts_on
        event.recorded_at = clock.now()  # the database holds that what is held has begun when it is recorded
        _apply(by, event, facts, was_restricted=event.restricted, check_conflicts=check_conflicts)
        if event_facts(event) == before:
            event.recorded_at = recorded_at
            event.save(update_fields=["recorded_at"])
            return event
        event.version += 1
        event.save(update_fields=["version"])
        keep_state(event, by)
        record_event(by=by, event=event, before=before, seen_before=seen_before)
        if event.starts_on != day:
            follow_day(by=by, event=event)
    return event


def locked(by: User, event: Event) -> Event:
    """The event as it stands, its row locked until the end of the transaction. Raises Http404, PermissionDenied."""
    found = get_object_or_404(Event.objects.visible_to(by).select_for_update(of=("self",)), pk=event.pk)
    if not rules.may_edit_event(by, found):
        raise PermissionDenied(_("Only the host division and the planning office keep this event."))
    if found.merged_into_id is not None:
        raise Conflict(_("This event was merged into another: change that one."), found)
    return found


def _apply(by: User, event: Event, facts: Mapping[str, Any], *, was_restricted: bool, check_conflicts: bool) -> None:
    """Set the facts, check the whole, save the event with its tasks and attendances."""
    if unknown := set(facts) - FIELDS - LISTS:
        raise TypeError(f"no facts of an event: {sorted(unknown)}")
    kept = {"delegation": event.delegation_id, "series": event.series_id}
    reason = event.conflict_reason
    stood = Standing.of(event, event.attendances.select_related("leader")) if event.pk else None
    for field in FIELDS & set(facts):
        setattr(event, field, facts[field])
    if event.status not in checking.CALLED_OFF:
        event.reason = ""
    checking.check_may_write(by, event, was_restricted=was_restricted)
    checking.check_facts(event)
    event.starts_on = clock.local_day(event.starts_at)
    tasks, attendances = _lists(event, facts)
    counterparts = _counterparts(event, facts)
    there = {each.pk for each in event.counterparts.all()} if event.pk else set()
    made = [_made(event, field, getattr(event, field)) for field in kept if _is_new(getattr(event, field))]
    made += [_made(event, "counterparts", each) for each in counterparts if _is_new(each)]
    for field, before in kept.items():
        checking.check_known(by, field, getattr(event, field), {before}, made)
    for each in counterparts:
        checking.check_known(by, "counterparts", each, there, made)
    checking.check_same_side(event, tasks, [each.leader for each in attendances], counterparts)
    checking.check_attendances(event, attendances)
    checking.check_edition_is_new(by, event)
    settle_conflicts(by=by, event=event, attends=attendances, before=stood, reason=reason, check=check_conflicts)
    event.full_clean()
    event.save()
    event.tasks.set(tasks)
    event.counterparts.set(counterparts)
    _set_attendances(event, attendances)
    for thing in made:
        record_new(by=by, thing=thing, seen=audience(event))


def _lists(event: Event, facts: Mapping[str, Any]) -> tuple[list[Task], list[Attends]]:
    """The tasks and attendances wanted: those given, else those there are."""
    if "tasks" in facts:
        tasks = list(facts["tasks"])
    else:
        tasks = list(event.tasks.select_related("area__plan")) if event.pk else []
    if "attendances" in facts:
        return tasks, list(facts["attendances"])
    rows = event.attendances.select_related("leader").order_by("id") if event.pk else ()
    return tasks, [Attends(leader=row.leader, role=row.role, outcome=row.outcome) for row in rows]


def _counterparts(event: Event, facts: Mapping[str, Any]) -> list[Counterpart]:
    """The counterparts wanted: those given, else those there are."""
    if "counterparts" in facts:
        return list(facts["counterparts"])
    return list(event.counterparts.all()) if event.pk else []


def _is_new(thing: Made | None) -> bool:
    """Named here for the first time, without a row of its own yet."""
    return thing is not None and thing.pk is None


def _made(event: Event, field: str, thing: Made) -> Made:
    """Save a new delegation, series or counterpart, on the event's side; its errors are the event's in that field.

    It is kept by the host division, and seen by who may see an event of it.
    """
    thing.demonstration, thing.kept_by, thing.registered = event.demonstration, event.host_division, False
    try:
        thing.full_clean()
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from error
    thing.save()
    if field != "counterparts":
        setattr(event, field, thing)  # so that the event knows its key
    return thing


def _set_attendances(event: Event, wanted: Collection[Attends]) -> None:
    """Make the event's attendances these, in this order where they are new. One query for each that differs."""
    there = {row.leader_id: row for row in event.attendances.all()}
    event.attendances.exclude(leader__in=[each.leader.pk for each in wanted]).delete()
    for each in wanted:
        row = there.get(each.leader.pk) or Attendance(event=event, leader=each.leader, role="", outcome="")
        if (row.role, row.outcome) != (each.role, each.outcome):
            row.role, row.outcome = each.role, each.outcome
            try:
                row.full_clean()
            except ValidationError as error:
                raise ValidationError({"attendances": error.messages}) from error
            row.save()
