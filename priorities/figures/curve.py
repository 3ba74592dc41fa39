"""A task's planned and actual percent over its plan's year: the same statement as its state, on many days."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from foundation.dialect import fetch_dicts
from priorities.figures import sql
from priorities.figures.moment import Moment
from priorities.figures.states import TaskState
from priorities.models import Task

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Point:
    """A day of the curve. `percent` is None after the moment's day."""

    day: date
    planned: Fraction
    percent: int | None


def curve(task: Task, moment: Moment) -> list[Point]:
    """Planned and actual from the year's first day to its last; empty for ongoing tasks. Three queries.

    Planned is by the schedule in force on each day. The points are where a curve turns: between them the actual stands
    still, and the planned rises evenly, or, with milestones, stands still. `task.milestones` may be prefetched.
    """
    if task.is_ongoing:
        return []
    plan = task.plan
    days = sorted(day for day in _turning_days(task, moment) if plan.first_day <= day <= plan.last_day)
    statement = sql.judged(plan, days, moment.known_at, [task.pk])
    statement.add("SELECT * FROM judged ORDER BY d")
    points = []
    for row in fetch_dicts(statement.text, statement.params):
        state = TaskState.from_row(row)
        percent = state.percent if state.day <= moment.day else None
        points.append(Point(state.day, state.planned or Fraction(0), percent))
    return points


def _turning_days(task: Task, moment: Moment) -> set[date]:
    """The days on which a curve may turn, with the day before where it jumps; the year's ends. Two queries."""
    schedules = task.schedules.values_list("starts_on", "due_on", "decided_on")
    days = {day for starts, due, decided in schedules for day in (starts - DAY, starts, due, decided - DAY, decided)}
    days |= {milestone.due_on for milestone in task.milestones.all()}
    days |= set(task.updates.filter(effective_on__lte=moment.day).values_list("effective_on", flat=True))
    return days | {task.plan.first_day, moment.day, task.plan.last_day}
