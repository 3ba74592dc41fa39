"""The registers beside the events: venues, counterparts, hold windows; and an event entered twice."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Max

from events.models import (
    Agreement,
    Attendance,
    Counterpart,
    Event,
    EventState,
    HoldWindow,
    Status,
    Venue,
)
from workplan.demonstration import YEAR
from workplan.demonstration.loader import add_all
from workplan.demonstration.people import Team
from workplan.demonstration.stage import Stage, day_of, moment, texts

OPEN = (Status.PLANNED, Status.CONFIRMED)


def add_venues() -> list[Venue]:
    """Write the venues, in the order in which events name them."""
    rows = [
        Venue(
            name_en=told["en"],
            name_zh=told["zh"],
            district_en=told["district"]["en"],
            district_zh=told["district"]["zh"],
            capacity=told["capacity"],
            distinction_en=told.get("distinction", {}).get("en", ""),
            distinction_zh=told.get("distinction", {}).get("zh", ""),
            registered=True,
            demonstration=True,
        )
        for told in texts("registers")["venues"]
    ]
    add_all(Venue, rows)
    return rows


def add_counterparts() -> dict[str, list[Counterpart]]:
    """Write an organisation and a city for each country or region of the register, some partner cities among them."""
    told, register = texts("registers"), texts("register")
    rows: list[Counterpart] = []
    for place, country in enumerate([*register["countries"], *register["places"]]):
        since = told["partner_since"].get(place)
        for kind, called in (
            (Counterpart.Kind.CITY, told["city"]),
            (Counterpart.Kind.ORGANISATION, told["organisation"]),
        ):
            rows.append(
                Counterpart(
                    name_en=called["en"].format(n=place + 1),
                    name_zh=called["zh"].format(n=place + 1),
                    kind=kind,
                    country_or_region=country,
                    partner_since=date.fromisoformat(since) if since and kind == Counterpart.Kind.CITY else None,
                    registered=True,
                    demonstration=True,
                )
            )
    add_all(Counterpart, rows)
    partners = [(row, row.partner_since) for row in rows if row.partner_since]
    agreement = told["agreement"]
    add_all(
        Agreement,
        [
            Agreement(
                counterpart=row,
                title_en=agreement["en"],
                title_zh=agreement["zh"],
                signed_on=signed_on,
                until_on=date(YEAR, 8, 31) if place % 4 == 0 else None,
            )
            for place, (row, signed_on) in enumerate(partners)
        ],
    )
    by_country: dict[str, list[Counterpart]] = {}
    for row in rows:
        by_country.setdefault(str(row.country_or_region), []).append(row)
    return by_country


def add_holds() -> None:
    """Write the periods held free."""
    add_all(
        HoldWindow,
        [
            HoldWindow(
                name_en=told["en"],
                name_zh=told["zh"],
                starts_at=moment(day_of(told["from"]), 0),
                ends_at=moment(day_of(told["until"]) + timedelta(days=1), 0),
                demonstration=True,
            )
            for told in texts("registers")["holds"]
        ],
    )


def link_counterparts(rows: Sequence[Event], by_country: dict[str, list[Counterpart]]) -> None:
    """Name a counterpart for each event with a country or region: three of four the organisation, else the city."""
    through, links = Event.counterparts.through, []
    for place, row in enumerate(rows):
        if here := by_country.get(str(row.country_or_region)):
            links.append(through(event_id=row.pk, counterpart_id=here[-1 if place % 4 == 0 else 0].pk))
    add_all(through, links)


def add_twin(stage: Stage, rows: Sequence[Event], teams: dict[str, Team]) -> None:
    """Enter an event to come a second time, by another division: a duplicate to be merged, and a time conflict."""
    fitting = (
        row
        for row in rows
        if row.status in OPEN and row.starts_at > stage.limit and not row.restricted and row.delegation_id
    )
    first = next(fitting, None)
    if first is None:
        return
    told, other = texts("registers")["twin"], next(t for t in teams.values() if t.division.pk != first.host_division_id)
    event = Event(
        title_en=told["en"].format(title=first.title_en),
        title_zh=told["zh"].format(title=first.title_zh),
        kind=first.kind,
        status=Status.PLANNED,
        starts_at=first.starts_at,
        ends_at=first.ends_at,
        country_or_region=first.country_or_region,
        host_division=other.division,
        area=first.area,
        delegation=first.delegation,
        demonstration=True,
        recorded_at=EventState.objects.aggregate(last=Max("recorded_at"))["last"],
    )
    event.save()
    event.counterparts.set(first.counterparts.all())
    for named in first.attendances.all():
        Attendance.objects.create(event=event, leader=named.leader, role=named.role)
    facts = (
        *("title_en", "title_zh", "kind", "status", "starts_at", "ends_at", "starts_on", "country_or_region"),
        *("host_division", "area", "delegation", "restricted", "demonstration", "recorded_at"),
    )
    state = EventState.objects.create(event=event, by=other.staff[0], **{name: getattr(event, name) for name in facts})
    for named in event.attendances.all():
        state.attendances.create(leader=named.leader, role=named.role, outcome=named.outcome)
