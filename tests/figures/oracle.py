"""The figures of contract.md, section 1, computed a second time: from its text alone, in plain Python, one rule each.

Slow and obvious on purpose; it imports nothing of the product and nothing of Django. Percentages are exact Fractions.
Where the contract leaves room, the reading is said at the rule.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

from tests.figures.records import Schedule, Task, Update, World

SHANGHAI = ZoneInfo("Asia/Shanghai")
STATUSES = ("not_started", "in_progress", "completed", "cancelled")
GRAVEST_FIRST = ("overdue", "far_behind", "behind", "on_track", "not_due", "completed", "cancelled")
Known = datetime | None


def is_known(recorded_at: datetime, known_at: Known) -> bool:
    """Known at K: what was recorded after K does not count."""
    return known_at is None or recorded_at <= known_at


# --- Tasks --------------------------------------------------------------------------------------------------------


def schedule_in_force(task: Task, day: date, known_at: Known) -> Schedule:
    """The newest with `decided_on` ≤ D, else the first. Newest: decided last, of two on one day recorded last.

    A task all of whose schedules were recorded after K has its first.
    """
    known = [each for each in task.schedules if is_known(each.recorded_at, known_at)]
    if not known:
        return task.schedules[0]
    chosen = None
    for schedule in known:
        if schedule.decided_on <= day and (chosen is None or schedule.decided_on >= chosen.decided_on):
            chosen = schedule
    return chosen or known[0]


def extensions_of(task: Task, day: date, known_at: Known) -> tuple[int, date | None]:
    """How often the deadline was moved later by D, and what it was before the first time."""
    decided = [each for each in task.schedules if each.decided_on <= day and is_known(each.recorded_at, known_at)]
    decided.sort(key=lambda each: each.decided_on)  # of two on one day the one recorded first
    times, original = 0, None
    for earlier, later in pairwise(decided):
        if later.due_on > earlier.due_on:
            times += 1
            original = original or earlier.due_on
    return times, original


def stands(update: Update, known_at: Known) -> bool:
    """Review `not_required`, or `accepted` as known."""
    if update.first_review == "not_required":
        return True
    return any(review.outcome == "accepted" and is_known(review.at, known_at) for review in update.reviews)


def standing_update(task: Task, day: date, known_at: Known) -> Update | None:
    """The greatest (`effective_on`, id) among those that stand."""
    chosen = None
    for update in task.updates:
        if update.effective_on > day or not is_known(update.recorded_at, known_at) or not stands(update, known_at):
            continue
        if chosen is None or update.effective_on >= chosen.effective_on:
            chosen = update
    return chosen


def percent_of(standing: Update | None) -> int:
    """A deadline task's: `completed` means 100, whatever was kept with the report (a task's kind may change)."""
    if standing is None:
        return 0
    return 100 if standing.status == "completed" else standing.percent or 0


def planned_percent(task: Task, day: date, known_at: Known) -> Fraction | None:
    """By the schedule in force; None for an ongoing task."""
    if task.kind == "ongoing":
        return None
    if task.milestones:
        due = sum(each.weight for each in task.milestones if each.due_on <= day)
        return 100 * Fraction(due, sum(each.weight for each in task.milestones))
    schedule = schedule_in_force(task, day, known_at)
    if day < schedule.starts_on:
        return Fraction(0)
    if day >= schedule.due_on:
        return Fraction(100)
    elapsed = (day - schedule.starts_on).days + 1
    duration = (schedule.due_on - schedule.starts_on).days + 1
    return 100 * Fraction(elapsed, duration)


@dataclass(frozen=True)
class State:
    """A task at D, known at K."""

    status: str
    percent: int | None
    health: str | None
    planned: Fraction | None
    signal: str
    stale: bool
    disagrees: bool
    starts_on: date
    due_on: date
    standing: int | None  # the update's place in the list


def state_of(world: World, task: Task, day: date, known_at: Known = None) -> State:
    """All of a task's figures."""
    schedule = schedule_in_force(task, day, known_at)
    standing = standing_update(task, day, known_at)
    status = standing.status if standing else "not_started"
    health = standing.health if standing else None
    percent = None if task.kind == "ongoing" else percent_of(standing)
    planned = planned_percent(task, day, known_at)
    signal = signal_of(world, task, day, schedule, status, percent, planned)
    return State(
        status=status,
        percent=percent,
        health=health,
        planned=planned,
        signal=signal,
        stale=is_stale(world, task, day, known_at, schedule, status),
        disagrees=health == "green" and signal in ("overdue", "far_behind", "behind"),
        starts_on=schedule.starts_on,
        due_on=schedule.due_on,
        standing=None if standing is None else next(n for n, each in enumerate(task.updates) if each is standing),
    )


