"""Measured indicators (contract.md, section 1): chosen and summed in SQL, divided once here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from events.figures.counts import Span, span_rows
from foundation.dialect import fetch_dicts, hundredths, instant
from priorities.models import Indicator, Plan


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What was measured over a span of days; `total` and `latest` in hundredths."""

    number: int
    total: int
    latest: int

    def by(self, aggregate: str) -> Fraction:
        """Sum, average, or the latest by day (of two on one day the one recorded last)."""
        if aggregate == Indicator.Aggregate.LATEST:
            return Fraction(self.latest, 100)
        return Fraction(self.total, 100 * (self.number if aggregate == Indicator.Aggregate.AVERAGE else 1))


def measured(plan: Plan, spans: Mapping[int, Span], known_at: datetime | None) -> dict[tuple[int, int], Measured]:
    """By (id of the indicator, key of the span) what counts: known by K, not corrected by what was known. One query.

    Without a measurement an indicator is left out.
    """
    keys = sorted(spans)
    span_sql, params = span_rows(spans)
    known = [] if known_at is None else [instant(known_at)]
    known_value, known_correction = (
        ("", "") if known_at is None else ("AND m.recorded_at <= %s", "AND c.recorded_at <= %s")
    )
    sql = f"""WITH spans(k, first, last) AS ({span_sql}),
    counted AS (SELECT m.indicator_id, spans.k, {hundredths("m.value")} AS value,
        ROW_NUMBER() OVER (PARTITION BY m.indicator_id, spans.k ORDER BY m."on" DESC, m.id DESC) AS place
        FROM priorities_measurement m JOIN priorities_indicator i ON i.id = m.indicator_id
        JOIN spans ON m."on" BETWEEN spans.first AND spans.last
        WHERE i.plan_id = %s {known_value} AND NOT EXISTS (SELECT 1 FROM priorities_measurement c
            WHERE c.corrects_id = m.id {known_correction}))
    SELECT indicator_id, k, COUNT(*) AS number, SUM(value) AS total,
        SUM(CASE WHEN place = 1 THEN value END) AS latest FROM counted GROUP BY indicator_id, k"""
    return {
        (row.pop("indicator_id"), keys[row.pop("k")]): Measured(**{name: int(value) for name, value in row.items()})
        for row in fetch_dicts(sql, [*params, plan.pk, *known, *known])
    }
