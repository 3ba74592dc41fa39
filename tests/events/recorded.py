"""What a write of an event left, as its tests read it."""

from changelog.models import Change
from events.models import EventState


def errors(raised):
    """The messages of a ValidationError by field."""
    return raised.value.message_dict


def states(event):
    """What was recorded of the event, oldest first."""
    return [
        (state.status, [(each.leader_id, each.role, each.outcome) for each in state.attendances.all()])
        for state in EventState.objects.filter(event=event)
    ]


def changes(event):
    """The event's change record, oldest first."""
    return [
        (change.action, change.version, change.by_id)
        for change in Change.objects.filter(type="event", key=str(event.pk)).order_by("id")
    ]
