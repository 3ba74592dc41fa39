"""Events and indicators in section 1 of contract.md, by examples with figures worked out by hand."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from accounts.models import Role, User
from events.figures import counts, counts_by_area, indicator_figures
from events.models import Status
from foundation.numbers import one_decimal
from priorities.figures import Moment
from priorities.models import Baseline, Measurement, OfflineTotal, Plan, PriorityArea
from tests.factories import (
    AreaFactory,
    DelegationFactory,
    EventFactory,
    IndicatorFactory,
    LeaderFactory,
    TaskFactory,
    UserFactory,
    at,
    state_of,
)

SEPTEMBER = date(2024, 9, 30)  # the 274th of 366 days


def all_of(*values: Any) -> tuple[Any, ...]:
    """Figures side by side, to be compared with plain numbers."""
    return values


@pytest.fixture
def area(plan: Plan) -> PriorityArea:
    """An area of the plan."""
    return AreaFactory(plan=plan, number=5)


def test_an_event_counts_once_however_many_days_and_leaders(plan: Plan, area: PriorityArea, leader: User) -> None:
    first, second, third = LeaderFactory.create_batch(3)
    guests = DelegationFactory(size=12)
    EventFactory(attended_by=[first, second], delegation=guests, area=area)
    EventFactory(attended_by=[first], delegation=guests, area=area, restricted=True)
    EventFactory(area=None, starts_at=at(date(2024, 9, 30), 23, 30), starts_on=SEPTEMBER)
    represented = EventFactory(starts_on=date(2024, 9, 1))
    represented.attendances.create(leader=third, outcome="represented")
    EventFactory(starts_on=date(2024, 10, 1), attended_by=[third])
    EventFactory(starts_on=date(2023, 12, 31), attended_by=[third])
    EventFactory(status="confirmed", expected=[third])
    EventFactory(demonstration=True, attended_by=[third])
    found = counts(plan, Moment(SEPTEMBER))
    assert (found.held, found.with_leaders, found.leader_attendances) == (4, 2, 3)
    assert (found.delegations, found.persons) == (1, 12)
    narrow = counts_by_area(plan, Moment(SEPTEMBER), User(username="x", role="administrator"))[area.pk]
    assert (narrow.held, narrow.leader_attendances, narrow.persons) == (1, 2, 12)
    assert counts_by_area(plan, Moment(SEPTEMBER), leader)[area.pk].held == 2


def test_restricted_events_count_in_an_area_for_who_may_see_them(
    plan: Plan, area: PriorityArea, secretary: User, leader: User, chief: User, chief2: User, admin: User
) -> None:
    other = UserFactory(role=Role.LEADERSHIP)
    for in_charge in (leader, other):
        event = EventFactory(area=area, restricted=True, host_division=chief.division)
        event.tasks.add(TaskFactory(area=area, leader_in_charge=in_charge))

    def held(user: User) -> int:
        found = counts_by_area(plan, Moment(SEPTEMBER), user)
        return found[area.pk].held if area.pk in found else 0

    assert [held(user) for user in (leader, secretary, chief, chief2, admin)] == [2, 1, 2, 0, 0]
    assert counts(plan, Moment(SEPTEMBER)).held == 2


def test_an_event_as_known_then_is_as_last_recorded(plan: Plan) -> None:
    event = EventFactory(starts_on=date(2024, 9, 1), status="confirmed", recorded_at=at(date(2024, 8, 1), 9))
    event.status, event.recorded_at = Status.HELD, at(date(2024, 9, 5), 9)
    event.save()
    event.attendances.create(leader=LeaderFactory(), outcome="attended")
    state_of(event, event.recorded_at)

    def found(known_at: Any) -> tuple[int, int]:
        seen = counts(plan, Moment(SEPTEMBER, known_at))
        return seen.held, seen.with_leaders

    assert [found(at(date(2024, 7, 1), 0)), found(at(date(2024, 9, 5), 8, 59))] == [(0, 0), (0, 0)]
    assert [found(at(date(2024, 9, 5), 9)), found(None)] == [(1, 1), (1, 1)]


def test_pace_of_336_on_30_september(plan: Plan, leader: User) -> None:
    indicator = IndicatorFactory(plan=plan)
    Baseline.objects.create(indicator=indicator, year=2023, value=336)
    Baseline.objects.create(indicator=indicator, year=2019, value=232, low=231, high=232, derived=True)
    attending = LeaderFactory()
    for day in range(1, 253):
        EventFactory(starts_on=date(2024, 1, 1) + timedelta(days=day), attended_by=[attending])
    EventFactory(starts_on=date(2023, 9, 30), attended_by=[attending])
    EventFactory(starts_on=date(2023, 10, 1), attended_by=[attending])
    OfflineTotal.objects.create(
        indicator=indicator, month=date(2024, 9, 1), number=1, approver="Office", recorded_at=at(SEPTEMBER, 9)
    )
    [found] = indicator_figures(plan, Moment(SEPTEMBER), leader)
    assert all_of(found.actual, found.offline) == (253, 1)
    assert found.projected == Fraction(253 * 366, 274)
    against = {each.baseline.year: each for each in found.baselines}
    assert against[2023].pace == Fraction(336 * 274, 366)
    assert against[2023].ahead == 253 - Fraction(336 * 274, 366)
    shown = [one_decimal(value) for value in (against[2023].pace, against[2023].ahead, found.projected)]
    assert shown == [Decimal("251.5"), Decimal("1.5"), Decimal("337.9")]
    assert one_decimal(against[2023].change_percent) == Decimal("-24.7")
    assert one_decimal(against[2023].projected_change_percent) == Decimal("0.6")
    assert all_of(against[2023].same_day, against[2019].same_day) == (1, None)  # 2019's register is empty


def test_same_day_of_29_february_is_28(plan: Plan, leader: User) -> None:
    indicator = IndicatorFactory(plan=plan, kind="events_held")
    Baseline.objects.create(indicator=indicator, year=2023, value=336)
    Baseline.objects.create(indicator=indicator, year=2020, value=0)
    for day in (date(2023, 2, 28), date(2023, 3, 1), date(2020, 2, 29), date(2020, 3, 1)):
        EventFactory(starts_on=day)
    [found] = indicator_figures(plan, Moment(date(2024, 2, 29)), leader)
    newest, zero = found.baselines
    assert all_of(newest.same_day, zero.same_day) == (1, 1)
    assert (zero.change_percent, zero.pace, zero.projected_change_percent, zero.ahead) == (None, None, None, None)


def test_a_measurement_is_its_last_recorded_value(plan: Plan, leader: User) -> None:
    indicator = IndicatorFactory(plan=plan, kind="measured", aggregate="latest")
    Baseline.objects.create(indicator=indicator, year=2023, value=64)
    june = Measurement.objects.create(
        indicator=indicator, on=date(2024, 6, 30), value=80, recorded_at=at(date(2024, 7, 2), 9)
    )
    Measurement.objects.create(
        indicator=indicator, on=june.on, value=96, corrects=june, recorded_at=at(date(2024, 8, 1), 9)
    )

    def found(known_at: Any = None) -> tuple[Any, ...]:
        [each] = indicator_figures(plan, Moment(SEPTEMBER, known_at), leader)
        [against] = each.baselines
        return each.actual, against.change_percent, against.pace, against.ahead, each.projected

    assert found() == (96, 50, None, None, None)
    before = timedelta(microseconds=1)
    recorded, corrected = at(date(2024, 7, 2), 9), at(date(2024, 8, 1), 9)
    assert [found(recorded - before)[:2], found(recorded)[:2]] == [(None, None), (80, 25)]
    assert [found(corrected - before)[:2], found(corrected)[:2]] == [(80, 25), (96, 50)]


def test_measurements_of_baseline_years_are_their_same_day_and_in_no_other_figure(plan: Plan, leader: User) -> None:
    """Up to the same day of each year, the leap day where the year has one; corrections hold there too."""
    day = date(2024, 2, 29)
    indicator = IndicatorFactory(plan=plan, kind="measured", aggregate="sum")
    for year in (2023, 2020, 2019):
        Baseline.objects.create(indicator=indicator, year=year, value=100)
    rows = {
        on: Measurement.objects.create(indicator=indicator, on=on, value=value, recorded_at=at(day, 9))
        for on, value in (
            (date(2024, 2, 29), "7.25"),
            (date(2023, 2, 28), "1.50"),
            (date(2023, 3, 1), "64"),
            (date(2022, 2, 1), "64"),  # of no baseline's year
            (date(2020, 2, 29), "2.75"),
            (date(2020, 3, 1), "64"),
        )
    }

    def found(known_at: Any = None) -> tuple[Any, ...]:
        [each] = indicator_figures(plan, Moment(day, known_at), leader)
        return each.actual, [against.same_day for against in each.baselines]

    assert found() == (Fraction(29, 4), [Fraction(3, 2), Fraction(11, 4), None])
    wrong = rows[date(2020, 2, 29)]
    Measurement.objects.create(indicator=indicator, on=wrong.on, value=3, corrects=wrong, recorded_at=at(day, 10))
    assert found() == (Fraction(29, 4), [Fraction(3, 2), 3, None])
    just_before = at(day, 10) - timedelta(microseconds=1)
    assert [found(known_at)[1][1] for known_at in (just_before, at(day, 10))] == [Fraction(11, 4), 3]


def test_the_latest_measurement_is_so_by_its_day_then_as_recorded(plan: Plan, leader: User) -> None:
    indicator = IndicatorFactory(plan=plan, kind="measured", aggregate="latest")
    for on, value in ((date(2024, 6, 30), 1), (date(2024, 6, 30), 2), (date(2024, 3, 31), 3)):
        Measurement.objects.create(indicator=indicator, on=on, value=value, recorded_at=at(SEPTEMBER, 9))
    [found] = indicator_figures(plan, Moment(SEPTEMBER), leader)
    assert found.actual == 2


def test_sums_of_measurements_are_exact(plan: Plan, leader: User) -> None:
    """As floats 1.1 + 2.2 are more than 3.3, and a cent beside ten billions is lost in an average."""
    for aggregate, values, actual in (
        ("sum", ("1.10", "2.20"), Fraction(33, 10)),
        ("average", ("0.10", "0.10", "0.10"), Fraction(1, 10)),
        ("sum", ("9999999999.99", "0.01", "-10000000000", "0.07"), Fraction(7, 100)),
    ):
        indicator = IndicatorFactory(plan=plan, kind="measured", aggregate=aggregate)
        for number, value in enumerate(values, start=1):
            Measurement.objects.create(
                indicator=indicator, on=date(2024, 5, number), value=Decimal(value), recorded_at=at(SEPTEMBER, 9)
            )
        found = {each.indicator.pk: each for each in indicator_figures(plan, Moment(SEPTEMBER), leader)}
        assert found[indicator.pk].actual == actual
