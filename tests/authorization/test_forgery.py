"""Another site cannot write with somebody's session: every unsafe request of a browser needs the form's own token."""

import pytest
from django.test import Client

from tests.authorization import matrix
from tests.authorization.test_matrix import address_of
from tests.factories import UserFactory

SAMPLE = {
    "plan": "2024", "code": "2024-1-01", "key": 1, "pk": 1, "number": 1, "year": 2023, "leader": 1, "kind": "round",
    "language": "en", "name": "tasks", "file_format": "xlsx", "secret": "s" * 43, "event_kind": "meeting",
    "other": 2,
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_no_unsafe_request_without_the_token(method):
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory(role="planning_office"), backend="accounts.backends.SignInBackend")
    answers = {
        route: client.generic(method, address_of(route, SAMPLE), "{}", content_type="application/json").status_code
        for route in matrix.routes()
    }
    assert answers == dict.fromkeys(answers, 403)
