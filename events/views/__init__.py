"""The pages of the register."""

from events.views.duplicates import duplicate_list, merge, told_apart
from events.views.entry import event_edit, event_held, event_new
from events.views.leaders import leader_edit, leader_new, leaders
from events.views.register import event, event_list

__all__ = [
    "duplicate_list",
    "event",
    "event_edit",
    "event_held",
    "event_list",
    "event_new",
    "leader_edit",
    "leader_new",
    "leaders",
    "merge",
    "told_apart",
]
