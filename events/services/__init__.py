"""Every write to the register of events and of municipal leaders."""

from events.services.checklists import begin_with_usual, change_template, items_of_kind, template_stamp
from events.services.items import Wanted
from events.services.leaders import Post, change_leader, create_leader, leader_stamp
from events.services.preparation import change_checklist, checklist_stamp, take_template, tick_item
from events.services.registering import Attends, change_event, hold_event, register_event

__all__ = [
    "Attends",
    "Post",
    "Wanted",
    "begin_with_usual",
    "change_checklist",
    "change_event",
    "change_leader",
    "change_template",
    "checklist_stamp",
    "create_leader",
    "hold_event",
    "items_of_kind",
    "leader_stamp",
    "register_event",
    "take_template",
    "template_stamp",
    "tick_item",
]
