"""Milestones: adding, changing, deleting and ticking them off. Recorded as changes of their task."""

from collections.abc import Mapping
from datetime import date
from types import EllipsisType
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from changelog.services import unit
from foundation import clock, meanwhile
from foundation.errors import Conflict
from priorities import rules
from priorities.models import Milestone, Task
from priorities.services.planning import assign, check_known, check_open, check_version, facts_of, record_changed
from priorities.services.planning_schedules import outside_period, schedule_in_force
from priorities.services.recording import lock_task

MILESTONE_FACTS = ("name_en", "name_zh", "due_on", "weight")


def add_milestone(*, by: User, task: Task, facts: Mapping[str, Any], version: int | None = None) -> Milestone:
    """Add a milestone within the task's period; one that is there already, in all it says, is not added twice.

    Raises PermissionDenied, ValidationError by field, or Conflict when the task is no longer of `version`.
    """
    with unit():
        task = _for_change(by, task, None)
        if there := _same(task, facts):
            return there
        check_version(task, version)
        return _save(by, task, Milestone(task=task), facts)


def change_milestone(
    *, by: User, milestone: Milestone, facts: Mapping[str, Any], version: int | None = None
) -> Milestone:
    """Change a milestone. `version` is its task's. Errors as `add_milestone`."""
    with unit():
        task = _for_change(by, milestone.task, version)
        return _save(by, task, task.milestones.get(pk=milestone.pk), facts)


def delete_milestone(*, by: User, milestone: Milestone, version: int | None = None, stamp: str | None = None) -> None:
    """Delete a milestone; the change record keeps what it was. Errors as `add_milestone`.

    `stamp`: of the milestone as it was shown (`stamp_of`); Conflict, carrying it as it stands, when it is another now.
    """
    with unit():
        task = _for_change(by, milestone.task, version)
        milestone = task.milestones.get(pk=milestone.pk)
        meanwhile.check_stamp(stamp, _stamped(milestone), milestone)
        before = facts_of(task)
        milestone.delete()
        record_changed(by=by, row=task, before=before)


def stamp_of(milestone: Milestone) -> str:
    """What a milestone says, in short: equal as long as nobody has changed or ticked it."""
    return meanwhile.stamp_of(_stamped(milestone))


def _stamped(milestone: Milestone) -> dict[str, Any]:
    return {name: getattr(milestone, name) for name in (*MILESTONE_FACTS, "completed_on")}


def tick_milestone(
    *,
    by: User,
    milestone: Milestone,
    completed_on: date | None,
    version: int | None = None,
    shown: date | EllipsisType | None = ...,
) -> Milestone:
    """Tick a milestone off as of a day, or untick it (None). Never sets a percent. Errors as `add_milestone`.

    `shown`: how its writer saw it, ticked off as of a day or not (None); Conflict, carrying the milestone as it stands,
    when somebody has ticked it otherwise meanwhile. Done already as asked: that is it.
    """
    with unit():
        task = _for_change(by, milestone.task, version)
        stands = task.milestones.get(pk=milestone.pk)
        if shown is not ... and stands.completed_on not in (shown, completed_on):
            raise Conflict(
                _("Somebody else has ticked this milestone, or taken its tick back, in the meantime."), stands
            )
        if completed_on is not None and not task.plan.first_day <= completed_on <= clock.today():
            raise ValidationError(
                {
                    "completed_on": _("Expected a day from %(first)s up to today, %(today)s.")
                    % {"first": task.plan.first_day.isoformat(), "today": clock.today().isoformat()}
                }
            )
        return _save(by, task, task.milestones.get(pk=milestone.pk), {"completed_on": completed_on}, ticking=True)


def _same(task: Task, facts: Mapping[str, Any]) -> Milestone | None:
    """The milestone of the task that says just this. ValidationError for facts that no milestone can have."""
    wanted = Milestone(task=task)
    check_known(facts, MILESTONE_FACTS)
    assign(wanted, facts)
    return task.milestones.filter(**{name: getattr(wanted, name) for name in MILESTONE_FACTS}).first()


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
        raise ValidationError({"due_on": outside_period(period)})
    milestone.save()
    record_changed(by=by, row=task, before=before)
    return milestone
