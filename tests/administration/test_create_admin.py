"""`manage.py create_admin`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Role, User
from changelog.models import Change

pytestmark = pytest.mark.django_db


def run(monkeypatch, username="", password=""):
    monkeypatch.setenv("WORKPLAN_ADMIN_USERNAME", username)
    monkeypatch.setenv("WORKPLAN_ADMIN_PASSWORD", password)
    said = StringIO()
    call_command("create_admin", stdout=said)
    return said.getvalue()


def test_adds_the_first_and_then_nothing(monkeypatch):
    assert run(monkeypatch, "root", "seven-blue-heron-4") == (
        "Added the administrator root. Sign in, then add the others.\n"
    )
    user = User.objects.get()
    assert (user.role, user.is_active, user.check_password("seven-blue-heron-4")) == (Role.ADMINISTRATOR, True, True)
    assert Change.objects.get().by is None
    assert run(monkeypatch, "other", "seven-blue-heron-4") == (
        "There is an administrator already: root. Nothing was changed.\n"
    )
    assert User.objects.get() == user


def test_an_inactive_one_does_not_count(monkeypatch, admin):
    User.objects.update(is_active=False)
    assert run(monkeypatch, "root", "seven-blue-heron-4").startswith("Added the administrator root.")


@pytest.mark.parametrize(
    ("username", "password", "said"),
    [
        ("", "", "Set WORKPLAN_ADMIN_USERNAME and WORKPLAN_ADMIN_PASSWORD, or run this on a terminal."),
        ("root", "", "Set WORKPLAN_ADMIN_USERNAME and WORKPLAN_ADMIN_PASSWORD, or run this on a terminal."),
        ("root", "short", "WORKPLAN_ADMIN_PASSWORD: This password is too short."),
        ("a b", "seven-blue-heron-4", "WORKPLAN_ADMIN_USERNAME: Use letters, digits and . @ + - _ only."),
    ],
)
def test_says_what_to_set(monkeypatch, username, password, said):
    monkeypatch.setattr("sys.stdin", StringIO())
    with pytest.raises(CommandError, match=said.replace(".", r"\.").replace("+", r"\+")):
        run(monkeypatch, username, password)
    assert not User.objects.exists()
