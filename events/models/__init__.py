"""Events and the registers beside them: leaders, delegations, series, counterparts, venues; every recorded state."""

from events.models.counterpart import Agreement, Counterpart, Venue
from events.models.event import DistinctEvents, Event, EventQuerySet
from events.models.guest import Delegation, Series
from events.models.leader import Leader, LeaderPost
from events.models.office import CalendarFeed, HoldWindow, RegisterSettings
from events.models.preparation import PreparationItem, TemplateItem, Topic
from events.models.state import Attendance, AttendanceState, EventState
from events.models.words import USUAL_ROLE, Kind, Outcome, Role, Status

__all__ = [
    "USUAL_ROLE",
    "Agreement",
    "Attendance",
    "AttendanceState",
    "CalendarFeed",
    "Counterpart",
    "Delegation",
    "DistinctEvents",
    "Event",
    "EventQuerySet",
    "EventState",
    "HoldWindow",
    "Kind",
    "Leader",
    "LeaderPost",
    "Outcome",
    "PreparationItem",
    "RegisterSettings",
    "Role",
    "Series",
    "Status",
    "TemplateItem",
    "Topic",
    "Venue",
]
