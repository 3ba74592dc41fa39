"""Several events of a delegation in one form."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.rules import division_of
from events.forms.programme import ProgrammeForm, ProgrammeFormSet, programme_formset
from events.models import Delegation
from events.registers.kinds import DELEGATIONS
from events.rules import delegations_seen_by, may_add_event
from events.services import register_programme
from foundation.errors import Several
from priorities.models import Plan
from priorities.shortcuts import get_plan, reader


@require_http_methods(["GET", "HEAD", "POST"])
def programme(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    """Register the events of a delegation's programme, all or none; days outside its stay are pointed out first."""
    found, user = get_plan(plan), reader(request)
    seen = delegations_seen_by(user).filter(demonstration=found.demonstration)
    delegation = get_object_or_404(seen, pk=pk)
    if not may_add_event(user):
        raise PermissionDenied(_("Divisions and the planning office register events."))
    data = request.POST if request.method == "POST" else None
    form = ProgrammeForm(data, user=user, plan=found, initial={"host_division": division_of(user)})
    rows = programme_formset(data, demonstration=found.demonstration)
    outside = False
    if data is not None and all([form.is_valid(), rows.is_valid()]):
        outside = bool(rows.outside(delegation))
        if outside and not form.cleaned_data["outside"]:
            form.add_error("outside", _("Put the days right, or say that they are."))
        else:
            try:
                events = register_programme(
                    by=user, delegation=delegation, events=[form.facts() | row.facts() for row in rows.rows()]
                )
            except Several as refused:
                for place, error in refused.errors.items():
                    rows.rows()[place].take_error(error)
            else:
                said = ngettext("Registered: %(n)d event.", "Registered: %(n)d events.", len(events))
                messages.success(request, said % {"n": len(events)})
                return redirect("events:delegation", found.code, delegation.pk)
    return _page(request, found, delegation, form, rows, outside)


def _page(
    request: HttpRequest,
    plan: Plan,
    delegation: Delegation,
    form: ProgrammeForm,
    rows: ProgrammeFormSet,
    outside: bool,
) -> HttpResponse:
    """The form: 200, 422 with errors. The tick about the stay is there only where there is something to say."""
    bad = form.is_bound and (bool(form.errors) or bool(rows.non_form_errors()) or any(row.errors for row in rows))
    context = {
        "plan": plan,
        "nav": "events",
        "register": DELEGATIONS,
        "entry": delegation,
        "form": form,
        "rows": rows,
        "outside": outside,
    }
    return render(request, "events/registers/programme.html", context, status=422 if bad else 200)
