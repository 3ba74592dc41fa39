"""Registering and changing events: what is kept of each write, who may, and what is refused."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from changelog.audience import tags_of
from changelog.models import Change
from events.models import Attendance, Delegation, Event, EventState, Kind, Outcome, Role, Series, Status
from events.services import Attends, change_event, hold_event, register_event
from foundation import clock
from foundation.errors import Conflict
from tests.factories import (
    AreaFactory,
    DelegationFactory,
    DivisionFactory,
    EventFactory,
    LeaderFactory,
    PlanFactory,
    TaskFactory,
    TokenFactory,
    at,
)

PAST, COMING = date(2024, 9, 10), date(2024, 10, 10)


def errors(raised):
    """The messages of a ValidationError by field."""
    return raised.value.message_dict


def states(event):
    """What was recorded of the event, oldest first."""
    return [
        (state.status, [(each.leader_id, each.role, each.outcome) for each in state.attendances.all()])
        for state in EventState.objects.filter(event=event)
    ]


def changes(event):
    """The event's change record, oldest first."""
    return [
        (change.action, change.version, change.by_id)
        for change in Change.objects.filter(type="event", key=str(event.pk)).order_by("id")
    ]


class TestRegister:
    def test_keeps_the_event_its_state_and_the_change(self, staff, facts, plan):
        area = AreaFactory(plan=plan, number=5)
        task = TaskFactory(area=area)
        leader, other = LeaderFactory(), LeaderFactory()
        event = register_event(
            by=staff,
            demonstration=False,
            facts=facts(
                venue="City Hall",
                country_or_region="HK",
                area=area,
                tasks=[task],
                attendances=[Attends(leader=leader, role=Role.HOST), Attends(leader=other)],
            ),
        )
        kept = Event.objects.get(pk=event.pk)
        assert (kept.starts_on, kept.version, kept.venue, str(kept.country_or_region)) == (COMING, 1, "City Hall", "HK")
        assert list(kept.tasks.all()) == [task]
        named = [(leader.pk, Role.HOST, Outcome.EXPECTED), (other.pk, Role.MEETS, Outcome.EXPECTED)]
        assert states(event) == [(Status.PLANNED, named)]
        assert EventState.objects.get().recorded_at == kept.recorded_at
        assert EventState.objects.get().by == staff
        assert changes(event) == [("create", 1, staff.pk)]
        assert Change.objects.get().after == {
            "title_en": "Call by a delegation",
            "title_zh": "会见代表团",
            "kind": "meeting",
            "status": "planned",
            "starts_at": "2024-10-10T10:00:00+08:00",
            "ends_at": "2024-10-10T11:00:00+08:00",
            "venue": "City Hall",
            "country_or_region": "HK",
            "host_division": "economic",
            "area": "2024-5",
            "tasks": [task.code],
            "delegation": None,
            "series": None,
            "edition": None,
            "restricted": False,
            "reason": "",
            "attendances": [
                {"leader": leader.pk, "role": "host", "outcome": "expected"},
                {"leader": other.pk, "role": "meets", "outcome": "expected"},
            ],
            "demonstration": False,
        }

    def test_makes_a_new_delegation_and_series_with_it(self, staff, facts):
        event = register_event(
            by=staff,
            demonstration=True,
            facts=facts(
                host_division=_side(staff.division),
                delegation=Delegation(name_en="Guests", size=12, country_or_region="FR"),
                series=Series(name_zh="洽谈会"),
                edition=27,
            ),
        )
        delegation, series = Delegation.objects.get(), Series.objects.get()
        assert (event.delegation, event.series, event.edition) == (delegation, series, 27)
        assert (delegation.name_en, delegation.size, delegation.demonstration) == ("Guests", 12, True)
        assert (series.name_zh, series.demonstration) == ("洽谈会", True)
        assert list(Change.objects.order_by("id").values_list("type", flat=True)) == ["delegation", "series", "event"]

    @pytest.mark.parametrize("person", ["leader", "secretary", "admin"])
    def test_is_for_divisions_and_the_planning_office(self, person, facts, request):
        with pytest.raises(PermissionDenied):
            register_event(by=request.getfixturevalue(person), demonstration=False, facts=facts())
        assert (Event.objects.count(), Change.objects.count()) == (0, 0)

    def test_a_division_registers_only_its_own(self, staff, staff2, planner, facts):
        with pytest.raises(PermissionDenied):
            register_event(by=staff2, demonstration=False, facts=facts())
        assert register_event(by=planner, demonstration=False, facts=facts()).host_division == staff.division

    def test_held_needs_a_start_in_the_past(self, staff, facts):
        with pytest.raises(ValidationError) as raised:
            register_event(by=staff, demonstration=False, facts=facts(status=Status.HELD))
        assert errors(raised) == {"status": ["This event has not begun: it cannot be recorded as held."]}
        assert register_event(by=staff, demonstration=False, facts=facts(status=Status.HELD, day=PAST)).pk

    @pytest.mark.parametrize(
        ("changed", "expected"),
        [
            ({"ends_at": at(COMING, 9)}, {"ends_at": ["An event ends at or after its start."]}),
            (
                {"status": Status.CANCELLED, "reason": " "},
                {"reason": ["Say why the event is postponed or cancelled."]},
            ),
            ({"status": Status.POSTPONED}, {"reason": ["Say why the event is postponed or cancelled."]}),
            ({"title_en": "", "title_zh": " "}, {"title_en": ["Give the title in at least one language."]}),
            (
                {"kind": Kind.OUTBOUND_VISIT, "country_or_region": "MO"},
                {"kind": ["Hong Kong and Macao are not abroad: choose “visit to Hong Kong or Macao”."]},
            ),
            (
                {"kind": Kind.VISIT_HONG_KONG_MACAO, "country_or_region": "FR"},
                {"country_or_region": ["A visit to Hong Kong or Macao leads to one of them."]},
            ),
            ({"edition": 3}, {"edition": ["An edition belongs to a series: choose one."]}),
            ({"starts_at": at(date(1, 1, 1), 10)}, {"starts_at": ["Expected a day of the years 1949 to 2100."]}),
            ({"ends_at": at(date(9999, 12, 31), 10)}, {"ends_at": ["Expected a day of the years 1949 to 2100."]}),
            ({"starts_at": None}, {"starts_at": ["Give day and time."]}),
            ({"kind": "feast"}, {"kind": ["Value 'feast' is not a valid choice."]}),
            ({"country_or_region": "ZZ"}, {"country_or_region": ["Value 'ZZ' is not a valid choice."]}),
            ({"venue": "a\x0bb"}, {"venue": ["Character U+000B at position 2 cannot be kept: use plain text."]}),
            (
                {"delegation": Delegation(name_en="Nobody", size=0)},
                {"delegation": ["Ensure this value is greater than or equal to 1."]},
            ),
        ],
    )
    def test_an_error_stands_beside_its_field_and_nothing_is_written(self, changed, expected, staff, facts):
        with pytest.raises(ValidationError) as raised:
            register_event(by=staff, demonstration=False, facts=facts(**changed))
        assert errors(raised) == expected
        assert (Event.objects.count(), Delegation.objects.count(), Change.objects.count()) == (0, 0, 0)

    def test_a_leader_is_named_once_and_has_not_attended_what_is_to_come(self, staff, facts):
        leader = LeaderFactory(name_en="Leader 1")
        named = [Attends(leader=leader), Attends(leader=leader, outcome=Outcome.ATTENDED)]
        with pytest.raises(ValidationError) as raised:
            register_event(by=staff, demonstration=False, facts=facts(attendances=named))
        assert errors(raised) == {
            "attendances": [
                "Leader 1 is named twice: once is enough.",
                "Leader 1 cannot have attended what is still to come.",
            ]
        }

    def test_an_unknown_fact_is_the_callers_mistake(self, staff, facts):
        with pytest.raises(TypeError):
            register_event(by=staff, demonstration=False, facts=facts(version=7))


