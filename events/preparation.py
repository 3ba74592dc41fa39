"""What is read of preparation: an event's checklist as one reader may see it, what the desk asks, the overview."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from accounts.models import User
from accounts.rules import division_of, is_planning_office
from events import rules
from events.models import Event, EventQuerySet, EventState, PreparationItem
from events.services import preparation as services
from events.services.items import FIELDS
from foundation import clock
from priorities.figures import Moment
from priorities.models import Plan

SOON_DAYS = 7
LISTED = 50
TAKE, REPLACE = "take", "replace"


@dataclass(frozen=True, kw_only=True)
class Line:
    """An item as one reader sees it. `days_late`: how late it was done, or is by now; 0 in time."""

    item: PreparationItem
    label: str
    days_late: int
    may_tick: bool

    @property
    def late(self) -> bool:
        """Late and still to be done."""
        return self.item.done_on is None and self.days_late > 0


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """The checklist of an event. `offer`: the template's items may be taken, or take the place of these; else ""."""

    lines: Sequence[Line]
    may_edit: bool
    offer: str
    stamp: str

    @property
    def done(self) -> int:
        """How many items are done."""
        return sum(line.item.done_on is not None for line in self.lines)

    @property
    def shown(self) -> bool:
        """Whether there is anything to show: items, or who could add some."""
        return bool(self.lines) or self.may_edit


def checklist(user: User, event: Event) -> Checklist:
    """The event's checklist. A query; for who may change it while nothing is done up to two more."""
    items = services.checklist_of(event)
    for item in items:
        item.event = event
    may_edit = rules.may_edit_event(user, event) and services.is_prepared(event)
    return Checklist(
        lines=[line_of(user, item) for item in items],
        may_edit=may_edit,
        offer=_offer(event, items) if may_edit else "",
        stamp=services.checklist_stamp(event, items) if may_edit else "",
    )


def line_of(user: User, item: PreparationItem) -> Line:
    """One item, its event at hand. Whoever may not read what it says is told what it is about."""
    until = item.done_on or (clock.today() if services.is_prepared(item.event) else item.due_on)
    return Line(
        item=item,
        label=item.label if rules.may_read_item(user, item) else str(item.get_topic_display()),
        days_late=max((until - item.due_on).days, 0),
        may_tick=services.is_prepared(item.event) and rules.may_tick(user, item),
    )


def _offer(event: Event, items: Sequence[PreparationItem]) -> str:
    """Whether the template is offered: where there is no item; where nothing is done and the event changed its kind."""
    if any(item.done_on for item in items):
        return ""
    wanted = services.template_of(event)
    if not wanted or not items:
        return TAKE if wanted else ""
    there = {tuple(getattr(item, name) for name in FIELDS) for item in items}
    if there == {tuple(getattr(each, name) for name in FIELDS) for each in wanted}:
        return ""
    changed = EventState.objects.filter(event=event).exclude(kind=event.kind).exists()
    return REPLACE if changed else ""


def preparation_due(user: User, plan: Plan, moment: Moment) -> list[Line]:
    """What is late, or due within a week, for the reader's division; for the planning office all that is late.

    Of visible events that are planned or confirmed and still to come, those of the plan's year or due in it; soonest
    first, at most LISTED. One query.
    """
    today, division = clock.today(), division_of(user)
    if division is None and not is_planning_office(user):
        return []
    horizon = today + timedelta(days=SOON_DAYS) if division is not None else today - timedelta(days=1)
    year = (plan.first_day, plan.last_day)
    items = PreparationItem.objects.filter(
        Q(event__starts_on__range=year) | Q(due_on__range=year),
        done_on=None,
        due_on__lte=horizon,
        event__in=_to_prepare(user, plan.demonstration),
    )
    if division is not None:
        items = rules.items_of_division(items, division)
    found = items.select_related("event__host_division", "division").order_by("due_on", "event__starts_on", "id")
    return [line_of(user, item) for item in found[:LISTED]]


def events_to_prepare(user: User, plan: Plan) -> EventQuerySet:
    """The plan's events that are planned or confirmed and still to come, soonest first, each with its progress.

    Annotated: `items`, `done`, `late`, `next_due` (the first day by which something is still to be done, None).
    By the day alone: an hour would be told by the order.
    """
    still = Q(preparation__isnull=False, preparation__done_on=None)
    late = still & Q(preparation__due_on__lt=clock.today())
    return (
        Event.objects.of_plan(plan)
        .filter(pk__in=_to_prepare(user, plan.demonstration))
        .select_related("host_division")
        .annotate(
            items=Count("preparation"),
            done=Count("preparation", filter=Q(preparation__done_on__isnull=False)),
            late=Count("preparation", filter=late),
            next_due=Min("preparation__due_on", filter=still),
        )
        .order_by("starts_on", "id")
    )


def with_late(events: Any, *, late: bool) -> QuerySet[Event]:
    """Of events from `events_to_prepare` those of which an item is late, or those of which none is."""
    found: QuerySet[Event] = events.filter(late__gt=0) if late else events.filter(late=0)
    return found


def of_division(events: QuerySet[Event], division: int) -> QuerySet[Event]:
    """The events that a division hosts or prepares something of."""
    responsible = PreparationItem.objects.filter(division=division).values("event")
    return events.filter(Q(host_division=division) | Q(pk__in=responsible))


def _to_prepare(user: User, demonstration: bool) -> EventQuerySet:
    """The events of a side that the reader may see, planned or confirmed, whose last day is not over."""
    events = Event.objects.visible_to(user).filter(demonstration=demonstration)
    return events.filter(status__in=services.PREPARED, ends_on__gte=clock.today())
