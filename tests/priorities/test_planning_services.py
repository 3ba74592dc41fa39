"""Writing the plan: who may, two people at one thing, and the plan itself."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Division, Role, User
from changelog.models import Change
from foundation.errors import Conflict
from priorities.models import Indicator, Milestone, Plan, PriorityArea, Task
from priorities.services import (
    planning_areas,
    planning_indicators,
    planning_milestones,
    planning_plans,
    planning_schedules,
    planning_tasks,
)
from tests.factories import (
    IndicatorFactory,
    MilestoneFactory,
    PlanFactory,
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


def writes(by: User, task: Task) -> list[Callable[[], Any]]:
    """One call of every service that only the planning office may call."""
    plan, area = task.plan, task.area
    indicator = IndicatorFactory(plan=plan, code="2024-counted")
    measured = IndicatorFactory(plan=plan, code="2024-measured", kind=Indicator.Kind.MEASURED)
    day = date(2024, 9, 1)
    return [
        lambda: planning_plans.create_plan(by=by, code="2026", year=2026, facts={"title_en": "A"}),
        lambda: planning_plans.change_plan(by=by, plan=plan, facts={"stale_days": 20}),
        lambda: planning_plans.close_plan(by=by, plan=plan),
        lambda: planning_plans.adopt_plan(by=by, plan=plan),
        lambda: planning_plans.open_year(by=by, plan=plan, tasks=[]),
        lambda: planning_areas.create_area(by=by, plan=plan, facts=NAMES),
        lambda: planning_areas.change_area(by=by, area=area, facts=NAMES),
        lambda: planning_tasks.create_task(by=by, area=area, facts=NAMES),
        lambda: planning_tasks.change_task(by=by, task=task, facts=NAMES),
        lambda: planning_schedules.set_schedule(by=by, task=task, starts_on=day, due_on=day),
        lambda: planning_indicators.create_indicator(
            by=by, plan=plan, code="2024-x", facts=NAMES | {"kind": "persons"}
        ),
        lambda: planning_indicators.change_indicator(by=by, indicator=indicator, facts=NAMES),
        lambda: planning_indicators.set_baseline(by=by, indicator=indicator, year=2023, facts={"value": 1}),
        lambda: planning_indicators.remove_baseline(by=by, indicator=indicator, year=2023),
        lambda: planning_indicators.record_measurement(by=by, indicator=measured, on=day, value=Decimal(3)),
        lambda: planning_indicators.add_offline_total(by=by, indicator=indicator, month=day, number=1, approver="X"),
    ]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PLANNING_OFFICE] + [""])
def test_only_the_planning_office_edits_the_plan(task: Task, division: Division, role: str) -> None:
    by = UserFactory(role=role, division=division if role in (Role.STAFF, Role.CHIEF) else None)
    for call in writes(by, task):
        with pytest.raises(PermissionDenied):
            call()
    assert Change.objects.count() == 0


def test_the_planning_office_edits_it_all_on_record(task: Task, planner: User) -> None:
    for call in writes(planner, task):
        before = Change.objects.count()
        call()
        assert {change.by for change in Change.objects.all()[before:]} == {planner}, call


def test_the_leader_in_charge_grants_an_extension_of_their_own_tasks_only(task: Task, leader: User) -> None:
    dates: dict[str, Any] = {"starts_on": date(2024, 1, 1), "due_on": date(2024, 12, 1)}
    with pytest.raises(PermissionDenied):
        planning_schedules.set_schedule(by=leader, task=task, **dates)
    Task.objects.update(leader_in_charge=leader)
    assert planning_schedules.set_schedule(by=leader, task=task, **dates).by == leader


@pytest.mark.parametrize("who", ["staff", "chief", "planner"])
def test_who_reports_on_a_task_sets_its_milestones(task: Task, request: Any, who: str) -> None:
    by = request.getfixturevalue(who)
    milestone = planning_milestones.add_milestone(by=by, task=task, facts=NAMES | {"due_on": date(2024, 6, 1)})
    planning_milestones.change_milestone(by=by, milestone=milestone, facts={"weight": 3})
    planning_milestones.tick_milestone(by=by, milestone=milestone, completed_on=date(2024, 6, 2))
    planning_milestones.delete_milestone(by=by, milestone=milestone)
    assert [change.type for change in Change.objects.all()] == ["task"] * 4


@pytest.mark.parametrize("who", ["staff2", "chief2", "leader", "secretary", "admin", "outsider"])
def test_others_set_no_milestones(task: Task, request: Any, who: str) -> None:
    by = request.getfixturevalue(who)
    milestone = MilestoneFactory(task=task)
    for call in (
        lambda: planning_milestones.add_milestone(by=by, task=task, facts=NAMES | {"due_on": date(2024, 6, 1)}),
        lambda: planning_milestones.change_milestone(by=by, milestone=milestone, facts={"weight": 3}),
        lambda: planning_milestones.tick_milestone(by=by, milestone=milestone, completed_on=date(2024, 6, 2)),
        lambda: planning_milestones.delete_milestone(by=by, milestone=milestone),
    ):
        with pytest.raises(PermissionDenied):
            call()


def test_a_supporting_divisions_staff_set_milestones_too(task: Task, staff2: User, other_division: Division) -> None:
    task.supporting_divisions.add(other_division)
    planning_milestones.add_milestone(by=staff2, task=task, facts=NAMES | {"due_on": date(2024, 6, 1)})
    assert task.milestones.count() == 1


def test_a_change_moves_the_version_once_and_records_before_and_after(task: Task, planner: User) -> None:
    changed = planning_tasks.change_task(by=planner, task=task, facts={"weight": 4, "name_en": "New"}, version=1)
    assert (changed.version, Task.objects.get().version) == (2, 2)
    change = last()
    assert (change.action, change.type, change.key, change.version) == ("change", "task", "2024-5-02", 2)
    before, after = change.before, change.after
    assert {name for name in after if before[name] != after[name]} == {"weight", "name_en"}


def test_a_change_that_changes_nothing_is_no_change(task: Task, planner: User) -> None:
    planning_tasks.change_task(by=planner, task=task, facts={"weight": task.weight, "name_en": task.name_en}, version=1)
    planning_plans.change_plan(by=planner, plan=task.plan, facts={"stale_days": 30})
    standing = task.schedules.get()
    days: dict[str, Any] = {"starts_on": standing.starts_on, "due_on": standing.due_on}
    assert planning_schedules.set_schedule(by=planner, task=task, **days) == standing
    assert (Task.objects.get().version, Plan.objects.get().version, Change.objects.count()) == (1, 1, 0)


def stale_calls(by: User, task: Task, milestone: Milestone, indicator: Indicator) -> list[Callable[[], Any]]:
    """Every versioned write, made from version 1."""
    day = date(2024, 9, 1)
    return [
        lambda: planning_plans.change_plan(by=by, plan=task.plan, facts={"stale_days": 20}, version=1),
        lambda: planning_plans.adopt_plan(by=by, plan=task.plan, version=1),
        lambda: planning_plans.close_plan(by=by, plan=task.plan, version=1),
        lambda: planning_areas.change_area(by=by, area=task.area, facts=NAMES, version=1),
        lambda: planning_tasks.change_task(by=by, task=task, facts=NAMES, version=1),
        lambda: planning_schedules.set_schedule(by=by, task=task, starts_on=day, due_on=day, version=1),
        lambda: planning_milestones.add_milestone(by=by, task=task, facts=NAMES | {"due_on": day}, version=1),
        lambda: planning_milestones.change_milestone(by=by, milestone=milestone, facts={"weight": 2}, version=1),
        lambda: planning_milestones.delete_milestone(by=by, milestone=milestone, version=1),
        lambda: planning_milestones.tick_milestone(by=by, milestone=milestone, completed_on=day, version=1),
        lambda: planning_indicators.change_indicator(by=by, indicator=indicator, facts=NAMES, version=1),
        lambda: planning_indicators.set_baseline(by=by, indicator=indicator, year=2023, facts={"value": 1}, version=1),
        lambda: planning_indicators.remove_baseline(by=by, indicator=indicator, year=2023, version=1),
    ]


def test_what_was_made_from_an_older_version_is_refused_with_what_stands(task: Task, planner: User) -> None:
    milestone, indicator = MilestoneFactory(task=task), IndicatorFactory(plan=task.plan)
    for model in (Plan, PriorityArea, Task, Indicator):
        model.objects.update(version=2)
    for call in stale_calls(planner, task, milestone, indicator):
        with pytest.raises(Conflict) as conflict:
            call()
        assert conflict.value.standing.version == 2
    assert Change.objects.count() == 0


def test_a_new_plan_is_a_draft_of_its_makers_kind(planner: User) -> None:
    plan = planning_plans.create_plan(by=planner, code="2025", year=2025, facts={"title_zh": "2025年计划"})
    assert (plan.status, plan.demonstration, plan.title_en, plan.title_zh) == (
        "draft",
        False,
        "2025年计划",
        "2025年计划",
    )
    planner.demonstration = True
    assert planning_plans.create_plan(by=planner, code="demo-2025", year=2025, facts={"title_en": "D"}).demonstration


@pytest.mark.parametrize(
    ("code", "year", "facts", "fields"),
    [
        ("2026", 2025, {"title_en": "A"}, {"code"}),
        ("plan", 2025, {"title_en": "A"}, {"code"}),
        ("2024", 2024, {"title_en": "A"}, {"code"}),
        ("1999", 1999, {"title_en": "A"}, {"year"}),
        ("2025", 2025, {}, {"title_en", "title_zh"}),
        ("2025", 2025, {"title_en": "A", "behind_points": 31}, {"__all__"}),
        ("2025", 2025, {"title_en": "A", "far_behind_points": 101}, {"far_behind_points"}),
        ("2025", 2025, {"title_en": "A", "stale_days": 0}, {"stale_days"}),
        ("2025", 2025, {"title_en": "A\x00"}, {"title_en", "title_zh"}),
        ("2025", 2025, {"title_en": "A\ud800"}, {"title_en", "title_zh"}),
        ("2025", 2025, {"title_en": "A", "source": "x" * 10_000_000}, {"source"}),
    ],
)
def test_a_plan_that_breaks_a_rule_is_refused(
    plan: Plan, planner: User, code: str, year: int, facts: dict[str, Any], fields: set[str]
) -> None:
    assert set(refused(planning_plans.create_plan, by=planner, code=code, year=year, facts=facts)) == fields


def test_a_plan_is_adopted_once_it_has_tasks_and_closed_after_that(planner: User) -> None:
    plan = PlanFactory(status=Plan.Status.DRAFT)
    assert refused(planning_plans.close_plan, by=planner, plan=plan) == {
        "": ["A draft is adopted before it is closed."]
    }
    assert refused(planning_plans.adopt_plan, by=planner, plan=plan) == {
        "": ["A plan is adopted once it has tasks: this one has none yet."]
    }
    TaskFactory(area__plan=plan)
    assert planning_plans.adopt_plan(by=planner, plan=plan).status == "adopted"
    assert planning_plans.close_plan(by=planner, plan=plan).status == "closed"
    assert planning_plans.adopt_plan(by=planner, plan=plan).status == "adopted"
    assert Plan.objects.get().version == 4


def test_a_closed_plan_is_changed_no_more(task: Task, planner: User) -> None:
    milestone, indicator = MilestoneFactory(task=task), IndicatorFactory(plan=task.plan, code="2024-counted")
    planning_plans.close_plan(by=planner, plan=task.plan)
    day = date(2024, 9, 1)
    for call in (
        lambda: planning_plans.change_plan(by=planner, plan=task.plan, facts={"stale_days": 20}),
        lambda: planning_areas.create_area(by=planner, plan=task.plan, facts=NAMES),
        lambda: planning_areas.change_area(by=planner, area=task.area, facts=NAMES),
        lambda: planning_tasks.create_task(by=planner, area=task.area, facts=NAMES),
        lambda: planning_tasks.change_task(by=planner, task=task, facts=NAMES),
        lambda: planning_schedules.set_schedule(by=planner, task=task, starts_on=day, due_on=day),
        lambda: planning_milestones.delete_milestone(by=planner, milestone=milestone),
        lambda: planning_indicators.change_indicator(by=planner, indicator=indicator, facts=NAMES),
        lambda: planning_indicators.add_offline_total(
            by=planner, indicator=indicator, month=day, number=1, approver="A"
        ),
    ):
        assert refused(call) == {"": ["The plan is closed: it is no longer changed."]}


def test_opening_the_year_carries_areas_and_the_chosen_tasks_without_their_progress(
    task: Task, planner: User, division: Division, other_division: Division, chief: User, leader: User
) -> None:
    plan = task.plan
    Plan.objects.update(behind_points=15, source="The read-out", title_en="Plan 2024", title_zh="工作计划")
    plan.refresh_from_db()
    going = TaskFactory(
        area=task.area, number=7, kind="ongoing", lead_division=division, responsible=chief, leader_in_charge=leader,
        weight=3, source_quote="Said.", supporting=[other_division],
    )  # fmt: skip
    MilestoneFactory(task=going)
    UpdateFactory(task=going, percent=None)
    following = planning_plans.open_year(by=planner, plan=plan, tasks=[going])
    assert (following.code, following.year, following.status, following.set_out_on, following.source) == (
        "2025", 2025, "draft", None, "",
    )  # fmt: skip
    assert (following.title_en, following.title_zh, following.behind_points) == ("Plan 2025", "工作计划 2025", 15)
    assert [area.code for area in following.areas.all()] == ["2025-5"]
    copy = Task.objects.get(area__plan=following)
    assert (copy.code, copy.name_en, copy.kind, copy.weight) == ("2025-5-07", going.name_en, "ongoing", 3)
    assert (copy.lead_division, copy.responsible, copy.leader_in_charge) == (division, chief, leader)
    assert (copy.source_quote, list(copy.supporting_divisions.all())) == ("", [other_division])
    assert [source.name_en for source in copy.sources.all()] == ["Carried over from 2024-5-07"]
    schedule = copy.schedules.get()
    assert (schedule.starts_on, schedule.due_on) == (date(2025, 1, 1), date(2025, 12, 31))
    assert (copy.updates.count(), copy.milestones.count()) == (0, 0)
    assert [change.type for change in Change.objects.order_by("id")] == ["plan", "area", "task"]
    assert refused(planning_plans.open_year, by=planner, plan=plan, tasks=[]) == {
        "": ["The plan 2025 is there already."]
    }
