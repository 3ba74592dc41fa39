"""A feed as iCalendar text (RFC 5545, 7986): what Outlook, Apple Calendar and Thunderbird subscribe to."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import icalendar
from django.utils.translation import gettext as _

from events.feeds.entries import Entry
from events.models import CalendarFeed, Status

EVERY = timedelta(hours=1)
STATUSES = {
    Status.PLANNED: "TENTATIVE",
    Status.POSTPONED: "TENTATIVE",
    Status.CONFIRMED: "CONFIRMED",
    Status.HELD: "CONFIRMED",
    Status.CANCELLED: "CANCELLED",
}


def calendar_of(feed: CalendarFeed, entries: Iterable[Entry]) -> bytes:
    """The whole calendar: the same bytes as long as the same is to be told. No query for a feed of `by_secret`."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Workplan//Workplan//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    name = icalendar.vText(name_of(feed))
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_component(entry))
    return calendar.to_ical()


def name_of(feed: CalendarFeed) -> str:
    """What the calendar calls itself; a leader's does not say whose it is."""
    if feed.kind == CalendarFeed.Kind.LEADER:
        return _("Engagements")
    if feed.kind == CalendarFeed.Kind.DIVISION and feed.owner.division is not None:
        return _("Events of %(division)s") % {"division": feed.owner.division.name}
    return _("My events")


def _component(entry: Entry) -> icalendar.Event:
    component = icalendar.Event()
    component.add("uid", entry.uid)
    component.add("sequence", entry.sequence)
    component.add("dtstamp", entry.changed_at.astimezone(UTC))  # of the change: of the fetch, no two answers were alike
    component.add("last-modified", entry.changed_at.astimezone(UTC))
    component.add("dtstart", _time(entry.start))
    if entry.end is not None:
        component.add("dtend", _time(entry.end))
    component.add("summary", entry.summary)
    component.add("status", STATUSES[entry.status])
    component.add("transp", "OPAQUE" if entry.takes_time else "TRANSPARENT")
    for name, said in (("location", entry.place), ("description", entry.description), ("url", entry.address)):
        if said:
            component.add(name, said)
    return component


def _time(when: date | datetime) -> date | datetime:
    """Instants in UTC, which is right for a reader in any zone; days stay days."""
    return when.astimezone(UTC) if isinstance(when, datetime) else when
