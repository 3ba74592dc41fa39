"""Urging: one task from its page, or those that have not reported in a round from the round's."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from accounts.models import Division
from foundation.converters import is_code
from foundation.errors import Conflict
from foundation.pages import refuse_unknown, wants_fragment
from priorities.figures import attach_today
from priorities.forms.reports import take_errors
from priorities.forms.rounds import UrgeForm
from priorities.models import Task
from priorities.services import urging
from priorities.shortcuts import reader, way_back
from priorities.views.rounds import address, get_round, show


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request", "HX-Boosted", "HX-History-Restore-Request")
def task_urge(request: HttpRequest, code: str) -> HttpResponse:
    """Urge one task: the form on its page, or on a page of its own; then back. 403 for all but the planning office."""
    task, user = get_object_or_404(Task.objects.for_list(), code=code), reader(request)
    urging.check_may_urge(user)
    status, form = 200, UrgeForm()
    back = way_back(request, reverse("priorities:task", args=[task.code]))
    if request.method == "POST":
        status, form = 422, UrgeForm(request.POST)
        if form.is_valid():
            try:
                urging.urge(by=user, tasks=[task], text=form.cleaned_data["text"])
            except ValidationError as error:
                take_errors(form, error)
            else:
                messages.success(request, _("Urged: %(task)s.") % {"task": task.name})
                return HttpResponseRedirect(back)
    else:
        refuse_unknown(request, ("next",))
    attach_today([task])
    template = "_urge_card.html" if wants_fragment(request) else "urge.html"
    context = {"plan": task.plan, "nav": "tasks", "task": task, "form": form, "back": back}
    return render(request, f"priorities/{template}", context, status=status)


@require_POST
def round_urge(request: HttpRequest, pk: int) -> HttpResponse:
    """Urge the tasks that have not reported in a round: all, or those of the division whose button was pressed."""
    this, user = get_round(pk), reader(request)
    urging.check_may_urge(user)
    division, form = _division(request), UrgeForm(request.POST)
    if not form.is_valid():
        return show(request, this, form, status=422)
    try:
        urged = urging.urge_missing(by=user, round=this, text=form.cleaned_data["text"], division=division)
    except ValidationError as error:
        take_errors(form, error)
        return show(request, this, form, status=422)
    except Conflict as conflict:
        messages.error(request, conflict.message)
        return HttpResponseRedirect(address(this))
    if urged:
        said = ngettext("%(n)d task is urged.", "%(n)d tasks are urged.", len(urged)) % {"n": len(urged)}
        messages.success(request, said)
    else:
        messages.info(request, _("Nothing is missing any more: nobody was urged."))
    return HttpResponseRedirect(address(this))


def _division(request: HttpRequest) -> Division | None:
    """The division whose button was pressed; None for all. 404 for one that is not there."""
    code = request.POST.get("division", "")
    return get_object_or_404(Division, code=code if is_code(code) else "") if code else None
