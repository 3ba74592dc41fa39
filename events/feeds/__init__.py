"""Calendar feeds: `entries`, what of which event a feed tells; `calendar`, the iCalendar text of it."""

from events.feeds.calendar import calendar_of
from events.feeds.entries import entries_of

__all__ = ["calendar_of", "entries_of"]
