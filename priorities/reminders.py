"""What reminds a person, computed from how things stand and never kept: the page, the bell and the mail ask here.

Only adopted plans of the person's own side (real or demonstration) whose year holds today, and only tasks, reports on
them and requests for more time: never an event, never a leader's schedule.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.rules import (
    Reader,
    division_of,
    has_role,
    is_administrator,
    is_chief,
    is_leadership,
    is_planning_office,
    is_secretary,
)
from foundation import clock, days
from priorities import rules
from priorities.figures import Signal
from priorities.figures.states import attach_today
from priorities.models import ExtensionRequest, Plan, ProgressUpdate, ReminderKind, ReminderOff, Review, Task, Urge

SOON, VERY_SOON = 7, 1  # days left
# From the gravest on, as the kinds are declared.
GRAVITY = {kind: place for place, kind in enumerate(ReminderKind)}


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """One thing that a person is reminded of, about one task.

    `day` is the one that the words name; `days` how many are left, or have passed; `who` urged, returned or asks (None:
    the planning office, by a command). `note` is a line that somebody typed. `path` is where the thing stands.
    """

    kind: ReminderKind
    task: Task
    path: str
    day: date
    days: int = 0
    who: User | None = None
    note: str = ""
    never: bool = False  # stale: nothing was ever reported
    closes: bool = False  # awaiting: a completion, to close out
    until: date | None = None  # awaiting: the deadline asked for

    @property
    def text(self) -> str:
        """What it is, in the reader's language; neither the task nor the note."""
        words = {"day": days.short(self.day), "n": self.days, "who": self.who or _("the planning office")}
        match self.kind:
            case ReminderKind.URGED:
                return _("urged by %(who)s on %(day)s") % words
            case ReminderKind.OVERDUE:
                text = ngettext(
                    "was due on %(day)s, %(n)d day overdue", "was due on %(day)s, %(n)d days overdue", self.days
                )
                return text % words
            case ReminderKind.DUE_1 | ReminderKind.DUE_7:
                return self._due(words)
            case ReminderKind.STALE if self.never:
                return _("nothing reported since it began on %(day)s") % words
            case ReminderKind.STALE:
                return _("nothing reported since %(day)s") % words
            case ReminderKind.RETURNED:
                return _("your report as of %(day)s was returned by %(who)s") % words
            case ReminderKind.AWAITING:
                return self._awaiting(words)

    def _due(self, words: dict[str, Any]) -> str:
        if self.days == 0:
            return _("due today, %(day)s") % words
        if self.days == 1:
            return _("due tomorrow, %(day)s") % words
        return _("due in %(n)d days, on %(day)s") % words

    def _awaiting(self, words: dict[str, Any]) -> str:
        if self.until:
            return _("%(who)s asks for a later deadline: %(day)s → %(until)s") % {
                **words,
                "until": days.short(self.until),
            }
        if self.closes:
            return _("%(who)s reports the task as completed: to close out") % words
        return _("report as of %(day)s by %(who)s: to release or return") % words


@dataclass(frozen=True, kw_only=True)
class Group:
    """The reminders of one kind."""

    kind: ReminderKind
    reminders: list[Reminder]


def is_reminded(user: Reader) -> bool:
    """Whether anything ever reminds this person: administrators and people without a role have no part in a plan."""
    return has_role(user) and not is_administrator(user)


def reminders_of(user: User) -> list[Reminder]:
    """What reminds the person today, of the kinds that are on; gravest first, then by day.

    A constant number of queries: the kinds that are off, tasks, their states, urgings, returned reports (two), reports
    to release, extensions to decide; a secretary's leader.
    """
    if not is_reminded(user):
        return []
    off = kinds_off(user)
    found = [*_of_tasks(user), *_returned(user), *_to_release(user), *_extensions(user)]
    return sorted(
        (each for each in found if each.kind not in off),
        key=lambda each: (GRAVITY[each.kind], each.day, each.task.code, each.path),
    )


def grouped(reminders: Iterable[Reminder]) -> list[Group]:
    """Those reminders by kind, in their order; kinds without any are left out."""
    groups: dict[ReminderKind, list[Reminder]] = {}
    for each in reminders:
        groups.setdefault(each.kind, []).append(each)
    return [Group(kind=kind, reminders=of_kind) for kind, of_kind in groups.items()]


def kinds_off(user: User) -> set[str]:
    """The kinds that the person has turned off. One query."""
    return set(ReminderOff.objects.filter(user=user).values_list("kind", flat=True))


def _running(user: User, task: str = "") -> dict[str, Any]:
    """Conditions for being of a plan that reminds this person; `task` is the way to the task, as `task__`."""
    plan = f"{task}area__plan__"
    return {
        f"{plan}status": Plan.Status.ADOPTED,
        f"{plan}demonstration": user.demonstration,
        f"{plan}year": clock.today().year,
    }


