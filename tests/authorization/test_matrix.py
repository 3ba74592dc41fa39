"""Each cell of the authorization matrix is a request to the whole product. Nothing it does outlives the cell.

A test takes all the cells of a row, and says each that answers otherwise: a test for each cell spent a quarter of its
time on being a test.
"""

import json
from collections.abc import Iterator
from itertools import groupby
from string import Template
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings as configured
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse

from tests.authorization import matrix
from tests.authorization.world import World, build
from tests.conftest import TODAY
from tests.factories import TokenFactory

pytestmark = pytest.mark.django_db
ROWS = [list(cells) for _row, cells in groupby(matrix.cells(), key=lambda cell: (cell.route, cell.method, cell.thing))]
ROUTES = matrix.routes()


class Stage:
    """The world, and each person's session and tokens, made once for all cells."""

    def __init__(self) -> None:
        self.world: World = build()
        self.product = Client().handler  # made once: each client would build all the middleware anew
        self.sessions: dict[str, str] = {}
        self.secrets: dict[tuple[str, str], str] = {}
        for who, person in self.world.people.items():
            client = Client()
            client.force_login(person, backend="accounts.backends.SignInBackend")
            self.sessions[who] = client.cookies[configured.SESSION_COOKIE_NAME].value
            for by, scopes in ((matrix.TOKEN, {"write": True, "schedule": True}), (matrix.READING, {})):
                self.secrets[who, by] = TokenFactory(user=person, name=by, **scopes).secret

    def answer(self, cell: matrix.Cell) -> int | str:
        """The status of the answer; `login` for being sent to the sign-in page. What was written is undone."""
        with transaction.atomic():
            answered = self._answer(cell)
            if cell.method != "GET":
                connection.check_constraints()
            transaction.set_rollback(True)
        return answered

    def _answer(self, cell: matrix.Cell) -> int | str:
        keys = self.world.keys_of(cell.thing, cell.relation, cell.who)
        address = address_of(cell.route, keys)
        sent = json.loads(Template(cell.sent).substitute(keys))
        client = self._client(cell)
        if cell.method == "GET":
            answer = client.get(address, sent)
        elif cell.route.startswith("api:"):
            answer = client.generic(cell.method, address, json.dumps(sent), content_type="application/json")
        else:
            body = urlencode(sent, doseq=True)
            answer = client.generic(cell.method, address, body, content_type="application/x-www-form-urlencoded")
        if answer.streaming:
            answer.getvalue()  # read to its end, a file is closed
        if answer.status_code == 302 and answer["Location"].startswith("/accounts/login/?next="):
            return "login"
        return int(answer.status_code)

    def _client(self, cell: matrix.Cell) -> Client:
        """A fresh browser or program of whoever asks."""
        token = cell.by != matrix.SESSION
        client = Client(headers={"Authorization": f"Bearer {self.secrets[cell.who, cell.by]}"} if token else None)
        client.handler = self.product
        if not token and cell.who in self.sessions:
            client.cookies[configured.SESSION_COOKIE_NAME] = self.sessions[cell.who]
        return client


def address_of(route: str, keys: dict[str, Any]) -> str:
    if route == "api:not-here":
        return "/api/v1/nowhere/"
    return reverse(route, kwargs={name: keys[name] for name in ROUTES[route].pattern.converters})


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """One world for all cells, taken down with the module."""
    with django_db_blocker.unblock(), override_settings(WORKPLAN_TODAY=TODAY), transaction.atomic():
        yield Stage()
        transaction.set_rollback(True)


@pytest.mark.parametrize("cells", ROWS, ids=lambda cells: "-".join((cells[0].route, cells[0].method, cells[0].thing)))
def test_row(stage: Stage, cells: list[matrix.Cell]) -> None:
    expected = {str(cell): cell.expected for cell in cells}
    assert len(expected) == len(cells)
    assert {str(cell): stage.answer(cell) for cell in cells} == expected


@pytest.mark.parametrize("route", sorted(matrix.load()["routes"]))
def test_every_method_that_the_matrix_does_not_list_is_refused(stage: Stage, route: str) -> None:
    rows = [key.split() for key in matrix.load()["routes"][route] if key != "is"]
    listed = {method for method, *_thing in rows}
    thing = next((rest[0] for _method, *rest in rows if rest), "")
    who = "administrator" if route.startswith("administration:") else "planning_office"
    common: Any = {"route": route, "who": who, "thing": thing, "relation": "own", "expected": 405, "sent": "{}"}
    if thing and "own" not in stage.world.keys.get(thing, {"own": 1}):
        common["relation"] = "none"
    answers = {
        method: stage.answer(matrix.Cell(method=method, **common)) for method in matrix.METHODS if method not in listed
    }
    expected = 404 if route == "api:not-here" else 405
    assert answers == dict.fromkeys(answers, expected)
