"""Evidence on the pages of the apps below: of a task's reports, of an event, in the report form."""

from typing import Any

from django import template

from events.models import Event
from evidence import showing
from foundation import uploads
from priorities.figures import Moment

register = template.Library()


@register.simple_tag(takes_context=True)
def prove(context: Any, timeline: list[dict[str, Any]], moment: Moment) -> str:
    """Give each report of a task's timeline its `proof` (`showing.Proof`); nothing to show by itself. One query."""
    updates = [each["update"] for each in timeline]
    if updates:
        now = moment == Moment.of(updates[0].task.plan)
        showing.put_on(context["request"].user, updates, now=now, known_at=moment.known_at)
    return ""


@register.simple_tag(takes_context=True)
def event_proof(context: Any, event: Event, states: list[Any]) -> dict[str, Any]:
    """`files` (None: not for this reader) and `told`, what happened to the event, newest first. A query, or none."""
    files, told = showing.of_event(context["request"].user, event, states)
    return {"files": files, "told": told}


@register.simple_tag
def limits() -> dict[str, int]:
    """How many MB a file may have, and how many are taken at once."""
    return {"mb": uploads.most_mb(), "files": uploads.MOST_AT_ONCE}
