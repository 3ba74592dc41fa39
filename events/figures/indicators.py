"""Indicators: the actual value, and how it stands against baselines (contract.md, section 1)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from accounts.rules import Reader
from events.figures.counts import EventCounts, Span, in_spans, years_registered
from events.figures.measured import Measured, measured
from events.figures.offline import Totals, offline_by_month
from priorities.figures import Moment
from priorities.models import Baseline, Indicator, Plan

Counts = dict[tuple[object, int | None], EventCounts]
Values = dict[tuple[int, int], Measured]


@dataclass(frozen=True, kw_only=True)
class BaselineFigures:
    """An indicator against one baseline. Exact; None where contract.md says null."""

    baseline: Baseline
    change_percent: Fraction | None = None
    pace: Fraction | None = None
    projected_change_percent: Fraction | None = None
    ahead: Fraction | None = None
    same_day: Fraction | None = None


@dataclass(frozen=True, kw_only=True)
class IndicatorFigures:
    """An indicator at a moment. `actual` includes `offline`; None where nothing was measured."""

    indicator: Indicator
    actual: Fraction | None
    offline: int = 0
    projected: Fraction | None = None
    baselines: list[BaselineFigures] = field(default_factory=list)

    @property
    def quotes(self) -> list[str]:
        """The source sentences of the baselines, each once, in their order."""
        return [quote for quote in dict.fromkeys(each.baseline.source_quote for each in self.baselines) if quote]


def indicator_figures(plan: Plan, moment: Moment, user: Reader, totals: Totals | None = None) -> list[IndicatorFigures]:
    """The plan's indicators in their order, of what the reader may see where they are narrower than the plan.

    Eight queries at most, however many indicators and baselines there are.
    """
    indicators = list(Indicator.objects.of_plan(plan))
    if not indicators:
        return []
    spans = _spans(plan, moment, indicators)
    wide = in_spans(plan.demonstration, spans, moment.known_at)
    narrow: Counts = {}
    if any(each.area_id for each in indicators if each.is_counted):
        narrow = in_spans(plan.demonstration, spans, moment.known_at, reader=user, by_area=True)
    registered = years_registered(plan.demonstration, [year for year in spans if year != plan.year], moment.known_at)
    values = {} if all(each.is_counted for each in indicators) else measured(plan, spans, moment.known_at)
    offline: Counter[int] = Counter()
    for total in offline_by_month(plan, moment) if totals is None else totals:
        offline[total.indicator_id] += total.number

    found = []
    for indicator in indicators:
        by_year: dict[int, Fraction | None] = {
            year: _value(indicator, year, narrow if indicator.area_id else wide, values) for year in spans
        }
        if indicator.is_counted:
            by_year |= {year: None for year in spans if year != plan.year and year not in registered}
        extra = offline[indicator.pk] if indicator.is_counted else 0
        found.append(_figures(indicator, plan, moment, by_year, extra))
    return found


def _spans(plan: Plan, moment: Moment, indicators: Iterable[Indicator]) -> dict[int, Span]:
    """The plan's year up to the day, and each baseline's year up to the same month and day (28 February for 29)."""
    years = {baseline.year for indicator in indicators for baseline in indicator.baselines.all()}
    return {year: (date(year, 1, 1), _same_day(moment.day, year)) for year in years | {plan.year}}


def _same_day(day: date, year: int) -> date:
    """The same month and day of another year; 28 February for 29 where the year has none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def _value(indicator: Indicator, year: int, counted: Counts, values: Values) -> Fraction | None:
    """The indicator's value over a year's span: a count, or the aggregate of its measurements (None without any)."""
    if indicator.is_counted:
        counts = counted.get((year, indicator.area_id), EventCounts())
        return Fraction(counts.of_kind(indicator.kind))
    found = values.get((indicator.pk, year))
    return found.by(indicator.aggregate) if found else None


def _figures(
    indicator: Indicator, plan: Plan, moment: Moment, values: dict[int, Fraction | None], offline: int
) -> IndicatorFigures:
    """Put together the figures of one indicator."""
    value = values[plan.year]
    actual = None if value is None else value + offline
    elapsed = Fraction((moment.day - plan.first_day).days + 1, plan.days)
    summed = indicator.is_counted or indicator.aggregate == Indicator.Aggregate.SUM
    projected = actual / elapsed if actual is not None and summed else None
    return IndicatorFigures(
        indicator=indicator,
        actual=actual,
        offline=offline,
        projected=projected,
        baselines=[
            _against(baseline, actual, projected, elapsed if summed else None, values.get(baseline.year))
            for baseline in indicator.baselines.all()
        ],
    )


def _against(
    baseline: Baseline,
    actual: Fraction | None,
    projected: Fraction | None,
    elapsed: Fraction | None,
    same_day: Fraction | None,
) -> BaselineFigures:
    """Compare with one baseline; a baseline of 0 compares with nothing."""
    value = _exact(baseline.value)
    if not value:
        return BaselineFigures(baseline=baseline, same_day=same_day)
    pace = value * elapsed if elapsed is not None else None
    return BaselineFigures(
        baseline=baseline,
        change_percent=None if actual is None else (actual / value - 1) * 100,
        pace=pace,
        projected_change_percent=None if projected is None else (projected / value - 1) * 100,
        ahead=None if actual is None or pace is None else actual - pace,
        same_day=same_day,
    )


def _exact(value: Decimal) -> Fraction:
    """A decimal as an exact rational."""
    return Fraction(value)
