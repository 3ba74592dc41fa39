"""`progress/`: the whole of it, at a moment, as the reader may see."""

from datetime import date

import pytest

from events.models import Attendance
from priorities.models import Baseline, Indicator, Measurement
from tests.factories import (
    AreaFactory,
    DelegationFactory,
    EventFactory,
    IndicatorFactory,
    LeaderFactory,
    MilestoneFactory,
    PlanFactory,
    ReviewFactory,
    TaskFactory,
    UpdateFactory,
    at,
)
from workplan.api import cursors

NO_TASKS = {"not_started": 0, "in_progress": 0, "completed": 0, "cancelled": 0}
NO_SIGNALS = dict.fromkeys(
    ("completed", "on_track", "behind", "far_behind", "overdue", "not_due", "cancelled"),
    0,
)
NOTHING = {
    "actual_percent": None,
    "planned_percent": None,
    "gap": None,
    "signal": None,
    "worst": None,
    "tasks": NO_TASKS,
    "signals": NO_SIGNALS,
    "stale": 0,
    "disagrees": 0,
}
NO_EVENTS = dict.fromkeys(("held", "with_leaders", "leader_attendances", "delegations", "persons", "offline"), 0)


def read(client, query="plan=2024"):
    response = client.get(f"/api/v1/progress/?{query}")
    assert response.status_code == 200, response.content
    return response.json()


def test_a_plan_without_anything(api, planner, plan):
    assert read(api(planner)) == {
        "plan": "2024",
        "as_of": "2024-09-30",
        "known_at": None,
        "cursor": cursors.encode(0),
        **NOTHING,
        "events": NO_EVENTS,
        "areas": [],
        "divisions": [],
        "indicators": [],
    }


@pytest.fixture
def year(plan, division, other_division):
    """Two areas, three tasks, four events, two indicators."""
    first, second = AreaFactory(plan=plan, number=1), AreaFactory(plan=plan, number=2)
    led = TaskFactory(area=first, number=1, lead_division=division, weight=2)
    UpdateFactory(task=led, effective_on=date(2024, 6, 30), percent=40, health="green")
    pending = UpdateFactory(task=led, effective_on=date(2024, 9, 29), percent=70, first_review="pending")
    ReviewFactory(update=pending, at=at(date(2024, 9, 30), 9))
    other = TaskFactory(area=first, number=2, lead_division=other_division)
    MilestoneFactory(task=other, due_on=date(2024, 9, 30), weight=1)
    MilestoneFactory(task=other, due_on=date(2024, 10, 1), weight=2)
    TaskFactory(area=second, number=1, kind="ongoing", lead_division=division)
    mayor, vice = LeaderFactory.create_batch(2)
    delegation = DelegationFactory(size=12)
    EventFactory(host_division=division, area=first, attended_by=[mayor, vice], delegation=delegation)
    EventFactory(
        host_division=division, area=first, delegation=delegation, restricted=True, starts_on=date(2024, 9, 30)
    )
    EventFactory(host_division=division, starts_on=date(2024, 10, 9), status="confirmed", expected=[mayor])
    EventFactory(host_division=division, starts_on=date(2023, 5, 1), attended_by=[mayor])
    EventFactory(host_division=division, starts_on=date(2023, 11, 1), attended_by=[mayor])
    counted = IndicatorFactory(plan=plan, code="counted", order=1, target=3)
    Baseline.objects.create(indicator=counted, year=2023, value=2)
    Baseline.objects.create(indicator=counted, year=2019, value=232, low=231, high=232, derived=True)
    measured = IndicatorFactory(plan=plan, code="measured", order=2, kind=Indicator.Kind.MEASURED, aggregate="average")
    for day, value in ((1, "1.25"), (2, "2"), (3, "2.2")):
        Measurement.objects.create(
            indicator=measured, on=date(2024, 5, day), value=value, recorded_at=at(date(2024, 5, day), 9)
        )


ECONOMIC = {
    "code": "economic",
    "actual_percent": 70,
    "planned_percent": 74.9,
    "gap": -4.9,
    "signal": "on_track",
    "worst": "on_track",
    "tasks": NO_TASKS | {"in_progress": 1, "not_started": 1},
    "signals": NO_SIGNALS | {"on_track": 2},
    "stale": 1,
    "disagrees": 0,
}
CONSULAR = {
    "code": "consular",
    "actual_percent": 0,
    "planned_percent": 33.3,
    "gap": -33.3,
    "signal": "far_behind",
    "worst": "far_behind",
    "tasks": NO_TASKS | {"not_started": 1},
    "signals": NO_SIGNALS | {"far_behind": 1},
    "stale": 1,
    "disagrees": 0,
}


