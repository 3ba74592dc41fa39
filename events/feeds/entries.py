"""What a calendar feed tells: which events, and what of each. The owner's rights are asked at every fetch.

Whoever holds the address reads it, and the program that reads it keeps it: so a feed tells less than a page. A
restricted event is in none; of a coming event with municipal leaders only title and day, and of a leader's own calendar
only when they are busy, unless the office's setting allows more. Leaders are never named.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rules import division_of, is_secretary
from events.models import Attendance, CalendarFeed, Event, EventState, Outcome, RegisterSettings, Status
from events.models.event import AWAY
from events.rules import may_see_schedule
from foundation import clock
from priorities.models import Task

DAYS_BACK, DAYS_AHEAD, MOST = 60, 400, 2000
CALLED_OFF = (Status.POSTPONED, Status.CANCELLED)
SALT = "events.feeds"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry of a calendar. Whole days: `start` is a date, `end` the day after the last; else instants.

    `end` None: it ends as it begins. `takes_time`: whoever has it in their calendar is busy meanwhile.
    """

    uid: str
    summary: str
    start: date | datetime
    end: date | datetime | None
    status: Status
    sequence: int
    changed_at: datetime
    takes_time: bool
    place: str = ""
    description: str = ""
    address: str = ""


def entries_of(feed: CalendarFeed) -> list[Entry]:
    """The entries as its owner may see them now, in the language that is active, oldest day first. Two queries.

    `feed` comes from `by_secret`. By day and id: an order by the hour would tell it.
    """
    tells = RegisterSettings.of(feed.demonstration).feeds_tell_schedule
    make = _engagement if feed.kind == CalendarFeed.Kind.LEADER else _event
    return [make(feed, event, tells=tells) for event in reversed(events_of(feed))]


def events_of(feed: CalendarFeed) -> list[Event]:
    """The events of a feed, from two months back to a year ahead, the last MOST of them, newest day first. One query.

    Each knows whether it is `with_leaders`. Restricted ones are in none, whoever reads.
    """
    first, last = (clock.today() + timedelta(days=days) for days in (-DAYS_BACK, DAYS_AHEAD))
    within = Q(starts_on__gte=first) | Q(ends_on__gt=F("starts_on"), ends_on__gte=first)
    open_ones = Event.objects.visible_to(feed.owner).filter(restricted=False, demonstration=feed.demonstration)
    found = _chosen(feed, open_ones.filter(within, starts_on__lte=last))
    with_leaders = Exists(Attendance.objects.filter(event=OuterRef("pk")))
    shown = found.annotate(with_leaders=with_leaders).select_related("host_division", "registered_venue")
    return list(shown.order_by("-starts_on", "-id")[:MOST])


def _chosen(feed: CalendarFeed, events: QuerySet[Event]) -> QuerySet[Event]:
    """Those of the events that the feed is about."""
    if feed.kind == CalendarFeed.Kind.LEADER:
        there = Attendance.objects.filter(leader=feed.leader_id, outcome__in=[Outcome.EXPECTED, Outcome.ATTENDED])
        return events.filter(Exists(there.filter(event=OuterRef("pk"))))
    if feed.kind == CalendarFeed.Kind.DIVISION:
        division = division_of(feed.owner)
        return events.filter(Q(host_division=division) | _serving(Task.objects.filter(lead_division=division)))
    states = EventState.objects.filter(event=OuterRef("pk")).order_by("id")
    tasks = Task.objects.filter(_own(feed.owner))
    registered = events.annotate(registered_by=Subquery(states.values("by")[:1]))
    return registered.filter(_serving(tasks) | Q(registered_by=feed.owner.pk))


def _own(user: User) -> Q:
    """The condition on tasks that one is responsible for or in charge of; a secretary's are the own leader's too."""
    own = Q(responsible=user) | Q(leader_in_charge=user)
    if is_secretary(user) and user.secretary_to_id is not None:
        own |= Q(leader_in_charge=user.secretary_to_id)
    return own


def _serving(tasks: QuerySet[Task]) -> Q:
    """The condition on events that serve one of the tasks."""
    served = Event.tasks.through.objects.filter(event_id=OuterRef("pk"), task__in=tasks.order_by().values("pk"))
    return Q(Exists(served))


def _event(feed: CalendarFeed, event: Event, *, tells: bool) -> Entry:
    """An event with hour and venue, or of a coming one its day and title alone."""
    hidden = event.is_coming and (
        not may_see_schedule(feed.owner, event) or (event.with_leaders and not tells)  # type: ignore[attr-defined]  # annotated
    )
    start, end = _whole_days(event.starts_at, event.ends_at) if hidden else _hours(event)
    return Entry(
        uid=f"event-{event.pk}@{_instance()}",
        summary=_called(event, event.title),
        start=start,
        end=end,
        status=Status(event.status),
        sequence=event.version - 1,
        changed_at=event.recorded_at,
        takes_time=not hidden and event.status not in CALLED_OFF,
        place="" if hidden else _place(event),
        description=f"{event.get_kind_display()} · {event.host_division.name}",
        address=_address(event),
    )


def _engagement(feed: CalendarFeed, event: Event, *, tells: bool) -> Entry:
    """The time that an event takes of a leader: busy, and nothing else unless the office's setting `tells`.

    Its id says nothing of the event, and is another in another feed.
    """
    start, end = _whole_days(event.starts_at, event.ends_at) if event.kind in AWAY else _hours(event)
    said = event.title if tells else _("Busy")
    return Entry(
        uid=f"{salted_hmac(SALT, f'{feed.digest} {event.pk}').hexdigest()[:24]}@{_instance()}",
        summary=_called(event, said),
        start=start,
        end=end,
        status=Status(event.status),
        sequence=event.version - 1,
        changed_at=event.recorded_at,
        takes_time=event.status not in CALLED_OFF,
        place=_place(event) if tells else "",
        address=_address(event) if tells else "",
    )


def _hours(event: Event) -> tuple[datetime, datetime | None]:
    """From when until when."""
    return event.starts_at, event.ends_at if event.ends_at > event.starts_at else None


def _whole_days(starts_at: datetime, ends_at: datetime) -> tuple[date, date]:
    """The first day, and the day after the last; what ends at midnight does not reach into the day that begins."""
    last = ends_at - timedelta(microseconds=1) if ends_at > starts_at else ends_at
    return clock.local_day(starts_at), clock.local_day(last) + timedelta(days=1)


def _called(event: Event, title: str) -> str:
    """The title; said before it that the event is called off, as not every program shows the status."""
    words = {Status.CANCELLED: _("Cancelled: %(title)s"), Status.POSTPONED: _("Postponed: %(title)s")}
    return words.get(Status(event.status), "%(title)s") % {"title": title}


def _place(event: Event) -> str:
    """The venue as it is written, else as the register calls it."""
    return event.venue or (event.registered_venue.name if event.registered_venue else "")


def _address(event: Event) -> str:
    """The event's page; "" where the site does not know its own address."""
    base: str = settings.WORKPLAN_BASE_URL
    return base + reverse("events:event", args=[event.pk]) if base else ""


def _instance() -> str:
    """Names this installation, whatever host it is asked under: entries keep their ids when it moves."""
    return f"{salted_hmac(SALT, 'instance').hexdigest()[:16]}.workplan"
