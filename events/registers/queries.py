"""The named querysets of the registers' pages. What they count and date is what the reader may see, and no more."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from accounts.models import User
from accounts.rules import Reader
from events import rules
from events.models import Counterpart, Delegation, Event, EventQuerySet, Status, Venue
from events.models.keeping import Kept
from events.services.keeping import OF_EVENT, SEEN

OPEN = (Status.PLANNED, Status.CONFIRMED)
HELD = Q(status=Status.HELD)


def events_seen(user: Reader, model: type[Kept]) -> EventQuerySet:
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
    return events_of(user, entry).filter(HELD).first()


def next_one(user: User, entry: Kept, today: date) -> Event | None:
    """The next event of the entry that is planned or confirmed. One query."""
    coming = events_of(user, entry).filter(status__in=OPEN, starts_on__gte=today)
    return coming.reverse().first()


def entries_for_list(user: User, model: type[Kept], demonstration: bool) -> QuerySet[Any]:
    """The entries of one side that the reader may see, in the order of their register."""
    found: QuerySet[Any] = SEEN[model](user).filter(demonstration=demonstration)
    return found


def attach_events(user: User, entries: Sequence[Any]) -> None:
    """Give each of these entries of one register `events_seen`, how many events of it the reader may see.

    And `last_contact`, the day of the newest of them that was held; None: none. One query, none without entries: asked
    for each entry by itself, a database would go through all events as many times.
    """
    if not entries:
        return
    field = OF_EVENT[type(entries[0])]
    of_them = events_seen(user, type(entries[0])).filter(**{f"{field}__in": [each.pk for each in entries]}).order_by()
    rows = of_them.values_list(field).annotate(number=Count("pk"), last=Max("starts_on", filter=HELD))
    found = {pk: (number, last) for pk, number, last in rows}
    for each in entries:
        each.events_seen, each.last_contact = found.get(each.pk, (0, None))


def without_contact_since(user: Reader, day: date) -> Q:
    """The condition on counterparts that no event held since the day, that the reader may see, was with them."""
    held = events_seen(user, Counterpart).filter(HELD, starts_on__gte=day, counterparts__isnull=False)
    return ~Q(pk__in=held.order_by().values("counterparts"))


def contacts_by_country(user: User, partners: QuerySet[Counterpart]) -> dict[str, date]:
    """Of each country, the day of the newest event held with one of these. One query."""
    held = events_seen(user, Counterpart).filter(HELD, counterparts__in=partners.order_by().values("pk"))
    days = held.order_by().values_list("counterparts__country_or_region").annotate(last=Max("starts_on"))
    return dict(days)


def partners_for(user: User, demonstration: bool) -> QuerySet[Counterpart]:
    """The partner cities that the reader may see."""
    return rules.counterparts_seen_by(user).filter(demonstration=demonstration, partner_since__isnull=False)
