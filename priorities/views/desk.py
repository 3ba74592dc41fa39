"""“My work”, and releasing or returning several reports from it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.rules import is_planning_office
from foundation.errors import Conflict
from foundation.pages import refuse_unknown
from priorities import desks
from priorities.figures import Moment
from priorities.forms.reports import ReturnForm, take_errors
from priorities.models import Plan, ProgressUpdate
from priorities.services import reporting, reviewing
from priorities.shortcuts import get_plan, reader, way_back
from priorities.views.reviews import in_the_way

MAX_AT_ONCE = 500


@require_safe
def desk(request: HttpRequest, plan: str) -> HttpResponse:
    """What waits for the reader in a plan; `?show=` narrows it to one section."""
    refuse_unknown(request, ("show",))
    found, user = get_plan(plan), reader(request)
    return render(request, "priorities/desk.html", context(request, user, found))


def context(request: HttpRequest, user: User, plan: Plan) -> dict[str, Any]:
    """What the desk and its chips are written from. Raises PermissionDenied for who has no desk."""
    moment, seen = Moment.of(plan), reporting.newest_report()
    found = desks.desk_of(user, plan, moment)
    if found is None:
        raise PermissionDenied(_("Administrators report on no tasks: they have no desk."))
    show = request.GET.get("show", "")
    if show and show not in desks.SHOWN:
        raise BadRequest(_("Unknown value of “show”. Known: %(known)s.") % {"known": ", ".join(desks.SHOWN)})
    return {
        "plan": plan,
        "nav": "desk",
        "desk": found,
        "moment": moment,
        "seen": seen,
        "show": show,
        "here_url": reverse("priorities:desk", args=[plan.code]),
        "closes_out": is_planning_office(user),
        "takes_reports": desks.takes_reports(plan),
        "return_form": ReturnForm(auto_id="return-%s", use_required_attribute=False),
    }


@require_POST
def release(request: HttpRequest, plan: str) -> HttpResponse:
    """Release the reports ticked, or, by the button for all, those the page showed. All or none."""
    found, user = get_plan(plan), reader(request)
    back = way_back(request, reverse("priorities:desk", args=[found.code]))
    updates = _chosen(request, found)
    if not updates:
        messages.warning(request, _("Tick the reports to release first."))
        return HttpResponseRedirect(back)
    try:
        released = reviewing.accept_several(by=user, updates=updates)
    except (Conflict, ValidationError) as refused:
        return in_the_way(request, refused, back, plan=found, several=len(updates) > 1)
    text = ngettext("%(n)d report released.", "%(n)d reports released.", len(released)) % {"n": len(released)}
    messages.success(request, text)
    return HttpResponseRedirect(back)


@require_POST
def give_back(request: HttpRequest, plan: str) -> HttpResponse:
    """Return the reports ticked, or all that the page showed, for one reason. All or none; without a reason 422."""
    found, user = get_plan(plan), reader(request)
    back = way_back(request, reverse("priorities:desk", args=[found.code]))
    updates, form = _chosen(request, found), ReturnForm(request.POST, auto_id="return-%s", use_required_attribute=False)
    if not updates:
        messages.warning(request, _("Tick the reports to return first."))
        return HttpResponseRedirect(back)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        returned = reviewing.give_back_several(by=user, updates=updates, reason=reason)
    except Conflict as refused:
        return in_the_way(request, refused, back, plan=found, several=len(updates) > 1)
    except ValidationError as error:
        if form.is_valid():
            take_errors(form, error)
        ticked = {each.pk for each in updates}
        more = {"return_form": form, "ticked": ticked}
        return render(request, "priorities/desk.html", context(request, user, found) | more, status=422)
    text = ngettext("%(n)d report returned.", "%(n)d reports returned.", len(returned)) % {"n": len(returned)}
    messages.success(request, text)
    return HttpResponseRedirect(back)


def _chosen(request: HttpRequest, plan: Plan) -> list[ProgressUpdate]:
    """The reports named by the form. 400 for what is no number, 404 for what is no report of the plan."""
    names = set(request.POST.getlist("shown" if "all" in request.POST else "update"))
    if len(names) > MAX_AT_ONCE or not all(name.isascii() and name.isdigit() and len(name) <= 15 for name in names):
        raise BadRequest(_("Expected the numbers of reports, at most %(limit)d.") % {"limit": MAX_AT_ONCE})
    updates = ProgressUpdate.objects.filter(pk__in=[int(name) for name in names], task__area__plan=plan)
    found = list(updates.select_related("task"))
    if len(found) != len(names):
        raise Http404
    return found
