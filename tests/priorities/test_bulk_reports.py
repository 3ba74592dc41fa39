"""Reports on many tasks at once: “no change”, the form, and what it leaves open."""

from datetime import date
from typing import Any

import pytest

from accounts.models import User
from changelog.models import Change
from priorities.models import ProgressUpdate, Task
from tests.factories import UpdateFactory
from tests.priorities.bulking import URL, SignIn, carried, codes, outcome, refusals, sent, written
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db


def test_no_change_is_previewed_at_once_and_then_confirmed_for_all(
    sign_in: SignIn, staff: User, tasks: list[Task]
) -> None:
    UpdateFactory(task=tasks[0], percent=30, health="green", note="Signed.", effective_on=date(2024, 8, 20))
    UpdateFactory(task=tasks[2], percent=None, effective_on=date(2024, 8, 20))
    client = sign_in(staff)
    page = client.post(URL, sent("no-change", *tasks, next="/plans/2024/tasks/?sort=due"))
    waits = "once the chief of the lead division releases it"
    assert page.status_code == 200
    assert outcome(page) == [
        ("in progress, 30%", "in progress, 30%", waits),
        ("not started, 0%", "not started, 0%", waits),
        ("in progress", "in progress", waits),
    ]
    assert written() == (0, 2)
    answer = client.post(URL, carried(page) | {"step": "do"})
    assert (answer.status_code, answer["Location"]) == (302, "/plans/2024/tasks/?sort=due")
    assert "“No change” confirmed for 3 tasks." in text_of(client.get(answer["Location"]))
    posted = ProgressUpdate.objects.filter(author=staff).order_by("id")
    assert list(posted.values_list("task", "status", "percent", "health", "note", "no_change")) == [
        (tasks[0].pk, "in_progress", 30, "green", "Signed.", True),
        (tasks[1].pk, "not_started", 0, None, "", True),
        (tasks[2].pk, "in_progress", None, None, "Work goes on.", True),
    ]


def test_a_report_on_all_of_them_leaves_open_what_is_left_empty(
    sign_in: SignIn, chief: User, tasks: list[Task]
) -> None:
    """The percent said is not said of a continuing effort; status and rating stay as each stands."""
    UpdateFactory(task=tasks[0], percent=30, health="green", effective_on=date(2024, 8, 20))
    UpdateFactory(task=tasks[1], percent=10, health="red", effective_on=date(2024, 8, 20))
    UpdateFactory(task=tasks[2], percent=None, effective_on=date(2024, 8, 20))
    client = sign_in(chief)
    form = client.post(URL, sent("update", *tasks))
    assert (form.status_code, codes(form)) == (200, ["1-01", "1-02", "1-03"])
    assert "Left empty, it stays as each stands; continuing efforts have none." in text_of(form)
    typed = {"percent": "60", "effective_on": "2024-09-30", "note": "Line one.\nLine two.", "health": "", "status": ""}
    page = client.post(URL, carried(form) | typed)
    assert page.status_code == 200
    assert outcome(page) == [
        ("in progress, 30%", "in progress, 60%", ""),
        ("in progress, 10%", "in progress, 60%", ""),
        ("in progress", "in progress", ""),
    ]
    assert page.context["form"].summary() == [
        ("Done", "60%"), ("As of", "30 September 2024"), ("Progress", "Line one.\nLine two."),
    ]  # fmt: skip
    client.post(URL, carried(page) | {"step": "do"})
    posted = ProgressUpdate.objects.filter(author=chief).order_by("id")
    assert list(posted.values_list("status", "percent", "health", "note")) == [
        ("in_progress", 60, "green", "Line one.\nLine two."),
        ("in_progress", 60, "red", "Line one.\nLine two."),
        ("in_progress", None, None, "Line one.\nLine two."),
    ]
    changes: Any = Change.objects.order_by("id")
    assert [change.after["percent"] for change in changes] == [60, 60, None]


