"""The register of events of Sample City: what happens when, as drafts."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from events.models import Delegation, Kind, Leader, Outcome, Status
from workplan.demonstration import YEAR
from workplan.demonstration.stage import Stage, moment, texts

RESTRICTED_ONE_IN = 12
Named = tuple[int, str, str]  # which leader, in what role, with what outcome


@dataclass
class Phase:
    """An event as it was recorded at one instant."""

    status: str
    recorded_at: datetime
    attendances: list[Named]


@dataclass
class Happening:
    """An event from its planning on; `phases` are those recorded before the demonstration's day, at least one."""

    area: int
    kind: str
    theme: int
    number: int
    starts_at: datetime
    ends_at: datetime
    place: str
    restricted: bool = False
    reason: str = ""
    delegation: Delegation | None = None
    phases: list[Phase] = field(default_factory=list)

    @property
    def day(self) -> date:
        """The day on which it starts."""
        return self.starts_at.date()

    @property
    def last_day(self) -> date:
        """The day on which it ends."""
        return self.ends_at.date()


def happenings(stage: Stage, leaders: list[Leader]) -> list[Happening]:
    """A copy's events of last year and this, by day, each with all that was recorded of it."""
    found: list[Happening] = []
    for year, months in texts("register")["months"].items():
        for month, events in enumerate(months, start=1):
            others = [max(1, round(events / 4)), 1 if month % 3 == 0 or year == YEAR else 0]
            for way, several in zip(("leaders", "plain", "called off"), [events, *others], strict=True):
                days = [_day(stage, year, month, n, several) for n in range(several)]
                found += [made for day in days if (made := _happening(stage, day, way, leaders)) is not None]
    found.sort(key=lambda happening: happening.starts_at)
    offset = stage.chance.randrange(RESTRICTED_ONE_IN)
    for position, happening in enumerate(found):
        happening.number = position + 1
        happening.restricted = position % RESTRICTED_ONE_IN == offset
    _add_delegations(stage, found)
    return found


def _day(stage: Stage, year: int, month: int, number: int, several: int) -> date:
    """The day of one of several events of a month, spread over it."""
    days = monthrange(year, month)[1]
    return date(year, month, 1 + int(days * (number + stage.chance.random()) / several))


def _happening(stage: Stage, day: date, way: str, leaders: list[Leader]) -> Happening | None:
    """An event on that day; None when nobody knows of it yet on the demonstration's day."""
    told, chance = texts("register"), stage.chance
    area = chance.choices(range(8), [each["weight"] for each in told["areas"]])[0]
    kind = chance.choice(told["areas"][area]["kinds"])
    facts = told["kinds"][kind]
    starts_at = moment(day, chance.choice((540, 570, 600, 600, 630, 840, 870, 900, 930, 960)))
    place = chance.choice(facts.get("places") or told["countries"])
    made = Happening(
        area,
        kind,
        chance.randrange(len(told["themes"])),
        0,
        starts_at,
        starts_at + timedelta(hours=facts["hours"]),
        place,
    )
    who = _who(stage, leaders, facts["role"]) if way != "plain" else []
    _add_phases(stage, made, way, who)
    return made if made.phases else None


def _who(stage: Stage, leaders: list[Leader], role: str) -> list[Named]:
    """One leader or several, as they attended: at least one of them did, another may have been represented."""
    several = stage.chance.choices((1, 2, 3, 4), (60, 23, 11, 6))[0]
    attended = stage.chance.sample(leaders, several + 1)
    named: list[Named] = [
        (leader.pk, role if n == 0 else "accompanies", Outcome.ATTENDED) for n, leader in enumerate(attended[:-1])
    ]
    if stage.chance.random() < 0.1:
        absent = Outcome.REPRESENTED if stage.chance.random() < 0.5 else Outcome.NOT_ATTENDING
        named.append((attended[-1].pk, "accompanies", absent))
    return named


