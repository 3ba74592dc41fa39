"""The named querysets of the registers' pages. What they count and date is what the reader may see, and no more."""

from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from events import rules
from events.models import Counterpart, Delegation, Event, EventQuerySet, Series, Status, Venue
from events.models.keeping import Kept
from events.services.keeping import OF_EVENT

OPEN = (Status.PLANNED, Status.CONFIRMED)


def events_seen(user: User, model: type[Kept]) -> EventQuerySet:
    """The events that a page of such entries may name to the reader, without duplicates that were merged.

    At a venue only those whose schedule the reader may see: where a coming event takes place is part of it.
    """
    events = Event.objects.visible_to(user).filter(merged_into__isnull=True)
    return events.filter(rules.schedule_seen(user)) if model is Venue else events


def events_of(user: User, entry: Kept) -> EventQuerySet:
    """The events of one entry with their hosts, newest first; of a delegation, as its programme, oldest first."""
    found = events_seen(user, type(entry)).filter(**{OF_EVENT[type(entry)]: entry})
    found = found.in_order_for(user).select_related("host_division")
    return found.reverse() if isinstance(entry, Delegation) else found


def last_held(user: User, entry: Kept) -> Event | None:
    """The newest event of the entry that was held: of a counterpart the last contact. One query."""
    return events_of(user, entry).filter(status=Status.HELD).first()


def next_one(user: User, entry: Kept, today: date) -> Event | None:
    """The next event of the entry that is planned or confirmed. One query."""
    coming = events_of(user, entry).filter(status__in=OPEN, starts_on__gte=today)
    return coming.reverse().first()


def venues_for_list(user: User, demonstration: bool) -> QuerySet[Venue]:
    """Venues by name with `events_seen`, how many events there the reader may see."""
    venues = rules.venues_seen_by(user).filter(demonstration=demonstration)
    return venues.annotate(events_seen=_number(user, Venue))


def counterparts_for_list(user: User, demonstration: bool) -> QuerySet[Counterpart]:
    """Counterparts by name with `events_seen` and `last_contact`, the day of their newest event held; None: none."""
    counterparts = rules.counterparts_seen_by(user).filter(demonstration=demonstration)
    return counterparts.annotate(events_seen=_number(user, Counterpart), last_contact=_last_contact(user))


def delegations_for_list(user: User, demonstration: bool) -> QuerySet[Delegation]:
    """Delegations, the newest entered first, with `events_seen`."""
    delegations = rules.delegations_seen_by(user).filter(demonstration=demonstration)
    return delegations.annotate(events_seen=_number(user, Delegation))


def series_for_list(user: User, demonstration: bool) -> QuerySet[Series]:
    """Series by name with `events_seen`."""
    return rules.series_seen_by(user).filter(demonstration=demonstration).annotate(events_seen=_number(user, Series))


def partners_for(user: User, demonstration: bool) -> QuerySet[Counterpart]:
    """The partner cities with `last_contact`."""
    cities = rules.counterparts_seen_by(user).filter(demonstration=demonstration, partner_since__isnull=False)
    return cities.annotate(last_contact=_last_contact(user))


def _number(user: User, model: type[Kept]) -> Any:
    """How many events of each entry the reader may see."""
    field = OF_EVENT[model]
    of_entry = events_seen(user, model).filter(**{field: OuterRef("pk")}).order_by().values(field)
    return Coalesce(Subquery(of_entry.annotate(number=Count("pk")).values("number"), output_field=IntegerField()), 0)


def _last_contact(user: User) -> Subquery:
    """The day of the newest event held with each counterpart that the reader may see."""
    held = events_seen(user, Counterpart).filter(status=Status.HELD, counterparts=OuterRef("pk"))
    return Subquery(held.order_by("-starts_on").values("starts_on")[:1])
