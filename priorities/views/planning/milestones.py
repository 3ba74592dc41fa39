"""Milestones: adding, changing, deleting them, ticking them off. For who reports on the task.

Each has a page of its own. With `in=task` and htmx it happens on the task's page: the answer is the card of the
milestones, with the form under its row, and after a write also what follows from them there (curve, signal, gap).
"""

from datetime import date
from types import EllipsisType
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from foundation import clock, days
from foundation.bilingual import chinese
from foundation.errors import Conflict
from foundation.filters import DayField
from foundation.pages import refuse_unknown, wants_fragment
from priorities import rules
from priorities.forms.planning import MilestoneForm
from priorities.models import Milestone, Task
from priorities.services import planning_milestones as services
from priorities.services import planning_schedules
from priorities.shortcuts import reader, way_back
from priorities.views.planning.base import METHODS, InPlace, form_page
from priorities.views.task import page_context

vary_on_htmx = vary_on_headers("HX-Request", "HX-Boosted", "HX-History-Restore-Request")


@require_http_methods(METHODS)
@vary_on_htmx
def milestone_new(request: HttpRequest, code: str) -> HttpResponse:
    """Add a milestone to a task."""
    task = _task(request, code)
    if "close" in request.GET and _in_place(request):
        return _card(request, task)
    return form_page(
        request,
        "milestone_form.html",
        form=lambda data: MilestoneForm(data, instance=Milestone(task=task)),
        save=lambda form: services.add_milestone(
            by=reader(request), task=task, facts=form.facts(), version=form.cleaned_data["version"]
        ),
        go_on=lambda _saved: _back(request, task),
        context=_context(request, task),
        in_place=_form_in_place(request, task, None),
    )


@require_http_methods(METHODS)
@vary_on_htmx
def milestone_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Change a milestone."""
    task = _task(request, code)
    milestone = get_object_or_404(task.milestones.select_related("task"), pk=pk)
    return form_page(
        request,
        "milestone_form.html",
        form=lambda data: MilestoneForm(data, instance=milestone),
        save=lambda form: services.change_milestone(
            by=reader(request), milestone=milestone, facts=form.facts(), version=form.cleaned_data["version"]
        ),
        go_on=lambda _saved: _back(request, task),
        context=_context(request, task) | {"milestone": milestone},
        in_place=_form_in_place(request, task, milestone),
    )


@require_http_methods(METHODS)
@vary_on_htmx
def milestone_delete(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask, then delete a milestone; the task's history keeps what it was. Changed meanwhile: asked again (409)."""
    task = _task(request, code)
    milestone = get_object_or_404(task.milestones.select_related("task"), pk=pk)
    problems, status = list[str](), 200
    if request.method == "POST":
        try:
            services.delete_milestone(by=reader(request), milestone=milestone, stamp=request.POST.get("stamp"))
        except ValidationError as error:
            problems, status = error.messages, 422
        except Conflict as conflict:
            problems, status, milestone = [_changed()], 409, conflict.standing
        else:
            said = _("The milestone “%(name)s” is deleted.") % {"name": milestone.name}
            if _in_place(request):
                return _card(request, _task(request, code), said=said, changed=True)
            messages.success(request, said)
            return HttpResponseRedirect(_back(request, task))
    asked = {"milestone": milestone, "problems": problems, "stamp": services.stamp_of(milestone)}
    if _in_place(request):
        return _card(request, task, status=status, deleting=asked)
    context = _context(request, task) | asked
    return render(request, "priorities/planning/milestone_delete.html", context, status=status)


@require_POST
@vary_on_htmx
def milestone_tick(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Tick a milestone off as of `completed_on` (default: today), or, with `undo`, take the tick back.

    `shown` is the day under which the page had it ticked off, or nothing: ticked otherwise meanwhile is told (409).
    """
    milestone = get_object_or_404(Milestone.objects.select_related("task__area__plan"), pk=pk, task__code=code)
    problem, status, day = "", 422, None
    try:
        day = None if "undo" in request.POST else _day(request)
        services.tick_milestone(by=reader(request), milestone=milestone, completed_on=day, shown=_shown(request))
    except ValidationError as error:
        problem = " ".join(error.messages)
    except Conflict as conflict:
        problem, status = _ticked_meanwhile(conflict.standing, day), 409
    said = (_("Ticked off: %(name)s.") if day else _("No longer ticked off: %(name)s.")) % {"name": milestone.name}
    if _in_place(request):
        if problem:
            typed = request.POST.get("completed_on", "")[:10]
            return _card(request, _task(request, code), status, refused={"pk": pk, "problem": problem, "day": typed})
        return _card(request, _task(request, code), said=said, at=pk, changed=True)
    (messages.error if problem else messages.success)(request, problem or said)
    return HttpResponseRedirect(way_back(request, reverse("priorities:task", args=[code]) + "#milestones"))


def _ticked_meanwhile(stands: Milestone, day: date | None) -> str:
    """What stands now, and what was asked for: neither is lost."""
    theirs = days.short(stands.completed_on) if stands.completed_on else _("not ticked off")
    yours = days.short(day) if day else _("not ticked off")
    return _("Somebody else was faster: it stands as %(theirs)s. Yours was: %(yours)s.") % {
        "theirs": theirs,
        "yours": yours,
    }


def _changed() -> str:
    return _("Somebody else has changed this milestone in the meantime: this is how it stands now.")


def _day(request: HttpRequest) -> Any:
    """The day of the tick; today where none is given."""
    text = request.POST.get("completed_on", "")
    return DayField(required=False).clean(text) or clock.today()


def _shown(request: HttpRequest) -> date | EllipsisType | None:
    """How the page had the milestone; what does not say so is not asked."""
    if "shown" not in request.POST:
        return ...
    shown: date | None = DayField(required=False).clean(request.POST["shown"])
    return shown


def _form_in_place(request: HttpRequest, task: Task, milestone: Milestone | None) -> InPlace | None:
    """The form under the row, where htmx asks for it."""
    if not _in_place(request):
        return None

    def show(page: dict[str, Any], status: int) -> HttpResponse:
        if status == 200:  # else what was refused has the focus
            page["form"].fields["name_zh" if chinese() else "name_en"].widget.attrs["autofocus"] = True
        return _card(request, task, status, edited=page | {"milestone": milestone})

    def done(saved: Milestone) -> HttpResponse:
        said = _("Saved: %(name)s.") % {"name": saved.name}
        return _card(request, _task(request, task.code), said=said, at=saved.pk, changed=True)

    return InPlace(show, done)


def _card(request: HttpRequest, task: Task, status: int = 200, **more: Any) -> HttpResponse:
    """The milestones of the task's page, with `edited`, `deleting` or `refused` under a row, or what was `said`.

    `changed`: with the parts of the page that follow from the milestones.
    """
    context = page_context(request, reader(request), task)
    return render(request, "priorities/_milestones_in_place.html", context | more, status=status)


def _in_place(request: HttpRequest) -> bool:
    return (request.POST.get("in") or request.GET.get("in")) == "task" and wants_fragment(request)


def _task(request: HttpRequest, code: str) -> Task:
    """The task, for who may set its milestones: 403 for others."""
    refuse_unknown(request, ("next", "in", "close"))
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
