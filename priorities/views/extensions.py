"""Asking for a later deadline, granting, refusing, withdrawing. Every answer leads back to where the person was."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation import days
from foundation.errors import Conflict
from foundation.pages import refuse_unknown
from priorities import rules
from priorities.forms.extending import ExtensionForm
from priorities.forms.reports import ReturnForm, take_errors
from priorities.models import ExtensionDecision, ExtensionRequest, Task
from priorities.services import extending
from priorities.services.planning_schedules import schedule_in_force
from priorities.shortcuts import reader, way_back
from priorities.views.planning.base import warn_of_days_off


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a later deadline of a task. 403 for who may not; what is refused comes back in its form (422)."""
    refuse_unknown(request, ("next",))
    task = get_object_or_404(Task.objects.for_page(), code=code)
    if not rules.may_ask_extension(request.user, task):
        raise PermissionDenied(_("Only the chief of the lead division asks for an extension."))
    standing = schedule_in_force(task)
    form = ExtensionForm(request.POST if request.method == "POST" else None, standing=standing)
    if request.method == "POST" and form.is_valid():
        try:
            asked = extending.ask_extension(by=reader(request), task=task, **form.cleaned_data)
        except ValidationError as error:
            take_errors(form, error)
        else:
            said = _("Asked for an extension to %(day)s: it awaits decision.") % {"day": days.in_full(asked.due_on)}
            messages.success(request, said)
            warn_of_days_off(request, [asked.due_on])
            return HttpResponseRedirect(_back(request, task))
    context = {
        "plan": task.plan,
        "nav": "tasks",
        "task": task,
        "standing": standing,
        "form": form,
        "back": _back(request, task),
    }
    return render(request, "priorities/extension_ask.html", context, status=422 if form.errors else 200)


@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant a request: the task's deadline moves from today on."""
    asked = _get(pk)
    try:
        decision = extending.decide_extension(by=reader(request), request=asked, grant=True)
    except (Conflict, ValidationError) as refused:
        return _not_decided(request, asked, refused)
    return _done(request, asked, decision)


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a request with a reason; one that cannot be kept comes back in its form (422)."""
    asked, form = _get(pk), ReturnForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        decision = extending.decide_extension(by=reader(request), request=asked, grant=False, reason=reason)
    except Conflict as refused:
        return _not_decided(request, asked, refused)
    except ValidationError as error:
        if form.is_valid():
            take_errors(form, error)
        return _refuse_page(request, asked, form)
    return _done(request, asked, decision)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own request."""
    asked = _get(pk)
    try:
        decision = extending.withdraw_extension(by=reader(request), request=asked)
    except Conflict as refused:
        return _not_decided(request, asked, refused)
    return _done(request, asked, decision)


def _get(pk: int) -> ExtensionRequest:
    """The request, which everybody with a role may see, else 404. One query."""
    found: ExtensionRequest = get_object_or_404(
        ExtensionRequest.objects.select_related("task__area__plan", "task__lead_division", "by"), pk=pk
    )
    return found


def _back(request: HttpRequest, task: Task) -> str:
    return way_back(request, reverse("priorities:task", args=[task.code]))


def _done(request: HttpRequest, asked: ExtensionRequest, decision: ExtensionDecision) -> HttpResponse:
    """Say what has happened and go back."""
    sentence = {
        ExtensionDecision.Outcome.GRANTED: _("Extended to %(day)s: %(task)s."),
        ExtensionDecision.Outcome.REFUSED: _("Refused; the deadline stays: %(task)s."),
        ExtensionDecision.Outcome.WITHDRAWN: _("The request is withdrawn: %(task)s."),
    }[ExtensionDecision.Outcome(decision.outcome)]
    messages.success(request, sentence % {"day": days.in_full(asked.due_on), "task": asked.task.name})
    return HttpResponseRedirect(_back(request, asked.task))


def _not_decided(request: HttpRequest, asked: ExtensionRequest, refused: Conflict | ValidationError) -> HttpResponse:
    """The page that says why nothing was decided, and what stands now. 409; 422 for what the task does not take."""
    conflict = isinstance(refused, Conflict)
    message: Any = refused.message if isinstance(refused, Conflict) else " ".join(refused.messages)
    standing = schedule_in_force(asked.task)
    context = {
        "plan": asked.task.plan,
        "nav": "tasks",
        "message": message,
        "extension": asked,
        "standing": standing,
        "decided": extending.decision_of(_decided(asked)),
        "may_decide": rules.may_decide_extension(reader(request), asked),
        "back": _back(request, asked.task),
    }
    return render(request, "priorities/extension_in_the_way.html", context, status=409 if conflict else 422)


def _decided(asked: ExtensionRequest) -> ExtensionRequest:
    found: ExtensionRequest = ExtensionRequest.objects.select_related("decision__by").get(pk=asked.pk)
    return found


def _refuse_page(request: HttpRequest, asked: ExtensionRequest, form: ReturnForm) -> HttpResponse:
    context = {
        "plan": asked.task.plan,
        "nav": "tasks",
        "extension": asked,
        "form": form,
        "back": _back(request, asked.task),
    }
    return render(request, "priorities/extension_refuse.html", context, status=422)
