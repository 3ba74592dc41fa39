"""Every write to the register of events and of municipal leaders."""

from events.services.checklists import begin_with_usual, change_template, items_of_kind, template_stamp
from events.services.feeds import revoke_feed, turn_on_feed
from events.services.items import Wanted
from events.services.keeping import Agreed, change_entry, enter_in_register, entry_stamp
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
from events.services.merging import merge_events, tell_apart
from events.services.preparation import change_checklist, checklist_stamp, take_template, tick_item
from events.services.programme import register_programme
from events.services.registering import Attends, change_event, register_event

__all__ = [
    "STEPS",
    "Agreed",
    "Attends",
    "Post",
    "Wanted",
    "begin_with_usual",
    "call_off_event",
    "change_checklist",
    "change_entry",
    "change_event",
    "change_leader",
    "change_template",
    "checklist_stamp",
    "confirm_event",
    "create_leader",
    "enter_in_register",
    "entry_stamp",
    "hold_event",
    "is_open",
    "items_of_kind",
    "leader_stamp",
    "merge_events",
    "register_event",
    "register_programme",
    "revoke_feed",
    "say_attendance",
    "take_template",
    "take_up_again",
    "tell_apart",
    "template_stamp",
    "tick_item",
    "turn_on_feed",
]
