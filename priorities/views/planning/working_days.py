"""Working days: the years that are known by themselves, and the days entered for the others."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation.days import in_full
from foundation.pages import paginate, refuse_unknown
from priorities import working_days as calendar
from priorities.forms.rounds import SpecialDayForm
from priorities.models import SpecialDay
from priorities.services import special_days as services
from priorities.shortcuts import get_plan, reader
from priorities.views.planning.base import METHODS, form_page, planning_office_only


@require_http_methods(METHODS)
@planning_office_only
def working_days(request: HttpRequest, plan: str) -> HttpResponse:
    """The days entered, the latest first, and the form that adds one. They hold for all plans."""
    refuse_unknown(request, ("page",))
    found, known = get_plan(plan), calendar.known_years()
    here = reverse("priorities:working-days", args=[found.code])
    return form_page(
        request,
        "working_days.html",
        form=SpecialDayForm,
        save=lambda form: services.add_special_day(by=reader(request), **form.facts()),
        go_on=lambda _saved: here,
        context={
            "plan": found,
            "page": paginate(request, SpecialDay.objects.order_by("-day")),
            "first_known": known[0],
            "last_known": known[-1],
            "back": reverse("priorities:plan-edit", args=[found.code]),
        },
    )


@require_POST
@planning_office_only
def special_day_delete(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    """Delete a day entered."""
    special = get_object_or_404(SpecialDay, pk=pk)
    services.delete_special_day(by=reader(request), special=special)
    messages.success(request, _("Deleted: %(day)s.") % {"day": in_full(special.day)})
    return HttpResponseRedirect(reverse("priorities:working-days", args=[get_plan(plan).code]))
