"""The checklist of an event: begun from its kind's template, moved with its day, ticked off, changed; by whom."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from changelog.models import Audience, Change
from events.models import Kind, PreparationItem
from events.services import (
    Wanted,
    change_checklist,
    change_event,
    checklist_stamp,
    register_event,
    take_template,
    tick_item,
)
from events.services.recording import audience
from foundation.errors import Conflict
from tests.event_factories import PreparationItemFactory, TemplateItemFactory
from tests.events.recorded import errors
from tests.factories import DivisionFactory, EventFactory, at

pytestmark = pytest.mark.django_db
COMING = date(2024, 10, 10)


def coming(division, **facts):
    return EventFactory(**({"host_division": division, "starts_on": COMING, "status": "planned"} | facts))


def listed(event):
    """What its checklist says: topic, days before, due day."""
    return [(item.topic, item.days_before, item.due_on) for item in event.preparation.all()]


def written(*keys):
    """The actions recorded of items, oldest first."""
    changes = Change.objects.filter(type="preparation").order_by("id")
    return [change.action for change in changes if not keys or int(change.key) in keys]


class TestBegun:
    def test_it_begins_with_the_template_of_its_kind_and_side(self, staff, facts, other_division):
        TemplateItemFactory(topic="press", days_before=5, division=other_division)
        TemplateItemFactory(topic="venue", days_before=21)
        TemplateItemFactory(kind="signing")
        TemplateItemFactory(demonstration=True)
        event = register_event(by=staff, demonstration=False, facts=facts())
        assert listed(event) == [("venue", 21, date(2024, 9, 19)), ("press", 5, date(2024, 10, 5))]
        assert [item.division for item in event.preparation.all()] == [None, other_division]
        assert written() == ["create", "create"]

    @pytest.mark.parametrize(
        ("changed", "items"),
        [
            ({"status": "confirmed"}, 1),
            ({"status": "postponed", "reason": "Weather"}, 0),
            ({"status": "cancelled", "reason": "Weather"}, 0),
            ({"status": "held", "day": date(2024, 9, 10)}, 0),
            ({"day": date(2024, 9, 29)}, 0),
            ({"day": date(2024, 9, 30)}, 1),  # today
        ],
    )
    def test_only_what_is_still_to_prepare_gets_one(self, changed, items, staff, facts):
        TemplateItemFactory()
        event = register_event(by=staff, demonstration=False, facts=facts(**changed))
        assert event.preparation.count() == items

    @pytest.mark.parametrize(
        ("day", "before", "due"),
        [
            (date(2028, 3, 1), 1, date(2028, 2, 29)),
            (date(2026, 3, 1), 1, date(2026, 2, 28)),
            (date(2025, 1, 1), 7, date(2024, 12, 25)),
            (date(2029, 2, 28), 365, date(2028, 2, 29)),
            (date(2024, 12, 31), 0, date(2024, 12, 31)),
        ],
    )
    def test_days_before_reach_over_months_years_and_leap_days(self, day, before, due, staff, facts):
        TemplateItemFactory(days_before=before)
        event = register_event(by=staff, demonstration=False, facts=facts(day=day))
        assert listed(event) == [("venue", before, due)]

    def test_the_day_is_the_local_one(self, staff, facts):
        """Half past midnight in Beijing is the day before in UTC."""
        TemplateItemFactory(days_before=1)
        told = facts(starts_at=at(COMING, 0, 30), ends_at=at(COMING, 1))
        assert listed(register_event(by=staff, demonstration=False, facts=told)) == [("venue", 1, date(2024, 10, 9))]


class TestMoved:
    def test_open_items_move_with_the_day_and_done_ones_stay(self, staff, division):
        event = coming(division)
        still, done = PreparationItemFactory(event=event), PreparationItemFactory(event=event)
        tick_item(by=staff, item=done, done=True)
        later = date(2024, 11, 1)
        change_event(by=staff, event=event, version=1, facts={"starts_at": at(later, 9), "ends_at": at(later, 10)})
        assert listed(event) == [("venue", 7, date(2024, 10, 3)), ("venue", 7, date(2024, 10, 25))]
        assert (written(still.pk), written(done.pk)) == (["change"], ["change"])  # moved; ticked
        tick_item(by=staff, item=done, done=False)
        assert listed(event) == [("venue", 7, date(2024, 10, 25))] * 2

    def test_another_hour_moves_nothing(self, staff, division):
        event = coming(division)
        PreparationItemFactory(event=event)
        change_event(by=staff, event=event, version=1, facts={"starts_at": at(COMING, 8)})
        assert (listed(event), written()) == ([("venue", 7, date(2024, 10, 3))], [])


class TestTick:
    @pytest.fixture
    def item(self, division, other_division):
        return PreparationItemFactory(event=coming(division), division=other_division)

    @pytest.mark.parametrize(
        ("person", "may"),
        [
            *(("staff", True), ("chief", True), ("planner", True), ("staff2", True), ("chief2", True)),
            *(("leader", False), ("secretary", False), ("admin", False), ("protocol_staff", False)),
        ],
    )
    def test_who_may(self, person, may, item, request):
        by = request.getfixturevalue(person)
        if may:
            assert tick_item(by=by, item=item, done=True).done_by == by
        else:
            with pytest.raises(PermissionDenied):
                tick_item(by=by, item=item, done=True)
        item.refresh_from_db()
        assert (item.done_on, item.done_by) == ((date(2024, 9, 30), by) if may else (None, None))

    def test_an_outsider_sees_none(self, item, outsider):
        with pytest.raises(Http404):
            tick_item(by=outsider, item=item, done=True)

    def test_without_a_division_it_is_the_hosts_alone(self, division, staff2, staff):
        item = PreparationItemFactory(event=coming(division))
        with pytest.raises(PermissionDenied):
            tick_item(by=staff2, item=item, done=True)
        assert tick_item(by=staff, item=item, done=True).done_by == staff

    def test_the_responsible_division_may_not_where_the_event_is_not_theirs_to_see(
        self, division, other_division, staff2
    ):
        item = PreparationItemFactory(event=coming(division, restricted=True), division=other_division)
        with pytest.raises(Http404):
            tick_item(by=staff2, item=item, done=True)

    def test_twice_is_harmless_and_so_is_taking_back_twice(self, item, staff, staff2):
        tick_item(by=staff, item=item, done=True)
        assert tick_item(by=staff2, item=item, done=True).done_by == staff
        tick_item(by=staff2, item=item, done=False)
        tick_item(by=staff, item=item, done=False)
        assert written() == ["change", "change"]

    def test_it_is_recorded_for_who_may_see_the_event(self, division, staff):
        event = coming(division, restricted=True)
        tick_item(by=staff, item=PreparationItemFactory(event=event), done=True)
        change = Change.objects.get(type="preparation")
        tags = {(row.tag, row.before, row.after) for row in Audience.objects.filter(change=change)}
        assert tags == {(tag, True, True) for tag in audience(event)}


class TestTemplateTaken:
    def test_an_event_without_any_takes_them(self, staff, division):
        event = coming(division)
        TemplateItemFactory()
        take_template(by=staff, event=event, stamp=checklist_stamp(event))
        assert listed(event) == [("venue", 7, date(2024, 10, 3))]

    def test_after_another_kind_they_take_the_place_of_the_old(self, staff, division):
        event = coming(division)
        PreparationItemFactory(event=event)
        TemplateItemFactory(kind="signing", topic="protocol", days_before=3)
        change_event(by=staff, event=event, version=1, facts={"kind": Kind.SIGNING})
        assert listed(event) == [("venue", 7, date(2024, 10, 3))]  # not overwritten
        take_template(by=staff, event=event)
        assert listed(event) == [("protocol", 3, date(2024, 10, 7))]
        assert written() == ["delete", "create"]

    def test_what_is_ticked_off_is_not_thrown_away(self, staff, division):
        event = coming(division)
        tick_item(by=staff, item=PreparationItemFactory(event=event), done=True)
        TemplateItemFactory(topic="press")
        with pytest.raises(Conflict):
            take_template(by=staff, event=event)
        assert listed(event) == [("venue", 7, date(2024, 10, 3))]

    def test_a_kind_changed_meanwhile_is_a_conflict(self, staff, division):
        event = coming(division)
        TemplateItemFactory(), TemplateItemFactory(kind="signing")
        shown = checklist_stamp(event)
        change_event(by=staff, event=event, version=1, facts={"kind": Kind.SIGNING})
        with pytest.raises(Conflict):
            take_template(by=staff, event=event, stamp=shown)
        assert listed(event) == []

    @pytest.mark.parametrize("facts", [{"status": "held", "starts_on": date(2024, 9, 1)}, {"kind": "signing"}])
    def test_nothing_to_prepare_or_to_take(self, facts, staff, division):
        TemplateItemFactory()
        with pytest.raises(ValidationError):
            take_template(by=staff, event=coming(division, **facts))

    @pytest.mark.parametrize("person", ["staff2", "leader", "admin"])
    def test_is_the_hosts(self, person, division, request):
        with pytest.raises(PermissionDenied):
            take_template(by=request.getfixturevalue(person), event=coming(division))


class TestChanged:
    def test_added_changed_and_removed_at_once(self, staff, division, other_division):
        event = coming(division)
        kept, gone, done = (PreparationItemFactory(event=event) for _ in range(3))
        tick_item(by=staff, item=done, done=True)
        change_checklist(
            by=staff,
            event=event,
            stamp=checklist_stamp(event),
            items=[
                Wanted(key=kept.pk, topic="venue", label_en="The big hall", days_before=30),
                Wanted(key=done.pk, topic="venue", label_en="Book the room", label_zh="预订会场", days_before=7),
                Wanted(topic="security", days_before=2, division=other_division),
            ],
        )
        assert listed(event) == [
            ("venue", 30, date(2024, 9, 10)), ("venue", 7, date(2024, 10, 3)), ("security", 2, date(2024, 10, 8)),
        ]  # fmt: skip
        done.refresh_from_db()
        assert done.done_by == staff
        assert (written(kept.pk), written(gone.pk), written(done.pk)) == (["change"], ["delete"], ["change"])

    def test_without_a_difference_nothing_is_written(self, staff, division):
        event = coming(division)
        item = PreparationItemFactory(event=event)
        same = Wanted(key=item.pk, topic="venue", label_en="Book the room", label_zh="预订会场", days_before=7)
        change_checklist(by=staff, event=event, items=[same])
        assert written() == []

    def test_a_tick_meanwhile_is_a_conflict(self, staff, planner, division):
        event = coming(division)
        item = PreparationItemFactory(event=event)
        shown = checklist_stamp(event)
        tick_item(by=planner, item=item, done=True)
        with pytest.raises(Conflict) as raised:
            change_checklist(by=staff, event=event, items=[], stamp=shown)
        assert (raised.value.standing, PreparationItem.objects.count()) == (event, 1)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"topic": "security", "label_en": "How many guards"},
            {"topic": "gifts", "label_zh": "瓷器"},
            {"topic": "weather"},
            {"days_before": 366},
            {"label_en": "a\x00b"},
        ],
    )
    def test_what_may_not_be_is_refused_whole(self, wrong, staff, division):
        event = coming(division)
        with pytest.raises(ValidationError) as raised:
            change_checklist(by=staff, event=event, items=[Wanted(**({"topic": "venue", "days_before": 1} | wrong))])
        assert (set(errors(raised)), event.preparation.count()) == ({"items"}, 0)

    def test_a_division_of_the_other_side_is_refused(self, staff, division):
        with pytest.raises(ValidationError):
            change_checklist(
                by=staff,
                event=coming(division),
                items=[Wanted(topic="venue", days_before=1, division=DivisionFactory(demonstration=True))],
            )

    def test_an_item_of_another_event_is_not_taken_over(self, staff, division, other_division):
        theirs = PreparationItemFactory(event=coming(other_division))
        event = coming(division)
        change_checklist(by=staff, event=event, items=[Wanted(key=theirs.pk, topic="press", days_before=1)])
        theirs.refresh_from_db()
        assert (theirs.topic, listed(event)) == ("venue", [("press", 1, date(2024, 10, 9))])

    @pytest.mark.parametrize("person", ["staff2", "leader", "secretary", "admin", "protocol_staff"])
    def test_others_may_not(self, person, division, request):
        with pytest.raises(PermissionDenied):
            change_checklist(by=request.getfixturevalue(person), event=coming(division), items=[])

    def test_nobody_changes_what_they_do_not_see(self, division, staff2, outsider):
        for person in (staff2, outsider):
            with pytest.raises(Http404):
                change_checklist(by=person, event=coming(division, restricted=True), items=[])
