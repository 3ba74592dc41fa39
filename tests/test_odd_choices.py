"""Every choice among rows on a page, given what no row can be: refused beside its field, and nothing changed."""

from datetime import date
from typing import Any

import pytest

from accounts.models import User
from changelog.models import Change
from events.models import Event
from tests.events.entering import sent as event_form
from tests.factories import (
    AreaFactory,
    DelegationFactory,
    EventFactory,
    IndicatorFactory,
    LeaderFactory,
    TaskFactory,
    UpdateFactory,
)

pytestmark = pytest.mark.django_db
ODD = ["9223372036854775808", str(10**30), "9" * 5000, "-1", "1.5", "\x00", "1\x00", "x", "１２３４５６", "0"]
ROUND = {"period": "month-9", "counts_from": "2024-09-20", "due_on": "2024-10-08"}
TASK = {"kind": "deadline", "weight": "1", "name_en": "A"}
INDICATOR = {"name_en": "A", "kind": "persons", "aggregate": "sum", "direction": "up", "order": "1", "unit_en": "U"}
PERSON = {"username": "newcomer", "name_en": "Newcomer"}
DIVISION = {"name_zh": "条法处", "name_en": "Treaty", "order": "1"}


@pytest.fixture
def plan_with_all(plan: Any, division: Any) -> None:
    """A plan of one area, one task and two indicators, one event of it, a leader."""
    task = TaskFactory(area=AreaFactory(plan=plan, number=5), number=2, lead_division=division)
    IndicatorFactory(plan=plan, code="2024-counted")
    IndicatorFactory(plan=plan, code="2024-measured", kind="measured")
    UpdateFactory(task=task, first_review="pending")
    EventFactory(pk=7, status="confirmed", starts_on=date(2024, 10, 10), delegation=DelegationFactory())
    LeaderFactory()


FORMS: list[tuple[str, str, dict[str, str], list[str]]] = [
    *(
        ("planner", address, event_form(), ["tasks", "host_division", "area", "delegation", "series"])
        for address in ("/plans/2024/events/new/", "/events/7/edit/")
    ),
    ("planner", "/plans/2024/events/new/", event_form(), ["attendance-0-leader", "country_or_region", "kind"]),
    ("planner", "/plans/2024/areas/new/", {"name_en": "A"}, ["lead_division"]),
    ("planner", "/plans/2024/rounds/new/", ROUND, ["areas", "period"]),
    ("planner", "/plans/2024/working-days/", {"day": "2031-10-01"}, ["working"]),
    ("planner", "/plans/2024/tasks/new/", TASK | {"area": "5"}, ["area"]),
    *(
        ("planner", address, TASK, ["lead_division", "supporting_divisions", "responsible", "leader_in_charge"])
        for address in ("/plans/2024/tasks/new/", "/tasks/2024-5-02/edit/")
    ),
    ("planner", "/plans/2024/indicators/new/", INDICATOR | {"code": "2024-a"}, ["area"]),
    (
        "planner",
        "/plans/2024/indicators/2024-measured/measurements/new/",
        {"on": "2024-08-01", "value": "1"},
        ["corrects"],
    ),
    ("admin", "/administration/users/new/", PERSON | {"role": "secretary"}, ["secretary_to", "role"]),
    ("admin", "/administration/users/new/", PERSON | {"role": "staff"}, ["division"]),
    ("admin", "/administration/divisions/new/", DIVISION | {"code": "treaty"}, ["parent"]),
]


@pytest.mark.parametrize(
    ("who", "address", "form", "field"),
    [(who, address, form, field) for who, address, form, fields in FORMS for field in fields],
    ids=lambda value: None if isinstance(value, dict) else value,
)
def test_it_is_refused_beside_its_field(
    request: Any, sign_in: Any, plan_with_all: None, who: str, address: str, form: Any, field: str
) -> None:
    client = sign_in(request.getfixturevalue(who))
    people, events = User.objects.count(), Event.objects.count()
    answers = {value[:20]: client.post(address, form | {field: value}).status_code for value in ODD}
    assert answers == dict.fromkeys(answers, 422)
    assert (Change.objects.count(), User.objects.count(), Event.objects.count()) == (0, people, events)


@pytest.mark.parametrize("value", ODD)
def test_several_released(sign_in: Any, chief: User, plan_with_all: None, value: str) -> None:
    for sent in ({"update": [value]}, {"shown": [value], "all": "1"}):
        assert sign_in(chief).post("/plans/2024/release/", sent).status_code in (400, 404)
    assert Change.objects.count() == 0


@pytest.mark.parametrize("value", ODD)
def test_the_tasks_that_go_on(sign_in: Any, planner: User, plan_with_all: None, value: str) -> None:
    """Those named that are none of the plan's are left out."""
    answer = sign_in(planner).post("/plans/2024/next/", {"task": [value]})
    assert (answer.status_code, answer.url) == (302, "/plans/2025/edit/")
