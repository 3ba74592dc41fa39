"""What tests of events begin with: the facts of a small event, and people of the Protocol division."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.models import Division, Role, User
from events.models import Kind, Status
from tests.factories import UserFactory, at


@pytest.fixture
def protocol_staff(protocol: Division) -> User:
    """Staff of the division that keeps the leaders' schedules."""
    return UserFactory(username="protocol-staff", role=Role.STAFF, division=protocol)


@pytest.fixture
def facts(division: Division) -> Callable[..., dict[str, Any]]:
    """`facts(**changed)`: a meeting hosted by `division` on 10 October 2024 (it is 30 September), 10:00 to 11:00."""

    def of_an_event(**changed: Any) -> dict[str, Any]:
        day = changed.pop("day", date(2024, 10, 10))
        return {
            "title_en": "Call by a delegation",
            "title_zh": "会见代表团",
            "kind": Kind.MEETING,
            "status": Status.PLANNED,
            "starts_at": at(day, 10),
            "ends_at": at(day, 11),
            "host_division": division,
        } | changed

    return of_an_event
