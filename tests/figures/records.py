"""What was recorded, as plain data: what the oracle computes from and what a builder writes to the database.

Where several rows were recorded, their place in the list is the order of recording.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class Schedule:
    starts_on: date
    due_on: date
    decided_on: date
    recorded_at: datetime


@dataclass(frozen=True)
class Milestone:
    due_on: date
    weight: int


@dataclass(frozen=True)
class Review:
    outcome: str
    at: datetime


@dataclass(frozen=True)
class Update:
    effective_on: date
    status: str
    percent: int | None
    health: str | None
    recorded_at: datetime
    first_review: str
    reviews: tuple[Review, ...] = ()


@dataclass(frozen=True)
class Task:
    """`area`, `lead`: numbers of an area and of a division (None: no lead yet)."""

    kind: str
    weight: int
    area: int
    lead: int | None
    schedules: tuple[Schedule, ...]
    milestones: tuple[Milestone, ...] = ()
    updates: tuple[Update, ...] = ()


@dataclass(frozen=True)
class EventState:
    """`attendances`: outcome by leader's number. `delegation`: the number of one, `area` and `host` likewise."""

    recorded_at: datetime
    status: str
    starts_at: datetime
    host: int
    area: int | None = None
    delegation: int | None = None
    restricted: bool = False
    demonstration: bool = False
    attendances: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Event:
    """Its states in the order of recording, the last one as it stands. `tasks`: numbers of the tasks served."""

    states: tuple[EventState, ...]
    tasks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Measurement:
    """`corrects`: the place in the list of the measurement it takes the place of."""

    on: date
    value: Decimal
    recorded_at: datetime
    corrects: int | None = None


@dataclass(frozen=True)
class OfflineTotal:
    month: date
    number: int
    recorded_at: datetime


@dataclass(frozen=True)
class Indicator:
    """`baselines`: value by year."""

    kind: str
    aggregate: str = "sum"
    area: int | None = None
    baselines: tuple[tuple[int, Decimal], ...] = ()
    measurements: tuple[Measurement, ...] = ()
    offline: tuple[OfflineTotal, ...] = ()


@dataclass(frozen=True)
class Reader:
    """Somebody who reads: `division` of staff and chiefs, `serves` the leader (by number) of a secretary."""

    role: str
    division: int | None = None
    serves: int | None = None


@dataclass(frozen=True)
class World:
    """A plan with all that was ever recorded of it. `leaders`: by task, the office's leader in charge (by number)."""

    year: int = 2024
    behind: int = 10
    far_behind: int = 30
    stale_days: int = 30
    demonstration: bool = False
    areas: int = 1
    divisions: int = 1
    tasks: tuple[Task, ...] = ()
    in_charge: tuple[int | None, ...] = ()
    delegations: tuple[int, ...] = ()
    leaders: int = 0
    events: tuple[Event, ...] = ()
    indicators: tuple[Indicator, ...] = field(default=())
