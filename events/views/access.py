"""What every view of the register begins with."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from events.models import Event
from priorities.models import Plan


def visible_event(request: HttpRequest, pk: int) -> Event:
    """The event with what its page shows, else 404, also where it is only not for this reader."""
    return get_object_or_404(Event.objects.visible_to(request.user).for_page(), pk=pk)


def plan_of(event: Event) -> Plan | None:
    """The plan whose year the event starts in, demonstration or not as the event is; None where there is none yet."""
    same_side = Plan.objects.filter(demonstration=event.demonstration, year=event.starts_on.year)
    return same_side.order_by("code").first()


def place_of(event: Event, plan: Plan | None) -> dict[str, Any]:
    """What the frame of an event's page needs: its plan where there is one, else the reader's own stays."""
    frame: dict[str, Any] = {"nav": "events", "demo": event.demonstration}
    return frame if plan is None else frame | {"plan": plan}
