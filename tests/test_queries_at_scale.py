"""Every list and every page of figures costs as many queries on ten times the demonstration as on it.

At one and three rows each list has its literal number in its own folder; here the data are what `make run` shows.
"""

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from events.models import Event
from priorities.models import Round

PAGES = {
    "leader": {
        "/plans/demo-2024/": 20,
        "/plans/demo-2024/areas/4/": 11,
        "/plans/demo-2024/indicators/": 13,
        # With the saved views, and whom a task can be in the charge or hands of, offered to filter by.
        "/plans/demo-2024/tasks/": 12,
        # And whether the kept state holds.
        "/plans/demo-2024/tasks/?signal=behind&sort=due": 13,
        "/plans/demo-2024/events/": 21,
        "/plans/demo-2024/events/calendar/": 16,
        "/plans/demo-2024/events/calendar/?view=week": 19,
        "/plans/demo-2024/events/counts/": 6,
        "/plans/demo-2024/events/conflicts/": 12,
        "/plans/demo-2024/preparation/": 8,
        "/plans/demo-2024/counterparts/": 11,
        "/plans/demo-2024/venues/": 8,
        "/plans/demo-2024/delegations/": 8,
        "/plans/demo-2024/series/": 7,
        "/plans/demo-2024/leaders/": 7,
        "/leaders/{leader}/": 12,
        "/plans/demo-2024/export/leaders.csv": 6,
        "/plans/demo-2024/export/indicators.xlsx": 9,
        "/rounds/{closed}/sheets/": 7,
        "/rounds/{closed}/summary.docx": 9,
        "/plans/demo-2024/search/?q=%E4%BA%A4%E6%B5%81": 20,
        "/plans/demo-2024/search/?q=exchange&in=events": 10,
        "/plans/demo-2024/search/?q=%E8%B0%83%E7%A0%94&in=notes": 7,
        "/plans/demo-2024/search/suggestions/?q=leader": 18,
        "/tasks/demo-2024-4-02/history/": 10,
        "/tasks/demo-2024-4-02/": 20,
        "/api/v1/progress/?plan=demo-2024": 16,
        "/api/v1/divisions/": 4,
        "/api/v1/plans/": 4,
        "/api/v1/areas/": 4,
        "/api/v1/tasks/": 5,
        "/api/v1/updates/": 5,
        "/api/v1/indicators/": 5,
        "/api/v1/measurements/": 4,
        "/api/v1/events/": 6,
        "/api/v1/leaders/": 5,
    },
    "staff": {"/plans/demo-2024/events/duplicates/": 15, "/plans/demo-2024/desk/": 20},
    "chief": {"/plans/demo-2024/desk/": 23},
    "planner": {"/plans/demo-2024/desk/": 14, "/plans/demo-2024/edit/": 13, "/plans/demo-2024/workbook/": 15},
    "admin": {"/administration/users/": 6, "/administration/divisions/": 5, "/administration/tokens/": 5},
}

# A long register is read another way, and costs less: its counts come in a request of their own, and more than forty
# divisions are searched by name, not offered.
LONG = {
    "leader": {
        "/plans/demo-2024/events/": 18,
        "/plans/demo-2024/events/calendar/": 15,
        "/plans/demo-2024/events/calendar/?view=week": 18,
    }
}


def queries() -> dict[str, dict[str, int]]:
    """How many queries each of these costs its reader, once what a process keeps is there."""
    found: dict[str, dict[str, int]] = {}
    known = {
        "closed": Round.objects.get(closed_at__isnull=False).pk,
        # One who is expected today, at an event that was entered twice.
        "leader": Event.objects.get(title_zh__endswith="（重复登记）").attendances.get().leader_id,
    }
    for username, addresses in PAGES.items():
        client = Client()
        client.force_login(User.objects.get(username=username), backend="accounts.backends.SignInBackend")
        found[username] = {}
        for address in addresses:
            there = address.format(**known)
            first = client.get(there)
            assert (first.status_code, b"".join(first) != b"") == (200, True), address
            with CaptureQueriesContext(connection) as captured:
                b"".join(client.get(there))  # a file to its end
            found[username][address] = len(captured)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("scale", [1, 10])
def test_pages_and_lists_cost_the_same_at_any_scale(scale: int) -> None:
    call_command("demo_data", scale=scale, password="x", stdout=io.StringIO(), stderr=io.StringIO())
    wanted = {who: pages | (LONG.get(who, {}) if scale > 1 else {}) for who, pages in PAGES.items()}
    assert queries() == wanted
