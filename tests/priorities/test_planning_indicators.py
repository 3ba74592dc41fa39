"""Writing indicators, baselines, measured values and offline totals."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from accounts.models import User
from changelog.models import Change
from events.figures import indicator_figures
from priorities.figures import Moment
from priorities.models import Indicator, Measurement, OfflineTotal, Plan
from priorities.services import (
    planning_indicators,
)
from tests.factories import (
    AreaFactory,
    IndicatorFactory,
    PlanFactory,
)
from tests.priorities.planning import NAMES, last, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(plan: Plan) -> Indicator:
    """An indicator counted in the register."""
    return IndicatorFactory(plan=plan, code="2024-events")


@pytest.fixture
def measured(plan: Plan) -> Indicator:
    """A measured indicator."""
    return IndicatorFactory(plan=plan, code="2024-measured", kind=Indicator.Kind.MEASURED)


def test_an_indicators_code_begins_with_its_plans(plan: Plan, planner: User) -> None:
    facts = NAMES | {"kind": "persons"}
    create = partial(planning_indicators.create_indicator, by=planner, plan=plan, facts=facts)
    assert refused(create, code="events") == {"code": ["Expected a code that begins with 2024-."]}
    assert create(code="2024-events").version == 1
    assert list(refused(create, code="2024-events")) == ["code"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "persons", "aggregate": "average"}, "__all__"),
        ({"kind": "nonsense"}, "kind"),
        ({"direction": "sideways"}, "direction"),
        ({"target": Decimal("1e20")}, "target"),
    ],
)
def test_an_indicator_that_breaks_a_rule_is_refused(
    counted: Indicator, planner: User, facts: dict[str, Any], field: str
) -> None:
    assert field in refused(planning_indicators.change_indicator, by=planner, indicator=counted, facts=facts)


def test_an_indicators_area_is_of_its_plan(counted: Indicator, planner: User) -> None:
    elsewhere = AreaFactory(plan=PlanFactory(code="2025", year=2025))
    facts = {"area": elsewhere}
    assert refused(planning_indicators.change_indicator, by=planner, indicator=counted, facts=facts) == {
        "area": ["Expected an area of this plan."]
    }


@pytest.mark.parametrize(
    ("year", "facts", "field"),
    [
        (2024, {"value": 1}, "year"),
        (1900, {"value": 1}, "year"),
        (2023, {}, "value"),
        (2023, {"value": 1, "derived": True}, "__all__"),
        (2023, {"value": 1, "derived": True, "low": 2, "high": 3}, "__all__"),
        (2023, {"value": 1, "low": 1, "high": 1}, "__all__"),
    ],
)
def test_a_baseline_is_of_a_past_year_and_derived_with_a_range(
    counted: Indicator, planner: User, year: int, facts: dict[str, Any], field: str
) -> None:
    assert field in refused(planning_indicators.set_baseline, by=planner, indicator=counted, year=year, facts=facts)


def test_baselines_are_changes_of_their_indicator(counted: Indicator, planner: User) -> None:
    derived = {"value": 232, "low": 231, "high": 232, "derived": True}
    planning_indicators.set_baseline(by=planner, indicator=counted, year=2019, facts=derived)
    planning_indicators.set_baseline(by=planner, indicator=counted, year=2019, facts={"note_en": "Why"})
    planning_indicators.remove_baseline(by=planner, indicator=counted, year=2019)
    assert [(change.type, change.key, change.version) for change in Change.objects.order_by("id")] == [
        ("indicator", "2024-events", version) for version in (2, 3, 4)
    ]
    assert (last().before["baselines"][0]["note_en"], last().after["baselines"]) == ("Why", [])


def test_values_are_measured_on_days_up_to_today_and_corrected_once(measured: Indicator, planner: User) -> None:
    def record(day: date, value: str, corrects: Measurement | None = None) -> Measurement:
        return planning_indicators.record_measurement(
            by=planner, indicator=measured, on=day, value=Decimal(value), corrects=corrects
        )

    first = record(date(2024, 9, 30), "1.5")
    assert list(refused(record, date(2024, 10, 1), "2")) == ["on"]
    assert list(refused(record, date(2023, 12, 31), "2")) == ["on"]
    second = record(date(2024, 9, 30), "1.6", first)
    assert list(refused(record, date(2024, 9, 30), "1.7", first)) == ["corrects"]
    assert (second.corrects, measured.measurements.count(), last().type) == (first, 2, "measurement")
    other = IndicatorFactory(plan=measured.plan, kind=Indicator.Kind.MEASURED)
    assert refused(
        planning_indicators.record_measurement,
        by=planner,
        indicator=other,
        on=date(2024, 9, 1),
        value=Decimal(1),
        corrects=second,
    ) == {"corrects": ["Expected a value of this indicator."]}


def test_values_are_measured_in_baselines_years_too(measured: Indicator, planner: User, settings: Any) -> None:
    """And are then the same day's value of that year, in no figure of the plan's own."""
    record = partial(planning_indicators.record_measurement, by=planner, indicator=measured)
    record(on=date(2024, 9, 30), value=Decimal(80))
    assert refused(record, on=date(2023, 9, 29), value=Decimal(64)) == {
        "on": ["Expected a day of 2024, the plan's year."]
    }
    for year in (2019, 2023):
        planning_indicators.set_baseline(by=planner, indicator=measured, year=year, facts={"value": 70})
    wrong = record(on=date(2023, 9, 29), value=Decimal(46))
    record(on=date(2023, 9, 29), value=Decimal(64), corrects=wrong)
    record(on=date(2023, 10, 1), value=Decimal(1))
    assert refused(record, on=date(2022, 9, 29), value=Decimal(64)) == {
        "on": ["Expected a day of 2024, the plan's year, or of a baseline's: 2023, 2019."]
    }
    settings.WORKPLAN_TODAY = date(2023, 9, 30)  # the plan was made in the year before
    assert list(refused(record, on=date(2023, 10, 2), value=Decimal(64))) == ["on"]
    [found] = indicator_figures(measured.plan, Moment(date(2024, 9, 30)), planner)
    figures: list[Any] = [found.actual, *(each.same_day for each in found.baselines)]
    assert figures == [80, 64, None]


def test_what_is_counted_is_not_measured_and_the_other_way_round(
    counted: Indicator, measured: Indicator, planner: User
) -> None:
    day = date(2024, 9, 1)
    assert list(
        refused(planning_indicators.record_measurement, by=planner, indicator=counted, on=day, value=Decimal(1))
    ) == [""]
    assert list(
        refused(
            planning_indicators.add_offline_total, by=planner, indicator=measured, month=day, number=1, approver="A"
        )
    ) == [""]


def test_offline_totals_are_of_a_month_up_to_this_one_with_an_approver(counted: Indicator, planner: User) -> None:
    def add(month: date, number: int = 2, approver: str = "Director") -> OfflineTotal:
        return planning_indicators.add_offline_total(
            by=planner, indicator=counted, month=month, number=number, approver=approver
        )

    assert add(date(2024, 9, 17)).month == date(2024, 9, 1)
    assert list(refused(add, date(2024, 10, 1))) == ["month"]
    assert list(refused(add, date(2023, 12, 1))) == ["month"]
    assert "number" in refused(add, date(2024, 9, 1), 0)
    assert list(refused(add, date(2024, 9, 1), 1, " ")) == ["approver"]
    assert last().after == {"indicator": "2024-events", "month": "2024-09", "number": 2, "approver": "Director"}


def test_what_was_recorded_under_one_rule_is_not_read_under_another(
    counted: Indicator, measured: Indicator, planner: User
) -> None:
    day = date(2024, 9, 1)
    planning_indicators.record_measurement(by=planner, indicator=measured, on=day, value=Decimal(1))
    planning_indicators.add_offline_total(by=planner, indicator=counted, month=day, number=1, approver="A")
    for indicator, kind in ((measured, "persons"), (counted, "measured")):
        assert list(
            refused(planning_indicators.change_indicator, by=planner, indicator=indicator, facts={"kind": kind})
        ) == ["kind"]
