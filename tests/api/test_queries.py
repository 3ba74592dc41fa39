"""Every list and every thing costs the same number of queries however much there is."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Series
from priorities.models import Baseline, Indicator, Measurement, Plan, TaskSource
from tests.factories import (
    AreaFactory,
    DelegationFactory,
    DivisionFactory,
    EventFactory,
    IndicatorFactory,
    LeaderFactory,
    LeaderPostFactory,
    MilestoneFactory,
    PlanFactory,
    ReviewFactory,
    TaskFactory,
    UpdateFactory,
)


@pytest.fixture(params=[1, 3])
def rows(request, db):
    """One or three of everything, each with one or three of what hangs on it."""
    count = request.param
    for number in range(1, count + 1):
        plan = PlanFactory(code=f"{2025 - number}", year=2025 - number)
        area = AreaFactory(plan=plan, number=number, lead_division=DivisionFactory(parent=DivisionFactory()))
        task = TaskFactory(
            area=area, number=1, lead_division=area.lead_division, supporting=DivisionFactory.create_batch(count)
        )
        for each in range(count):
            MilestoneFactory(task=task, due_on=date(plan.year, 3, 1 + each))
            TaskSource.objects.create(task=task, name_en="Meeting", name_zh="会议")
            update = UpdateFactory(task=task, effective_on=date(plan.year, 2, 1 + each), first_review="pending")
            ReviewFactory(update=update)
        counted = IndicatorFactory(plan=plan, area=area)
        measured = IndicatorFactory(plan=plan, kind=Indicator.Kind.MEASURED)
        for year in range(2020, 2020 + count):
            Baseline.objects.create(indicator=counted, year=year, value=1)
        Measurement.objects.create(indicator=measured, on=date(plan.year, 1, 1), value=1, recorded_at=timezone.now())
        leaders = LeaderFactory.create_batch(count)
        for leader in leaders:
            LeaderPostFactory(leader=leader)
        event = EventFactory(
            host_division=area.lead_division, area=area, attended_by=leaders, delegation=DelegationFactory(),
            series=Series.objects.create(name_en=f"Series {number}", name_zh=f"品牌{number}"), country_or_region="FR",
        )  # fmt: skip
        event.tasks.add(task)
    return count


# Each begins with the token and its owner; a list goes on with the snapshot and the page.
LISTS = {
    "divisions/": 3,
    "plans/": 3,
    "areas/": 3,
    "tasks/": 4,  # … all that the page shows
    "tasks/?signal=overdue&plan=2024": 5,  # … the plan, whether its states are of today; nothing is found
    "tasks/?stale=true": 6,  # … the plans, whether their states are of today
    "tasks/?page_size=1": 4,
    "updates/": 4,  # … reviews
    "indicators/": 4,  # … baselines
    "measurements/": 3,
    "events/": 5,  # … attendances, tasks
    "events/?q=e": 5,
    "leaders/": 4,  # … posts
}


@pytest.mark.parametrize(("query", "expected"), LISTS.items())
def test_a_list(api, planner, rows, query, expected):
    client = api(planner, schedule=True)
    client.get("/api/v1/")  # notes the token's use
    client.get(f"/api/v1/{query}")  # keeps today's states, where it filters by them
    with CaptureQueriesContext(
        connection,
    ) as found:
        response = client.get(f"/api/v1/{query}")
    assert response.status_code == 200
    assert len(found) == expected, [each["sql"] for each in found.captured_queries]


def test_a_later_page_reads_no_snapshot_again(api, planner, rows, django_assert_num_queries):
    client = api(planner)
    LeaderFactory()
    onwards = client.get("/api/v1/leaders/?page_size=1").json()["next"]
    with django_assert_num_queries(3):  # token, page, posts
        client.get(onwards)


def test_a_session_costs_one_query_more(sign_in, planner, rows, django_assert_num_queries):
    client = sign_in(planner)
    with django_assert_num_queries(5):  # session, user, then as by token
        client.get("/api/v1/tasks/")


@pytest.mark.parametrize(("plan_wide_only", "expected"), [(False, 16), (True, 15)])
def test_progress(api, planner, rows, plan_wide_only, expected):
    client = api(planner, schedule=True)
    client.get("/api/v1/")
    if plan_wide_only:
        Indicator.objects.update(area=None)
    plan = Plan.objects.order_by("-year")[0]
    with CaptureQueriesContext(connection) as found:
        assert client.get(f"/api/v1/progress/?plan={plan.code}").status_code == 200
    assert len(found) == expected, [each["sql"][:150] for each in found.captured_queries]
