"""What is kept of a write: the event's facts for the change record, its state for figures, and who may see it."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from accounts.models import Role, User
from changelog.audience import charge_tag, division_tag, role_tag
from changelog.models import Change
from changelog.services import EVERYBODY, Written, record
from events.models import Attendance, AttendanceState, Counterpart, Delegation, Event, EventState, Leader, Series
from priorities.models import Task

Facts = dict[str, Any]
STATE_FIELDS = (
    *("title_en", "title_zh", "kind", "status", "starts_at", "ends_at", "starts_on", "country_or_region"),
    *("host_division", "area", "delegation", "restricted", "demonstration", "recorded_at"),
)


def event_facts(event: Event) -> Facts:
    """The facts of an event by the keys of what they name. Four queries at most beside the related rows."""
    attendances = Attendance.objects.filter(event=event).order_by("id").values("leader", "role", "outcome")
    return facts_of(
        event,
        tasks=event.tasks.values_list("code", flat=True),
        counterparts=event.counterparts.values_list("pk", flat=True),
        attendances=attendances,
    )


def facts_of(
    event: Event, *, tasks: Iterable[str], counterparts: Iterable[int], attendances: Iterable[Mapping[str, Any]]
) -> Facts:
    """The facts of an event whose lists are known: codes of tasks, keys of counterparts, attendances. No query."""
    return {
        "title_en": event.title_en,
        "title_zh": event.title_zh,
        "kind": event.kind,
        "status": event.status,
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "venue": event.venue,
        "registered_venue": event.registered_venue_id,
        "confirmed_by": event.confirmed_by,
        "approval_number": event.approval_number,
        "outcome_note": event.outcome_note,
        "conflict_reason": event.conflict_reason,
        "merged_into": event.merged_into_id,
        "country_or_region": str(event.country_or_region),
        "host_division": event.host_division.code,
        "area": event.area.code if event.area else None,
        "tasks": sorted(tasks),
        "counterparts": sorted(counterparts),
        "delegation": event.delegation_id,
        "series": event.series_id,
        "edition": event.edition,
        "restricted": event.restricted,
        "reason": event.reason,
        "attendances": list(attendances),
        "demonstration": event.demonstration,
    }


def audience(event: Event) -> frozenset[str]:
    """The tags of who may see the event, as `EventQuerySet.visible_to` has it (see `changelog.audience`). One query."""
    if not event.restricted:
        return frozenset({EVERYBODY})
    served = Task.objects.filter(events=event, leader_in_charge__isnull=False)
    return audience_of(event, served.values_list("leader_in_charge", flat=True))


def audience_of(event: Event, leaders: Iterable[int | None]) -> frozenset[str]:
    """The tags of who may see the event. `leaders`: those in charge of the tasks that it serves. No query."""
    if not event.restricted:
        return frozenset({EVERYBODY})
    return frozenset(
        {
            role_tag(Role.LEADERSHIP),
            role_tag(Role.PLANNING_OFFICE),
            division_tag(event.host_division_id),
            *(charge_tag(leader) for leader in leaders if leader is not None),
        }
    )


def keep_state(event: Event, by: User) -> EventState:
    """Append the event's facts and attendances as they now are."""
    facts = {name: getattr(event, name) for name in STATE_FIELDS}
    state: EventState = EventState.objects.create(event=event, by=by, **facts)
    AttendanceState.objects.bulk_create(
        AttendanceState(state=state, leader_id=each.leader_id, role=each.role, outcome=each.outcome)
        for each in Attendance.objects.filter(event=event).order_by("id")
    )
    return state


def record_event(*, by: User, event: Event, before: Facts | None, seen_before: frozenset[str]) -> None:
    """Record an event registered (`before` None) or changed."""
    record(
        by=by,
        written=Written(
            action=Change.Action.CREATE if before is None else Change.Action.CHANGE,
            type="event",
            key=event.pk,
            version=event.version,
            before=before,
            after=event_facts(event),
            seen_before=seen_before,
            seen_after=audience(event),
        ),
    )


def record_new(*, by: User, thing: Delegation | Series | Counterpart, seen: frozenset[str]) -> None:
    """Record a delegation, series or counterpart made with an event, for those who may see that event."""
    record(by=by, written=written_new(thing, seen))


def written_new(thing: Delegation | Series | Counterpart, seen: Collection[str]) -> Written:
    """That a delegation, series or counterpart was made with an event. No query."""
    facts: Facts = {"name_en": thing.name_en, "name_zh": thing.name_zh, "demonstration": thing.demonstration}
    if isinstance(thing, Delegation):
        facts |= {"country_or_region": str(thing.country_or_region), "size": thing.size}
    if isinstance(thing, Counterpart):
        facts |= {"country_or_region": str(thing.country_or_region), "kind": thing.kind}
    return Written(
        action=Change.Action.CREATE, type=thing._meta.model_name or "", key=thing.pk, after=facts, seen_after=seen
    )


def leader_facts(leader: Leader) -> Facts:
    """The facts of a municipal leader with all posts. One query."""
    posts = leader.posts.order_by("id").values("body", "title_en", "title_zh", "rank", "from_on", "until_on")
    return {
        "name_en": leader.name_en,
        "name_zh": leader.name_zh,
        "posts": list(posts),
        "demonstration": leader.demonstration,
    }
