"""Saving in spite of a time conflict or a hold window: a reason is asked for, kept, and cleared when it is idle."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from changelog.models import Change
from events.models import Event, Kind, Status
from events.services import Attends, change_event, hold_event, register_event
from tests.event_factories import HoldWindowFactory, RegisterSettingsFactory
from tests.factories import EventFactory, LeaderFactory, at

DAY = date(2024, 10, 10)  # of the events of `facts`: ten to eleven
FREE = date(2024, 10, 20)
ASKS = "Change the time, or say here why all the same."


@pytest.fixture
def municipal(db):
    return LeaderFactory(name_en="First")


@pytest.fixture
def other(municipal, division):
    """An event of the same leader, from half past ten."""
    return EventFactory(
        title_en="Forum", status=Status.PLANNED, starts_at=at(DAY, 10, 30), starts_on=DAY, expected=[municipal],
        host_division=division,
    )  # fmt: skip


@pytest.fixture
def named(municipal):
    return [Attends(leader=municipal)]


def refused(call):
    """What is said of the field `conflict_reason`, nothing being written."""
    count, changes = Event.objects.count(), Change.objects.count()
    with pytest.raises(ValidationError) as caught:
        call()
    assert (Event.objects.count(), Change.objects.count()) == (count, changes)
    assert list(caught.value.message_dict) == ["conflict_reason"]
    return caught.value.message_dict["conflict_reason"]


class TestRegister:
    def test_a_conflict_is_named_and_a_reason_lets_it_through(self, staff, facts, other, named):
        said = refused(lambda: register_event(by=staff, demonstration=False, facts=facts(attendances=named)))
        assert said == ["First: also at “Forum”, 10 October 2024, 10:30 – 11:30.", ASKS]
        wanted = facts(attendances=named, conflict_reason="Leaves early")
        event = register_event(by=staff, demonstration=False, facts=wanted)
        assert Event.objects.get(pk=event.pk).conflict_reason == "Leaves early"
        recorded = Change.objects.get(key=str(event.pk)).after
        assert recorded
        assert recorded["conflict_reason"] == "Leaves early"

    def test_white_space_is_no_reason(self, staff, facts, other, named):
        assert refused(
            lambda: register_event(
                by=staff, demonstration=False, facts=facts(attendances=named, conflict_reason=" \n ")
            )
        )

    def test_a_hold_window_is_named_whoever_comes(self, staff, facts, plan):
        HoldWindowFactory(name_en="State visit")
        said = refused(lambda: register_event(by=staff, demonstration=False, facts=facts()))
        assert said == ["In the hold window “State visit”, 10 October 2024, 00:00 – 12 October 2024, 00:00.", ASKS]

    def test_of_many_the_first_five_are_named(self, staff, facts, other, named, municipal, division):
        for _number in range(6):
            EventFactory(status=Status.PLANNED, starts_on=DAY, expected=[municipal], host_division=division)
        said = refused(lambda: register_event(by=staff, demonstration=False, facts=facts(attendances=named)))
        assert (len(said), said[-1]) == (6, ASKS)

    def test_a_reason_that_nothing_calls_for_is_not_kept(self, staff, facts, named):
        event = register_event(
            by=staff, demonstration=False, facts=facts(attendances=named, conflict_reason="Just in case")
        )
        assert event.conflict_reason == ""

    @pytest.mark.parametrize(
        "changed",
        [
            {"status": Status.CANCELLED, "reason": "Weather"},
            {"status": Status.POSTPONED, "reason": "Weather"},
            {"starts_at": at(DAY, 8), "ends_at": at(DAY, 10, 30)},
            {"starts_at": at(DAY, 11, 30), "ends_at": at(DAY, 12)},
            {"attendances": []},
        ],
    )
    def test_nobody_is_asked_without_need(self, changed, staff, facts, other, named):
        wanted = facts(attendances=named) | changed
        assert register_event(by=staff, demonstration=False, facts=wanted).conflict_reason == ""

    def test_what_was_held_is_a_fact(self, staff, facts, municipal):
        day = date(2024, 9, 10)
        EventFactory(starts_on=day, attended_by=[municipal])
        attended = [Attends(leader=municipal, outcome="attended")]
        wanted = facts(day=day, status=Status.HELD, attendances=attended)
        assert register_event(by=staff, demonstration=False, facts=wanted).pk

    def test_the_travel_time_counts(self, staff, facts, other, named):
        RegisterSettingsFactory(travel_minutes=20)
        wanted = facts(attendances=named, starts_at=at(DAY, 9), ends_at=at(DAY, 10, 15))
        assert refused(lambda: register_event(by=staff, demonstration=False, facts=wanted))

    def test_a_visit_outside_the_city_takes_the_whole_day(self, staff, facts, other, named):
        wanted = facts(attendances=named, kind=Kind.OUTBOUND_VISIT, starts_at=at(DAY, 18), ends_at=at(DAY, 20))
        assert refused(lambda: register_event(by=staff, demonstration=False, facts=wanted))

    def test_who_brings_in_a_register_as_it_stands_is_not_asked(self, staff, facts, other, named):
        event = register_event(by=staff, demonstration=False, facts=facts(attendances=named), check_conflicts=False)
        assert event.conflict_reason == ""

    def test_what_one_may_not_see_is_not_there(self, staff, staff2, planner, facts, other, named, other_division):
        wanted = facts(attendances=named, host_division=other_division, conflict_reason="No idea")
        event = register_event(by=staff2, demonstration=False, facts=wanted)
        assert event.conflict_reason == ""
        Event.objects.filter(pk=other.pk).update(restricted=True, host_division=other_division)
        assert register_event(by=staff, demonstration=False, facts=facts(attendances=named, day=DAY)).pk
        assert refused(lambda: register_event(by=planner, demonstration=False, facts=facts(attendances=named)))


class TestChange:
    @pytest.fixture
    def event(self, staff, facts, other, named):
        """Without a conflict, on another day."""
        return register_event(by=staff, demonstration=False, facts=facts(day=FREE, attendances=named))

    @pytest.fixture
    def answered(self, staff, facts, other, named):
        """In conflict, with a reason."""
        wanted = facts(attendances=named, conflict_reason="Leaves early")
        return register_event(by=staff, demonstration=False, facts=wanted)

    def test_moving_into_a_conflict(self, staff, event):
        moved = {"starts_at": at(DAY, 10), "ends_at": at(DAY, 11)}
        assert refused(lambda: change_event(by=staff, event=event, version=1, facts=moved))
        reasoned = moved | {"conflict_reason": "Short"}
        assert change_event(by=staff, event=event, version=1, facts=reasoned).conflict_reason == "Short"

    def test_naming_a_leader_into_a_conflict(self, staff, facts, other, named):
        event = register_event(by=staff, demonstration=False, facts=facts())
        assert refused(lambda: change_event(by=staff, event=event, version=1, facts={"attendances": named}))

    def test_a_reason_given_answers_the_next_change_of_time_too(self, staff, answered):
        later = {"ends_at": at(DAY, 12)}
        assert change_event(by=staff, event=answered, version=1, facts=later).conflict_reason == "Leaves early"

    def test_other_facts_ask_nothing(self, staff, event, municipal, division):
        EventFactory(status=Status.PLANNED, starts_on=FREE, expected=[municipal], host_division=division)
        assert change_event(by=staff, event=event, version=1, facts={"title_en": "Call"}).version == 2

    def test_confirming_asks_for_what_has_come_between(self, staff, event, municipal, division):
        EventFactory(status=Status.PLANNED, starts_on=FREE, expected=[municipal], host_division=division)
        confirmed = {"status": Status.CONFIRMED}
        assert refused(lambda: change_event(by=staff, event=event, version=1, facts=confirmed))
        assert change_event(by=staff, event=event, version=1, facts=confirmed | {"conflict_reason": "Short"}).pk

    def test_confirming_what_is_answered_asks_nothing(self, staff, answered):
        assert change_event(by=staff, event=answered, version=1, facts={"status": Status.CONFIRMED}).version == 2

    @pytest.mark.parametrize(
        "changed",
        [
            {"starts_at": at(FREE, 10), "ends_at": at(FREE, 11)},
            {"attendances": []},
            {"status": Status.CANCELLED, "reason": "Weather"},
        ],
    )
    def test_when_the_conflict_is_gone_so_is_the_reason(self, changed, staff, answered):
        assert change_event(by=staff, event=answered, version=1, facts=changed).conflict_reason == ""

    def test_a_reason_cannot_be_taken_back_while_the_conflict_stands(self, staff, answered):
        said = refused(lambda: change_event(by=staff, event=answered, version=1, facts={"conflict_reason": ""}))
        assert said[-1] == ASKS

    def test_a_reason_for_what_one_cannot_see_stays(self, planner, staff, answered, other, other_division):
        Event.objects.filter(pk=other.pk).update(restricted=True, host_division=other_division)
        facts = {"title_en": "Call", "conflict_reason": ""}
        assert change_event(by=staff, event=answered, version=1, facts=facts).conflict_reason == "Leaves early"
        moved = {"ends_at": at(DAY, 12), "conflict_reason": "Guess"}
        assert change_event(by=staff, event=answered, version=2, facts=moved).conflict_reason == "Leaves early"
        away = {"starts_at": at(FREE, 10), "ends_at": at(FREE, 11)}
        assert change_event(by=staff, event=answered, version=3, facts=away).conflict_reason == ""

    def test_an_event_that_is_over_is_called_held_without_a_question(self, staff, municipal, division):
        day = date(2024, 9, 10)
        one, _other = (
            EventFactory(status=Status.PLANNED, starts_on=day, expected=[municipal], host_division=division)
            for _number in range(2)
        )
        held = hold_event(by=staff, event=one, version=1, outcomes={municipal.pk: "attended"})
        assert held.status == Status.HELD

    @pytest.mark.parametrize(("who", "refusal"), [("staff2", PermissionDenied), ("outsider", Http404)])
    def test_who_may_not_keep_the_event_is_told_nothing_of_it(self, who, refusal, request, event):
        moved = {"starts_at": at(DAY, 10), "ends_at": at(DAY, 11)}
        with pytest.raises(refusal):
            change_event(by=request.getfixturevalue(who), event=event, version=1, facts=moved)
