"""Writing areas, tasks, schedules and milestones: what is refused, what is recorded."""

from datetime import date
from typing import Any

import pytest

from accounts.models import Division, Role, User
from changelog.models import Change
from foundation.errors import Conflict
from priorities.figures import Moment
from priorities.figures.extensions import Extensions, extensions
from priorities.models import Milestone, Plan, Schedule, Task
from priorities.services import (
    planning_areas,
    planning_assigning,
    planning_milestones,
    planning_schedules,
    planning_tasks,
)
from priorities.services.planning_assigning import Assignment, NotAssigned
from tests.factories import (
    AreaFactory,
    DivisionFactory,
    MilestoneFactory,
    PlanFactory,
    ScheduleFactory,
    TaskFactory,
    UpdateFactory,
    UserFactory,
)
from tests.priorities.planning import NAMES, last, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(division: Division) -> Task:
    """2024-5-02, led by `division`."""
    return TaskFactory(area__number=5, number=2, lead_division=division)


def test_areas_and_tasks_get_the_next_number(plan: Plan, planner: User) -> None:
    AreaFactory(plan=plan, number=3)
    area = planning_areas.create_area(by=planner, plan=plan, facts=NAMES)
    task = planning_tasks.create_task(by=planner, area=area, facts=NAMES | {"kind": "ongoing"})
    second = planning_tasks.create_task(by=planner, area=area, facts=NAMES, due_on=date(2024, 6, 30))
    assert (area.code, task.code, second.code) == ("2024-4", "2024-4-01", "2024-4-02")
    assert [(each.starts_on, each.due_on, each.decided_on, each.by) for each in Schedule.objects.order_by("id")] == [
        (date(2024, 1, 1), date(2024, 12, 31), date(2024, 9, 30), planner),
        (date(2024, 1, 1), date(2024, 6, 30), date(2024, 9, 30), planner),
    ]
    assert last().after["schedules"] == [
        {"starts_on": "2024-01-01", "due_on": "2024-06-30", "decided_on": "2024-09-30", "reason": ""}
    ]


def test_a_number_is_given_once(task: Task, planner: User) -> None:
    assert refused(planning_areas.create_area, by=planner, plan=task.plan, facts=NAMES, number=5)["__all__"] == [
        "This plan already has an area of that number."
    ]
    assert refused(planning_tasks.create_task, by=planner, area=task.area, facts=NAMES, number=2)["__all__"] == [
        "This area already has a task of that number."
    ]


def test_a_demonstrations_division_leads_nothing_of_a_real_plan(task: Task, planner: User) -> None:
    sample = DivisionFactory(name_en="Sample", demonstration=True)
    said = "“Sample” belongs to the demonstration: a real plan is worked on by real divisions."
    facts: dict[str, Any] = {"lead_division": sample}
    assert refused(planning_tasks.change_task, by=planner, task=task, facts=facts) == {"lead_division": [said]}
    assert refused(planning_areas.change_area, by=planner, area=task.area, facts=facts) == {"lead_division": [said]}
    supporting = {"supporting_divisions": [sample]}
    assert refused(planning_tasks.change_task, by=planner, task=task, facts=supporting) == {
        "supporting_divisions": [said]
    }


def test_a_real_division_leads_nothing_of_a_demonstration(planner: User, division: Division) -> None:
    task = TaskFactory(area__plan=PlanFactory(code="demo-2024", demonstration=True))
    said = refused(planning_tasks.change_task, by=planner, task=task, facts={"lead_division": division})
    assert list(said) == ["lead_division"]


def test_people_of_a_task_are_who_they_should_be(
    task: Task, planner: User, chief: User, chief2: User, leader: User, division: Division
) -> None:
    def change(**facts: Any) -> Task:
        return planning_tasks.change_task(by=planner, task=task, facts=facts)

    assert refused(change, responsible=chief2) == {"responsible": ["Expected a person of the lead division."]}
    assert refused(change, leader_in_charge=chief) == {"leader_in_charge": ["Expected one of the office's leaders."]}
    assert refused(change, supporting_divisions=[division]) == {
        "supporting_divisions": ["“Economic Affairs” leads the task: it does not support it too."]
    }
    assert refused(change, lead_division=None, responsible=chief) == {
        "responsible": ["Expected a person of the lead division."]
    }
    changed = change(responsible=chief, leader_in_charge=leader)
    assert (changed.responsible, changed.leader_in_charge) == (chief, leader)


@pytest.mark.parametrize("demonstration", [True, False])
def test_people_of_a_task_are_of_its_plans_side(planner: User, demonstration: bool) -> None:
    plan = PlanFactory(code="demo-2024" if demonstration else "2024", demonstration=demonstration)
    lead = DivisionFactory(demonstration=demonstration)
    task = TaskFactory(area__plan=plan, lead_division=lead)
    apart = ["Demonstration and real data are kept apart: choose another."]
    for side, said in ((not demonstration, apart), (demonstration, None)):
        people = {
            "responsible": UserFactory(role=Role.STAFF, division=lead, demonstration=side),
            "leader_in_charge": UserFactory(role=Role.LEADERSHIP, demonstration=side),
        }
        for field, person in people.items():
            facts = {field: person}
            if said:
                assert refused(planning_tasks.change_task, by=planner, task=task, facts=facts) == {field: said}
                create = NAMES | {"lead_division": lead} | facts
                assert refused(planning_tasks.create_task, by=planner, area=task.area, facts=create) == {field: said}
            else:
                planning_tasks.change_task(by=planner, task=task, facts=facts)
        found = Task.objects.get()
        assert (found.responsible, found.leader_in_charge) == ((None, None) if said else tuple(people.values()))


