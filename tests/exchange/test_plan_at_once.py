"""Loading one and the same file several times at the same moment: it is loaded once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts.models import User
from changelog.models import Change
from exchange.models import Upload
from priorities.models import Plan
from tests.exchange.plan_files import workbook
from tests.exchange.test_plan_pages import send, shown

pytestmark = pytest.mark.django_db(transaction=True)
CLICKS = 4


def test_several_clicks_at_once_load_once(planner: User) -> None:
    client = Client()
    client.force_login(planner, backend="accounts.backends.SignInBackend")
    send(client, workbook())
    address = reverse("exchange:plan-preview", args=[Upload.objects.get().pk])
    form, barrier = shown(client.get(address)), threading.Barrier(CLICKS)

    def press() -> int:
        mine = Client()
        mine.cookies = client.cookies
        try:
            barrier.wait()
            return int(mine.post(address, form).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CLICKS) as pool:
        answers = [each.result() for each in [pool.submit(press) for _click in range(CLICKS)]]
    assert (answers, Plan.objects.count(), Change.objects.count()) == ([302] * CLICKS, 1, 4)