def test_a_status_that_leaves_no_choice_sets_the_percent(sign_in: SignIn, planner: User, tasks: list[Task]) -> None:
    UpdateFactory(task=tasks[0], percent=30)
    client = sign_in(planner)
    typed = {"step": "preview", "status": "completed", "effective_on": "2024-09-30"}
    page = client.post(URL, sent("update", *tasks, **typed))
    closes = "once the planning office closes it out"
    assert outcome(page) == [
        ("in progress, 30%", "completed, 100%", closes),
        ("not started, 0%", "completed, 100%", closes),
        ("not started", "completed", closes),
    ]


def test_only_continuing_tasks_are_asked_for_no_percent(sign_in: SignIn, staff: User, tasks: list[Task]) -> None:
    form = sign_in(staff).post(URL, sent("update", tasks[2]))
    assert "percent" not in form.context["form"].fields


def test_what_is_refused_of_a_task_stands_beside_it_with_the_fact_it_is_about(
    sign_in: SignIn, staff: User, tasks: list[Task]
) -> None:
    UpdateFactory(task=tasks[0], percent=100, status="completed")
    UpdateFactory(task=tasks[1], percent=30)
    typed = {"step": "preview", "percent": "100", "effective_on": "2024-09-30"}
    page = sign_in(staff).post(URL, sent("update", *tasks, **typed))
    assert refusals(page) == {
        "1-01": ["The task is completed: only the planning office reopens it."],
        "1-02": ["Done: 100% means completed: choose that status, or 0 to 99%."],
    }
    assert dict(page.context["typed"]) == {"percent": "100", "effective_on": "2024-09-30"}


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"percent": "101"}, {"percent": ["Expected a whole number from 0 to 100."]}),
        ({"percent": "x"}, {"percent": ["Expected a whole number from 0 to 100."]}),
        ({"percent": "9" * 5000}, {"percent": ["Expected a whole number from 0 to 100."]}),
        ({"note": "N", "effective_on": "2024-10-01"}, {"effective_on": ["Expected a day up to today, 2024-09-30."]}),
        ({"note": "N", "effective_on": "2023-12-31"}, {"effective_on": ["Expected a day of 2024, the plan's year."]}),
        ({"note": "N", "effective_on": "0001-01-01"}, {"effective_on": ["Expected a day of 2024, the plan's year."]}),
        ({"note": "N", "effective_on": "30.9."}, {"effective_on": ["Expected a day as YYYY-MM-DD."]}),
        ({"note": "a\x0bb"}, {"note": ["Character U+000B at position 2 cannot be kept: use plain text."]}),
        ({"note": "a\x00b"}, None),
        ({"status": "paused"}, None),
        ({"status": "cancelled", "note": "No."}, None),
        ({"health": "blue"}, None),
        ({"note": "x" * 20_001}, None),
        ({}, {"__all__": ["Nothing is said yet. Where nothing has changed, choose “No change” in the list."]}),
    ],
)
def test_a_form_that_cannot_be_taken_comes_back_with_what_was_typed(
    sign_in: SignIn, staff: User, tasks: list[Task], typed: dict[str, str], errors: dict[str, list[str]] | None
) -> None:
    client = sign_in(staff)
    for step in ("preview", "rest", "do"):
        given = {"effective_on": "2024-09-30"} | typed
        page = client.post(URL, sent("update", *tasks, step=step, **given))
        form = page.context["form"]
        assert page.status_code == 422
        assert list(form.errors) == (list(errors) if errors else [next(iter(typed))])
        assert errors is None or dict(form.errors) == errors
        assert {name: form[name].value() for name in given} == given
    assert written() == (0, 0)


def test_the_form_again_with_what_was_typed(sign_in: SignIn, staff: User, tasks: list[Task]) -> None:
    client = sign_in(staff)
    typed = {"step": "preview", "percent": "", "note": "Words.", "effective_on": "2024-09-15"}
    page = client.post(URL, sent("update", *tasks, **typed))
    form = client.post(URL, carried(page) | {"step": "form"})
    assert form.status_code == 200
    assert [form.context["form"][name].value() for name in ("note", "effective_on")] == ["Words.", "2024-09-15"]
    assert form.context["form"].errors == {}