def test_a_new_lead_division_leaves_the_supporting_ones_and_the_former_person_goes(
    task: Task, planner: User, chief: User, other_division: Division
) -> None:
    third = DivisionFactory(code="third")
    facts = {"responsible": chief, "supporting_divisions": [other_division, third]}
    planning_tasks.change_task(by=planner, task=task, facts=facts)
    changed = planning_tasks.change_task(by=planner, task=task, facts={"lead_division": other_division})
    assert (changed.lead_division, changed.responsible) == (other_division, None)
    assert list(changed.supporting_divisions.all()) == [third]
    assert (last().after["supporting_divisions"], last().after["responsible"]) == (["third"], None)


def test_the_kind_stays_once_reported_on(task: Task, planner: User) -> None:
    planning_tasks.change_task(by=planner, task=task, facts={"kind": "ongoing"})
    planning_tasks.change_task(by=planner, task=task, facts={"kind": "deadline"})
    UpdateFactory(task=task)
    assert refused(planning_tasks.change_task, by=planner, task=task, facts={"kind": "ongoing"}) == {
        "kind": ["The task has been reported on: its kind stays."]
    }


def test_sources_are_a_whole_list_and_one_language_stands_for_both(task: Task, planner: User) -> None:
    planning_tasks.change_task(by=planner, task=task, facts={"sources": [("A letter", "来函"), ("", "会议")]})
    assert [(each.name_en, each.name_zh) for each in task.sources.all()] == [("A letter", "来函"), ("会议", "会议")]
    changes = Change.objects.count()
    planning_tasks.change_task(by=planner, task=task, facts={"sources": [("A letter", "来函"), ("会议", "会议")]})
    assert Change.objects.count() == changes
    assert list(refused(planning_tasks.change_task, by=planner, task=task, facts={"sources": [("x" * 301, "")]})) == [
        "sources"
    ]
    planning_tasks.change_task(by=planner, task=task, facts={"sources": []})
    assert task.sources.count() == 0


def test_a_fact_no_service_knows_is_the_callers_mistake(task: Task, planner: User) -> None:
    with pytest.raises(TypeError, match="unknown facts: version"):
        planning_tasks.change_task(by=planner, task=task, facts={"version": 9})


def dates(task: Task, planner: User, first: date, due: date, reason: str = "") -> Schedule:
    return planning_schedules.set_schedule(by=planner, task=task, starts_on=first, due_on=due, reason=reason)


def test_a_schedule_is_added_and_the_former_stays(task: Task, planner: User) -> None:
    dates(task, planner, date(2024, 2, 1), date(2024, 10, 31))
    found = [(each.starts_on, each.due_on, each.decided_on) for each in task.schedules.order_by("id")]
    assert found == [
        (date(2024, 1, 1), date(2024, 12, 31), date(2024, 1, 18)),
        (date(2024, 2, 1), date(2024, 10, 31), date(2024, 9, 30)),
    ]
    assert Task.objects.get().version == 2
    assert [each["due_on"] for each in last().after["schedules"]] == ["2024-12-31", "2024-10-31"]


@pytest.mark.parametrize(
    ("first", "due", "reason", "fields"),
    [
        (date(2023, 12, 31), date(2024, 5, 1), "", {"starts_on"}),
        (date(2025, 1, 1), date(2025, 5, 1), "x", {"starts_on"}),
        (date(2024, 5, 2), date(2024, 5, 1), "", {"due_on"}),
        (date(2024, 5, 2), date(2026, 1, 1), "x", {"due_on"}),
        (date(2024, 1, 1), date(2025, 1, 1), "", {"reason"}),
        (date(2024, 1, 1), date(2025, 1, 1), "  ", {"reason"}),
    ],
)
def test_dates_that_cannot_be_are_refused(
    task: Task, planner: User, first: date, due: date, reason: str, fields: set[str]
) -> None:
    assert set(refused(dates, task, planner, first, due, reason)) == fields
    assert task.schedules.count() == 1


def test_a_deadline_moves_later_with_a_reason_once_the_plan_is_adopted(planner: User) -> None:
    task = TaskFactory(due_on=date(2024, 9, 30))
    later = date(2024, 10, 31)
    assert refused(dates, task, planner, date(2024, 1, 1), later) == {
        "reason": ["The plan is adopted: say why the deadline moves later."]
    }
    dates(task, planner, date(2024, 1, 1), later, "The partner asked for it.")
    dates(task, planner, date(2024, 1, 1), date(2024, 10, 15))  # earlier needs none
    Plan.objects.update(status=Plan.Status.DRAFT)
    dates(task, planner, date(2024, 1, 1), date(2024, 12, 31))  # a draft needs none
    assert task.schedules.count() == 4


