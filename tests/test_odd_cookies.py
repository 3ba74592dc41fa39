"""Cookies as somebody may write them by hand: not understood, and no more."""

import pytest
from django.contrib.sessions.models import Session

from workplan.sessions import SessionStore

pytestmark = pytest.mark.django_db
# Quoted values carry octal escapes, as the standard library reads them.
ODD = [r'"\000abcdefgh"', r'"\000"', r'"abcdefgh\000"', r'"\355\240\200abcdefgh"', '"a b c d e f g h"', "a" * 3000]
ODD += ["short", "ABCDEFGHIJKLMNOP", '"', "é" * 8, ""]


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "django_language", "workplan_theme", "messages"])
@pytest.mark.parametrize("value", ODD)
def test_an_odd_cookie_is_as_none(client, plan, name, value):
    cookie = {"HTTP_COOKIE": f"{name}={value}"}
    login = client.get("/accounts/login/", **cookie)
    page = client.get("/plans/2024/", **cookie)
    there = client.get("/healthz", **cookie)
    api = client.get("/api/v1/plans/", **cookie)
    preference = client.post("/preferences/", {"theme": "dark"}, **cookie)
    statuses = [answer.status_code for answer in (login, page, there, api, preference)]
    assert (statuses, page["Location"]) == ([200, 302, 200, 401, 302], "/accounts/login/?next=/plans/2024/")


def test_a_session_there_is_opens_whatever_else_is_sent(sign_in, staff, plan):
    client = sign_in(staff)
    client.cookies["django_language"] = client.cookies["csrftoken"] = "\0odd"
    assert client.get("/plans/2024/tasks/").status_code == 200


def test_keys_are_those_that_django_makes(sign_in, staff):
    key = sign_in(staff).cookies["sessionid"].value
    assert (SessionStore(key).session_key, SessionStore(f"{key}\0").session_key) == (key, None)
    assert SessionStore(key).load() == Session.objects.get(pk=key).get_decoded()
