"""Writes the register: leaders, delegations, events with every state in which they were recorded."""

from dataclasses import dataclass
from datetime import date
from itertools import cycle
from typing import Any

from events.models import (
    Attendance,
    AttendanceState,
    Counterpart,
    Delegation,
    Event,
    EventState,
    Kind,
    Leader,
    LeaderPost,
    Series,
    Status,
    Venue,
)
from priorities.models import PriorityArea
from workplan.demonstration import YEAR, registers
from workplan.demonstration.loader import add_all, add_values
from workplan.demonstration.people import Team
from workplan.demonstration.register import Happening, Phase, happenings, region, titles
from workplan.demonstration.stage import Stage, texts
from workplan.demonstration.tasks import Scripted

LEADERS = 16
NAMED = ("leader_id", "role", "outcome")
FACTS = (
    "title_en",
    "title_zh",
    "kind",
    "starts_at",
    "ends_at",
    "starts_on",
    "country_or_region",
    "host_division_id",
    "area_id",
    "delegation_id",
    "restricted",
    "demonstration",
)


def add_leaders() -> list[Leader]:
    """Write the municipal leaders with their posts; the first of them changed posts last year."""
    told = texts("people")["municipal_posts"]
    leaders = [
        Leader(name_en=f"Municipal leader {n:02d}", name_zh=f"市领导{n:02d}", demonstration=True)
        for n in range(1, LEADERS + 1)
    ]
    add_all(Leader, leaders)
    posts = []
    for n, leader in enumerate(leaders):
        post, since = told[n % len(told)], date(YEAR - 2, 1, 10)
        if n == 0:
            before = told[1]
            posts.append(_post(leader, before, 10, since, date(YEAR - 1, 6, 30)))
            since = date(YEAR - 1, 7, 1)
        posts.append(_post(leader, post, n + 1, since, None))
    add_all(LeaderPost, posts)
    return leaders


def _post(leader: Leader, told: dict[str, str], rank: int, since: date, until: date | None) -> LeaderPost:
    return LeaderPost(
        leader=leader,
        body=told["body"],
        title_en=told["en"],
        title_zh=told["zh"],
        rank=rank,
        from_on=since,
        until_on=until,
    )


@dataclass(frozen=True)
class Registers:
    """What is there before the events: whom, where and with whom they name."""

    leaders: list[Leader]
    venues: list[Venue]
    counterparts: dict[str, list[Counterpart]]


def add_registers() -> Registers:
    """Write the registers beside the events, once whatever the scale."""
    registers.add_holds()
    return Registers(add_leaders(), registers.add_venues(), registers.add_counterparts())


def add_events(
    stage: Stage, areas: list[PriorityArea], teams: dict[str, Team], made: list[Scripted], known: Registers
) -> int:
    """Write a copy's events with their attendances and all their states; how many."""
    found = happenings(stage, known.leaders)
    delegations = {id(each.delegation): each.delegation for each in found if each.delegation is not None}
    secret = {id(each.delegation) for each in found if each.restricted}
    for key, delegation in delegations.items():
        delegation.registered = key not in secret
    add_all(Delegation, delegations.values())
    hosts = [_host(stage, happening, teams) for happening in found]
    rows = [_event(stage, *one, areas, known.venues) for one in zip(found, hosts, strict=True)]
    if not stage.copy:
        _add_series(rows)
    add_all(Event, rows)
    last = zip((row.pk for row in rows), (happening.phases[-1].attendances for happening in found), strict=True)
    add_values(Attendance, ("event_id", *NAMED), [[key, *named] for key, several in last for named in several])
    _add_states(found, rows, hosts)
    _link_tasks(stage, rows, made)
    registers.link_counterparts(rows, known.counterparts)
    if not stage.copy:
        registers.add_twin(stage, rows, teams)
    return len(rows)


def _host(stage: Stage, happening: Happening, teams: dict[str, Team]) -> Team:
    """Who hosts: the area's lead division, Protocol for a third of what leaders attend."""
    leads = happening.phases[-1].attendances and stage.chance.random() < 0.33
    return teams["protocol" if leads else texts("plan")["areas"][happening.area]["lead"]]


