"""The steps in an event's life, each taken by a short form on the event's page; held also on the desk."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from events.disclosure import disclose
from events.forms import AgainForm, CancelForm, ConfirmForm, HeldForm, PostponeForm, StepForm
from events.models import Event, Status
from events.rules import may_edit_event
from events.services import call_off_event, confirm_event, hold_event, say_attendance, take_up_again
from events.views.access import visible_event
from events.views.register import event_context
from foundation.errors import Conflict
from priorities.shortcuts import reader, way_back

Make = Callable[[Any, Event], StepForm]
Write = Callable[..., Event]


@require_POST
def event_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a planned event is confirmed."""
    return _step(
        request, pk, lambda data, event: ConfirmForm(data, event=event), confirm_event, _("Confirmed: %(event)s.")
    )


@require_POST
def event_call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Postpone an event or cancel it, with the reason."""
    cancels = request.POST.get("status") == Status.CANCELLED
    form = CancelForm if cancels else PostponeForm
    said = _("Cancelled: %(event)s.") if cancels else _("Postponed: %(event)s.")
    return _step(request, pk, lambda data, event: form(data, event=event), call_off_event, said)


@require_POST
def event_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a postponed event its new time."""
    said = _("Taken up again: %(event)s.")
    return _step(request, pk, lambda data, event: AgainForm(data, event=event), take_up_again, said)


@require_POST
def event_held(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the event was held, and who attended; of one that is called held, who attended."""

    def form(data: Any, event: Event) -> HeldForm:
        [shown] = disclose(reader(request), [event])
        return HeldForm(data, event=event, attendances=shown.attendances)

    def write(*, event: Event, **said: Any) -> Event:
        return (say_attendance if event.status == Status.HELD else hold_event)(event=event, **said)

    return _step(request, pk, form, write, _("Held, with attendance: %(event)s."))


def _step(request: HttpRequest, pk: int, make: Make, write: Write, done: str) -> HttpResponse:
    """Take a step, then back to `next` (the desk) or the event; 422 with errors, 409 with what stands."""
    event, user = visible_event(request, pk), reader(request)
    if not may_edit_event(user, event):
        raise PermissionDenied(_("Only the host division and the planning office keep this event."))
    form = make(request.POST, event)
    if form.is_valid():
        try:
            write(by=user, event=event, version=form.cleaned_data["version"], **form.said())
        except ValidationError as error:
            form.take_errors(error)
        except Conflict as conflict:
            return _meanwhile(request, pk, make, conflict)
        else:
            messages.success(request, done % {"event": event.title})
            return HttpResponseRedirect(way_back(request, reverse("events:event", args=[event.pk])))
    return render(request, "events/event.html", event_context(request, event, form), status=422)


def _meanwhile(request: HttpRequest, pk: int, make: Make, conflict: Conflict) -> HttpResponse:
    """The page of the event as it stands now, with what was typed, to be sent against it."""
    messages.warning(request, _("%(message)s This is how it stands now.") % {"message": conflict.message})
    event, data = visible_event(request, pk), request.POST.copy()
    data["version"] = str(event.version)
    return render(request, "events/event.html", event_context(request, event, make(data, event)), status=409)
