"""Lead division and dates of many tasks at once: all or nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Division, User
from changelog.services import unit
from foundation.errors import Conflict
from priorities.models import Task
from priorities.services.planning_schedules import set_schedule
from priorities.services.planning_tasks import change_task


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """What to set on a task of this version: a lead division (where `leads`), a period (where there is one)."""

    task: Task
    version: int
    leads: bool = False
    lead_division: Division | None = None
    period: tuple[date, date] | None = None


class NotAssigned(Exception):
    """Some tasks were refused, so nothing was written. `refusals`: why, by the task's code."""

    def __init__(self, refusals: Mapping[str, ValidationError | Conflict]) -> None:
        super().__init__(", ".join(refusals))
        self.refusals = refusals


def assign_several(*, by: User, assignments: Collection[Assignment]) -> None:
    """Set lead divisions and dates. Raises PermissionDenied, or NotAssigned with every refusal; writes nothing then."""
    refusals: dict[str, ValidationError | Conflict] = {}
    with unit():
        for each in assignments:
            try:
                _assign(by, each)
            except (ValidationError, Conflict) as refusal:
                refusals[each.task.code] = refusal
        if refusals:
            transaction.set_rollback(True)
    if refusals:
        raise NotAssigned(refusals)


def _assign(by: User, assignment: Assignment) -> None:
    version: int | None = assignment.version
    if assignment.leads:
        facts = {"lead_division": assignment.lead_division}
        change_task(by=by, task=assignment.task, facts=facts, version=version)
        version = None  # the first step has moved it on
    if assignment.period:
        starts_on, due_on = assignment.period
        set_schedule(by=by, task=assignment.task, starts_on=starts_on, due_on=due_on, version=version)
