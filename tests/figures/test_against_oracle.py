"""The figures in SQL equal a second computation in plain Python, on random histories at random D and K."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Role
from events import figures as event_figures
from foundation.numbers import one_decimal
from priorities import figures
from priorities.figures import Moment, Progress, kept
from priorities.figures.attention import needing_attention
from priorities.figures.extensions import extensions
from priorities.figures.ordering import in_order
from priorities.models import StateToday, Task
from tests.figures import oracle, oracle_events
from tests.figures.build import Built, build
from tests.figures.records import Reader, World
from tests.figures.records import Task as TaskRecord
from tests.figures.strategies import ROLES, cases
from workplan.progress import division_progress, plan_progress

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("WORKPLAN_HYPOTHESIS_EXAMPLES", "0"))
Case = tuple[World, date, datetime | None, Reader]


def limited(examples: int) -> settings:
    """The same examples every time, as few as catch what was broken by hand; others, and more, by the environment."""
    return settings(
        max_examples=EXAMPLES or examples,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@contextmanager
def written(world: World) -> Iterator[Built]:
    """The world in the database, until the end of the block."""
    with transaction.atomic():
        yield build(world)
        transaction.set_rollback(True)


def as_sums(progress: Progress) -> oracle.Sums:
    """The product's figures in the oracle's form."""
    return oracle.Sums(
        actual=progress.actual,
        planned=progress.planned,
        signal=progress.signal,
        worst=progress.worst,
        tasks=progress.tasks,
        signals=progress.signals,
        stale=progress.stale,
        disagrees=progress.disagrees,
    )


def as_state(built: Built, task: Task) -> oracle.State:
    """The product's state of a task in the oracle's form."""
    state = task.state
    return oracle.State(
        status=state.status,
        percent=state.percent,
        health=state.health,
        planned=state.planned,
        signal=state.signal,
        stale=state.stale,
        disagrees=state.disagrees,
        starts_on=state.starts_on,
        due_on=state.due_on,
        standing=None if state.standing_id is None else built.updates[state.standing_id],
    )


def empty(world: World) -> oracle.Sums:
    """The figures of no task at all."""
    return oracle.sums_of(world, [], date(world.year, 1, 1))


@limited(120)
@given(case=cases(events=False))
def test_tasks_and_their_sums(case: Case) -> None:
    world, day, known_at, _ = case
    with written(world) as built:
        moment = Moment(day, known_at)
        states = [oracle.state_of(world, task, day, known_at) for task in world.tasks]
        rows = figures.attach(Task.objects.of_plan(built.plan).for_list().order_by("id"), moment)
        assert [as_state(built, row) for row in rows] == states
        moved = [extensions(row, moment) for row in rows]
        told = [oracle.extensions_of(task, day, known_at) for task in world.tasks]
        assert [(each.times, each.original_due) for each in moved] == told

        assert as_sums(figures.of_plan(built.plan, moment)) == oracle.sums_of(world, list(world.tasks), day, known_at)
        whole, areas = figures.by_area(built.plan, moment)
        assert as_sums(whole) == oracle.sums_of(world, list(world.tasks), day, known_at)
        assert _by_row(areas) == _sums_by(world, "area", [row.pk for row in built.areas], day, known_at)
        divisions = figures.by_division(built.plan, moment)
        leads = [row.pk for row in built.divisions]
        assert _by_row(divisions) == _sums_by(world, "lead", leads, day, known_at)

        days = sorted({day, day - timedelta(days=1), date(world.year, 12, 31), date(world.year, 2, 28)})
        found = figures.over_days(built.plan, days, known_at)
        assert {each: (as_sums(one), _by_row(some)) for each, (one, some) in found.items()} == {
            each: (
                oracle.sums_of(world, list(world.tasks), each, known_at),
                _sums_by(world, "area", [row.pk for row in built.areas], each, known_at),
            )
            for each in days
        }


@limited(40)
@given(case=cases(events=False))
def test_lists_narrowed_and_ordered_by_state(case: Case) -> None:
    world, day, known_at, _ = case
    with written(world) as built:
        moment, tasks = Moment(day, known_at), Task.objects.of_plan(built.plan).order_by("id")
        keys = [row.pk for row in built.tasks]
        states = dict(zip(keys, [oracle.state_of(world, task, day, known_at) for task in world.tasks], strict=True))

        def narrowed(**wanted: Any) -> list[int]:
            return list(figures.narrow(tasks, built.plan, moment, **wanted).values_list("pk", flat=True))

        for signal in oracle.GRAVEST_FIRST:
            assert narrowed(signal=[signal]) == [key for key in keys if states[key].signal == signal]
        for status in oracle.STATUSES:
            assert narrowed(status=[status]) == [key for key in keys if states[key].status == status]
        for flag in (True, False):
            assert narrowed(stale=flag) == [key for key in keys if states[key].stale is flag]
            assert narrowed(disagrees=flag) == [key for key in keys if states[key].disagrees is flag]
        assert narrowed(due_from=day) == [key for key in keys if states[key].due_on >= day]
        assert narrowed(due_to=day, stale=True) == [
            key for key in keys if states[key].due_on <= day and states[key].stale
        ]
        assert narrowed() == keys

        gravity = oracle.GRAVEST_FIRST.index
        in_plan = Task.objects.of_plan(built.plan).values_list("pk", flat=True)
        told = [(key, states[key]) for key in in_plan]  # of equal ones the first of the plan comes first
        by: dict[str, list[tuple[int, Any]]] = {
            "due": [(key, state.due_on) for key, state in told],
            "signal": [(key, gravity(state.signal)) for key, state in told],
            "percent": [(key, state.percent) for key, state in told],
            "gap": [
                (key, None if state.planned is None else (state.percent or 0) - state.planned) for key, state in told
            ],
        }
        rows = StateToday.objects.filter(plan=built.plan)
        for name, values in by.items():
            for sign, backwards in (("", False), ("-", True)):
                expected = _sorted(values, backwards)
                assert in_order(rows, f"{sign}{name}", built.plan, moment, False) == expected, f"{sign}{name}"
                if kept.holds_at(built.plan, moment):
                    found: Any = in_order(rows, f"{sign}{name}", built.plan, moment, True)
                    assert [row.pk for row in found] == expected, f"{sign}{name}"
        wanted = [key for key in keys if states[key].stale or gravity(states[key].signal) < 3]
        wanted.sort(key=lambda key: (gravity(states[key].signal), states[key].due_on, key))
        assert [row.pk for row in needing_attention(built.plan, moment, 3)] == wanted[:3]


def _sorted(values: list[tuple[int, Any]], backwards: bool) -> list[int]:
    """Keys by their value, those without one last; Python's sort keeps equal ones in their order, also backwards."""
    there = sorted((each for each in values if each[1] is not None), key=lambda each: each[1], reverse=backwards)
    return [key for key, _value in [*there, *(each for each in values if each[1] is None)]]


