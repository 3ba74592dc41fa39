"""One's own account: what it says, the password, the tokens."""

import re
from datetime import date, timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken, Role
from changelog.models import Change
from foundation import clock
from tests.factories import TokenFactory, UserFactory
from workplan.administration.services import Person, change_user, create_token, reset_password

pytestmark = pytest.mark.django_db
ME, PASSWORD_PAGE, NEW = "/accounts/me/", "/accounts/password/", "/accounts/tokens/new/"
OLD, FRESH = "seven-blue-heron-4", "eleven-grey-cranes-8"


@pytest.fixture
def ann(db):
    person = UserFactory(username="ann", role=Role.PLANNING_OFFICE)
    person.set_password(OLD)
    person.save()
    return person


def signed_in(person):
    client = Client()
    client.force_login(person, backend="accounts.backends.SignInBackend")
    return client


def test_without_a_role_only_the_account_opens_and_says_whom_to_ask(outsider):
    client = signed_in(outsider)
    assert client.get("/")["Location"] == ME
    text = client.get(ME).content.decode()
    assert "Ask an administrator of this system to give you one." in text
    assert NEW not in text
    for path in (NEW, "/administration/users/", "/plans/2024/", "/plans/2024/tasks/"):
        assert client.get(path).status_code == 403


def test_page_costs_the_same_however_much_there_is(ann, admin, division, protocol, django_assert_num_queries):
    client, divisions = signed_in(ann), (protocol, division)
    for number in (1, 3):
        for each in range(number):
            TokenFactory(user=ann)
            person = Person(name_en=f"{number}.{each}", role=Role.PLANNING_OFFICE, division=divisions[each % 2])
            change_user(by=admin, user=ann, person=person)
        # session, person, plans, division; changes, the divisions they name, tokens, password, calendar feeds
        with django_assert_num_queries(9):
            assert client.get(ME).status_code == 200


def test_changes_are_told_in_words(ann, admin, division):
    change_user(by=admin, user=ann, person=Person(name_en="Ann", role=Role.CHIEF, division=division))
    reset_password(by=admin, user=ann)
    ann.refresh_from_db()
    news = signed_in(ann).get(ME).context["news"]
    assert [[tuple(line) for line in each.lines] for each in news] == [
        [("Password", "", "changed"), ("New password at the next sign-in", "no", "yes")],
        [
            ("Name (Chinese)", "人员ann", "none"),
            ("Name (English)", "Person ann", "Ann"),
            ("Role", "Planning office", "Division chief"),
            ("Division", "none", "Economic Affairs"),
        ],
    ]
    text = signed_in(ann).get(ME).content.decode()
    assert "by an administrator" in text


def test_new_password_ends_every_other_session_and_no_token(ann, api):
    here, elsewhere = signed_in(ann), signed_in(ann)
    key = here.cookies["sessionid"].value
    token, _secret = create_token(by=ann, user=ann, name="export")
    answer = here.post(PASSWORD_PAGE, {"old_password": OLD, "new_password": FRESH, "again": FRESH})
    assert (answer.status_code, answer["Location"]) == (302, ME)
    assert here.cookies["sessionid"].value != key
    assert here.get(ME).status_code == 200
    assert elsewhere.get(ME).status_code == 302
    ann.refresh_from_db()
    assert ann.check_password(FRESH)
    assert ApiToken.objects.live().get() == token
    assert "Password changed on 30 September 2024" in here.get(ME).content.decode()
    change = Change.objects.of("user", "ann").get()
    assert (change.by, change.before, change.after) == (ann, {}, {"password": "changed"})
    assert FRESH not in str(list(Change.objects.values()))
    assert sorted(change.audience.values_list("tag", flat=True)) == ["role:administrator", f"user:{ann.pk}"]


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("not-the-one", FRESH, FRESH, "old_password"),
        (OLD, "short", "short", "new_password"),
        (OLD, "12345678901234", "12345678901234", "new_password"),
        (OLD, "password1234", "password1234", "new_password"),
        (OLD, "Person-ann-12", "Person-ann-12", "new_password"),
        (OLD, OLD, OLD, "new_password"),
        (OLD, "eleven-grey\x07-cranes", "eleven-grey\x07-cranes", "new_password"),
        (OLD, "eleven\x00-grey-cranes", "eleven\x00-grey-cranes", "new_password"),
        (OLD, FRESH, FRESH + "x", "again"),
        (OLD, "", "", "new_password"),
        (OLD, "x" * 1001, "x" * 1001, "new_password"),
    ],
)
def test_a_bad_password_is_refused_beside_its_field_and_changes_nothing(ann, old, new, again, field):
    client = signed_in(ann)
    answer = client.post(PASSWORD_PAGE, {"old_password": old, "new_password": new, "again": again})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert (old not in answer.content.decode()) or old == "not-the-one"
    ann.refresh_from_db()
    assert ann.check_password(OLD)
    assert not Change.objects.exists()


