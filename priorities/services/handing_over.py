"""A leaver's tasks go to others in one step: all of them, or none."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Division, Role, User
from changelog.models import Change
from changelog.services import Written, record, unit
from foundation.errors import Conflict
from priorities.models import Plan, Task
from priorities.services.deputies import end_deputyships
from priorities.services.planning import check_may_edit
from priorities.services.planning_tasks import change_task

RESPONSIBLE, IN_CHARGE = "responsible", "leader_in_charge"


@dataclass(kw_only=True)
class Holding:
    """The tasks that name a person in one way: responsible, of one division; or leader in charge, of any."""

    fact: str
    division: Division | None
    tasks: list[Task] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What the form calls it: `responsible-7`, `leader_in_charge`."""
        return f"{self.fact}-{self.division.pk}" if self.division is not None else self.fact

    def candidates(self, person: User) -> QuerySet[User]:
        """Who may take these tasks: the division's people, or the other leaders; active, and of the same side."""
        people = User.objects.filter(is_active=True, demonstration=person.demonstration).exclude(pk=person.pk)
        if self.fact == IN_CHARGE:
            return people.filter(role=Role.LEADERSHIP).order_by("username")
        return people.filter(role__in=[Role.STAFF, Role.CHIEF], division=self.division).order_by("username")


def held_by(person: User) -> QuerySet[Task]:
    """The tasks of plans not closed that name a person, by plan and number; those that have ended, too."""
    named = Task.objects.filter(Q(responsible=person) | Q(leader_in_charge=person))
    found = named.exclude(area__plan__status=Plan.Status.CLOSED).select_related("area__plan", "lead_division")
    return found.order_by("-area__plan__year", "area__plan__code", "area__number", "number")


def holdings(person: User) -> list[Holding]:
    """What a person holds, grouped by who may take it. One query."""
    found: dict[str, Holding] = {}
    for task in held_by(person):
        if task.responsible_id == person.pk:
            one = Holding(fact=RESPONSIBLE, division=task.lead_division)
            found.setdefault(one.key, one).tasks.append(task)
        if task.leader_in_charge_id == person.pk:
            found.setdefault(IN_CHARGE, Holding(fact=IN_CHARGE, division=None)).tasks.append(task)
    return list(found.values())


def stand(several: Collection[Holding]) -> set[str]:
    """The tasks held and their versions, to be compared with what somebody has looked at."""
    return {f"{each.key}:{task.code}:{task.version}" for each in several for task in each.tasks}


def hand_over(
    *, by: User, person: User, successors: Mapping[str, User], looked_at: Collection[str] | None = None
) -> list[Task]:
    """Give all tasks of a person to others, by the `key` of each holding; end the person's deputyships.

    Reports keep their authors and drafts their owners. Raises PermissionDenied, ValidationError by the holding's key,
    or Conflict when what the person holds is no longer what was `looked_at` (see `stand`); writes nothing then.
    """
    with unit():
        check_may_edit(by)
        held = holdings(person)
        if looked_at is not None and set(looked_at) != stand(held):
            raise Conflict(_("The tasks have changed since you looked: look through them once more."), person)
        if not held:
            raise ValidationError(_("No task of a plan that is not closed names this person."))
        _check_successors(person, held, successors)
        handed = [
            change_task(by=by, task=task, facts={each.fact: successors[each.key]})
            for each in held
            for task in each.tasks
        ]
        ended = end_deputyships(by=by, person=person)
        _record(by, person, held, successors, ended=len(ended))
    return list({task.pk: task for task in handed}.values())


def _check_successors(person: User, held: Collection[Holding], successors: Mapping[str, User]) -> None:
    """Somebody who may take each holding. (`change_task` holds the task to its own rules besides.)"""
    errors: dict[str, Any] = {}
    for each in held:
        successor = successors.get(each.key)
        if successor is None:
            errors[each.key] = _("Choose who takes these tasks.")
        elif not each.candidates(person).filter(pk=successor.pk).exists():
            errors[each.key] = (
                _("Expected another of the office's leaders.")
                if each.fact == IN_CHARGE
                else _("Expected another person of the lead division.")
            )
    if errors:
        raise ValidationError(errors)


def _record(by: User, person: User, held: Collection[Holding], successors: Mapping[str, User], *, ended: int) -> None:
    """One line for all of it, beside those of the tasks."""
    facts = {
        "person": person.username,
        "tasks": [
            {"fact": each.fact, "to": successors[each.key].username, "codes": [task.code for task in each.tasks]}
            for each in held
        ],
        "deputyships_ended": ended,
    }
    record(by=by, written=Written(action=Change.Action.CREATE, type="handover", key=person.username, after=facts))
