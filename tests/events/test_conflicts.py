"""Which events are in conflict: every case of an overlap, who sees it, and what it costs."""

from datetime import date, timedelta

import pytest

from events.conflicts import (
    PairKey,
    Slot,
    all_conflicts,
    collisions,
    collisions_of,
    conflict_marks,
    conflicts_of,
    pairs_of,
)
from events.models import Event, Status
from tests.event_factories import HoldWindowFactory, RegisterSettingsFactory
from tests.factories import DivisionFactory, EventFactory, LeaderFactory, UserFactory, at

DAY, NEXT = date(2024, 10, 10), date(2024, 10, 11)
NEW_YEAR, EVE = date(2024, 1, 1), date(2024, 12, 31)
TEN, ELEVEN, NOON, ONE = (at(DAY, hour) for hour in (10, 11, 12, 13))
LATE, MIDNIGHT, EARLY = at(DAY, 23), at(NEXT, 0), at(NEXT, 1)


def planned(starts_at, ends_at, *leaders, **facts):
    """An event to come, with these leaders expected."""
    return EventFactory(
        **{"status": Status.PLANNED, "starts_at": starts_at, "ends_at": ends_at, "starts_on": starts_at.date()} | facts,
        expected=leaders,
    )


def seen_by(reader, pair, plan):
    """Whether the two are in conflict for the reader: the warning, the marks and the list must say the same."""
    one, other = (Event.objects.get(pk=each.pk) for each in pair)
    warned = [clash.event for clash in collisions_of(reader, one).clashes]
    warned_too = [clash.event for clash in collisions_of(reader, other).clashes]
    marks, pairs = conflict_marks(reader, [one, other]), all_conflicts(plan, reader)
    alone = conflict_marks(reader, [one])
    found = {bool(warned), bool(warned_too), bool(marks), bool(pairs), bool(alone)}
    assert len(found) == 1, (warned, warned_too, marks, pairs, alone)
    if warned:
        assert (warned, warned_too, marks) == ([other], [one], {one.pk, other.pk})
        assert {*pairs[0][:2]} == {one.pk, other.pk}
        assert alone == {one.pk}
    return bool(warned)


@pytest.mark.parametrize(
    ("first", "second", "buffer", "conflict"),
    [
        ((TEN, NOON), (ELEVEN, ONE), 0, True),
        ((ELEVEN, ONE), (TEN, NOON), 0, True),
        ((TEN, ONE), (ELEVEN, NOON), 0, True),  # one within the other
        ((TEN, NOON), (TEN, NOON), 0, True),
        ((TEN, ELEVEN), (ELEVEN, NOON), 0, False),  # touching
        ((TEN, ELEVEN), (ELEVEN, NOON), 30, True),
        ((TEN, ELEVEN), (at(DAY, 11, 30), NOON), 30, False),  # exactly the travel time apart
        ((TEN, ELEVEN), (at(DAY, 11, 29), NOON), 30, True),
        ((at(DAY, 11, 29), NOON), (TEN, ELEVEN), 30, True),
        ((TEN, ELEVEN), (NOON, ONE), 0, False),
        ((ELEVEN, ELEVEN), (TEN, NOON), 0, True),  # without length, within
        ((TEN, TEN), (TEN, NOON), 0, False),  # without length, at the edge
        ((TEN, TEN), (TEN, TEN), 0, False),
        ((TEN, TEN), (TEN, TEN), 30, True),
        ((LATE, EARLY), (MIDNIGHT, EARLY), 0, True),  # over midnight in Shanghai
        ((LATE, MIDNIGHT), (MIDNIGHT, EARLY), 0, False),
        ((LATE, MIDNIGHT), (MIDNIGHT, EARLY), 30, True),
        ((at(date(2024, 10, 8), 9), at(date(2024, 10, 12), 18)), (TEN, NOON), 0, True),  # of several days
        ((at(date(2024, 10, 1), 9), at(date(2024, 10, 9), 18)), (TEN, NOON), 0, False),
        ((at(EVE, 22), at(EVE, 23)), (at(EVE, 22), at(date(2025, 1, 1), 1)), 0, True),  # into the year after
        ((at(date(2023, 12, 31), 22), at(NEW_YEAR, 1)), (at(NEW_YEAR, 0), at(NEW_YEAR, 2)), 0, True),
    ],
)  # fmt: skip
def test_when_two_events_of_a_leader_are_in_conflict(first, second, buffer, conflict, plan, planner):
    RegisterSettingsFactory(travel_minutes=buffer)
    leader = LeaderFactory()
    assert seen_by(planner, (planned(*first, leader), planned(*second, leader)), plan) is conflict


