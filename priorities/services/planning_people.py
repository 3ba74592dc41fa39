"""Responsible persons and leaders in charge of many tasks at once, in a number of queries that does not grow."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from accounts.models import User
from changelog.models import Change
from changelog.services import Written, record_all, unit
from foundation.errors import Refusals
from priorities.models import Task
from priorities.services.planning import check_may_edit, check_open
from priorities.services.planning_facts import Facts, facts_of_tasks
from priorities.services.planning_tasks import check_people
from priorities.services.recording import lock_tasks

PEOPLE = ("responsible", "leader_in_charge")


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """Who is to be what on a task: of `responsible` and `leader_in_charge` what is named; None for nobody."""

    task: Task
    people: Mapping[str, User | None]


def appoint_several(*, by: User, appointments: Mapping[int, Appointment], refusals: Refusals) -> list[Task]:
    """Set people on tasks, all or none; the tasks that this changed. By their places in a list, each task once.

    Raises Several with all that is wrong, what `refusals` holds already included; writes nothing then.
    """
    with unit():
        tasks = lock_tasks({each.task.pk for each in appointments.values()})
        prefetch_related_objects(list(tasks.values()), "lead_division", *PEOPLE)
        judge_appointments(by=by, tasks=tasks, appointments=appointments, refusals=refusals)
        refusals.check()
        before, changed = facts_of_tasks(tasks.values()), list[Task]()
        for each in appointments.values():
            task = tasks[each.task.pk]
            if any(getattr(task, f"{name}_id") != _pk(person) for name, person in each.people.items()):
                changed.append(_appointed(task, each))
        Task.objects.bulk_update(changed, [*PEOPLE, "version"], batch_size=500)
        record_all(by=by, several=[_written(task, before[task.pk]) for task in changed])
    return changed


def judge_appointments(
    *, by: User, tasks: Mapping[int, Task], appointments: Mapping[int, Appointment], refusals: Refusals
) -> None:
    """Put what is wrong with appointments into `refusals`, by their places; writes nothing.

    `tasks`: those of the appointments by their ids, with plan and lead division; then no query.
    """
    for place, each in appointments.items():
        with refusals.at(place):
            task = tasks[each.task.pk]
            check_may_edit(by)
            check_open(task.plan)
            check_people(task, task.lead_division, None, each.people)


def _appointed(task: Task, appointment: Appointment) -> Task:
    """The task with its people and a new version, not saved yet. The people were just read and checked."""
    for name, person in appointment.people.items():
        setattr(task, name, person)
    task.version += 1
    relations = {each.name for each in Task._meta.fields if each.is_relation}
    task.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)
    return task


def _written(task: Task, before: Facts) -> Written:
    people = {name: person.username if (person := getattr(task, name)) else None for name in PEOPLE}
    return Written(
        action=Change.Action.CHANGE,
        type="task",
        key=task.code,
        version=task.version,
        before=before,
        after=before | people,
    )


def _pk(person: User | None) -> int | None:
    return None if person is None else person.pk
