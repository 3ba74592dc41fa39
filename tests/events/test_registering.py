"""Registering events: what is kept, who may, and what is refused."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from changelog.models import Change
from events.models import Delegation, Event, EventState, Kind, Outcome, Role, Series, Status
from events.services import Attends, register_event
from tests.events.entering import COMING, PAST
from tests.events.recorded import changes, errors, states
from tests.factories import (
    AreaFactory,
    DelegationFactory,
    DivisionFactory,
    EventFactory,
    LeaderFactory,
    PlanFactory,
    TaskFactory,
    at,
)


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
            "registered_venue": None,
            "confirmed_by": "",
            "approval_number": "",
            "outcome_note": "",
            "conflict_reason": "",
            "merged_into": None,
            "country_or_region": "HK",
            "host_division": "economic",
            "area": "2024-5",
            "tasks": [task.code],
            "counterparts": [],
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
