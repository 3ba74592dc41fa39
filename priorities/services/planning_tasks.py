"""Tasks: adding and changing their facts. Dates are `planning_schedules`; reports, `reporting`."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import Division, Role, User
from accounts.rules import division_of
from changelog.services import unit
from priorities.models import PriorityArea, Task, TaskSource
from priorities.services.planning import (
    assign,
    check_known,
    check_may_edit,
    check_open,
    check_version,
    facts_of,
    locked,
    record_changed,
    record_created,
)
from priorities.services.planning_areas import check_division
from priorities.services.planning_schedules import check_period, first_schedule
from priorities.services.recording import lock_task

# `supporting_divisions`: a collection; `sources`: pairs of English and Chinese names; all others are columns.
LISTS = ("supporting_divisions", "sources")
TASK_FACTS = (
    "kind", "name_en", "name_zh", "name_zh_translated", "description_en", "description_zh", "lead_division",
    "responsible", "leader_in_charge", "weight", "source_quote", *LISTS,
)  # fmt: skip


def create_task(
    *,
    by: User,
    area: PriorityArea,
    facts: Mapping[str, Any],
    number: int | None = None,
    starts_on: date | None = None,
    due_on: date | None = None,
) -> Task:
    """Add a task, with the next number unless one is given, over the plan's year unless dates are given.

    Raises PermissionDenied, or ValidationError by field; writes nothing then.
    """
    with unit():
        check_may_edit(by)
        check_known(facts, TASK_FACTS)
        area = locked(area)
        check_open(area.plan)
        task = Task(area=area, number=next_number(area) if number is None else number)
        check_period(task, starts_on or area.plan.first_day, due_on or area.plan.last_day)
        save_task(task, facts)
        first_schedule(by=by, task=task, starts_on=starts_on, due_on=due_on)
        record_created(by=by, row=task)
    return task


def change_task(*, by: User, task: Task, facts: Mapping[str, Any], version: int | None = None) -> Task:
    """Change a task's facts; those not given stay.

    A new lead division leaves the list of supporting ones, and a responsible person of the former one goes, unless
    `facts` say otherwise. Errors as `create_task`, and Conflict when the task is no longer of `version`.
    """
    with unit():
        check_may_edit(by)
        check_known(facts, TASK_FACTS)
        task = lock_task(task)
        check_version(task, version)
        check_open(task.plan)
        check_kind(task, facts.get("kind", task.kind))
        before = facts_of(task)
        save_task(task, facts)
        record_changed(by=by, row=task, before=before)
    return task


def next_number(area: PriorityArea) -> int:
    """One more than the area's last task. One query."""
    return int(area.tasks.aggregate(last=Max("number"))["last"] or 0) + 1


def save_task(task: Task, facts: Mapping[str, Any]) -> None:
    """Set facts, check and save, within a unit that records it. Raises ValidationError by field."""
    columns = {name: value for name, value in facts.items() if name not in LISTS}
    lead = columns.get("lead_division", task.lead_division)
    supporting = _supporting(task, lead, facts)
    if "responsible" not in columns and task.responsible and division_of(task.responsible) != getattr(lead, "pk", None):
        columns["responsible"] = None
    check_people(task, lead, supporting, columns)
    assign(task, columns)
    task.save()
    if supporting is not None:
        task.supporting_divisions.set(supporting)
    if "sources" in facts:
        _set_sources(task, facts["sources"])


def _supporting(task: Task, lead: Division | None, facts: Mapping[str, Any]) -> list[Division] | None:
    """The supporting divisions to set; None where they stay."""
    if "supporting_divisions" in facts:
        return list(facts["supporting_divisions"])
    if task._state.adding:
        return None
    standing = list(task.supporting_divisions.all())
    return [each for each in standing if each != lead] if lead in standing else None


def check_people(
    task: Task, lead: Division | None, supporting: Collection[Division] | None, columns: Mapping[str, Any]
) -> None:
    """Divisions and people of the plan's own side, the responsible one of the lead division, a leader in charge."""
    errors: dict[str, Any] = {}
    for field, divisions in (("lead_division", [lead]), ("supporting_divisions", supporting or [])):
        for division in divisions:
            try:
                check_division(task.plan, division, field)
            except ValidationError as error:
                errors.setdefault(field, []).extend(error.error_dict[field])
    if lead is not None and supporting and lead in supporting:
        errors["supporting_divisions"] = [_("“%s” leads the task: it does not support it too.") % lead.name]
    responsible, leader = columns.get("responsible"), columns.get("leader_in_charge")
    if responsible is not None and (lead is None or division_of(responsible) != lead.pk):
        errors["responsible"] = [_("Expected a person of the lead division.")]
    if leader is not None and leader.role != Role.LEADERSHIP:
        errors["leader_in_charge"] = [_("Expected one of the office's leaders.")]
    for field, person in (("responsible", responsible), ("leader_in_charge", leader)):
        if person is not None and person.demonstration != task.plan.demonstration:
            errors.setdefault(field, [_("Demonstration and real data are kept apart: choose another.")])
    if errors:
        raise ValidationError(errors)


def check_kind(task: Task, kind: str) -> None:
    """Raise ValidationError on `kind`: reports carry a percent or none by it, so with reports it stays."""
    if kind != task.kind and task.updates.exists():
        raise ValidationError({"kind": _("The task has been reported on: its kind stays.")})


def _set_sources(task: Task, sources: Collection[tuple[str, str]]) -> None:
    """Write the sources anew where they differ."""
    wanted = [(name_en.strip() or name_zh.strip(), name_zh.strip() or name_en.strip()) for name_en, name_zh in sources]
    if wanted == list(task.sources.order_by("id").values_list("name_en", "name_zh")):
        return
    task.sources.all().delete()
    for name_en, name_zh in wanted:
        source = TaskSource(task=task, name_en=name_en, name_zh=name_zh)
        try:
            source.full_clean()
        except ValidationError as error:
            raise ValidationError({"sources": error.messages}) from error
        source.save()
