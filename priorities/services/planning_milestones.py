"""Milestones: adding, changing, deleting and ticking them off. Recorded as changes of their task."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from changelog.services import unit
from foundation import clock
from priorities import rules
from priorities.models import Milestone, Task
from priorities.services.planning import assign, check_known, check_open, check_version, facts_of, record_changed
from priorities.services.planning_schedules import schedule_in_force
from priorities.services.recording import lock_task

MILESTONE_FACTS = ("name_en", "name_zh", "due_on", "weight")


def add_milestone(*, by: User, task: Task, facts: Mapping[str, Any], version: int | None = None) -> Milestone:
    """Add a milestone within the task's period.

    Raises PermissionDenied, ValidationError by field, or Conflict when the task is no longer of `version`.
    """
    with unit():
        task = _for_change(by, task, version)
        return _save(by, task, Milestone(task=task), facts)


def change_milestone(
    *, by: User, milestone: Milestone, facts: Mapping[str, Any], version: int | None = None
) -> Milestone:
    """Change a milestone. `version` is its task's. Errors as `add_milestone`."""
    with unit():
        task = _for_change(by, milestone.task, version)
        return _save(by, task, task.milestones.get(pk=milestone.pk), facts)


def delete_milestone(*, by: User, milestone: Milestone, version: int | None = None) -> None:
    """Delete a milestone; the change record keeps what it was. Errors as `add_milestone`."""
    with unit():
        task = _for_change(by, milestone.task, version)
        before = facts_of(task)
        task.milestones.get(pk=milestone.pk).delete()
        record_changed(by=by, row=task, before=before)


def tick_milestone(
    *, by: User, milestone: Milestone, completed_on: date | None, version: int | None = None
) -> Milestone:
    """Tick a milestone off as of a day, or untick it (None). Never sets a percent. Errors as `add_milestone`."""
    with unit():
        task = _for_change(by, milestone.task, version)
        if completed_on is not None and not task.plan.first_day <= completed_on <= clock.today():
            raise ValidationError(
                {
                    "completed_on": _("Expected a day from %(first)s up to today, %(today)s.")
                    % {"first": task.plan.first_day.isoformat(), "today": clock.today().isoformat()}
                }
            )
        return _save(by, task, task.milestones.get(pk=milestone.pk), {"completed_on": completed_on}, ticking=True)


def _for_change(by: User, task: Task, version: int | None) -> Task:
    task = lock_task(task)
    if not rules.may_report(by, task):
        raise PermissionDenied(_("Only the lead and supporting divisions and the planning office set milestones."))
    check_version(task, version)
    check_open(task.plan)
    return task


def _save(by: User, task: Task, milestone: Milestone, facts: Mapping[str, Any], ticking: bool = False) -> Milestone:
    check_known(facts, ("completed_on",) if ticking else MILESTONE_FACTS)
    before = facts_of(task)
    assign(milestone, facts)
    period = schedule_in_force(task)
    if not ticking and not period.starts_on <= milestone.due_on <= period.due_on:
        raise ValidationError(
            {
                "due_on": _("Expected a day of the task's period, %(first)s to %(last)s.")
                % {"first": period.starts_on.isoformat(), "last": period.due_on.isoformat()}
            }
        )
    milestone.save()
    record_changed(by=by, row=task, before=before)
    return milestone
