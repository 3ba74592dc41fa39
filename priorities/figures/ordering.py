"""Long lists of tasks in order: of the plan, of a fact of the task, or of its state at a moment.

A list is one of kept rows (`StateToday`: one for each task, whatever the moment). Ties, in either direction, are in the
order of the plan.
"""

from collections.abc import Mapping, Sequence

from django.db import connection
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from foundation.bilingual import chinese
from priorities.figures import sql
from priorities.figures.moment import Moment
from priorities.models import Plan, StateToday

# Keys of an order that are values of the state: the kept column, and the same as SQL on `judged`.
DERIVED: Mapping[str, tuple[str, str]] = {
    "due": ("due_on", "due_on"),
    "signal": ("gravity", sql.gravity_of("signal")),  # the gravest first
    "percent": ("percent", "percent"),
    "gap": ("gap", sql.GAP),  # the furthest behind first
    "reported": ("reported_on", "reported_on"),
}
# Keys that stand on the task, as columns of it.
FACTS: Mapping[str, Sequence[str]] = {
    "code": (),
    "name": ("name",),
    "division": ("lead_division__order", "lead_division__code"),
    "weight": ("weight",),
}
KEYS = ("code", "name", "division", "due", "signal", "percent", "gap", "reported", "weight")
ORDERS = tuple(f"{sign}{key}" for key in KEYS for sign in ("", "-"))
# A task never reported on comes before the one whose report is the oldest; elsewhere what has no value comes last.
FIRST_WITHOUT = ("reported",)


def is_derived(order: str) -> bool:
    """Whether the order is by the state of the tasks."""
    return order.lstrip("-") in DERIVED


def in_order(
    rows: QuerySet[StateToday], order: str, plan: Plan, moment: Moment, kept: bool
) -> QuerySet[StateToday] | list[int]:
    """The rows of one plan by one of ORDERS.

    `kept`: the kept states hold for the moment (`kept.holds`). Else, in an order by state, the keys of the tasks, in
    two queries.
    """
    key, backwards = order.lstrip("-"), order.startswith("-")
    if key in DERIVED and not kept:
        return _as_judged(rows, key, backwards, plan, moment)
    if key == "code":
        return rows.order_by("-place" if backwards else "place")
    last = _without_value_last(key, backwards)
    nulls = {"nulls_last": True} if last else {"nulls_first": True}
    by = [_name() if name == "name" else F(name) for name in _columns(key)]
    return rows.order_by(*(one.desc(**nulls) if backwards else one.asc(**nulls) for one in by), "place")


def _columns(key: str) -> Sequence[str]:
    """What a kept row is sorted by."""
    if key in DERIVED:
        return [DERIVED[key][0]]
    return [name if name == "name" else f"task__{name}" for name in FACTS[key]]


def _name() -> Coalesce:
    """The task's name in the reader's language, the other where that is blank."""
    first, second = ("task__name_zh", "task__name_en") if chinese() else ("task__name_en", "task__name_zh")
    return Coalesce(NullIf(F(first), Value("")), F(second))


def _without_value_last(key: str, backwards: bool) -> bool:
    return backwards if key in FIRST_WITHOUT else True


def _as_judged(rows: QuerySet[StateToday], key: str, backwards: bool, plan: Plan, moment: Moment) -> list[int]:
    """The keys of the rows' tasks by their state at any moment: all tasks of the plan are judged."""
    nulls = "LAST" if _without_value_last(key, backwards) else "FIRST"
    statement = sql.judged(plan, [moment.day], moment.known_at)
    statement.add(
        f"""SELECT j.task_id FROM (SELECT task_id, {DERIVED[key][1]} AS value FROM judged) j
        JOIN {StateToday._meta.db_table} k ON k.task_id = j.task_id
        ORDER BY j.value {"DESC" if backwards else "ASC"} NULLS {nulls}, k.place"""
    )
    wanted = set(rows.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.params)
        return [pk for (pk,) in cursor.fetchall() if pk in wanted]
