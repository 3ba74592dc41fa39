"""The pages of the register."""

from events.views.clashes import clashes_edit, clashes_new
from events.views.conflicts import conflicts
from events.views.entry import event_edit, event_held, event_new
from events.views.leaders import leader_edit, leader_new, leaders
from events.views.office import hold_delete, hold_edit, hold_new, holds, register_settings
from events.views.register import event, event_list

__all__ = [
    "clashes_edit",
    "clashes_new",
    "conflicts",
    "event",
    "event_edit",
    "event_held",
    "event_list",
    "event_new",
    "hold_delete",
    "hold_edit",
    "hold_new",
    "holds",
    "leader_edit",
    "leader_new",
    "leaders",
    "register_settings",
]
