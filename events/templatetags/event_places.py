"""`{% event_places plan "list" %}`: the places of the register as a row of links, the present one marked."""

from typing import Any

from django import template
from django.urls import reverse

from events.places import places_for
from priorities.models import Plan

register = template.Library()


@register.inclusion_tag("events/_places.html", takes_context=True)
def event_places(context: Any, plan: Plan, here: str) -> dict[str, Any]:
    """The places that are for the reader. No query."""
    shown = places_for(context["request"].user)
    return {"places": [(reverse(place.route, args=[plan.code]), place.label, place.key == here) for place in shown]}
