"""The change record of a task in words that a clerk reads: who, when, what, before and after.

Another kind of change is one more entry in `KINDS`: which changes they are, what each is called, what its facts are.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changelog.models import Change, ChangeQuerySet
from foundation.wording import Piece, differing
from priorities.history_words import Names, day
from priorities.models import ExtensionDecision, ExtensionRequest, ProgressUpdate, Task, Urge

CREATE, CHANGE, DELETE = Change.Action.CREATE, Change.Action.CHANGE, Change.Action.DELETE
BRIEF = 24  # characters of a fact that shares a line with others
LONG = 60  # characters from which a text that changed is shown word by word


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How one kind of change is found and how it reads.

    `recorded_as` (the change's type) and `actions` say which changes it is, `keys` by which keys those of a task are
    recorded. `title` is what one was, in a few words. Facts are called as the fields of `model` are, or by `labels`;
    `words` has those for their codes, and `left_out` is not worth a line.
    """

    name: Any
    recorded_as: str
    model: type[models.Model]
    keys: Callable[[Task], Collection[str] | models.QuerySet[Any]]
    title: Callable[[Change], str]
    actions: Collection[str] = (CREATE, CHANGE, DELETE)
    labels: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Mapping[Any, Any]] = field(default_factory=dict)
    left_out: Collection[str] = ("task",)

    def covers(self, change: Change) -> bool:
        """Whether the change is of this kind."""
        return change.type == self.recorded_as and change.action in self.actions

    def of_task(self, task: Task) -> Q:
        """The condition on changes of this kind that belong to the task."""
        return Q(type=self.recorded_as, action__in=self.actions, key__in=self.keys(task))


def _task_title(change: Change) -> str:
    """A change of one fact that has a name of its own is called by it."""
    if change.action != CHANGE:
        return _("Task added") if change.action == CREATE else _("Task deleted")
    before, after = change.before or {}, change.after or {}
    changed = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
    own = {"schedules": _("Period changed"), "milestones": _("Milestones changed")}
    return own.get(changed[0], _("Task changed")) if len(changed) == 1 else _("Task changed")


def _report_title(change: Change) -> str:
    return _("Report as of %(day)s") % {"day": _effective(change)}


def _review_title(change: Change) -> str:
    return _("Review of the report of %(day)s") % {"day": _effective(change)}


def _extension_title(change: Change) -> str:
    """A request for a later deadline, or what became of it."""
    return {
        "granted": _("Extension granted"),
        "refused": _("Extension refused"),
        "withdrawn": _("Request for an extension withdrawn"),
    }.get((change.after or {}).get("outcome", ""), _("Extension asked for"))


def _effective(change: Change) -> str:
    return day((change.after or {}).get("effective_on", ""))


