"""The hub of plan editing: what is missing, and the table that assigns many tasks at once."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import Division, User
from changelog.models import Change
from priorities.models import Plan, Task
from tests.factories import AreaFactory, DivisionFactory, MilestoneFactory, TaskFactory
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HUB = "/plans/2024/edit/"


@pytest.fixture
def tasks(plan: Plan, division: Division) -> list[Task]:
    """Three tasks of one area, none of them led by anyone."""
    area = AreaFactory(plan=plan, number=5)
    return [TaskFactory(area=area, number=number) for number in (1, 2, 3)]


def table(*tasks: Task, **changed: str) -> dict[str, str]:
    """What the table sends for these tasks as they were shown; `lead_1="economic"` changes a field of the first."""
    sent = {}
    for number, task in enumerate(tasks, 1):
        shown = {"lead_division": "", "starts_on": "2024-01-01", "due_on": "2024-12-31"}
        for name, value in shown.items():
            key = f"{name.split('_')[0]}_{number}"
            sent[f"initial-{task.code}-{name}"] = value
            sent[f"{task.code}-{name}"] = changed.get(key, value)
        sent[f"{task.code}-version"] = "1"
    return sent


def test_the_real_plan_says_what_is_missing(planner: User, sign_in: SignIn) -> None:
    call_command("load_plan", "priorities/plans/beijing-2024.yaml")
    text = text_of(sign_in(planner).get(HUB))
    assert "16 tasks: 16 without a lead division , 16 whose dates nobody has set ." in text
    assert "There are no divisions yet for this plan. An administrator adds divisions under Administration" in text


def test_lead_divisions_and_dates_are_set_for_many_at_once(tasks: list[Task], planner: User, sign_in: SignIn) -> None:
    client = sign_in(planner)
    sent = table(*tasks, lead_1="economic", lead_2="economic", due_2="2024-10-31")
    response = client.post(HUB, sent, follow=True)
    assert "2 tasks were changed." in text_of(response)
    found = [(task.lead_division and task.lead_division.code, task.version) for task in Task.objects.all()]
    assert found == [("economic", 2), ("economic", 3), (None, 1)]
    assert [task.schedules.order_by("-id")[0].due_on for task in tasks] == [
        date(2024, 12, 31),
        date(2024, 10, 31),
        date(2024, 12, 31),
    ]
    assert "3 tasks: 1 without a lead division , 2 whose dates nobody has set ." in text_of(response)
    text = text_of(client.get(HUB, {"missing": "lead"}))
    assert [code for code in ("5-01", "5-02", "5-03") if code in text] == ["5-03"]
    text = text_of(client.get(HUB, {"missing": "dates"}))
    assert [code for code in ("5-01", "5-02", "5-03") if code in text] == ["5-01", "5-03"]


def test_one_refused_row_keeps_all_from_being_written_and_says_why(
    tasks: list[Task], planner: User, sign_in: SignIn
) -> None:
    MilestoneFactory(task=tasks[1], name_en="Rehearsal", due_on=date(2024, 11, 30))
    sent = table(*tasks, lead_1="economic", due_2="2024-10-31", starts_3="2024-02-31")
    response = sign_in(planner).post(HUB, sent)
    assert response.status_code == 422
    assert "Expected a day as YYYY-MM-DD." in text_of(response)
    response = sign_in(planner).post(HUB, table(*tasks, lead_1="economic", due_2="2024-10-31", due_3="2025-02-01"))
    assert response.status_code == 422
    assert "These milestones would lie outside: Rehearsal (2024-11-30). Move them first." in text_of(response)
    assert "The plan is adopted: say why the deadline moves later." in text_of(response)
    html = response.content.decode()
    assert '<option value="economic" selected>' in html
    assert 'value="2024-10-31"' in html
    assert Change.objects.count() == 0


def test_a_row_nobody_touched_is_not_written_even_if_it_has_changed_since(
    tasks: list[Task], planner: User, division: Division, sign_in: SignIn
) -> None:
    Task.objects.filter(pk=tasks[2].pk).update(lead_division=division, version=2)  # by someone else meanwhile
    response = sign_in(planner).post(HUB, table(*tasks, lead_1="economic"), follow=True)
    assert "1 task was changed." in text_of(response)
    assert Task.objects.get(pk=tasks[2].pk).lead_division == division


def test_a_touched_row_that_has_changed_since_is_shown_with_what_stands(
    tasks: list[Task], planner: User, division: Division, other_division: Division, sign_in: SignIn
) -> None:
    Task.objects.filter(pk=tasks[0].pk).update(lead_division=other_division, version=2)
    client = sign_in(planner)
    response = client.post(HUB, table(*tasks, lead_1="economic", lead_2="economic"))
    assert response.status_code == 409
    assert "Someone else changed this task: it now has Consular, 2024-01-01 – 2024-12-31." in text_of(response)
    assert Change.objects.count() == 0
    html = response.content.decode()
    fields = dict(re.findall(r'name="(2024-5-0\d-version)" value="(\d+)"', html))
    assert fields == {"2024-5-01-version": "2", "2024-5-02-version": "1", "2024-5-03-version": "1"}
    again = table(*tasks, lead_1="economic", lead_2="economic") | {"2024-5-01-version": "2"}
    assert client.post(HUB, again).status_code == 302
    assert Task.objects.filter(lead_division=division).count() == 2


def test_a_table_as_it_was_changes_nothing(tasks: list[Task], planner: User, sign_in: SignIn) -> None:
    assert "Nothing was changed in the table." in text_of(sign_in(planner).post(HUB, table(*tasks), follow=True))
    assert Change.objects.count() == 0


def test_a_division_of_the_other_kind_is_not_offered_and_not_taken(
    tasks: list[Task], planner: User, sign_in: SignIn
) -> None:
    DivisionFactory(code="sample", name_en="Sample", demonstration=True)
    client = sign_in(planner)
    assert 'value="sample"' not in client.get(HUB).content.decode()
    response = client.post(HUB, table(*tasks, lead_1="sample"))
    assert response.status_code == 422
    assert Change.objects.count() == 0


@pytest.mark.parametrize("who", ["leader", "secretary", "staff", "chief", "admin", "outsider"])
def test_the_hub_is_the_planning_offices(tasks: list[Task], request: Any, sign_in: SignIn, who: str) -> None:
    client = sign_in(request.getfixturevalue(who))
    answers = [client.get(HUB), client.post(HUB, table(*tasks, lead_1="economic"))]
    answers += [client.post(f"/plans/2024/{action}/") for action in ("adopt", "close", "next")]
    assert {answer.status_code for answer in answers} == {403}
    assert Change.objects.count() == 0


@pytest.mark.parametrize("query", [{"missing": "all"}, {"sort": "name"}])
def test_what_the_hub_does_not_know_is_400(tasks: list[Task], planner: User, sign_in: SignIn, query: Any) -> None:
    assert sign_in(planner).get(HUB, query).status_code == 400


def test_an_empty_plan_says_what_to_do_first(planner: User, sign_in: SignIn) -> None:
    Plan.objects.create(code="2025", year=2025, title_en="A", title_zh="甲")
    client = sign_in(planner)
    text = text_of(client.get("/plans/2025/edit/"))
    assert "The plan has no tasks yet: add its areas, then the tasks of each." in text
    assert "No areas yet" in text
    assert "A plan is adopted once it has tasks: this one has none yet." in text_of(
        client.post("/plans/2025/adopt/", follow=True)
    )


def test_a_closed_plan_is_shown_without_anything_to_change(tasks: list[Task], planner: User, sign_in: SignIn) -> None:
    client = sign_in(planner)
    client.post("/plans/2024/close/", {"version": "1"})
    html = client.get(HUB).content.decode()
    assert "This plan is closed: nothing is reported or changed any more." in html
    assert "Save the table" not in html
    response = client.post(HUB, table(*tasks, lead_1="economic"))
    assert response.status_code == 422
    assert "The plan is closed: it is no longer changed." in text_of(response)
    stale = client.post("/plans/2024/adopt/", {"version": "1"}, follow=True)
    assert "Someone else changed this in the meantime." in text_of(stale)
    assert "Saved." in text_of(client.post("/plans/2024/adopt/", {"version": "2"}, follow=True))


def test_with_very_many_divisions_rows_link_to_the_tasks_form(
    tasks: list[Task], planner: User, sign_in: SignIn, monkeypatch: Any
) -> None:
    DivisionFactory.create_batch(60)
    html = sign_in(planner).get(HUB).content.decode()
    assert "<select" not in html
    assert 'name="2024-5-01-starts_on"' in html


@pytest.mark.parametrize("number", [1, 3])
def test_the_hub_is_twelve_queries_however_long(
    plan: Plan, planner: User, sign_in: SignIn, number: int, django_assert_num_queries: Any
) -> None:
    for area in range(1, number + 1):
        task = TaskFactory(area=AreaFactory(plan=plan, number=area), lead_division=DivisionFactory())
        MilestoneFactory(task=task)
    client = sign_in(planner)
    # session, user, plan, divisions, count, tasks, their schedules and milestones, what is missing, areas, indicators,
    # plans of the switch
    with django_assert_num_queries(12):
        client.get(HUB)


def test_with_very_many_divisions_dates_are_set_and_leads_stay(
    tasks: list[Task], planner: User, division: Division, sign_in: SignIn
) -> None:
    DivisionFactory.create_batch(60)
    Task.objects.update(lead_division=division)
    sent = {name: value for name, value in table(*tasks, due_1="2024-11-01").items() if "lead" not in name}
    assert sign_in(planner).post(HUB, sent).status_code == 302
    assert Task.objects.filter(lead_division=division).count() == 3
    assert tasks[0].schedules.count() == 2
