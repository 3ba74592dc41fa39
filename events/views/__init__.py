"""The pages of the register."""

from events.views.checklists import checklist_edit, checklist_usual, checklists
from events.views.editions import edition_new
from events.views.entry import event_edit, event_held, event_new
from events.views.leaders import leader_edit, leader_new, leaders
from events.views.preparation import event_preparation, preparation, preparation_take, preparation_tick
from events.views.register import event, event_list

__all__ = [
    "checklist_edit",
    "checklist_usual",
    "checklists",
    "edition_new",
    "event",
    "event_edit",
    "event_held",
    "event_list",
    "event_new",
    "event_preparation",
    "leader_edit",
    "leader_new",
    "leaders",
    "preparation",
    "preparation_take",
    "preparation_tick",
]
