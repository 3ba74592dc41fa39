"""What every answer says to the browser about what it may do."""

import pytest


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/me/", "/nowhere/", "/api/docs/", "/healthz"])
def test_every_answer_is_fenced(path, sign_in, planner):
    answer = sign_in(planner).get(path)
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";") if " " in part)
    own = "'self'"
    assert policy == {
        "default-src": "'none'",
        "script-src": own,
        "style-src": own,
        "img-src": f"{own} data:",
        "font-src": own,
        "connect-src": own,
        "form-action": own,
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "manifest-src": own,
    }
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Request-Id"]


@pytest.mark.django_db
def test_an_odd_request_id_is_replaced(client):
    for odd in ("short", "x" * 41, "<script>alert(1)</script>", "a b c d e f"):
        assert client.get("/healthz", headers={"X-Request-Id": odd})["X-Request-Id"] != odd
    assert client.get("/healthz", headers={"X-Request-Id": "proxy-12345"})["X-Request-Id"] == "proxy-12345"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cookie", "preferred", "asked", "language"),
    [
        ("zh-hans", "en", "en", "zh-hans"),
        ("fr", "zh-hans", "en", "zh-hans"),
        ("", "", "zh-CN,zh;q=0.9", "zh-hans"),
        ("", "", "fr", "en"),
        ("\x7f", "", "x" * 600, "en"),
    ],
)
def test_language_by_cookie_then_preference_then_browser(sign_in, planner, cookie, preferred, asked, language):
    planner.language = preferred
    planner.save()
    client = sign_in(planner)
    if cookie:
        client.cookies["django_language"] = cookie
    answer = client.get("/accounts/me/", headers={"Accept-Language": asked})
    assert answer["Content-Language"] == language
    assert {"Accept-Language", "Cookie"} <= {part.strip() for part in answer["Vary"].split(",")}