def test_the_whole_of_a_year(api, leader, year):
    body = read(api(leader, schedule=True))
    both = {"actual_percent": 46.7, "planned_percent": 61.0, "gap": -14.4, "signal": "behind", "worst": "far_behind"}
    counts = {"held": 2, "with_leaders": 1, "leader_attendances": 2, "delegations": 1, "persons": 12, "offline": 0}
    assert body == {
        "plan": "2024",
        "as_of": "2024-09-30",
        "known_at": None,
        "cursor": cursors.encode(0),
        **both,
        "tasks": NO_TASKS | {"in_progress": 1, "not_started": 2},
        "signals": NO_SIGNALS | {"on_track": 2, "far_behind": 1},
        "stale": 2,
        "disagrees": 0,
        "events": counts,
        "areas": [
            {
                "code": "2024-1",
                **both,
                "tasks": NO_TASKS | {"in_progress": 1, "not_started": 1},
                "signals": NO_SIGNALS | {"on_track": 1, "far_behind": 1},
                "stale": 1,
                "disagrees": 0,
                "events": counts,
            },
            {
                **NOTHING,
                "code": "2024-2",
                "signal": "on_track",
                "worst": "on_track",
                "tasks": NO_TASKS | {"not_started": 1},
                "signals": NO_SIGNALS | {"on_track": 1},
                "stale": 1,
                "events": NO_EVENTS,
            },
        ],
        "divisions": [ECONOMIC, CONSULAR],
        "indicators": [
            {
                "code": "counted",
                "kind": "events_with_leaders",
                "actual": 1,
                "target": 3,
                "baselines": [
                    {
                        "year": 2023,
                        "value": 2,
                        "low": None,
                        "high": None,
                        "derived": False,
                        "change_percent": -50,
                        "pace": 1.5,
                        "projected": 1.3,
                        "projected_change_percent": -33.2,
                        "ahead": -0.5,
                        "same_day": 1,
                    },
                    {
                        "year": 2019,
                        "value": 232,
                        "low": 231,
                        "high": 232,
                        "derived": True,
                        "change_percent": -99.6,
                        "pace": 173.7,
                        "projected": 1.3,
                        "projected_change_percent": -99.4,
                        "ahead": -172.7,
                        "same_day": None,
                    },
                ],
            },
            {"code": "measured", "kind": "measured", "actual": 1.8, "target": None, "baselines": []},
        ],
    }


def test_as_of_a_day_and_as_known_then(api, planner, year):
    client = api(planner, schedule=True)
    now = read(client, "plan=2024&as_of=2024-09-29")
    then = read(client, "plan=2024&as_of=2024-09-29&known_at=then")
    exactly = read(client, "plan=2024&as_of=2024-09-29&known_at=2024-09-29T23:59:59.999999%2B08:00")
    assert (now["as_of"], now["known_at"], now["areas"][0]["actual_percent"]) == ("2024-09-29", None, 46.7)
    assert (then["known_at"], then["areas"][0]["actual_percent"]) == ("2024-09-29T23:59:59.999999+08:00", 26.7)
    assert then == exactly
    assert then["disagrees"] == 1


def test_the_default_day_is_held_within_the_plan_s_year(api, planner):
    PlanFactory(code="2023", year=2023)
    assert read(api(planner), "plan=2023")["as_of"] == "2023-12-31"


def test_divisions_side_by_side_are_for_who_may_see_them(
    api, year, leader, secretary, staff, chief, chief2, planner, admin
):
    people = {
        "leader": leader, "secretary": secretary, "staff": staff, "chief": chief, "chief2": chief2,
        "planner": planner, "admin": admin,
    }  # fmt: skip
    seen = {name: [each["code"] for each in read(api(person))["divisions"]] for name, person in people.items()}
    assert seen == {
        "leader": ["economic", "consular"],
        "secretary": [],
        "staff": [],
        "chief": ["economic"],
        "chief2": ["consular"],
        "planner": ["economic", "consular"],
        "admin": [],
    }


def test_restricted_events_count_plan_wide_for_everyone_and_in_areas_for_who_may_know(api, year, staff2, planner):
    assert {
        "planning office": [
            read(api(planner, schedule=True))["events"]["held"],
            read(api(planner, schedule=True))["areas"][0]["events"]["held"],
        ],
        "without the scope": [
            read(api(planner))["events"]["held"],
            read(api(planner))["areas"][0]["events"]["held"],
        ],
        "other division": [
            read(api(staff2, schedule=True))["events"]["held"],
            read(api(staff2, schedule=True))["areas"][0]["events"]["held"],
        ],
    } == {"planning office": [2, 2], "without the scope": [2, 1], "other division": [2, 1]}


def test_who_is_expected_tells_nothing(api, year, staff2):
    before = read(api(staff2))
    Attendance.objects.filter(outcome="expected").delete()
    assert read(api(staff2)) == before