def keys_of(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """The ids of these rows as the change record writes them, for the `keys` of a kind. Lazy."""
    written = rows.order_by().annotate(as_key=Cast("pk", models.CharField()))
    return written.values("as_key")


def _reports(task: Task) -> models.QuerySet[Any]:
    return keys_of(ProgressUpdate.objects.filter(task=task))


REVIEW = {
    "review": gettext_lazy("review"),
    "reason": gettext_lazy("reason"),
    "for": gettext_lazy("standing in for"),
}
# By the word for each in the address, in the order of the page's choices. An app above adds its own (evidence.history).
KINDS: dict[str, Kind] = {
    "task": Kind(
        name=gettext_lazy("Facts and dates"),
        recorded_as="task",
        model=Task,
        keys=lambda task: [task.code],
        title=_task_title,
        labels={
            "sources": gettext_lazy("sources"),
            "schedules": gettext_lazy("periods"),
            "milestones": gettext_lazy("milestones"),
        },
        left_out=(),
    ),
    "report": Kind(
        name=gettext_lazy("Reports"),
        recorded_as="update",
        model=ProgressUpdate,
        keys=_reports,
        title=_report_title,
        actions=(CREATE,),
        labels=REVIEW,
        left_out=("task", "effective_on"),
    ),
    "review": Kind(
        name=gettext_lazy("Reviews"),
        recorded_as="update",
        model=ProgressUpdate,
        keys=_reports,
        title=_review_title,
        actions=(CHANGE, DELETE),
        labels=REVIEW,
    ),
    "urge": Kind(
        name=gettext_lazy("Urging"),
        recorded_as="urge",
        model=Urge,
        keys=lambda task: keys_of(task.urges.all()),
        title=lambda change: _("Urged"),
        left_out=("task", "round"),
    ),
    "extension": Kind(
        name=gettext_lazy("Extensions"),
        recorded_as="extension",
        model=ExtensionRequest,
        keys=lambda task: keys_of(task.extension_requests.all()),
        title=_extension_title,
        labels={
            "outcome": gettext_lazy("decision"),
            "decision_reason": gettext_lazy("reason of the decision"),
            "for": gettext_lazy("standing in for"),
        },
        words={"outcome": dict(ExtensionDecision.Outcome.choices)},
    ),
}


@dataclass(frozen=True)
class Difference:
    """One fact that changed, in words; "" where there was or is nothing.

    `pieces`: of a long text that was changed in part, what stayed, what went and what came, in reading order.
    `brief`: no text or list, and what is now there takes a few words.
    """

    label: str
    before: str
    after: str
    pieces: Collection[Piece] = ()
    brief: bool = False


@dataclass(frozen=True)
class Entry:
    """One change with its differences, and what it was in a few words."""

    change: Change
    title: str
    differences: list[Difference]

    @property
    def is_new(self) -> bool:
        """Whether the thing was added: there is no before to set beside its facts."""
        return bool(self.change.action == CREATE)

    @property
    def brief(self) -> list[Difference]:
        """Of a thing that was added, the facts of a few words, which share a line."""
        return [each for each in self.differences if self.is_new and each.brief]

    @property
    def full(self) -> list[Difference]:
        """The facts that stand on lines of their own."""
        return [each for each in self.differences if not (self.is_new and each.brief)]


def changes_of(task: Task) -> ChangeQuerySet:
    """The changes of the task of every kind, newest first, with who made them."""
    condition = Q(pk__in=[])
    for kind in KINDS.values():
        condition |= kind.of_task(task)
    found: ChangeQuerySet = Change.objects.filter(condition).select_related("by").order_by("-id")
    return found


def of_kind(changes: ChangeQuerySet, kind: str) -> ChangeQuerySet:
    """Those of one kind of `KINDS`; all of them for "". KeyError for a kind that is not known."""
    return changes.filter(type=KINDS[kind].recorded_as, action__in=KINDS[kind].actions) if kind else changes


def numbers(changes: ChangeQuerySet) -> dict[str, int]:
    """How many of these changes are of each kind of `KINDS`. One query."""
    rows = list(changes.order_by().values_list("type", "action").annotate(Count("pk")))
    return {
        name: sum(number for type_, action, number in rows if type_ == kind.recorded_as and action in kind.actions)
        for name, kind in KINDS.items()
    }


def entries(changes: Iterable[Change]) -> list[Entry]:
    """The changes in words. At most three queries: the names of people, divisions and areas that the facts name."""
    found = list(changes)
    names = Names(side for change in found for side in (change.before, change.after) if side)
    told = ((change, next(kind for kind in KINDS.values() if kind.covers(change))) for change in found)
    return [Entry(change, kind.title(change), list(_differences(change, kind, names))) for change, kind in told]


def _differences(change: Change, kind: Kind, names: Names) -> Iterator[Difference]:
    """The facts that differ, in the order of the forms (a database need not keep that of the record)."""
    before, after = change.before or {}, change.after or {}
    fields = {each.name: each for each in kind.model._meta.get_fields()}
    order = [*fields, *kind.labels]
    places = {name: place for place, name in enumerate(order)}
    for name in sorted(before.keys() | after.keys(), key=lambda name: (places.get(name, len(order)), name)):
        was, now = before.get(name), after.get(name)
        if name in kind.left_out or was == now or (_nothing(was) and _nothing(now)):
            continue
        old, new = names.of(name, was, kind.words), names.of(name, now, kind.words)
        if isinstance(was, list) and isinstance(now, list):  # of a list, what left it and what joined it
            old, new = _only(old, new), _only(new, old)
        pieces = differing(old, new) if isinstance(was, str) and max(len(old), len(new)) >= LONG else []
        brief = not isinstance(now, list) and not isinstance(fields.get(name), models.TextField) and len(new) <= BRIEF
        yield Difference(_label(kind, name), old, new, pieces, brief)


def _nothing(value: Any) -> bool:
    """Whether a fact says nothing; a zero says something."""
    return value is None or value is False or value == "" or value == []


def _only(lines: str, others: str) -> str:
    return "\n".join(line for line in lines.split("\n") if line not in others.split("\n"))


def _label(kind: Kind, name: str) -> str:
    """What a fact is called on the forms."""
    if name in kind.labels:
        return str(kind.labels[name])
    fields = {each.name: each for each in kind.model._meta.get_fields()}
    return str(getattr(fields.get(name), "verbose_name", name))
