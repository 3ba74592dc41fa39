"""A list of reports is posted as a whole: all of it, in its order, or nothing."""

import functools
import json
import random
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from changelog.models import Change
from foundation.dialect import is_postgresql
from priorities.models import Plan, ProgressUpdate, Task
from tests.api.problems import body_of, problem, wrong
from tests.factories import AreaFactory, ReviewFactory, TaskFactory, UpdateFactory

ADDRESS = "/api/v1/updates/"
SENT: dict[str, Any] = {"task": "2024-5-01", "effective_on": "2024-09-15", "status": "in_progress", "percent": 40}
NOT_YOURS = "Only the lead and supporting divisions and the planning office report on this task."


@pytest.fixture
def tasks(plan, division):
    """Three tasks that `staff`'s division leads: 2024-5-01, -02, -03."""
    area = AreaFactory(plan=plan, number=5)
    return [TaskFactory(area=area, number=number, lead_division=division) for number in (1, 2, 3)]


@pytest.fixture
def client(api, tasks, planner):
    """A token of the planning office, whose reports stand at once."""
    return api(planner, write=True)


def post(client, items, **headers):
    raw = items if isinstance(items, bytes) else json.dumps(items)
    return client.post(ADDRESS, raw, content_type="application/json", **headers)


def errors_of(response):
    """The status, and each error's field with its code; nothing was written."""
    assert (ProgressUpdate.objects.count(), Change.objects.count()) == (0, 0)
    return wrong(response)


def test_the_answer_is_what_each_alone_would_have_answered_in_order(client, api):
    sent = [SENT | {"task": code, "percent": percent} for code, percent in (("2024-5-03", 3), ("2024-5-01", 1))]
    response = post(client, [*sent, SENT | {"task": "2024-5-02", "status": "completed", "percent": 100}])
    assert response.status_code == 201
    bodies = response.json()
    assert [(body["task"], body["percent"], body["review"]) for body in bodies] == [
        ("2024-5-03", 3, "not_required"), ("2024-5-01", 1, "not_required"), ("2024-5-02", 100, "endorsed"),
    ]  # fmt: skip
    assert bodies == [client.get(f"{ADDRESS}{body['id']}/").json() for body in bodies]
    assert [body["id"] for body in bodies] == sorted(body["id"] for body in bodies)
    changes = [(each.key, (each.after or {})["task"], each.request_id) for each in Change.objects.order_by("id")]
    assert changes == [(str(body["id"]), body["task"], response["X-Request-Id"]) for body in bodies]


def newest():
    """The id of the last report; 0 without any."""
    return ProgressUpdate.objects.order_by("-id").values_list("id", flat=True).first() or 0


def kept(since):
    """What posting left behind after a report: rows, record and audience, but for ids and instants."""
    names = ("task", "effective_on", "status", "percent", "health", "note", "problems", "needs", "next_steps")
    rows = ProgressUpdate.objects.filter(pk__gt=since).order_by("id")
    recorded = Change.objects.order_by("id").values_list("by", "token_name", "action", "type", "after")
    seen = Change.objects.order_by("id").values_list("audience__tag", "audience__before", "audience__after")
    return list(rows.values_list(*names, "no_change", "author", "first_review")), list(recorded), list(seen)


def alone(client, items):
    """What each item answers posted by itself, and what all leave behind: then it is undone."""
    since = newest()
    with transaction.atomic():
        answers = [client.post(ADDRESS, item, format="json") for item in items]
        found = answers, kept(since)
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("who", ["staff", "chief", "planner"])
@pytest.mark.parametrize("seed", range(20))
def test_a_list_does_what_its_items_would_one_by_one(request, api, tasks, staff2, who, seed):
    """Over random histories and random lists: the same rows and record, or the same errors."""
    chosen = random.Random(seed)
    tasks = tasks[:2]
    day = functools.partial(chosen.choice, [date(2024, 9, each) for each in (10, 11)])
    for _each in range(chosen.randint(0, 4)):
        update = UpdateFactory(
            task=chosen.choice(tasks), effective_on=day(), percent=chosen.randint(0, 99), author=staff2,
            first_review=chosen.choice(["pending", "not_required"]),
        )  # fmt: skip
        if update.first_review == "pending" and chosen.random() < 0.5:
            ReviewFactory(update=update, outcome=chosen.choice(["accepted", "withdrawn"]))
    before = ProgressUpdate.objects.count()
    items = []
    for _each in range(chosen.randint(1, 6)):
        item: dict[str, Any] = {"task": chosen.choice(tasks).code, "effective_on": day().isoformat()}
        status = chosen.choice(["not_started", "in_progress", "in_progress", "completed", "cancelled"])
        said: dict[str, Any] = {
            "status": status,
            "note": chosen.choice(["", "墙"]),
            "health": chosen.choice([None, "green"]),
        }
        said |= {"percent": chosen.randint(0, 101)} if status == "in_progress" or chosen.random() < 0.1 else {}
        items.append(item | ({"no_change": True} if chosen.random() < 0.4 else said))
    client = api(request.getfixturevalue(who), write=True)
    answers, left = alone(client, items)
    since = newest()
    wrong_alone = [
        (f"{place}.{each['field']}" if each["field"] else str(place), each["message"])
        for place, answer in enumerate(answers)
        if answer.status_code != 201
        for each in answer.json()["errors"] or [{"field": None, "message": answer.json()["detail"]}]
    ]
    response = post(client, items)
    if wrong_alone:
        assert [(each["field"], each["message"]) for each in response.json()["errors"]] == wrong_alone
        assert ProgressUpdate.objects.count() == before
    else:
        assert (response.status_code, kept(since)) == (201, left)


