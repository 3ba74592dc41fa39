"""The list of a plan's tasks."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from foundation.pages import paginate_keys, refuse_unknown, wants_fragment
from priorities.bulk import bulk_actions
from priorities.lists import columns_of, filters_of, order_of, rows_of
from priorities.queries import PARAMETERS, as_address, clean
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
    moment, order = moment_from(request, found), order_of(request)
    filterset = filters_of(request, found, moment)
    valid = filterset.is_valid()
    if not valid and (meant := task_filters.meant(request, found, filterset)):
        return HttpResponseRedirect(meant)
    page = paginate_keys(request, rows_of(request, found, filterset, moment, order) if valid else [])
    columns = columns_of(request)
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
        "asked": list(filterset.filters),
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
