"""Rounds and urging while several people do the same at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from accounts.models import Division, User
from foundation.errors import Conflict
from priorities.models import Plan, Round, RoundTask, Task, Urge
from priorities.services.rounds import close_round, open_round
from priorities.services.urging import urge
from tests.factories import AreaFactory, RoundFactory, TaskFactory

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS = 6


def at_once(call: Callable[[], Any]) -> None:
    """Do it so many times at the same moment, each over a connection of its own; refusals are part of it."""
    barrier = threading.Barrier(CLIENTS)

    def one(_number: int) -> None:
        try:
            barrier.wait()
            with suppress(ValidationError, Conflict):
                call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(one, range(CLIENTS)))


@pytest.fixture
def tasks(plan: Plan, division: Division) -> list[Task]:
    area = AreaFactory(plan=plan, number=1)
    return [TaskFactory(area=area, number=number, lead_division=division) for number in (1, 2, 3)]


def test_one_round_is_opened(planner: User, plan: Plan) -> None:
    days: dict[str, Any] = {"counts_from": date(2024, 9, 20), "due_on": date(2024, 10, 8)}
    at_once(lambda: open_round(by=planner, plan=plan, kind="month", number=9, **days))
    assert Round.objects.count() == 1


def test_a_round_is_closed_once(planner: User, plan: Plan, tasks: list[Task]) -> None:
    this = RoundFactory(plan=plan)
    at_once(lambda: close_round(by=planner, round=this))
    assert (RoundTask.objects.count(), Round.objects.get().version) == (3, 2)


def test_each_task_is_urged_once(planner: User, tasks: list[Task]) -> None:
    at_once(lambda: urge(by=planner, tasks=tasks, text="Please."))
    assert sorted(Urge.objects.values_list("task", flat=True)) == [task.pk for task in tasks]
