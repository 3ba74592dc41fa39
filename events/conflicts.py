"""Time conflicts: the same municipal leader in two events at once, and events in a period that is held free.

Two events of a side are in conflict when both are planned, confirmed or held, a leader is named in both who attended or
is expected, and `a.busy_from < b.busy_until + buffer and a.busy_until + buffer > b.busy_from`; the buffer is the
office's travel time. For a reader it is there only where they see both events and the schedule of both (product.md).

For the list of a year, the times of its leaders are read once and swept in their order (`pairs_among`): the database
would compare each event of a leader with each other one.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Prefetch, Q

from accounts.rules import Reader
from events import rules
from events.models import Attendance, Event, EventQuerySet, HoldWindow, Leader, Outcome, RegisterSettings, Status
from events.models.event import busy_time
from foundation import clock
from foundation.dialect import DaysLater
from priorities.models import Plan

OCCUPIES = (Status.PLANNED, Status.CONFIRMED, Status.HELD)
NAMED = (Outcome.EXPECTED, Outcome.ATTENDED)
DAY = timedelta(days=1)  # no travel time is longer


class Taken(NamedTuple):
    """The time that an event takes of a leader, in the order in which a sweep meets them."""

    leader: int
    busy_from: datetime
    event: int
    busy_until: datetime


@dataclass(frozen=True, kw_only=True)
class Slot:
    """The time that an event, perhaps not yet kept, would take of these leaders (ids); `event`: its own key."""

    demonstration: bool
    busy_from: datetime
    busy_until: datetime
    leaders: frozenset[int]
    event: int | None = None

    @classmethod
    def made(
        cls,
        *,
        demonstration: bool,
        kind: str,
        starts_at: datetime,
        ends_at: datetime,
        leaders: Iterable[int],
        event: int | None = None,
    ) -> "Slot":
        """Of what is typed, or of the facts of an event."""
        busy_from, busy_until = busy_time(kind, starts_at, ends_at)
        return cls(
            demonstration=demonstration,
            busy_from=busy_from,
            busy_until=busy_until,
            leaders=frozenset(leaders),
            event=event,
        )

    @classmethod
    def of(cls, event: Event) -> "Slot":
        """Of an event as it stands. No query where its attendances are prefetched, else one."""
        return cls(
            demonstration=event.demonstration,
            busy_from=event.busy_from,
            busy_until=event.busy_until,
            leaders=frozenset(each.leader_id for each in event.attendances.all() if each.outcome in NAMED),
            event=event.pk,
        )


@dataclass(frozen=True, kw_only=True)
class Clash:
    """Another event at the same time, with the leaders in common."""

    event: Event
    leaders: list[Leader]


@dataclass(frozen=True, kw_only=True)
class Collisions:
    """All that an event meets: other events, and periods held free."""

    clashes: list[Clash]
    holds: list[HoldWindow]

    def __bool__(self) -> bool:
        return bool(self.clashes or self.holds)


NOTHING = Collisions(clashes=[], holds=[])


def travel_time(demonstration: bool) -> timedelta:
    """The office's buffer between two events of a leader. One query."""
    return timedelta(minutes=RegisterSettings.of(demonstration).travel_minutes)


def occupying(reader: Reader, demonstration: bool) -> EventQuerySet:
    """The events of a side that take their leaders' time and of which the reader sees the schedule."""
    return _occupying(demonstration).visible_to(reader).filter(rules.schedule_seen(reader))


def _occupying(demonstration: bool) -> EventQuerySet:
    # `IN`, as SQLite looks up no bare boolean in an index.
    return Event.objects.filter(demonstration__in=[demonstration], status__in=OCCUPIES)


def conflicts_of(reader: Reader, slot: Slot) -> list[Clash]:
    """The events in conflict with this time, as far as the reader sees them, in the order of their start.

    That the time itself is theirs to know is for the caller to see to: `collisions_of` does, of an event that is there.
    Two to four queries, however many there are.
    """
    found = _meeting(occupying(reader, slot.demonstration), slot)
    named = Attendance.objects.filter(leader__in=slot.leaders, outcome__in=NAMED).select_related("leader")
    events = found.prefetch_related(Prefetch("attendances", named.order_by("id"), to_attr="in_common"))
    return [
        Clash(event=each, leaders=[row.leader for row in each.in_common]) for each in events.order_by("busy_from", "id")
    ]


