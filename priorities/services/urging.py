"""Urging (催办): the planning office asks for a report. Shown on the task until a report recorded after it answers."""

from collections.abc import Collection, Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Division, User
from changelog.models import Change
from changelog.services import Written, record_all, unit
from foundation import clock
from foundation.bilingual import listed
from priorities import rules
from priorities.figures.rounds import asked_by
from priorities.figures.states import states_today
from priorities.models import Plan, Round, Task, Urge
from priorities.services.planning_facts import Facts
from priorities.services.recording import lock_tasks
from priorities.services.reporting import SAME_CLICK
from priorities.services.rounds import check_open


def urge(*, by: User, tasks: Iterable[Task], text: str = "", round: Round | None = None) -> list[Urge]:
    """Urge tasks, all of them or none, each once, with a line of text; `round`: the reporting round it is about.

    The same person's same words within the last minute that nobody has answered are that urging, not a second one (a
    form sent twice by a double click). Raises PermissionDenied, or ValidationError; writes nothing then. The number of
    queries does not grow with the tasks.
    """
    with unit():
        check_may_urge(by)
        found = lock_tasks({task.pk for task in tasks})
        line = " ".join(text.split())
        Urge(by=by, at=clock.now(), text=line).clean_fields(exclude={"task", "by", "round"})
        _check(list(found.values()), round)
        just = {each.task_id: each for each in _just_urged(by, found, line)}
        new = [
            Urge(task=task, by=by, at=clock.now(), text=line, round=round)
            for pk, task in found.items()
            if pk not in just
        ]
        Urge.objects.bulk_create(new, batch_size=500)
        record_all(by=by, several=[_written(each) for each in new])
    return [*just.values(), *new]


def urge_missing(*, by: User, round: Round, text: str = "", division: Division | None = None) -> list[Urge]:
    """Urge the tasks that have not reported in an open round: all, or those that one division leads; none: no urging.

    Errors as `urge`, and Conflict for a round that is closed.
    """
    with unit():
        check_may_urge(by)
        round = Round.objects.select_related("plan").get(pk=round.pk)
        check_open(round)
        missing = [
            each.task_id
            for each in asked_by(round)
            if each.answer_id is None and (division is None or each.division_id == division.pk)
        ]
        if not missing:
            return []
        return urge(by=by, tasks=Task.objects.filter(pk__in=missing), text=text, round=round)


def check_may_urge(by: User) -> None:
    """Raise PermissionDenied unless `by` may urge."""
    if not rules.may_urge(by):
        raise PermissionDenied(_("Only the planning office urges."))


def _check(tasks: Collection[Task], round: Round | None) -> None:
    """There is something to urge, its plan takes reports, and none of it has ended."""
    if not tasks:
        raise ValidationError(_("There is no task to urge."))
    plans = {task.plan for task in tasks}
    if any(plan.status != Plan.Status.ADOPTED for plan in plans):
        raise ValidationError(_("Nothing is urged on a plan that is not adopted: nobody reports on it."))
    if round is not None and any(plan.pk != round.plan_id for plan in plans):
        raise ValidationError(_("The round is another plan's."))
    if round is not None:
        check_open(Round.objects.get(pk=round.pk))
    states = states_today(plans, [task.pk for task in tasks])
    ended = [task.code for task in tasks if not states[task.pk].is_open]
    if ended:
        raise ValidationError(
            ngettext(
                "The task %(tasks)s has ended: there is nothing to report on it.",
                "These tasks have ended, there is nothing to report on them: %(tasks)s.",
                len(ended),
            )
            % {"tasks": listed(ended)}
        )


def _just_urged(by: User, tasks: Collection[int], line: str) -> Collection[Urge]:
    """What the same person has just said of these tasks in the same words, and nobody has answered."""
    just = Urge.objects.unanswered().filter(task__in=tasks, by=by, text=line, at__gt=clock.now() - SAME_CLICK)
    return list(just.select_related("task").order_by("id"))


def _written(one: Urge) -> Written:
    return Written(action=Change.Action.CREATE, type="urge", key=one.pk, after=urge_facts(one))


def urge_facts(one: Urge) -> Facts:
    """What the change record keeps of an urging."""
    return {"task": one.task.code, "text": one.text, "round": one.round_id}
