"""Events, the municipal leaders who attend them, and every state in which an event was recorded."""

from events.models.event import Event, EventQuerySet
from events.models.guest import Delegation, Series
from events.models.leader import Leader, LeaderPost
from events.models.state import Attendance, AttendanceState, EventState
from events.models.words import Kind, Outcome, Role, Status

__all__ = [
    "Attendance",
    "AttendanceState",
    "Delegation",
    "Event",
    "EventQuerySet",
    "EventState",
    "Kind",
    "Leader",
    "LeaderPost",
    "Outcome",
    "Role",
    "Series",
    "Status",
]