def signal_of(
    world: World, task: Task, day: date, schedule: Schedule, status: str, percent: int | None, planned: Fraction | None
) -> str:
    """The first that fits; an ongoing task has only four of them."""
    if status in ("cancelled", "completed"):
        return status
    if percent is not None and planned is not None:
        if day > schedule.due_on:
            return "overdue"
        if planned - percent > world.far_behind:
            return "far_behind"
        if planned - percent >= world.behind:
            return "behind"
    return "not_due" if day < schedule.starts_on else "on_track"


def is_stale(world: World, task: Task, day: date, known_at: Known, schedule: Schedule, status: str) -> bool:
    """Nothing reported for more than the plan's days, whatever became of what was reported."""
    if status in ("completed", "cancelled") or day < schedule.starts_on:
        return False
    heard = schedule.starts_on
    for update in task.updates:
        if update.effective_on <= day and is_known(update.recorded_at, known_at):
            heard = max(heard, update.effective_on)
    return day - heard > timedelta(days=world.stale_days)


@dataclass(frozen=True)
class Sums:
    """The figures of an area, a division or a plan."""

    actual: Fraction | None
    planned: Fraction | None
    signal: str | None
    worst: str | None
    tasks: dict[str, int]
    signals: dict[str, int]
    stale: int
    disagrees: int

    @property
    def gap(self) -> Fraction | None:
        """Actual − planned; null, never 0, where there is neither."""
        return None if self.actual is None or self.planned is None else self.actual - self.planned


def sums_of(world: World, tasks: list[Task], day: date, known_at: Known = None) -> Sums:
    """Over these tasks of the plan."""
    states = [state_of(world, task, day, known_at) for task in tasks]
    weight, done, planned = 0, Fraction(0), Fraction(0)
    for task, state in zip(tasks, states, strict=True):
        if task.kind == "deadline" and state.status != "cancelled":
            assert state.percent is not None
            assert state.planned is not None
            weight += task.weight
            done += task.weight * state.percent
            planned += task.weight * state.planned
    actual = done / weight if weight else None
    return Sums(
        actual=actual,
        planned=planned / weight if weight else None,
        signal=_signal_of_sum(world, states, None if actual is None else planned / weight - actual),
        worst=next((name for name in GRAVEST_FIRST if any(state.signal == name for state in states)), None),
        tasks={status: sum(state.status == status for state in states) for status in STATUSES},
        signals={name: sum(state.signal == name for state in states) for name in GRAVEST_FIRST},
        stale=sum(state.stale for state in states),
        disagrees=sum(state.disagrees for state in states),
    )


def _signal_of_sum(world: World, states: list[State], lag: Fraction | None) -> str | None:
    """Null without tasks; completed when all that are not cancelled are (also when none is left); else by the gap."""
    if not states:
        return None
    if all(state.status == "completed" for state in states if state.status != "cancelled"):
        return "completed"
    if lag is None or lag < world.behind:
        return "on_track"
    return "far_behind" if lag > world.far_behind else "behind"


# --- One decimal --------------------------------------------------------------------------------------------------


def one_decimal(value: Fraction) -> str:
    """To one decimal, half away from zero, as text without a minus zero."""
    tenths = abs(value) * 10
    whole = tenths.numerator // tenths.denominator
    if tenths - whole >= Fraction(1, 2):
        whole += 1
    sign = "-" if value < 0 and whole else ""
    return f"{sign}{whole // 10}.{whole % 10}"
