"""The pages of the register."""

from events.views.entry import event_edit, event_new
from events.views.leaders import leader_edit, leader_new, leaders
from events.views.lifecycle import event_again, event_call_off, event_confirm, event_held
from events.views.register import event, event_list

__all__ = [
    "event",
    "event_again",
    "event_call_off",
    "event_confirm",
    "event_edit",
    "event_held",
    "event_list",
    "event_new",
    "leader_edit",
    "leader_new",
    "leaders",
]
