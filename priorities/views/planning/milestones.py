"""Milestones: adding, changing and deleting them. For who reports on the task."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from foundation.pages import refuse_unknown
from priorities import rules
from priorities.forms.planning import MilestoneForm
from priorities.models import Milestone, Task
from priorities.services import planning_milestones, planning_schedules
from priorities.shortcuts import reader, way_back
from priorities.views.planning.base import METHODS, form_page


@require_http_methods(METHODS)
def milestone_new(request: HttpRequest, code: str) -> HttpResponse:
    """Add a milestone to a task."""
    task = _task(request, code)
    return form_page(
        request,
        "milestone_form.html",
        form=lambda data: MilestoneForm(data, instance=Milestone(task=task)),
        save=lambda form: planning_milestones.add_milestone(
            by=reader(request), task=task, facts=form.facts(), version=form.cleaned_data["version"]
        ),
        go_on=lambda _saved: _back(request, task),
        context=_context(request, task),
    )


@require_http_methods(METHODS)
def milestone_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Change a milestone."""
    task = _task(request, code)
    milestone = get_object_or_404(task.milestones.select_related("task"), pk=pk)
    return form_page(
        request,
        "milestone_form.html",
        form=lambda data: MilestoneForm(data, instance=milestone),
        save=lambda form: planning_milestones.change_milestone(
            by=reader(request), milestone=milestone, facts=form.facts(), version=form.cleaned_data["version"]
        ),
        go_on=lambda _saved: _back(request, task),
        context=_context(request, task) | {"milestone": milestone},
    )


@require_http_methods(METHODS)
def milestone_delete(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask, then delete a milestone; the task's history keeps what it was."""
    task = _task(request, code)
    milestone = get_object_or_404(task.milestones.select_related("task"), pk=pk)
    problems: list[str] = []
    if request.method == "POST":
        try:
            planning_milestones.delete_milestone(by=reader(request), milestone=milestone)
        except ValidationError as error:
            problems = error.messages
        else:
            messages.success(request, _("The milestone “%(name)s” is deleted.") % {"name": milestone.name})
            return HttpResponseRedirect(_back(request, task))
    context = _context(request, task) | {"nav": "tasks", "milestone": milestone, "problems": problems}
    status = 422 if problems else 200
    return render(request, "priorities/planning/milestone_delete.html", context, status=status)


def _task(request: HttpRequest, code: str) -> Task:
    """The task, for who may set its milestones: 403 for others."""
    refuse_unknown(request, ("next",))
    task = get_object_or_404(Task.objects.for_page(), code=code)
    if not rules.may_report(request.user, task):
        raise PermissionDenied(_("Only the lead and supporting divisions and the planning office set milestones."))
    return task


def _context(request: HttpRequest, task: Task) -> dict[str, object]:
    return {
        "plan": task.plan,
        "nav": "tasks",
        "task": task,
        "period": planning_schedules.schedule_in_force(task),
        "back": _back(request, task),
    }


def _back(request: HttpRequest, task: Task) -> str:
    return way_back(request, reverse("priorities:task", args=[task.code]))
