"""One event of the register."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.conflicts import collisions_of
from events.disclosure import disclose
from events.forms import HeldForm, StepForm
from events.history import tell
from events.models import Event, EventState
from events.preparation import checklist
from events.rules import may_add_event, may_edit_event
from events.steps import held_form, steps_of
from events.views.access import place_of, plan_of, visible_event
from priorities.shortcuts import reader


@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """One event, as the reader may see it."""
    found = visible_event(request, pk)
    return render(request, "events/event.html", event_context(request, found))


def event_context(request: HttpRequest, found: Event, sent: StepForm | None = None) -> dict[str, Any]:
    """What the page of an event shows. `sent`: the form of a step that was sent and not taken."""
    user = reader(request)
    [shown] = disclose(user, [found])
    may_edit = may_edit_event(user, found) and found.merged_into_id is None
    states: list[EventState] = []
    if shown.schedule:
        states = list(EventState.objects.filter(event=found).select_related("by").order_by("-id"))
        tell(user, found, states)
    taps = sent if isinstance(sent, HeldForm) else None
    return place_of(found, plan_of(found)) | {
        "event": found,
        "shown": shown,
        "people": [(row, row.leader.posts_on(found.day)) for row in shown.attendances],
        "tasks": found.tasks.all(),
        "counterparts": found.counterparts.all(),
        "states": states,
        "met": collisions_of(user, found),
        "may_edit": may_edit,
        "held": (taps or held_form(shown)) if may_edit else None,
        "steps": steps_of(found, sent) if may_edit else [],
        "may_add": may_add_event(user),
        "preparation": checklist(user, found),
    }
