"""Which events fall on which days, and what of each a reader is shown: what every calendar is made of.

Of a day no more than COUNTED events are looked at, and only those shown are read, so that a calendar costs the same
however many events there are. Their order within a day tells no hour that the reader may not know.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Case, DateField, F, QuerySet, When
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.rules import Reader
from events.conflicts import conflict_marks
from events.disclosure import disclose, hours_of
from events.models import Attendance, Event
from events.models.event import sees_every_schedule
from events.rules import schedule_seen
from foundation import clock
from foundation.dialect import fetch_dicts, is_postgresql

COUNTED = 30


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An event on one of its days. `starts_at`, `ends_at`: None where the reader may not know the hours.

    `mark`: what is to be looked at before anything else, in words; "" mostly.
    """

    event: Event
    day: date
    starts_at: datetime | None
    ends_at: datetime | None
    leaders: Sequence[Attendance] = ()
    mark: str = ""

    @property
    def goes_on(self) -> bool:
        """It began on a day before."""
        return self.event.starts_on < self.day

    @property
    def several_days(self) -> bool:
        """It takes more than a day."""
        return self.event.ends_on > self.event.starts_on

    @property
    def time(self) -> str:
        """At what time it begins, on the day on which it does; "" where that is not known or was before."""
        return "" if self.starts_at is None or self.goes_on else f"{timezone.localtime(self.starts_at):%H:%M}"

    @property
    def until(self) -> str:
        """At what time it ends, where that is on this day and known."""
        if self.ends_at is None or self.event.ends_on != self.day:
            return ""
        return f"{timezone.localtime(self.ends_at):%H:%M}"

    @property
    def order(self) -> tuple[Any, ...]:
        """Within its day: what goes on, what has no hour for the reader, then by the hour."""
        return (
            not self.goes_on,
            self.event.starts_on if self.goes_on else date.max,
            self.starts_at.timestamp() if self.starts_at else 0,
            self.event.pk,
        )


@dataclass(kw_only=True)
class Day:
    """A day of a calendar: the entries shown, and how many there are besides (`many`: at least so many)."""

    day: date
    entries: list[Entry] = field(default_factory=list)
    more: int = 0
    many: bool = False


def marks_of(user: Reader, events: Sequence[Event]) -> dict[int, str]:
    """What is said beside events on calendars, by id: that they meet a time conflict. Of what is over nothing is said.

    Two queries; none where all is over.
    """
    now = clock.now()
    return dict.fromkeys(conflict_marks(user, [each for each in events if each.busy_until > now]), _("time conflict"))


def days_of(
    events: QuerySet[Event], user: Reader, days: Sequence[date], most: int, *, leaders: bool = False
) -> list[Day]:
    """The days with the first `most` entries of each. `events`: those that the reader may see, as filtered.

    Four queries; three more with `leaders`.
    """
    keys = _keys(events, user, days)
    shown = [found[:most] for found in keys]
    wanted = {key for found in shown for key in found}
    rows = (Event.objects.for_list() if leaders else Event.objects.all()).in_bulk(wanted)
    marks = marks_of(user, list(rows.values()))
    named = {each.event.pk: each.named for each in disclose(user, rows.values())} if leaders else {}
    found_days = []
    for day, found, first in zip(days, keys, shown, strict=True):
        entries = [_entry(user, rows[key], day, named, marks) for key in first if key in rows]
        more = min(len(found), COUNTED) - len(first)
        entries.sort(key=lambda entry: entry.order)
        found_days.append(Day(day=day, entries=entries, more=more, many=len(found) > COUNTED))
    return found_days


def week_of(day: date) -> list[date]:
    """The days of its week, Monday first."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=number) for number in range(7)]


def month_grid(day: date) -> list[list[date]]:
    """The weeks that hold its month, Monday first."""
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    weeks = [week_of(first)]
    while weeks[-1][-1] < last:
        weeks.append(week_of(weeks[-1][-1] + timedelta(days=1)))
    return weeks


def _entry(user: Reader, event: Event, day: date, named: dict[int, list[Attendance]], marks: dict[int, str]) -> Entry:
    starts_at, ends_at = hours_of(user, event)
    return Entry(
        event=event,
        day=day,
        starts_at=starts_at,
        ends_at=ends_at,
        leaders=named.get(event.pk, ()),
        mark=marks.get(event.pk, ""),
    )


def _keys(events: QuerySet[Event], user: Reader, days: Sequence[date]) -> list[list[int]]:
    """Of each day the ids of up to COUNTED events and one more: what goes on, then what begins. One query."""
    this = RawSQL("days.day", [], output_field=DateField())  # a column of the statement below, no input
    going_on = events.filter(ends_on__gt=F("starts_on"), ends_on__gte=this, starts_on__lt=this)
    begun = events.filter(starts_on=this)
    # Who may not know every hour is shown those first whose hour is not theirs to know, by what says nothing.
    by_hour: Iterable[Any] = ("starts_at", "id")
    if not sees_every_schedule(user):
        known = Case(When(schedule_seen(user), then=F("starts_at")))
        by_hour = (known.asc(nulls_first=True), "id")
    try:
        parts = [_listed(going_on, ("ends_on", "starts_on", "id")), _listed(begun, by_hour)]
    except EmptyResultSet:  # the filters allow nothing
        return [[] for _day in days]
    row = "(%s, CAST(%s AS date))" if is_postgresql() else "(%s, %s)"
    sql = f"""WITH days(n, day) AS (VALUES {", ".join([row] * len(days))})
    SELECT n, {parts[0][0]} AS going_on, {parts[1][0]} AS begun FROM days ORDER BY n"""  # noqa: S608  # no input in it
    params = [value for number, day in enumerate(days) for value in (number, day.isoformat())]
    rows = fetch_dicts(sql, [*params, *parts[0][1], *parts[1][1]])
    return [
        [int(key) for text in (row["going_on"], row["begun"]) if text for key in text.split(",")][: COUNTED + 1]
        for row in rows
    ]


def _listed(events: QuerySet[Event], order: Iterable[Any]) -> tuple[str, tuple[Any, ...]]:
    """SQL of the ids of the first of these events, in order, as one text; and its parameters."""
    first = events.select_related(None).order_by(*order).annotate(key=F("pk")).values("key")[: COUNTED + 1]
    inner, params = first.query.sql_with_params()
    together = "string_agg(CAST(x.key AS text), ',')" if is_postgresql() else "group_concat(x.key)"
    return f"(SELECT {together} FROM ({inner}) x)", params  # noqa: S608  # no input in it
