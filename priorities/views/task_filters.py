"""What the task list offers to filter, sort and choose columns by, and what of it is in use."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import Division, Role, User
from foundation import days
from priorities.columns import COLUMNS, Column
from priorities.figures import Signal
from priorities.figures.ordering import ORDERS
from priorities.filters import TaskFilter
from priorities.models import Plan, ProgressUpdate
from priorities.queries import MOMENT, as_address, with_changed
from priorities.views.offering import meant_among, names, offered, options


class Chip(NamedTuple):
    """A filter in use: what it is called, its value in words, and the query without it."""

    label: str
    value: str
    without: str


class Head(NamedTuple):
    """The head of a column; `query` of the link that sorts by it ("" where nothing does), `now` for aria-sort."""

    label: str
    look: str
    query: str
    now: str


def heads(request: HttpRequest, order: str, columns: Iterable[Column]) -> list[Head]:
    """Those of the columns shown."""
    found = []
    for column in columns:
        now = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(order, "") if column.sort else ""
        target = f"-{column.sort}" if now == "ascending" else column.sort
        query = with_changed(request.GET, "sort", target) if column.sort else ""
        found.append(Head(str(column.label), column.look, f"?{query}" if column.sort else "", now))
    return found


def chips(request: HttpRequest, filterset: TaskFilter) -> list[Chip]:
    """The filters in use, each to be left out by itself."""
    found = []
    for name, each in filterset.filters.items():
        values = [value for value in request.GET.getlist(name) if value]
        for value in values:
            rest = [other for other in values if other != value]
            said = _in_words(filterset, name, value)
            found.append(Chip(str(each.label), said, with_changed(request.GET, name, *rest)))
    return found


def _in_words(filterset: TaskFilter, name: str, value: str) -> str:
    """A value as the reader knows it; as it came where it is none that can be."""
    cleaned = filterset.form.cleaned_data.get(name)
    if name in ("status", "signal", "kind", "stale", "disagrees"):
        labels = {key: str(label) for key, label in filterset.form.fields[name].choices}
        return labels.get(value, value)
    if cleaned in (None, "", "null"):
        return _("none") if value == "null" else value
    return days.in_full(cleaned) if name in ("due_from", "due_to") else str(cleaned)


def choices(
    request: HttpRequest, plan: Plan, order: str, columns: Sequence[Column], filterset: TaskFilter
) -> dict[str, Any]:
    """What the filter form offers. Options are ready to print. Four queries."""
    asked = request.GET
    first, second = names()
    areas = [
        (code, f"{number} {name or other}")
        for code, number, name, other in plan.areas.order_by("number").values_list("code", "number", first, second)
    ]
    yes_no = [("true", _("yes")), ("false", _("no"))]
    shown = {column.key for column in columns}
    return {
        "areas": options(areas, asked.get("area", "")),
        "divisions": offered(_divisions(plan), "code", asked.get("division", "")),
        "leaders": offered(_people(plan, Role.LEADERSHIP), "username", asked.get("leader_in_charge", "")),
        "people": offered(_people(plan, Role.STAFF, Role.CHIEF), "username", asked.get("responsible", "")),
        "stale": options(yes_no, asked.get("stale", "")),
        "disagrees": options(yes_no, asked.get("disagrees", "")),
        "signals": [(code, code in asked.getlist("signal")) for code in Signal.values],
        "statuses": [(code, label, code in asked.getlist("status")) for code, label in ProgressUpdate.Status.choices],
        "orders": options(_orders(), order),
        "offered_columns": [(column, column.key in shown) for column in COLUMNS if column.key != "task"],
        "kept_parameters": list(_without_field(filterset, asked)),
    }


def _divisions(plan: Plan) -> QuerySet[Any]:
    return Division.objects.filter(demonstration=plan.demonstration)


def _people(plan: Plan, *roles: str) -> QuerySet[Any]:
    return User.objects.filter(role__in=roles, demonstration=plan.demonstration)


def _orders() -> Iterator[tuple[str, str]]:
    """Every order in words: “Deadline ↑”."""
    labels = {column.sort: str(column.label) for column in COLUMNS if column.sort}
    for order in ORDERS:
        yield order, f"{labels[order.lstrip('-')]} {'↓' if order.startswith('-') else '↑'}"


def _without_field(filterset: TaskFilter, asked: Any) -> Iterator[tuple[str, str]]:
    """What the form has no field for and sends along: the moment, and filters that only links set."""
    for name in (*MOMENT, "lead_division", "kind"):
        if asked.get(name):
            yield name, asked[name]


def meant(request: HttpRequest, plan: Plan, filterset: TaskFilter) -> str:
    """The address with the division or person that a name must mean, "" where none or several may be.

    Several are put into the field's errors, each as a link. A query for each field that is wrong.
    """
    sought = (
        ("division", _divisions(plan), "code"),
        ("responsible", _people(plan, Role.STAFF, Role.CHIEF), "username"),
        ("leader_in_charge", _people(plan, Role.LEADERSHIP), "username"),
    )
    query = meant_among(request, filterset, sought, partial(with_changed, request.GET))
    return as_address(plan, query) if query else ""
