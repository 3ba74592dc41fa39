"""The command `create_token`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from accounts.models import ApiToken


def run(*args):
    out = StringIO()
    call_command("create_token", *args, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("options", "scopes"),
    [
        ([], ["read"]),
        (["--write"], ["read", "write"]),
        (["--schedule"], ["read", "schedule"]),
        (["--write", "--schedule"], ["read", "write", "schedule"]),
    ],
)
def test_it_prints_the_token_alone_which_then_opens_the_api(planner, options, scopes):
    printed = run("planner", "--name", "Nightly export", *options)
    token = ApiToken.objects.get()
    assert (token.user, token.name, token.scopes) == (planner, "Nightly export", scopes)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {printed.rstrip()}")
    assert printed == printed.strip() + "\n"
    assert client.get("/api/v1/").status_code == 200


@pytest.mark.parametrize(
    ("username", "name", "sentence"),
    [
        ("nobody", "x", "There is no user 'nobody'."),
        ("\0", "x", "There is no user '\\x00'."),
        ("planner", "", "This field cannot be blank."),
        ("planner", " ", "This field cannot be blank."),
        ("planner", "a" * 101, "Ensure this value has at most 100 characters (it has 101)."),
        ("planner", "\ud800", "Character U+D800 at position 1 cannot be kept: use plain text."),
    ],
)
def test_what_will_not_do_is_said_and_makes_none(planner, username, name, sentence):
    with pytest.raises(CommandError) as error:
        run(username, "--name", name)
    assert (str(error.value), ApiToken.objects.count()) == (sentence, 0)


def test_an_inactive_person_gets_none(planner):
    planner.is_active = False
    planner.save()
    with pytest.raises(CommandError, match="An inactive account gets no token"):
        run("planner", "--name", "x")
