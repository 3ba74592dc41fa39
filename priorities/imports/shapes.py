"""What a plan file may say of each kind of thing: plan, areas, tasks, milestones, indicators, achievements."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from priorities.imports.nodes import Json
from priorities.models import Achievement, Baseline, Indicator, Milestone, Plan, PriorityArea, Task


@dataclass(frozen=True)
class Shape:
    """What a file may say of one kind of thing. `named_by` is the field that tells it from its siblings."""

    kind: str
    model: type[models.Model]
    named_by: str
    fields: tuple[str, ...]
    explicit: tuple[str, ...] = ()  # asked for though the model has a default
    others: tuple[str, ...] = ()  # keys that are not plain fields
    across: bool = False  # has constraints across fields: a query each; those of one field are its validators, too

    @property
    def required(self) -> list[str]:
        """Keys that must be there."""
        return [
            name for name in self.fields
            if name in (self.named_by, *self.explicit) or _needs_value(self.model._meta.get_field(name))
        ]  # fmt: skip


def _needs_value(column: Any) -> bool:
    return not column.blank and not column.null and not column.has_default()


PLAN = Shape("plan", Plan, "code", (
    "code", "year", "title_en", "title_zh", "status", "set_out_on", "source", "behind_points", "far_behind_points",
    "stale_days", "review_reports",
), across=True)  # fmt: skip
AREA = Shape("area", PriorityArea, "number", (
    "number", "name_en", "name_zh", "name_zh_translated", "summary_en", "summary_zh", "source_quote",
), others=("lead_division", "tasks"))  # fmt: skip
TASK = Shape("task", Task, "number", (
    "number", "kind", "name_en", "name_zh", "name_zh_translated", "description_en", "description_zh", "weight",
    "source_quote",
), explicit=("kind",), others=(
    "sources", "lead_division", "supporting_divisions", "leader_in_charge", "starts_on", "due_on", "reason",
    "milestones",
))  # fmt: skip
MILESTONE = Shape("milestone", Milestone, "name_zh", ("name_en", "name_zh", "due_on", "weight"))
INDICATOR = Shape("indicator", Indicator, "code", (
    "code", "order", "kind", "name_en", "name_zh", "unit_en", "unit_zh", "direction", "aggregate", "target", "note_en",
    "note_zh",
), others=("area", "baselines"), across=True)  # fmt: skip
BASELINE = Shape("baseline", Baseline, "year", (
    "year", "value", "low", "high", "derived", "source_quote", "note_en", "note_zh",
), across=True)  # fmt: skip
ACHIEVEMENT = Shape("achievement", Achievement, "order", (
    "order", "year", "title_en", "title_zh", "title_zh_translated", "source_quote",
))  # fmt: skip
SHAPES = (PLAN, AREA, TASK, MILESTONE, INDICATOR, BASELINE, ACHIEVEMENT)


def native(shape: Shape, facts: dict[str, Json]) -> dict[str, Any]:
    """The plain fields among these facts as the model keeps them: days and decimals instead of text."""
    found = {}
    for name, value in facts.items():
        if name not in shape.fields:
            continue
        kind = kind_of(shape.model, name)
        if value is not None and kind in ("day", "decimal"):
            found[name] = date.fromisoformat(value) if kind == "day" else Decimal(value)
        else:
            found[name] = value
    return found


def kind_of(model: type[models.Model], name: str) -> str:
    """How a field of a model is written in a file."""
    column = model._meta.get_field(name)
    for kind, classes in _KINDS:
        if isinstance(column, classes):
            return kind
    return "text"


_KINDS: tuple[tuple[str, type[Any]], ...] = (
    ("boolean", models.BooleanField),
    ("day", models.DateField),
    ("decimal", models.DecimalField),
    ("integer", models.IntegerField),
)
