"""“My work”: which tasks and reports wait for a person, most urgent first."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from accounts.models import User
from accounts.rules import division_of, is_leadership, is_planning_office, is_secretary
from foundation import clock
from priorities import rules
from priorities.desks.parts import (
    DUE_SOON_DAYS,
    LISTED,
    SHOWN,
    TOLD_FOR,
    Desk,
    Row,
    Section,
    contribute,
    contributed,
    section,
)
from priorities.extensions import to_decide
from priorities.figures import Moment, Signal, attach, narrow
from priorities.figures.states import urgency
from priorities.models import Plan, ProgressUpdate, Review, Task
from priorities.rounds import AskedOf, asked_of_division, open_rounds
from priorities.urges import unanswered_of

__all__ = ["SHOWN", "Desk", "Row", "Section", "contribute", "desk_of", "row_of", "takes_reports", "to_review"]


def desk_of(user: User, plan: Plan, moment: Moment) -> Desk | None:
    """The person's desk; None where there is none (administrators). A constant number of queries."""
    division = division_of(user)
    if division is not None:
        return _division_desk(user, division, plan, moment)
    if is_planning_office(user):
        return _planning_desk(user, plan, moment)
    if is_leadership(user) or is_secretary(user):
        return _leaders_desk(user, plan, moment)
    return None


def row_of(user: User, task: Task) -> Row:
    """One task as its row on the person's desk now."""
    moment, division = Moment.of(task.plan), division_of(user)
    reports = takes_reports(task.plan) and rules.may_report(user, task)
    [row] = _rows(attach([task], moment), division, reports=reports)
    if division is not None:
        _mark_asked([row], asked_of_division(division, task.plan, moment))
    return row


def takes_reports(plan: Plan) -> bool:
    """Whether divisions report now: while the plan is adopted."""
    return plan.status == Plan.Status.ADOPTED


def to_review(user: User, plan: Plan) -> QuerySet[ProgressUpdate]:
    """The reports of the plan that wait for this person, oldest first.

    A chief's: those on the division's tasks. The planning office's: completions, and what no chief could release.
    """
    updates = ProgressUpdate.objects.awaiting("pending", "endorsed").filter(task__area__plan=plan)
    waiting = rules.acceptable_by(updates, user)
    if is_planning_office(user):
        waiting = waiting.filter(Q(status=ProgressUpdate.Status.COMPLETED) | Q(task__lead_division=None))
    return waiting.select_related("task__area__plan", "task__lead_division", "author")


def _division_desk(user: User, division: int, plan: Plan, moment: Moment) -> Desk:
    tasks = attach(Task.objects.of_plan(plan).of_division(division).for_list(), moment)
    rows = _rows(sorted(tasks, key=urgency), division, reports=takes_reports(plan))
    led = sum(not row.supports for row in rows)
    asked = asked_of_division(division, plan, moment)
    _mark_asked(rows, asked)
    _mark_released(rows, user)
    reviews = [_reviews("review", to_review(user, plan), moment)] if rules.releases_reports(user) else []
    *needs, rest = _by_need(rows)
    events = [each for key in ("attendance", "preparation") for each in contributed(key, user, plan, moment)]
    return Desk(
        kind="division",
        sections=[*reviews, _returned(user, plan), *needs, *events, rest],
        leads=led,
        supports=len(rows) - led,
        asked=asked,
    )


def _mark_asked(rows: Iterable[Row], asked: Sequence[AskedOf]) -> None:
    """Say on each row by which day an open round asks for its report."""
    due = {task: each.due_on for each in reversed(asked) for task in each.missing}
    for row in rows:
        row.asked_by = due.get(row.task.pk)


def _mark_released(rows: Collection[Row], user: User) -> None:
    """Tell the author of what was released lately. One query (none for no row)."""
    if not rows:
        return
    released = Review.objects.filter(
        outcome=Review.Outcome.ACCEPTED, update__author=user, at__gte=clock.now() - TOLD_FOR
    ).order_by("at")
    days = {task: clock.local_day(at) for task, at in released.values_list("update__task", "at")}
    for row in rows:
        row.released_on = days.get(row.task.pk)


def _leaders_desk(user: User, plan: Plan, moment: Moment) -> Desk:
    leader = user.pk if is_leadership(user) else user.secretary_to_id
    tasks = attach(Task.objects.of_plan(plan).filter(leader_in_charge=leader).for_list() if leader else [], moment)
    needs = _by_need(_rows(sorted(tasks, key=urgency), None, reports=False))
    decides = [_extensions(user, plan)] if is_leadership(user) else []
    return Desk(kind="leader", sections=[*decides, *needs], leads=len(tasks))


