"""Random plans, registers and histories, with many days and instants that coincide: there the rules turn."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from tests.figures.oracle import SHANGHAI, planned_percent
from tests.figures.oracle_events import same_day_of
from tests.figures.records import (
    Event,
    EventState,
    Indicator,
    Measurement,
    Milestone,
    OfflineTotal,
    Reader,
    Review,
    Schedule,
    Task,
    Update,
    World,
)

YEARS = (2024, 2023, 2100)  # of 365 and 366 days, and the century that is no leap year
ROLES = ("leadership", "secretary", "staff", "chief", "planning_office", "administrator")


@st.composite
def cases(draw: st.DrawFn, tasks: bool = True, events: bool = True) -> tuple[World, date, datetime | None, Reader]:
    """A world, a day of its year, an instant up to which records are known, and a reader."""
    year = draw(st.sampled_from(YEARS))
    last = (date(year, 12, 31) - date(year, 1, 1)).days
    day = date(year, 1, 1) + timedelta(days=draw(st.one_of(st.sampled_from((58, 59, last)), st.integers(0, last))))
    make = Maker(draw, year, day)
    world = make.world(tasks, events)
    return world, day, draw(known_at(day, make.instants)), make.reader()


def known_at(day: date, instants: list[datetime]) -> st.SearchStrategy[datetime | None]:
    """K: now, the end of D, just when something was recorded, or the instant before."""
    ends = [datetime.combine(day, time.max, SHANGHAI)]
    before = [each - timedelta(microseconds=1) for each in instants]
    return st.one_of(st.none(), st.sampled_from(ends + instants + before))


class Maker:
    """Draws the parts of one world around its day D; remembers the instants at which anything was recorded."""

    def __init__(self, draw: st.DrawFn, year: int, day: date) -> None:
        self.draw, self.year, self.day = draw, year, day
        self.instants: list[datetime] = []
        self.areas, self.divisions, self.leaders = 2, 2, 3
        behind = self.number(1, 60)
        self.thresholds = (behind, self.number(behind, 100))
        self.demonstration = self.among(True, False)
        self.past = (2019, 2020, year - 1)

    def among(self, *values: Any) -> Any:
        return self.draw(st.sampled_from(values))

    def number(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def several(self, most: int, make: Any, least: int = 0) -> tuple[Any, ...]:
        return tuple(make() for _ in range(self.number(least, most)))

    def some_day(self) -> date:
        """A day near D, at a distance where rules turn, or anywhere about the year."""
        near = st.sampled_from((-31, -30, -29, -2, -1, 0, 1, 2, 30))
        return self.day + timedelta(days=self.draw(st.one_of(near, st.integers(-380, 380))))

    def day_of_year(self) -> date:
        return min(max(self.some_day(), date(self.year, 1, 1)), date(self.year, 12, 31))

    def past_day(self) -> date:
        """A day near the same day of a baseline's year."""
        return same_day_of(self.day, self.among(*self.past)) + timedelta(days=self.number(-2, 2))

    def instant(self) -> datetime:
        """A new instant, often one at which something was recorded before."""
        if self.instants and self.among(True, False):
            return self.among(*self.instants)
        made = datetime.combine(self.some_day(), self.among(time.min, time(7, 59, 59), time(8), time(23, 59)), SHANGHAI)
        self.instants.append(made)
        return made

    def world(self, tasks: bool, events: bool) -> World:
        behind, far_behind = self.thresholds
        made = self.several(5, self.task) if tasks else (self.bare_task(), self.bare_task())
        return World(
            year=self.year,
            behind=behind,
            far_behind=far_behind,
            stale_days=self.among(1, 28, 29, 30, 31),
            demonstration=self.demonstration,
            areas=self.areas,
            divisions=self.divisions,
            tasks=made,
            in_charge=tuple(self.among(None, 0, 1) for _ in made),
            delegations=(4, 15),
            leaders=self.leaders,
            events=self.several(8, lambda: self.event(len(made)), least=2) if events else (),
            indicators=self.several(4, self.indicator, least=1) if events else (),
        )

    def task(self) -> Task:
        """A task that is often exactly as many points behind at D as one of the plan's thresholds."""
        kind = self.among("deadline", "deadline", "deadline", "ongoing")
        task = Task(
            kind=kind,
            weight=self.among(1, 1, 2, 3, 7, 1000),
            area=self.number(0, self.areas - 1),
            lead=self.among(None, 0, 1),
            schedules=(self.schedule(), *self.several(2, self.schedule)),
            milestones=self.several(3, lambda: Milestone(self.some_day(), self.number(1, 5))),
        )
        planned = planned_percent(task, self.day, None) or Fraction(0)
        ties = [int(planned - points) for points in self.thresholds if 0 <= planned - points <= 99]
        return replace(task, updates=self.several(4, lambda: self.update(kind, ties)))

    def bare_task(self) -> Task:
        """A task for events to serve, and no more."""
        first = date(self.year, 1, 1)
        return Task(
            "deadline", 1, 0, None, (Schedule(first, first, first, datetime.combine(first, time.min, SHANGHAI)),)
        )

    def schedule(self) -> Schedule:
        starts_on = self.some_day()
        due_on = starts_on + timedelta(days=self.among(0, 1, 6, 9, 9, 19, 99, 348, 365))
        if self.draw(st.booleans()):
            due_on = max(starts_on, self.some_day())
        decided_on = self.among(self.day, self.some_day())  # often two on one day
        return Schedule(starts_on, due_on, decided_on, self.instant())

    def update(self, kind: str, ties: list[int]) -> Update:
        status = self.among(*["in_progress"] * 5, "not_started", "completed", "cancelled")
        likely = self.among(*ties, *ties, self.number(0, 99))
        percent = {"completed": 100, "not_started": 0}.get(status, likely)
        first, reviews = self.review()
        told_as = self.among(kind, kind, kind, kind, "deadline", "ongoing")  # the kind may have changed since
        return Update(
            effective_on=self.day_of_year(),
            status=status,
            percent=None if told_as == "ongoing" else percent,
            health=self.among(None, "green", "green", "amber", "red"),
            recorded_at=self.instant(),
            first_review=first,
            reviews=reviews,
        )

    def review(self) -> tuple[str, tuple[Review, ...]]:
        """Where a report starts, and at most one step of each sort: endorsed, then one that is final."""
        first = self.among("not_required", "not_required", "pending", "pending", "endorsed")
        steps = []
        if first != "not_required":
            if first == "pending" and self.draw(st.booleans()):
                steps.append(Review("endorsed", self.instant()))
            final = self.among(None, "accepted", "accepted", "returned", "withdrawn")
            steps += [Review(final, self.instant())] if final else []
        return first, tuple(steps)

    def event(self, tasks: int) -> Event:
        first = self.event_state()
        served = (self.number(0, tasks - 1),) if tasks and self.draw(st.booleans()) else ()
        return Event(states=(first, *self.several(2, self.event_state)), tasks=served)

    def event_state(self) -> EventState:
        day = self.among(self.some_day, self.day_of_year, self.day_of_year, self.past_day)()
        start = datetime.combine(day, self.among(time.min, time(0, 30), time(10), time(23, 59, 59)), SHANGHAI)
        outcomes = [
            self.among(None, "attended", "attended", "expected", "not_attending", "represented") for _ in range(3)
        ]
        status = self.among("held", "held", "held", "planned", "confirmed", "cancelled", "postponed")
        recorded_at = self.instant()
        return EventState(
            recorded_at=max(recorded_at, start) if status == "held" else recorded_at,
            status=status,
            starts_at=start,
            host=self.number(0, self.divisions - 1),
            area=self.among(None, 0, 1),
            delegation=self.among(None, 0, 0, 0, 1),
            restricted=self.draw(st.booleans()),
            demonstration=self.demonstration is self.among(True, True, True, False),
            attendances=tuple((leader, outcome) for leader, outcome in enumerate(outcomes) if outcome),
        )

    def indicator(self) -> Indicator:
        kind = self.among(
            "events_held",
            "events_held",
            "events_with_leaders",
            "events_with_leaders",
            "leader_attendances",
            "delegations",
            "persons",
            "measured",
            "measured",
            "measured",
        )
        years = self.draw(st.lists(st.sampled_from(self.past), unique=True, max_size=2))
        measurements: list[Measurement] = []
        for _ in range(self.number(0, 5) if kind == "measured" else 0):
            measurements.append(self.measurement(measurements))
        return Indicator(
            kind=kind,
            aggregate=self.among("sum", "latest", "average") if kind == "measured" else "sum",
            area=self.among(None, 0, 0),
            baselines=tuple((year, self.among(Decimal(0), Decimal(336), Decimal("7.25"))) for year in sorted(years)),
            measurements=tuple(measurements),
            offline=() if kind == "measured" else self.several(3, self.offline),
        )

    def measurement(self, before: list[Measurement]) -> Measurement:
        free = [n for n in range(len(before)) if all(each.corrects != n for each in before)]
        corrects = self.among(None, *free)
        on = before[corrects].on if corrects is not None else self.among(self.day, self.day_of_year(), self.past_day())
        return Measurement(on, Decimal(self.number(-500, 9999)) / 100, self.instant(), corrects)

    def offline(self) -> OfflineTotal:
        month = self.among(self.day, self.day, self.day_of_year()).replace(day=1)
        return OfflineTotal(month, self.number(1, 9), self.instant())

    def reader(self) -> Reader:
        role = self.among(*ROLES, "secretary", "staff", "chief")
        if role == "secretary":
            return Reader(role, serves=self.among(0, 1))
        return Reader(role, division=self.number(0, self.divisions - 1) if role in ("staff", "chief") else None)