def _add_phases(stage: Stage, made: Happening, way: str, who: list[Named]) -> None:
    """What was recorded when: planned and confirmed beforehand, held (or called off) after."""
    expected: list[Named] = [(leader, role, Outcome.EXPECTED) for leader, role, _ in who]
    planned_at = stage.instant(made.day - timedelta(days=stage.chance.randrange(12, 55)))
    confirmed_at = stage.instant(made.day - timedelta(days=stage.chance.randrange(1, 11)))
    phases = [Phase(Status.CONFIRMED, confirmed_at, expected)]
    if made.day.year == YEAR:
        phases.insert(0, Phase(Status.PLANNED, planned_at, expected if stage.chance.random() < 0.4 else []))
    if way == "called off":
        status = Status.CANCELLED if stage.chance.random() < 0.6 else Status.POSTPONED
        made.reason = stage.chance.choice(texts("register")["reasons"])
        phases.append(Phase(status, confirmed_at + timedelta(hours=20), expected))
    else:
        phases.append(Phase(Status.HELD, _registered_at(stage, made), who))
    made.phases = [phase for phase in phases if phase.recorded_at < stage.limit]
    if made.phases and made.phases[-1].status not in (Status.CANCELLED, Status.POSTPONED):
        made.reason = ""


def _registered_at(stage: Stage, made: Happening) -> datetime:
    """When an event that is over was registered as held; after the limit when that has not been done yet."""
    draw = stage.chance.random()
    lag = (
        stage.chance.randrange(3)
        if draw < 0.6
        else stage.chance.randrange(3, 8)
        if draw < 0.9
        else stage.chance.randrange(8, 22)
    )
    over = made.last_day
    at = max(stage.instant(over + timedelta(days=lag)), made.ends_at + timedelta(minutes=20))
    waits = (stage.today - over).days <= 4 and stage.chance.random() < 0.4
    if at >= stage.limit > made.ends_at and not waits:
        return made.ends_at + (stage.limit - made.ends_at) * 0.6
    return at


def _add_delegations(stage: Stage, found: list[Happening]) -> None:
    """Give most events a delegation; one that stays some days may make several events."""
    here: dict[tuple[str, int], Happening] = {}
    told = texts("register")
    for happening in found:
        if told["kinds"][happening.kind].get("open") or stage.chance.random() < 0.15:
            continue
        before = here.get((happening.place, happening.theme))
        if before and before.delegation and (happening.day - before.day).days <= 4:
            happening.delegation = before.delegation
            before.delegation.leaves_on = max(before.delegation.leaves_on or happening.day, happening.last_day)
            continue
        theme = told["themes"][happening.theme]
        number = f"{stage.copy + 1}-{happening.number:03d}" if stage.copy else f"{happening.number:03d}"
        happening.delegation = Delegation(
            name_en=f"{theme['en'].capitalize()} delegation {number}",
            name_zh=f"{theme['zh']}代表团（第{number}批）",
            country_or_region=happening.place,
            size=stage.chance.choice((4, 5, 6, 6, 8, 8, 10, 12, 15, 20, 35, 60)),
            arrives_on=happening.day,
            leaves_on=happening.last_day,
            demonstration=True,
        )
        here[happening.place, happening.theme] = happening


def titles(happening: Happening, copy: int) -> tuple[str, str]:
    """The event's title in English and Chinese; it names no leader."""
    told: dict[str, Any] = texts("register")
    facts, theme = told["kinds"][happening.kind], told["themes"][happening.theme]
    place = told["places"].get(happening.place, {"en": "", "zh": ""})
    number = f"{copy + 1}-{happening.number:03d}" if copy else f"{happening.number:03d}"
    return (
        facts["en"].format(theme=theme["en"], n=number, place=place["en"]),
        facts["zh"].format(theme=theme["zh"], n=number, place=place["zh"]),
    )


def region(happening: Happening) -> str:
    """The country or region: that of the other side, none for events of many."""
    many = texts("register")["kinds"][happening.kind].get("open")
    return "" if many and happening.kind != Kind.HONG_KONG_MACAO else happening.place
