"""Extensions as they are read: those that wait for somebody, and what became of each on a task's page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from accounts.models import User
from accounts.models.deputy import with_chiefs
from foundation import clock
from priorities import rules
from priorities.figures import Moment
from priorities.figures.extensions import Extensions
from priorities.models import ExtensionDecision, ExtensionRequest, Plan, Schedule, Task

SET = "set"  # a later deadline that nobody had to ask for


def to_decide(user: User, plan: Plan) -> QuerySet[ExtensionRequest]:
    """The plan's requests that wait for this person's decision, oldest first, with what a row shows. One query."""
    waiting = ExtensionRequest.objects.open().filter(task__area__plan=plan)
    if plan.status == Plan.Status.CLOSED:
        return ExtensionRequest.objects.none()
    found = rules.extensions_decided_by(waiting, user).select_related("task__area__plan", "task__lead_division", "by")
    return with_chiefs(found.order_by("id"))


@dataclass(kw_only=True)
class Entry:
    """One extension of a task: asked for and decided, or set without being asked for.

    `outcome`: open, granted, refused, withdrawn or set; `before`, `after`: the deadlines.
    """

    outcome: str
    before: date
    after: date
    at: datetime
    request: ExtensionRequest | None = None
    decision: ExtensionDecision | None = None
    schedule: Schedule | None = None


@dataclass(kw_only=True)
class TaskExtensions:
    """A task's extensions, newest first; apart from them the request that waits, and what the reader may do now."""

    entries: list[Entry]
    waiting: ExtensionRequest | None = None
    may_decide: bool = False
    may_withdraw: bool = False
    may_ask: bool = False


def of_task(task: Task, moment: Moment, moved: Extensions, user: User) -> TaskExtensions:
    """The extensions of a task, which carries its state, at a moment. One query. Nothing is done about the past."""
    now = moment == Moment.of(task.plan)
    until = None if now else moment.known_at or clock.end_of(moment.day)
    asked = [_asked(each, until) for each in task.extension_requests.for_reading() if until is None or each.at <= until]
    from_requests = {each.decision.schedule_id for each in asked if each.decision is not None}
    ended = [each for each in asked if each.decision is not None]
    entries = sorted([*ended, *_set(moved, from_requests)], key=lambda each: each.at, reverse=True)
    waiting = next((each.request for each in asked if each.decision is None), None)
    if waiting is not None:
        waiting.task = task
    return TaskExtensions(
        entries=entries,
        waiting=waiting,
        may_decide=now and waiting is not None and _takes(task) and rules.may_decide_extension(user, waiting),
        may_withdraw=now and waiting is not None and waiting.by_id == user.pk,
        may_ask=now and waiting is None and may_ask_now(user, task),
    )


def may_ask_now(user: User, task: Task) -> bool:
    """Whether a request of this person could be taken, as far as the task's own facts say. `task` carries its state."""
    asks = rules.may_ask_extension(user, task) and not task.is_ongoing and task.state.is_open
    return asks and task.plan.status == Plan.Status.ADOPTED


def _takes(task: Task) -> bool:
    return task.plan.status != Plan.Status.CLOSED


def _asked(request: ExtensionRequest, until: datetime | None) -> Entry:
    """A request as it stood at an instant (None: now): one decided later was still open."""
    decision = getattr(request, "decision", None)
    if decision is not None and until is not None and decision.at > until:
        decision = None
    outcome = decision.outcome if decision is not None else "open"
    return Entry(
        outcome=outcome,
        before=request.standing_due_on,
        after=request.due_on,
        at=request.at,
        request=request,
        decision=decision,
    )


def _set(moved: Extensions, from_requests: set[int | None]) -> Iterable[Entry]:
    """Later deadlines that did not come from a request."""
    for schedule in moved.moves:
        if schedule.pk not in from_requests:
            yield Entry(
                outcome=SET, before=schedule.before, after=schedule.due_on, at=schedule.recorded_at, schedule=schedule
            )