@pytest.mark.parametrize("kind", ["outbound_visit", "visit_hong_kong_macao"])
@pytest.mark.parametrize(
    ("starts_at", "conflict"),
    [
        (at(DAY, 0), True),
        (at(DAY, 23), True),
        (at(NEXT, 22), True),
        (at(date(2024, 10, 9), 22), False),
        (at(date(2024, 10, 12), 0), False),
    ],
)
def test_a_visit_outside_the_city_blocks_its_days(kind, starts_at, conflict, plan, planner):
    leader = LeaderFactory()
    visit = planned(NOON, at(NEXT, 12), leader, kind=kind)
    assert seen_by(planner, (visit, planned(starts_at, starts_at + timedelta(hours=1), leader)), plan) is conflict


@pytest.mark.parametrize("status", ["planned", "confirmed", "held", "postponed", "cancelled"])
def test_what_is_called_off_takes_no_time(status, plan, planner):
    leader = LeaderFactory()
    day, reason = date(2024, 9, 10), "Weather" if status in ("postponed", "cancelled") else ""
    one = planned(at(day, 10), at(day, 12), leader, status=status, reason=reason)
    assert seen_by(planner, (one, planned(at(day, 11), at(day, 12), leader)), plan) is (not reason)


@pytest.mark.parametrize(
    ("outcome", "conflict"),
    [("expected", True), ("attended", True), ("represented", False), ("not_attending", False)],
)
def test_only_who_attends_is_in_two_places(outcome, conflict, plan, planner):
    leader, day = LeaderFactory(), date(2024, 9, 10)
    one = planned(at(day, 10), at(day, 12), leader)
    one.attendances.update(outcome=outcome)
    assert seen_by(planner, (one, planned(at(day, 11), at(day, 12), leader)), plan) is conflict


def test_other_leaders_are_no_conflict_and_nobody_is_in_conflict_with_themselves(plan, planner):
    one = planned(TEN, NOON, LeaderFactory())
    assert not seen_by(planner, (one, planned(TEN, NOON, LeaderFactory())), plan)
    assert not seen_by(planner, (one, planned(TEN, NOON)), plan)


def test_the_other_side_is_another_world(plan, planner):
    leader = LeaderFactory()
    one, other = planned(TEN, NOON, leader), planned(TEN, NOON, leader, demonstration=True)
    assert conflicts_of(planner, Slot.of(one)) == []
    assert (conflict_marks(planner, [one]), conflict_marks(planner, [other])) == (set(), set())


def test_two_leaders_in_common_are_one_conflict(plan, planner):
    first, second = LeaderFactory(), LeaderFactory()
    one, other = planned(TEN, NOON, first, second), planned(ELEVEN, ONE, second, first, LeaderFactory())
    [clash] = conflicts_of(planner, Slot.of(one))
    assert {*clash.leaders} == {first, second}
    assert all_conflicts(plan, planner) == [PairKey(one.pk, other.pk, True)]
    [pair] = pairs_of(all_conflicts(plan, planner))
    assert (pair.leaders, pair.starts_at, pair.ends_at, pair.apart) == ([first, second], ELEVEN, NOON, None)


def test_a_pair_that_is_only_too_near_says_how_near(plan, planner):
    RegisterSettingsFactory(travel_minutes=45)
    leader = LeaderFactory()
    planned(TEN, ELEVEN, leader)
    planned(at(DAY, 11, 20), NOON, leader)
    [pair] = pairs_of(all_conflicts(plan, planner))
    assert pair.apart == 20


class TestWhoSeesIt:
    """A coming pair: an event that `division` hosts, and another's."""

    @pytest.fixture
    def pair(self, plan, division, other_division):
        leader = LeaderFactory()
        return planned(TEN, NOON, leader, host_division=division), planned(
            ELEVEN, ONE, leader, host_division=other_division
        )

    @pytest.mark.parametrize(
        ("who", "sees"),
        [
            ("planner", True), ("leader", True), ("secretary", True), ("protocol_staff", True),
            ("staff", False), ("chief", False), ("staff2", False), ("admin", False), ("outsider", False),
        ],
    )  # fmt: skip
    def test_who_knows_the_schedule_of_both(self, who, sees, request, pair, plan):
        assert seen_by(request.getfixturevalue(who), pair, plan) is sees

    def test_the_host_of_both(self, pair, plan, staff, division):
        Event.objects.update(host_division=division)
        assert seen_by(staff, pair, plan)

    @pytest.mark.parametrize(
        ("who", "sees"), [("planner", True), ("leader", True), ("secretary", False), ("protocol_staff", False)]
    )
    def test_a_restricted_one_only_who_sees_it(self, who, sees, request, pair, plan):
        Event.objects.filter(pk=pair[1].pk).update(restricted=True)
        assert seen_by(request.getfixturevalue(who), pair, plan) is sees

    def test_what_is_over_is_no_secret(self, plan, staff, admin, outsider):
        leader, day = LeaderFactory(), date(2024, 9, 10)
        pair = planned(at(day, 10), at(day, 12), leader), planned(at(day, 11), at(day, 12), leader)
        assert [seen_by(who, pair, plan) for who in (staff, admin, outsider)] == [True, True, False]


