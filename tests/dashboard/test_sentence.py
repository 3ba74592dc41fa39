"""The dashboard's first line, whole, for each way a plan can stand."""

from datetime import date
from html import unescape

import pytest
from django.utils import translation
from django.utils.html import strip_tags

from accounts.models import User
from priorities.figures import Moment
from priorities.models import Baseline, Plan
from tests.factories import (
    AreaFactory,
    EventFactory,
    IndicatorFactory,
    LeaderFactory,
    TaskFactory,
    UpdateFactory,
)
from workplan.dashboard import sentence
from workplan.progress import plan_progress

pytestmark = pytest.mark.django_db


def say(plan: Plan, user: User, *, reported: bool = True, language: str = "en") -> str:
    with translation.override(language):
        said = sentence.of(plan_progress(plan, Moment(date(2024, 9, 30)), user), reported=reported)
        return unescape(strip_tags(said))


def test_a_plan_without_tasks(plan, leader):
    assert say(plan, leader) == "This plan has no tasks yet."


def test_a_plan_nobody_has_reported_on(plan, leader):
    TaskFactory.create_batch(2, area=AreaFactory(plan=plan))
    assert say(plan, leader, reported=False) == "No division has reported yet on the plan's 2 tasks."


def test_one_task_nobody_has_reported_on_in_chinese(plan, leader):
    TaskFactory(area=AreaFactory(plan=plan))
    assert say(plan, leader, reported=False, language="zh-hans") == "本计划1项任务均尚无处室填报。"


def test_behind_with_areas_far_behind_and_behind_and_events_ahead(plan, leader):
    # By 30 September 274 of 366 days have passed: 74.9% is planned.
    for percent in (20, 60):
        task = TaskFactory(area=AreaFactory(plan=plan))
        UpdateFactory(task=task, percent=percent)
    indicator = IndicatorFactory(plan=plan)
    Baseline.objects.create(indicator=indicator, year=2023, value=1)
    EventFactory(attended_by=[LeaderFactory()])
    assert say(plan, leader) == (
        "The plan stands at 40.0%, 34.9 points behind schedule. "
        "1 area is far behind and 1 area is behind. "
        "Municipal leaders have attended 1 event, 0.3 ahead of 2023's pace."
    )


def test_ahead_of_schedule_without_baseline(plan, leader):
    UpdateFactory(task=TaskFactory(area=AreaFactory(plan=plan)), percent=90)
    IndicatorFactory(plan=plan)
    assert say(plan, leader) == (
        "The plan stands at 90.0%, 15.1 points ahead of schedule. "
        "No area is behind. No event attended by municipal leaders is registered yet."
    )


def test_exactly_on_schedule(plan, leader):
    task = TaskFactory(area=AreaFactory(plan=plan), starts_on=date(2024, 9, 26), due_on=date(2024, 10, 5))
    UpdateFactory(task=task, percent=50, effective_on=date(2024, 9, 30))
    assert say(plan, leader) == "The plan stands at 50.0%, exactly on schedule. No area is behind."


def test_only_continuing_efforts(plan, leader):
    TaskFactory(area=AreaFactory(plan=plan), kind="ongoing")
    assert (
        say(plan, leader) == "All tasks of this plan are continuing efforts, without a percentage. No area is behind."
    )
