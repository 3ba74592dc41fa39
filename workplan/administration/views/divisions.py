"""Divisions: the list, adding and changing them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Division
from foundation.errors import Conflict
from foundation.meanwhile import differences, stamp_of
from foundation.pages import paginate, refuse_unknown
from workplan.account.views import signed_in
from workplan.administration.forms import DivisionForm, NewDivisionForm, add_errors
from workplan.administration.services import change_division, create_division
from workplan.administration.services.recording import division_facts
from workplan.administration.views.access import administrators_only

METHODS = ["GET", "HEAD", "POST"]
PLACE = {"nav": "administration", "section": "divisions"}


@require_safe
@administrators_only
def divisions(request: HttpRequest) -> HttpResponse:
    """All divisions in their order, with how many people work there."""
    refuse_unknown(request, ["page"])
    people = Count("people", filter=Q(people__is_active=True))
    ordered = Division.objects.select_related("parent").annotate(active_people=people).order_by("order", "code")
    page = paginate(request, ordered)
    return render(request, "administration/divisions.html", {**PLACE, "page": page})


@require_http_methods(METHODS)
@administrators_only
def division_new(request: HttpRequest) -> HttpResponse:
    """Add a division; its order starts behind the last one."""
    form = NewDivisionForm(request.POST if request.method == "POST" else None, initial={"order": _next_order()})
    if request.method == "POST" and form.is_valid():
        try:
            division = create_division(by=signed_in(request), code=form.cleaned_data["code"], facts=form.facts())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Added: %(division)s.") % {"division": division.name})
            return redirect("administration:divisions")
    status = 422 if form.errors else 200
    return render(request, "administration/division_form.html", {**PLACE, "form": form}, status=status)


@require_http_methods(METHODS)
@administrators_only
def division_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a division."""
    division = get_object_or_404(Division.objects.select_related("parent"), code=code)
    form = DivisionForm(request.POST if request.method == "POST" else None, initial=DivisionForm.facts_of(division))
    context: dict[str, Any] = {**PLACE, "form": form, "division": division, "stamp": request.POST.get("stamp")}
    status = 200
    if request.method == "POST" and form.is_valid():
        stamp = request.POST.get("stamp")
        try:
            division = change_division(by=signed_in(request), division=division, facts=form.facts(), stamp=stamp)
        except ValidationError as error:
            add_errors(form, error)
        except Conflict as conflict:
            stands = DivisionForm(initial=DivisionForm.facts_of(conflict.standing))
            context |= {"conflict": True, "differences": differences(form, stands)}
            context["stamp"] = stamp_of(division_facts(conflict.standing))
            status = 409
        else:
            messages.success(request, _("Saved: %(division)s.") % {"division": division.name})
            return redirect("administration:divisions")
    context["stamp"] = context["stamp"] or stamp_of(division_facts(division))
    return render(request, "administration/division_form.html", context, status=422 if form.errors else status)


def _next_order() -> int:
    return (Division.objects.aggregate(last=Max("order"))["last"] or 0) + 10
