"""What the summary of a closed round (进展情况汇总) says, as data for its template."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from exchange.word import closed, words
from foundation.days import in_full
from priorities.figures import Moment, Progress, TaskState, by_area
from priorities.figures.states import states_at
from priorities.models import PriorityArea, Round, RoundTask


def summary_data(this: Round) -> dict[str, Any]:
    """The whole summary, task by task in the plan's order. Four queries; `this` with plan and areas. See `sample`."""
    moment, areas, rows = closed.moment_of(this), closed.areas_of(this), closed.frozen(this)
    whole, figures = by_area(this.plan, moment)
    states = states_at(this.plan, moment, [row.task_id for row in rows])
    by_number = {number: list(group) for number, group in groupby(rows, key=lambda row: row.task.area.number)}
    asked = Counter(row.task.area_id for row in rows)
    missing = Counter(row.task.area_id for row in rows if row.update_id is None)
    return {
        "title": this.plan.title,
        "plan": closed.plan_data(this),
        "round": closed.round_data(this, len(rows), len(rows) - missing.total()),
        "as_of": in_full(moment.day),
        "office": words.office_of(this.plan),
        "total": None if this.areas.all() else _figures(whole, len(rows), missing.total()),
        "areas": [
            {
                "number": words.counting(place),
                "name": area.name,
                **_figures(figures.get(area.pk) or Progress(plan=this.plan), asked[area.pk], missing[area.pk]),
                "tasks": _tasks(by_number.get(area.number, []), states, moment),
            }
            for place, area in enumerate(_shown(areas, rows), 1)
        ],
    }


def _shown(areas: Sequence[PriorityArea], rows: Sequence[RoundTask]) -> list[PriorityArea]:
    """The areas in scope, and those of which a task was asked for though they have left it."""
    known = {area.pk for area in areas}
    others = {row.task.area_id: row.task.area for row in rows if row.task.area_id not in known}
    return sorted([*areas, *others.values()], key=lambda area: area.number)


def _figures(progress: Progress, asked: int, missing: int) -> dict[str, Any]:
    return {
        "count": progress.total,
        "done": words.tenths(progress.actual),
        "planned": words.tenths(progress.planned),
        "gap": words.points(progress.gap),
        **words.off_schedule(progress.gap),
        "signals": dict(progress.signals),
        "asked": asked,
        "reported": asked - missing,
        "missing": missing,
    }


def _tasks(rows: Sequence[RoundTask], states: dict[int, TaskState], moment: Moment) -> list[dict[str, Any]]:
    return [_task(place, row, states[row.task_id], moment) for place, row in enumerate(rows, 1)]


def _task(place: int, row: RoundTask, state: TaskState, moment: Moment) -> dict[str, Any]:
    update = row.update
    return {
        "number": words.counting(place),
        "code": row.task.short_code,
        "name": row.task.name,
        "lead": words.name_or_dash(row.division),
        "signal": words.signal_word(state.signal),
        "ongoing": state.percent is None,
        "done": words.percent(state.percent),
        "planned": words.tenths(state.planned),
        "gap": words.points(state.gap),
        **words.off_schedule(state.gap),
        "due_on": in_full(state.due_on),
        "reported": update is not None,
        "reported_on": in_full(update.effective_on) if update is not None else "",
        "last_reported_on": in_full(state.reported_on) if state.reported_on else "",
        "no_change": update is not None and update.no_change,
        **closed.parts_of(update),
    }
