"""Bulk actions: one thing for many tasks, previewed, then all of it or nothing."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import Division, User
from foundation.dialect import is_postgresql
from priorities.bulk import bulk_actions
from priorities.models import Plan, ProgressUpdate, Task
from tests.factories import AreaFactory, ReviewFactory, TaskFactory, UpdateFactory
from tests.priorities.bulking import URL, SignIn, carried, codes, outcome, refusals, sent, written
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db


def test_who_is_offered_what(
    plan: Plan, staff: User, chief: User, planner: User, leader: User, secretary: User, admin: User, outsider: User
) -> None:
    def keys(user: User) -> list[str]:
        return [action.key for action in bulk_actions(user, plan)]

    assert keys(staff) == ["update", "no-change"]
    assert keys(chief) == ["update", "no-change", "extend"]
    assert keys(planner) == ["update", "no-change", "responsible", "leader", "urge"]
    assert [keys(user) for user in (leader, secretary, admin, outsider)] == [[], [], [], []]
    plan.status = Plan.Status.DRAFT
    assert (keys(staff), keys(planner)) == ([], ["responsible", "leader"])
    plan.status = Plan.Status.CLOSED
    assert (keys(staff), keys(planner)) == ([], [])


def test_one_refused_of_three_and_nothing_is_written(
    sign_in: SignIn, staff: User, tasks: list[Task], other_division: Division
) -> None:
    """All or nothing: the preview says why, the write refuses too, leaving out is a choice of one's own."""
    theirs = TaskFactory(area=tasks[0].area, number=9, lead_division=other_division)
    client = sign_in(staff)
    page = client.post(URL, sent("no-change", tasks[0], theirs, tasks[1]))
    why = "Only the lead and supporting divisions and the planning office report on this task."
    assert refusals(page) == {"1-09": [why]}
    assert re.search(r'value="do"[^>]* disabled', page.content.decode())
    forced = client.post(URL, carried(page) | {"step": "do"})  # the button is off, a program need not care
    assert (forced.status_code, refusals(forced), written()) == (422, {"1-09": [why]}, (0, 0))
    rest = client.post(URL, carried(page) | {"step": "rest"})
    assert (codes(rest), codes(rest, ticked=False)) == (["1-01", "1-02"], ["1-09"])
    assert written() == (0, 0)
    answer = client.post(URL, carried(rest) | {"step": "do"})
    assert (answer.status_code, written()) == (302, (2, 2))
    assert {each.task_id for each in ProgressUpdate.objects.all()} == {tasks[0].pk, tasks[1].pk}


class TestWhatChangedSinceThePreview:
    """It is shown again, marked, and nothing is written."""

    def preview(self, client: Client, *tasks: Task) -> dict[str, Any]:
        return carried(client.post(URL, sent("no-change", *tasks))) | {"step": "do"}

    def told(self, client: Client, confirm: dict[str, Any], tasks: list[Task]) -> Any:
        before = written()
        page = client.post(URL, confirm)
        assert (page.status_code, written()) == (409, before)
        assert "Something has changed since the preview" in text_of(page)
        assert [line.changed for line in page.context["lines"]] == [True, False, False]
        again = client.post(URL, carried(page) | {"step": "do"})
        assert (again.status_code, written()[1]) == (302, before[1] + len(tasks))
        return page

    def test_a_report_that_arrived_is_told_and_not_overwritten(
        self, sign_in: SignIn, staff: User, tasks: list[Task]
    ) -> None:
        client = sign_in(staff)
        confirm = self.preview(client, *tasks)
        UpdateFactory(task=tasks[0], percent=70, health="amber", effective_on=date(2024, 9, 29))
        page = self.told(client, confirm, tasks)
        assert outcome(page)[0][:2] == ("in progress, 70%", "in progress, 70%")

    def test_a_review(self, sign_in: SignIn, staff: User, tasks: list[Task]) -> None:
        waiting = UpdateFactory(task=tasks[0], percent=70, first_review="pending", effective_on=date(2024, 9, 29))
        client = sign_in(staff)
        confirm = self.preview(client, *tasks)
        ReviewFactory(update=waiting)
        self.told(client, confirm, tasks)

    def test_the_facts_of_a_task(self, sign_in: SignIn, staff: User, tasks: list[Task]) -> None:
        client = sign_in(staff)
        confirm = self.preview(client, *tasks)
        Task.objects.filter(pk=tasks[0].pk).update(version=2)
        self.told(client, confirm, tasks)

    @pytest.mark.parametrize("shown", ["", "2024-1-01", "2024-1-01:1.0.0", "\x00", "x" * 100_000, "2024-1-01:1.0.9"])
    def test_what_no_preview_has_shown_is_not_written(
        self, sign_in: SignIn, staff: User, tasks: list[Task], shown: str
    ) -> None:
        client = sign_in(staff)
        confirm = self.preview(client, *tasks) | {"shown": shown}
        assert client.post(URL, confirm).status_code == 409
        assert written() == (0, 0)


