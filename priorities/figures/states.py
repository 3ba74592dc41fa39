"""The state of tasks at a moment: for a page of them, or as a condition on a list of them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import models
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from foundation.dialect import fetch_dicts, read_day
from priorities.figures import sql
from priorities.figures.moment import Moment
from priorities.models import Plan, ProgressUpdate, Task


class Signal(models.TextChoices):
    """The signal by rule, of a task, an area, a division or a plan."""

    COMPLETED = "completed", _("closed out")
    ON_TRACK = "on_track", _("on track")
    BEHIND = "behind", _("behind")
    FAR_BEHIND = "far_behind", _("far behind")
    OVERDUE = "overdue", _("overdue")
    NOT_DUE = "not_due", _("not due")
    CANCELLED = "cancelled", _("cancelled")


@dataclass(frozen=True, kw_only=True)
class TaskState:
    """How a task stands at a moment. Percents are of 100; `percent`, `planned` and `gap` are None for ongoing tasks.

    `planned` and `gap` are exact; `percent` is the integer of the standing update. `overdue_days` is 0 unless overdue.
    """

    day: date
    starts_on: date
    due_on: date
    standing_id: int | None
    status: str
    percent: int | None
    health: str | None
    planned: Fraction | None
    signal: str
    stale: bool
    disagrees: bool
    reported_on: date | None

    @property
    def gap(self) -> Fraction | None:
        """Actual − planned, in points."""
        return None if self.percent is None or self.planned is None else self.percent - self.planned

    @property
    def overdue_days(self) -> int:
        """Days past the deadline when the signal is overdue, else 0."""
        return (self.day - self.due_on).days if self.signal == Signal.OVERDUE else 0

    @property
    def days_left(self) -> int:
        """Days until the deadline; negative after it."""
        return (self.due_on - self.day).days

    @property
    def is_open(self) -> bool:
        """Neither completed nor cancelled."""
        return self.status not in (ProgressUpdate.Status.COMPLETED, ProgressUpdate.Status.CANCELLED)

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "TaskState":
        """From a row of `judged` (dates come as text from SQLite)."""
        numerator, denominator = row["planned_num"], row["planned_den"]
        return cls(
            day=read_day(row["d"]),
            starts_on=read_day(row["starts_on"]),
            due_on=read_day(row["due_on"]),
            standing_id=row["standing_id"],
            status=row["status"],
            percent=row["percent"],
            health=row["health"],
            planned=None if numerator is None else Fraction(100 * int(numerator), int(denominator)),
            signal=row["signal"],
            stale=bool(row["stale"]),
            disagrees=bool(row["disagrees"]),
            reported_on=read_day(row["reported_on"]) if row["reported_on"] else None,
        )


def attach(tasks: Iterable[Task], moment: Moment) -> list[Task]:
    """Set `task.state` on each of these tasks of one plan: one query (none for no task). Returns them as a list."""
    found = list(tasks)
    if found:
        statement = sql.judged(found[0].plan, [moment.day], moment.known_at, [task.pk for task in found])
        _hand_out(found, _states(statement))
    return found


def states_at(plan: Plan, moment: Moment, task_ids: Sequence[int]) -> dict[int, TaskState]:
    """The state of these tasks of the plan at a moment, by task id. One query (none for no task)."""
    return _states(sql.judged(plan, [moment.day], moment.known_at, task_ids)) if task_ids else {}


def attach_today(tasks: Iterable[Task]) -> list[Task]:
    """`attach` for tasks of any plans, each as it is today, held within its own plan's year. One query."""
    found = list(tasks)
    if found:
        _hand_out(found, states_today({task.plan for task in found}, [task.pk for task in found]))
    return found


def states_today(plans: Iterable[Plan], task_ids: Sequence[int]) -> dict[int, TaskState]:
    """The state today of tasks of these plans, by task id; of a plan only `pk` and `year` are read. One query."""
    return _states(sql.judged_across([(plan, Moment.default_day(plan)) for plan in plans], None, task_ids))


def _states(statement: sql.Statement) -> dict[int, TaskState]:
    """Run the statement."""
    statement.add("SELECT * FROM judged")
    return {row["task_id"]: TaskState.from_row(row) for row in fetch_dicts(statement.text, statement.params)}


def _hand_out(tasks: Iterable[Task], states: Mapping[int, TaskState]) -> None:
    """Give each task its state."""
    for task in tasks:
        task.state = states[task.pk]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Conditions on the state of a task; all of them must fit. None, or an empty collection: no condition."""

    signal: Collection[str] = ()
    status: Collection[str] = ()
    stale: bool | None = None
    disagrees: bool | None = None
    due_from: date | None = None
    due_to: date | None = None

    def conditions(self) -> Iterator[tuple[str, list[Any]]]:
        """Each condition as SQL on `judged`, with its parameters."""
        for column, values in (("signal", self.signal), ("status", self.status)):
            if values:
                yield f"{column} IN ({', '.join(['%s'] * len(values))})", list(values)
        for column, flag in (("stale", self.stale), ("disagrees", self.disagrees)):
            if flag is not None:
                yield f"{column} = %s", [int(flag)]
        for operator, day in ((">=", self.due_from), ("<=", self.due_to)):
            if day is not None:
                yield f"due_on {operator} %s", [day.isoformat()]


def narrow(tasks: models.QuerySet[Task], plan: Plan, moment: Moment, **wanted: Any) -> models.QuerySet[Task]:
    """The tasks of the plan whose state fits every condition given (see `Wanted`); none given: as they are."""
    return narrow_across(tasks, [(plan, moment.day)], moment.known_at, Wanted(**wanted))


def narrow_across(
    tasks: models.QuerySet[Task], days: Sequence[tuple[Plan, date]], known_at: datetime | None, wanted: Wanted
) -> models.QuerySet[Task]:
    """`narrow` for the tasks of several plans, each on its plan's day."""
    conditions = list(wanted.conditions())
    if not conditions:
        return tasks
    if not days:
        return tasks.none()
    statement = sql.judged_across(days, known_at)
    statement.add("SELECT task_id FROM judged WHERE " + " AND ".join(text for text, _params in conditions))
    statement.params += [value for _text, params in conditions for value in params]
    return tasks.filter(pk__in=RawSQL(statement.text, statement.params))


def urgency(task: Task) -> tuple[int, int, int, str]:
    """A sort key, most urgent first: by gravity of the signal, stale ones first, then the deadline, then the code."""
    state = task.state
    return sql.GRAVITY.index(state.signal), not state.stale, state.days_left, task.code
