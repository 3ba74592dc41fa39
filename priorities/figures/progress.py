"""Sums over tasks: areas, divisions, the plan. Counted and summed in SQL, divided once here, exactly."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from math import lcm
from typing import Any

from foundation.dialect import fetch_dicts, read_day
from priorities.figures import sql
from priorities.figures.moment import Moment
from priorities.figures.states import Signal
from priorities.models import Plan, ProgressUpdate

STATUSES = tuple(ProgressUpdate.Status.values)


@dataclass(kw_only=True)
class Progress:
    """The figures of an area, a division or a plan at a moment. Percentages are exact Fractions of 100, or None."""

    plan: Plan
    actual: Fraction | None = None
    planned: Fraction | None = None
    tasks: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATUSES, 0))
    signals: dict[str, int] = field(default_factory=lambda: dict.fromkeys(sql.SIGNALS, 0))
    stale: int = 0
    disagrees: int = 0
    ongoing: int = 0

    @property
    def gap(self) -> Fraction | None:
        """Actual − planned, in points; None where there is nothing to compare."""
        return None if self.actual is None or self.planned is None else self.actual - self.planned

    @property
    def total(self) -> int:
        """Tasks in all, cancelled ones included."""
        return sum(self.tasks.values())

    @property
    def worst(self) -> str | None:
        """The gravest signal among the tasks; None without tasks."""
        return next((signal for signal in sql.GRAVITY if self.signals[signal]), None)

    @property
    def signal(self) -> str | None:
        """The signal by the gap: None without tasks, completed when all that are not cancelled are."""
        if not self.total:
            return None
        if self.signals[Signal.CANCELLED] + self.signals[Signal.COMPLETED] == self.total:
            return Signal.COMPLETED
        if self.gap is None or -self.gap < self.plan.behind_points:
            return Signal.ON_TRACK
        return Signal.FAR_BEHIND if -self.gap > self.plan.far_behind_points else Signal.BEHIND


@dataclass
class _Sums:
    """What accumulates while reading groups; planned sums are kept per denominator until the end."""

    progress: Progress
    weight: int = 0
    done: int = 0
    planned: dict[int, int] = field(default_factory=dict)

    def take(self, row: dict[str, Any]) -> None:
        """Add one group of tasks alike."""
        progress, count = self.progress, row["tasks"]
        progress.tasks[row["status"]] += count
        progress.signals[row["signal"]] += count
        progress.stale += int(row["stale"])
        progress.disagrees += int(row["disagrees"])
        if row["planned_den"] is None:
            progress.ongoing += count
        elif row["status"] != ProgressUpdate.Status.CANCELLED:
            denominator = int(row["planned_den"])
            self.weight += int(row["weight"])
            self.done += int(row["done"])
            self.planned[denominator] = self.planned.get(denominator, 0) + int(row["planned"])

    def finish(self) -> Progress:
        """Divide, once."""
        if self.weight:
            common = lcm(*self.planned)
            planned = sum(numerator * (common // denominator) for denominator, numerator in self.planned.items())
            self.progress.actual = Fraction(self.done, self.weight)
            self.progress.planned = Fraction(100 * planned, common * self.weight)
        return self.progress


def _grouped(plan: Plan, days: Sequence[date], known_at: datetime | None, column: str | None) -> list[dict[str, Any]]:
    """One query: groups of tasks alike in day, `column`, planned denominator, status and signal, with their sums."""
    statement = sql.judged(plan, days, known_at)
    key = column or "NULL"
    statement.add(
        f"""SELECT d, {key} AS key, planned_den, status, signal, COUNT(*) AS tasks, SUM(stale) AS stale,
        SUM(disagrees) AS disagrees, SUM(weight) AS weight, SUM(weight * percent) AS done,
        SUM(weight * planned_num) AS planned
        FROM judged GROUP BY {"d, " + column if column else "d"}, planned_den, status, signal"""
    )
    return fetch_dicts(statement.text, statement.params)


def _collect(plan: Plan, rows: list[dict[str, Any]]) -> dict[Any, Progress]:
    """Progress by key, from groups of one day."""
    sums: dict[Any, _Sums] = {}
    for row in rows:
        sums.setdefault(row["key"], _Sums(Progress(plan=plan))).take(row)
    return {key: each.finish() for key, each in sums.items()}


def of_plan(plan: Plan, moment: Moment) -> Progress:
    """The plan's progress. One query."""
    return _collect(plan, _grouped(plan, [moment.day], moment.known_at, None)).get(None) or Progress(plan=plan)


def by_area(plan: Plan, moment: Moment) -> tuple[Progress, dict[int, Progress]]:
    """The plan's progress and that of each area with tasks, by area id. One query."""
    rows = _grouped(plan, [moment.day], moment.known_at, "area_id")
    areas = _collect(plan, rows)
    whole = _collect(plan, [{**row, "key": None} for row in rows]).get(None) or Progress(plan=plan)
    return whole, areas


def by_division(plan: Plan, moment: Moment) -> dict[int | None, Progress]:
    """Progress by the id of the lead division; None holds the tasks without one. One query."""
    return _collect(plan, _grouped(plan, [moment.day], moment.known_at, "lead_division_id"))


def over_days(
    plan: Plan, days: Sequence[date], known_at: datetime | None = None
) -> dict[date, tuple[Progress, dict[int, Progress]]]:
    """For each day the plan's progress and that of each area, by area id. One query for all the days."""
    if not days:
        return {}
    by_day: dict[date, list[dict[str, Any]]] = {day: [] for day in days}
    for row in _grouped(plan, days, known_at, "area_id"):
        by_day[read_day(row["d"])].append(row)
    return {
        day: (
            _collect(plan, [{**row, "key": None} for row in rows]).get(None) or Progress(plan=plan),
            _collect(plan, rows),
        )
        for day, rows in by_day.items()
    }