@limited(150)
@given(case=cases(tasks=False))
def test_events_and_indicators(case: Case) -> None:
    world, day, known_at, reader = case
    with written(world) as built:
        moment, user = Moment(day, known_at), built.reader(reader)
        assert as_counts(event_figures.counts(built.plan, moment)) == oracle_events.plan_counts(world, day, known_at)
        found = event_figures.counts_by_area(built.plan, moment, user)
        for number, area in enumerate(built.areas):
            counts = as_counts(found[area.pk]) if area.pk in found else oracle_events.Counts()
            assert counts == oracle_events.area_counts(world, number, reader, day, known_at)
        months = [(month, as_counts(each)) for month, each in event_figures.by_month(built.plan, moment)]
        assert months == [
            (month, oracle_events.month_counts(world, month, day, known_at)) for month in range(1, day.month + 1)
        ]
        followed = event_figures.indicator_figures(built.plan, moment, user)
        assert [as_followed(each) for each in followed] == [
            oracle_events.follow(world, indicator, reader, day, known_at) for indicator in world.indicators
        ]


@limited(40)
@given(case=cases())
def test_what_the_dashboard_and_the_api_show(case: Case) -> None:
    """The figures put together, as one reader may see them."""
    world, day, known_at, reader = case
    with written(world) as built:
        moment, user = Moment(day, known_at), built.reader(reader)
        progress = plan_progress(built.plan, moment, user)
        assert as_sums(progress.whole) == oracle.sums_of(world, list(world.tasks), day, known_at)
        assert as_counts(progress.events) == oracle_events.plan_counts(world, day, known_at)
        areas = [
            (
                oracle.sums_of(world, [task for task in world.tasks if task.area == number], day, known_at),
                oracle_events.area_counts(world, number, reader, day, known_at),
            )
            for number in range(world.areas)
        ]
        assert [(as_sums(sums), as_counts(counts)) for _, sums, counts in progress.areas] == areas
        expected = _divisions_seen(world, reader, day, known_at)
        numbers = {row.pk: number for number, row in enumerate(built.divisions)}
        league = division_progress(built.plan, moment, user)
        assert [(numbers[division.pk], as_sums(sums)) for division, sums in league] == expected


