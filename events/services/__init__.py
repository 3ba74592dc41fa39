"""Every write to the register of events and of municipal leaders."""

from events.services.leaders import Post, change_leader, create_leader, leader_stamp
from events.services.merging import merge_events, tell_apart
from events.services.registering import Attends, change_event, hold_event, register_event

__all__ = [
    "Attends",
    "Post",
    "change_event",
    "change_leader",
    "create_leader",
    "hold_event",
    "leader_stamp",
    "merge_events",
    "register_event",
    "tell_apart",
]