def test_milestones_stay_within_the_period(task: Task, planner: User) -> None:
    MilestoneFactory(task=task, name_en="Rehearsal", due_on=date(2024, 6, 30))
    MilestoneFactory(task=task, name_en="Opening", due_on=date(2024, 11, 1))
    assert refused(dates, task, planner, date(2024, 7, 1), date(2024, 10, 31)) == {
        "due_on": ["These milestones would lie outside: Rehearsal (2024-06-30); Opening (2024-11-01). Move them first."]
    }
    dates(task, planner, date(2024, 6, 30), date(2024, 11, 1))


def test_extensions_count_later_deadlines_as_of_a_day(task: Task) -> None:
    plan = task.plan
    for due, decided in (
        (date(2024, 9, 30), date(2024, 2, 1)),  # the planning office sets a date within the year: no extension
        (date(2024, 10, 31), date(2024, 6, 1)),
        (date(2024, 10, 15), date(2024, 7, 1)),
        (date(2024, 12, 15), date(2024, 9, 1)),
    ):
        ScheduleFactory(task=task, due_on=due, decided_on=decided)

    def at(day: str) -> Extensions:
        return extensions(task, Moment.of(plan, day))

    assert at("2024-05-31") == Extensions(0, None)
    assert at("2024-06-01") == at("2024-08-31") == Extensions(1, date(2024, 9, 30))
    assert at("2024-09-30") == Extensions(2, date(2024, 9, 30))
    assert extensions(task, Moment.of(plan, "2024-09-30", "2024-06-15T00:00:00+08:00")) == Extensions(
        1, date(2024, 9, 30)
    )


@pytest.mark.parametrize("due", [date(2023, 12, 31), date(2025, 1, 1)])
def test_a_milestone_lies_within_the_period(task: Task, planner: User, due: date) -> None:
    assert refused(planning_milestones.add_milestone, by=planner, task=task, facts=NAMES | {"due_on": due}) == {
        "due_on": ["Expected a day of the task's period, 2024-01-01 to 2024-12-31."]
    }


@pytest.mark.parametrize("facts", [{"weight": 0}, {"weight": 1001}, {"name_en": "", "name_zh": ""}])
def test_a_milestone_that_breaks_a_rule_is_refused(task: Task, planner: User, facts: dict[str, Any]) -> None:
    given = NAMES | {"due_on": date(2024, 6, 1)} | facts
    refused(planning_milestones.add_milestone, by=planner, task=task, facts=given)
    assert task.milestones.count() == 0


def test_ticking_moves_the_version_and_no_percent(task: Task, staff: User) -> None:
    milestone = MilestoneFactory(task=task)

    def tick(day: date | None) -> Milestone:
        return planning_milestones.tick_milestone(by=staff, milestone=milestone, completed_on=day)

    assert tick(date(2024, 9, 30)).completed_on == date(2024, 9, 30)
    assert tick(None).completed_on is None
    for day in (date(2024, 10, 1), date(2023, 12, 31)):
        assert refused(tick, day) == {"completed_on": ["Expected a day from 2024-01-01 up to today, 2024-09-30."]}
    assert (Task.objects.get().version, task.updates.count()) == (3, 0)


def test_a_deleted_milestone_stays_in_the_record(task: Task, staff: User) -> None:
    milestone = MilestoneFactory(task=task, name_en="Rehearsal")
    planning_milestones.delete_milestone(by=staff, milestone=milestone)
    assert [each["name_en"] for each in last().before["milestones"]] == ["Rehearsal"]
    assert last().after["milestones"] == []


def test_many_tasks_are_assigned_at_once_or_none(task: Task, planner: User, other_division: Division) -> None:
    second = TaskFactory(area=task.area, number=9)
    good = Assignment(task=second, version=1, leads=True, lead_division=other_division)
    period = (date(2024, 1, 1), date(2025, 3, 1))
    bad = Assignment(task=task, version=1, leads=True, lead_division=other_division, period=period)
    with pytest.raises(NotAssigned) as none:
        planning_assigning.assign_several(by=planner, assignments=[good, bad])
    assert list(none.value.refusals) == ["2024-5-02"]
    assert (Change.objects.count(), Task.objects.filter(lead_division=other_division).count()) == (0, 0)
    fine = Assignment(
        task=task, version=1, leads=True, lead_division=other_division, period=(date(2024, 1, 1), date(2024, 11, 1))
    )
    planning_assigning.assign_several(by=planner, assignments=[good, fine])
    assert Task.objects.filter(lead_division=other_division).count() == 2
    assert {each.code: each.version for each in Task.objects.all()} == {"2024-5-02": 3, "2024-5-09": 2}
    with pytest.raises(NotAssigned) as none:
        planning_assigning.assign_several(by=planner, assignments=[good])
    assert isinstance(none.value.refusals["2024-5-09"], Conflict)