def holds_hit(demonstration: bool, starts_at: datetime, ends_at: datetime) -> list[HoldWindow]:
    """The periods of a side held free that this time runs into, in their order. One query; no secret to any reader."""
    return list(HoldWindow.objects.filter(demonstration=demonstration, starts_at__lt=ends_at, ends_at__gt=starts_at))


def collisions(reader: Reader, slot: Slot) -> Collisions:
    """What the reader is warned of. Three to five queries."""
    return Collisions(
        clashes=conflicts_of(reader, slot), holds=holds_hit(slot.demonstration, slot.busy_from, slot.busy_until)
    )


def collisions_of(reader: Reader, event: Event) -> Collisions:
    """What the reader is told of an event as it stands: nothing where it is called off or not all theirs to see.

    One to seven queries.
    """
    if event.status not in OCCUPIES or not occupying(reader, event.demonstration).filter(pk=event.pk).exists():
        return NOTHING
    return collisions(reader, Slot.of(event))


def meets_anything(slot: Slot) -> bool:
    """Whether there is anything at all to be warned of, whoever sees it: never to be shown. Two or three queries."""
    return _meeting(_occupying(slot.demonstration), slot).exists() or bool(
        holds_hit(slot.demonstration, slot.busy_from, slot.busy_until)
    )


def _meeting(events: EventQuerySet, slot: Slot) -> EventQuerySet:
    """Those of the events in conflict with the slot. One query for the travel time; none at all without a leader."""
    if not slot.leaders:
        return events.none()
    buffer = travel_time(slot.demonstration)
    named = Attendance.objects.filter(event=OuterRef("pk"), leader__in=slot.leaders, outcome__in=NAMED)
    begin, go_on = _on_days(clock.local_day(slot.busy_from), clock.local_day(slot.busy_until))
    return (
        events.exclude(pk=slot.event or 0)
        .filter(begin | go_on)
        .filter(Exists(named), busy_from__lt=slot.busy_until + buffer, busy_until__gt=slot.busy_from - buffer)
    )


def _on_days(first: date, last: date) -> tuple[Q, Q]:
    """What may meet something between two days, a day's travel added: what begins then, and what goes on by then.

    Two conditions, each of which has an index: together in one they would have none.
    """
    return _between(first - DAY, last + DAY)


def _between(first: Any, last: Any) -> tuple[Q, Q]:
    """The same of days that include the travel."""
    goes_on = Q(ends_on__gt=F("starts_on"), ends_on__gte=first, starts_on__lt=first)
    return Q(starts_on__gte=first, starts_on__lte=last), goes_on


def _taken(events: EventQuerySet, first: date, last: date) -> list[Taken]:
    """The times that these events take of their leaders around these days, in the order of a sweep. One query."""
    begin, go_on = (
        events.filter(when, attendances__outcome__in=NAMED)
        .order_by()
        .values_list("attendances__leader_id", "busy_from", "pk", "busy_until")
        for when in _on_days(first, last)
    )
    return sorted(Taken(*row) for row in begin.union(go_on, all=True))


def pairs_among(taken: Collection[Taken], buffer: timedelta) -> Iterator[tuple[Taken, Taken]]:
    """Each two times of one leader that are in conflict, the earlier one first. `taken` is sorted."""
    for _leader, times in groupby(taken, key=lambda each: each.leader):
        running: list[Taken] = []
        for time in times:
            running = [each for each in running if each.busy_until + buffer > time.busy_from]
            for each in running:
                if each.busy_from < time.busy_until + buffer:
                    yield each, time
            running.append(time)


