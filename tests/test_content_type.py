"""What `Content-Type` says of a charset is not believed: every body and query is UTF-8. By the server's application."""

from typing import Any

import pytest
from django.test import RequestFactory

from workplan.wsgi import application

pytestmark = pytest.mark.django_db
SECRET = "a" * 32
CHARSETS = [
    *("charset=rot13", "charset=hex", "charset=undefined", "charset=punycode", "charset=utf-16", "charset=nothing"),
    *("charset=", "charset=utf-8", "charset=\x00", "charset=\xe9", "CHARSET=rot13", "charset*0=rot; charset*1=13"),
    *("charset*=bogus''x", "charset*=utf-8''%00", "charset*=undefined''x", "a*0*=idna''%ff; a*1=x"),
]


def answer(method: str, address: str, content_type: str, body: bytes = b"") -> tuple[int, dict[str, str]]:
    """Status and headers of what the server's application answers to a browser that holds the token of its forms."""
    headers = {"Cookie": f"csrftoken={SECRET}", "X-CSRFToken": SECRET}
    environ = dict(RequestFactory().generic(method, address, body, headers=headers).environ)
    environ["CONTENT_TYPE"] = content_type
    said: list[Any] = []
    response = application(environ, lambda status, headers, *_more: said.extend((status, headers)))
    list(response)
    response.close()  # type: ignore[attr-defined]  # Django's responses have it
    return int(said[0][:3]), dict(said[1])


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("media_type", ["text/plain", "application/json", "application/x-www-form-urlencoded", ""])
def test_reading_is_answered_as_without_a_charset(charset: str, media_type: str) -> None:
    assert answer("GET", "/accounts/login/?a=1", f"{media_type}; {charset}")[0] == 200
    status, headers = answer("GET", "/api/v1/tasks/?page_size=1", f"{media_type}; {charset}")
    assert (status, headers["Content-Type"]) == (401, "application/problem+json")


@pytest.mark.parametrize("charset", CHARSETS)
def test_a_form_is_read_as_utf_8(charset: str) -> None:
    sent = b"theme=dark&next=%2Fplans%2F%E8%AE%A1%E5%88%92%2F"
    status, headers = answer("POST", "/preferences/", f"application/x-www-form-urlencoded; {charset}", sent)
    assert (status, headers["Location"]) == (302, "/plans/%E8%AE%A1%E5%88%92/")


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize(
    "form", ["{charset}; boundary={mark}", '{charset}; Boundary="{mark}"', "boundary={mark}; {charset}"]
)
def test_a_form_in_parts_keeps_its_boundary(charset: str, form: str) -> None:
    body = "".join(
        f'--a.b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("theme", "dark"), ("next", "/plans/计划/"))
    )
    content_type = "multipart/form-data; " + form.format(charset=charset, mark="a.b")
    status, headers = answer("POST", "/preferences/", content_type, f"{body}--a.b--\r\n".encode())
    assert (status, headers["Location"]) == (302, "/plans/%E8%AE%A1%E5%88%92/")


@pytest.mark.parametrize("boundary", ["", "boundary", "boundary=", "boundary*=hex''a", "boundary=\x00", 'boundary="'])
def test_parts_without_a_boundary_are_a_400(boundary: str) -> None:
    assert answer("POST", "/preferences/", f"multipart/form-data; {boundary}", b"--a--\r\n")[0] == 400


@pytest.mark.parametrize(
    "part",
    [
        "name*=bogus''x",
        "name*=hex''x",
        "name*=utf-8''%00",
        "name*=idna''%ff",
        "name=x; filename*=undefined''x",
        "name=\x00",
    ],
)
def test_a_part_in_a_charset_of_its_own_does_no_harm(part: str) -> None:
    heads = f"Content-Disposition: form-data; {part}\r\nContent-Type: text/plain; charset=rot13"
    body = f"--a\r\n{heads}\r\n\r\nx\r\n--a--\r\n"
    assert answer("POST", "/preferences/", "multipart/form-data; boundary=a", body.encode())[0] == 302
