"""The checklist of an event: begun from the template of its kind, ticked off, changed, moved with the event's day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from changelog.models import Change
from changelog.services import Written, record, record_all, unit
from events import rules
from events.models import Event, PreparationItem, Status, TemplateItem
from events.services.items import FIELDS, Wanted, check, item_facts, put, wanted_of
from events.services.recording import Facts, audience
from foundation import clock
from foundation.errors import Conflict
from foundation.meanwhile import check_stamp, stamp_of

PREPARED = (Status.PLANNED, Status.CONFIRMED)


def is_prepared(event: Event) -> bool:
    """Whether there is something to prepare: planned or confirmed, and still to come, by its days."""
    return event.status in PREPARED and event.ends_on >= clock.today()


def due_on(event: Event, days_before: int) -> date:
    """The day by which an item of the event is to be done."""
    return event.starts_on - timedelta(days=days_before)


def template_of(event: Event) -> list[Wanted]:
    """The items of the template of the event's kind. One query."""
    items = TemplateItem.objects.filter(kind=event.kind, demonstration=event.demonstration)
    return [wanted_of(item) for item in items.select_related("division")]


def checklist_of(event: Event) -> list[PreparationItem]:
    """The items of an event, soonest first, with their divisions and who has done them. One query."""
    return list(event.preparation.select_related("division", "done_by"))


def checklist_stamp(event: Event, items: Iterable[PreparationItem] | None = None) -> str:
    """Tells whether somebody has changed the checklist or the kind of its event. One query where `items` are None."""
    return stamp_of(_checklist(event, checklist_of(event) if items is None else items))


def begin_checklist(*, by: User, event: Event, wanted: Sequence[Wanted] | None = None) -> None:
    """Give an event that was just registered its checklist: `wanted`, or the template of its kind.

    Nothing where there is nothing to prepare. Within the write of the event, which has asked its rules.
    """
    if is_prepared(event):
        _begin(by, event, template_of(event) if wanted is None else wanted)


def begin_checklists(*, by: User, events: Sequence[tuple[Event, frozenset[str]]]) -> None:
    """As `begin_checklist`, for many events at once, each with who may see it. One query beside the inserts."""
    prepared = [(event, seen) for event, seen in events if is_prepared(event)]
    if not prepared:
        return
    sides = {event.demonstration for event, _seen in prepared}
    templates: dict[tuple[str, bool], list[Wanted]] = defaultdict(list)
    for item in TemplateItem.objects.filter(demonstration__in=sides).select_related("division"):
        templates[item.kind, item.demonstration].append(wanted_of(item))
    rows = [
        (_item(event, each), seen) for event, seen in prepared for each in templates[event.kind, event.demonstration]
    ]
    PreparationItem.objects.bulk_create(row for row, _seen in rows)
    record_all(by=by, several=[_written(row, None, seen) for row, seen in rows])


def take_template(*, by: User, event: Event, stamp: str | None = None) -> None:
    """Put the items of the template of its kind in the place of what the event has, while nothing is done.

    Raises Http404, PermissionDenied; Conflict, carrying the event, where the checklist or the kind is no longer as
    shown (`checklist_stamp`), or an item is done; ValidationError where there is nothing to take or to prepare.
    """
    with unit():
        event = _locked(by, event)
        there = checklist_of(event)
        check_stamp(stamp, _checklist(event, there), event)
        if any(item.done_on for item in there):
            raise Conflict(_("Something is ticked off already: the checklist stays as it is."), event)
        if not is_prepared(event):
            raise ValidationError(_("Only what is planned or confirmed and still to come is prepared."))
        wanted = template_of(event)
        if not wanted:
            raise ValidationError(_("The template of this kind has no items yet."))
        _remove(by, event, there)
        _begin(by, event, wanted)


