"""The charts of the pages of figures: what static/js/chart.js draws, and the same as rows of a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from events.figures import EventCounts, IndicatorFigures
from foundation import days
from foundation.numbers import one_decimal
from priorities.figures import Moment, Progress
from priorities.models import Plan
from workplan.templatetags.workplan_ui import one_decimal as shown


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart, a sentence that says what it shows, and its data as a table."""

    chart: dict[str, Any]
    label: str
    head: list[str]
    rows: list[list[Any]]


def month_ends(plan: Plan) -> list[date]:
    """The last day of each month of the plan's year."""
    firsts = [date(plan.year, month, 1) for month in range(2, 13)] + [date(plan.year + 1, 1, 1)]
    return [date.fromordinal(first.toordinal() - 1) for first in firsts]


def curve_days(plan: Plan, moment: Moment) -> list[date]:
    """The days of the curve: each month's last one, and the moment's among them."""
    return sorted({*month_ends(plan), moment.day})


def trend(over_year: Mapping[date, tuple[Progress, Mapping[int, Progress]]], area: int, moment: Moment) -> list[Any]:
    """An area's actual percents at the month ends up to the moment, for its sparkline."""
    return [
        areas[area].actual for day, (_whole, areas) in sorted(over_year.items()) if day <= moment.day and area in areas
    ]


def planned_and_actual(moment: Moment, by_day: Mapping[date, Progress]) -> Chart | None:
    """Planned over the whole year against actual up to the moment; None where no task has a percentage."""
    at = sorted(by_day)
    if all(progress.planned is None for progress in by_day.values()):
        return None
    actual = [by_day[day].actual if day <= moment.day else None for day in at]
    planned = [by_day[day].planned for day in at]
    now = by_day[moment.day]
    return Chart(
        chart={
            "kind": "line",
            "unit": "%",
            "max": 100,
            "x": [_label(day) for day in at],
            "series": [
                {"name": _("planned"), "values": [_number(value) for value in planned], "style": "plan"},
                {"name": _("done"), "values": [_number(value) for value in actual], "style": "done"},
            ],
        },
        label=_("Done %(done)s%% against %(planned)s%% planned on %(day)s.")
        % {"done": shown(now.actual), "planned": shown(now.planned), "day": days.short(moment.day)},
        head=[_("Day"), _("Planned, %"), _("Done, %")],
        rows=[[days.short(day), shown(p), shown(a)] for day, p, a in zip(at, planned, actual, strict=True)],
    )


def events_over_year(
    plan: Plan, moment: Moment, months: Sequence[tuple[int, EventCounts]], figures: IndicatorFigures
) -> Chart:
    """Events with leaders, cumulative by month, against each baseline spread evenly over the year."""
    ends = month_ends(plan)
    totals: dict[date, int] = {}
    running = 0
    for month, counts in months:
        running += counts.with_leaders
        totals[min(ends[month - 1], moment.day)] = running
    at = sorted({*ends, *totals})
    done = [totals.get(day) for day in at]
    baselines = [
        (each.baseline, [each.baseline.value * ((day - plan.first_day).days + 1) / plan.days for day in at])
        for each in figures.baselines
    ]
    series = [
        {
            "name": f"{baseline.year} ≈" if baseline.derived else str(baseline.year),
            "values": [round(float(value), 1) for value in values],
            "style": "past" if baseline.derived else "plan",
        }
        for baseline, values in baselines
    ]
    return Chart(
        chart={
            "kind": "line",
            "unit": "",
            "x": [_label(day) for day in at],
            "series": [*series, {"name": str(plan.year), "values": done, "style": "done"}],
        },
        label=_("%(count)d events by %(day)s.") % {"count": running, "day": days.short(moment.day)},
        head=[_("Day"), *(str(baseline.year) for baseline, _values in baselines), str(plan.year)],
        rows=[
            [days.short(day), *(shown(Fraction(values[i])) for _baseline, values in baselines), done[i]]
            for i, day in enumerate(at)
        ],
    )


def _label(day: date) -> str:
    """For the axis: the month of a month's last day, any other day in full."""
    if date.fromordinal(day.toordinal() + 1).day != 1:
        return days.short(day)
    return days.short_month(day.month)


def _number(value: Fraction | None) -> float | None:
    """For a chart: one decimal."""
    rounded = one_decimal(value)
    return None if rounded is None else float(rounded)
