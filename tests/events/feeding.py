"""Calendar feeds read back by a second library, as another program would read them."""

from datetime import date, datetime
from typing import Any

import vobject
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.models import CalendarFeed, Leader
from tests.event_factories import CalendarFeedFactory

Entry = dict[str, Any]


def address_of(owner: User, kind: str = "mine", leader: Leader | None = None, **facts: Any) -> str:
    """A calendar that is on, by its address."""
    secret = CalendarFeed.new_secret()
    CalendarFeedFactory(owner=owner, kind=kind, leader=leader, digest=CalendarFeed.digest_of(secret), **facts)
    return reverse("events:feed", args=[secret])


def calendar(address: str, **headers: str) -> Any:
    """The calendar, parsed."""
    answer = Client(headers=headers).get(address)
    assert answer.status_code == 200, answer.status_code
    return vobject.readOne(answer.content.decode())


def entries(address: str) -> list[Entry]:
    """Every entry with every property but the ids and stamps, as the program would take it."""
    return [told(event) for event in calendar(address).contents.get("vevent", [])]


def told(event: Any) -> Entry:
    """What an entry says, without its ids and stamps."""
    left_out = {"uid", "dtstamp", "last-modified", "sequence"}
    return {name: lines[0].value for name, lines in event.contents.items() if name not in left_out}


def busy(start: date | datetime, end: date | datetime, status: str = "CONFIRMED") -> Entry:
    """An entry that says that somebody is busy, and nothing else."""
    return {"summary": "Busy", "dtstart": start, "dtend": end, "status": status, "transp": "OPAQUE"}


def summaries(address: str) -> list[str]:
    """What the entries are called."""
    return [entry["summary"] for entry in entries(address)]
