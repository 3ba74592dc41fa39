"""Who gets in, by session or by token, and what an outsider is told."""

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import ApiToken
from tests.api.problems import body_of, problem
from tests.factories import EventFactory, LeaderFactory, TaskFactory, TokenFactory, UpdateFactory
from workplan.errors import server_error

ADDRESSES = (
    *(
        "",
        "divisions/",
        "plans/",
        "areas/",
        "tasks/",
        "updates/",
        "indicators/",
        "measurements/",
        "events/",
        "leaders/",
    ),
    *("progress/?plan=2024", "tasks/2024-1-01/", "updates/1/", "nothing/"),
)


@pytest.mark.parametrize("address", [f"v1/{address}" for address in ADDRESSES] + ["schema/", "nothing"])
def test_nobody_reads_anything_without_signing_in(db, address):
    response = APIClient().get(f"/api/{address}")
    assert (response.status_code, response["WWW-Authenticate"]) == (401, 'Bearer realm="workplan"')
    assert body_of(response)["title"] == "Not signed in"


def test_the_page_of_the_api_sends_who_is_not_signed_in_to_sign_in(client, db):
    response = client.get("/api/docs/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/api/docs/")


@pytest.mark.parametrize("address", [f"v1/{address}" for address in ADDRESSES] + ["schema/"])
def test_an_outsider_is_told_whom_to_ask(api, outsider, address):
    response = api(outsider).get(f"/api/{address}")
    assert body_of(response) == problem(403, "Not allowed", "Your account has no role yet: ask an administrator.")


def test_an_outsider_finds_no_page_of_the_api_either(sign_in, outsider):
    assert sign_in(outsider).get("/api/docs/").status_code == 403


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer a b", "Bearer wrong", "Bearer \xff\xfe", "Bearer " + "a" * 9000],
)
def test_a_token_that_opens_nothing_is_a_401(db, header):
    response = APIClient().get("/api/v1/plans/", HTTP_AUTHORIZATION=header)
    assert response.status_code == 401
    assert body_of(response)["status"] == 401


@pytest.mark.parametrize(
    "change",
    [
        {"revoked_at": timezone.now()},
        {"expires_at": timezone.now() - timedelta(days=3650)},
    ],
)
def test_a_revoked_or_expired_token_opens_nothing(api, planner, change):
    client = api(planner)
    assert client.get("/api/v1/plans/").status_code == 200
    ApiToken.objects.update(**change)
    assert client.get("/api/v1/plans/").status_code == 401


def test_the_token_of_an_inactive_person_opens_nothing(api, planner):
    client = api(planner)
    planner.is_active = False
    planner.save()
    assert client.get("/api/v1/plans/").status_code == 401


def test_a_bad_token_is_not_saved_by_a_good_session(sign_in, planner):
    client = sign_in(planner)
    assert client.get("/api/v1/plans/").status_code == 200
    assert client.get("/api/v1/plans/", HTTP_AUTHORIZATION="Bearer wrong").status_code == 401


def test_a_session_reads_and_writes_only_with_its_csrf_token(plan, planner):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(planner, backend="accounts.backends.SignInBackend")
    task = TaskFactory(area__plan=plan)
    report = {"task": task.code, "status": "in_progress", "percent": 10}
    assert client.get("/api/v1/plans/").status_code == 200
    refused = client.post("/api/v1/updates/", report, format="json")
    assert (refused.status_code, body_of(refused)["title"]) == (403, "Not allowed")
    client.get("/accounts/login/")
    client.cookies["csrftoken"] = "a" * 32
    accepted = client.post("/api/v1/updates/", report, format="json", HTTP_X_CSRFTOKEN="a" * 32)
    assert accepted.status_code == 201


def test_a_token_without_the_scope_write_only_reads(api, plan, planner):
    task = TaskFactory(area__plan=plan)
    response = api(planner).post(
        "/api/v1/updates/", {"task": task.code, "status": "in_progress", "percent": 10}, format="json"
    )
    assert body_of(response) == problem(403, "Not allowed", "This token only reads: it lacks the scope “write”.")
    assert not task.updates.exists()


def test_errors_speak_the_language_of_the_token_s_owner_then_of_the_request(api, planner, outsider):
    def unknown(client, **headers):
        return client.get("/api/v1/plans/?nothing=1", **headers)

    client = api(planner)
    assert unknown(client)["Content-Language"] == "en"
    assert unknown(client, HTTP_ACCEPT_LANGUAGE="zh-CN")["Content-Language"] == "zh-hans"
    planner.language = "zh-hans"
    planner.save()
    assert unknown(client)["Content-Language"] == "zh-hans"
    assert unknown(client, HTTP_ACCEPT_LANGUAGE="en")["Content-Language"] == "zh-hans"
    client.cookies["django_language"] = "en"
    assert unknown(client)["Content-Language"] == "en"


@pytest.mark.parametrize("address", ["plans/nothing/", "tasks/2024-9-99/", "updates/999999/", "events/999999/"])
def test_what_is_not_there_is_a_404(api, planner, address):
    response = api(planner).get(f"/api/v1/{address}")
    assert body_of(response) == problem(404, "Not found", "There is no such thing here.")


