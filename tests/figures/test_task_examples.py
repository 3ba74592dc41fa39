"""Tasks in section 1 of contract.md, by examples with figures worked out by hand."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from foundation import clock
from foundation.numbers import one_decimal
from priorities import figures
from priorities.figures import Moment, TaskState
from priorities.models import Plan, PriorityArea, ProgressUpdate, Task
from tests.factories import (
    AreaFactory,
    DivisionFactory,
    MilestoneFactory,
    ReviewFactory,
    ScheduleFactory,
    TaskFactory,
    UpdateFactory,
    at,
)

SEPTEMBER = date(2024, 9, 30)  # the 274th of 366 days


def all_of(*values: Any) -> tuple[Any, ...]:
    """Figures side by side, to be compared with plain numbers."""
    return values


@pytest.fixture
def area(plan: Plan) -> PriorityArea:
    """An area of the plan: behind from 10 points, far behind over 30, stale after 30 days."""
    return AreaFactory(plan=plan, number=5)


@pytest.fixture
def state(area: PriorityArea) -> Callable[..., TaskState]:
    """The state of a task of the area on 30 September, or on `day=`, known at `known_at=`."""

    def of(task: Task, day: date = SEPTEMBER, known_at: Any = None) -> TaskState:
        return figures.attach([Task.objects.get(pk=task.pk)], Moment(day, known_at))[0].state

    return of


# --- One decimal --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(1, 4), "0.3"),  # 0.25: half away from zero, where Python's round and PostgreSQL's float say 0.2
        (Fraction(-1, 4), "-0.3"),
        (Fraction(1, 20), "0.1"),
        (Fraction(-1, 20), "-0.1"),
        (Fraction(49, 1000), "0.0"),
        (Fraction(-49, 1000), "0.0"),  # no minus zero
        (Fraction(1005, 100), "10.1"),  # 10.05, which a float keeps as 10.0500000000000007
        (Fraction(2675, 1000) * 10, "26.8"),  # 26.75
        (Fraction(200, 3), "66.7"),
        (100, "100.0"),
        (Fraction(336 * 274, 366), "251.5"),
    ],
)
def test_one_decimal_is_rounded_half_away_from_zero(value: Fraction, shown: str) -> None:
    assert str(one_decimal(value)) == shown


# --- Planned percent ----------------------------------------------------------------------------------------------


def test_planned_counts_the_days_of_a_leap_year(area: PriorityArea, state: Callable[..., TaskState]) -> None:
    task = TaskFactory(area=area)  # 1 January to 31 December: 366 days
    assert state(task).planned == Fraction(100 * 274, 366)
    assert state(task, date(2024, 1, 1)).planned == Fraction(100, 366)
    assert state(task, date(2024, 2, 29)).planned == Fraction(100 * 60, 366)
    assert state(task, date(2024, 12, 30)).planned == Fraction(100 * 365, 366)
    assert state(task, date(2024, 12, 31)).planned == 100


def test_planned_is_0_before_the_start_and_100_from_the_deadline(
    area: PriorityArea, state: Callable[..., TaskState]
) -> None:
    task = TaskFactory(area=area, starts_on=date(2024, 9, 1), due_on=date(2024, 9, 10))
    shown = {day: state(task, date(2024, 9, 1) + timedelta(days=day)).planned for day in (-1, 0, 4, 8, 9, 10)}
    assert shown == {-1: 0, 0: 10, 4: 50, 8: 90, 9: 100, 10: 100}


def test_planned_by_milestones(area: PriorityArea, state: Callable[..., TaskState]) -> None:
    task = TaskFactory(area=area)
    MilestoneFactory(task=task, due_on=date(2024, 3, 31), weight=1)
    MilestoneFactory(task=task, due_on=SEPTEMBER, weight=3)
    MilestoneFactory(task=task, due_on=date(2024, 12, 20), weight=2)
    assert state(task, date(2024, 3, 30)).planned == 0
    assert state(task, date(2024, 9, 29)).planned == Fraction(100, 6)
    assert state(task, SEPTEMBER).planned == Fraction(400, 6)
    assert state(task, date(2024, 12, 31)).planned == 100


# --- Schedule -----------------------------------------------------------------------------------------------------


def test_an_extension_of_october_does_not_make_september_green(
    area: PriorityArea, state: Callable[..., TaskState]
) -> None:
    task = TaskFactory(area=area, due_on=date(2024, 8, 31))
    ScheduleFactory(task=task, due_on=date(2024, 12, 31), decided_on=date(2024, 10, 8))
    assert (state(task).signal, state(task).overdue_days) == ("overdue", 30)
    assert state(task, date(2024, 10, 7)).signal == "overdue"
    assert state(task, date(2024, 10, 8)).due_on == date(2024, 12, 31)


def test_an_extension_recorded_later_was_not_known_then(area: PriorityArea, state: Callable[..., TaskState]) -> None:
    task = TaskFactory(area=area, due_on=date(2024, 8, 31))
    ScheduleFactory(
        task=task, due_on=date(2024, 12, 31), decided_on=date(2024, 8, 20), recorded_at=at(date(2024, 10, 8), 9)
    )
    assert state(task).due_on == date(2024, 12, 31)
    assert state(task, known_at=clock.end_of(SEPTEMBER)).signal == "overdue"


def test_a_schedule_decided_after_the_day_or_known_never_is_the_first(
    area: PriorityArea, state: Callable[..., TaskState]
) -> None:
    task = TaskFactory(area=area, due_on=date(2024, 6, 30))  # decided and recorded on 18 January
    ScheduleFactory(task=task, due_on=date(2024, 12, 31), decided_on=date(2024, 3, 1))
    assert state(task, date(2024, 1, 10)).due_on == date(2024, 6, 30)
    assert state(task, known_at=at(date(2024, 1, 1), 0)).due_on == date(2024, 6, 30)


# --- Signal -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("percent", "signal"),
    [(50, "on_track"), (41, "on_track"), (40, "behind"), (21, "behind"), (20, "behind"), (19, "far_behind")],
)
def test_behind_from_10_points_far_behind_over_30(
    area: PriorityArea, state: Callable[..., TaskState], percent: int, signal: str
) -> None:
    task = TaskFactory(area=area, starts_on=date(2024, 9, 21), due_on=date(2024, 10, 10))  # planned 50 on the 30th
    UpdateFactory(task=task, effective_on=SEPTEMBER, percent=percent)
    assert all_of(state(task).planned, state(task).signal) == (50, signal)


# Milestones due and still to come, the planned percent, and the signal where nothing is done.
NEAR_THRESHOLDS = [
    ((249,), (1000, 1000, 251), "9.96", "on_track"),  # to one decimal 10.0, to whole points 10
    ((1,), (9,), "10", "behind"),
    ((751,), (1000, 749), "30.04", "far_behind"),  # to one decimal 30.0, to whole points 30
    ((3,), (7,), "30", "behind"),
]


@pytest.mark.parametrize(("due", "coming", "planned", "signal"), NEAR_THRESHOLDS)
def test_thresholds_meet_the_unrounded_gap(
    plan: Plan,
    area: PriorityArea,
    state: Callable[..., TaskState],
    due: tuple[int, ...],
    coming: tuple[int, ...],
    planned: str,
    signal: str,
) -> None:
    """Of a task, and of the sums over an area, a division and the plan."""
    task = TaskFactory(area=area, lead_division=DivisionFactory())
    for day, weights in ((SEPTEMBER, due), (date(2024, 10, 1), coming)):
        for weight in weights:
            MilestoneFactory(task=task, due_on=day, weight=weight)
    moment, gap = Moment(SEPTEMBER), -Fraction(planned)
    assert (state(task).gap, state(task).signal) == (gap, signal)
    whole, areas = figures.by_area(plan, moment)
    divisions = figures.by_division(plan, moment)
    for sums in (whole, areas[area.pk], divisions[task.lead_division_id]):
        assert (sums.gap, sums.signal) == (gap, signal)


def test_thresholds_are_those_of_the_plan(area: PriorityArea, state: Callable[..., TaskState]) -> None:
    Plan.objects.filter(pk=area.plan_id).update(behind_points=1, far_behind_points=1)
    task = TaskFactory(area=area, starts_on=date(2024, 9, 21), due_on=date(2024, 10, 10))
    UpdateFactory(task=task, effective_on=SEPTEMBER, percent=49)
    assert state(task).signal == "behind"  # 1 point: behind, and not over 1
    assert state(task, date(2024, 10, 1)).signal == "far_behind"


def test_the_deadline_itself_is_not_overdue(area: PriorityArea, state: Callable[..., TaskState]) -> None:
    task = TaskFactory(area=area, due_on=SEPTEMBER)
    UpdateFactory(task=task, effective_on=SEPTEMBER, percent=95)
    assert state(task).signal == "on_track"
    assert (state(task, date(2024, 10, 1)).signal, state(task, date(2024, 10, 1)).overdue_days) == ("overdue", 1)


def test_an_ongoing_task_has_only_four_signals_and_no_percent(
    area: PriorityArea, state: Callable[..., TaskState]
) -> None:
    task = TaskFactory(area=area, kind=Task.Kind.ONGOING, starts_on=date(2024, 3, 1), due_on=date(2024, 6, 30))
    shown = [state(task, day).signal for day in (date(2024, 2, 29), date(2024, 3, 1), SEPTEMBER)]
    assert shown == ["not_due", "on_track", "on_track"]
    assert (state(task).percent, state(task).planned, state(task).gap) == (None, None, None)
    UpdateFactory(task=task, status=ProgressUpdate.Status.CANCELLED, percent=None)
    assert state(task).signal == "cancelled"


# --- Standing update ----------------------------------------------------------------------------------------------


def test_the_standing_update_is_the_last_effective_that_stands(
    area: PriorityArea, state: Callable[..., TaskState]
) -> None:
    task = TaskFactory(area=area)
    UpdateFactory(task=task, effective_on=date(2024, 8, 31), percent=40)
    standing = UpdateFactory(task=task, effective_on=date(2024, 8, 31), percent=45)  # the same day, recorded later
    UpdateFactory(task=task, effective_on=date(2024, 8, 1), percent=30)  # recorded last, effective earlier
    UpdateFactory(task=task, effective_on=date(2024, 9, 15), percent=60, first_review="pending")
    returned = UpdateFactory(task=task, effective_on=date(2024, 9, 16), percent=70, first_review="pending")
    ReviewFactory(update=returned, outcome="returned", reason="Say more.")
    claim = UpdateFactory(
        task=task, effective_on=date(2024, 9, 20), status="completed", percent=100, first_review="endorsed"
    )
    assert (state(task).standing_id, state(task).percent) == (standing.pk, 45)
    ReviewFactory(update=claim, outcome="accepted", at=at(date(2024, 9, 25), 9))
    assert (state(task).percent, state(task).signal) == (100, "completed")
    assert state(task, known_at=at(date(2024, 9, 25), 8, 59)).percent == 45  # not yet closed out
    assert state(task, known_at=at(date(2024, 9, 25), 9)).percent == 100
    assert state(task, date(2024, 9, 19)).percent == 45


def test_k_is_inclusive_to_the_instant(area: PriorityArea, state: Callable[..., TaskState]) -> None:
    """Of a schedule, a report and a review: known at the very instant it was recorded, not the instant before."""
    scheduled, reported, reviewed = (at(date(2024, 8, day), 9) for day in (1, 2, 3))
    task = TaskFactory(area=area)
    ScheduleFactory(task=task, due_on=date(2024, 11, 30), decided_on=date(2024, 2, 1), recorded_at=scheduled)
    UpdateFactory(task=task, effective_on=date(2024, 3, 1), percent=20, recorded_at=reported)
    waiting = UpdateFactory(
        task=task, effective_on=date(2024, 4, 1), percent=30, recorded_at=reported, first_review="pending"
    )
    ReviewFactory(update=waiting, at=reviewed)

    def known(instant: datetime) -> tuple[date, int | None, bool]:
        found = state(task, date(2024, 4, 20), instant)
        return found.due_on, found.percent, found.stale

    moment = timedelta(microseconds=1)
    first, moved = date(2024, 12, 31), date(2024, 11, 30)
    assert [known(scheduled - moment), known(scheduled)] == [(first, 0, True), (moved, 0, True)]
    assert [known(reported - moment), known(reported)] == [(moved, 0, True), (moved, 20, False)]
    assert [known(reviewed - moment), known(reviewed)] == [(moved, 20, False), (moved, 30, False)]


def test_without_an_update_a_task_is_not_started(area: PriorityArea, state: Callable[..., TaskState]) -> None:
    found = state(TaskFactory(area=area))
    assert (found.status, found.percent, found.health, found.standing_id) == ("not_started", 0, None, None)


def test_completed_is_100_whatever_was_kept_with_the_report(
    area: PriorityArea, state: Callable[..., TaskState]
) -> None:
    task = TaskFactory(area=area)
    UpdateFactory(task=task, status="completed", percent=None)  # of when the task was a continuing effort
    assert (state(task).status, state(task).percent, state(task).signal) == ("completed", 100, "completed")


# --- Stale, disagrees ---------------------------------------------------------------------------------------------


def test_stale_after_more_than_30_days_whatever_became_of_the_report(
    area: PriorityArea, state: Callable[..., TaskState]
) -> None:
    task = TaskFactory(area=area, starts_on=date(2024, 7, 1))
    assert [state(task, date(2024, 7, 31)).stale, state(task, date(2024, 8, 1)).stale] == [False, True]
    UpdateFactory(task=task, effective_on=date(2024, 8, 31), first_review="pending")
    assert not state(task).stale  # 30 days
    assert state(task, date(2024, 10, 1)).stale
    UpdateFactory(task=task, effective_on=date(2024, 6, 1), status="completed", percent=100)
    assert not state(task, date(2024, 10, 1)).stale


def test_rated_green_while_behind_disagrees(area: PriorityArea, state: Callable[..., TaskState]) -> None:
    task = TaskFactory(area=area)  # planned 74.9
    UpdateFactory(task=task, effective_on=date(2024, 9, 1), percent=65, health="green")
    assert (state(task).signal, state(task).disagrees) == ("on_track", False)
    UpdateFactory(task=task, effective_on=date(2024, 9, 2), percent=64, health="green")
    assert (state(task).signal, state(task).disagrees) == ("behind", True)
    UpdateFactory(task=task, effective_on=date(2024, 9, 3), percent=64, health="amber")
    assert not state(task).disagrees


# --- Sums ---------------------------------------------------------------------------------------------------------


def test_sums_weigh_deadline_tasks_that_are_not_cancelled(plan: Plan, area: PriorityArea) -> None:
    days = {"starts_on": date(2024, 9, 21), "due_on": date(2024, 10, 10)}  # planned 50
    UpdateFactory(task=TaskFactory(area=area, weight=3, **days), effective_on=SEPTEMBER, percent=20)
    UpdateFactory(task=TaskFactory(area=area, weight=1, **days), status="completed", percent=100)
    UpdateFactory(task=TaskFactory(area=area, weight=9, **days), status="cancelled", percent=90)
    TaskFactory(area=area, weight=9, kind=Task.Kind.ONGOING)
    found = figures.of_plan(plan, Moment(SEPTEMBER))
    assert all_of(found.actual, found.planned, found.gap) == (40, 50, -10)
    assert (found.signal, found.worst) == ("behind", "behind")
    assert found.tasks == {"not_started": 1, "in_progress": 1, "completed": 1, "cancelled": 1}
    assert {name: number for name, number in found.signals.items() if number} == {
        "behind": 1, "completed": 1, "cancelled": 1, "on_track": 1,
    }  # fmt: skip


def test_sums_are_exact_where_a_float_would_tip_the_signal(plan: Plan, area: PriorityArea) -> None:
    """On their first day tasks of so many days are planned at 10 on average; in floats at 9.999999999999998."""
    for days in (3, 21, 21, 28, 28):
        TaskFactory(area=area, starts_on=SEPTEMBER, due_on=SEPTEMBER + timedelta(days=days - 1))
    assert sum(100 / days for days in (3, 21, 21, 28, 28)) / 5 < 10
    found = figures.of_plan(plan, Moment(SEPTEMBER))
    assert all_of(found.planned, found.gap, found.signal) == (10, -10, "behind")


def test_sums_of_nothing_are_null(plan: Plan, area: PriorityArea) -> None:
    found = figures.of_plan(plan, Moment(SEPTEMBER))
    assert (found.actual, found.planned, found.gap, found.signal, found.worst) == (None, None, None, None, None)
    TaskFactory(area=area, kind=Task.Kind.ONGOING)
    found = figures.of_plan(plan, Moment(SEPTEMBER))
    assert (found.gap, found.signal, found.worst) == (None, "on_track", "on_track")


def test_completed_when_all_that_are_not_cancelled_are(plan: Plan, area: PriorityArea) -> None:
    UpdateFactory(task=TaskFactory(area=area), status="cancelled", percent=10)
    assert figures.of_plan(plan, Moment(SEPTEMBER)).signal == "completed"  # none is left that is not
    UpdateFactory(task=TaskFactory(area=area), status="completed", percent=100)
    assert figures.of_plan(plan, Moment(SEPTEMBER)).signal == "completed"
    TaskFactory(area=area)
    assert figures.of_plan(plan, Moment(SEPTEMBER)).signal == "behind"
