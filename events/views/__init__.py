"""The pages of the register."""

from events.views.calendar import calendar
from events.views.checklists import checklist_edit, checklist_usual, checklists
from events.views.clashes import clashes_edit, clashes_new
from events.views.conflicts import conflicts
from events.views.duplicates import duplicate_list, merge, told_apart
from events.views.editions import edition_new
from events.views.entry import event_edit, event_new
from events.views.feeds import feed, feed_revoke, feeds
from events.views.leader import leader
from events.views.leaders import leader_edit, leader_new, leaders
from events.views.lifecycle import event_again, event_call_off, event_confirm, event_held
from events.views.listing import event_counts, event_list
from events.views.office import hold_delete, hold_edit, hold_new, holds, register_settings
from events.views.preparation import event_preparation, preparation, preparation_take, preparation_tick
from events.views.programme import programme
from events.views.register import event
from events.views.registers import entry, entry_edit, entry_list, entry_new

__all__ = [
    "calendar",
    "checklist_edit",
    "checklist_usual",
    "checklists",
    "clashes_edit",
    "clashes_new",
    "conflicts",
    "duplicate_list",
    "edition_new",
    "entry",
    "entry_edit",
    "entry_list",
    "entry_new",
    "event",
    "event_again",
    "event_call_off",
    "event_confirm",
    "event_counts",
    "event_edit",
    "event_held",
    "event_list",
    "event_new",
    "event_preparation",
    "feed",
    "feed_revoke",
    "feeds",
    "hold_delete",
    "hold_edit",
    "hold_new",
    "holds",
    "leader",
    "leader_edit",
    "leader_new",
    "leaders",
    "merge",
    "preparation",
    "preparation_take",
    "preparation_tick",
    "programme",
    "register_settings",
    "told_apart",
]
