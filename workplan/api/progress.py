"""`progress/`: the figures of a plan at a moment, as its dashboard shows them."""

from dataclasses import asdict
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from events.figures import BaselineFigures, IndicatorFigures
from foundation.dialect import one_snapshot
from foundation.numbers import one_decimal
from foundation.rest.parameters import refused
from foundation.rest.shape import local, number
from foundation.rest.views import ApiView
from priorities.figures import Moment, Progress
from priorities.models import Indicator, Plan
from workplan.api import cursors
from workplan.api.serializers import ProgressSerializer
from workplan.progress import division_progress, plan_progress

Json = dict[str, Any]
PARAMETERS = ("plan", "as_of", "known_at")
DOCUMENTED = [
    OpenApiParameter("plan", str, required=True, description="Code of the plan."),
    OpenApiParameter(
        "as_of",
        {"type": "string", "format": "date"},
        description="The day: of the plan's year, not after today. Default: today, held within the plan's year.",
    ),
    OpenApiParameter(
        "known_at",
        str,
        description="As known at an instant (ISO 8601 with offset), or `then`: at the end of that day. Default: now.",
    ),
]


class ProgressView(ApiView):
    """The figures of a plan as of a day and as known at an instant."""

    serializer_class = ProgressSerializer

    def parameters(self) -> tuple[list[str], list[str]]:
        """A plan, and when."""
        return list(PARAMETERS), []

    @extend_schema(parameters=DOCUMENTED)
    def get(self, request: Request) -> Response:
        """The figures: the plan's, each area's, those of divisions and indicators. A constant number of queries."""
        with one_snapshot():
            plan = _plan(request.GET.get("plan"))
            moment = Moment.of(plan, request.GET.get("as_of"), request.GET.get("known_at"))
            return Response(progress_body(plan, moment, request.user))


def _plan(code: str | None) -> Plan:
    """The plan of a code. ValidationError on `plan`."""
    if code is None:
        raise refused("plan", _("This parameter is needed: the code of a plan, such as 2024."), "required")
    found = Plan.objects.filter(code=code).first() if "\0" not in code else None
    if found is None:
        raise refused("plan", _("There is no plan of this code."), "does_not_exist")
    return found


def progress_body(plan: Plan, moment: Moment, reader: Any) -> Json:
    """The JSON of `progress/`. Every figure is rounded here, once."""
    progress = plan_progress(plan, moment, reader)
    return {
        "plan": plan.code,
        "as_of": moment.day,
        "known_at": None if moment.known_at is None else local(moment.known_at),
        "cursor": cursors.encode(progress.cursor),
        **_progress(progress.whole),
        "events": asdict(progress.events),
        "areas": [
            {"code": area.code, **_progress(figures), "events": asdict(events)}
            for area, figures, events in progress.areas
        ],
        "divisions": [
            {"code": division.code, **_progress(figures)}
            for division, figures in division_progress(plan, moment, reader)
        ],
        "indicators": [_indicator(each) for each in progress.indicators],
    }


def _progress(figures: Progress) -> Json:
    """The figures of a plan, an area or a division."""
    return {
        "actual_percent": _decimal(figures.actual),
        "planned_percent": _decimal(figures.planned),
        "gap": _decimal(figures.gap),
        "signal": figures.signal,
        "worst": figures.worst,
        "tasks": dict(figures.tasks),
        "signals": dict(figures.signals),
        "stale": figures.stale,
        "disagrees": figures.disagrees,
    }


def _indicator(figures: IndicatorFigures) -> Json:
    """The figures of an indicator."""
    indicator = figures.indicator
    return {
        "code": indicator.code,
        "kind": indicator.kind,
        "actual": _value(figures.actual, indicator),
        "target": number(indicator.target),
        "baselines": [_against(each, figures) for each in figures.baselines],
    }


def _against(figures: BaselineFigures, of: IndicatorFigures) -> Json:
    """An indicator against one baseline."""
    baseline = figures.baseline
    return {
        "year": baseline.year,
        "value": number(baseline.value),
        "low": number(baseline.low),
        "high": number(baseline.high),
        "derived": baseline.derived,
        "change_percent": _decimal(figures.change_percent),
        "pace": _decimal(figures.pace),
        "projected": _decimal(of.projected) if baseline.value else None,
        "projected_change_percent": _decimal(figures.projected_change_percent),
        "ahead": _decimal(figures.ahead),
        "same_day": _value(figures.same_day, of.indicator),
    }


def _decimal(value: Fraction | None) -> float | None:
    """To one decimal, as a JSON number."""
    found = one_decimal(value)
    return None if found is None else float(found)


def _value(value: Fraction | None, indicator: Indicator) -> int | float | None:
    """A count or a measured value as it was entered; an average to one decimal."""
    if value is None or value.denominator == 1:
        return None if value is None else value.numerator
    return _decimal(value) if indicator.aggregate == Indicator.Aggregate.AVERAGE else float(value)
