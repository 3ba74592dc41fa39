"""Who has reported in a round: a second opinion in plain Python, over random histories at random days and instants."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import clock
from priorities.figures import Moment
from priorities.figures.rounds import Tally, asked, tallies
from priorities.models import Round
from tests.factories import start_of
from tests.figures import oracle
from tests.figures.records import Task, World
from tests.figures.strategies import cases
from tests.figures.test_against_oracle import Case, limited, written

pytestmark = pytest.mark.django_db


def answer_of(task: Task, counts_from: date, day: date, known_at: Any) -> int | None:
    """The place of the newest report as of `counts_from` or later that was neither returned nor withdrawn."""
    chosen = None
    for place, update in enumerate(task.updates):
        if not counts_from <= update.effective_on <= day or not oracle.is_known(update.recorded_at, known_at):
            continue
        known = [review.outcome for review in update.reviews if oracle.is_known(review.at, known_at)]
        if "returned" in known or "withdrawn" in known:
            continue
        if chosen is None or update.effective_on >= task.updates[chosen].effective_on:
            chosen = place
    return chosen


def asked_for(world: World, areas: set[int], counts_from: date, day: date, known_at: Any) -> dict[int, tuple[Any, ...]]:
    """By the task's place: its lead division, the answer, the day of its last report."""
    found: dict[int, tuple[Any, ...]] = {}
    for place, task in enumerate(world.tasks):
        if task.lead is None or (areas and task.area not in areas):
            continue
        answer = answer_of(task, counts_from, day, known_at)
        signal = oracle.state_of(world, task, day, known_at).signal
        if answer is None and signal in ("completed", "cancelled", "not_due"):
            continue
        heard = [
            update.effective_on
            for update in task.updates
            if update.effective_on <= day and oracle.is_known(update.recorded_at, known_at)
        ]
        found[place] = (task.lead, answer, max(heard, default=None))
    return found


@limited(60)
@given(cases(events=False), st.data())
def test_who_is_asked_and_who_has_reported(case: Case, data: st.DataObject) -> None:
    world, day, known_at, _reader = case
    counts_from = day - timedelta(days=data.draw(st.integers(0, 120)))
    areas = data.draw(st.sets(st.integers(0, world.areas - 1), max_size=2))
    with written(world) as built:
        this = Round.objects.create(
            plan=built.plan, number=1, counts_from=counts_from, due_on=day, opened_at=start_of(day)
        )
        this.areas.set([built.areas[place] for place in areas])
        expected = asked_for(world, areas, counts_from, day, known_at)
        tasks = {task.pk: place for place, task in enumerate(built.tasks)}
        divisions = {division.pk: place for place, division in enumerate(built.divisions)}
        found = asked(built.plan, [this], Moment(day, known_at)).get(this.pk, [])
        assert {
            tasks[each.task_id]: (
                divisions[each.division_id or 0],
                None if each.answer_id is None else built.updates[each.answer_id],
                each.reported_on,
            )
            for each in found
        } == expected
        places = [tasks[each.task_id] for each in found]
        assert places == sorted(places, key=lambda place: (world.tasks[place].area, place))
        for division, place in divisions.items():
            own = asked(built.plan, [this], Moment(day, known_at), division_id=division).get(this.pk, [])
            assert [tasks[each.task_id] for each in own] == [one for one in places if expected[one][0] == place]
        now = Moment.of(built.plan).day
        today = asked_for(world, areas, counts_from, now, None)
        assert sum(tallies(built.plan, [this])[this.pk].values(), Tally()) == Tally(
            len(today), sum(answer is not None for _lead, answer, _day in today.values())
        )
        assert clock.today() >= now or now == built.plan.first_day
