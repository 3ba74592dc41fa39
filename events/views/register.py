"""One event of the register."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.disclosure import disclose
from events.forms import HeldForm
from events.models import Event, EventState, Status
from events.rules import may_edit_event
from events.views.access import place_of, plan_of, visible_event
from foundation import clock
from priorities.shortcuts import reader

FROM_ELSEWHERE = ("task", "year", "restricted")
OPEN = (Status.PLANNED, Status.CONFIRMED)


@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """One event, as the reader may see it."""
    found = visible_event(request, pk)
    return render(request, "events/event.html", event_context(request, found))


def event_context(request: HttpRequest, found: Event, held: HeldForm | None = None) -> dict[str, Any]:
    """What the page of an event shows. `held`: the form that was sent and not taken."""
    user = reader(request)
    [shown] = disclose(user, [found])
    may_edit = may_edit_event(user, found)
    waits = may_edit and found.status in OPEN and found.ends_at <= clock.now()
    states = EventState.objects.filter(event=found).select_related("by").order_by("-id") if shown.schedule else []
    return place_of(found, plan_of(found)) | {
        "event": found,
        "shown": shown,
        "people": [(row, row.leader.posts_on(found.day)) for row in shown.attendances],
        "tasks": found.tasks.all(),
        "states": list(states),
        "may_edit": may_edit,
        "held": held or (HeldForm(event=found, attendances=shown.attendances) if waits else None),
    }
