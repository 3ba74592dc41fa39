"""The plan's indicators as a file: a row for each baseline an indicator is held against, one where it has none."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from events.figures import IndicatorFigures, indicator_figures
from events.figures.indicators import BaselineFigures
from exchange.lists.base import Cells, Listing
from exchange.models import Export
from foundation.bilingual import in_language
from foundation.numbers import one_decimal
from foundation.pages import refuse_unknown
from foundation.sheets.columns import Column
from priorities.models import Plan
from priorities.queries import MOMENT
from priorities.shortcuts import moment_from


def indicator_listing(request: HttpRequest, plan: Plan, user: User) -> Listing:
    """The indicators at the page's moment, of what the reader may see. BadRequest where the page would answer 400."""
    refuse_unknown(request, MOMENT)
    moment = moment_from(request, plan)
    lines = [
        (figures, against)
        for figures in indicator_figures(plan, moment, user)
        for against in (figures.baselines or [None])  # type: ignore[list-item]  # a row of its own without any
    ]
    return Listing(
        name=Export.List.INDICATORS,
        plan=plan,
        day=moment.day,
        columns=_columns(plan),
        total=len(lines),
        rows=lambda: _rows(plan, lines),
    )


def _columns(plan: Plan) -> list[Column]:
    return [
        Column("code", _("Code"), "text", 20),
        Column("indicator", _("Indicator"), "text", 40),
        Column("area", _("Priority area"), "text", 26),
        Column("rule", capfirst(_("counting rule")), "text", 24),
        Column("unit", _("Unit"), "text", 8),
        Column("actual", _("%(year)s so far") % {"year": plan.year}, "number", 12),
        Column("offline", _("of these offline totals"), "number", 12),
        Column("projected", _("Projected for the year"), "number", 12),
        Column("target", _("Target"), "number", 12),
        Column("direction", capfirst(_("direction")), "text", 16),
        Column("note", capfirst(_("assumption")), "long", 40),
        Column("baseline", _("Baseline"), "text", 10),
        Column("kind", _("Kind of figure"), "text", 12),
        Column("value", _("In the year"), "number", 12),
        Column("low", capfirst(_("lowest")), "number", 10),
        Column("high", capfirst(_("highest")), "number", 10),
        Column("change", _("Change so far (%)"), "points", 12),
        Column("pace", _("Pace by this day"), "number", 12),
        Column("ahead", _("Against pace"), "points", 12),
        Column("projected_change", _("Projected change (%)"), "points", 12),
        Column("same_day", _("Same day that year"), "number", 12),
    ]


def _rows(plan: Plan, lines: Sequence[tuple[IndicatorFigures, BaselineFigures | None]]) -> Iterator[Cells]:
    """The rows. No query."""
    for figures, against in lines:
        yield [*_facts(figures), *(_against(plan, against) if against else [None] * 10)]


def _facts(figures: IndicatorFigures) -> Cells:
    this = figures.indicator
    return [
        this.code,
        this.name,
        f"{this.area.number} {this.area.name}" if this.area else "",
        str(this.get_kind_display() if this.is_counted else this.get_aggregate_display()),
        this.unit,
        _number(figures.actual),
        figures.offline or None,
        _number(figures.projected),
        this.target,
        str(this.get_direction_display()),
        in_language(this, "note"),
    ]


def _against(plan: Plan, figures: BaselineFigures) -> Cells:
    baseline = figures.baseline
    synthetic = pgettext("figure", "synthetic") if plan.demonstration else _("stated")
    return [
        str(baseline.year),
        _("derived") if baseline.derived else synthetic,
        baseline.value,
        baseline.low,
        baseline.high,
        _number(figures.change_percent),
        _number(figures.pace),
        _number(figures.ahead),
        _number(figures.projected_change_percent),
        _number(figures.same_day),
    ]


def _number(value: Fraction | None) -> Any:
    """As the page shows it: a whole number, or to one decimal."""
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else one_decimal(value)