def test_two_reports_on_one_task_are_judged_in_their_order(client, api, staff):
    """The second sees what the first says: here that the task is closed, or how far it is."""
    UpdateFactory(task=Task.objects.get(code="2024-5-01"), effective_on=date(2024, 9, 1), percent=10)
    repeated = {"task": "2024-5-01", "effective_on": "2024-09-16", "no_change": True}
    bodies = post(client, [SENT | {"percent": 70, "note": "墙"}, repeated]).json()
    assert [(body["percent"], body["note"], body["no_change"]) for body in bodies] == [
        (70, "墙", False),
        (70, "墙", True),
    ]
    same_day = [SENT | {"percent": 71}, SENT | {"percent": 72}, repeated | {"effective_on": "2024-09-15"}]
    assert [body["percent"] for body in post(client, same_day).json()] == [71, 72, 72]
    earlier = repeated | {"effective_on": "2024-09-14"}
    assert post(client, [SENT | {"percent": 80}, earlier]).json()[1]["percent"] == 10
    cancelled = SENT | {"effective_on": "2024-09-17", "status": "cancelled", "note": "No longer wanted."}
    reopened = SENT | {"effective_on": "2024-09-18"}
    assert wrong(post(client, [cancelled, reopened])) == (400, {"1.note": "invalid"})
    assert [body["status"] for body in post(client, [cancelled, reopened | {"note": "Wanted again."}]).json()] == [
        "cancelled", "in_progress",
    ]  # fmt: skip


def test_a_report_that_waits_for_review_does_not_count_for_the_next(api, tasks, staff):
    sent = [SENT, {"task": "2024-5-01", "effective_on": "2024-09-16", "no_change": True}]
    assert [body["status"] for body in post(api(staff, write=True), sent).json()] == ["in_progress", "not_started"]


def test_accepted_reports_count_and_returned_ones_do_not(client):
    task = Task.objects.get(code="2024-5-01")
    accepted, returned = (
        UpdateFactory(task=task, effective_on=date(2024, 8, day), percent=day, first_review="pending") for day in (1, 2)
    )
    ReviewFactory(update=accepted)
    ReviewFactory(update=returned, outcome="returned", reason="No.")
    assert post(client, [{"task": task.code, "no_change": True}]).json()[0]["percent"] == 1


def test_everything_wrong_is_told_at_once_by_place_and_field(client):
    response = post(
        client,
        [
            SENT,
            SENT | {"percent": 101, "effective_on": "2024-10-01"},
            SENT | {"percent": "x", "health": "blue"},
            {"status": "in_progress"},
            SENT | {"task": "nothing"},
            SENT | {"author": "leader"},
            SENT | {"no_change": True},
            {"task": "2024-5-01"},
            {"task": "2024-5-01", "no_change": True},
        ],
    )
    assert errors_of(response) == (
        400,
        {
            "1.effective_on": "invalid",
            "1.percent": "invalid",
            "2.percent": "invalid",
            "2.health": "invalid_choice",
            "3.task": "required",
            "4.task": "does_not_exist",
            "5.author": "unknown",
            "6.status": "superfluous",
            "7.status": "required",
        },
    )
    assert response.json()["detail"] == "Nothing was written: 7 of 9 items are refused."


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ([], {"1": "invalid"}),
        ([SENT], {"1": "invalid"}),
        (None, {"1": "invalid"}),
        (1, {"1": "invalid"}),
        ("2024-5-01", {"1": "invalid"}),
        (True, {"1": "invalid"}),
        ({}, {"1.task": "required"}),
        (SENT | {"note": "\ud800"}, {"1.note": "forbidden_character"}),
        (SENT | {"note": "\0"}, {"1.note": "forbidden_character"}),
        (SENT | {"task": "\ud800"}, {"1.task": "forbidden_character"}),
        (SENT | {"status": "\ud800"}, {"1.status": "invalid_choice"}),
        (SENT | {"\ud800": 1}, {"1.\\ud800": "unknown"}),
        (SENT | {"": 1}, {"1.": "unknown"}),
        (SENT | {"percent": 10**30}, {"1.percent": "invalid"}),
        (SENT | {"task": ["2024-5-01"]}, {"1.task": "invalid"}),
    ],
    ids=str,
)
def test_a_hostile_item_is_named_by_its_place(client, item, expected):
    assert errors_of(post(client, [SENT, item])) == (400, expected)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'[{}, {"percent": 1, "percent": 2}]', {"1.percent": "repeated"}),
        (b'[{"\\ud800": 1, "\\ud800": 2}]', {"0.\\ud800": "repeated"}),
        (b'[{"note": {"a": 1, "a": 2}}]', {"a": "repeated"}),
        (b'[[{"a": 1, "a": 2}]]', {"a": "repeated"}),
    ],
)
def test_a_key_that_stands_twice_in_an_item_is_named_with_its_place(client, raw, expected):
    assert errors_of(post(client, raw)) == (400, expected)


