"""How the rows of the plan read as JSON: plain dictionaries from slim rows, in few queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from foundation.rest.shape import Shape, local, number, same
from priorities.models import (
    Baseline,
    Indicator,
    Measurement,
    Plan,
    PriorityArea,
    ProgressUpdate,
    Review,
)

Row = Mapping[str, Any]
Body = dict[str, Any]

PLAN = Shape(
    **same("code", "year", "title_en", "title_zh", "status", "set_out_on", "source", "behind_points"),
    **same("far_behind_points", "stale_days", "review_reports", "demonstration", "version"),
)
AREA = Shape(
    **same("code"),
    plan="plan__code",
    **same("number", "name_en", "name_zh", "summary_en", "summary_zh", "source_quote"),
    lead_division="lead_division__code",
    version="version",
)
UPDATE = Shape(
    **same("id"),
    task="task__code",
    **same("effective_on", "status", "percent", "health", "note", "problems", "needs", "next_steps", "no_change"),
    author="author__username",
    **same("recorded_at", "review"),
)
REVIEW = Shape(by="by__username", **same("at", "outcome", "reason"))
INDICATOR = Shape(
    **same("code"),
    plan="plan__code",
    area="area__code",
    **same("name_en", "name_zh"),
    unit="unit_en",
    **same("unit_zh", "direction", "kind", "aggregate", "target", "note_en", "note_zh", "version"),
)
BASELINE = Shape(**same("year", "value", "low", "high", "derived", "source_quote", "note_en", "note_zh"))
MEASUREMENT = Shape(
    **same("id"), indicator="indicator__code", **same("on", "value", "note"), corrects="corrects_id",
    **same("recorded_at"),
)  # fmt: skip


def plans() -> QuerySet[Any]:
    """The rows of plans."""
    return Plan.objects.values(*PLAN.columns)


def areas() -> QuerySet[Any]:
    """The rows of priority areas."""
    return PriorityArea.objects.values(*AREA.columns)


def _lists(queryset: QuerySet[Any], shape: Shape, owner: str) -> Mapping[int, list[Body]]:
    """The bodies of rows that belong to other rows, by the owner's id. One query."""
    found = defaultdict(list)
    for row in queryset.values(owner, *shape.columns):
        found[row[owner]].append(shape.body(row))
    return found


def _localized(lists: Mapping[int, list[Body]], name: str) -> None:
    """Put one instant of each in the product's time zone."""
    for several in lists.values():
        for each in several:
            each[name] = local(each[name])


def updates() -> QuerySet[Any]:
    """The rows of updates."""
    return ProgressUpdate.objects.with_review().values(*UPDATE.columns)


def update_bodies(rows: Collection[Row]) -> list[Body]:
    """Updates with their reviews. One query, none for no update."""
    if not rows:
        return []
    reviews = _lists(Review.objects.filter(update__in=[row["id"] for row in rows]).order_by("id"), REVIEW, "update_id")
    _localized(reviews, "at")
    return [
        UPDATE.body(row) | {"recorded_at": local(row["recorded_at"]), "reviews": reviews[row["id"]]} for row in rows
    ]


def update_body(pk: int) -> Body:
    """One update, as it stands in review now. Two queries."""
    return update_bodies([updates().get(pk=pk)])[0]


def indicators() -> QuerySet[Any]:
    """The rows of indicators, with what `indicator_bodies` needs."""
    return Indicator.objects.values(*INDICATOR.columns, "id")


def indicator_bodies(rows: Collection[Row]) -> list[Body]:
    """Indicators with their baselines. One query, none for no indicator."""
    if not rows:
        return []
    of_rows = Baseline.objects.filter(indicator__in=[row["id"] for row in rows]).order_by("-year")
    baselines = _lists(of_rows, BASELINE, "indicator_id")
    for several in baselines.values():
        for each in several:
            each |= {name: number(each[name]) for name in ("value", "low", "high")}
    return [INDICATOR.body(row) | {"target": number(row["target"]), "baselines": baselines[row["id"]]} for row in rows]


def measurements() -> QuerySet[Any]:
    """The rows of measurements."""
    return Measurement.objects.values(*MEASUREMENT.columns)


def measurement_bodies(rows: Iterable[Row]) -> list[Body]:
    """Measurements. No query."""
    return [
        MEASUREMENT.body(row) | {"value": number(row["value"]), "recorded_at": local(row["recorded_at"])}
        for row in rows
    ]
