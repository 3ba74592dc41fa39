"""Every resource reads as the contract says: the whole of each, by a token that reads."""

from datetime import date

import pytest

from accounts.models import Role
from priorities.models import Schedule, TaskSource
from tests.api.reading import read
from tests.factories import (
    AreaFactory,
    DivisionFactory,
    MilestoneFactory,
    ReviewFactory,
    TaskFactory,
    UpdateFactory,
    UserFactory,
    at,
)


@pytest.fixture
def reader(api, planner):
    """A client of the planning office with every scope of reading."""
    return api(planner, schedule=True)


def test_a_division(reader, division):
    DivisionFactory(code="economic-2", name_en="Trade", name_zh="贸易科", parent=division, order=7, demonstration=True)
    assert read(reader, "divisions/economic-2") == {
        "code": "economic-2",
        "name_en": "Trade",
        "name_zh": "贸易科",
        "order": 7,
        "parent": "economic",
        "demonstration": True,
    }


def test_a_plan(reader, plan):
    assert read(reader, "plans/2024") == {
        "code": "2024",
        "year": 2024,
        "title_en": "Work plan 2024",
        "title_zh": "2024年度工作计划",
        "status": "adopted",
        "set_out_on": "2024-01-18",
        "source": "",
        "behind_points": 10,
        "far_behind_points": 30,
        "stale_days": 30,
        "review_reports": True,
        "demonstration": False,
        "version": 1,
    }


def test_an_area(reader, plan, division):
    AreaFactory(plan=plan, number=5, lead_division=division, summary_en="Ties", source_quote="We will.", version=3)
    assert read(reader, "areas/2024-5") == {
        "code": "2024-5",
        "plan": "2024",
        "number": 5,
        "name_en": "Area 5",
        "name_zh": "第5方面",
        "summary_en": "Ties",
        "summary_zh": "",
        "source_quote": "We will.",
        "lead_division": "economic",
        "version": 3,
    }


def test_a_task(reader, plan, division, other_division, protocol, staff, leader):
    task = TaskFactory(
        area=AreaFactory(plan=plan, number=5),
        number=2,
        lead_division=division,
        supporting=[protocol, other_division],
        responsible=staff,
        leader_in_charge=leader,
        weight=3,
        description_en="Build it",
        source_quote="Build it.",
        due_on=date(2024, 6, 30),
    )
    TaskSource.objects.create(task=task, name_en="The meeting", name_zh="工作会议")
    MilestoneFactory(task=task, name_en="Half", name_zh="一半", due_on=date(2024, 9, 1), weight=1)
    MilestoneFactory(task=task, name_en="All", name_zh="全部", due_on=date(2024, 11, 1), weight=2)
    Schedule.objects.create(
        task=task,
        starts_on=date(2024, 2, 1),
        due_on=date(2024, 12, 1),
        decided_on=date(2024, 6, 20),
        recorded_at=at(date(2024, 6, 21), 9, 30),
        reason="The site was late.",
    )
    UpdateFactory(task=task, effective_on=date(2024, 7, 1), percent=20, health="green", author=staff)
    UpdateFactory(task=task, effective_on=date(2024, 8, 1), percent=90, author=staff, first_review="pending")
    assert read(reader, "tasks/2024-5-02") == {
        "code": "2024-5-02",
        "plan": "2024",
        "area": "2024-5",
        "kind": "deadline",
        "name_en": "Task 2024-5-02",
        "name_zh": "任务2024-5-02",
        "description_en": "Build it",
        "description_zh": "",
        "lead_division": "economic",
        "supporting_divisions": ["consular", "protocol"],
        "responsible": "staff",
        "leader_in_charge": "leader",
        "sources": [{"name_en": "The meeting", "name_zh": "工作会议"}],
        "starts_on": "2024-02-01",
        "due_on": "2024-12-01",
        "schedules": [
            {
                "starts_on": "2024-01-01",
                "due_on": "2024-06-30",
                "decided_on": "2024-01-18",
                "recorded_at": "2024-01-18T00:00:00+08:00",
                "reason": "",
            },
            {
                "starts_on": "2024-02-01",
                "due_on": "2024-12-01",
                "decided_on": "2024-06-20",
                "recorded_at": "2024-06-21T09:30:00+08:00",
                "reason": "The site was late.",
            },
        ],
        "weight": 3,
        "source_quote": "Build it.",
        "milestones": [
            {"name_en": "Half", "name_zh": "一半", "due_on": "2024-09-01", "weight": 1, "completed_on": None},
            {"name_en": "All", "name_zh": "全部", "due_on": "2024-11-01", "weight": 2, "completed_on": None},
        ],
        "demonstration": False,
        "version": 1,
        "status": "in_progress",
        "percent": 20,
        "health": "green",
        "planned_percent": 33.3,
        "signal": "behind",
        "stale": True,
        "disagrees": True,
        "updated_at": "2024-08-01T00:00:00+08:00",
    }


def test_a_continuing_task_without_division_or_report(reader, plan):
    TaskFactory(area=AreaFactory(plan=plan, number=1), number=1, kind="ongoing")
    body = read(reader, "tasks/2024-1-01")
    assert {name: body[name] for name in ("lead_division", "supporting_divisions", "responsible", "milestones")} == {
        "lead_division": None,
        "supporting_divisions": [],
        "responsible": None,
        "milestones": [],
    }
    state = ("status", "percent", "health", "planned_percent", "signal", "stale", "disagrees", "updated_at")
    assert [body[name] for name in state] == [
        *("not_started", None, None, None, "on_track", True, False, "2024-01-18T00:00:00+08:00"),
    ]


def test_an_update_with_its_reviews(reader, plan, staff, chief, planner):
    task = TaskFactory(area=AreaFactory(plan=plan, number=5), number=2)
    update = UpdateFactory(
        task=task,
        effective_on=date(2024, 9, 1),
        status="completed",
        percent=100,
        health="amber",
        note="Done",
        problems="None",
        needs="Nothing",
        next_steps="None left",
        author=staff,
        first_review="pending",
    )
    ReviewFactory(update=update, by=chief, outcome="endorsed", at=at(date(2024, 9, 2), 8))
    ReviewFactory(update=update, by=planner, outcome="returned", reason="No evidence.", at=at(date(2024, 9, 3), 9))
    assert read(reader, f"updates/{update.pk}") == {
        "id": update.pk,
        "task": "2024-5-02",
        "effective_on": "2024-09-01",
        "status": "completed",
        "percent": 100,
        "health": "amber",
        "note": "Done",
        "problems": "None",
        "needs": "Nothing",
        "next_steps": "None left",
        "no_change": False,
        "author": "staff",
        "recorded_at": "2024-09-01T00:00:00+08:00",
        "review": "returned",
        "reviews": [
            {"by": "chief", "at": "2024-09-02T08:00:00+08:00", "outcome": "endorsed", "reason": ""},
            {"by": "planner", "at": "2024-09-03T09:00:00+08:00", "outcome": "returned", "reason": "No evidence."},
        ],
    }


def test_the_root_names_every_resource(reader):
    base = "http://testserver/api/v1/"
    names = (
        *("areas", "divisions", "events", "indicators", "leaders", "measurements", "plans", "progress", "tasks"),
        "updates",
    )
    assert reader.get("/api/v1/").json() == {name: f"{base}{name}/" for name in names}


@pytest.mark.parametrize("role", Role.values)
def test_every_role_reads_the_plan(api, plan, division, role):
    person = UserFactory(role=role, division=division)
    assert api(person).get("/api/v1/plans/").json()["results"][0]["code"] == "2024"
