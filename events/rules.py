"""Who may see and do what with events (product.md's table). What one may not see is not there, on every path."""

from typing import TypeVar

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.rules import (
    Reader,
    division_of,
    has_role,
    has_scope,
    is_administrator,
    is_planning_office,
    works_in_protocol,
)
from events.models import CalendarFeed, Counterpart, Delegation, Event, PreparationItem, Series, Status, Venue
from events.models.event import sees_every_schedule
from events.models.keeping import Kept
from foundation import clock

Entry = TypeVar("Entry", bound=Kept)


def may_see_schedule(user: Reader, event: Event) -> bool:
    """Which leaders are expected at a coming event, when and where; what is over is no secret."""
    if not event.is_coming or sees_every_schedule(user):
        return True
    division = division_of(user)
    return division is not None and event.host_division_id == division and has_scope(user, "schedule")


def schedule_seen_by(events: QuerySet[Event], user: Reader) -> QuerySet[Event]:
    """The events for which `may_see_schedule` holds: filters by leader, venue or hour look only here."""
    return events.filter(schedule_seen(user))


def schedule_seen(user: Reader) -> Q:
    """The condition of `schedule_seen_by`: to be joined by `&` with what is looked for in the schedule."""
    if sees_every_schedule(user):
        return Q()
    over = Q(status=Status.HELD) | (Q(ends_at__lte=clock.now()) & ~Q(status=Status.POSTPONED))
    division = division_of(user)
    if division is None or not has_scope(user, "schedule"):
        return over
    return over | Q(host_division=division)


def may_add_event(user: Reader) -> bool:
    """Register events: divisions their own, the planning office any."""
    return is_planning_office(user) or division_of(user) is not None


def may_host(user: Reader, division_id: int | None) -> bool:
    """Name a division as host: one's own, the planning office any."""
    return is_planning_office(user) or (division_id is not None and division_of(user) == division_id)


def may_edit_event(user: Reader, event: Event) -> bool:
    """Change an event and its attendance: the host division, the planning office; nobody what they see only half of."""
    if event.restricted and not has_scope(user, "schedule"):
        return False
    return may_host(user, event.host_division_id) and may_see_schedule(user, event)


def may_clear_restricted(user: Reader) -> bool:
    """Only the planning office opens a restricted event again."""
    return is_planning_office(user)


def may_edit_leaders(user: Reader) -> bool:
    """Keep the register of municipal leaders and their posts."""
    return is_planning_office(user)


def may_have_feed(user: Reader, kind: str) -> bool:
    """Read a calendar of that kind in one's own program: asked when it is turned on, and anew at every fetch.

    Division's: who works for one. A leader's: who knows of every coming engagement.
    """
    if not has_role(user):
        return False
    if kind == CalendarFeed.Kind.LEADER:
        return sees_every_schedule(user)
    return kind != CalendarFeed.Kind.DIVISION or division_of(user) is not None


def may_revoke_feed(user: Reader, feed: CalendarFeed) -> bool:
    """Turn a feed off: its owner, an administrator anybody's; in the browser, no token reaches so far."""
    if not isinstance(user, User) or user.token is not None or not has_role(user):
        return False
    return feed.owner_id == user.pk or is_administrator(user)


def may_keep_office(user: Reader) -> bool:
    """Keep what is the whole office's (settings, hold windows, templates of checklists): planning office, Protocol."""
    return is_planning_office(user) or works_in_protocol(user)


def may_keep(user: Reader, thing: Kept) -> bool:
    """Change an entry of a register (venue, counterpart, delegation, series): its division, the planning office."""
    division = division_of(user)
    return is_planning_office(user) or (division is not None and thing.kept_by_id == division)


def delegations_seen_by(user: Reader) -> QuerySet[Delegation]:
    """The delegations of their register, and those of events that the reader may see."""
    return _seen(Delegation.objects.all(), user, "delegation")


def series_seen_by(user: Reader) -> QuerySet[Series]:
    """The series of their register, and those of events that the reader may see."""
    return _seen(Series.objects.all(), user, "series")


def counterparts_seen_by(user: Reader) -> QuerySet[Counterpart]:
    """The counterparts of their register, and those of events that the reader may see."""
    return _seen(Counterpart.objects.all(), user, "counterparts")


def venues_seen_by(user: Reader) -> QuerySet[Venue]:
    """The venues: they are only ever entered in their register."""
    return Venue.objects.all() if has_role(user) else Venue.objects.none()


def _seen(things: QuerySet[Entry], user: Reader, field: str) -> QuerySet[Entry]:
    """Those of the register, and those that an event names which the reader may see."""
    if not has_role(user):
        return things.none()
    return things.filter(Q(registered=True) | Q(pk__in=_of_visible(user, field)))


def _of_visible(user: Reader, field: str) -> QuerySet[Event]:
    """The ids in one field of the events that the reader may see."""
    events = Event.objects.visible_to(user).filter(**{f"{field}__isnull": False})
    return events.order_by().values(field)


def may_tick(user: Reader, item: PreparationItem) -> bool:
    """Tick an item of a checklist off: who may change its event, and the division responsible for the item.

    Asked of events that the reader may see.
    """
    division = division_of(user)
    responsible = division is not None and item.division_id == division
    return may_edit_event(user, item.event) or responsible


def may_read_item(user: Reader, item: PreparationItem) -> bool:
    """Read what an item says, beyond its topic: it may name a place. Who knows the schedule, who is to do it."""
    division = division_of(user)
    return may_see_schedule(user, item.event) or (division is not None and item.division_id == division)


def items_of_division(items: QuerySet[PreparationItem], division: int) -> QuerySet[PreparationItem]:
    """The items that a division is asked for: those that name it, and those of its own events that name none.

    Of its own restricted events all: another division does not see them, so that nobody would be asked.
    """
    hosts = Q(event__host_division=division)
    return items.filter(Q(division=division) | (hosts & (Q(division=None) | Q(event__restricted=True))))
