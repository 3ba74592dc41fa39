"""Back-planning: the next edition of a series is registered with the checklist of one before."""

from collections.abc import Mapping
from typing import Any

from django.shortcuts import get_object_or_404

from accounts.models import User
from changelog.services import unit
from events import rules
from events.models import Event
from events.services.items import Wanted, wanted_of
from events.services.registering import register_event


def items_to_copy(by: User, event: Event) -> list[Wanted]:
    """The items of an event to be done again for another: days before and divisions, nothing done. One query.

    Of what the reader may not read there, the topic alone goes along.
    """
    found = []
    for item in event.preparation.select_related("division"):
        item.event = event
        if not rules.may_read_item(by, item):
            item.label_en = item.label_zh = ""
        found.append(wanted_of(item))
    return found


def register_edition(*, by: User, of: Event, facts: Mapping[str, Any]) -> Event:
    """Register the edition that follows `of`, an event that they see, with the checklist of that one.

    Where it has none, with the template of its kind, as any event. `facts` and what is raised as of `register_event`;
    Http404 where `of` is not theirs to see.
    """
    with unit():
        before = get_object_or_404(Event.objects.visible_to(by), pk=of.pk)
        checklist = items_to_copy(by, before) or None
        return register_event(by=by, demonstration=before.demonstration, facts=facts, checklist=checklist)
