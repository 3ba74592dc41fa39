"""The pages of the register."""

from events.views.calendar import calendar
from events.views.entry import event_edit, event_held, event_new
from events.views.leader import leader
from events.views.leaders import leader_edit, leader_new, leaders
from events.views.listing import event_counts, event_list
from events.views.register import event

__all__ = [
    "calendar",
    "event",
    "event_counts",
    "event_edit",
    "event_held",
    "event_list",
    "event_new",
    "leader",
    "leader_edit",
    "leader_new",
    "leaders",
]
