"""The hub of plan editing: what is missing, and a table in which lead divisions and dates are set at once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Page
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import Division
from foundation.converters import is_code
from foundation.errors import Conflict
from foundation.pages import PAGE_SIZE, paginate, refuse_unknown
from priorities.forms.assigning import MOST_DIVISIONS, AssignmentForm, Row
from priorities.forms.planning import divisions_of
from priorities.models import Plan, Schedule, Task
from priorities.models.task import UNDATED
from priorities.services.planning_assigning import Assignment, NotAssigned, assign_several
from priorities.services.planning_schedules import in_force
from priorities.shortcuts import get_plan, reader
from priorities.views.planning.base import METHODS, planning_office_only, warn_of_days_off

MISSING = ("lead", "dates")


@require_http_methods(METHODS)
@planning_office_only
def plan_edit(request: HttpRequest, plan: str) -> HttpResponse:
    """The plan's areas, indicators and tasks; a POST sets the lead divisions and dates changed in the table."""
    refuse_unknown(request, ("missing", "page"))
    found, missing = get_plan(plan), request.GET.get("missing", "")
    if missing and missing not in MISSING:
        raise BadRequest(_("Unknown value of “missing”. Known: %(known)s.") % {"known": ", ".join(MISSING)})
    divisions = list(divisions_of(found)[: MOST_DIVISIONS + 1])
    tasks = _tasks(found, missing) if request.method != "POST" else _sent(request, found)
    page = paginate(request, tasks)
    offered = divisions if len(divisions) <= MOST_DIVISIONS else []
    rows = _rows(request, page, offered)
    status = 200
    if request.method == "POST":
        status = _assign(request, rows)
        if status == 200:
            return HttpResponseRedirect(request.get_full_path())
    context = {
        "plan": found,
        "nav": "planning",
        "page": page,
        "rows": rows,
        "refused": [row for row in rows if row.errors] if status != 200 else [],
        "missing": missing,
        "divisions": divisions,
        "offered": [(division.code, division.name) for division in offered],
        "editable": found.status != Plan.Status.CLOSED,
        "counts": Task.objects.filter(area__plan=found).assignment(),
        "areas": found.areas.select_related("lead_division").annotate(number_of_tasks=Count("tasks")),
        "indicators": found.indicators.prefetch_related("baselines"),
    }
    return render(request, "priorities/planning/hub.html", context, status=status)


def _tasks(plan: Plan, missing: str) -> QuerySet[Task]:
    """The plan's tasks with their schedules and the number of their milestones: all, or those that lack something."""
    tasks = Task.objects.of_plan(plan)
    if missing == "lead":
        tasks = tasks.filter(lead_division=None)
    if missing == "dates":
        tasks = tasks.with_dates().filter(UNDATED)
    schedules = Prefetch("schedules", queryset=Schedule.objects.order_by("id"))
    return tasks.for_list().prefetch_related(schedules, "milestones")


def _sent(request: HttpRequest, plan: Plan) -> QuerySet[Task]:
    """The tasks whose rows were sent, whatever they lack by now."""
    codes = [name.removesuffix("-version") for name in request.POST if name.endswith("-version")]
    return _tasks(plan, "").filter(code__in=[code for code in codes if is_code(code)][:PAGE_SIZE])


def _rows(request: HttpRequest, page: Page[Task], divisions: list[Division]) -> list[Row]:
    """A row for each task of the page; with its form where the task was in the table that was sent."""
    by_code = {division.code: division for division in divisions}
    sent = request.POST if request.method == "POST" else None
    return [
        Row(task, in_force(task), None if sent is None else AssignmentForm(sent, code=task.code, divisions=by_code))
        for task in page
    ]


def _assign(request: HttpRequest, rows: list[Row]) -> int:
    """Write what was changed in the table: 200; 422 or 409, the reasons beside the rows and nothing written."""
    changed = {row.task.code: (row, row.form) for row in rows if row.form is not None and row.form.changes}
    if not all(form.is_valid() for _row, form in changed.values()):
        return 422
    try:
        assign_several(by=reader(request), assignments=[_assignment(row.task, form) for row, form in changed.values()])
    except NotAssigned as refused:
        for code, refusal in refused.refusals.items():
            changed[code][0].refuse(refusal)
        conflict = any(isinstance(refusal, Conflict) for refusal in refused.refusals.values())
        return 409 if conflict else 422
    if changed:
        said = ngettext("%(n)d task was changed.", "%(n)d tasks were changed.", len(changed)) % {"n": len(changed)}
        messages.success(request, said)
        moved = (form for _row, form in changed.values() if "due_on" in form.changes)
        warn_of_days_off(request, [form.cleaned_data["due_on"] for form in moved])
    else:
        messages.info(request, _("Nothing was changed in the table."))
    return 200


def _assignment(task: Task, form: AssignmentForm) -> Assignment:
    cleaned: dict[str, Any] = form.cleaned_data
    dates = form.changes & {"starts_on", "due_on"}
    return Assignment(
        task=task,
        version=cleaned["version"],
        leads="lead_division" in form.changes,
        lead_division=form.lead,
        period=(cleaned["starts_on"], cleaned["due_on"]) if dates else None,
    )
