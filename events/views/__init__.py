"""The pages of the register."""

from events.views.entry import event_edit, event_held, event_new
from events.views.feeds import feed, feed_revoke, feeds
from events.views.leaders import leader_edit, leader_new, leaders
from events.views.register import event, event_list

__all__ = [
    "event",
    "event_edit",
    "event_held",
    "event_list",
    "event_new",
    "feed",
    "feed_revoke",
    "feeds",
    "leader_edit",
    "leader_new",
    "leaders",
]
