"""Preparation by several people at the same moment: ticks, and the kind of the event while its template is taken."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connections

from changelog.models import Change
from events.models import Kind, PreparationItem
from events.services import change_event, checklist_stamp, take_template, tick_item
from foundation.errors import Conflict
from tests.event_factories import PreparationItemFactory, TemplateItemFactory
from tests.factories import EventFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Do the works at the same moment, each in a thread of its own; what each returned, or its Conflict."""
    barrier = threading.Barrier(len(works))

    def one(work):
        try:
            barrier.wait()
            return work()
        except Conflict as conflict:
            return conflict
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def coming(division):
    return EventFactory(host_division=division, starts_on=date(2024, 10, 10), status="planned")


def test_of_several_ticks_one_stands_and_nobody_is_refused(division):
    item = PreparationItemFactory(event=coming(division))
    people = [UserFactory(role="staff", division=division) for _ in range(4)]
    found = at_once(*(lambda by=by: tick_item(by=by, item=item, done=True) for by in people))
    item.refresh_from_db()
    assert {each.done_by for each in found} == {item.done_by}
    assert Change.objects.filter(type="preparation").count() == 1


def test_the_template_is_that_of_the_kind_that_was_shown_or_a_conflict(division, staff, planner):
    TemplateItemFactory(topic="venue"), TemplateItemFactory(kind="signing", topic="protocol")
    event = coming(division)
    shown = checklist_stamp(event)
    taken, changed = at_once(
        lambda: take_template(by=staff, event=event, stamp=shown),
        lambda: change_event(by=planner, event=event, version=1, facts={"kind": Kind.SIGNING}),
    )
    assert changed.kind == Kind.SIGNING
    topics = [each.topic for each in PreparationItem.objects.all()]
    assert topics == ([] if isinstance(taken, Conflict) else ["venue"])


def test_the_template_taken_by_several_is_there_once(division, staff):
    TemplateItemFactory()
    event = coming(division)
    shown = checklist_stamp(event)
    found = at_once(*[lambda: take_template(by=staff, event=event, stamp=shown)] * 3)
    assert sum(isinstance(each, Conflict) for each in found) == 2
    assert event.preparation.count() == 1


def test_a_tick_and_a_moved_day_both_stand(division, staff, planner):
    item = PreparationItemFactory(event=coming(division))
    event = item.event
    hours = {"starts_at": event.starts_at.replace(day=20), "ends_at": event.ends_at.replace(day=20)}
    at_once(
        lambda: tick_item(by=staff, item=item, done=True),
        lambda: change_event(by=planner, event=event, version=1, facts=hours),
    )
    item.refresh_from_db()
    assert item.done_by == staff
    assert item.due_on in (date(2024, 10, 3), date(2024, 10, 13))  # done before it moved, or after