def _divisions_seen(
    world: World, reader: Reader, day: date, known_at: datetime | None
) -> list[tuple[int, oracle.Sums]]:
    """Divisions side by side: leadership and planning office all of them, a chief their own row, others none."""
    seen: list[int] = []
    if reader.role in ("leadership", "planning_office"):
        seen = list(range(world.divisions))
    elif reader.role == "chief" and reader.division is not None:
        seen = [reader.division]
    led = {number: [task for task in world.tasks if task.lead == number] for number in seen}
    return [(number, oracle.sums_of(world, tasks, day, known_at)) for number, tasks in led.items() if tasks]


def _sums_by(
    world: World, what: str, keys: list[int], day: date, known_at: datetime | None
) -> dict[int | None, oracle.Sums]:
    """The oracle's sums by area or lead division, by the key of the row, of those that have tasks."""
    groups: dict[int | None, list[TaskRecord]] = {}
    for task in world.tasks:
        number = getattr(task, what)
        groups.setdefault(None if number is None else keys[number], []).append(task)
    return {key: oracle.sums_of(world, tasks, day, known_at) for key, tasks in groups.items()}


def _by_row(found: dict[Any, Progress]) -> dict[Any, oracle.Sums]:
    return {key: as_sums(progress) for key, progress in found.items()}


def as_counts(counts: event_figures.EventCounts) -> oracle_events.Counts:
    """The product's counts in the oracle's form."""
    return oracle_events.Counts(**asdict(counts))


def as_followed(figure: event_figures.IndicatorFigures) -> oracle_events.Followed:
    """The product's figures of an indicator in the oracle's form."""
    baselines = [
        oracle_events.Against(
            year=each.baseline.year,
            change_percent=each.change_percent,
            pace=each.pace,
            projected_change_percent=each.projected_change_percent,
            ahead=each.ahead,
            same_day=each.same_day,
        )
        for each in figure.baselines
    ]
    baselines.sort(key=lambda each: each.year)
    return oracle_events.Followed(figure.actual, figure.offline, figure.projected, baselines)


@settings(max_examples=200, derandomize=True, database=None, deadline=None)
@given(value=st.one_of(st.fractions(-1000, 1000), st.integers(-20_000, 20_000).map(lambda n: Fraction(n, 20))))
def test_one_decimal(value: Fraction) -> None:
    """Half of these are ties, at which the two roundings differ."""
    assert str(one_decimal(value)) == oracle.one_decimal(value)


def test_readers_of_every_role_are_drawn() -> None:
    """Whoever adds a role to the product adds it to the strategies."""
    assert set(ROLES) == set(Role.values)
