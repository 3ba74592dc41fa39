"""The health checks, without sign-in."""

import pytest
from django.core.management import call_command
from django.db import InterfaceError
from django.db.migrations.executor import MigrationExecutor


def test_healthz_needs_no_database(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"ok\n", "text/plain")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_readyz_when_the_database_is_migrated(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db(transaction=True)
def test_readyz_when_a_migration_is_missing(client):
    call_command("migrate", "sessions", "zero", verbosity=0)
    try:
        answer = client.get("/readyz")
        assert (answer.status_code, answer.content) == (503, b"migrations are missing\n")
    finally:
        call_command("migrate", verbosity=0)


def refuse(*args: object) -> None:
    """A database that does not answer."""
    raise InterfaceError("no route to host db.internal, user workplan")


def test_readyz_when_the_database_does_not_answer(client, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "__init__", refuse)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"the database does not answer\n")


@pytest.mark.parametrize("cookies", [{"sessionid": "a" * 32}, {"sessionid": "\0" * 32, "django_language": "x"}])
def test_a_session_is_not_asked_for(client, monkeypatch, cookies):
    """Nor the database that keeps it: this test may not open one."""
    client.cookies.load(cookies)
    assert client.get("/healthz").status_code == 200
    monkeypatch.setattr(MigrationExecutor, "__init__", refuse)
    assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading(client, path):
    assert client.post(path).status_code == 405
