"""The same workbook taken in twice at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from accounts.models import Division, User
from changelog.models import Change
from exchange.models import Upload
from priorities.models import Plan, ProgressUpdate, Task
from tests.exchange.importing import exported, workbook
from tests.exchange.test_import_pages import shown, uploaded
from tests.factories import AreaFactory, TaskFactory

pytestmark = pytest.mark.django_db(transaction=True)
CLICKS = 4


def test_several_clicks_at_once_take_it_in_once(plan: Plan, division: Division, staff: User) -> None:
    """And all of them are answered as the one that wrote."""
    area = AreaFactory(plan=plan, number=1)
    tasks: list[Task] = [TaskFactory(area=area, number=n, lead_division=division) for n in (1, 2, 3)]
    client = Client()
    client.force_login(staff, backend="accounts.backends.SignInBackend")
    address, page = uploaded(client, workbook([exported(task, status="in progress", percent=10) for task in tasks]))
    form, barrier = {"take": "all", "shown": shown(page)}, threading.Barrier(CLICKS)

    def pressed() -> int:
        mine = Client()
        mine.cookies = client.cookies
        try:
            barrier.wait()
            return int(mine.post(address, form).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CLICKS) as pool:
        answers = [each.result() for each in [pool.submit(pressed) for _click in range(CLICKS)]]
    assert answers == [302] * CLICKS
    assert (ProgressUpdate.objects.count(), Change.objects.count()) == (3, 3)
    assert sorted(Upload.objects.get().result["updates"]) == sorted(ProgressUpdate.objects.values_list("pk", flat=True))