class TestSides:
    def test_demonstration_and_real_never_mix(self, staff, facts, plan):
        demo = PlanFactory(code="demo-2024", demonstration=True)
        area = AreaFactory(plan=demo)
        apart = ["Demonstration and real data are kept apart: choose another."]
        wrong = facts(
            host_division=staff.division,
            area=area,
            tasks=[TaskFactory(area=area)],
            attendances=[Attends(leader=LeaderFactory(demonstration=True))],
        )
        with pytest.raises(ValidationError) as raised:
            register_event(by=staff, demonstration=False, facts=wrong)
        assert errors(raised) == {"area": apart, "tasks": apart, "attendances": apart}
        with pytest.raises(ValidationError) as raised:
            register_event(by=staff, demonstration=True, facts=facts())
        assert errors(raised) == {"host_division": apart}

    def test_delegation_and_series_too(self, planner, facts):
        delegation, series = (
            DelegationFactory(demonstration=True),
            Series.objects.create(name_en="S", demonstration=True),
        )
        EventFactory(delegation=delegation, series=series)  # seen, but of the other side
        apart = ["Demonstration and real data are kept apart: choose another."]
        with pytest.raises(ValidationError) as raised:
            register_event(by=planner, demonstration=False, facts=facts(delegation=delegation, series=series))
        assert errors(raised) == {"delegation": apart, "series": apart}

    def test_area_and_tasks_are_of_the_year_in_which_the_event_starts(self, staff, facts, plan):
        area = AreaFactory(plan=plan)
        tasks = [TaskFactory(area=area)]
        last_year = facts(day=date(2023, 12, 31), area=area, tasks=tasks)
        with pytest.raises(ValidationError) as raised:
            register_event(by=staff, demonstration=False, facts=last_year)
        message = ["Expected one of the plan of 2023, the year in which the event starts."]
        assert errors(raised) == {"area": message, "tasks": message}

    def test_a_hidden_delegation_or_series_is_not_there(self, staff, planner, facts, other_division):
        delegation, series = DelegationFactory(name_en="Hidden"), Series.objects.create(name_en="Hidden")
        EventFactory(host_division=other_division, restricted=True, delegation=delegation, series=series, edition=3)
        for thing in ({"delegation": delegation}, {"series": series}):
            with pytest.raises(ValidationError) as raised:
                register_event(by=staff, demonstration=False, facts=facts(**thing))
            assert errors(raised) == {next(iter(thing)): ["Choose one that is there."]}
        assert register_event(by=planner, demonstration=False, facts=facts(delegation=delegation, series=series)).pk

    def test_an_edition_registered_already_is_pointed_out_unless_it_is_hidden(self, staff, facts, other_division):
        series = Series.objects.create(name_en="Symposium")
        EventFactory(series=series, edition=26)
        EventFactory(series=series, edition=27, restricted=True, host_division=other_division)
        with pytest.raises(ValidationError) as raised:
            register_event(by=staff, demonstration=False, facts=facts(series=series, edition=26))
        message = "This edition of the series is already registered as an event of this kind."
        assert errors(raised) == {"edition": [message]}
        assert register_event(by=staff, demonstration=False, facts=facts(series=series, edition=27)).edition == 27


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


def _side(division):
    """The division, as one of the demonstration."""
    division.demonstration = True
    division.save()
    return division


def test_division_of_no_one(planner, facts):
    """A host is needed."""
    with pytest.raises(ValidationError) as raised:
        register_event(by=planner, demonstration=False, facts=facts(host_division=None))
    assert errors(raised) == {"host_division": ["This field cannot be null."]}
    assert DivisionFactory().pk
