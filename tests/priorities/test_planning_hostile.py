"""Plan editing under odd input: a clear refusal, never a 500, and nothing changed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Division, User
from changelog.models import Change
from priorities.models import Task
from tests.factories import IndicatorFactory, TaskFactory

pytestmark = pytest.mark.django_db
HUGE = str(10**30)
FORMS: dict[str, dict[str, str]] = {
    "/plans/new/": {
        "code": "2025", "year": "2025", "title_en": "A", "behind_points": "10", "far_behind_points": "30",
        "stale_days": "30",
    },
    "/plans/2024/facts/": {
        "title_en": "A", "behind_points": "10", "far_behind_points": "30", "stale_days": "30", "source": "S",
        "set_out_on": "2024-01-18",
    },
    "/plans/2024/areas/new/": {"name_en": "A", "lead_division": "", "source_quote": "Q"},
    "/plans/2024/tasks/new/": {
        "area": "5", "kind": "deadline", "weight": "1", "name_en": "A", "sources": "S", "lead_division": "",
        "responsible": "", "leader_in_charge": "", "supporting_divisions": "1", "starts_on": "2024-01-01",
    },
    "/tasks/2024-5-02/schedule/": {"starts_on": "2024-01-01", "due_on": "2024-11-01", "reason": "R"},
    "/tasks/2024-5-02/milestones/new/": {"name_en": "A", "due_on": "2024-11-01", "weight": "1"},
    "/plans/2024/indicators/new/": {
        "code": "2024-a", "name_en": "A", "kind": "persons", "aggregate": "sum", "direction": "up", "order": "1",
        "target": "1", "area": "", "unit_en": "U",
    },
    "/plans/2024/indicators/2024-counted/baselines/new/": {"year": "2020", "value": "1", "low": "", "note_en": "N"},
    "/plans/2024/indicators/2024-counted/offline/new/": {"month": "2024-08", "number": "1", "approver": "A"},
    "/plans/2024/indicators/2024-measured/measurements/new/": {"on": "2024-08-01", "value": "1", "corrects": ""},
}  # fmt: skip
# For every field that is not text, and for every one that is.
ODD = [HUGE, "1e400", "NaN", "9999-12-31"]
TEXTS = ["a\x00b", "x" * 30_000]
PLAIN = ("title_en", "name_en", "source", "source_quote", "sources", "reason", "unit_en", "note_en", "approver")


@pytest.fixture
def client_of_planner(division: Division, planner: User, sign_in: Callable[[User], Client]) -> Client:
    """The planning office, before a task and two indicators."""
    task = TaskFactory(area__number=5, number=2, lead_division=division)
    IndicatorFactory(plan=task.plan, code="2024-counted")
    IndicatorFactory(plan=task.plan, code="2024-measured", kind="measured")
    return sign_in(planner)


def cases() -> list[tuple[str, str, str]]:
    """Address, field, value."""
    found = []
    for address, sent in FORMS.items():
        for field in [*sent, "version"]:
            values = ODD[:2] if field == "version" else TEXTS if field in PLAIN else [*ODD, "a\x00b"]
            found += [(address, field, value) for value in values]
    return found


@pytest.mark.parametrize("address", FORMS)
def test_odd_values_are_refused_beside_their_field(client_of_planner: Client, address: str) -> None:
    for where, field, value in cases():
        if where != address:
            continue
        before = Change.objects.count()
        response = client_of_planner.post(address, FORMS[address] | {field: value})
        answer = (address, field, value[:20], response.status_code)
        if response.status_code == 302:
            assert field == "version", answer  # a new thing has none: what is sent for it says nothing
        else:
            assert response.status_code in (400, 409, 413, 422), answer
            assert Change.objects.count() == before, answer


def test_ten_megabytes_are_too_much(client_of_planner: Client) -> None:
    for address, field in (("/plans/2024/areas/new/", "source_quote"), ("/plans/2024/tasks/new/", "sources")):
        assert client_of_planner.post(address, FORMS[address] | {field: "x" * 10_000_000}).status_code == 422
    assert client_of_planner.post("/plans/2024/areas/new/", {"name_en": "x" * 17_000_000}).status_code in (400, 413)
    assert Change.objects.count() == 0


ODD_PATHS: list[tuple[str, int]] = [
    ("/plans/2024/areas/999999999999999/edit/", 404),
    ("/plans/2024/areas/9999999999999999/edit/", 404),
    ("/tasks/2024-5-02/milestones/999999999999999/delete/", 404),
    ("/plans/2024/indicators/2024-counted/baselines/999999999999999/", 404),
    ("/plans/%00/edit/", 404),
    ("/plans/%ED%A0%80/edit/", 404),
    ("/plans/2024/tasks/new/?area=99999999999999999999", 400),
    ("/plans/2024/tasks/new/?area=%00", 400),
    ("/plans/2024/edit/?page=99999999999999999999999999", 200),
    ("/plans/2024/edit/?missing=%00", 400),
    ("/tasks/2024-5-02/edit/?next=javascript:alert(1)", 200),
]


@pytest.mark.parametrize(("address", "status"), ODD_PATHS)
def test_odd_addresses_are_answered(client_of_planner: Client, address: str, status: int) -> None:
    response = client_of_planner.get(address)
    assert response.status_code == status
    assert b'="javascript:' not in response.content


@pytest.mark.parametrize("value", [HUGE, "a\x00b", "NaN", "-1", ""])
def test_an_odd_table_changes_nothing(client_of_planner: Client, value: str) -> None:
    task = Task.objects.get()
    for field in ("lead_division", "starts_on", "due_on", "version"):
        shown: dict[str, Any] = {"lead_division": "economic", "starts_on": "2024-01-01", "due_on": "2024-12-31"}
        sent = {f"initial-{task.code}-{name}": given for name, given in shown.items()}
        sent |= {f"{task.code}-{name}": given for name, given in (shown | {"version": "1", field: value}).items()}
        sent[f"{task.code}-due_on"] = sent[f"{task.code}-due_on"] if field == "due_on" else "2024-11-30"
        response = client_of_planner.post("/plans/2024/edit/", sent)
        if (field, value) == ("lead_division", ""):  # that is nobody, and right
            assert response.status_code == 302
            Task.objects.update(version=1, lead_division=Division.objects.get())
        else:
            assert response.status_code in (409, 422), (field, response.status_code)
    assert Change.objects.count() == (2 if value == "" else 0)
    client_of_planner.post("/plans/2024/adopt/", {"version": value})
    client_of_planner.post("/plans/2024/next/", {"task": [value] * 50})


@pytest.mark.parametrize("code", ["\x00", "2024-5-02\x00", "", "a" * 500, "２０２４-5-02", "2024-5-02\n", "%00"])
def test_rows_of_no_task_are_passed_over(client_of_planner: Client, code: str) -> None:
    response = client_of_planner.post("/plans/2024/edit/", {f"{code}-version": "1", f"{code}-lead_division": "x"})
    assert (response.status_code, response.headers["Location"]) == (302, "/plans/2024/edit/")
    assert Change.objects.count() == 0
