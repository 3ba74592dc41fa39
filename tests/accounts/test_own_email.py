"""One's own e-mail address: changed with the password at hand, recorded, told; and as the administrators enter it."""

from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import Role, User
from changelog.models import Change
from tests.factories import TokenFactory, UserFactory
from tests.priorities.reading import text_of
from workplan.administration.services import Person, change_own_email, change_user, create_user

pytestmark = pytest.mark.django_db
ME, PAGE = "/accounts/me/", "/accounts/email/"
PASSWORD, ADDRESS = "seven-blue-heron-4", "ann@office.example"
ODD = [
    "nobody",
    "a@b",
    "a b@office.example",
    "ann@office.example\nBcc: all@office.example",
    "ann@office.example\x00",
    "ann@\udc80.example",
    "安@office.example",
    "ann@办公室.example",
    "x" * 190 + "@office.example",
]


@pytest.fixture
def ann(db: None) -> User:
    person: User = UserFactory(username="ann", role=Role.PLANNING_OFFICE)
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def client(ann: User) -> Client:
    client = Client()
    client.force_login(ann, backend="accounts.backends.SignInBackend")
    return client


def test_changed_with_the_password_at_hand(ann: User, client: Client) -> None:
    assert "E-mail address none" in text_of(client.get(ME))
    answer = client.post(PAGE, {"old_password": PASSWORD, "email": ADDRESS})
    assert (answer.status_code, answer["Location"]) == (302, ME)
    ann.refresh_from_db()
    assert ann.email == ADDRESS
    assert f"E-mail address {ADDRESS}" in text_of(client.get(ME))
    change = Change.objects.of("user", "ann").get()
    assert (change.by, change.before, change.after) == (ann, {"email": ""}, {"email": ADDRESS})
    assert sorted(change.audience.values_list("tag", flat=True)) == ["role:administrator", f"user:{ann.pk}"]
    assert [tuple(line) for line in client.get(ME).context["news"][0].lines] == [("E-mail address", "none", ADDRESS)]


def test_the_same_again_is_not_recorded_and_none_is_an_address_too(ann: User, client: Client) -> None:
    for email in (ADDRESS, ADDRESS, ""):
        assert client.post(PAGE, {"old_password": PASSWORD, "email": email}).status_code == 302
    assert list(Change.objects.of("user", "ann").values_list("after", flat=True)) == [{"email": ""}, {"email": ADDRESS}]


@pytest.mark.parametrize("odd", ODD)
def test_what_is_no_address_is_refused_beside_its_field(ann: User, client: Client, odd: str) -> None:
    sent = f"old_password={PASSWORD}&email=".encode() + odd.encode("utf-8", "surrogatepass").replace(b"\n", b"%0A")
    answer = client.generic("POST", PAGE, sent, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["email"])
    with pytest.raises(ValidationError) as refused:
        change_own_email(by=ann, password=PASSWORD, email=odd)
    assert list(refused.value.error_dict) == ["email"]
    ann.refresh_from_db()
    assert (ann.email, Change.objects.exists()) == ("", False)


def test_a_wrong_password_counts_as_a_failed_sign_in(ann: User, client: Client, settings: Any) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    guess = {"old_password": "my-other-secret", "email": ADDRESS}
    answers = [client.post(PAGE, guess) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 429]
    assert ADDRESS in answers[0].content.decode()  # what was typed is still there, but for the password
    assert "my-other-secret" not in answers[0].content.decode() + str(list(AccessAttempt.objects.values()))
    with pytest.raises(ValidationError):
        change_own_email(by=ann, password="my-other-secret", email=ADDRESS)
    assert not Change.objects.exists()


def test_a_token_changes_none(ann: User) -> None:
    ann.token = TokenFactory(user=ann, write=True)
    with pytest.raises(PermissionDenied):
        change_own_email(by=ann, password=PASSWORD, email=ADDRESS)


def test_an_outsider_has_none(outsider: User) -> None:
    client = Client()
    client.force_login(outsider, backend="accounts.backends.SignInBackend")
    assert client.get(PAGE).status_code == 403
    assert PAGE not in client.get(ME).content.decode()


class TestByAnAdministrator:
    """The administrators enter it with who somebody is."""

    def test_on_the_forms(self, ann: User, admin: User) -> None:
        client = Client()
        client.force_login(admin, backend="accounts.backends.SignInBackend")
        path = f"/administration/users/{ann.pk}/"
        sent = {"name_en": ann.name_en, "name_zh": ann.name_zh, "role": ann.role, "email": ADDRESS}
        assert client.post(path, sent).status_code == 302
        assert f'value="{ADDRESS}"' in client.get(path).content.decode()
        change = Change.objects.of("user", "ann").get()
        assert (change.by, change.before, change.after) == (admin, {"email": ""}, {"email": ADDRESS})
        refused = client.post(path, {**sent, "email": "nobody"})
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["email"])

    def test_with_a_new_account(self, admin: User) -> None:
        user, _password = create_user(
            by=admin, username="bob", person=Person(name_en="Bob", email="bob@office.example")
        )
        assert User.objects.get(pk=user.pk).email == "bob@office.example"

    @pytest.mark.parametrize("odd", ODD)
    def test_what_is_no_address_is_refused(self, ann: User, admin: User, odd: str) -> None:
        with pytest.raises(ValidationError) as refused:
            change_user(by=admin, user=ann, person=Person(name_en="Ann", email=odd))
        assert list(refused.value.error_dict) == ["email"]
        assert not Change.objects.exists()
