"""Persons set, more time asked for and urgings sent for many tasks at once."""

from datetime import date
from typing import Any

import pytest

from accounts.models import Division, Role, User
from changelog.models import Change
from priorities.models import ExtensionRequest, Plan, Task, Urge
from tests.factories import MilestoneFactory, TaskFactory, UpdateFactory, UserFactory
from tests.priorities.bulking import URL, SignIn, carried, outcome, refusals, sent

pytestmark = pytest.mark.django_db


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
