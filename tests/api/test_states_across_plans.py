"""Tasks of several plans on one page: each is judged on its own plan's day, by its own plan's thresholds."""

from datetime import date

import pytest

from accounts.models import Role
from priorities.figures import Moment, attach, attach_today
from priorities.filters import TaskFilter
from priorities.models import Task
from tests.factories import AreaFactory, PlanFactory, TaskFactory, UpdateFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tasks():
    """The same task, at 60% of a 75% plan, in a lenient plan, a strict one, and one whose year is over."""
    found = []
    for plan in (
        PlanFactory(code="2024"),
        PlanFactory(code="demo-2024", demonstration=True, behind_points=5, far_behind_points=10, stale_days=92),
        PlanFactory(code="2023", year=2023, behind_points=100, far_behind_points=100),
    ):
        task = TaskFactory(area=AreaFactory(plan=plan, number=1), number=1)
        UpdateFactory(task=task, effective_on=date(plan.year, 6, 30), percent=60)
        found.append(task)
    return found


def test_attach_today_judges_each_by_its_own_plan(tasks, django_assert_num_queries):
    page = list(Task.objects.for_list().order_by("code"))
    with django_assert_num_queries(1):
        attach_today(page)
    assert {task.code: (task.state.day, task.state.signal, task.state.stale) for task in page} == {
        "2024-1-01": (date(2024, 9, 30), "behind", True),
        "demo-2024-1-01": (date(2024, 9, 30), "far_behind", False),
        "2023-1-01": (date(2023, 12, 31), "on_track", True),
    }


def test_attach_today_agrees_with_attach_of_each_plan(tasks):
    for task in attach_today(Task.objects.for_list()):
        alone = attach([Task.objects.for_list().get(pk=task.pk)], Moment.of(task.plan))[0]
        assert task.state == alone.state


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["2023-1-01", "2024-1-01", "demo-2024-1-01"]),
        ("signal=behind", ["2024-1-01"]),
        ("signal=behind&signal=far_behind", ["2024-1-01", "demo-2024-1-01"]),
        ("signal=far_behind&plan=2024", []),
        ("stale=true", ["2023-1-01", "2024-1-01"]),
        ("stale=false", ["demo-2024-1-01"]),
        ("due_from=2024-01-01&due_to=2024-12-31", ["2024-1-01", "demo-2024-1-01"]),
        ("disagrees=true", []),
        ("status=in_progress&plan=2023", ["2023-1-01"]),
    ],
)
def test_the_filter_asks_each_plan_for_itself(tasks, rf, query, codes):
    reader = UserFactory(role=Role.PLANNING_OFFICE)
    request = rf.get(f"/?{query}")
    request.user = reader
    filterset = TaskFilter(request.GET, Task.objects.order_by("code"), request=request)
    assert filterset.errors == {}
    assert [task.code for task in filterset.qs] == codes