def test_a_second_click_writes_nothing_more(sign_in: SignIn, staff: User, planner: User, tasks: list[Task]) -> None:
    client = sign_in(staff)
    confirm = carried(client.post(URL, sent("no-change", *tasks))) | {"step": "do"}
    first, second = client.post(URL, confirm), client.post(URL, confirm)
    assert [(each.status_code, each["Location"]) for each in (first, second)] == [(302, "/plans/2024/tasks/")] * 2
    assert written() == (3, 3)
    other = client.post(URL, confirm | {"task": [tasks[0].code]})  # the same page, another choice: not that one
    assert (other.status_code, written()) == (409, (3, 3))
    client = sign_in(planner)  # nor somebody else's
    assert client.post(URL, confirm).status_code == 409


@pytest.mark.parametrize(
    ("who", "action", "status"),
    [
        ("outsider", "no-change", 403),
        ("leader", "no-change", 403),
        ("secretary", "update", 403),
        ("admin", "leader", 403),
        ("staff", "leader", 403),
        ("chief", "responsible", 403),
        ("staff", "extend", 403),
        ("planner", "extend", 403),
        ("chief", "urge", 403),
        ("staff", "delete", 400),
        ("staff", "\x00", 400),
        ("staff", "", 302),
    ],
)
def test_who_may_not(request: Any, sign_in: SignIn, tasks: list[Task], who: str, action: str, status: int) -> None:
    client = sign_in(request.getfixturevalue(who))
    for step in ("", "preview", "rest", "do"):
        assert client.post(URL, sent(action, *tasks, step=step)).status_code == status
    assert written() == (0, 0)


@pytest.mark.parametrize("odd", ["2024-9-99", "2023-1-01", "\x00", "2024-1-01\x00", "1" * 5000, "../x", ""])
def test_a_task_that_is_none_of_the_plans(sign_in: SignIn, staff: User, tasks: list[Task], odd: str) -> None:
    earlier = TaskFactory(area=AreaFactory(plan__code="2023", plan__year=2023, number=1), number=1)
    assert earlier.code == "2023-1-01"
    client = sign_in(staff)
    for step in ("", "form", "preview", "rest", "do"):
        answer = client.post(URL, {"action": "no-change", "task": [tasks[0].code, odd], "step": step})
        assert answer.status_code == 404
    assert written() == (0, 0)


def test_odd_requests(sign_in: SignIn, staff: User, tasks: list[Task]) -> None:
    client = sign_in(staff)
    many = [f"2024-1-{number}" for number in range(501)]
    assert client.post(URL, {"action": "no-change", "task": many}).status_code == 400
    assert client.post(URL, sent("no-change", tasks[0], shown=" ".join(many))).status_code == 400
    assert client.post(URL, sent("no-change", tasks[0], step="all")).status_code == 400
    odd_key = sent("no-change", tasks[0], step="do", once="\x00", effective_on="2024-09-30")
    assert client.post(URL, odd_key).status_code == 409
    twice = client.post(URL, sent("no-change", tasks[0], tasks[0]))
    assert codes(twice) == ["1-01"]
    nothing = client.post(URL, {"action": "no-change"}, follow=True)
    assert "Tick tasks first, and choose what to do with them." in text_of(nothing)
    assert (client.get(URL).status_code, client.get(URL, {"task": "x"}).status_code) == (302, 400)
    assert client.post(URL.replace("2024", "2031"), sent("no-change", tasks[0])).status_code == 404
    assert client.post(URL, sent("no-change", *tasks, next="//evil.example/")).context["back"] == "/plans/2024/tasks/"
    assert written() == (0, 0)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("who", "action", "typed", "preview", "write"),
    [
        ("staff", "no-change", {"effective_on": "2024-09-30"}, 9, 32),
        ("staff", "update", {"effective_on": "2024-09-30", "note": "N"}, 9, 32),
        ("planner", "leader", {"leader_in_charge": "leader"}, 8, 37),
        ("planner", "responsible", {"responsible-economic": "staff"}, 8, 37),
    ],
)
def test_as_many_queries_however_many_tasks(
    sign_in: SignIn, staff: User, planner: User, leader: User, tasks: list[Task], request: Any,
    django_assert_num_queries: Any, number: int, who: str, action: str, typed: dict[str, str], preview: int, write: int,
) -> None:  # fmt: skip
    for task in tasks:
        UpdateFactory(task=task, percent=None if task.is_ongoing else 30)
    client = sign_in(request.getfixturevalue(who))
    form = sent(action, *tasks[:number], step="preview", **typed)
    with django_assert_num_queries(preview):
        page = client.post(URL, form)
    with django_assert_num_queries(write + 2 * is_postgresql()):  # each of the two units takes the write lock there
        assert client.post(URL, carried(page) | {"step": "do"}).status_code == 302
