"""Fills the database of DATABASE_URL with the demonstration; writes down what is needed to measure it.

Run as a process of its own, one for each scale: `python -m benchmarks.prepare SCALE FILE`.
"""

import importlib
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

DASHBOARD = "/plans/demo-2024/"
TASKS = "/plans/demo-2024/tasks/"
API_TASKS = "/api/v1/tasks/?page_size=50"
# The task list in other ways, with as many rows at either scale: a full page, or those of one division. `{scale}`: the
# last copy's, as its codes end; `{page}`: a late one that is full. All copies but the first are called “（第n期）”.
LISTS = {
    "by signal": "?sort=signal",
    "by gap": "?sort=-gap",
    "by deadline": "?sort=due",
    "late, of a division": "?division=demo-personnel-{scale}&signal=overdue&signal=far_behind&signal=behind",
    "with two characters": "?q=%E6%9C%9F%EF%BC%89",
    "late page": "?page={page}",
}


def list_addresses(scale: int) -> dict[str, str]:
    """The addresses of LISTS at a scale, by what they are called."""
    page = min(150, 60 * scale // 50)
    return {name: TASKS + query.format(scale=scale, page=page) for name, query in LISTS.items()}


# The register of events in its ways, and its calendar. At either scale a full page; the division is the last copy's.
EVENTS = "/plans/demo-2024/events/"
EVENT_LISTS = {
    "first page": "",
    "of a kind": "?kind=signing",
    "of a status": "?status=planned",
    "of a division": "?host_division=demo-protocol-{scale}",
    "of a leader": "?leader=1",
    "with two characters": "?q=%E4%BB%A3%E8%A1%A8",
    "of a region": "?country_or_region=HK",
    "late page": "?page={page}",
    "calendar, month": "calendar/?on=2024-09-10",
    "calendar, week": "calendar/?view=week&on=2024-09-10",
}


def event_addresses(scale: int) -> dict[str, str]:
    """The addresses of EVENT_LISTS at a scale, by what they are called. A copy has seven full pages of this year."""
    return {name: EVENTS + query.format(scale=scale, page=min(100, 7 * scale)) for name, query in EVENT_LISTS.items()}


HOST = "127.0.0.1"


def fill(scale: int) -> None:
    """Migrate, load, and let PostgreSQL look at what it has, as its autovacuum would in time."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0, interactive=False)
    call_command("demo_data", scale=scale, password="bench")  # noqa: S106  # nobody signs in with it
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def statements(get: Callable[[str], Any]) -> list[tuple[str, Any]]:
    """Every statement that one request of the dashboard runs, with its parameters."""
    from django.db import connection

    found: list[tuple[str, Any]] = []

    def note(execute: Any, text: str, params: Any, many: bool, context: Any) -> Any:
        # Words of an enumeration are told as plain text: who reads this later has no models at hand.
        found.append((text, params and [str(each) if isinstance(each, str) else each for each in params]))
        return execute(text, params, many, context)

    get(DASHBOARD)  # what is loaded once is loaded
    with connection.execute_wrapper(note):
        response = get(DASHBOARD)
    if response.status_code != 200:
        sys.exit(f"benchmarks: the dashboard answered {response.status_code}")
    return [(text, params) for text, params in found if not text.startswith("SET TRANSACTION")]


def signed_in() -> dict[str, Any]:
    """A session of the leader, a token of theirs, and the dashboard's statements."""
    from django.conf import settings
    from django.test import Client

    from accounts.models import ApiToken, User
    from foundation import clock

    leader = User.objects.get(username="leader")
    client = Client(SERVER_NAME=HOST)
    client.force_login(leader, backend="accounts.backends.SignInBackend")
    secret = ApiToken.new_secret()
    digest = ApiToken.digest_of(secret)
    ApiToken.objects.create(user=leader, name="bench", digest=digest, hint=secret[:7], created_at=clock.now())
    return {
        "cookie": f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}",
        "token": secret,
        "statements": statements(client.get),
    }


def main() -> None:
    """Fill, then write down."""
    scale, file = int(sys.argv[1]), Path(sys.argv[2])
    django.setup()
    importlib.import_module("benchmarks.urls")
    fill(scale)
    file.write_bytes(pickle.dumps(signed_in()))


if __name__ == "__main__":
    main()
