"""What a task list is asked for by its address: filters, order, columns. The page and the files made of it share it."""

from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from priorities.columns import KEYS, Column, chosen
from priorities.figures import Moment, kept
from priorities.figures.ordering import ORDERS, in_order, is_derived
from priorities.filters import TaskFilter
from priorities.models import Plan, StateToday
from priorities.queries import FILTERS


def filters_of(request: HttpRequest, plan: Plan, moment: Moment) -> TaskFilter:
    """Those that the address names."""
    asked = [name for name in FILTERS if name in request.GET]
    return TaskFilter(request.GET, request=request, plan=plan, moment=moment, only=asked)


def order_of(request: HttpRequest) -> str:
    """`?sort=`. BadRequest (400) for one that is not known."""
    order = request.GET.get("sort") or ORDERS[0]
    if order not in ORDERS:
        raise BadRequest(_("Unknown value of “sort”. Known: %(known)s.") % {"known": ", ".join(ORDERS)})
    return order


def columns_of(request: HttpRequest) -> tuple[Column, ...]:
    """`?columns=`, several times. BadRequest (400) for one that is not known."""
    asked = [key for key in request.GET.getlist("columns") if key]
    if unknown := set(asked) - set(KEYS):
        said = {"value": min(unknown)[:50], "known": ", ".join(KEYS)}
        raise BadRequest(_("Unknown column “%(value)s”. Known: %(known)s.") % said)
    return chosen(asked)


def rows_of(
    request: HttpRequest, plan: Plan, filterset: TaskFilter, moment: Moment, order: str
) -> QuerySet[StateToday] | list[Any]:
    """The list's rows in order, by valid filters: see `in_order`. One query where the list is by the tasks' state.

    By the kept state of today where that holds; else all tasks of the plan are judged.
    """
    by_state = is_derived(order) or any(request.GET.get(name) for name in TaskFilter.OF_STATE)
    holds = by_state and kept.holds_at(plan, moment)
    rows = filterset.narrow_rows(StateToday.objects.filter(plan=plan), holds)
    return in_order(rows, order, plan, moment, holds)
