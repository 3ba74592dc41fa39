"""Every write to the register of events and of municipal leaders."""

from events.services.feeds import revoke_feed, turn_on_feed
from events.services.leaders import Post, change_leader, create_leader, leader_stamp
from events.services.registering import Attends, change_event, hold_event, register_event

__all__ = [
    "Attends",
    "Post",
    "change_event",
    "change_leader",
    "create_leader",
    "hold_event",
    "leader_stamp",
    "register_event",
    "revoke_feed",
    "turn_on_feed",
]