@pytest.mark.parametrize(("count", "item"), [(0, SENT), (1001, SENT), (1001, {}), (200_000, 1)])
def test_a_list_has_one_to_a_thousand_items(client, count, item):
    response = post(client, [item] * count)
    assert errors_of(response) == (400, {None: "length"})
    assert response.json()["detail"] == f"Expected 1 to 1000 items; these are {count}."


def test_a_thousand_are_written(client):
    response = post(client, [SENT | {"percent": number % 100} for number in range(1000)])
    assert (response.status_code, len(response.json())) == (201, 1000)
    assert [body["percent"] for body in response.json()] == [number % 100 for number in range(1000)]
    assert (ProgressUpdate.objects.count(), Change.objects.count()) == (1000, 1000)


def test_one_report_that_is_not_theirs_makes_the_whole_a_403_that_names_it(api, tasks, staff, other_division):
    Task.objects.filter(code="2024-5-02").update(lead_division=other_division)
    response = post(api(staff, write=True), [SENT, SENT | {"task": "2024-5-02"}, SENT | {"percent": 101}])
    assert body_of(response) == problem(
        403,
        "Not allowed",
        "Nothing was written: 2 of 3 items are refused.",
        [
            {"field": "1", "message": NOT_YOURS, "code": "permission_denied"},
            {"field": "2.percent", "message": "Expected a whole number from 0 to 100.", "code": "invalid"},
        ],
    )
    assert not ProgressUpdate.objects.exists()


def test_a_supporting_division_posts_a_list_too(api, tasks, staff2, other_division):
    for task in tasks[:2]:
        task.supporting_divisions.add(other_division)
    client = api(staff2, write=True)
    assert post(client, [SENT, SENT | {"task": "2024-5-02"}]).status_code == 201
    assert body_of(post(client, [SENT, SENT | {"task": "2024-5-03"}]))["errors"] == [
        {"field": "1", "message": NOT_YOURS, "code": "permission_denied"}
    ]
    assert ProgressUpdate.objects.count() == 2


@pytest.mark.parametrize("who", ["staff2", "leader", "admin", "secretary"])
def test_who_may_not_report_posts_no_list(api, tasks, request, who):
    response = post(api(request.getfixturevalue(who), write=True), [SENT])
    assert errors_of(response) == (403, {"0": "permission_denied"})


def test_an_outsider_and_a_token_that_only_reads_post_no_list(api, tasks, outsider, planner):
    for client, sentence in (
        (api(outsider, write=True), "Your account has no role yet: ask an administrator."),
        (api(planner), "This token only reads: it lacks the scope “write”."),
    ):
        assert body_of(post(client, [SENT])) == problem(403, "Not allowed", sentence)
    assert not ProgressUpdate.objects.exists()


def test_a_plan_that_takes_no_reports_takes_no_list(client):
    Plan.objects.update(status="draft")
    assert errors_of(post(client, [SENT, SENT])) == (400, {"0": "invalid", "1": "invalid"})


def test_a_list_with_a_key_is_written_once(client):
    first, second = (post(client, [SENT, SENT], HTTP_IDEMPOTENCY_KEY="a") for _each in range(2))
    assert (first.status_code, first.content) == (201, second.content)
    assert post(client, [SENT], HTTP_IDEMPOTENCY_KEY="a").status_code == 422
    assert ProgressUpdate.objects.count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_however_long(client, count, django_assert_num_queries):
    client.get("/api/v1/")  # notes the token's use
    items = [SENT | {"task": f"2024-5-0{number}"} for number in range(1, count + 1)]
    # token, tasks; in a savepoint (2, and on PostgreSQL the lock): tasks, supporting divisions, what stands, three
    # inserts; the answer, its reviews
    with django_assert_num_queries(12 + int(is_postgresql())):
        assert post(client, items).status_code == 201
