"""Plans: a new one, facts and thresholds, adopting, closing, opening the next year."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation import clock
from foundation.errors import Conflict
from foundation.pages import refuse_unknown
from priorities.forms.planning import NewPlanForm, PlanForm
from priorities.models import Plan, Task
from priorities.services import planning_plans
from priorities.shortcuts import get_plan, reader
from priorities.views.planning.base import METHODS, form_page, planning_office_only


@require_http_methods(METHODS)
@planning_office_only
def plan_new(request: HttpRequest) -> HttpResponse:
    """Add a plan from nothing, as a draft."""
    refuse_unknown(request, ())
    year = clock.today().year + 1
    code = f"demo-{year}" if reader(request).demonstration else str(year)

    def save(form: NewPlanForm) -> Plan:
        key = {name: form.cleaned_data[name] for name in ("code", "year")}
        return planning_plans.create_plan(by=reader(request), facts=form.facts(), **key)

    return form_page(
        request,
        "plan_form.html",
        form=lambda data: NewPlanForm(data, instance=Plan(), initial={"code": code, "year": year}),
        save=save,
        go_on=hub_of,
        context={},
    )


@require_http_methods(METHODS)
@planning_office_only
def plan_facts(request: HttpRequest, plan: str) -> HttpResponse:
    """A plan's facts, and the thresholds by which its signals are judged."""
    refuse_unknown(request, ())
    found = get_plan(plan)
    return form_page(
        request,
        "plan_form.html",
        form=lambda data: PlanForm(data, instance=found),
        save=lambda form: planning_plans.change_plan(
            by=reader(request), plan=found, facts=form.facts(), version=form.cleaned_data["version"]
        ),
        go_on=hub_of,
        context={"plan": found, "editing": found},
    )


@require_POST
@planning_office_only
def plan_adopt(request: HttpRequest, plan: str) -> HttpResponse:
    """Adopt a draft, or open a closed plan again."""
    return _status(request, get_plan(plan), planning_plans.adopt_plan)


@require_POST
@planning_office_only
def plan_close(request: HttpRequest, plan: str) -> HttpResponse:
    """Close an adopted plan."""
    return _status(request, get_plan(plan), planning_plans.close_plan)


def _status(request: HttpRequest, plan: Plan, service: Any) -> HttpResponse:
    """Move a plan's status; what stands in the way is said on the hub."""
    version = request.POST.get("version", "")
    known = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else None
    try:
        service(by=reader(request), plan=plan, version=known)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except Conflict as conflict:
        messages.error(request, str(conflict))
    else:
        messages.success(request, _("Saved."))
    return redirect(hub_of(plan))


@require_http_methods(METHODS)
@planning_office_only
def plan_next(request: HttpRequest, plan: str) -> HttpResponse:
    """Open the next year: choose the tasks that go on. Continuing ones are ticked to begin with."""
    refuse_unknown(request, ())
    found = get_plan(plan)
    tasks = Task.objects.of_plan(found).select_related("area")
    chosen = set(request.POST.getlist("task")) if request.method == "POST" else None
    errors: list[str] = []
    if chosen is not None:
        try:
            following = planning_plans.open_year(
                by=reader(request), plan=found, tasks=[task for task in tasks if task.code in chosen]
            )
        except ValidationError as error:
            errors = error.messages
        else:
            messages.success(request, _("The draft for %(year)d is open.") % {"year": following.year})
            return redirect(hub_of(following))
    context = {
        "plan": found,
        "nav": "planning",
        "next_code": planning_plans.next_code(found),
        "next_year": found.year + 1,
        "tasks": [(task, task.is_ongoing if chosen is None else task.code in chosen) for task in tasks],
        "problems": errors,
    }
    return render(request, "priorities/planning/plan_next.html", context, status=422 if errors else 200)


def hub_of(plan: Plan) -> str:
    """The address of a plan's hub."""
    return reverse("priorities:plan-edit", args=[plan.code])