def _of_tasks(user: User) -> Iterator[Reminder]:
    """Deadlines, silence and urgings. What has ended reminds of nothing."""
    concerned = _concerned(user)
    if concerned is None:
        return
    tasks = attach_today(Task.objects.filter(concerned, **_running(user)).select_related("area__plan"))
    open_tasks = {task.pk: task for task in tasks if task.state.is_open}
    if division_of(user) is None:  # a leader, or a secretary: overdue, and nothing else of a task
        yield from (each for task in open_tasks.values() for each in _overdue(task))
        return
    for task in open_tasks.values():
        yield from _overdue(task)
        yield from _due(task)
        yield from _stale(task)
    yield from _urged(open_tasks)


def _concerned(user: User) -> Q | None:
    """Which tasks concern a person: a chief's division leads them, staff are responsible for them (or nobody is)."""
    division = division_of(user)
    if division is not None:
        mine = Q() if is_chief(user) else Q(responsible=None) | Q(responsible=user)
        return Q(lead_division=division) & mine
    leader = user.pk if is_leadership(user) else user.secretary_to_id if is_secretary(user) else None
    return Q(leader_in_charge=leader) if leader is not None else None


def _overdue(task: Task) -> Iterator[Reminder]:
    state = task.state
    if state.signal == Signal.OVERDUE:
        yield _about(task, ReminderKind.OVERDUE, state.due_on, days=state.overdue_days)


def _due(task: Task) -> Iterator[Reminder]:
    """Once only: what is due within a day is not also due within seven."""
    left = task.state.days_left
    if not task.is_ongoing and 0 <= left <= SOON:
        kind = ReminderKind.DUE_1 if left <= VERY_SOON else ReminderKind.DUE_7
        yield _about(task, kind, task.state.due_on, days=left)


def _stale(task: Task) -> Iterator[Reminder]:
    state = task.state
    if state.stale:
        heard = state.reported_on
        yield _about(task, ReminderKind.STALE, heard or state.starts_on, never=heard is None)


def _urged(tasks: dict[int, Task]) -> Iterator[Reminder]:
    """Each task that is urged once, by its newest urging."""
    urges = Urge.objects.unanswered().filter(task__in=list(tasks)).select_related("by").order_by("id")
    for urge in {each.task_id: each for each in urges}.values():
        day = clock.local_day(urge.at)
        yield _about(tasks[urge.task_id], ReminderKind.URGED, day, who=urge.by, note=urge.text)


def _returned(user: User) -> Iterator[Reminder]:
    """The person's own reports that were returned and not answered since, each with the reason."""
    reviews = Review.objects.filter(outcome=Review.Outcome.RETURNED).select_related("by")
    updates = ProgressUpdate.objects.filter(**_running(user, "task__")).returned_to(user)
    for update in updates.select_related("task__area__plan").prefetch_related(Prefetch("reviews", reviews)):
        [review] = update.reviews.all()
        yield _about(
            update.task,
            ReminderKind.RETURNED,
            update.effective_on,
            anchor=f"u-{update.pk}",
            who=review.by,
            note=review.reason,
        )


def _to_release(user: User) -> Iterator[Reminder]:
    """The reports that wait for this person, by the rule; of the planning office's, those that no chief releases."""
    waiting = ProgressUpdate.objects.awaiting("pending", "endorsed").filter(**_running(user, "task__"))
    updates: QuerySet[ProgressUpdate] = rules.acceptable_by(waiting, user)
    closes = is_planning_office(user)
    if closes:  # as on its desk, desks.to_review(): the chiefs release the rest
        updates = updates.filter(Q(status=ProgressUpdate.Status.COMPLETED) | Q(task__lead_division=None))
    for update in updates.select_related("task__area__plan", "author"):
        yield _about(
            update.task,
            ReminderKind.AWAITING,
            update.effective_on,
            anchor=f"u-{update.pk}",
            who=update.author,
            closes=closes and update.is_completion,
        )


def _extensions(user: User) -> Iterator[Reminder]:
    """Requests for more time that wait for this person, or for the leader whom a secretary serves."""
    decides = user.secretary_to if is_secretary(user) else user
    if decides is None:
        return
    waiting = ExtensionRequest.objects.open().filter(**_running(user, "task__"))
    for request in rules.extensions_decided_by(waiting, decides).select_related("task__area__plan", "by"):
        yield _about(
            request.task,
            ReminderKind.AWAITING,
            request.standing_due_on,
            anchor=f"extension-{request.pk}",
            who=request.by,
            until=request.due_on,
        )


def _about(task: Task, kind: ReminderKind, day: date, *, anchor: str = "", **more: Any) -> Reminder:
    """A reminder that leads to the task's page, or to a thing on it."""
    path = reverse("priorities:task", args=[task.code])
    return Reminder(kind=kind, task=task, path=f"{path}#{anchor}" if anchor else path, day=day, **more)
