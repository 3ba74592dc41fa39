"""Two people who register overlapping events at the same moment: one of them is warned."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from accounts.models import Role, User
from events.models import Event
from events.services import Attends, register_event
from tests.factories import LeaderFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS = 4


def test_all_but_the_first_are_warned(staff: User, facts: Callable[..., dict[str, Any]]) -> None:
    leader = LeaderFactory()
    people = [UserFactory(role=Role.STAFF, division=staff.division) for _number in range(CLIENTS)]
    barrier = threading.Barrier(CLIENTS)

    def register(person: User) -> list[str]:
        wanted = facts(day=date(2024, 10, 10), attendances=[Attends(leader=leader)])
        try:
            barrier.wait()
            register_event(by=person, demonstration=False, facts=wanted)
        except ValidationError as error:
            return list(error.message_dict)
        finally:
            connections.close_all()
        return []

    with ThreadPoolExecutor(CLIENTS) as pool:
        saved = list(pool.map(register, people))
    assert (sorted(saved), Event.objects.count()) == ([[], *[["conflict_reason"]] * (CLIENTS - 1)], 1)
