"""A password that an administrator hands over is good for one thing: choosing another that nobody else knows."""

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import Role, User
from changelog.models import Change
from tests.authorization import matrix
from tests.authorization.test_forgery import SAMPLE
from tests.authorization.test_matrix import address_of
from workplan.administration.services import Person, create_user, reset_password

pytestmark = pytest.mark.django_db
PASSWORD_PAGE, FRESH = "/accounts/password/", "eleven-grey-cranes-8"
SAID = "Your password was handed over by an administrator, who knows it"
OPEN = {"accounts:me": 200, "accounts:password": 200, "healthz": 200, "readyz": 200, "events:feed": 404}
ONLY_POSTED = {"accounts:logout": 405, "set-preference": 405}
ON_THEIR_WAY = {"home": "/administration/users/", "accounts:login": "/", "api:docs": PASSWORD_PAGE}


@pytest.fixture
def added(admin):
    """An administrator whom another one has added, and the password handed over."""
    return create_user(by=admin, username="newcomer", person=Person(name_en="Newcomer", role=Role.ADMINISTRATOR))


def signed_in(username, password):
    client = Client()
    assert client.post("/accounts/login/", {"username": username, "password": password}).status_code == 302
    return client


def test_every_page_but_ones_own_account_leads_to_the_choice_of_another(added, plan):
    client = signed_in("newcomer", added[1])
    expected, found = {}, {}
    for route in matrix.routes():
        answer = client.get(address_of(route, SAMPLE))
        found[route] = answer.get("Location", answer.status_code)
        otherwise = 403 if route.startswith("api:") else PASSWORD_PAGE
        expected[route] = (OPEN | ONLY_POSTED | ON_THEIR_WAY).get(route, otherwise)
    assert found == expected
    assert SAID in client.get("/", follow=True).content.decode()


def test_the_api_says_so_in_the_browser_and_leaves_tokens_alone(admin, planner, plan, api):
    token = api(planner)
    password = reset_password(by=admin, user=planner)
    answer = signed_in("planner", password).get("/api/v1/plans/")
    said = "Choose a password of your own first, on your account page."
    assert (answer.status_code, answer.json()["detail"]) == (403, said)
    assert token.get("/api/v1/plans/").status_code == 200


def test_choosing_another_opens_the_rest_and_is_recorded(admin, staff, plan):
    password = reset_password(by=admin, user=staff)
    client = signed_in("staff", password)
    sent = {"old_password": password, "new_password": FRESH, "again": FRESH}
    assert client.post(PASSWORD_PAGE, sent | {"new_password": password, "again": password}).status_code == 422
    assert client.get("/plans/2024/desk/")["Location"] == PASSWORD_PAGE
    answer = client.post(PASSWORD_PAGE, sent)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/plans/2024/desk/").status_code == 200
    assert SAID not in client.get(PASSWORD_PAGE).content.decode()
    changes = Change.objects.of("user", "staff").values_list("by__username", "before", "after")
    assert list(changes) == [
        (
            "staff",
            {"must_change_password": True},
            {"password": "changed", "must_change_password": False},
        ),
        (
            "admin",
            {"must_change_password": False},
            {"password": "changed", "must_change_password": True},
        ),
    ]


def test_what_no_administrator_handed_over_may_stay(monkeypatch):
    """The first administrator's own choice, and the demonstration's sign-ins."""
    monkeypatch.setenv("WORKPLAN_ADMIN_USERNAME", "root")
    monkeypatch.setenv("WORKPLAN_ADMIN_PASSWORD", FRESH)
    call_command("create_admin", verbosity=0)
    call_command("demo_data", password="chief-chief")
    assert not User.objects.filter(must_change_password=True).exists()
    for username, password in (("root", FRESH), ("chief", "chief-chief")):
        assert signed_in(username, password).get("/", follow=True).redirect_chain[0][0] != PASSWORD_PAGE
