"""The figures of the register of events (contract.md, section 1): counted in SQL, here and nowhere else.

An event counts when it is held and started within the asked span of days; once, however many days or leaders. Known
now, the events themselves are read; known at K, the last state recorded of each by then.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet

from accounts.rules import Reader
from events.figures.offline import Totals, events_offline, offline_by_month
from events.models import Event
from foundation.dialect import fetch_dicts, instant, is_postgresql
from priorities.figures import Moment
from priorities.models import Plan
from priorities.models.indicator import Indicator

Span = tuple[date, date]


@dataclass(frozen=True, kw_only=True)
class EventCounts:
    """Counts of events. `offline`: events approved as offline totals, beside `held` and in none of the others."""

    held: int = 0
    with_leaders: int = 0
    leader_attendances: int = 0
    delegations: int = 0
    persons: int = 0
    offline: int = 0

    def of_kind(self, kind: str) -> int:
        """The count that an indicator of this kind follows (`offline` not added)."""
        return {
            Indicator.Kind.EVENTS_HELD: self.held,
            Indicator.Kind.EVENTS_WITH_LEADERS: self.with_leaders,
            Indicator.Kind.LEADER_ATTENDANCES: self.leader_attendances,
            Indicator.Kind.DELEGATIONS: self.delegations,
            Indicator.Kind.PERSONS: self.persons,
        }[Indicator.Kind(kind)]


def year_to(plan: Plan, day: date) -> Span:
    """The plan's year up to a day."""
    return plan.first_day, day


def counts(plan: Plan, moment: Moment, totals: Totals | None = None) -> EventCounts:
    """The plan-wide counts, restricted events included, for every reader. One query, and one without `totals`."""
    found = in_spans(plan.demonstration, {"all": year_to(plan, moment.day)}, moment.known_at)
    extra = events_offline(offline_by_month(plan, moment) if totals is None else totals)
    return _with_offline(found.get(("all", None), EventCounts()), extra[None])


def counts_by_area(plan: Plan, moment: Moment, user: Reader, totals: Totals | None = None) -> dict[int, EventCounts]:
    """The counts of each area, by area id, of what the reader may see. One query, and one without `totals`."""
    spans = {"all": year_to(plan, moment.day)}
    found = in_spans(plan.demonstration, spans, moment.known_at, reader=user, by_area=True)
    extra = events_offline(offline_by_month(plan, moment) if totals is None else totals)
    areas = {area for _, area in found} | set(extra)
    return {
        area: _with_offline(found.get(("all", area), EventCounts()), extra[area]) for area in areas if area is not None
    }


def by_month(plan: Plan, moment: Moment) -> list[tuple[int, EventCounts]]:
    """The plan-wide counts of each month up to the moment's, as (month, counts). One query."""
    months = range(1, moment.day.month + 1)
    spans = {month: (date(plan.year, month, 1), min(_month_end(plan.year, month), moment.day)) for month in months}
    found = in_spans(plan.demonstration, spans, moment.known_at)
    return [(month, found.get((month, None), EventCounts())) for month in months]


def years_registered(demonstration: bool, years: list[int], known_at: datetime | None) -> set[int]:
    """Those of the years in which the register holds any event at all, whatever its status. One query."""
    if not years:
        return set()
    source, params = _source(known_at)
    spans, span_params = span_rows({year: (date(year, 1, 1), date(year, 12, 31)) for year in years})
    sql = f"""WITH spans(k, first, last) AS ({spans}), source AS ({source})
    SELECT spans.k AS k FROM spans WHERE EXISTS (SELECT 1 FROM source
    WHERE source.demonstration = %s AND source.starts_on BETWEEN spans.first AND spans.last)"""
    rows = fetch_dicts(sql, [*span_params, *params, demonstration])
    return {sorted(years)[row["k"]] for row in rows}


