"""Posting and reviewing reports through the API: the services' rules, answered in full."""

from datetime import date

import pytest
from django.utils import timezone

from changelog.models import Change
from priorities.models import Plan, ProgressUpdate, Review
from tests.api.problems import body_of, problem, wrong
from tests.factories import AreaFactory, PlanFactory, ReviewFactory, TaskFactory, UpdateFactory


@pytest.fixture
def task(plan, division):
    """A task that `staff`'s division leads."""
    return TaskFactory(area=AreaFactory(plan=plan, number=5), number=2, lead_division=division)


def post(client, **body):
    return client.post("/api/v1/updates/", {"task": "2024-5-02", **body}, format="json")


def act(client, update, action, **body):
    return client.post(f"/api/v1/updates/{update.pk}/{action}/", body, format="json")


def test_staff_post_a_report_that_waits_for_their_chief(api, task, staff):
    response = post(
        api(staff, write=True),
        effective_on="2024-09-15",
        status="in_progress",
        percent=40,
        health="amber",
        note="Walls\nup.",
        problems="Rain.",
        needs="A roof.",
        next_steps="窗户。",
    )
    update = ProgressUpdate.objects.get()
    assert (response.status_code, response["Location"]) == (201, f"http://testserver/api/v1/updates/{update.pk}/")
    assert response.json() == {
        "id": update.pk,
        "task": "2024-5-02",
        "effective_on": "2024-09-15",
        "status": "in_progress",
        "percent": 40,
        "health": "amber",
        "note": "Walls\nup.",
        "problems": "Rain.",
        "needs": "A roof.",
        "next_steps": "窗户。",
        "no_change": False,
        "author": "staff",
        "recorded_at": timezone.localtime(update.recorded_at).isoformat(),
        "review": "pending",
        "reviews": [],
    }
    assert response.json()["recorded_at"].startswith("2024-09-30T")
    assert api(staff).get(response["Location"]).json() == response.json()
    change = Change.objects.get()
    assert (change.by, change.token_name, change.request_id) == (staff, "test", response["X-Request-Id"])


def test_a_report_needs_no_more_than_a_task_and_a_status(api, task, planner):
    response = post(api(planner, write=True), status="completed")
    assert {name: response.json()[name] for name in ("effective_on", "percent", "health", "note", "review")} == {
        "effective_on": "2024-09-30",
        "percent": 100,
        "health": None,
        "note": "",
        "review": "endorsed",
    }


def test_the_default_day_is_held_within_the_plan_s_year(api, planner):
    task = TaskFactory(area=AreaFactory(plan=PlanFactory(code="2023", year=2023), number=1), number=1)
    response = post(api(planner, write=True), task=task.code, status="not_started")
    assert (response.status_code, response.json()["effective_on"]) == (201, "2023-12-31")


def test_a_continuing_effort_has_no_percent(api, plan, planner):
    TaskFactory(area=AreaFactory(plan=plan, number=5), number=2, kind="ongoing")
    client = api(planner, write=True)
    assert wrong(post(client, status="in_progress", percent=10)) == (400, {"percent": "invalid"})
    assert post(client, status="in_progress", percent=None).json()["percent"] is None


def test_no_change_repeats_what_stands_and_takes_nothing_else(api, task, staff, division):
    UpdateFactory(task=task, effective_on=date(2024, 8, 1), percent=30, health="green", note="As planned.")
    client = api(staff, write=True)
    body = post(client, no_change=True).json()
    names = ("effective_on", "status", "percent", "health", "note", "no_change", "review")
    assert [body[name] for name in names] == ["2024-09-30", "in_progress", 30, "green", "As planned.", True, "pending"]
    assert wrong(post(client, no_change=True, note="But")) == (400, {"note": "superfluous"})


@pytest.mark.parametrize("who", ["staff2", "leader", "admin", "secretary"])
def test_who_may_not_report_gets_a_403_and_nothing_changes(api, task, request, who):
    response = post(api(request.getfixturevalue(who), write=True), status="in_progress", percent=10)
    sentence = "Only the lead and supporting divisions and the planning office report on this task."
    assert body_of(response) == problem(403, "Not allowed", sentence)
    assert not ProgressUpdate.objects.exists()


