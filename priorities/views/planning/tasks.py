"""Tasks: adding and changing their facts, and setting their dates."""

from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from foundation.pages import refuse_unknown
from priorities import rules
from priorities.figures import Moment
from priorities.figures.extensions import extensions
from priorities.forms.planning import NewTaskForm, ScheduleForm, TaskForm
from priorities.models import Task
from priorities.services import planning_schedules, planning_tasks
from priorities.shortcuts import get_plan, reader, way_back
from priorities.views.planning.base import METHODS, form_page, planning_office_only


@require_http_methods(METHODS)
@planning_office_only
def task_new(request: HttpRequest, plan: str) -> HttpResponse:
    """Add a task; it gets the next number of its area. `?area=5` chooses the area to begin with."""
    refuse_unknown(request, ("area",))
    found, area = get_plan(plan), request.GET.get("area", "")
    if area and not (area.isascii() and area.isdecimal() and len(area) < 4):
        raise BadRequest(_("Expected the number of an area in “area”."))

    def save(form: NewTaskForm) -> Task:
        days = {name: form.cleaned_data[name] for name in ("starts_on", "due_on")}
        area = form.cleaned_data["area"]
        return planning_tasks.create_task(by=reader(request), area=area, facts=form.task_facts(), **days)

    return form_page(
        request,
        "task_form.html",
        form=lambda data: NewTaskForm(data, instance=Task(), plan=found, initial={"area": area}),
        save=save,
        go_on=lambda task: way_back(request, reverse("priorities:task", args=[task.code])),
        context={"plan": found, "back": way_back(request, reverse("priorities:plan-edit", args=[found.code]))},
    )


@require_http_methods(METHODS)
@planning_office_only
def task_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a task's facts."""
    refuse_unknown(request, ("next",))
    task = get_object_or_404(Task.objects.for_page(), code=code)
    return form_page(
        request,
        "task_form.html",
        form=lambda data: TaskForm(data, instance=task, plan=task.plan),
        save=lambda form: planning_tasks.change_task(
            by=reader(request), task=task, facts=form.task_facts(), version=form.cleaned_data["version"]
        ),
        go_on=lambda saved: _back(request, saved),
        context={"plan": task.plan, "task": task, "back": _back(request, task)},
    )


@require_http_methods(METHODS)
def task_schedule(request: HttpRequest, code: str) -> HttpResponse:
    """Set a task's start and deadline; what was decided before stays listed. 403 for who may not."""
    refuse_unknown(request, ("next",))
    task = get_object_or_404(Task.objects.for_page(), code=code)
    if not rules.may_set_schedule(request.user, task):
        raise PermissionDenied(_("Only the planning office and the leader in charge set a task's dates."))
    standing = planning_schedules.schedule_in_force(task)
    initial = {"starts_on": standing.starts_on, "due_on": standing.due_on, "version": task.version}

    def save(form: ScheduleForm) -> Task:
        days: dict[str, Any] = form.cleaned_data
        planning_schedules.set_schedule(by=reader(request), task=task, **days)
        return task

    return form_page(
        request,
        "schedule_form.html",
        form=lambda data: ScheduleForm(data, initial=initial),
        save=save,
        go_on=lambda saved: _back(request, saved),
        context={
            "plan": task.plan,
            "task": task,
            "schedules": task.schedules.select_related("by").order_by("-id"),
            "standing": standing,
            "extensions": extensions(task, Moment.of(task.plan)),
            "milestones": task.milestones.all(),
            "back": _back(request, task),
        },
    )


def _back(request: HttpRequest, task: Task) -> str:
    return way_back(request, reverse("priorities:task", args=[task.code]))
