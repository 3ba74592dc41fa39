"""The list of a plan's tasks."""

from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from foundation.pages import paginate_keys, refuse_unknown, wants_fragment
from priorities.bulk import bulk_actions
from priorities.columns import KEYS, chosen
from priorities.figures import Moment, kept
from priorities.figures.ordering import ORDERS, in_order, is_derived
from priorities.filters import TaskFilter
from priorities.models import Plan, StateToday
from priorities.queries import FILTERS, PARAMETERS, as_address, clean
from priorities.rows import task_rows
from priorities.shortcuts import get_plan, moment_from, reader
from priorities.views import saved_views, task_filters


@require_safe
@vary_on_headers("HX-Request", "HX-Boosted", "HX-History-Restore-Request")
def task_list(request: HttpRequest, plan: str) -> HttpResponse:
    """The plan's tasks, filtered, sorted, fifty a page. A value that cannot be: 400, said beside its field, no rows.

    `?view=` goes on to the address that a saved view stands for; a division or person told by a part of its name, to
    the one that is meant.
    """
    refuse_unknown(request, PARAMETERS)
    found = get_plan(plan)
    if "view" in request.GET:
        return HttpResponseRedirect(
            as_address(found, saved_views.view_of(reader(request), found, request.GET["view"]).query)
        )
    moment, order = moment_from(request, found), _order(request)
    asked = [name for name in FILTERS if name in request.GET]
    filterset = TaskFilter(request.GET, request=request, plan=found, moment=moment, only=asked)
    valid = filterset.is_valid()
    if not valid and (meant := task_filters.meant(request, found, filterset)):
        return HttpResponseRedirect(meant)
    page = _page(request, found, filterset, moment, order) if valid else paginate_keys(request, [])
    columns = _columns(request)
    user = reader(request)
    context: dict[str, Any] = {
        "plan": found,
        "nav": "tasks",
        "moment": moment,
        "page": page,
        "rows": task_rows(found, moment, list(page.object_list), [column.key for column in columns]),
        "columns": columns,
        "errors": filterset.form.errors,
        "heads": task_filters.heads(request, order, columns),
        "chips": task_filters.chips(request, filterset),
        "asked": asked,
        "bulk": bulk_actions(user, found),
    }
    context |= saved_views.menu(user, found, clean(request.GET, moment=False).urlencode())
    status = 200 if valid else 400
    if wants_fragment(request):
        response = render(request, "priorities/_task_table.html", context, status=status)
        response["HX-Push-Url"] = as_address(found, clean(request.GET).urlencode())
        return response
    context |= task_filters.choices(request, found, order, columns, filterset)
    return render(request, "priorities/task_list.html", context, status=status)


def _order(request: HttpRequest) -> str:
    """`?sort=`. BadRequest (400) for one that is not known."""
    order = request.GET.get("sort") or ORDERS[0]
    if order not in ORDERS:
        raise BadRequest(_("Unknown value of “sort”. Known: %(known)s.") % {"known": ", ".join(ORDERS)})
    return order


def _columns(request: HttpRequest) -> Any:
    """`?columns=`, several times. BadRequest (400) for one that is not known."""
    asked = [key for key in request.GET.getlist("columns") if key]
    if unknown := set(asked) - set(KEYS):
        said = {"value": min(unknown)[:50], "known": ", ".join(KEYS)}
        raise BadRequest(_("Unknown column “%(value)s”. Known: %(known)s.") % said)
    return chosen(asked)


def _page(request: HttpRequest, plan: Plan, filterset: TaskFilter, moment: Moment, order: str) -> Page[int]:
    """The keys of the page's tasks. One query, and one where the list is by the state of the tasks.

    By the kept state of today where that holds; else all tasks of the plan are judged.
    """
    by_state = is_derived(order) or any(request.GET.get(name) for name in TaskFilter.OF_STATE)
    holds = by_state and kept.holds_at(plan, moment)
    rows = filterset.narrow_rows(StateToday.objects.filter(plan=plan), holds)
    return paginate_keys(request, in_order(rows, order, plan, moment, holds))