def test_a_plan_that_takes_no_reports_says_so(api, task, planner):
    Plan.objects.update(status="draft")
    response = post(api(planner, write=True), status="in_progress", percent=10)
    sentence = "Reports are taken while the plan is adopted: this one is draft."
    assert body_of(response)["errors"] == [{"field": None, "message": sentence, "code": "invalid"}]


def test_the_way_of_a_completion(api, task, staff, chief, planner):
    update = ProgressUpdate.objects.get(pk=post(api(staff, write=True), status="completed").json()["id"])
    endorsed = act(api(chief, write=True), update, "accept")
    assert (endorsed.status_code, endorsed.json()["review"]) == (200, "endorsed")
    accepted = act(api(planner, write=True), update, "accept")
    reviews = [{name: each[name] for name in ("by", "outcome")} for each in accepted.json()["reviews"]]
    assert (accepted.json()["review"], reviews) == (
        "accepted",
        [{"by": "chief", "outcome": "endorsed"}, {"by": "planner", "outcome": "accepted"}],
    )
    assert api(planner).get("/api/v1/tasks/2024-5-02/").json()["signal"] == "completed"


def test_a_chief_returns_a_report_with_a_reason(api, task, staff, chief):
    update = UpdateFactory(task=task, author=staff, first_review="pending")
    body = act(api(chief, write=True), update, "return", reason="Say how far.").json()
    assert (body["review"], body["reviews"][0]["reason"]) == ("returned", "Say how far.")


def test_an_author_withdraws_a_report(api, task, staff, chief):
    update = UpdateFactory(task=task, author=staff, first_review="pending")
    assert act(api(chief, write=True), update, "withdraw").status_code == 403
    assert act(api(staff, write=True), update, "withdraw").json()["review"] == "withdrawn"


@pytest.mark.parametrize(("action", "body"), [("accept", {}), ("return", {"reason": "x"})])
@pytest.mark.parametrize("who", ["staff", "staff2", "chief2", "leader", "admin"])
def test_who_may_not_review_gets_a_403(api, task, request, who, action, body):
    update = UpdateFactory(task=task, first_review="pending")
    assert act(api(request.getfixturevalue(who), write=True), update, action, **body).status_code == 403
    assert not Review.objects.exists()


def test_nobody_accepts_their_own(api, task, chief):
    update = UpdateFactory(task=task, author=chief, first_review="pending")
    response = api(chief, write=True).post(
        f"/api/v1/updates/{update.pk}/accept/"
    )  # no body, as `curl -X POST` sends it
    assert body_of(response) == problem(403, "Not allowed", "Nobody accepts their own report.")


def test_accepting_while_a_later_update_stands_is_a_409_that_shows_it(api, task, staff, chief):
    update = UpdateFactory(task=task, author=staff, effective_on=date(2024, 8, 1), first_review="pending")
    later = UpdateFactory(task=task, author=chief, effective_on=date(2024, 8, 2), percent=70)
    response = act(api(chief, write=True), update, "accept")
    sentence = "A later update stands, as of 2024-08-02: accepting this one would change nothing. Return it instead."
    assert body_of(response) == problem(409, "Conflict with what stands", sentence) | {
        "standing": api(chief).get(f"/api/v1/updates/{later.pk}/").json()
    }


@pytest.mark.parametrize("action", ["accept", "return", "withdraw"])
def test_a_report_reviewed_meanwhile_is_a_409(api, task, staff, chief, planner, action):
    update = UpdateFactory(task=task, author=staff, first_review="pending")
    ReviewFactory(update=update, by=planner, outcome="returned", reason="No.")
    client = api(staff if action == "withdraw" else chief, write=True)
    response = act(client, update, action, **({"reason": "x"} if action == "return" else {}))
    assert (response.status_code, response.json()["standing"]["review"]) == (409, "returned")
    assert update.reviews.count() == 1


@pytest.mark.parametrize("action", ["accept", "return", "withdraw"])
def test_a_report_that_is_not_there_is_a_404(api, planner, action):
    response = api(planner, write=True).post(f"/api/v1/updates/999999/{action}/", {"reason": "x"}, format="json")
    assert body_of(response) == problem(404, "Not found", "There is no such thing here.")


def test_an_update_is_never_changed_nor_deleted(api, task, planner):
    update = UpdateFactory(task=task)
    client = api(planner, write=True)
    for method in (client.put, client.patch, client.delete):
        assert method(f"/api/v1/updates/{update.pk}/", {"percent": 99}, format="json").status_code == 405