def test_the_present_password_is_guessed_no_more_often_than_at_the_sign_in(ann, settings):
    client = signed_in(ann)
    guess = {"old_password": "my-other-secret", "new_password": FRESH, "again": FRESH}
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert client.post(PASSWORD_PAGE, guess).status_code == 422
    assert client.post(PASSWORD_PAGE, guess).status_code == 429
    answer = client.post(PASSWORD_PAGE, guess | {"old_password": OLD})
    assert (answer.status_code, "Too many failed sign-ins" in answer.content.decode()) == (429, True)
    ann.refresh_from_db()
    assert ann.check_password(OLD)
    sign_in = {"username": "ann", "password": OLD}
    assert Client().post("/accounts/login/", sign_in).status_code == 429
    kept = str(list(AccessAttempt.objects.values()))
    assert [secret for secret in ("my-other-secret", FRESH, OLD) if secret in kept] == []

    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))
    assert client.post(PASSWORD_PAGE, guess | {"old_password": OLD}).status_code == 302


def test_a_tokens_secret_is_shown_this_once(ann):
    client = signed_in(ann)
    answer = client.post(NEW, {"name": "Nightly export", "schedule": "on", "expires_on": "2024-12-31"})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    text = answer.content.decode()
    [secret] = set(re.findall(r"wp_[\w-]{43}", text))
    assert f'curl -H "Authorization: Bearer {secret}" http://testserver/api/v1/plans/' in text
    token = ApiToken.objects.get(digest=ApiToken.digest_of(secret))
    assert (token.user, token.name, token.scopes) == (ann, "Nightly export", ["read", "schedule"])
    assert token.expires_at == clock.end_of(date(2024, 12, 31))
    page = client.get(ME).content.decode()
    assert "Nightly export" in page
    assert secret not in page
    assert Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/plans/").status_code == 200

    revoked = client.post(f"/accounts/tokens/{token.pk}/revoke/")
    assert (revoked.status_code, revoked["Location"]) == (302, ME)
    assert Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/plans/").status_code == 401
    assert "revoked" in client.get(ME).content.decode()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "x", "expires_on": "2024-09-29"}, "expires_on"),
        ({"name": "x", "expires_on": "0001-01-01"}, "expires_on"),
        ({"name": "x", "expires_on": "9999-12-31"}, "expires_on"),
        ({"name": "x", "expires_on": "soon"}, "expires_on"),
    ],
)
def test_a_bad_token_is_refused_beside_its_field(ann, sent, field):
    answer = signed_in(ann).post(NEW, sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not ApiToken.objects.exists()


def test_a_token_opens_no_page(ann, api):
    _token, secret = create_token(by=ann, user=ann, name="x", write=True, schedule=True)
    answer = Client(headers={"Authorization": f"Bearer {secret}"}).get(ME)
    assert answer.status_code == 302


def test_how_one_reads_is_kept_with_the_person(ann):
    client = signed_in(ann)
    sent = {"language": "zh-hans", "text_size": "big", "theme": "dark", "next": ME}
    assert client.post("/preferences/", sent)["Location"] == ME
    ann.refresh_from_db()
    assert (ann.language, ann.text_size, ann.theme) == ("zh-hans", "big", "dark")
    text = client.get(ME).content.decode()
    assert '<html lang="zh-Hans" data-bs-theme="dark" data-text-size="big">' in text