def _planning_desk(user: User, plan: Plan, moment: Moment) -> Desk:
    reported = ProgressUpdate.objects.filter(task=OuterRef("pk"))
    led = Task.objects.of_plan(plan).filter(~Exists(reported), lead_division__isnull=False)
    silent = narrow(led, plan, moment, signal=[each for each in Signal if each is not Signal.NOT_DUE])
    return Desk(
        kind="planning",
        sections=[
            _reviews("close", to_review(user, plan), moment),
            _extensions(user, plan),
            _returned(user, plan),
            _tasks("unled", Task.objects.of_plan(plan).filter(lead_division=None), moment),
            _tasks("silent", silent, moment),
            *contributed("preparation", user, plan, moment),
        ],
        rounds=list(open_rounds(plan)),
    )


def _tasks(key: str, tasks: QuerySet[Task], moment: Moment) -> Section:
    """The first tasks of a list that may be long."""
    listed = attach(tasks.select_related("area__plan", "lead_division")[:LISTED], moment)
    return section(key, rows=_rows(listed, None, reports=False), more=_more(tasks, listed))


def _reviews(key: str, updates: QuerySet[ProgressUpdate], moment: Moment) -> Section:
    """Reports to review, each with its task's state beside it."""
    listed = list(updates[:LISTED])
    states = {task.pk: task.state for task in attach({each.task_id: each.task for each in listed}.values(), moment)}
    for update in listed:
        update.task.state = states[update.task_id]
    return section(key, updates=listed, more=_more(updates, listed))


def _extensions(user: User, plan: Plan) -> Section:
    """Requests for a later deadline that this person decides. One query."""
    requests = to_decide(user, plan)
    listed = list(requests[:LISTED])
    return section("extensions", things=listed, more=_more(requests, listed))


def _returned(user: User, plan: Plan) -> Section:
    """The person's returned reports, each with who returned it and why."""
    updates = ProgressUpdate.objects.filter(task__area__plan=plan).returned_to(user).select_related("task__area__plan")
    reviews = Prefetch("reviews", queryset=Review.objects.for_reading())
    return section("returned", updates=list(updates.prefetch_related(reviews)))


def _more(everything: QuerySet[Any], listed: list[Any]) -> int:
    """How many are not listed: counted only where the list is full."""
    return everything.count() - len(listed) if len(listed) == LISTED else 0


def _by_need(rows: Iterable[Row]) -> list[Section]:
    """Each row in the first section that fits."""
    by_key = {key: section(key) for key in ("late", "due", "stale", "rest")}
    for row in rows:
        by_key[_need(row.task)].rows.append(row)
    return list(by_key.values())


def _need(task: Task) -> str:
    state = task.state
    if state.signal in (Signal.OVERDUE, Signal.FAR_BEHIND, Signal.BEHIND):
        return "late"
    if state.is_open and not task.is_ongoing and 0 <= state.days_left <= DUE_SOON_DAYS:
        return "due"
    return "stale" if state.stale else "rest"


def _rows(tasks: Iterable[Task], division: int | None, *, reports: bool) -> list[Row]:
    """Rows in the order given. Three queries: reports that wait, urgings not answered, ends of what has ended."""
    found = list(tasks)
    waiting = ProgressUpdate.objects.awaiting("pending", "endorsed").filter(task__in=[task.pk for task in found])
    newest = {update.task_id: update for update in waiting}
    urges = unanswered_of([task.pk for task in found if task.state.is_open])
    ends = _ends([task.state.standing_id for task in found if not task.state.is_open])
    return [
        Row(
            task=task,
            supports=division is not None and task.lead_division_id != division,
            reports=reports and task.state.is_open,
            waiting=newest.get(task.pk),
            urge=urges.get(task.pk),
            ended_on=ends.get(task.pk),
        )
        for task in found
    ]


def _ends(standing: Iterable[int | None]) -> dict[int, date]:
    """By task id, the day on which an end came to stand: when it was accepted, else when it was reported."""
    accepted = Review.objects.filter(update=OuterRef("pk"), outcome=Review.Outcome.ACCEPTED).values("at")[:1]
    rows: Iterable[tuple[int, datetime, datetime | None]] = (
        ProgressUpdate.objects.filter(pk__in=[each for each in standing if each is not None])
        .annotate(accepted_at=Subquery(accepted))
        .values_list("task_id", "recorded_at", "accepted_at")
    )
    return {task: clock.local_day(accepted_at or recorded_at) for task, recorded_at, accepted_at in rows}