def _event(stage: Stage, happening: Happening, host: Team, areas: list[PriorityArea], venues: list[Venue]) -> Event:
    title_en, title_zh = titles(happening, stage.copy)
    abroad = happening.kind in (Kind.OUTBOUND_VISIT, Kind.VISIT_HONG_KONG_MACAO)
    last, told = happening.phases[-1], texts("registers")
    venue = None if abroad else stage.chance.choice(venues)
    approved = last.status in (Status.CONFIRMED, Status.HELD) and bool(last.attendances)
    outcome = told["outcomes"][happening.number % 3] if last.status == Status.HELD and happening.number % 5 == 0 else ""
    made = Event(
        title_en=title_en,
        title_zh=title_zh,
        kind=happening.kind,
        status=last.status,
        starts_at=happening.starts_at,
        ends_at=happening.ends_at,
        starts_on=happening.day,
        country_or_region=region(happening),
        host_division=host.division,
        area=areas[happening.area] if happening.day.year == YEAR else None,
        delegation=happening.delegation,
        restricted=happening.restricted,
        demonstration=True,
        recorded_at=last.recorded_at,
        venue=venue.name_zh if venue else "",
        registered_venue=venue,
        confirmed_by=told["confirmed_by"] if approved else "",
        approval_number=told["approval"].format(year=happening.day.year, n=happening.number) if approved else "",
        outcome_note=outcome,
        reason=happening.reason,
        version=len(happening.phases),
    )
    made.derive()  # the rows are written past `save`
    return made


def _add_series(rows: list[Event]) -> None:
    """Editions of each series, last year's and most often this one's: the first large event of each year that fits."""
    for told in texts("register")["series"]:
        series = Series.objects.create(name_en=told["en"], name_zh=told["zh"], registered=True, demonstration=True)
        editions = [(told["edition"], YEAR - 1), (told["edition"] + 1, YEAR)]
        for edition, year in editions[: told.get("editions", 2)]:
            fitting = (
                each
                for each in rows
                if each.starts_on.year == year
                and each.series is None
                and each.status == Status.HELD
                and each.kind == told["kind"]
            )
            row = next(fitting, None)
            if row is None:
                continue
            row.series, row.edition = series, edition
            row.title_en, row.title_zh = f"{told['en']} (edition {edition})", f"第{edition}届{told['zh']}"


def _add_states(found: list[Happening], rows: list[Event], hosts: list[Team]) -> None:
    """Every state of every event, in the order of recording; the newest equals the event."""
    told: list[tuple[Phase, list[Any]]] = []
    for happening, row, host in zip(found, rows, hosts, strict=True):
        facts = [row.pk, *(row.__dict__[name] for name in FACTS)]
        for phase, by in zip(happening.phases, cycle(host.staff), strict=False):
            told.append((phase, [by.pk, phase.status, phase.recorded_at, *facts]))
    told.sort(key=lambda one: one[0].recorded_at)
    keys = add_values(EventState, ("by_id", "status", "recorded_at", "event_id", *FACTS), [facts for _, facts in told])
    states = zip(keys, (phase.attendances for phase, _ in told), strict=True)
    add_values(AttendanceState, ("state_id", *NAMED), [[key, *named] for key, several in states for named in several])


def _link_tasks(stage: Stage, rows: list[Event], made: list[Scripted]) -> None:
    """A quarter of this year's events serve a task of their area; the restricted all do: a secretary sees some."""
    by_area: dict[int, list[int]] = {}
    for each in made:
        by_area.setdefault(each.task.area_id, []).append(each.task.pk)
    through, links = Event.tasks.through, []
    for place, row in enumerate(rows):
        if row.area_id is None:
            continue
        if stage.chance.random() < 0.25:
            links.append(through(event_id=row.pk, task_id=stage.chance.choice(by_area[row.area_id])))
        elif row.restricted:
            tasks = by_area[row.area_id]
            links.append(through(event_id=row.pk, task_id=tasks[place % len(tasks)]))
    add_all(through, links)