def change_checklist(*, by: User, event: Event, items: Sequence[Wanted], stamp: str | None = None) -> None:
    """Make the event's checklist exactly these items; those that stay keep their ticks.

    Raises Http404, PermissionDenied; ValidationError under `items`; Conflict, carrying the event, where the checklist
    is no longer as shown (`checklist_stamp`). Without a difference nothing is written.
    """
    with unit():
        event = _locked(by, event)
        there = checklist_of(event)
        check_stamp(stamp, _checklist(event, there), event)
        before = {item.pk: _facts(item) for item in there}
        rows = put(there, items, demonstration=event.demonstration, new=lambda: PreparationItem(event=event))
        kept = {row.pk for row in rows}
        _remove(by, event, [item for item in there if item.pk not in kept])
        seen, written = audience(event), []
        for row in rows:
            row.due_on = due_on(event, row.days_before)
            was = before.get(row.pk)
            if was != _facts(row):
                check(row)
                row.save()
                written.append(_written(row, was, seen))
        record_all(by=by, several=written)


def tick_item(*, by: User, item: PreparationItem, done: bool) -> PreparationItem:
    """Tick an item off as of today, or take the tick back. What is so already stays as it is: twice is harmless.

    Raises Http404 where the event is not for them to see, PermissionDenied.
    """
    with unit():
        seen = PreparationItem.objects.filter(event__in=Event.objects.visible_to(by))
        found = seen.select_for_update(of=("self",)).select_related("event", "division")
        item = get_object_or_404(found, pk=item.pk)
        if not rules.may_tick(by, item):
            raise PermissionDenied(_("An item is ticked off by the host division or the division responsible for it."))
        if done == (item.done_on is not None):
            return item
        before = _facts(item)
        item.done_on, item.done_by = (clock.today(), by) if done else (None, None)
        if not done:
            item.due_on = due_on(item.event, item.days_before)  # the event may have moved while it was done
        check(item)
        item.save()
        record(by=by, written=_written(item, before, audience(item.event)))
    return item


def follow_day(*, by: User, event: Event) -> None:
    """Move what is still to be done to the event's new day. Within the write of the event, which asked its rules."""
    seen, written = audience(event), []
    for item in event.preparation.filter(done_on=None).select_related("division"):
        before = _facts(item)
        item.due_on = due_on(event, item.days_before)
        if _facts(item) != before:
            item.save(update_fields=["due_on"])
            written.append(_written(item, before, seen))
    record_all(by=by, several=written)


def _locked(by: User, event: Event) -> Event:
    """The event as it stands, locked. Raises Http404, PermissionDenied."""
    found = get_object_or_404(Event.objects.visible_to(by).select_for_update(of=("self",)), pk=event.pk)
    if not rules.may_edit_event(by, found):
        raise PermissionDenied(_("Only the host division and the planning office keep this event."))
    return found


def _begin(by: User, event: Event, wanted: Sequence[Wanted]) -> None:
    """Make these items: valid, as those of a template or of another event are."""
    rows = [_item(event, each) for each in wanted]
    PreparationItem.objects.bulk_create(rows)
    seen = audience(event) if rows else frozenset()
    record_all(by=by, several=[_written(row, None, seen) for row in rows])


def _item(event: Event, wanted: Wanted) -> PreparationItem:
    facts = {name: getattr(wanted, name) for name in FIELDS}
    return PreparationItem(event=event, due_on=due_on(event, wanted.days_before), **facts)


def _remove(by: User, event: Event, gone: Sequence[PreparationItem]) -> None:
    seen = audience(event)
    written = [_written(item, _facts(item), seen, gone=True) for item in gone]
    PreparationItem.objects.filter(pk__in=[item.pk for item in gone]).delete()
    record_all(by=by, several=written)


def _facts(item: PreparationItem) -> Facts:
    """The facts of an item."""
    done = {"due_on": item.due_on, "done_on": item.done_on, "done_by": item.done_by_id}
    return {"event": item.event_id} | item_facts(item) | done


def _checklist(event: Event, items: Iterable[PreparationItem]) -> Facts:
    """What a checklist says as a whole, and for which kind of event."""
    return {"kind": event.kind, "items": [{"key": item.pk} | _facts(item) for item in items]}


def _written(item: PreparationItem, before: Facts | None, seen: frozenset[str], *, gone: bool = False) -> Written:
    action = Change.Action.CREATE if before is None else Change.Action.DELETE if gone else Change.Action.CHANGE
    after: dict[str, Any] | None = None if gone else _facts(item)
    return Written(
        action=action, type="preparation", key=item.pk, before=before, after=after, seen_before=seen, seen_after=seen
    )