@pytest.mark.parametrize(
    "address",
    [
        "nothing/",
        "tasks",
        "tasks/UPPER/",
        "tasks/a/b/c/",
        "updates/12345678901234567890/",
        "updates/-1/",
        "%00/",
        "%0A/",
    ],
)
def test_an_address_that_cannot_be_is_a_404_of_the_same_shape(api, planner, address):
    client = api(planner, write=True)
    for method in (client.get, client.post, client.put, client.patch, client.delete):
        response = method(f"/api/v1/{address}")
        assert body_of(response) == problem(404, "Not found", "There is no such thing here.")


@pytest.mark.parametrize(("method", "address"), [("delete", "updates/{}/"), ("put", "updates/{}/"), ("post", "tasks/")])
def test_a_method_that_is_not_there_is_a_405_that_names_those_that_are(api, planner, method, address):
    address = address.format(UpdateFactory().pk)
    response = getattr(api(planner, write=True), method)(f"/api/v1/{address}", {}, format="json")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert body_of(response)["title"] == "Method not allowed"


def test_head_and_options_answer(api, planner, plan):
    client = api(planner)
    head, read = client.head("/api/v1/plans/2024/"), client.get("/api/v1/plans/2024/")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", read["ETag"])
    options = client.options("/api/v1/updates/")
    assert (options.json(), options["Allow"]) == (
        {"methods": ["GET", "POST", "HEAD", "OPTIONS"]},
        "GET, POST, HEAD, OPTIONS",
    )


def test_a_format_that_is_not_made_is_a_406(api, planner):
    response = api(planner).get("/api/v1/plans/", HTTP_ACCEPT="text/csv")
    assert (response.status_code, body_of(response)["title"]) == (406, "No such format")


def test_our_own_fault_has_the_same_shape_in_the_api_alone(rf):
    response = server_error(rf.get("/api/v1/tasks/"))
    body = json.loads(response.content)
    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert body | {"request_id": ""} == problem(500, "Internal Server Error", "Something went wrong on our side") | {
        "request_id": ""
    }
    assert server_error(rf.get("/"))["Content-Type"].startswith("text/html")


@pytest.fixture
def coming(division, plan):
    """An event to come, with an expected leader, of the division of `staff`."""
    return EventFactory(
        starts_on=date(2024, 10, 9), status="confirmed", host_division=division, venue="Guest house",
        expected=[LeaderFactory()], recorded_at=timezone.now(), title_en="Visit",
    )  # fmt: skip


def schedule_of(client, event):
    """What of a leader's schedule an event shows."""
    body = client.get(f"/api/v1/events/{event.pk}/").json()
    return [body[name] for name in ("starts_at", "ends_at", "venue", "attendances")]


def test_a_coming_event_shows_its_day_alone_to_who_may_not_see_the_schedule(
    api, sign_in, coming, staff, staff2, admin, leader, planner
):
    leaders = [{"leader": coming.attendances.get().leader_id, "role": "meets", "outcome": "expected"}]
    whole = ["2024-10-09T10:00:00+08:00", "2024-10-09T11:00:00+08:00", "Guest house", leaders]
    hidden = ["2024-10-09", "2024-10-09", None, None]
    assert {
        "staff": schedule_of(api(staff, schedule=True), coming),
        "staff without the scope": schedule_of(api(staff), coming),
        "staff in the browser": schedule_of(sign_in(staff), coming),
        "other division": schedule_of(api(staff2, schedule=True), coming),
        "administrator": schedule_of(api(admin, schedule=True), coming),
        "leadership": schedule_of(api(leader, schedule=True), coming),
        "leadership without the scope": schedule_of(api(leader), coming),
        "planning office": schedule_of(api(planner, schedule=True), coming),
    } == {
        "staff": whole,
        "staff without the scope": hidden,
        "staff in the browser": whole,
        "other division": hidden,
        "administrator": hidden,
        "leadership": whole,
        "leadership without the scope": hidden,
        "planning office": whole,
    }


def test_a_restricted_event_is_not_there_for_who_may_not_know_of_it(
    api, sign_in, plan, division, staff, staff2, chief, admin, leader, planner, secretary
):
    task = TaskFactory(area__plan=plan, leader_in_charge=leader)
    event = EventFactory(restricted=True, host_division=division)
    clients = {
        "staff": api(staff, schedule=True),
        "staff without the scope": api(staff),
        "chief in the browser": sign_in(chief),
        "other division": api(staff2, schedule=True),
        "administrator": api(admin, schedule=True),
        "leadership": api(leader, schedule=True),
        "secretary": api(secretary, schedule=True),
        "planning office": api(planner, schedule=True),
        "planning office without the scope": api(planner),
    }
    see = {"staff", "chief in the browser", "leadership", "planning office"}
    for who, client in clients.items():
        thing, listed = client.get(f"/api/v1/events/{event.pk}/"), client.get("/api/v1/events/").json()["results"]
        assert (who, thing.status_code, len(listed)) == ((who, 200, 1) if who in see else (who, 404, 0))
        if who not in see:
            assert body_of(thing) == body_of(client.get("/api/v1/events/999999/"))
    event.tasks.add(task)
    assert clients["secretary"].get(f"/api/v1/events/{event.pk}/").status_code == 200


def test_reading_by_token_notes_its_use_without_writing_each_time(planner, django_assert_num_queries):
    token = TokenFactory(user=planner)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token.secret}")
    client.get("/api/v1/")
    with django_assert_num_queries(1):  # the token with its owner
        client.get("/api/v1/")
