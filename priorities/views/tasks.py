"""The list of a plan's tasks."""

from collections.abc import Collection, Iterable
from html import escape  # what Django's calls, 2,000 times a page: without its wrapper
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.models import Division
from foundation.bilingual import chinese
from foundation.pages import paginate, refuse_unknown, wants_fragment
from priorities.bulk import bulk_actions
from priorities.figures import Signal
from priorities.figures.ordering import ORDERS, in_order
from priorities.filters import TaskFilter
from priorities.models import Plan, ProgressUpdate, Task
from priorities.rows import COLUMNS, task_rows
from priorities.shortcuts import get_plan, moment_from, reader

FILTERS = [name for name in TaskFilter.names() if name != "plan"]
IN_FORM = ("q", "area", "division", "signal", "status", "stale", "disagrees")
PARAMETERS = (*FILTERS, "sort", "page", "as_of", "known_at")


@require_safe
@vary_on_headers("HX-Request", "HX-Boosted", "HX-History-Restore-Request")
def task_list(request: HttpRequest, plan: str) -> HttpResponse:
    """The plan's tasks, filtered, sorted, fifty a page. A value that cannot be: 400, said beside its field, no rows."""
    refuse_unknown(request, PARAMETERS)
    found = get_plan(plan)
    moment = moment_from(request, found)
    order = request.GET.get("sort", ORDERS[0])
    if order not in ORDERS:
        raise BadRequest(_("Unknown value of “sort”. Known: %(known)s.") % {"known": ", ".join(ORDERS)})
    tasks = in_order(Task.objects.filter(area__plan=found), order, moment)
    asked = [name for name in FILTERS if name in request.GET]
    filterset = TaskFilter(request.GET, tasks, request=request, plan=found, moment=moment, only=asked)
    valid = filterset.is_valid()
    page = paginate(request, filterset.qs.values_list(*COLUMNS) if valid else tasks.none())
    rows = task_rows(found, moment, page.object_list)
    context = {
        "plan": found,
        "nav": "tasks",
        "moment": moment,
        "page": page,
        "rows": rows,
        "errors": filterset.form.errors,
        "heads": [_head(request, order, key) for key in ("code", "due")],
        "asked": asked,
        "bulk": bulk_actions(reader(request), found),
        "other_filters": _others(request, filterset, asked),
    }
    if wants_fragment(request):
        return render(request, "priorities/_task_table.html", context, status=200 if valid else 400)
    context |= _choices(request.GET, found)
    return render(request, "priorities/task_list.html", context, status=200 if valid else 400)


def _choices(asked: QueryDict, plan: Plan) -> dict[str, Any]:
    """What the filter form offers, as options ready to print: a plan may have a thousand divisions. Two queries."""
    first, second = ("name_zh", "name_en") if chinese() else ("name_en", "name_zh")
    areas = [
        (code, f"{number} {name or other}")
        for code, number, name, other in plan.areas.order_by("number").values_list("code", "number", first, second)
    ]
    ours = Division.objects.filter(demonstration=plan.demonstration)
    divisions = [(code, name or other) for code, name, other in ours.values_list("code", first, second)]
    yes_no = [("true", _("yes")), ("false", _("no"))]
    return {
        "areas": _options(areas, asked.get("area", "")),
        "divisions": _options(divisions, asked.get("division", "")),
        "stale": _options(yes_no, asked.get("stale", "")),
        "disagrees": _options(yes_no, asked.get("disagrees", "")),
        "signals": [(code, code in asked.getlist("signal")) for code in Signal.values],
        "statuses": [(code, label, code in asked.getlist("status")) for code, label in ProgressUpdate.Status.choices],
    }


def _options(choices: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    return mark_safe(
        "".join(
            f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(label)}</option>'
            for value, label in choices
        )
    )


def _head(request: HttpRequest, order: str, key: str) -> dict[str, str]:
    """A column head that sorts: the query of its link, and how the column is sorted now."""
    now = {key: "ascending", f"-{key}": "descending"}.get(order, "")
    query = request.GET.copy()
    query.pop("page", None)
    query["sort"] = f"-{key}" if now == "ascending" else key
    return {"query": query.urlencode(), "now": now}


def _others(request: HttpRequest, filterset: TaskFilter, asked: Collection[str]) -> list[dict[str, str]]:
    """Filters in the address that the form has no field for, each with the query that leaves it out."""
    found = []
    for name in asked:
        if name in IN_FORM or not request.GET.get(name):
            continue
        query = request.GET.copy()
        query.pop(name)
        query.pop("page", None)
        label = str(filterset.filters[name].label)
        found.append({"name": name, "label": label, "value": request.GET[name], "without": query.urlencode()})
    return found
