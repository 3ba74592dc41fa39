"""The pages of plan editing, from outside: forms that save, refuse beside the field, lose nothing that was typed."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from accounts.models import Division, Role, User
from changelog.models import Change
from priorities.models import Indicator, Milestone, Plan, PriorityArea, Task
from tests.factories import IndicatorFactory, MilestoneFactory, TaskFactory, UserFactory
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NOTICE = "This is an unclassified system: state secrets and work secrets must not be entered."
PLAN = {"behind_points": 10, "far_behind_points": 30, "stale_days": 30}
TASK = {"kind": "deadline", "weight": 1, "name_en": "A task"}
INDICATOR = {"kind": "persons", "aggregate": "sum", "direction": "up", "order": 1, "name_en": "Persons"}


@pytest.fixture
def task(division: Division) -> Task:
    """2024-5-02, led by `division`, with a milestone."""
    task = TaskFactory(area__number=5, number=2, lead_division=division)
    MilestoneFactory(task=task)
    return task


@pytest.fixture
def indicators(task: Task) -> list[Indicator]:
    """One that is counted, with a baseline of 2023, and one that is measured."""
    counted = IndicatorFactory(plan=task.plan, code="2024-events")
    counted.baselines.create(year=2023, value=336)
    return [counted, IndicatorFactory(plan=task.plan, code="2024-score", kind="measured")]


def forms(task: Task) -> list[str]:
    """Every address with a form to type in, for the planning office."""
    milestone = task.milestones.get()
    return [
        "/plans/new/",
        "/plans/2024/facts/",
        "/plans/2024/areas/new/",
        "/plans/2024/areas/5/edit/",
        "/plans/2024/tasks/new/",
        "/plans/2024/tasks/new/?area=5",
        "/tasks/2024-5-02/edit/",
        "/tasks/2024-5-02/schedule/",
        "/tasks/2024-5-02/milestones/new/",
        f"/tasks/2024-5-02/milestones/{milestone.pk}/edit/",
        "/plans/2024/indicators/new/",
        "/plans/2024/indicators/2024-events/",
        "/plans/2024/indicators/2024-score/",
        "/plans/2024/indicators/2024-events/baselines/new/",
        "/plans/2024/indicators/2024-events/baselines/2023/",
        "/plans/2024/indicators/2024-score/measurements/new/",
        "/plans/2024/indicators/2024-events/offline/new/",
    ]


def test_every_form_opens_in_both_languages_with_the_notice(
    task: Task, indicators: Any, planner: User, sign_in: SignIn
) -> None:
    client = sign_in(planner)
    for address in forms(task):
        assert NOTICE in text_of(client.get(address)), address
    client.cookies["django_language"] = "zh-hans"
    assert {client.get(address).status_code for address in forms(task)} == {200}


@pytest.mark.parametrize("who", ["leader", "secretary", "staff", "chief", "admin", "outsider"])
def test_others_open_none_but_milestones_of_their_own(
    task: Task, indicators: Any, request: Any, sign_in: SignIn, who: str
) -> None:
    client = sign_in(request.getfixturevalue(who))
    opened = [address for address in forms(task) if client.get(address).status_code == 200]
    milestones = [address for address in forms(task) if "milestones" in address]
    assert opened == (milestones if who in ("staff", "chief") else [])
    refused = {client.post(address).status_code for address in forms(task) if "milestones" not in address}
    assert refused == {403}
    assert Change.objects.count() == 0


def test_nobody_opens_them_without_signing_in(task: Task, indicators: Any, client: Client) -> None:
    for address in [*forms(task), "/plans/2024/edit/", "/plans/2024/next/"]:
        assert client.get(address).headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "address",
    [
        "/plans/2030/edit/",
        "/plans/2030/facts/",
        "/plans/2024/areas/6/edit/",
        "/tasks/2024-5-99/edit/",
        "/tasks/2024-5-99/schedule/",
        "/tasks/2024-5-99/milestones/new/",
        "/tasks/2024-5-02/milestones/999999999999999/edit/",
        "/plans/2024/indicators/2024-none/",
        "/plans/2024/indicators/2024-events/baselines/1999/",
        "/plans/2030/indicators/2024-events/",
    ],
)
def test_what_is_not_there_is_404(task: Task, indicators: Any, planner: User, sign_in: SignIn, address: str) -> None:
    assert sign_in(planner).get(address).status_code == 404


def test_unknown_parameters_are_400(task: Task, indicators: Any, planner: User, sign_in: SignIn) -> None:
    client = sign_in(planner)
    for address in forms(task):
        assert client.get(address, {"nonsense": "1"}).status_code == 400, address


SAVES: list[tuple[str, dict[str, Any], str]] = [
    ("/plans/new/", PLAN | {"code": "2025", "year": 2025, "title_zh": "二〇二五"}, "/plans/2025/edit/"),
    ("/plans/2024/facts/", PLAN | {"title_en": "A", "stale_days": 20, "version": 1}, "/plans/2024/edit/"),
    ("/plans/2024/areas/new/", {"name_zh": "新方面"}, "/plans/2024/edit/"),
    ("/plans/2024/areas/5/edit/", {"name_en": "New", "version": 1}, "/plans/2024/edit/"),
    ("/plans/2024/tasks/new/", TASK | {"area": 5, "due_on": "2024-11-01"}, "/tasks/2024-5-03/"),
    ("/tasks/2024-5-02/edit/", TASK | {"sources": "A letter | 来函\n\nMeeting", "version": 1}, "/tasks/2024-5-02/"),
    ("/tasks/2024-5-02/edit/", TASK | {"next": "/plans/2024/edit/"}, "/plans/2024/edit/"),
    ("/tasks/2024-5-02/edit/", TASK | {"next": "https://elsewhere.example/"}, "/tasks/2024-5-02/"),
    ("/tasks/2024-5-02/schedule/", {"starts_on": "2024-02-01", "due_on": "2024-11-01"}, "/tasks/2024-5-02/"),
    ("/tasks/2024-5-02/milestones/new/", {"name_zh": "彩排", "due_on": "2024-06-01", "weight": 2}, "/tasks/2024-5-02/"),
    ("/plans/2024/indicators/new/", INDICATOR | {"code": "2024-persons"}, "/plans/2024/indicators/2024-persons/"),
    ("/plans/2024/indicators/2024-events/", INDICATOR | {"version": 1}, "/plans/2024/indicators/2024-events/"),
    (
        "/plans/2024/indicators/2024-events/baselines/new/",
        {"year": 2019, "value": 232, "derived": "on", "low": 231, "high": 232, "version": 1},
        "/plans/2024/indicators/2024-events/",
    ),
    (
        "/plans/2024/indicators/2024-events/baselines/2023/",
        {"value": 330, "version": 1},
        "/plans/2024/indicators/2024-events/",
    ),
    ("/plans/2024/indicators/2024-events/baselines/2023/delete/", {}, "/plans/2024/indicators/2024-events/"),
    (
        "/plans/2024/indicators/2024-score/measurements/new/",
        {"on": "2024-09-30", "value": "1.25", "note": "By hand"},
        "/plans/2024/indicators/2024-score/",
    ),
    (
        "/plans/2024/indicators/2024-events/offline/new/",
        {"month": "2024-08", "number": 3, "approver": "The director"},
        "/plans/2024/indicators/2024-events/",
    ),
    ("/plans/2024/close/", {"version": 1}, "/plans/2024/edit/"),
]


@pytest.mark.parametrize(("address", "sent", "goes_to"), SAVES, ids=[f"{n}{case[0]}" for n, case in enumerate(SAVES)])
def test_a_form_saves_and_goes_on(
    task: Task, indicators: Any, planner: User, sign_in: SignIn, address: str, sent: dict[str, Any], goes_to: str
) -> None:
    response = sign_in(planner).post(address, sent)
    assert (response.status_code, response.headers["Location"]) == (302, goes_to)
    assert Change.objects.get().by == planner


REFUSALS: list[tuple[str, dict[str, Any], str, str]] = [
    ("/plans/new/", PLAN | {"code": "2026", "year": 2025, "title_en": "Kept"}, "code", "ends with the year"),
    ("/plans/new/", PLAN | {"code": "2025", "year": 2025, "source": "Kept"}, "title_en", "at least one language"),
    ("/plans/2024/facts/", PLAN | {"title_en": "Kept", "far_behind_points": 101}, "far_behind_points", "100"),
    ("/plans/2024/facts/", PLAN | {"title_en": "Kept", "set_out_on": "18.1.2024"}, "set_out_on", "YYYY-MM-DD"),
    ("/plans/2024/areas/new/", {"summary_en": "Kept"}, "name_en", "at least one language"),
    ("/plans/2024/areas/new/", {"name_en": "Kept", "lead_division": "99"}, "lead_division", "not one of the available"),
    ("/plans/2024/tasks/new/", TASK | {"name_en": "Kept", "area": 5, "weight": 0}, "weight", "greater than or equal"),
    ("/plans/2024/tasks/new/", TASK | {"name_en": "Kept", "area": 7}, "area", "not one of the available"),
    ("/plans/2024/tasks/new/", TASK | {"name_en": "Kept", "area": 5, "due_on": "2026-01-01"}, "due_on", "2025"),
    ("/plans/2024/tasks/new/", TASK | {"name_en": "Kept", "area": 5, "starts_on": "2023-01-01"}, "starts_on", "2024"),
    ("/tasks/2024-5-02/edit/", TASK | {"name_en": "Kept", "kind": "eternal"}, "kind", "not one of the available"),
    ("/tasks/2024-5-02/edit/", TASK | {"name_en": "Kept" + "x" * 300}, "name_en", "at most 300"),
    ("/tasks/2024-5-02/edit/", TASK | {"name_en": "Kept", "source_quote": "a\x0bb"}, "source_quote", "U+000B"),
    ("/tasks/2024-5-02/edit/", TASK | {"name_en": "Kept", "description_en": "x" * 4001}, "description_en", "4000"),
    ("/tasks/2024-5-02/edit/", TASK | {"name_en": "Kept", "sources": "y" * 301}, "sources", "300"),
    (
        "/tasks/2024-5-02/schedule/",
        {"starts_on": "2024-02-01", "due_on": "2025-02-01", "version": 1},
        "reason",
        "The plan is adopted: say why",
    ),
    ("/tasks/2024-5-02/schedule/", {"starts_on": "2024-02-02", "due_on": "2024-02-01"}, "due_on", "on or after"),
    ("/tasks/2024-5-02/schedule/", {"starts_on": "2024-02-30", "due_on": "2024-02-01"}, "starts_on", "YYYY-MM-DD"),
    ("/tasks/2024-5-02/schedule/", {"starts_on": "2024-01-01", "due_on": "2024-03-01"}, "due_on", "outside: Milestone"),
    ("/tasks/2024-5-02/milestones/new/", {"name_en": "Kept", "due_on": "2025-01-01", "weight": 1}, "due_on", "period"),
    ("/plans/2024/indicators/new/", INDICATOR | {"name_en": "Kept", "code": "events"}, "code", "begins with 2024-"),
    ("/plans/2024/indicators/new/", INDICATOR | {"name_en": "Kept", "code": "2024-events"}, "code", "already exists"),
    ("/plans/2024/indicators/2024-events/baselines/new/", {"year": 2024, "value": 1}, "year", "before 2024"),
    ("/plans/2024/indicators/2024-events/baselines/new/", {"year": 2023, "value": 1}, "year", "already"),
    ("/plans/2024/indicators/2024-score/measurements/new/", {"on": "2024-10-01", "value": 1}, "on", "up to today"),
    (
        "/plans/2024/indicators/2024-events/offline/new/",
        {"month": "2024-13", "number": 1, "approver": "Kept"},
        "month",
        "YYYY-MM",
    ),
    (
        "/plans/2024/indicators/2024-events/offline/new/",
        {"month": "2024-10", "number": 1, "approver": "Kept"},
        "month",
        "up to today",
    ),
]


def test_a_value_of_a_baselines_year_is_recorded_and_shown_as_its_same_day(
    indicators: Any, planner: User, sign_in: SignIn
) -> None:
    client, address = sign_in(planner), "/plans/2024/indicators/2024-score/measurements/new/"
    assert "a baseline's year" not in unescape(text_of(client.get(address)))
    client.post("/plans/2024/indicators/2024-score/baselines/new/", {"year": 2023, "value": "70"})
    assert "One of a baseline's year (2023) is held against the same day only." in unescape(
        text_of(client.get(address))
    )
    sent = {"on": "2023-09-30", "value": "64.2"}
    assert client.post(address, sent).status_code == 302
    row = "2023 stated 70 – 52.4 – – 64.2"
    assert row in text_of(client.get("/plans/2024/indicators/"))


@pytest.mark.parametrize(
    ("address", "sent", "field", "said"), REFUSALS, ids=[f"{n}{case[0]}{case[2]}" for n, case in enumerate(REFUSALS)]
)
def test_a_refusal_stands_beside_its_field_and_loses_nothing(
    task: Task,
    indicators: Any,
    planner: User,
    sign_in: SignIn,
    address: str,
    sent: dict[str, Any],
    field: str,
    said: str,
) -> None:
    response = sign_in(planner).post(address, sent)
    assert response.status_code == 422
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert said in form.errors[field][0]
    html = response.content.decode()
    assert re.search(rf'aria-invalid="true"[^>]*id="id_{field}"|id="id_{field}"[^>]*aria-invalid="true"', html)
    for value in sent.values():
        if str(value).startswith("Kept"):
            assert str(value) in html
    assert Change.objects.count() == 0


def test_a_derived_baseline_without_its_range_is_refused_above_the_form(
    task: Task, indicators: Any, planner: User, sign_in: SignIn
) -> None:
    sent = {"year": 2019, "value": 232, "derived": "on"}
    response = sign_in(planner).post("/plans/2024/indicators/2024-events/baselines/new/", sent)
    assert response.status_code == 422
    assert "A derived figure carries its lowest and highest value; a stated one carries none." in text_of(response)


def test_two_people_at_one_task_see_both_versions_and_lose_neither(
    task: Task, division: Division, planner: User, sign_in: SignIn
) -> None:
    client = sign_in(planner)
    first = TASK | {"name_en": "Theirs", "weight": 4, "lead_division": division.pk, "version": 1}
    assert client.post("/tasks/2024-5-02/edit/", first).status_code == 302
    mine = TASK | {"name_en": "Mine", "weight": 4, "source_quote": "Said.", "version": 1}
    response = client.post("/tasks/2024-5-02/edit/", mine)
    assert response.status_code == 409
    assert [(each.label, each.yours, each.stands) for each in response.context["differences"]] == [
        ("Name (English)", "Mine", "Theirs"),
        ("Name (Chinese)", "–", "Theirs"),
        ("Lead division", "–", "Economic Affairs"),
        ("Source sentence", "Said.", "–"),
    ]
    html = response.content.decode()
    assert 'value="Mine"' in html
    assert "<td>Theirs</td>" in html
    assert (Task.objects.get().name_en, Change.objects.count()) == ("Theirs", 1)
    version = re.search(r'name="version" value="(\d+)"', html)
    assert version
    assert version[1] == "2"
    again = client.post("/tasks/2024-5-02/edit/", mine | {"version": version[1]})
    assert again.status_code == 302
    assert (Task.objects.get().name_en, Task.objects.get().version) == ("Mine", 3)


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/plans/2024/facts/", PLAN | {"title_en": "Mine"}),
        ("/plans/2024/areas/5/edit/", {"name_en": "Mine"}),
        ("/tasks/2024-5-02/schedule/", {"starts_on": "2024-02-01", "due_on": "2024-11-01"}),
        ("/tasks/2024-5-02/milestones/new/", {"name_en": "Mine", "due_on": "2024-06-01", "weight": 2}),
        ("/tasks/2024-5-02/milestones/{milestone}/edit/", {"name_en": "Mine", "due_on": "2024-06-01", "weight": 2}),
        ("/plans/2024/indicators/2024-events/", INDICATOR | {"name_en": "Mine"}),
        ("/plans/2024/indicators/2024-events/baselines/2023/", {"value": 330}),
        ("/plans/2024/indicators/2024-events/baselines/new/", {"value": 330, "year": 2022}),
    ],
)
def test_every_form_notices_that_someone_else_was_faster(
    task: Task, indicators: Any, planner: User, sign_in: SignIn, address: str, sent: dict[str, Any]
) -> None:
    for model in (Plan, PriorityArea, Task, Indicator):
        model.objects.update(version=2)
    client = sign_in(planner)
    address = address.format(milestone=task.milestones.get().pk)
    response = client.post(address, sent | {"version": 1})
    assert (response.status_code, Change.objects.count()) == (409, 0)
    assert 'name="version" value="2"' in response.content.decode()
    assert client.post(address, sent | {"version": 2}).status_code == 302


def test_a_milestone_is_deleted_after_asking(task: Task, staff: User, sign_in: SignIn) -> None:
    client, milestone = sign_in(staff), task.milestones.get()
    address = f"/tasks/2024-5-02/milestones/{milestone.pk}/delete/"
    assert milestone.name in text_of(client.get(address))
    assert Milestone.objects.count() == 1
    assert client.post(address).headers["Location"] == "/tasks/2024-5-02/"
    assert Milestone.objects.count() == 0


def test_the_schedule_page_says_how_often_the_deadline_moved(task: Task, planner: User, sign_in: SignIn) -> None:
    client = sign_in(planner)
    client.post("/tasks/2024-5-02/schedule/", {"starts_on": "2024-01-01", "due_on": "2024-09-30"})
    later = {"starts_on": "2024-01-01", "due_on": "2024-10-31", "reason": "The partner asked for it."}
    client.post("/tasks/2024-5-02/schedule/", later)
    text = text_of(client.get("/tasks/2024-5-02/schedule/"))
    assert "From 1 January 2024 to 31 October 2024. Extended once, originally due 30 September 2024." in text
    assert "The partner asked for it." in text


def test_the_leader_in_charge_opens_the_dates_of_their_own_task(task: Task, leader: User, sign_in: SignIn) -> None:
    client = sign_in(leader)
    assert client.get("/tasks/2024-5-02/schedule/").status_code == 403
    Task.objects.update(leader_in_charge=leader)
    sent = {"starts_on": "2024-01-01", "due_on": "2024-11-30"}
    assert client.post("/tasks/2024-5-02/schedule/", sent).headers["Location"] == "/tasks/2024-5-02/"
    assert task.schedules.order_by("-id")[0].due_on == date(2024, 11, 30)


def test_the_next_year_opens_with_the_tasks_that_go_on(task: Task, planner: User, sign_in: SignIn) -> None:
    TaskFactory(area=task.area, number=3, kind="ongoing")
    client = sign_in(planner)
    html = client.get("/plans/2024/next/").content.decode()
    assert re.findall(r'value="(2024-5-\d\d)"( checked)?', html) == [("2024-5-02", ""), ("2024-5-03", " checked")]
    assert client.post("/plans/2024/next/", {"task": ["2024-5-03"]}).headers["Location"] == "/plans/2025/edit/"
    assert list(Task.objects.filter(area__plan__code="2025").values_list("code", flat=True)) == ["2025-5-03"]
    again = client.post("/plans/2024/next/", {"task": ["2024-5-02"]})
    assert again.status_code == 422
    assert "The plan 2025 is there already." in text_of(again)
    assert re.findall(r'value="(2024-5-\d\d)" checked', again.content.decode()) == ["2024-5-02"]


def test_a_task_is_offered_people_of_its_plans_side_only(
    task: Task, planner: User, chief: User, leader: User, sign_in: SignIn
) -> None:
    UserFactory(role=Role.CHIEF, division=chief.division, demonstration=True)
    UserFactory(role=Role.LEADERSHIP, demonstration=True)
    fields = sign_in(planner).get(f"/tasks/{task.code}/edit/").context["form"].fields
    offered = [list(fields[name].queryset) for name in ("responsible", "leader_in_charge")]
    assert offered == [[chief], [leader]]
