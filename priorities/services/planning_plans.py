"""Plans: making, changing, adopting and closing them, and opening the next year."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import User
from changelog.services import unit
from priorities.models import Plan, PriorityArea, Task, TaskSource
from priorities.services.planning import (
    assign,
    check_known,
    check_may_edit,
    check_open,
    check_version,
    locked,
    record_created,
    save_change,
)
from priorities.services.planning_schedules import first_schedule

PLAN_FACTS = (
    "title_en", "title_zh", "set_out_on", "source", "behind_points", "far_behind_points", "stale_days",
    "review_reports",
)  # fmt: skip
CARRIED_FROM_PLAN = ("behind_points", "far_behind_points", "stale_days", "review_reports", "demonstration")
CARRIED_FROM_AREA = (
    "number", "name_en", "name_zh", "name_zh_translated", "summary_en", "summary_zh", "lead_division",
)  # fmt: skip
CARRIED_FROM_TASK = (
    "number", "kind", "name_en", "name_zh", "name_zh_translated", "description_en", "description_zh", "lead_division",
    "responsible", "leader_in_charge", "weight",
)  # fmt: skip


def create_plan(*, by: User, code: str, year: int, facts: Mapping[str, Any]) -> Plan:
    """Add a plan, as a draft; a demonstration's planning office makes demonstration plans.

    Raises PermissionDenied, or ValidationError by field; writes nothing then.
    """
    with unit():
        check_may_edit(by)
        check_known(facts, PLAN_FACTS)
        plan = Plan(code=code, year=year, demonstration=by.demonstration)
        return _save_new(by, plan, facts)


def change_plan(*, by: User, plan: Plan, facts: Mapping[str, Any], version: int | None = None) -> Plan:
    """Change facts and thresholds. Code and year are what all else hangs on: they stay.

    Raises PermissionDenied, ValidationError by field, or Conflict when the plan is no longer of `version`.
    """
    with unit():
        check_may_edit(by)
        check_known(facts, PLAN_FACTS)
        plan = locked(plan)
        check_version(plan, version)
        check_open(plan)
        return save_change(by=by, row=plan, facts=facts)


def adopt_plan(*, by: User, plan: Plan, version: int | None = None) -> Plan:
    """Adopt a draft, or open a closed plan again: divisions report on adopted plans only. Errors as `change_plan`."""
    with unit():
        plan = _for_status(by, plan, version)
        check_has_tasks(plan)
        return save_change(by=by, row=plan, facts={"status": Plan.Status.ADOPTED})


def close_plan(*, by: User, plan: Plan, version: int | None = None) -> Plan:
    """Close an adopted plan: nothing is reported on it any more, nothing changed. Errors as `change_plan`."""
    with unit():
        plan = _for_status(by, plan, version)
        if plan.status == Plan.Status.DRAFT:
            raise ValidationError(_("A draft is adopted before it is closed."))
        return save_change(by=by, row=plan, facts={"status": Plan.Status.CLOSED})


def open_year(*, by: User, plan: Plan, tasks: Collection[Task]) -> Plan:
    """Open the next year: a draft with this plan's areas, thresholds and these of its tasks, without their progress.

    Carried over are names, divisions, persons and weights; not quotes, milestones, schedules, reports or indicators:
    the new year's are its own. Raises PermissionDenied, or ValidationError (the next year is open already).
    """
    with unit():
        check_may_edit(by)
        plan = locked(plan)
        code = next_code(plan)
        if Plan.objects.filter(code=code).exists():
            raise ValidationError(_("The plan %(code)s is there already."), params={"code": code})
        following = Plan(code=code, year=plan.year + 1, **{name: getattr(plan, name) for name in CARRIED_FROM_PLAN})
        _save_new(by, following, next_titles(plan))
        areas = _carry_areas(by, plan, following)
        chosen = {task.pk for task in tasks}
        for task in Task.objects.of_plan(plan).for_page().filter(pk__in=chosen):
            _carry_task(by, task, areas[task.area_id])
        return following


def next_code(plan: Plan) -> str:
    """The code of the plan that follows: `demo-2024` → `demo-2025`."""
    return f"{plan.code[:-4]}{plan.year + 1}"


def next_titles(plan: Plan) -> dict[str, str]:
    """The titles with the year moved on; with the new year behind them where they name none."""
    old, new = str(plan.year), str(plan.year + 1)
    titles = {name: getattr(plan, name) for name in ("title_en", "title_zh")}
    return {name: text.replace(old, new) if old in text else f"{text} {new}" for name, text in titles.items()}


def check_code(code: str, year: int) -> None:
    """Raise ValidationError on `code`: a plan's ends with its year (one without a year the model refuses)."""
    if re.search(r"\d{4}\Z", code) and not code.endswith(str(year)):
        raise ValidationError({"code": _("Expected a code that ends with the year, such as %s.") % year})


def check_has_tasks(plan: Plan) -> None:
    """Raise ValidationError: a plan without tasks is not adopted. One query."""
    if not Task.objects.filter(area__plan=plan).exists():
        raise ValidationError(_("A plan is adopted once it has tasks: this one has none yet."))


def _save_new(by: User, plan: Plan, facts: Mapping[str, Any]) -> Plan:
    check_code(plan.code, plan.year)
    assign(plan, facts)
    plan.save()
    record_created(by=by, row=plan)
    return plan


def _for_status(by: User, plan: Plan, version: int | None) -> Plan:
    check_may_edit(by)
    plan = locked(plan)
    check_version(plan, version)
    return plan


def _carry_areas(by: User, plan: Plan, following: Plan) -> dict[int, PriorityArea]:
    """The new plan's areas by the ids of the old ones."""
    areas = {}
    for area in plan.areas.select_related("lead_division"):
        copy = PriorityArea(plan=following)
        assign(copy, {name: getattr(area, name) for name in CARRIED_FROM_AREA})
        copy.save()
        record_created(by=by, row=copy)
        areas[area.pk] = copy
    return areas


def _carry_task(by: User, task: Task, area: PriorityArea) -> None:
    copy = Task(area=area)
    assign(copy, {name: getattr(task, name) for name in CARRIED_FROM_TASK})
    copy.save()
    copy.supporting_divisions.set(task.supporting_divisions.all())
    names = {}
    for language, field in (("en", "name_en"), ("zh-hans", "name_zh")):
        with override(language):
            names[field] = str(_("Carried over from %(code)s")) % {"code": task.code}
    TaskSource.objects.create(task=copy, **names)
    first_schedule(by=by, task=copy)
    record_created(by=by, row=copy)
