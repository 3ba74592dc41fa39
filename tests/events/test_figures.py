"""The register's figures, each by a small example counted by hand; as known then, through the services that write."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from events.figures import EventCounts, by_month, counts, counts_by_area, indicator_figures
from events.figures.counts import years_registered
from events.models import Delegation, Event, Outcome, Status
from events.services import Attends, change_event, hold_event, register_event
from foundation import clock
from priorities.figures import Moment
from priorities.models import Baseline, Measurement, OfflineTotal
from tests.factories import (
    AreaFactory,
    DelegationFactory,
    DivisionFactory,
    EventFactory,
    IndicatorFactory,
    LeaderFactory,
    PlanFactory,
    TaskFactory,
    TokenFactory,
    at,
)

MARCH, JUNE, SEPTEMBER = date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30)


@pytest.fixture
def on(settings):
    """`on(day)`: from now on it is that day."""

    def it_is(day: date) -> date:
        settings.WORKPLAN_TODAY = day
        return day

    return it_is


class TestCounts:
    def test_of_nothing(self, plan):
        assert counts(plan, Moment(SEPTEMBER)) == EventCounts()
        assert by_month(plan, Moment(MARCH)) == [(1, EventCounts()), (2, EventCounts()), (3, EventCounts())]

    def test_started_by_the_day(self, plan):
        for day in (date(2024, 1, 1), MARCH, date(2024, 4, 1), date(2024, 12, 31), date(2023, 12, 31)):
            EventFactory(starts_on=day)
        assert [counts(plan, Moment(day)).held for day in (date(2024, 1, 1), MARCH, SEPTEMBER)] == [1, 2, 3]

    @pytest.mark.parametrize("status", [each for each in Status.values if each != Status.HELD])
    def test_only_what_was_held(self, status, plan):
        EventFactory(status=status, reason="x", attended_by=[LeaderFactory()])
        assert counts(plan, Moment(SEPTEMBER)) == EventCounts()

    def test_represented_and_not_attending_are_no_attendance(self, plan):
        event = EventFactory(attended_by=[LeaderFactory()])
        for outcome in (Outcome.REPRESENTED, Outcome.NOT_ATTENDING, Outcome.EXPECTED):
            event.attendances.create(leader=LeaderFactory(), outcome=outcome)
        assert counts(plan, Moment(SEPTEMBER)) == EventCounts(held=1, with_leaders=1, leader_attendances=1)

    def test_a_delegation_counts_once_among_the_events_counted(self, plan):
        twice, other, later = DelegationFactory(size=10), DelegationFactory(size=5), DelegationFactory(size=100)
        EventFactory(delegation=twice)
        EventFactory(delegation=twice)
        EventFactory(delegation=other, starts_on=date(2024, 6, 1))
        EventFactory(delegation=later, status=Status.PLANNED)
        assert counts(plan, Moment(MARCH)) == EventCounts(held=2, delegations=1, persons=10)
        assert counts(plan, Moment(SEPTEMBER)) == EventCounts(held=3, delegations=2, persons=15)

    def test_demonstration_and_real_never_mix(self, plan):
        EventFactory()
        EventFactory.create_batch(2, demonstration=True)
        demo = PlanFactory(code="demo-2024", demonstration=True)
        assert [counts(each, Moment(SEPTEMBER)).held for each in (plan, demo)] == [1, 2]

    def test_the_local_day_counts(self, plan):
        EventFactory(starts_at=at(date(2024, 4, 1), 0, 30), starts_on=date(2024, 4, 1))  # in London still March
        assert [counts(plan, Moment(day)).held for day in (MARCH, date(2024, 4, 1))] == [0, 1]

    def test_by_month_sums_up_to_the_whole(self, plan):
        leader, guests = LeaderFactory(), DelegationFactory(size=4)
        for day in (date(2024, 1, 31), date(2024, 2, 29), date(2024, 2, 1), date(2024, 3, 15)):
            EventFactory(starts_on=day, attended_by=[leader], delegation=guests)
        one = EventCounts(held=1, with_leaders=1, leader_attendances=1, delegations=1, persons=4)
        two = EventCounts(held=2, with_leaders=2, leader_attendances=2, delegations=1, persons=4)
        assert by_month(plan, Moment(date(2024, 3, 14))) == [(1, one), (2, two), (3, EventCounts())]
        assert by_month(plan, Moment(MARCH)) == [(1, one), (2, two), (3, one)]

    def test_it_takes_two_queries(self, plan, django_assert_num_queries):
        EventFactory.create_batch(3)
        with django_assert_num_queries(2):
            counts(plan, Moment(SEPTEMBER))
        with django_assert_num_queries(1):
            by_month(plan, Moment(SEPTEMBER))


class TestNarrower:
    def test_an_area_counts_what_the_reader_may_see_the_plan_everything(
        self, plan, division, staff, staff2, leader, secretary, planner, admin
    ):
        area = AreaFactory(plan=plan)
        task = TaskFactory(area=area, leader_in_charge=leader)
        guests = DelegationFactory(size=7)
        EventFactory(area=area)
        EventFactory(area=area, restricted=True, host_division=division, delegation=guests)
        EventFactory(area=area, restricted=True, attended_by=[LeaderFactory()]).tasks.add(task)
        found = {
            person.username: counts_by_area(plan, Moment(SEPTEMBER), person)[area.pk]
            for person in (staff, staff2, leader, secretary, planner, admin)
        }
        everything = EventCounts(held=3, with_leaders=1, leader_attendances=1, delegations=1, persons=7)
        assert found == {
            "staff": EventCounts(held=2, delegations=1, persons=7),
            "staff2": EventCounts(held=1),
            "leader": everything,
            "secretary": EventCounts(held=2, with_leaders=1, leader_attendances=1),
            "planner": everything,
            "admin": EventCounts(held=1),
        }
        assert counts(plan, Moment(SEPTEMBER)) == everything

    def test_a_token_without_the_scope_counts_no_restricted_event(self, plan, planner):
        area = AreaFactory(plan=plan)
        EventFactory(area=area, restricted=True)
        planner.token = TokenFactory(user=planner)
        assert counts_by_area(plan, Moment(SEPTEMBER), planner) == {}

    def test_who_has_no_role_counts_nothing(self, plan, outsider):
        EventFactory(area=AreaFactory(plan=plan))
        assert counts_by_area(plan, Moment(SEPTEMBER), outsider) == {}

    def test_what_was_restricted_only_later_is_hidden_of_the_past_too(self, plan, staff2, planner, on):
        area = AreaFactory(plan=plan)
        on(MARCH)
        event = _register(planner, area=area, status=Status.HELD)
        then = clock.end_of(MARCH)
        on(JUNE)
        change_event(by=planner, event=event, version=1, facts={"restricted": True})
        on(SEPTEMBER)
        asked = Moment(MARCH, then)
        assert counts_by_area(plan, asked, staff2) == {}
        assert counts_by_area(plan, asked, planner) == {area.pk: EventCounts(held=1)}
        assert counts(plan, asked).held == 1


def _register(by, **changed):
    """An event of 20 March at 10:00, by the service."""
    day = date(2024, 3, 20)
    facts = {
        "title_en": "Call",
        "kind": "meeting",
        "starts_at": at(day, 10),
        "ends_at": at(day, 11),
        "host_division": DivisionFactory(),
    }
    return register_event(by=by, demonstration=False, facts=facts | changed)


class TestAsKnownThen:
    def test_each_state_counts_from_when_it_was_recorded(self, plan, planner, on):
        leader = LeaderFactory()
        on(MARCH)
        event = _register(planner, attendances=[Attends(leader=leader)], delegation=Delegation(name_en="D", size=9))
        on(date(2024, 4, 15))
        hold_event(by=planner, event=event, version=1, outcomes={leader.pk: Outcome.ATTENDED})
        on(date(2024, 5, 15))
        represented = [Attends(leader=leader, outcome=Outcome.REPRESENTED)]
        change_event(by=planner, event=event, version=2, facts={"attendances": represented})
        on(date(2024, 6, 15))
        change_event(by=planner, event=event, version=3, facts={"status": Status.CANCELLED, "reason": "entered twice"})
        on(SEPTEMBER)

        def known(day):
            return counts(plan, Moment(MARCH, clock.end_of(day)))

        group = {"delegations": 1, "persons": 9}
        assert known(date(2024, 3, 30)) == EventCounts()
        assert known(date(2024, 3, 31)) == EventCounts()  # registered, not yet held
        assert known(date(2024, 4, 15)) == EventCounts(held=1, with_leaders=1, leader_attendances=1, **group)
        assert known(date(2024, 5, 15)) == EventCounts(held=1, **group)
        assert known(date(2024, 6, 15)) == counts(plan, Moment(MARCH)) == EventCounts()

    def test_day_and_area_are_those_recorded_then(self, plan, planner, on):
        first, second = AreaFactory(plan=plan), AreaFactory(plan=plan)
        on(MARCH)
        event = _register(planner, area=first, status=Status.HELD)
        on(JUNE)
        moved = {"area": second, "starts_at": at(date(2024, 4, 2), 10), "ends_at": at(date(2024, 4, 2), 11)}
        change_event(by=planner, event=event, version=1, facts=moved)
        on(SEPTEMBER)
        then, one = clock.end_of(MARCH), EventCounts(held=1)
        assert counts_by_area(plan, Moment(SEPTEMBER, then), planner) == {first.pk: one}
        assert counts_by_area(plan, Moment(SEPTEMBER), planner) == {second.pk: one}
        assert [counts(plan, Moment(MARCH, known)).held for known in (then, None)] == [1, 0]

    def test_the_months_are_those_known_then(self, plan, planner, on):
        on(JUNE)
        _register(planner, status=Status.HELD)  # of 20 March
        on(SEPTEMBER)
        none, one = EventCounts(), EventCounts(held=1)
        assert by_month(plan, Moment(MARCH, clock.end_of(MARCH))) == [(1, none), (2, none), (3, none)]
        assert by_month(plan, Moment(MARCH, clock.end_of(JUNE))) == [(1, none), (2, none), (3, one)]

    def test_known_now_equals_known_by_the_end_of_today(self, plan, planner, on):
        leader = LeaderFactory()
        attended = [Attends(leader=leader, outcome=Outcome.ATTENDED)]
        _register(planner, status=Status.HELD, attendances=attended)
        event = _register(planner)
        change_event(by=planner, event=event, version=1, facts={"status": Status.HELD, "attendances": attended})
        now, then = (counts(plan, Moment(SEPTEMBER, known)) for known in (None, clock.end_of(SEPTEMBER)))
        assert now == then == EventCounts(held=2, with_leaders=2, leader_attendances=2)

    def test_years_registered(self, planner, on):
        on(MARCH)
        _register(planner)
        EventFactory(starts_on=date(2023, 5, 1), status=Status.PLANNED, recorded_at=at(date(2023, 1, 1), 9))
        EventFactory(starts_on=date(2022, 5, 1), demonstration=True)
        assert years_registered(False, [], None) == set()
        assert years_registered(False, [2022, 2023, 2024], None) == {2023, 2024}
        assert years_registered(True, [2022, 2023, 2024], None) == {2022}
        assert years_registered(False, [2022, 2023, 2024], at(date(2024, 1, 1), 0)) == {2023}


def approve(indicator, month, number, recorded_on=None):
    """An approved offline total of a month of 2024, recorded on its 20th."""
    recorded_at = at(recorded_on or date(2024, month, 20), 9)
    OfflineTotal.objects.create(
        indicator=indicator, month=date(2024, month, 1), number=number, approver="Office", recorded_at=recorded_at
    )


class TestOffline:
    """`offline` stands beside `held`: how many events were held that are not in the register."""

    @pytest.fixture
    def area(self, plan):
        return AreaFactory(plan=plan)

    @pytest.fixture
    def offline(self, plan, planner):
        """Plan-wide and by area."""

        def told(moment=None):
            moment = moment or Moment(SEPTEMBER)
            areas = counts_by_area(plan, moment, planner)
            return counts(plan, moment).offline, {area: each.offline for area, each in areas.items()}

        return told

    def test_up_to_the_month_of_the_day_as_known(self, plan, offline):
        held = IndicatorFactory(plan=plan, kind="events_held")
        approve(held, 3, 2)
        approve(held, 3, 1, date(2024, 5, 1))
        approve(held, 4, 4)
        asked = [Moment(date(2024, 2, 29)), Moment(date(2024, 3, 1)), Moment(MARCH), Moment(SEPTEMBER)]
        assert [offline(moment)[0] for moment in asked] == [0, 3, 3, 7]
        recorded = at(date(2024, 3, 20), 9)
        known = [recorded - timedelta(microseconds=1), recorded, clock.end_of(date(2024, 4, 30))]
        assert [offline(Moment(SEPTEMBER, each))[0] for each in known] == [0, 2, 6]

    def test_an_event_with_leaders_is_an_event_held(self, plan, offline):
        """Approved for both indicators it is one; without leaders it is in the total of events held alone."""
        held = IndicatorFactory(plan=plan, kind="events_held")
        with_leaders = IndicatorFactory(plan=plan, kind="events_with_leaders")
        approve(with_leaders, 3, 1)
        assert offline() == (1, {})  # a plan that follows events with leaders only
        approve(held, 3, 1)
        assert offline() == (1, {})
        approve(held, 3, 2)
        approve(with_leaders, 4, 2)
        assert offline() == (5, {})  # 3 of March, 2 of April

    def test_an_areas_event_is_the_plans(self, plan, area, offline):
        whole = IndicatorFactory(plan=plan, kind="events_held")
        other = AreaFactory(plan=plan)
        approve(IndicatorFactory(plan=plan, kind="events_held", area=area), 3, 2)
        approve(IndicatorFactory(plan=plan, kind="events_with_leaders", area=other), 3, 1)
        assert offline() == (3, {area.pk: 2, other.pk: 1})  # as `held` includes the areas' events
        approve(whole, 3, 3)
        assert offline() == (3, {area.pk: 2, other.pk: 1})
        approve(whole, 3, 1)
        assert offline() == (4, {area.pk: 2, other.pk: 1})

    def test_totals_of_attendances_delegations_and_persons_are_no_events(self, plan, offline):
        for kind in ("leader_attendances", "delegations", "persons"):
            approve(IndicatorFactory(plan=plan, kind=kind), 3, 50)
        assert offline() == (0, {})

    def test_it_is_in_no_other_count_and_in_its_own_indicators_actual(self, plan, area, planner):
        EventFactory(area=area)
        whole = IndicatorFactory(plan=plan, kind="events_held")
        narrow = IndicatorFactory(plan=plan, kind="events_held", area=area)
        persons = IndicatorFactory(plan=plan, kind="persons")
        for indicator, month, number in ((whole, 3, 2), (whole, 4, 3), (narrow, 3, 1), (persons, 3, 50)):
            approve(indicator, month, number)
        assert counts(plan, Moment(SEPTEMBER)) == EventCounts(held=1, offline=5)
        assert counts_by_area(plan, Moment(SEPTEMBER), planner) == {area.pk: EventCounts(held=1, offline=1)}
        found = indicator_figures(plan, Moment(SEPTEMBER), planner)
        assert {each.indicator.pk: (int(each.actual or 0), each.offline) for each in found} == {
            whole.pk: (6, 5),
            narrow.pk: (2, 1),
            persons.pk: (50, 50),
        }


class TestIndicators:
    def test_an_indicator_of_an_area_counts_what_the_reader_may_see(self, plan, division, staff, staff2):
        area = AreaFactory(plan=plan)
        IndicatorFactory(plan=plan, area=area, kind="events_held")
        EventFactory(area=area)
        EventFactory(area=area, restricted=True, host_division=division)
        found = [indicator_figures(plan, Moment(SEPTEMBER), each)[0].actual for each in (staff, staff2)]
        assert found == [2, 1]

    @pytest.mark.parametrize(
        ("kind", "actual"),
        [
            ("events_held", 3),
            ("events_with_leaders", 2),
            ("leader_attendances", 3),
            ("delegations", 1),
            ("persons", 20),
        ],
    )
    def test_each_kind(self, kind, actual, plan, leader):
        first, second = LeaderFactory(), LeaderFactory()
        EventFactory(attended_by=[first, second], delegation=DelegationFactory(size=20))
        EventFactory(attended_by=[first])
        EventFactory()
        indicator = IndicatorFactory(plan=plan, kind=kind)
        Baseline.objects.create(indicator=indicator, year=2023, value=Decimal("7.5"))
        [found] = indicator_figures(plan, Moment(MARCH), leader)
        [against] = found.baselines
        assert (found.actual, found.projected) == (actual, Fraction(actual * 366, 91))
        assert against.pace == Fraction(15, 2) * Fraction(91, 366)
        assert against.ahead == actual - Fraction(15, 2) * Fraction(91, 366)
        assert against.change_percent == (Fraction(actual * 2, 15) - 1) * 100
        assert against.projected_change_percent == (Fraction(actual * 366 * 2, 91 * 15) - 1) * 100
        assert against.same_day is None

    @pytest.mark.parametrize(
        ("aggregate", "actual", "projected"),
        [("sum", Fraction(7), Fraction(7 * 366, 91)), ("latest", Fraction(4), None), ("average", Fraction(7, 2), None)],
    )
    def test_measured_by_its_aggregate(self, aggregate, actual, projected, plan, leader):
        indicator = IndicatorFactory(plan=plan, kind="measured", aggregate=aggregate)
        for day, value in (
            (date(2024, 1, 31), 3),
            (date(2024, 2, 29), 4),
            (date(2024, 4, 1), 9),
            (date(2023, 3, 31), 2),
        ):
            Measurement.objects.create(indicator=indicator, on=day, value=value, recorded_at=at(date(2024, 4, 2), 9))
        Baseline.objects.create(indicator=indicator, year=2023, value=2)
        [found] = indicator_figures(plan, Moment(MARCH), leader)
        [against] = found.baselines
        assert (found.actual, found.projected) == (actual, projected)
        assert against.change_percent == (actual / 2 - 1) * 100
        assert against.same_day == 2
        assert (against.pace is None) == (against.ahead is None) == (aggregate != "sum")

    def test_without_a_measurement_there_is_no_figure(self, plan, leader):
        indicator = IndicatorFactory(plan=plan, kind="measured", aggregate="sum")
        Baseline.objects.create(indicator=indicator, year=2023, value=366)
        [found] = indicator_figures(plan, Moment(MARCH), leader)
        [against] = found.baselines
        assert (found.actual, found.projected, against.change_percent, against.ahead) == (None, None, None, None)
        assert against.pace == 91

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_queries_are_as_many_however_many_indicators(self, number, plan, leader, django_assert_num_queries):
        area = AreaFactory(plan=plan)
        for _ in range(number):
            for kind, part in (("events_held", area), ("measured", None), ("events_with_leaders", None)):
                indicator = IndicatorFactory(plan=plan, kind=kind, area=part)
                Baseline.objects.create(indicator=indicator, year=2023, value=336)
        EventFactory(area=area)
        with django_assert_num_queries(7):  # indicators, baselines, whole, areas, years, measurements, offline totals
            indicator_figures(plan, Moment(MARCH), leader)


def test_the_newest_state_equals_the_event(staff, facts):
    """What figures count now is what was last recorded."""
    event = register_event(by=staff, demonstration=False, facts=facts())
    change_event(by=staff, event=event, version=1, facts={"title_en": "Another", "restricted": True})
    names = [field.attname for field in Event._meta.concrete_fields]
    state = event.states.latest("id")
    shared = [name for name in names if hasattr(state, name) and name not in ("id", "version")]
    event.refresh_from_db()
    assert {name: getattr(event, name) for name in shared} == {name: getattr(state, name) for name in shared}
    assert {"title_en", "status", "starts_on", "recorded_at", "host_division_id"} <= set(shared)
