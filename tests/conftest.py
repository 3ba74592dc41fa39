"""One persona per role, and the fixed day of all tests: 30 September 2024."""

import gc
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client, TransactionTestCase
from rest_framework.test import APIClient

from accounts.models import Division, Role, User
from priorities.models import Plan
from tests import emptying
from tests.factories import DivisionFactory, PlanFactory, TokenFactory, UserFactory

TODAY = date(2024, 9, 30)


def pytest_collection_finish() -> None:
    """What is there now stays to the end: looking through it for garbage again and again took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database; emptied quickly after a test that commits; other sessions on it are ended before it goes.

    The live server's threads may outlive the tests that a browser made of them, with a connection in hand, and
    PostgreSQL drops no database that somebody is connected to.
    """
    transactional: Any = TransactionTestCase
    transactional._fixture_teardown = emptying.empty
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


@pytest.fixture(autouse=True)
def fixed_day(settings: Any) -> None:
    """Every test lives on the same day; a test about the clock sets its own."""
    settings.WORKPLAN_TODAY = TODAY


@pytest.fixture
def plan(db: None) -> Plan:
    """The adopted plan of 2024."""
    return PlanFactory()


@pytest.fixture
def division(db: None) -> Division:
    """The division of `staff` and `chief`."""
    return DivisionFactory(code="economic", name_en="Economic Affairs", name_zh="经济处")


@pytest.fixture
def other_division(db: None) -> Division:
    """The division of `staff2` and `chief2`."""
    return DivisionFactory(code="consular", name_en="Consular", name_zh="领事处")


@pytest.fixture
def protocol(db: None) -> Division:
    """The division that keeps the leaders' schedules."""
    return DivisionFactory(code="protocol", name_en="Protocol", name_zh="礼宾处", protocol=True)


@pytest.fixture
def leader(db: None) -> User:
    """One of the office's own leaders."""
    return UserFactory(username="leader", role=Role.LEADERSHIP)


@pytest.fixture
def secretary(leader: User) -> User:
    """The secretary of `leader`."""
    return UserFactory(username="secretary", role=Role.SECRETARY, secretary_to=leader)


@pytest.fixture
def staff(division: Division) -> User:
    """Division staff."""
    return UserFactory(username="staff", role=Role.STAFF, division=division)


@pytest.fixture
def chief(division: Division) -> User:
    """The chief of `staff`'s division."""
    return UserFactory(username="chief", role=Role.CHIEF, division=division)


@pytest.fixture
def staff2(other_division: Division) -> User:
    """Staff of another division."""
    return UserFactory(username="staff2", role=Role.STAFF, division=other_division)


@pytest.fixture
def chief2(other_division: Division) -> User:
    """The chief of another division."""
    return UserFactory(username="chief2", role=Role.CHIEF, division=other_division)


@pytest.fixture
def planner(db: None) -> User:
    """The planning office."""
    return UserFactory(username="planner", role=Role.PLANNING_OFFICE)


@pytest.fixture
def planner2(db: None) -> User:
    """Another person of the planning office."""
    return UserFactory(username="planner2", role=Role.PLANNING_OFFICE)


@pytest.fixture
def admin(db: None) -> User:
    """An administrator."""
    return UserFactory(username="admin", role=Role.ADMINISTRATOR)


@pytest.fixture
def outsider(db: None) -> User:
    """Signed in, without division and role."""
    return UserFactory(username="outsider")


@pytest.fixture
def sign_in(client: Client) -> Callable[[User], Client]:
    """Sign a person in on the test client."""

    def signed_in(user: User) -> Client:
        client.force_login(user, backend="accounts.backends.SignInBackend")
        return client

    return signed_in


@pytest.fixture
def api() -> Callable[..., APIClient]:
    """An API client with a token of a person: `api(user, write=True, schedule=True)`."""

    def with_token(user: User, **scopes: bool) -> APIClient:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {TokenFactory(user=user, **scopes).secret}")
        return client

    return with_token
