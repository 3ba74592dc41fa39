"""Signing in and out."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from foundation import clock
from tests.factories import UserFactory
from workplan.account.sign_in import client_ip
from workplan.administration.services import Person, change_user, reset_password

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
BACKEND = "accounts.backends.SignInBackend"
FORM = "application/x-www-form-urlencoded"
PASSWORD = "seven-blue-heron-4"


@pytest.fixture
def ann(db):
    person = UserFactory(username="ann", role=Role.PLANNING_OFFICE)
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(client, username="ann", password=PASSWORD, **more):
    return client.post(LOGIN, {"username": username, "password": password}, **more)


def test_page_speaks_both_languages_before_sign_in(client):
    page = client.get(LOGIN)
    assert page.status_code == 200
    text = page.content.decode()
    assert 'name="username"' in text
    assert 'name="password"' in text
    assert "Office of the Foreign Affairs Commission of the CPC Beijing Municipal Committee" in text
    assert "state secrets and work secrets must not be entered" in text
    assert "no-store" in page["Cache-Control"]
    client.post("/preferences/", {"language": "zh-hans", "next": LOGIN})
    assert '<html lang="zh-Hans"' in client.get(LOGIN).content.decode()


def test_right_password_goes_on_to_where_one_was_going(client, ann):
    answer = client.get("/accounts/me/?x=1")
    assert answer["Location"] == "/accounts/login/?next=/accounts/me/%3Fx%3D1"
    answer = client.post(LOGIN, {"username": "ann", "password": PASSWORD, "next": "/accounts/me/?x=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/me/?x=1")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_never_goes_on_to_another_host(client, ann, elsewhere):
    answer = client.post(LOGIN, {"username": "ann", "password": PASSWORD, "next": elsewhere})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_session_is_new_lives_twelve_hours_and_is_out_of_reach_of_scripts(client, ann):
    client.cookies["sessionid"] = "chosen-by-somebody-else"
    sign_in(client)
    cookie = client.cookies["sessionid"]
    assert cookie.value != "chosen-by-somebody-else"
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (12 * 60 * 60, True, "Lax")
    ends = Session.objects.get(pk=cookie.value).expire_date
    assert timedelta(hours=11, minutes=59) < ends - timezone.now() <= timedelta(hours=12)


def test_last_sign_in_is_by_the_products_clock(client, ann):
    sign_in(client)
    ann.refresh_from_db()
    assert clock.local_day(ann.last_login) == clock.today()


def test_one_message_whatever_does_not_fit(client, ann):
    UserFactory(username="gone", is_active=False)
    User.objects.filter(username="gone").update(password=ann.password)
    said = set()
    for username, password in (("ann", "wrong"), ("nobody", PASSWORD), ("gone", PASSWORD), ("Ann", PASSWORD)):
        answer = sign_in(client, username, password)
        assert answer.status_code == 200
        assert "_auth_user_id" not in client.session
        said.add(tuple(answer.context["form"].non_field_errors()))
    assert said == {("The user name or password is wrong. Check capital letters; closed accounts cannot sign in.",)}


ODD = ["a\x00b", "\x07", "\ud800", "x" * 61, "x" * 1_000_000, "", "   ", "😀" * 30, "a'--", "%00"]


@pytest.mark.parametrize("username", ODD)
def test_an_odd_user_name_is_an_error_beside_the_field_and_never_a_500(client, username):
    body = urlencode({"username": username.encode("utf-8", "surrogatepass"), "password": "x"})
    answer = client.post(LOGIN + "?next=%2F%00&x=%00%ED%A0%80", body, content_type=FORM)
    assert answer.status_code == 200
    assert answer.context["form"].errors


@pytest.mark.parametrize("password", ["a\x00b", "\x07", "\ud800", "", "x" * 100_000])
def test_an_odd_password_too(client, ann, password):
    body = urlencode({"username": "ann", "password": password.encode("utf-8", "surrogatepass")})
    answer = client.post(LOGIN, body, content_type=FORM)
    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_ten_failures_close_the_door_for_a_quarter_of_an_hour(client, ann, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert sign_in(client, password="wrong").status_code == 200
    answer = sign_in(client, password="wrong")
    assert answer.status_code == 429
    assert "Too many failed sign-ins" in answer.content.decode()
    assert sign_in(client).status_code == 429
    assert "_auth_user_id" not in client.session

    # Another person at the same machine, and this one elsewhere, may still sign in.
    bea = UserFactory(username="bea")
    bea.set_password(PASSWORD)
    bea.save()
    assert sign_in(client, "bea").status_code == 302
    client.logout()
    assert sign_in(client, REMOTE_ADDR="10.0.0.7").status_code == 302
    client.logout()

    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))
    assert sign_in(client).status_code == 302


def test_one_password_on_many_names_closes_the_door_at_that_address_only(client, ann, settings):
    most = settings.AXES_FAILURE_LIMIT * 5
    for number in range(most - 1):
        assert sign_in(client, f"name{number}", "wrong").status_code == 200
    assert sign_in(client, "one-more", "wrong").status_code == 429
    assert sign_in(client).status_code == 429
    assert "_auth_user_id" not in client.session
    assert sign_in(client, REMOTE_ADDR="10.0.0.7").status_code == 302
    client.logout()
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))
    assert sign_in(client).status_code == 302


def test_ones_own_sign_in_does_not_forget_the_failures_on_other_names(client, ann, settings):
    for number in range(settings.AXES_FAILURE_LIMIT * 5 - 1):
        sign_in(client, f"name{number}", "wrong")
    assert sign_in(client).status_code == 302
    client.logout()
    assert sign_in(client, "one-more", "wrong").status_code == 429


def test_who_has_no_address_is_not_taken_for_one_another(client, ann, settings):
    for number in range(settings.AXES_FAILURE_LIMIT * 5):
        assert sign_in(client, f"name{number}", "wrong", REMOTE_ADDR="").status_code == 200


def test_trying_on_while_locked_does_not_lengthen_the_wait(client, ann, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT + 3):
        sign_in(client, password="wrong")
    assert AccessAttempt.objects.get().failures_since_start == settings.AXES_FAILURE_LIMIT


def test_full_width_letters_are_no_way_round_the_limit(client, ann, settings):
    for each in range(settings.AXES_FAILURE_LIMIT - 1):
        sign_in(client, "ann" if each % 2 else "ａｎｎ", "wrong")
    assert sign_in(client, "ａnn", "wrong").status_code == 429


def test_a_password_typed_wrongly_is_kept_nowhere(client, ann):
    sign_in(client, password="my-other-secret")
    assert "my-other-secret" not in str(list(AccessAttempt.objects.values()))


def test_behind_a_proxy_only_its_own_word_on_the_address_counts(rf, settings):
    request = rf.get("/", headers={"X-Forwarded-For": "1.2.3.4, 10.1.1.1"}, REMOTE_ADDR="127.0.0.1")
    settings.SECURE_PROXY_SSL_HEADER = None
    assert client_ip(request) == "127.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client_ip(request) == "10.1.1.1"
    assert client_ip(rf.get("/", headers={"X-Forwarded-For": "nonsense\x00"})) is None
    assert client_ip(rf.get("/", REMOTE_ADDR="")) is None


def test_signed_in_already(client, ann):
    client.force_login(ann, backend="accounts.backends.SignInBackend")
    assert client.get(LOGIN)["Location"] == "/"


def test_signing_out_is_a_post_and_ends_the_session(client, ann):
    sign_in(client)
    key = client.cookies["sessionid"].value
    assert client.get("/accounts/logout/").status_code == 405
    answer = client.post("/accounts/logout/")
    assert (answer.status_code, answer["Location"]) == (302, LOGIN)
    assert not Session.objects.filter(pk=key).exists()
    assert client.get("/accounts/me/").status_code == 302


def test_a_form_from_elsewhere_is_refused(ann):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    answer = sign_in(strict)
    assert answer.status_code == 403
    assert "came from elsewhere" in answer.content.decode()


def test_pages_of_a_person_are_kept_nowhere(client, ann):
    sign_in(client)
    for path in ("/accounts/me/", "/administration/users/", "/nowhere/"):
        assert client.get(path)["Cache-Control"] == "private, no-store"
    assert client.get("/accounts/me/")["Permissions-Policy"].startswith("camera=()")


def test_what_others_changed_is_told_at_the_next_sign_in_and_not_at_the_first(client, ann, admin):
    told = "Your account was changed since you last signed in"
    assert told not in sign_in(client, follow=True).content.decode()
    client.logout()
    change_user(by=admin, user=ann, person=Person(name_en="Ann", role=Role.LEADERSHIP))
    answer = client.post(LOGIN, {"username": "ann", "password": PASSWORD, "next": reverse("accounts:me")}, follow=True)
    assert told in answer.content.decode()
    client.logout()
    answer = client.post(LOGIN, {"username": "ann", "password": PASSWORD, "next": reverse("accounts:me")}, follow=True)
    assert told not in answer.content.decode()


def test_a_change_of_role_is_told_on_the_next_page_too_and_once(client, ann, admin, plan, division, leader):
    told = "Your role, division or leader was changed: your account page says how."
    sign_in(client)
    persons = [
        Person(name_en="Ann", role=Role.CHIEF, division=division),
        Person(name_en="Ann", role=Role.SECRETARY, secretary_to=leader),
        Person(name_en="Ann"),
    ]
    for person, status in zip(persons, (200, 200, 403), strict=True):
        assert told not in client.get("/accounts/me/").content.decode()
        change_user(by=admin, user=ann, person=person)
        assert client.get("/api/v1/plans/").status_code == status  # it has nowhere to say it
        answers = [client.get("/plans/2024/tasks/") for _ in range(2)]
        assert [(answer.status_code, told in answer.content.decode()) for answer in answers] == [
            (status, True),
            (status, False),
        ]
    change_user(by=admin, user=ann, person=Person(name_en="Anna"))
    assert told not in client.get("/accounts/me/").content.decode()


def test_to_be_told_of_it_costs_no_query(client, ann, plan):
    counted = []
    for start in (lambda: client.force_login(ann, backend=BACKEND), lambda: sign_in(client)):
        start()
        with CaptureQueriesContext(connection) as queries:
            client.get("/plans/2024/tasks/")
        counted.append(len(queries))
        client.logout()
    assert counted[0] == counted[1]


def test_a_new_password_opens_a_locked_door(client, ann, admin, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, password="wrong")
    password = reset_password(by=admin, user=ann)
    assert sign_in(client, password=password).status_code == 302