def in_spans(
    demonstration: bool,
    spans: Mapping[Any, Span],
    known_at: datetime | None = None,
    *,
    reader: Reader | None = None,
    by_area: bool = False,
) -> dict[tuple[Hashable, int | None], EventCounts]:
    """Counts by (key of the span, id of the area or None), of what `reader` may see (None: everything). One query.

    Keys without a counted event are left out.
    """
    keys = sorted(spans)
    span_sql, params = span_rows(spans)
    source, source_params = _source(known_at)
    holder = "event_id" if known_at is None else "state_id"
    attendance = "events_attendance" if known_at is None else "events_attendancestate"
    key = "source.area_id" if by_area else "CAST(NULL AS bigint)"
    seen, seen_params = "", ()
    if reader is not None:
        try:
            visible, seen_params = Event.objects.visible_to(reader).order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:  # who has no role may see none at all
            return {}
        seen = f"AND source.event_id IN ({visible})"
    sql = f"""WITH spans(k, first, last) AS ({span_sql}), source AS ({source}),
    counted AS MATERIALIZED (SELECT spans.k, {key} AS part, source.delegation_id,
        (SELECT COUNT(*) FROM {attendance} a WHERE a.{holder} = source.holder AND a.outcome = 'attended') AS leaders
        FROM source JOIN spans ON source.starts_on BETWEEN spans.first AND spans.last
        WHERE source.demonstration = %s AND source.status = 'held' {seen}),
    guests AS (SELECT x.k, x.part, COUNT(*) AS delegations, SUM(d.size) AS persons
        FROM (SELECT DISTINCT k, part, delegation_id FROM counted WHERE delegation_id IS NOT NULL) x
        JOIN events_delegation d ON d.id = x.delegation_id GROUP BY x.k, x.part),
    sums AS (SELECT k, part, COUNT(*) AS held, SUM(CASE WHEN leaders > 0 THEN 1 ELSE 0 END) AS with_leaders,
        SUM(leaders) AS leader_attendances FROM counted GROUP BY k, part)
    SELECT sums.*, COALESCE(guests.delegations, 0) AS delegations, COALESCE(guests.persons, 0) AS persons
    FROM sums LEFT JOIN guests ON guests.k = sums.k
        AND (guests.part = sums.part OR (guests.part IS NULL AND sums.part IS NULL))"""
    return {
        (keys[row.pop("k")], row.pop("part")): EventCounts(**{name: int(value) for name, value in row.items()})
        for row in fetch_dicts(sql, [*params, *source_params, demonstration, *seen_params])
    }


def span_rows(spans: Mapping[Any, Span]) -> tuple[str, list[Any]]:
    """SQL rows (index of the sorted key, first day, last day) and their parameters."""
    one = "(%s, CAST(%s AS date), CAST(%s AS date))" if is_postgresql() else "(%s, %s, %s)"
    params: list[Any] = []
    for index, key in enumerate(sorted(spans)):
        params += [index, spans[key][0].isoformat(), spans[key][1].isoformat()]
    return "VALUES " + ", ".join([one] * len(spans)), params


def _source(known_at: datetime | None) -> tuple[str, list[Any]]:
    """SQL of the events as they stand (None) or as last recorded by K; `holder` is what attendances hang on."""
    facts = "demonstration, status, starts_on, area_id, delegation_id"
    if known_at is None:
        return f"SELECT id AS event_id, id AS holder, {facts} FROM events_event", []
    return (
        f"""SELECT s.event_id, s.id AS holder, {facts} FROM events_eventstate s
        WHERE s.id = (SELECT MAX(l.id) FROM events_eventstate l
            WHERE l.event_id = s.event_id AND l.recorded_at <= %s)""",
        [instant(known_at)],
    )


def _with_offline(found: EventCounts, number: int) -> EventCounts:
    """The counts with their offline part."""
    return EventCounts(**{**vars(found), "offline": number})


def _month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, 12, 31) if month == 12 else date.fromordinal(date(year, month + 1, 1).toordinal() - 1)
