"""A leader's own page: posts over time, a month of engagements, events by kind and month, the load of each week.

Everybody sees what the leader attended; what is to come is for whom product.md lets know. Nothing compares leaders.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from events.agenda import days_of, month_grid
from events.figures.leader import Week, by_kind_and_month, by_week, engagements
from events.models import Kind, Leader
from events.models.event import sees_every_schedule
from events.rules import may_edit_leaders
from events.views.calendar import IN_MONTH, MONTH, cells_of, in_weeks, on_day, ways, weekdays
from foundation import days
from foundation.pages import refuse_unknown
from priorities.figures import Moment
from priorities.models import Plan
from priorities.shortcuts import reader

MONTHS = range(1, 13)


@dataclass(frozen=True, kw_only=True)
class Load:
    """A week of the load; `share`: its engagements, of those of the fullest week, in percent: the length of its bar."""

    week: Week
    share: int


@require_safe
def leader(request: HttpRequest, pk: int) -> HttpResponse:
    """The leader, with the month and the year of `?on=`, by default the plan's day. A value that cannot be: 400."""
    refuse_unknown(request, ("on",))
    user = reader(request)
    found = get_object_or_404(Leader.objects.prefetch_related("posts"), pk=pk)
    plan = _plan_of(found)
    on = on_day(request, Moment.of(plan).day)
    grid = month_grid(on)
    shown = days_of(engagements(found, user), user, [day for week in grid for day in week], IN_MONTH)
    cells = list(cells_of(shown, on))
    counted = by_kind_and_month(found, on.year, user)
    months = [days.short_month(month) for month in MONTHS]
    sums = [sum(counted.get((kind, month), 0) for kind in Kind.values) for month in MONTHS]
    context = {
        "plan": plan,
        "nav": "events",
        "leader": found,
        "posts": sorted(found.posts.all(), key=lambda post: (post.from_on, -post.rank), reverse=True),
        "day": on,
        "may_edit": may_edit_leaders(user),
        "all_schedules": sees_every_schedule(user),
        "view": MONTH,
        "title": days.month(on),
        "weeks": in_weeks(cells),
        "weekdays": weekdays(),
        "empty": not any(cell.shown.entries for cell in cells if not cell.outside),
        "ways": {key: ways(MONTH, on, partial(_address, found))[key] for key in ("before", "after", "today")},
        "list_url": reverse("events:list", args=[plan.code]),
        "query": f"leader={found.pk}",
        "event_base": reverse("events:event", args=[0]).removesuffix("0/"),
        "months": months,
        "kinds": _kinds(counted),
        "sums": sums,
        "whole": sum(counted.values()),
        "load": _load(by_week(found, on.year, user)),
        "chart": _chart(sums, months, on.year),
    }
    return render(request, "events/leader.html", context)


def _plan_of(found: Leader) -> Plan:
    """The plan of the leader's side that the switch offers first; Http404 while there is none to show them under."""
    plan = Plan.objects.for_switch().filter(demonstration=found.demonstration).first()
    if plan is None:
        raise Http404
    return plan


def _address(found: Leader, view: str, day: date) -> str:
    return f"{reverse('events:leader', args=[found.pk])}?on={day.isoformat()}"


def _kinds(counted: dict[tuple[str, int], int]) -> list[tuple[str, list[int], int]]:
    """Each kind of which there was any, in words: its number by month, and in all."""
    rows = [(kind, [counted.get((kind, month), 0) for month in MONTHS]) for kind in Kind]
    return [(str(kind.label), numbers, sum(numbers)) for kind, numbers in rows if sum(numbers)]


def _load(weeks: list[Week]) -> list[Load]:
    most = max((week.number for week in weeks), default=1)
    return [Load(week=week, share=round(Fraction(100 * week.number, most))) for week in weeks]


def _chart(sums: list[int], months: list[str], year: int) -> dict[str, Any]:
    """What the chart of the months is drawn from, and its data as a table."""
    name = _("events attended")
    return {
        "chart": {"kind": "bar", "x": months, "series": [{"name": name, "style": "done", "values": sums}]},
        "label": ngettext("%(n)d event attended in %(year)d", "%(n)d events attended in %(year)d", sum(sums))
        % {"n": sum(sums), "year": year},
        "head": [_("Month"), name],
        "rows": [list(pair) for pair in zip(months, sums, strict=True)],
    }
