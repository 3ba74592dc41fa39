"""How often a task's deadline moved later: “extended n times, originally due …” (contract.md, section 1)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import Lag

from priorities.figures.moment import Moment
from priorities.models import Task


@dataclass(frozen=True)
class Extensions:
    """`times`: how often the deadline moved later; `original_due`: the one before the first such move, None without.

    `moves`: the schedules that moved it later, oldest first, each with who decided it and `before`, the deadline then.
    """

    times: int
    original_due: date | None
    moves: Sequence[Any] = field(default_factory=list, compare=False)


def extensions(task: Task, moment: Moment) -> Extensions:
    """The extensions of a task decided by the moment's day and known at its instant. One query.

    A deadline that moves earlier is no extension: for due days 31 Dec, 30 Sep, 31 Oct it is one, originally 30 Sep.
    """
    decided = task.schedules.filter(decided_on__lte=moment.day).order_by("decided_on", "id")
    if moment.known_at is not None:
        decided = decided.filter(recorded_at__lte=moment.known_at)
    before = Window(Lag("due_on"), order_by=["decided_on", "id"])
    moves = list(decided.annotate(before=before).filter(due_on__gt=F("before")).select_related("by"))
    return Extensions(len(moves), moves[0].before if moves else None, moves)
