"""Registering an event, changing it, and saying that it was held."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rules import division_of
from events.disclosure import disclose
from events.forms import AttendanceFormSet, EventForm, HeldForm, attendance_formset
from events.forms.differences import differences
from events.models import Event
from events.rules import may_add_event, may_edit_event
from events.services import change_event, hold_event, register_event
from events.views.access import place_of, plan_of, visible_event
from events.views.register import event_context
from foundation import clock
from foundation.errors import Conflict
from priorities.models import Plan
from priorities.shortcuts import get_plan, reader, way_back

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
def event_new(request: HttpRequest, plan: str) -> HttpResponse:
    """Register an event under a plan."""
    found, user = get_plan(plan), reader(request)
    if not may_add_event(user):
        raise PermissionDenied(_("Divisions and the planning office register events."))
    data, side = request.POST if request.method == "POST" else None, found.demonstration
    form = EventForm(data, user=user, plan=found, demonstration=side, initial={"host_division": division_of(user)})
    rows = attendance_formset(data, demonstration=side, day=clock.today())
    save = partial(register_event, by=user, demonstration=side)
    return registering(request, form, rows, save=save, context={"plan": found})


def registering(
    request: HttpRequest,
    form: EventForm,
    rows: AttendanceFormSet,
    *,
    save: Callable[..., Event],
    context: dict[str, Any],
) -> HttpResponse:
    """The form of an event to register; sent and right, `save(facts=…)` is asked. With `preview` it is only shown."""
    if "preview" in request.POST:
        request.not_taken = True  # type: ignore[attr-defined]  # so that the draft stays
    elif request.method == "POST" and _valid(form, rows):
        try:
            event = save(facts=_facts(form, rows))
        except ValidationError as error:
            _take_errors(form, rows, error)
        else:
            messages.success(request, _("Registered: %(event)s.") % {"event": event.title})
            return redirect("events:event", event.pk)
    return _page(request, form, rows, context)


@require_http_methods(METHODS)
def event_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an event; where somebody else has saved meanwhile, both versions are shown (409)."""
    event, user = visible_event(request, pk), reader(request)
    if not may_edit_event(user, event):
        raise PermissionDenied(_("Only the host division and the planning office keep this event."))
    plan = plan_of(event)
    form, rows = _edit_forms(request, event, plan)
    context = place_of(event, plan) | {"event": event}
    if request.method == "POST" and _valid(form, rows):
        version = form.cleaned_data["version"] or 0
        try:
            changed = change_event(by=user, event=event, version=version, facts=_facts(form, rows))
        except ValidationError as error:
            _take_errors(form, rows, error)
        except Conflict as conflict:
            context |= {"conflict": conflict, "differences": differences(form, rows, conflict.standing)}
        else:
            messages.success(request, _("Saved: %(event)s.") % {"event": changed.title})
            return redirect("events:event", changed.pk)
    return _page(request, form, rows, context)


@require_POST
def event_held(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the event was held, and who attended; then back to `next` (the desk) or the event."""
    event, user = visible_event(request, pk), reader(request)
    if not may_edit_event(user, event):
        raise PermissionDenied(_("Only the host division and the planning office keep this event."))
    [shown] = disclose(user, [event])
    form = HeldForm(request.POST, event=event, attendances=shown.attendances)
    if form.is_valid():
        try:
            hold_event(by=user, event=event, version=form.cleaned_data["version"], outcomes=form.outcomes())
        except ValidationError as error:
            form.add_error(None, error.messages)
        except Conflict as conflict:
            messages.warning(request, _("%(message)s This is how it stands now.") % {"message": conflict.message})
            context = event_context(request, *_tapped(request, pk))
            return render(request, "events/event.html", context, status=409)
        else:
            messages.success(request, _("Held, with attendance: %(event)s.") % {"event": event.title})
            return HttpResponseRedirect(way_back(request, reverse("events:event", args=[event.pk])))
    return render(request, "events/event.html", event_context(request, event, form), status=422)


def _tapped(request: HttpRequest, pk: int) -> tuple[Event, HeldForm]:
    """The event as it stands now, and its form with what was tapped before."""
    event = visible_event(request, pk)
    [shown] = disclose(reader(request), [event])
    data = request.POST.copy()
    data["version"] = str(event.version)
    return event, HeldForm(data, event=event, attendances=shown.attendances)


def _edit_forms(request: HttpRequest, event: Event, plan: Plan | None) -> tuple[EventForm, AttendanceFormSet]:
    """The forms of an event there is; `version` says which version was changed."""
    data = request.POST if request.method == "POST" else None
    form = EventForm(
        data,
        user=reader(request),
        plan=plan,
        demonstration=event.demonstration,
        instance=event,
        initial={"version": event.version},
    )
    rows = attendance_formset(
        data, demonstration=event.demonstration, day=event.starts_on, attendances=event.attendances.all()
    )
    return form, rows


def _valid(form: EventForm, rows: AttendanceFormSet) -> bool:
    """Both are valid; both are asked, so that every error is shown at once."""
    return all([form.is_valid(), rows.is_valid()])


def _facts(form: EventForm, rows: AttendanceFormSet) -> dict[str, Any]:
    """What the forms say, for the service."""
    return form.facts() | {"attendances": rows.attends()}


def _take_errors(form: EventForm, rows: AttendanceFormSet, error: ValidationError) -> None:
    """Each error beside its field; those of attendances above their rows."""
    form.take_errors(error)
    rows.take_errors(error)


def _page(request: HttpRequest, form: EventForm, rows: AttendanceFormSet, context: dict[str, Any]) -> HttpResponse:
    """The form: 200, 422 with errors, 409 after a conflict, when it carries the version that stands now."""
    status = 200
    if "conflict" in context:
        status = 409
    elif form.errors or (rows.is_bound and not rows.is_valid()):
        status = 422
    return render(request, "events/form.html", {"nav": "events", "form": form, "rows": rows, **context}, status=status)
