"""What an event that is being typed collides with, said while it is typed."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from events.conflicts import NOTHING, collisions
from events.forms import ClashForm, attendance_formset
from events.models import Event
from events.rules import may_add_event, may_edit_event
from events.views.access import visible_event
from foundation import clock
from foundation.bilingual import clauses, labelled, listed
from priorities.shortcuts import get_plan, reader


@require_POST
def clashes_new(request: HttpRequest, plan: str) -> HttpResponse:
    """Of an event to be registered under a plan: a fragment. By POST, so that no log keeps who is expected when."""
    found = get_plan(plan)
    if not may_add_event(request.user):
        raise PermissionDenied(_("Divisions and the planning office register events."))
    return _answer(request, found.demonstration, None, clock.today())


@require_POST
def clashes_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Of an event that is being changed: a fragment."""
    event = visible_event(request, pk)
    if not may_edit_event(request.user, event):
        raise PermissionDenied(_("Only the host division and the planning office keep this event."))
    return _answer(request, event.demonstration, event, event.starts_on)


def _answer(request: HttpRequest, side: bool, event: Event | None, day: date) -> HttpResponse:
    """What it collides with, as far as the reader sees; empty while there is no time. 400 names what cannot be read."""
    form = ClashForm(request.POST)
    rows = attendance_formset(request.POST, demonstration=side, day=day)
    if not form.is_valid():
        problem = clauses(labelled(form[name].label, listed(errors)) for name, errors in form.errors.items())
        return _fragment(request, {"problem": problem}, status=400)
    if not rows.management_form.is_valid():
        return _fragment(request, {"problem": _("The rows of municipal leaders are missing.")}, status=400)
    slot = form.slot(rows, demonstration=side, event=event)
    return _fragment(request, {"met": collisions(reader(request), slot) if slot else NOTHING})


def _fragment(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The warning alone."""
    return render(request, "events/conflicts/_met.html", context, status=status)
