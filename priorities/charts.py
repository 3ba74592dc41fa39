"""What the chart of a task is drawn from (static/js/chart.js), with the same data as a table."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from foundation import days
from foundation.numbers import one_decimal
from priorities.figures import Moment
from priorities.figures.curve import Point, curve
from priorities.models import Task


@dataclass(frozen=True)
class Chart:
    """A chart, what it says in one sentence, and its data as a table."""

    chart: dict[str, Any]
    label: str
    head: list[str]
    rows: list[list[Any]]


def planned_and_actual(task: Task, moment: Moment) -> Chart | None:
    """Planned and actual percent of a task over the plan's year; None for ongoing ones. `task` carries its state."""
    points = curve(task, moment)
    if not points:
        return None
    planned, done = pgettext("percent", "planned"), pgettext("percent", "done")
    state, reported = task.state, _reported(points, moment)
    return Chart(
        chart={
            "kind": "step",
            "unit": "%",
            "max": 100,
            "time": True,
            "x": [point.day.isoformat() for point in points],
            "series": [
                {
                    "name": planned,
                    "style": "plan",
                    "kind": "step" if task.milestones.all() else "line",
                    "values": [float(one_decimal(point.planned) or 0) for point in points],
                },
                {
                    "name": done,
                    "style": "done",
                    "x": [point.day.isoformat() for point in reported],
                    "values": [point.percent for point in reported],
                },
            ],
        },
        label=_("%(done)s%% done, %(planned)s%% planned by %(day)s")
        % {"done": state.percent, "planned": one_decimal(state.planned), "day": days.short(state.day)},
        head=[_("Day"), planned, done],
        rows=[[days.short(point.day), f"{one_decimal(point.planned)}%", _percent(point)] for point in points],
    )


def _percent(point: Point) -> str | None:
    return None if point.percent is None else f"{point.percent}%"


def _reported(points: list[Point], moment: Moment) -> list[Point]:
    """The points at which the actual percent changed, the first and the moment's day: where its line has a dot."""
    known = [point for point in points if point.percent is not None]
    changed = [after for before, after in pairwise(known) if after.percent != before.percent or after.day == moment.day]
    return [*known[:1], *changed]