def conflict_marks(user: Reader, events: Iterable[Event]) -> set[int]:
    """The keys of those of these events that are in conflict with any other, as far as the reader sees both.

    For the rows of a page or a calendar; the events are of one side. Two queries, none without events. Of each event
    only what may meet it is looked at, up to the first that does: it costs the same however many events there are.
    """
    shown = list(events)
    if not shown:
        return set()
    side = shown[0].demonstration
    seen, buffer = occupying(user, side), travel_time(side)
    leaders = Attendance.objects.filter(event=OuterRef(OuterRef(OuterRef("pk"))), outcome__in=NAMED).values("leader")
    theirs = Attendance.objects.filter(event=OuterRef("pk"), outcome__in=NAMED, leader__in=leaders)
    # Without travel time nothing is added: SQLite does sums of instants by a call for each row.
    until = OuterRef("busy_until") + buffer if buffer else OuterRef("busy_until")
    begins = OuterRef("busy_from") - buffer if buffer else OuterRef("busy_from")
    meets = seen.exclude(pk=OuterRef("pk")).filter(Exists(theirs), busy_from__lt=until, busy_until__gt=begins)
    first, last = DaysLater(OuterRef("starts_on"), -1), DaysLater(OuterRef("ends_on"), 1)
    begin, go_on = (meets.filter(when) for when in _between(first, last))
    named = Attendance.objects.filter(event=OuterRef("pk"), outcome__in=NAMED)  # cheap, and without it none of the rest
    found = seen.filter(Exists(named), Exists(begin) | Exists(go_on), pk__in=[each.pk for each in shown])
    return set(found.order_by().values_list("pk", flat=True))


class PairKey(NamedTuple):
    """The keys of two events in conflict, the earlier one first; `coming`: neither is over."""

    first: int
    second: int
    coming: bool


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two events in conflict, the earlier one first; `apart`: minutes between them where only travel time is short."""

    first: Event
    second: Event
    leaders: list[Leader]
    coming: bool

    @property
    def starts_at(self) -> datetime:
        """From when both are going on."""
        return max(self.first.busy_from, self.second.busy_from)

    @property
    def ends_at(self) -> datetime:
        """Until when both are going on."""
        return min(self.first.busy_until, self.second.busy_until)

    @property
    def apart(self) -> int | None:
        """The minutes between the two; None where they overlap."""
        gap = self.starts_at - self.ends_at
        return gap // timedelta(minutes=1) if gap >= timedelta() else None

    @property
    def reasons(self) -> list[str]:
        """Why in spite of it, as either event says."""
        return [each.conflict_reason for each in (self.first, self.second) if each.conflict_reason]


def all_conflicts(
    plan: Plan, reader: Reader, *, leader: Leader | None = None, with_reason: bool | None = None
) -> list[PairKey]:
    """The pairs of which either event is of the plan's year, coming ones first by their start, then newest first.

    `leader`: of that leader alone; `with_reason`: those of which either event says why, or neither. Two or three
    queries; `pairs_of` loads those of a page.
    """
    seen = occupying(reader, plan.demonstration)
    taken = _taken(seen, plan.first_day, plan.last_day)
    if leader is not None:
        taken = [each for each in taken if each.leader == leader.pk]
    first, last = clock.start_of(plan.first_day), clock.end_of(plan.last_day)
    found: dict[tuple[int, int], tuple[datetime, datetime]] = {}
    for one, other in pairs_among(taken, travel_time(plan.demonstration)):
        if first <= one.busy_from <= last or first <= other.busy_from <= last:
            found[one.event, other.event] = other.busy_from, min(one.busy_until, other.busy_until)
    if with_reason is not None:
        said = set(seen.exclude(conflict_reason="").order_by().values_list("pk", flat=True)) if found else set()
        found = {key: time for key, time in found.items() if bool(said & {*key}) == with_reason}
    now = clock.now()
    coming = sorted((time[0], key) for key, time in found.items() if time[1] > now)
    over = sorted(((time[0], key) for key, time in found.items() if time[1] <= now), reverse=True)
    return [*(PairKey(*key, True) for _start, key in coming), *(PairKey(*key, False) for _start, key in over)]


def pairs_of(keys: Collection[PairKey]) -> list[Pair]:
    """The pairs with their events, in the order of their keys. Four queries, however many."""
    wanted = {pk for key in keys for pk in (key.first, key.second)}
    events = {each.pk: each for each in Event.objects.filter(pk__in=wanted).for_list()}
    return [_pair(events[key.first], events[key.second], key.coming) for key in keys if {*key[:2]} <= events.keys()]


def _pair(first: Event, second: Event, coming: bool) -> Pair:
    """The two with the leaders in common, in the protocol order of the day of the second."""
    named = {each.leader_id for each in first.attendances.all() if each.outcome in NAMED}
    common = [each.leader for each in second.attendances.all() if each.outcome in NAMED and each.leader_id in named]
    return Pair(
        first=first, second=second, leaders=sorted(common, key=lambda each: each.rank_on(second.day)), coming=coming
    )
