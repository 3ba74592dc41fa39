"""The tasks that a bulk action was asked for: as the form names them, as they stand, and what of them was seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.exceptions import BadRequest
from django.db.models import Exists, Max, OuterRef, Subquery
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from foundation.converters import is_code
from priorities.figures import Moment, attach
from priorities.models import Plan, ProgressUpdate, Review, Task

MAX_AT_ONCE = 500


class Side(NamedTuple):
    """What is or will be of a task, in words, with a division's own rating where there is one."""

    text: str
    health: str | None = None
    more: str = ""


@dataclass
class Line:
    """A task on a bulk page: ticked or not, as it stands, as it would be, and why not. `seen`: what a preview saw."""

    task: Task
    ticked: bool
    seen: str
    before: Side | None = None
    after: Side | None = None
    refusals: list[str] = field(default_factory=list)
    changed: bool = False

    @property
    def stays(self) -> bool:
        """Whether what stands would only be said again."""
        return self.before is not None and self.after is not None and self.before[:2] == self.after[:2]


class Asked(NamedTuple):
    """What the form says of tasks: the codes ticked, and those shown with what was seen of each ("" before that)."""

    ticked: list[str]
    shown: Mapping[str, str]

    @classmethod
    def of(cls, sent: QueryDict) -> "Asked":
        """From the form. BadRequest (400) for more than may be done at once."""
        ticked = list(dict.fromkeys(sent.getlist("task")))
        pairs = [each.partition(":") for each in sent.get("shown", "").split()]
        shown = {code: seen for code, _colon, seen in pairs if is_code(code)}
        if max(len(ticked), len(shown)) > MAX_AT_ONCE:
            raise BadRequest(_("At most %(limit)d tasks at once.") % {"limit": MAX_AT_ONCE})
        return cls(ticked, shown)


def lines(plan: Plan, asked: Asked) -> list[Line]:
    """A line for each task named, in the plan's order. Three queries; Http404 when a ticked one is none of the plan's.

    Each has its supporting divisions, its people and its `state` today.
    """
    if not all(is_code(code) for code in asked.ticked):
        raise Http404
    found = attach(_tasks(plan, {*asked.ticked, *asked.shown}), Moment.of(plan))
    ticked = set(asked.ticked)
    if ticked - {task.code for task in found}:
        raise Http404
    return [Line(task, task.code in ticked, _seen(task)) for task in found]


def named(several: list[Line]) -> str:
    """The lines as the next form names them: code and what was seen, for `Asked.shown`."""
    return " ".join(f"{line.task.code}:{line.seen}" for line in several)


def _tasks(plan: Plan, codes: set[str]) -> list[Task]:
    """With `newest_report`, `newest_review` (ids, or None) and whether a report `waits`."""
    of = {"task": OuterRef("pk")}
    reports = ProgressUpdate.objects.filter(**of).order_by().values("task")
    reviews = Review.objects.filter(update__task=OuterRef("pk")).order_by().values("update__task")
    tasks: Any = (
        Task.objects.of_plan(plan)
        .filter(code__in=codes)
        .select_related("area__plan", "lead_division", "responsible", "leader_in_charge")
        .prefetch_related("supporting_divisions")
        .annotate(
            newest_report=Subquery(reports.annotate(newest=Max("id")).values("newest")),
            newest_review=Subquery(reviews.annotate(newest=Max("id")).values("newest")),
            waits=Exists(ProgressUpdate.objects.awaiting("pending", "endorsed").filter(**of)),
        )
    )
    return list(tasks)


def _seen(task: Any) -> str:
    """What a preview saw of a task: its facts by their version, its reports and their reviews by the newest ids."""
    return f"{task.version}.{task.newest_report or 0}.{task.newest_review or 0}"
