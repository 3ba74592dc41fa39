"""The pages of the register."""

from events.views.calendar import calendar
from events.views.clashes import clashes_edit, clashes_new
from events.views.conflicts import conflicts
from events.views.entry import event_edit, event_new
from events.views.feeds import feed, feed_revoke, feeds
from events.views.leaders import leader_edit, leader_new, leaders
from events.views.lifecycle import event_again, event_call_off, event_confirm, event_held
from events.views.listing import event_counts, event_list
from events.views.office import hold_delete, hold_edit, hold_new, holds, register_settings
from events.views.programme import programme
from events.views.register import event
from events.views.registers import entry, entry_edit, entry_list, entry_new

__all__ = [
    "calendar",
    "clashes_edit",
    "clashes_new",
    "conflicts",
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
    "feed",
    "feed_revoke",
    "feeds",
    "hold_delete",
    "hold_edit",
    "hold_new",
    "holds",
    "leader_edit",
    "leader_new",
    "leaders",
    "programme",
    "register_settings",
]
