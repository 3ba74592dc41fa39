"""The one shape of errors, as tests compare it."""


def problem(status, title, detail, errors=()):
    """The body of an error, but for its request id."""
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, "errors": list(errors)}


def body_of(response):
    """The body of an error without its request id, which the header repeats."""
    body = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert body.pop("request_id") == response["X-Request-Id"]
    return body


def wrong(response):
    """The status of an error, and what is wrong by field and code."""
    return response.status_code, {each["field"]: each["code"] for each in body_of(response)["errors"]}
