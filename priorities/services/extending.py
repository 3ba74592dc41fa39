"""Extensions: a division asks for a later deadline; the leader in charge or the planning office decides.

Each step is a row of its own. Granting decides a new period from today on, so no day of the past changes its colour.
"""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from changelog.models import Change
from changelog.services import Written, record, unit
from foundation import clock
from foundation.errors import Conflict
from priorities import rules
from priorities.figures import Moment, attach
from priorities.models import ExtensionDecision, ExtensionRequest, Plan, Schedule, Task
from priorities.services.deputies import for_chief
from priorities.services.planning import check_open
from priorities.services.planning_schedules import check_period, schedule_in_force, set_schedule
from priorities.services.recording import lock_task

Outcome = ExtensionDecision.Outcome
Facts = dict[str, Any]
# It becomes the reason of the new period, which is one line of text.
LONGEST_REASON = 1000


def ask_extension(*, by: User, task: Task, due_on: date, reason: str) -> ExtensionRequest:
    """Ask for a later deadline of a task; several at once where the caller's unit holds them together.

    Raises PermissionDenied, or ValidationError on `task`, `due_on`, `reason`; writes nothing then.
    """
    with unit():
        task = lock_task(task)
        if not rules.may_ask_extension(by, task):
            raise PermissionDenied(_("Only the chief of the lead division asks for an extension."))
        _check_task(task)
        standing = schedule_in_force(task)
        _check_due(task, standing, due_on)
        reason = _checked_reason(reason)
        asked = ExtensionRequest(
            task=task, by=by, at=clock.now(), standing_due_on=standing.due_on, due_on=due_on, reason=reason
        )
        asked.full_clean()
        asked.save()
        _record(by, asked, before=None, after=extension_facts(asked, "") | for_chief(by))
    return asked


def decide_extension(*, by: User, request: ExtensionRequest, grant: bool, reason: str = "") -> ExtensionDecision:
    """Grant a request, which sets the task's deadline from today on, or refuse it, with a reason.

    Raises PermissionDenied; Conflict when it was decided meanwhile, carrying the request, or when the deadline has
    moved since, carrying the schedule in force; ValidationError on `reason`, or where the task takes no new deadline.
    """
    with unit():
        request = _locked(request)
        if not rules.may_decide_extension(by, request):
            raise PermissionDenied(_("Only the leader in charge and the planning office decide; nobody their own."))
        _check_waits(request)
        check_open(request.task.plan)
        if not grant:
            if not reason.strip():
                raise ValidationError({"reason": _("Say why the extension is refused.")})
            return _decide(by, request, Outcome.REFUSED, reason)
        return _decide(by, request, Outcome.GRANTED, reason, _extend(by, request))


def withdraw_extension(*, by: User, request: ExtensionRequest) -> ExtensionDecision:
    """Take back one's own request. Raises PermissionDenied, Conflict when it was decided meanwhile."""
    with unit():
        request = _locked(request)
        if request.by_id != by.pk:
            raise PermissionDenied(_("Only who asked withdraws a request."))
        _check_waits(request)
        return _decide(by, request, Outcome.WITHDRAWN, "")


def _locked(request: ExtensionRequest) -> ExtensionRequest:
    """The request with its decision as it stands, its task locked."""
    lock_task(request.task)
    rows = ExtensionRequest.objects.select_related("task__area__plan", "by", "decision__by")
    found: ExtensionRequest = rows.get(pk=request.pk)
    return found


def _check_waits(request: ExtensionRequest) -> None:
    """Decisions are final. Asked after the rule: who may not decide learns no more."""
    decision = decision_of(request)
    if decision is not None:
        said = {"outcome": decision.get_outcome_display(), "who": decision.by}
        raise Conflict(_("The request is decided already: %(outcome)s, by %(who)s.") % said, request)


def decision_of(request: ExtensionRequest) -> ExtensionDecision | None:
    """How it was decided; None while it waits."""
    found: ExtensionDecision | None = getattr(request, "decision", None)
    return found


def _check_task(task: Task) -> None:
    """It has a deadline that can move, is still open, and nobody has asked already."""
    if task.plan.status != Plan.Status.ADOPTED:
        raise ValidationError({"task": _("Extensions are asked for while the plan is adopted.")})
    if task.is_ongoing:
        raise ValidationError({"task": _("The task is a continuing effort: it has no deadline to extend.")})
    _check_not_ended(task)
    waiting = task.extension_requests.open().first()
    if waiting is not None:
        said = _("An extension to %(day)s already awaits decision.") % {"day": waiting.due_on.isoformat()}
        raise ValidationError({"task": said})


def _check_not_ended(task: Task) -> None:
    attach([task], Moment.of(task.plan))
    if not task.state.is_open:
        raise ValidationError({"task": _("The task has ended: there is nothing to extend.")})


def _check_due(task: Task, standing: Schedule, due_on: date) -> None:
    """Later than what is in force, not over yet, and within what a task of the plan may run to."""
    if due_on <= standing.due_on:
        said = _("Expected a day after the deadline in force, %(day)s.") % {"day": standing.due_on.isoformat()}
        raise ValidationError({"due_on": said})
    if due_on < clock.today():
        raise ValidationError({"due_on": _("Expected today or a day to come.")})
    check_period(task, standing.starts_on, due_on)


def _checked_reason(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why more time is needed.")})
    if len(reason) > LONGEST_REASON:
        said = _("At most %(limit)d characters; these are %(length)d.") % {
            "limit": LONGEST_REASON,
            "length": len(reason),
        }
        raise ValidationError({"reason": said})
    return reason.strip()


def _extend(by: User, request: ExtensionRequest) -> Schedule:
    """The period that granting decides, by the house's rules for periods."""
    task, standing = request.task, schedule_in_force(request.task)
    if standing.due_on != request.standing_due_on:
        raise Conflict(
            _("The deadline has moved since this was asked: it is now %(now)s, and was %(then)s.")
            % {"now": standing.due_on.isoformat(), "then": request.standing_due_on.isoformat()},
            standing,
        )
    _check_not_ended(task)
    return set_schedule(
        by=by, task=task, starts_on=standing.starts_on, due_on=request.due_on, reason=" ".join(request.reason.split())
    )


def _decide(
    by: User, request: ExtensionRequest, outcome: Outcome, reason: str, schedule: Schedule | None = None
) -> ExtensionDecision:
    decision = ExtensionDecision(
        request=request, by=by, at=clock.now(), outcome=outcome, reason=reason.strip(), schedule=schedule
    )
    decision.full_clean()
    decision.save()
    after = extension_facts(request, outcome) | ({"decision_reason": decision.reason} if decision.reason else {})
    _record(by, request, before=extension_facts(request, ""), after=after)
    return decision


def extension_facts(request: ExtensionRequest, outcome: str) -> Facts:
    """What the change record keeps of a request; `outcome` "" while it waits."""
    return {
        "task": request.task.code,
        "standing_due_on": request.standing_due_on,
        "due_on": request.due_on,
        "reason": request.reason,
        "outcome": outcome,
    }


def _record(by: User, request: ExtensionRequest, *, before: Facts | None, after: Facts) -> None:
    action = Change.Action.CREATE if before is None else Change.Action.CHANGE
    record(by=by, written=Written(action=action, type="extension", key=request.pk, before=before, after=after))
