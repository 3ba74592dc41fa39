"""Lists of tasks in the order of a derived value."""

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from priorities.figures.moment import Moment
from priorities.models import Schedule, Task

ORDERS = ("code", "-code", "due", "-due")


def in_order(tasks: QuerySet[Task], order: str, moment: Moment) -> QuerySet[Task]:
    """The tasks by one of ORDERS: the plan's own order, or the deadline in force (`TaskState.due_on`)."""
    backwards = order.startswith("-")
    if order.lstrip("-") == "due":
        due = F("in_force_due")
        return _with_due(tasks, moment).order_by(due.desc() if backwards else due.asc(), "area__number", "number")
    return tasks.order_by("-area__number", "-number") if backwards else tasks.order_by("area__number", "number")


def _with_due(tasks: QuerySet[Task], moment: Moment) -> QuerySet[Task]:
    """Annotate `in_force_due`: the newest decided by the day and known, else the first known, else the first."""
    every = Schedule.objects.filter(task=OuterRef("pk")).order_by("id")
    known = every if moment.known_at is None else every.filter(recorded_at__lte=moment.known_at)
    decided = known.filter(decided_on__lte=moment.day).order_by("-decided_on", "-id")
    return tasks.annotate(
        in_force_due=Coalesce(*(Subquery(each.values("due_on")[:1]) for each in (decided, known, every)))
    )
