"""Bulk actions while others write at the same moment."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connections
from django.test import Client

from accounts.models import Division, User
from changelog.models import Change
from changelog.services import unit
from priorities.models import Plan, ProgressUpdate, Task
from tests.factories import AreaFactory, TaskFactory, UpdateFactory
from tests.priorities.bulking import URL, carried, sent

pytestmark = pytest.mark.django_db(transaction=True)
CLICKS = 4
Confirm = Callable[..., "Future[int]"]


@pytest.fixture
def tasks(plan: Plan, division: Division) -> list[Task]:
    area = AreaFactory(plan=plan, number=1)
    return [TaskFactory(area=area, number=number, lead_division=division) for number in (1, 2, 3)]


@pytest.fixture
def confirm(tasks: list[Task], staff: User) -> Iterator[Confirm]:
    """Press “do it” of one and the same preview, in a thread of its own; gives the status."""
    client = Client()
    client.force_login(staff, backend="accounts.backends.SignInBackend")
    form = carried(client.post(URL, sent("no-change", *tasks))) | {"step": "do"}

    def pressed(start: Callable[[], object] = lambda: None) -> int:
        mine = Client()
        mine.cookies = client.cookies
        try:
            start()
            return int(mine.post(URL, form).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CLICKS) as pool:
        yield lambda *args: pool.submit(pressed, *args)


def test_several_clicks_at_once_write_once(confirm: Confirm) -> None:
    """And all of them are answered as the one that wrote."""
    barrier = threading.Barrier(CLICKS)
    answers = [each.result() for each in [confirm(barrier.wait) for _click in range(CLICKS)]]
    assert answers == [302] * CLICKS
    assert (ProgressUpdate.objects.count(), Change.objects.count()) == (3, 3)


def test_a_report_that_is_being_written_is_waited_for_and_told(confirm: Confirm, tasks: list[Task]) -> None:
    """The confirmation comes while the report is not committed yet: compared only once it is."""
    with unit():
        pressed = confirm()
        time.sleep(0.5)  # by now it waits for the write lock
        assert not pressed.done()
        UpdateFactory(task=tasks[1], percent=70, effective_on=date(2024, 9, 29))
    assert pressed.result() == 409
    assert list(ProgressUpdate.objects.values_list("percent", flat=True)) == [70]
