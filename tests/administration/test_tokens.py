"""Making and revoking API tokens."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import ApiToken
from changelog.models import Change
from foundation import clock
from tests.authorization.matrix import routes
from tests.factories import TokenFactory
from workplan.administration.services import create_token, revoke_token, set_active

pytestmark = pytest.mark.django_db


def test_secret_opens_and_is_kept_nowhere(staff, api):
    token, secret = create_token(by=staff, user=staff, name=" Nightly export ", schedule=True)

    assert (token.name, token.scopes, token.user) == ("Nightly export", ["read", "schedule"], staff)
    assert ApiToken.objects.live().get(digest=ApiToken.digest_of(secret)) == token
    row = ApiToken.objects.values().get()
    assert secret not in str(row)
    assert secret.startswith(row["hint"])
    change = Change.objects.get()
    assert (change.action, change.type, change.key, change.by) == ("create", "token", str(token.pk), staff)
    assert change.after == {
        "user": "staff",
        "name": "Nightly export",
        "scopes": ["read", "schedule"],
        "expires_on": None,
        "revoked": False,
    }
    assert sorted(change.audience.values_list("tag", "before", "after")) == [
        ("role:administrator", False, True),
        (f"user:{staff.pk}", False, True),
    ]


def test_only_the_owner_makes_one_and_only_in_the_browser(staff, admin, chief, outsider):
    for other in (admin, chief):
        with pytest.raises(PermissionDenied):
            create_token(by=other, user=staff, name="x")
    with pytest.raises(PermissionDenied):
        create_token(by=outsider, user=outsider, name="x")
    staff.token = TokenFactory(user=staff, write=True, schedule=True)
    with pytest.raises(PermissionDenied):
        create_token(by=staff, user=staff, name="x")
    assert ApiToken.objects.count() == 1
    assert not Change.objects.exists()


def test_a_command_makes_one_for_anybody_active(staff, admin):
    token, _secret = create_token(by=None, user=staff, name="server")
    assert token.user == staff
    assert Change.objects.get().by is None
    set_active(by=admin, user=staff, active=False)
    with pytest.raises(ValidationError):
        create_token(by=None, user=staff, name="server")


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\x00b", "a\ud800b", "two\nlines\x07"])
def test_a_bad_name_is_refused_and_nothing_written(staff, name):
    with pytest.raises(ValidationError) as refused:
        create_token(by=staff, user=staff, name=name)
    assert list(refused.value.message_dict) == ["name"]
    assert not ApiToken.objects.exists()
    assert not Change.objects.exists()


def test_expiry_is_to_come(staff):
    with pytest.raises(ValidationError) as refused:
        create_token(by=staff, user=staff, name="x", expires_at=clock.now())
    assert list(refused.value.message_dict) == ["expires_at"]
    token, _secret = create_token(by=staff, user=staff, name="x", expires_at=clock.now() + timedelta(days=1))
    assert ApiToken.objects.live().get() == token


def test_owner_and_administrator_revoke_and_nobody_else(staff, chief, planner, admin):
    token, _secret = create_token(by=staff, user=staff, name="one")
    for other in (chief, planner):
        with pytest.raises(PermissionDenied):
            revoke_token(by=other, token=token)
    assert revoke_token(by=admin, token=token).revoked_at is not None
    first = Change.objects.filter(type="token").latest("id")
    assert (first.action, first.by) == ("change", admin)
    assert (first.before or {})["revoked"] is False
    assert first.after == (first.before or {}) | {"revoked": True}

    revoke_token(by=staff, token=token)
    assert Change.objects.filter(type="token").latest("id") == first
    assert not ApiToken.objects.live().exists()


def test_an_inactive_administrator_revokes_nothing(staff, admin):
    token, _secret = create_token(by=staff, user=staff, name="one")
    admin.is_active = False
    with pytest.raises(PermissionDenied):
        revoke_token(by=admin, token=token)


def signed_in(person):
    client = Client()
    client.force_login(person, backend="accounts.backends.SignInBackend")
    return client


@pytest.mark.parametrize("number", [1, 3])
def test_list_of_everybodys_is_six_queries_however_long(admin, number, django_assert_num_queries):
    TokenFactory.create_batch(number)
    client = signed_in(admin)
    with django_assert_num_queries(6):  # session, person, plans, count, page, calendar feeds
        assert client.get("/administration/tokens/").status_code == 200


def test_an_administrator_sees_and_revokes_and_makes_none(admin, staff):
    token = TokenFactory(user=staff, name="export")
    revoked = TokenFactory(user=staff, name="old", revoked_at=clock.now())
    expired = TokenFactory(user=staff, name="past", expires_at=clock.now() - timedelta(days=1))
    client = signed_in(admin)

    def found(query):
        return [each.pk for each in client.get(f"/administration/tokens/?{query}").context["page"]]

    assert found("") == [expired.pk, revoked.pk, token.pk]
    assert found("live=true") == [token.pk]
    assert found("live=false") == [expired.pk, revoked.pk]
    assert found("q=STAFF") == [expired.pk, revoked.pk, token.pk]
    assert client.get("/administration/tokens/?live=perhaps").status_code == 400
    assert client.post(f"/administration/tokens/{token.pk}/revoke/").status_code == 302
    assert found("live=true") == []
    assert not [name for name in routes() if name.startswith("administration:token") and "new" in name]
