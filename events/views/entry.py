"""Registering an event and changing it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.forms.whole import Entry
from events.models import USUAL_ROLE, Event
from events.rules import may_add_event, may_edit_event
from events.services import change_event, register_event
from events.views.access import place_of, plan_of, visible_event
from foundation import clock
from foundation.errors import Conflict
from priorities.models import Plan
from priorities.shortcuts import get_plan, reader

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
def event_new(request: HttpRequest, plan: str) -> HttpResponse:
    """Register an event under a plan."""
    found, user = get_plan(plan), reader(request)
    if not may_add_event(user):
        raise PermissionDenied(_("Divisions and the planning office register events."))
    entry = Entry.of_new(_sent(request), user=user, plan=found, day=clock.today())
    save = partial(register_event, by=user, demonstration=found.demonstration)
    return registering(request, entry, save=save, plan=found)


def registering(
    request: HttpRequest, entry: Entry, *, save: Callable[..., Event], plan: Plan, **context: Any
) -> HttpResponse:
    """The form of an event to register; sent and right, `save(facts=…)` is asked. With `preview` it is only shown."""
    if "preview" in request.POST:
        request.not_taken = True  # type: ignore[attr-defined]  # so that the draft stays
    elif request.method == "POST" and entry.is_valid():
        try:
            event = save(facts=entry.facts())
        except ValidationError as error:
            entry.take_errors(error)
        else:
            messages.success(request, _("Registered: %(event)s.") % {"event": event.title})
            return redirect("events:event", event.pk)
    check_url = reverse("events:conflicts-check", args=[plan.code])
    return _page(request, entry, {"plan": plan, "check_url": check_url, **context})


@require_http_methods(METHODS)
def event_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an event; where somebody else has saved meanwhile, both versions are shown (409)."""
    event, user = visible_event(request, pk), reader(request)
    if not may_edit_event(user, event):
        raise PermissionDenied(_("Only the host division and the planning office keep this event."))
    plan = plan_of(event)
    entry = Entry.of(event, _sent(request), user=user, plan=plan)
    context = place_of(event, plan) | {"event": event}
    context["check_url"] = reverse("events:conflicts-check-event", args=[event.pk])
    if request.method == "POST" and entry.is_valid():
        version = entry.form.cleaned_data["version"] or 0
        try:
            changed = change_event(by=user, event=event, version=version, facts=entry.facts())
        except ValidationError as error:
            entry.take_errors(error)
        except Conflict as conflict:
            context |= {"conflict": conflict, "differences": entry.differences(conflict.standing)}
        else:
            messages.success(request, _("Saved: %(event)s.") % {"event": changed.title})
            return redirect("events:event", changed.pk)
    return _page(request, entry, context)


def _sent(request: HttpRequest) -> Any:
    """What was sent, None for a form that is only asked for."""
    return request.POST if request.method == "POST" else None


def _page(request: HttpRequest, entry: Entry, context: dict[str, Any]) -> HttpResponse:
    """The form: 200, 422 with errors, 409 after a conflict, when it carries the version that stands now."""
    shown = {"nav": "events", "entry": entry, "form": entry.form, "rows": entry.rows, "usual_role": USUAL_ROLE}
    status = 409 if "conflict" in context else 422 if entry.amiss else 200
    return render(request, "events/form.html", shown | context, status=status)
