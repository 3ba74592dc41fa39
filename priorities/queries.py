"""The address of a task list says all of its state: filters, sorting, columns, and as of when."""

from django.http import QueryDict
from django.urls import reverse

from priorities import columns
from priorities.figures.ordering import ORDERS
from priorities.filters import TaskFilter
from priorities.models import Plan

FILTERS = tuple(name for name in TaskFilter.names() if name != "plan")
# What a saved view keeps. As of when, and which page, is the reader's own affair.
OF_VIEW = (*FILTERS, "sort", "columns")
MOMENT = ("as_of", "known_at")
PARAMETERS = (*OF_VIEW, *MOMENT, "page", "view")


def clean(asked: QueryDict, moment: bool = True) -> QueryDict:
    """What of an address says something: not empty fields, the usual order and columns, the page."""
    query = QueryDict(mutable=True)
    for name in (*OF_VIEW, *MOMENT) if moment else OF_VIEW:
        values = [value for value in asked.getlist(name) if value]
        if name == "sort" and values == [ORDERS[0]]:
            continue
        if name == "columns" and columns.is_usual(columns.chosen(values)):
            continue
        if values:
            query.setlist(name, values)
    return query


def as_address(plan: Plan, query: str) -> str:
    """The address of the plan's task list with this query."""
    address = reverse("priorities:task-list", args=[plan.code])
    return f"{address}?{query}" if query else address


def with_changed(asked: QueryDict, name: str, *values: str) -> str:
    """The clean query with other values of one parameter, or without it, as text."""
    query = clean(asked)
    query.setlist(name, list(values))
    return clean(query).urlencode()