class TestHolds:
    @pytest.mark.parametrize(
        ("starts_at", "ends_at", "hit"),
        [
            (TEN, NOON, True),
            (at(date(2024, 10, 9), 22), at(DAY, 0), False),  # touching
            (at(date(2024, 10, 12), 0), at(date(2024, 10, 12), 1), False),
            (TEN, TEN, True),
            (at(date(2024, 10, 1), 0), at(date(2024, 10, 31), 0), True),
        ],
    )
    def test_what_runs_into_a_period_held_free(self, starts_at, ends_at, hit, planner, outsider):
        window = HoldWindowFactory()
        HoldWindowFactory(demonstration=True)
        slot = Slot.made(demonstration=False, kind="meeting", starts_at=starts_at, ends_at=ends_at, leaders=())
        found = collisions(planner, slot)
        assert (found.holds, found.clashes, bool(found)) == ([window] if hit else [], [], hit)


class TestList:
    def test_coming_ones_first_then_the_newest(self, plan, planner):
        leader = LeaderFactory()

        def pair(day):
            one, other = (planned(at(day, hour), at(day, 12), leader).pk for hour in (10, 11))
            return PairKey(one, other, coming=day > date(2024, 9, 30))

        long_ago, lately = pair(date(2024, 2, 1)), pair(date(2024, 9, 1))
        late, soon = pair(date(2024, 12, 1)), pair(date(2024, 10, 2))
        pair(date(2023, 10, 2))
        assert all_conflicts(plan, planner) == [soon, late, lately, long_ago]
        assert [each.coming for each in pairs_of(all_conflicts(plan, planner))] == [True, True, False, False]

    def test_of_a_leader_and_with_or_without_a_reason(self, plan, planner):
        one, other = LeaderFactory(), LeaderFactory()
        first = PairKey(planned(TEN, NOON, one).pk, planned(ELEVEN, ONE, one, conflict_reason="Short visit").pk, True)
        second = PairKey(planned(TEN, NOON, other).pk, planned(ELEVEN, ONE, other).pk, True)
        assert all_conflicts(plan, planner, leader=other) == [second]
        assert all_conflicts(plan, planner, with_reason=True) == [first]
        assert all_conflicts(plan, planner, with_reason=False) == [second]
        assert [each.reasons for each in pairs_of([first, second])] == [["Short visit"], []]


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_however_many(rows, plan, planner, django_assert_num_queries):
    leader, host = LeaderFactory(), DivisionFactory()
    mine = planned(TEN, NOON, leader, host_division=host)
    for _number in range(rows):
        planned(ELEVEN, ONE, leader, host_division=host)
    planner = type(planner).objects.get(pk=planner.pk)
    [mine] = Event.objects.filter(pk=mine.pk).prefetch_related("attendances")
    with django_assert_num_queries(4):  # travel time, events, attendances with leaders, holds
        assert len(collisions(planner, Slot.of(mine)).clashes) == rows
    events = list(Event.objects.all())
    with django_assert_num_queries(2):  # times, travel time
        assert len(conflict_marks(planner, events)) == rows + 1
    with django_assert_num_queries(2):
        keys = all_conflicts(plan, planner)
    with django_assert_num_queries(4):  # events, attendances, leaders, posts
        assert len(pairs_of(keys)) == rows * (rows + 1) // 2
    with django_assert_num_queries(0):
        assert conflict_marks(planner, []) == set()


def test_nobody_without_a_role_is_warned(plan, outsider):
    leader = LeaderFactory()
    pair = planned(TEN, NOON, leader), planned(ELEVEN, ONE, leader)
    assert not seen_by(outsider, pair, plan)
    assert not seen_by(UserFactory(role="", division=None), pair, plan)
