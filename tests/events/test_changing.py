"""Changing events: what is kept of each write, who may, and who is told."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from changelog.audience import tags_of
from changelog.models import Change
from events.models import Attendance, Delegation, Event, EventState, Outcome, Role, Series, Status
from events.services import Attends, change_event, hold_event, register_event
from foundation import clock
from foundation.errors import Conflict
from tests.events.entering import COMING, PAST
from tests.events.recorded import changes, states
from tests.factories import AreaFactory, LeaderFactory, TaskFactory, TokenFactory, at


class TestChange:
    def test_changes_what_is_given_and_appends_a_state(self, staff, facts):
        leader, other = LeaderFactory(), LeaderFactory()
        event = register_event(by=staff, demonstration=False, facts=facts(attendances=[Attends(leader=leader)]))
        changed = change_event(
            by=staff,
            event=event,
            version=1,
            facts={"status": Status.CONFIRMED, "attendances": [Attends(leader=other)]},
        )
        assert (changed.version, changed.title_en, changed.status) == (2, "Call by a delegation", Status.CONFIRMED)
        assert states(event) == [
            (Status.PLANNED, [(leader.pk, Role.MEETS, Outcome.EXPECTED)]),
            (Status.CONFIRMED, [(other.pk, Role.MEETS, Outcome.EXPECTED)]),
        ]
        assert changes(event) == [("create", 1, staff.pk), ("change", 2, staff.pk)]

    def test_without_a_difference_nothing_is_written(self, staff, facts):
        leader = LeaderFactory()
        event = register_event(by=staff, demonstration=False, facts=facts(attendances=[Attends(leader=leader)]))
        before = Event.objects.filter(pk=event.pk).values().get()
        same = change_event(by=staff, event=event, version=1, facts=facts(attendances=[Attends(leader=leader)]))
        assert Event.objects.filter(pk=event.pk).values().get() == before
        assert (same.version, len(states(event)), len(changes(event))) == (1, 1, 1)

    def test_its_day_follows_its_start_in_the_products_time_zone(self, staff, facts):
        event = register_event(
            by=staff,
            demonstration=False,
            facts=facts(starts_at=at(COMING, 0, 30)),  # in London still the 9th
        )
        assert Event.objects.get().starts_on == COMING
        change_event(by=staff, event=event, version=1, facts={"starts_at": at(date(2024, 10, 9), 23, 30)})
        assert Event.objects.get().starts_on == EventState.objects.latest("id").starts_on == date(2024, 10, 9)
        stray = Event.objects.get()
        stray.starts_on = PAST
        stray.full_clean()
        assert stray.starts_on == date(2024, 10, 9)

    def test_what_was_planned_before_its_day_is_held_after_it(self, staff, facts, settings):
        event = register_event(by=staff, demonstration=False, facts=facts(day=COMING))
        settings.WORKPLAN_TODAY = date(2024, 10, 12)
        held = hold_event(by=staff, event=event, version=1, outcomes={})
        assert (held.status, clock.local_day(held.recorded_at)) == (Status.HELD, date(2024, 10, 12))
        assert [state.recorded_at for state in EventState.objects.all()] == [event.recorded_at, held.recorded_at]

    def test_another_version_is_a_conflict_that_carries_the_event(self, staff, facts):
        event = register_event(by=staff, demonstration=False, facts=facts())
        change_event(by=staff, event=event, version=1, facts={"venue": "City Hall"})
        with pytest.raises(Conflict) as raised:
            change_event(by=staff, event=event, version=1, facts={"venue": "Museum"})
        assert (raised.value.standing.pk, raised.value.standing.venue) == (event.pk, "City Hall")
        assert Event.objects.get().venue == "City Hall"

    def test_a_new_delegation_goes_again_when_the_rest_is_wrong(self, staff, facts):
        event = register_event(by=staff, demonstration=False, facts=facts())
        wrong = {"delegation": Delegation(name_en="Guests", size=3), "status": Status.HELD}
        with pytest.raises(ValidationError):
            change_event(by=staff, event=event, version=1, facts=wrong)
        with pytest.raises(ValidationError):
            change_event(by=staff, event=event, version=1, facts=wrong | {"status": "planned", "venue": "\x00"})
        assert Delegation.objects.count() == 0

    def test_cancelled_is_reopened_without_its_reason(self, staff, facts):
        event = register_event(
            by=staff, demonstration=False, facts=facts(status=Status.CANCELLED, reason="The visit is off.")
        )
        assert change_event(by=staff, event=event, version=1, facts={"status": Status.PLANNED}).reason == ""

    def test_held_says_who_attended(self, staff, facts):
        here, away = LeaderFactory(), LeaderFactory()
        named = [Attends(leader=here, role=Role.SPEAKS), Attends(leader=away)]
        event = register_event(by=staff, demonstration=False, facts=facts(day=PAST, attendances=named))
        outcomes = {here.pk: Outcome.ATTENDED, away.pk: Outcome.REPRESENTED}
        held = hold_event(by=staff, event=event, version=1, outcomes=outcomes)
        assert (held.status, held.version) == (Status.HELD, 2)
        assert list(Attendance.objects.values_list("leader", "role", "outcome")) == [
            (here.pk, "speaks", "attended"),
            (away.pk, "meets", "represented"),
        ]

    def test_only_what_is_planned_or_confirmed_is_called_held_by_a_tap(self, staff, facts):
        off = facts(day=PAST, status=Status.CANCELLED, reason="The visit is off.")
        event = register_event(by=staff, demonstration=False, facts=off)
        with pytest.raises(Conflict):
            hold_event(by=staff, event=event, version=1, outcomes={})
        assert Event.objects.get().status == Status.CANCELLED


class TestWhoMay:
    def test_change_what_is_not_theirs(self, staff, staff2, chief2, leader, secretary, admin, planner, chief, facts):
        event = register_event(by=staff, demonstration=False, facts=facts())
        for person in (staff2, chief2, leader, secretary, admin):
            with pytest.raises(PermissionDenied):
                change_event(by=person, event=event, version=1, facts={"venue": "Elsewhere"})
        assert change_event(by=chief, event=event, version=1, facts={"venue": "City Hall"}).version == 2
        assert change_event(by=planner, event=event, version=2, facts={"venue": "Museum"}).version == 3

    def test_a_restricted_one_is_not_there_for_others(self, staff, staff2, admin, facts):
        event = register_event(by=staff, demonstration=False, facts=facts(restricted=True))
        for person in (staff2, admin):
            with pytest.raises(Http404):
                change_event(by=person, event=event, version=1, facts={"venue": "Elsewhere"})

    def test_only_the_planning_office_opens_a_restricted_one(self, staff, planner, facts):
        event = register_event(by=staff, demonstration=False, facts=facts())
        assert change_event(by=staff, event=event, version=1, facts={"restricted": True}).restricted
        with pytest.raises(PermissionDenied):
            change_event(by=staff, event=event, version=2, facts={"restricted": False})
        assert not change_event(by=planner, event=event, version=2, facts={"restricted": False}).restricted

    def test_nobody_hands_an_event_to_another_division_but_the_planning_office(
        self, staff, planner, other_division, facts
    ):
        event = register_event(by=staff, demonstration=False, facts=facts())
        with pytest.raises(PermissionDenied):
            change_event(by=staff, event=event, version=1, facts={"host_division": other_division})
        moved = change_event(by=planner, event=event, version=1, facts={"host_division": other_division})
        assert moved.host_division == other_division

    def test_a_token_without_the_scope_changes_nothing_it_sees_only_half_of(self, planner, facts):
        coming = register_event(by=planner, demonstration=False, facts=facts())
        restricted = register_event(by=planner, demonstration=False, facts=facts(day=PAST, restricted=True))
        over = register_event(by=planner, demonstration=False, facts=facts(day=PAST))
        planner.token = TokenFactory(user=planner, write=True)
        with pytest.raises(PermissionDenied):
            change_event(by=planner, event=coming, version=1, facts={"venue": "Elsewhere"})
        with pytest.raises(Http404):
            change_event(by=planner, event=restricted, version=1, facts={"venue": "Elsewhere"})
        assert change_event(by=planner, event=over, version=1, facts={"venue": "Elsewhere"}).version == 2


class TestAudience:
    def seen_by(self, *people):
        """The versions of the event whose change each person sees, in order."""
        written = Change.objects.filter(type="event").order_by("id")
        return [list(written.seen_by(tags_of(each)).values_list("version", flat=True)) for each in people]

    def test_unrestricted_for_everybody_restricted_for_whom_product_md_names(
        self, staff, staff2, leader, secretary, planner, admin, outsider, facts, plan
    ):
        task = TaskFactory(area=AreaFactory(plan=plan), leader_in_charge=leader)
        event = register_event(by=staff, demonstration=False, facts=facts())
        change_event(by=staff, event=event, version=1, facts={"restricted": True})
        change_event(by=staff, event=event, version=2, facts={"tasks": [task]})
        change_event(by=staff, event=event, version=3, facts={"tasks": []})
        change_event(by=staff, event=event, version=4, facts={"venue": "City Hall"})
        everything = [1, 2, 3, 4, 5]
        assert self.seen_by(staff, planner, leader) == [everything] * 3
        assert self.seen_by(staff2, admin) == [[1, 2]] * 2  # what leaves their sight they are told of, then no more
        assert self.seen_by(secretary) == [[1, 2, 3, 4]]
        assert self.seen_by(outsider) == [[]]
        planner.token = TokenFactory(user=planner)
        assert self.seen_by(planner) == [[1, 2]]

    def test_what_is_made_with_a_restricted_event_is_as_hidden(self, staff, staff2, facts):
        made = facts(restricted=True, delegation=Delegation(name_en="Hidden", size=3), series=Series(name_en="Hidden"))
        register_event(by=staff, demonstration=False, facts=made)
        assert not Change.objects.seen_by(tags_of(staff2)).exists()
        assert Change.objects.seen_by(tags_of(staff)).count() == 3
