"""`{% merged_events event %}`: where a duplicate went, and the history of what was merged into an event."""

from typing import Any

from django import template

from events.models import Event, EventState
from events.rules import may_see_schedule
from priorities.shortcuts import reader

register = template.Library()


@register.inclusion_tag("events/_merged.html", takes_context=True)
def merged_events(context: Any, event: Event) -> dict[str, Any]:
    """As far as the reader may see either. One or two queries; none for an event without duplicates."""
    user = reader(context["request"])
    kept = None
    if event.merged_into_id is not None:
        kept = Event.objects.visible_to(user).filter(pk=event.merged_into_id).first()
    duplicates: list[tuple[Event, list[EventState]]] = []
    if getattr(event, "has_merged", False):
        seen = list(Event.objects.visible_to(user).filter(merged_into=event).order_by("pk"))
        states = EventState.objects.filter(event__in=seen).select_related("by").order_by("-id")
        told = [each for each in states if may_see_schedule(user, event)]
        duplicates = [(each, [state for state in told if state.event_id == each.pk]) for each in seen]
    return {"event": event, "kept": kept, "duplicates": duplicates}
