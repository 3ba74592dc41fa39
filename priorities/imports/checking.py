"""What the services of planning hold, a plan file holds as well: it is another way to the same rows."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from priorities.imports.merge import Decision
from priorities.imports.shapes import BASELINE, INDICATOR, PLAN, TASK
from priorities.models import Plan
from priorities.services import planning, planning_indicators, planning_plans, planning_tasks


def check_row(row: Any, decision: Decision) -> None:
    """Raise ValidationError by field when what the file sets on this row breaks a rule. `row`: before it is set."""
    sets, shape = decision.sets, decision.thing.shape
    if decision.new:
        if shape is PLAN:
            planning_plans.check_code(sets["code"], sets["year"])
        elif shape is INDICATOR:
            planning_indicators.check_code(row.plan, sets["code"])
        elif shape is BASELINE:
            planning_indicators.check_year(row.indicator, sets["year"])
    elif shape is PLAN:
        _check_status(row, sets.get("status", row.status))
    elif shape is TASK:
        planning_tasks.check_kind(row, sets.get("kind", row.kind))
    elif shape is INDICATOR:
        planning_indicators.check_kind(row, sets.get("kind", row.kind))


def check_open(plan: Plan, of_plan: Decision) -> None:
    """Raise ValidationError when the plan is closed, unless the file itself opens it again."""
    if "status" not in of_plan.sets:
        planning.check_open(plan)


def check_adopted(plan: Plan, of_plan: Decision) -> None:
    """Raise ValidationError on `status` when the file adopts a plan that has no tasks in the end. One query."""
    if of_plan.sets.get("status", Plan.Status.DRAFT) != Plan.Status.DRAFT:
        try:
            planning_plans.check_has_tasks(plan)
        except ValidationError as error:
            raise ValidationError({"status": error.messages}) from error


def _check_status(plan: Plan, status: str) -> None:
    """A plan once adopted is no draft again: divisions have been told of it."""
    if status == Plan.Status.DRAFT != plan.status:
        expected = _("expected adopted or closed: plan %(code)s is %(status)s")
        raise ValidationError({"status": expected % {"code": plan.code, "status": plan.get_status_display()}})
