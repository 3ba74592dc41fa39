"""Every write to the register of events and of municipal leaders."""

from events.services.leaders import Post, change_leader, create_leader, leader_stamp
from events.services.lifecycle import (
    STEPS,
    call_off_event,
    confirm_event,
    hold_event,
    is_open,
    say_attendance,
    take_up_again,
)
from events.services.registering import Attends, change_event, register_event

__all__ = [
    "STEPS",
    "Attends",
    "Post",
    "call_off_event",
    "change_event",
    "change_leader",
    "confirm_event",
    "create_leader",
    "hold_event",
    "is_open",
    "leader_stamp",
    "register_event",
    "say_attendance",
    "take_up_again",
]
