"""Bulk actions: one thing for many tasks, previewed, then all of it or nothing."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import Division, Role, User
from changelog.models import Change
from foundation.dialect import is_postgresql
from priorities.bulk import bulk_actions
from priorities.models import ExtensionRequest, Plan, ProgressUpdate, Task, Urge
from tests.factories import (
    AreaFactory,
    MilestoneFactory,
    ReviewFactory,
    TaskFactory,
    UpdateFactory,
    UserFactory,
)
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
URL = "/plans/2024/tasks/bulk/"
# The services of other parts of the product; without them their actions are not offered.


@pytest.fixture
def tasks(plan: Plan, division: Division) -> list[Task]:
    """Three tasks that the division leads: the first two by a deadline, the third continuing."""
    area = AreaFactory(plan=plan, number=1)
    kinds = {1: "deadline", 2: "deadline", 3: "ongoing"}
    return [TaskFactory(area=area, number=n, lead_division=division, kind=kind) for n, kind in kinds.items()]


def sent(action: str, *tasks: Task, **more: Any) -> dict[str, Any]:
    return {"action": action, "task": [task.code for task in tasks], **more}


def carried(page: Any) -> dict[str, Any]:
    """What a step sends on by itself: the hidden fields of its form, and the ticks."""
    html = page.content.decode().split('<main id="main"')[1]
    pairs = re.findall(r'<input type="hidden" name="(\w[\w-]*)" value="([^"]*)"', html)
    found: dict[str, Any] = {name: value for name, value in pairs if name not in ("task", "csrfmiddlewaretoken")}
    hidden = [value for name, value in pairs if name == "task"]
    ticks = re.findall(r'type="checkbox" name="task" value="([^"]*)"[^>]* checked', html)
    return found | {"task": hidden or ticks}


def codes(page: Any, *, ticked: bool = True) -> list[str]:
    return [line.task.short_code for line in page.context["lines"] if line.ticked == ticked]


def refusals(page: Any) -> dict[str, list[str]]:
    return {line.task.short_code: line.refusals for line in page.context["lines"] if line.refusals}


def outcome(page: Any) -> list[tuple[str, str, str]]:
    """Of each task: how it stands, how it would, and when."""
    return [(line.before.text, line.after.text, line.after.more) for line in page.context["lines"] if line.after]


def written() -> tuple[int, int]:
    return Change.objects.count(), ProgressUpdate.objects.count()


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


class TestPeople:
    """The planning office sets them."""

    @pytest.fixture
    def theirs(self, tasks: list[Task], other_division: Division) -> Task:
        task: Task = TaskFactory(area=tasks[0].area, number=9, lead_division=other_division)
        return task

    def test_a_leader_in_charge(self, sign_in: SignIn, planner: User, leader: User, tasks: list[Task]) -> None:
        Task.objects.filter(pk=tasks[1].pk).update(leader_in_charge=leader)
        client = sign_in(planner)
        form = client.post(URL, sent("leader", *tasks))
        assert form.context["form"].fields["leader_in_charge"].choices == [
            ("", "Choose …"), ("-", "nobody yet"), ("leader", "Person leader"),
        ]  # fmt: skip
        page = client.post(URL, carried(form) | {"leader_in_charge": "leader"})
        assert outcome(page) == [
            ("nobody yet", "Person leader", ""),
            ("Person leader", "Person leader", ""),
            ("nobody yet", "Person leader", ""),
        ]
        client.post(URL, carried(page) | {"step": "do"})
        found = Task.objects.order_by("number").values_list("leader_in_charge__username", "version")
        assert list(found) == [("leader", 2), ("leader", 1), ("leader", 2)]  # nothing moves where nothing differs
        recorded: Any = Change.objects.order_by("id")
        changes = [(each.key, each.version, each.before, each.after) for each in recorded]
        assert [each[:2] for each in changes] == [("2024-1-01", 2), ("2024-1-03", 2)]
        assert [(before["leader_in_charge"], after["leader_in_charge"]) for _k, _v, before, after in changes] == [
            (None, "leader"), (None, "leader"),
        ]  # fmt: skip
        page = client.post(URL, sent("leader", tasks[0], step="preview", leader_in_charge="-"))
        client.post(URL, carried(page) | {"step": "do"})
        assert Task.objects.get(pk=tasks[0].pk).leader_in_charge is None

    def test_responsible_persons_by_division(
        self, sign_in: SignIn, planner: User, staff: User, chief: User, staff2: User, tasks: list[Task], theirs: Task
    ) -> None:
        UserFactory(username="gone", role=Role.STAFF, division=staff.division, is_active=False)
        Task.objects.filter(pk=theirs.pk).update(responsible=staff2)
        client = sign_in(planner)
        form = client.post(URL, sent("responsible", *tasks, theirs))
        offered = {name: [key for key, _label in field.choices] for name, field in form.context["form"].fields.items()}
        assert offered == {
            "responsible-economic": ["", "-", "chief", "staff"],
            "responsible-consular": ["", "-", "staff2"],
        }
        page = client.post(URL, carried(form) | {"responsible-economic": "staff"})
        assert [line.after.text for line in page.context["lines"]] == [*["Person staff"] * 3, "stays as it is"]
        client.post(URL, carried(page) | {"step": "do"})
        found = Task.objects.order_by("number").values_list("responsible__username", "version")
        assert list(found) == [("staff", 2), ("staff", 2), ("staff", 2), ("staff2", 1)]

    @pytest.mark.parametrize("value", ["staff2", "leader", "\x00", "9" * 5000, "gone"])
    def test_nobody_else_is_taken(
        self, sign_in: SignIn, planner: User, staff2: User, leader: User, tasks: list[Task], value: str
    ) -> None:
        UserFactory(username="gone", role=Role.STAFF, division=tasks[0].lead_division, is_active=False)
        typed = {"step": "do", "responsible-economic": value}
        page = sign_in(planner).post(URL, sent("responsible", *tasks, **typed))
        assert (page.status_code, list(page.context["form"].errors)) == (422, ["responsible-economic"])
        typed = {"step": "do", "leader_in_charge": value.replace("leader", "staff2")}
        page = sign_in(planner).post(URL, sent("leader", *tasks, **typed))
        assert (page.status_code, list(page.context["form"].errors)) == (422, ["leader_in_charge"])

    def test_a_task_that_nobody_leads_is_refused(
        self, sign_in: SignIn, planner: User, staff: User, tasks: list[Task]
    ) -> None:
        unled = TaskFactory(area=tasks[0].area, number=8)
        typed = {"step": "preview", "responsible-economic": "staff"}
        page = sign_in(planner).post(URL, sent("responsible", tasks[0], unled, **typed))
        assert refusals(page) == {
            "1-08": ["It has no lead division yet, and so nobody who could be responsible for it."]
        }
        page = sign_in(planner).post(URL, carried(page) | {"step": "do"})
        assert (page.status_code, Change.objects.count()) == (422, 0)

    def test_what_is_recorded_is_what_the_tasks_own_form_records(
        self, sign_in: SignIn, planner: User, leader: User, staff: User, tasks: list[Task], other_division: Division
    ) -> None:
        from priorities.services.planning import facts_of
        from priorities.services.planning_facts import facts_of_tasks

        MilestoneFactory(task=tasks[0])
        tasks[1].supporting_divisions.set([other_division])
        page = sign_in(planner).post(URL, sent("leader", *tasks, step="preview", leader_in_charge="leader"))
        sign_in(planner).post(URL, carried(page) | {"step": "do"})
        now = {task.code: facts_of(task) for task in Task.objects.all()}
        assert facts_of_tasks(Task.objects.all()) == {task.pk: now[task.code] for task in tasks}
        assert now["2024-1-02"]["supporting_divisions"] == ["consular"]
        changes: Any = Change.objects.all()
        recorded = {each.key: each.after["milestones"] for each in changes}
        assert {key: len(each) for key, each in recorded.items()} == {"2024-1-01": 1, "2024-1-02": 0, "2024-1-03": 0}

    def test_a_closed_plan_stays_as_it_was(
        self, sign_in: SignIn, planner: User, leader: User, plan: Plan, tasks: list[Task]
    ) -> None:
        plan.status = Plan.Status.CLOSED
        plan.save()
        page = sign_in(planner).post(URL, sent("leader", *tasks, step="preview", leader_in_charge="leader"))
        assert [line.refusals for line in page.context["lines"]] == [
            ["The plan is closed: it is no longer changed."]
        ] * 3


class TestExtensions:
    """Chiefs ask for more time."""

    def test_by_days_for_each(self, sign_in: SignIn, chief: User, tasks: list[Task]) -> None:
        client = sign_in(chief)
        typed = {"step": "preview", "days": "14", "reason": "The partner has moved the date."}
        page = client.post(URL, sent("extend", *tasks[:2], **typed))
        assert outcome(page) == [("31 December 2024", "14 January 2025", "once it is granted")] * 2
        assert ExtensionRequest.objects.count() == Change.objects.count() == 0
        answer = client.post(URL, carried(page) | {"step": "do"})
        assert answer.status_code == 302
        asked = ExtensionRequest.objects.order_by("task__number").values_list("task", "due_on", "reason", "by")
        assert list(asked) == [
            (task.pk, date(2025, 1, 14), "The partner has moved the date.", chief.pk) for task in tasks[:2]
        ]

    def test_one_refused_and_none_is_asked_for(
        self, sign_in: SignIn, chief: User, tasks: list[Task], other_division: Division
    ) -> None:
        theirs = TaskFactory(area=tasks[0].area, number=9, lead_division=other_division)
        client = sign_in(chief)
        typed = {"step": "preview", "due_on": "2025-01-31", "reason": "R"}
        page = client.post(URL, sent("extend", tasks[0], theirs, **typed))
        assert list(refusals(page)) == ["1-09"]
        forced = client.post(URL, carried(page) | {"step": "do"})
        assert (forced.status_code, ExtensionRequest.objects.count(), Change.objects.count()) == (422, 0, 0)

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"reason": "R"}, "due_on"),
            ({"reason": "R", "due_on": "2025-01-31", "days": "3"}, "due_on"),
            ({"reason": "R", "days": "0"}, "days"),
            ({"reason": "R", "days": "9" * 30}, "days"),
            ({"days": "14"}, "reason"),
        ],
    )
    def test_a_form_that_cannot_be_taken(
        self, sign_in: SignIn, chief: User, tasks: list[Task], typed: dict[str, str], field: str
    ) -> None:
        page = sign_in(chief).post(URL, sent("extend", *tasks[:2], step="do", **typed))
        assert (page.status_code, list(page.context["form"].errors)) == (422, [field])


def test_urging_several(sign_in: SignIn, planner: User, tasks: list[Task]) -> None:
    UpdateFactory(task=tasks[0], effective_on=date(2024, 8, 20))
    client = sign_in(planner)
    page = client.post(URL, sent("urge", *tasks, step="preview", text="By Friday."))
    assert outcome(page) == [
        ("last reported 20 Aug", "urged", ""), ("never reported", "urged", ""), ("never reported", "urged", ""),
    ]  # fmt: skip
    assert Urge.objects.count() == Change.objects.count() == 0
    confirm = carried(page) | {"step": "do"}
    assert [client.post(URL, confirm).status_code for _click in (1, 2)] == [302, 302]
    assert sorted(Urge.objects.values_list("task", "text")) == [(task.pk, "By Friday.") for task in tasks]


def test_of_those_to_urge_one_has_ended(sign_in: SignIn, planner: User, tasks: list[Task]) -> None:
    UpdateFactory(task=tasks[1], status="completed", percent=100)
    client = sign_in(planner)
    page = client.post(URL, sent("urge", *tasks, step="preview", text=""))
    assert list(refusals(page)) == ["1-02"]
    forced = client.post(URL, carried(page) | {"step": "do"})
    assert (forced.status_code, Urge.objects.count(), Change.objects.count()) == (422, 0, 0)


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
