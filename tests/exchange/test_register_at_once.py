"""The same register taken in twice at the same moment, and two with the same events by two people."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from accounts.models import User
from changelog.models import Change
from events.models import Event, EventState
from exchange.models import Upload
from priorities.models import Plan
from tests.exchange.registers import workbook
from tests.exchange.test_register_pages import row, shown, uploaded

pytestmark = pytest.mark.django_db(transaction=True)
CLICKS = 3


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="accounts.backends.SignInBackend")
    return client


def at_once(pressed: list[Any]) -> list[int]:
    """What each is answered, all begun at the same moment."""
    barrier = threading.Barrier(len(pressed))

    def run(press: Any) -> int:
        try:
            barrier.wait()
            return int(press())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(pressed)) as pool:
        return [each.result() for each in [pool.submit(run, press) for press in pressed]]


def test_several_clicks_take_it_in_once(plan: Plan, staff: User) -> None:
    client = signed_in(staff)
    address, page = uploaded(client, workbook([row("", f"2023-5-{n}", f"会见{n}") for n in range(1, 4)]))
    form = {"take": "all", "shown": shown(page)}

    def press() -> int:
        mine = Client()
        mine.cookies = client.cookies
        return mine.post(address, form).status_code

    assert at_once([press] * CLICKS) == [302] * CLICKS
    assert (Event.objects.count(), EventState.objects.count(), Change.objects.count()) == (3, 3, 3)
    assert sorted(Upload.objects.get().result["events"]) == sorted(Event.objects.values_list("pk", flat=True))


def test_of_two_people_with_the_same_register_the_second_is_shown_what_is_there(
    plan: Plan, staff: User, chief: User
) -> None:
    content = workbook([row("", "2023-5-2"), row("", "2023-5-3", "签约")])
    presses = []
    for person in (staff, chief):
        client = signed_in(person)
        address, page = uploaded(client, content)
        form = {"take": "all", "shown": shown(page)}
        presses.append(lambda client=client, address=address, form=form: client.post(address, form).status_code)
    assert sorted(at_once(presses)) == [302, 409]
    assert (Event.objects.count(), Change.objects.count()) == (2, 2)
