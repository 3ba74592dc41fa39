"""The pages of figures. Each asks the figures' home for what it shows, and picks a template."""

from itertools import groupby
from typing import TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from events.figures import EventCounts, by_month, counts_by_area, indicator_figures, offline_totals
from foundation.pages import paginate, refuse_unknown
from priorities import figures
from priorities.figures import Moment, Progress
from priorities.figures.attention import needing_attention
from priorities.models import Achievement, Measurement, Plan, PriorityArea, ProgressUpdate, Task
from priorities.rules import may_edit_plan
from priorities.shortcuts import get_plan, moment_from
from workplan.dashboard import charts, sentence
from workplan.progress import plan_progress

MOMENT = ("as_of", "known_at")
ATTENTION = 8
Recorded = TypeVar("Recorded", Measurement, ProgressUpdate)


@require_safe
def dashboard(request: HttpRequest, plan: str) -> HttpResponse:
    """The plan at a moment: sentence, tiles, areas, curves, and what needs attention."""
    refuse_unknown(request, MOMENT)
    found = get_plan(plan)
    moment = moment_from(request, found)
    progress = plan_progress(found, moment, request.user)
    updates = ProgressUpdate.objects.filter(task__area__plan=found, effective_on__lte=moment.day)
    reported = _known(updates, moment).exists()
    over_year = figures.over_days(found, charts.curve_days(found, moment), moment.known_at)
    headline = sentence.headline(progress.indicators)
    months = by_month(found, moment) if headline else []
    context = {
        "plan": found,
        "nav": "dashboard",
        "moment": moment,
        "progress": progress,
        "reported": reported,
        "sentence": sentence.of(progress, reported=reported),
        "headline": headline,
        "against": sentence.newest(headline) if headline else None,
        "areas": [
            (area, each, events, charts.trend(over_year, area.pk, moment)) for area, each, events in progress.areas
        ],
        "curve": charts.planned_and_actual(moment, {day: whole for day, (whole, _areas) in over_year.items()}),
        "events_curve": charts.events_over_year(found, moment, months, headline) if headline else None,
        "attention": needing_attention(found, moment, ATTENTION),
        "next_steps": None if reported else Task.objects.of_plan(found).assignment(),
        "may_edit": may_edit_plan(request.user),
    }
    return render(request, "dashboard/dashboard.html", context)


@require_safe
def area(request: HttpRequest, plan: str, number: int) -> HttpResponse:
    """One priority area at a moment: its sentence from the read-out, its figures, its tasks."""
    refuse_unknown(request, (*MOMENT, "page"))
    found = get_plan(plan)
    moment = moment_from(request, found)
    this = get_object_or_404(PriorityArea.objects.select_related("lead_division", "plan"), plan=found, number=number)
    over_year = figures.over_days(found, charts.curve_days(found, moment), moment.known_at)
    by_day = {day: areas.get(this.pk, Progress(plan=found)) for day, (_whole, areas) in over_year.items()}
    page = paginate(request, Task.objects.of_plan(found).filter(area=this).for_list())
    figures.attach(page.object_list, moment)
    context = {
        "plan": found,
        "nav": "dashboard",
        "moment": moment,
        "area": this,
        "progress": by_day[moment.day],
        "events": counts_by_area(found, moment, request.user).get(this.pk, EventCounts()),
        "curve": charts.planned_and_actual(moment, by_day),
        "page": page,
        "may_edit": may_edit_plan(request.user),
    }
    return render(request, "dashboard/area.html", context)


@require_safe
def indicators(request: HttpRequest, plan: str) -> HttpResponse:
    """The plan's indicators against targets and baselines, their sources, and what the year before achieved."""
    refuse_unknown(request, MOMENT)
    found = get_plan(plan)
    moment = moment_from(request, found)
    measured = Measurement.objects.filter(indicator__plan=found, on__lte=moment.day).select_related("indicator")
    context = {
        "plan": found,
        "nav": "indicators",
        "moment": moment,
        "indicators": indicator_figures(found, moment, request.user),
        "offline": offline_totals(found, moment),
        "measurements": _known(measured, moment).order_by("-on", "-id"),
        "achievements": _by_sentence(found),
        "may_edit": may_edit_plan(request.user),
    }
    return render(request, "dashboard/indicators.html", context)


def _known(rows: QuerySet[Recorded], moment: Moment) -> QuerySet[Recorded]:
    """The rows that were recorded by then."""
    return rows if moment.known_at is None else rows.filter(recorded_at__lte=moment.known_at)


def _by_sentence(plan: Plan) -> list[tuple[str, list[Achievement]]]:
    """The year before's achievements, those that one sentence names together. One query."""
    return [(quote, list(named)) for quote, named in groupby(plan.achievements.all(), lambda each: each.source_quote)]
