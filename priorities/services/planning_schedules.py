"""Schedules: a task's start and deadline. Each decision is a row of its own: nothing is overwritten."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from changelog.services import unit
from foundation import clock
from foundation.bilingual import aside, clauses
from priorities import rules
from priorities.models import Milestone, Plan, Schedule, Task
from priorities.services.planning import check_open, check_version, facts_of, record_changed
from priorities.services.recording import lock_task


def set_schedule(
    *, by: User, task: Task, starts_on: date, due_on: date, reason: str = "", version: int | None = None
) -> Schedule:
    """Decide a task's period, from today on; dates as they stand write nothing.

    Moving a deadline later once the plan is adopted, or past the plan's year, needs a reason; milestones stay within.
    Raises PermissionDenied, ValidationError by field, or Conflict when the task is no longer of `version`.
    """
    with unit():
        task = lock_task(task)
        if not rules.may_set_schedule(by, task):
            raise PermissionDenied(_("Only the planning office and the leader in charge set a task's dates."))
        check_version(task, version)
        check_open(task.plan)
        standing = schedule_in_force(task)
        if (starts_on, due_on) == (standing.starts_on, standing.due_on):
            return standing
        check_period(task, starts_on, due_on)
        _check_milestones(task, starts_on, due_on)
        before = facts_of(task)
        schedule = save_schedule(
            by=by, task=task, standing=standing, starts_on=starts_on, due_on=due_on, reason=reason
        )  # fmt: skip
        record_changed(by=by, row=task, before=before)
    return schedule


def save_schedule(
    *, by: User | None, task: Task, standing: Schedule, starts_on: date, due_on: date, reason: str
) -> Schedule:
    """Save another period of a task than the `standing` one, decided today. `by` None: a command on the server.

    Within a unit that records it, whose caller sees to it that the milestones stay within. ValidationError by field.
    """
    check_period(task, starts_on, due_on)
    _check_reason(task, standing, due_on, reason)
    schedule = Schedule(
        task=task,
        starts_on=starts_on,
        due_on=due_on,
        decided_on=clock.today(),
        reason=reason.strip(),
        recorded_at=clock.now(),
        by=by,
    )
    schedule.full_clean()
    schedule.save()
    return schedule


def first_schedule(
    *,
    by: User | None,
    task: Task,
    starts_on: date | None = None,
    due_on: date | None = None,
    decided_on: date | None = None,
) -> Schedule:
    """Save the first schedule of a new task: the plan's year, decided today, unless days are given.

    Within the unit that makes the task, and recorded with it.
    """
    schedule = Schedule(
        task=task,
        starts_on=starts_on or task.plan.first_day,
        due_on=due_on or task.plan.last_day,
        decided_on=decided_on or clock.today(),
        recorded_at=clock.now(),
        by=by,
    )
    schedule.full_clean()
    schedule.save()
    return schedule


def schedule_in_force(task: Task) -> Schedule:
    """The newest schedule decided by today, else the first. One or two queries."""
    decided = task.schedules.filter(decided_on__lte=clock.today()).order_by("-decided_on", "-id").first()
    found: Schedule = decided or task.schedules.order_by("id")[0]
    return found


def in_force(task: Task) -> Schedule:
    """The same from prefetched schedules: no query."""
    schedules = sorted(task.schedules.all(), key=lambda each: each.pk)
    decided = [each for each in schedules if each.decided_on <= clock.today()]
    return max(decided, key=lambda each: (each.decided_on, each.pk), default=schedules[0])


def check_period(task: Task, starts_on: date, due_on: date) -> None:
    """Raise ValidationError by field: the start is in the plan's year, the deadline not before it nor a year later."""
    plan, errors = task.plan, dict[str, Any]()
    if not plan.first_day <= starts_on <= plan.last_day:
        errors["starts_on"] = _("Expected a day of %(year)d, the plan's year.") % {"year": plan.year}
    if due_on < starts_on:
        errors["due_on"] = _("The deadline is on or after the start.")
    elif due_on.year > plan.year + 1:
        errors["due_on"] = _("Expected a day up to the end of %(year)d.") % {"year": plan.year + 1}
    if errors:
        raise ValidationError(errors)


def _check_milestones(task: Task, starts_on: date, due_on: date) -> None:
    outside = [each for each in task.milestones.all() if not starts_on <= each.due_on <= due_on]
    if outside:
        raise ValidationError({"due_on": left_outside(outside)})


def left_outside(milestones: Iterable[Milestone]) -> str:
    """What is said of milestones that a new period would leave outside."""
    named = clauses(aside(each.name, each.due_on.isoformat()) for each in milestones)
    return _("These milestones would lie outside: %(named)s. Move them first.") % {"named": named}


def outside_period(period: Schedule) -> str:
    """What is said of a milestone outside the period of its task."""
    days = {"first": period.starts_on.isoformat(), "last": period.due_on.isoformat()}
    return _("Expected a day of the task's period, %(first)s to %(last)s.") % days


def _check_reason(task: Task, standing: Schedule, due_on: date, reason: str) -> None:
    if reason.strip():
        return
    if due_on > standing.due_on and task.plan.status != Plan.Status.DRAFT:
        raise ValidationError({"reason": _("The plan is adopted: say why the deadline moves later.")})
    if due_on > task.plan.last_day:
        raise ValidationError({"reason": _("The deadline lies after the plan's year: say why.")})
