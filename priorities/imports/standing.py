"""What stands of a plan: its rows by the names of things, and their facts as a file would tell them."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q

from priorities.imports.document import Document, Thing, numbered
from priorities.imports.nodes import Json, decimal_text
from priorities.imports.shapes import INDICATOR, MILESTONE, TASK, Shape
from priorities.models import Achievement, Baseline, Indicator, Milestone, Plan, PriorityArea, Task
from priorities.services.planning_schedules import in_force

Rows = dict[str, Any]
RELATIONS = ("lead_division", "leader_in_charge", "supporting_divisions", "sources", "area")


def rows_of(document: Document) -> Rows:
    """The rows of the document's plan, and those that stand for its things, by their names. At most eleven queries.

    The plan's row is locked.
    """
    code = document.plan.key
    told = [thing.key for thing in document.things if thing.shape is INDICATOR]
    plans = Plan.objects.select_for_update().filter(code=code)
    return _named(plans, code, Q(code__in=told) | Q(plan__code=code))


def rows_of_plan(plan: Plan) -> Rows:
    """The same of a plan that no document tells of."""
    return _named(Plan.objects.filter(pk=plan.pk), plan.code, Q(plan=plan))


def _named(plans: models.QuerySet[Plan], code: str, of: Q) -> Rows:
    indicators = Indicator.objects.filter(of)
    tasks = (
        Task.objects.filter(area__plan__code=code)
        .select_related("area__plan", "lead_division", "leader_in_charge", "responsible")
        .prefetch_related("sources", "supporting_divisions", "schedules", "milestones")
        .order_by("area__number", "number")
    )
    found = list(tasks)
    rows: list[tuple[str, Iterable[models.Model]]] = [
        ("plan {0.code}", plans),
        ("area {0.code}", PriorityArea.objects.filter(plan__code=code).select_related("plan", "lead_division")),
        ("task {0.code}", found),
        ("indicator {0.code}", indicators.select_related("area", "plan")),
        (
            "baseline {0.indicator.code} {0.year}",
            Baseline.objects.filter(indicator__in=indicators).select_related("indicator"),
        ),
        ("achievement {0.plan.code} {0.order}", Achievement.objects.filter(plan__code=code).select_related("plan")),
    ]
    by_name: Rows = {name.format(row): row for name, several in rows for row in several}
    for task in found:
        by_name |= _milestones(task)
    return by_name


def _milestones(task: Task) -> dict[str, Milestone]:
    """A task's milestones by their names, those of one name in the order of their days."""
    named, seen = dict[str, Milestone](), Counter[str]()
    for milestone in task.milestones.all():
        name = numbered(milestone.name_zh, seen[milestone.name_zh])
        seen[milestone.name_zh] += 1
        named[f"{MILESTONE.kind} {task.code} {name}"] = milestone
    return named


def facts_of(row: Any, thing: Thing) -> dict[str, Json]:
    """The standing values of the facts that the file tells of, as JSON keeps them."""
    return {name: value_of(row, thing.shape, name) for name in thing.facts}


def all_facts(row: Any, shape: Shape, more: Iterable[str] = ()) -> dict[str, Json]:
    """Every plain fact that a file could tell of a row, and `more` of the others."""
    return {name: value_of(row, shape, name) for name in {*shape.fields, *more}}


def value_of(row: Any, shape: Shape, name: str) -> Json:
    """One fact of a row as JSON keeps it."""
    if name in RELATIONS:
        return _related(row, name)
    if shape is TASK and name in ("starts_on", "due_on"):
        return getattr(in_force(row), name).isoformat()
    value = getattr(row, name)
    if value is not None and isinstance(row._meta.get_field(name), models.DecimalField):
        return decimal_text(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _related(row: Any, name: str) -> Json:
    if name == "sources":
        return [[source.name_en, source.name_zh] for source in sorted(row.sources.all(), key=lambda each: each.pk)]
    if name == "supporting_divisions":
        return sorted(division.code for division in row.supporting_divisions.all())
    related = getattr(row, name)
    if related is None:
        return None
    return related.username if name == "leader_in_charge" else related.code


def stamp_of(value: Json) -> str:
    """Short, and equal for equal values only: what a file made from the plan carries of each value."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:12]


def agreed_by(base: dict[str, str], standing: dict[str, Json], agreed: dict[str, Json]) -> dict[str, Json]:
    """The facts on which a file made from the plan and the plan as it stands agree.

    What the file carries a stamp of is judged by that; of the rest it is what they `agreed` on before.
    """
    same = {name: value for name, value in standing.items() if name in base and stamp_of(value) == base[name]}
    return {name: value for name, value in agreed.items() if name not in base} | same
