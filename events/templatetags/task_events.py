"""`{% linked_events task as linked %}`: how many events of a task the reader may see, and how many leaders attended."""

from typing import Any

from django import template
from django.db.models import Count, Exists, OuterRef, Q

from events.models import Attendance, Event, Outcome, Status
from priorities.models import Task

register = template.Library()


@register.simple_tag(takes_context=True)
def linked_events(context: Any, task: Task) -> dict[str, int]:
    """`events`: those linked that the reader may see; `with_leaders`: held, with a municipal leader. One query."""
    attended = Attendance.objects.filter(event=OuterRef("pk"), outcome=Outcome.ATTENDED)
    found: dict[str, int] = (
        Event.objects.visible_to(context["request"].user)
        .filter(merged_into__isnull=True)
        .filter(tasks=task)
        .annotate(attended=Exists(attended))
        .aggregate(events=Count("pk"), with_leaders=Count("pk", filter=Q(status=Status.HELD, attended=True)))
    )
    return found
