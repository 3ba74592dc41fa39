"""What a client may send by mistake or on purpose: a clear error that names it, and nothing changed."""

import json
from urllib.parse import urlencode

import pytest

from priorities.models import ProgressUpdate
from tests.api.problems import body_of, wrong
from tests.factories import TaskFactory, UpdateFactory

LISTS = (*("divisions", "plans", "areas", "tasks", "updates", "indicators", "measurements", "events", "leaders"),)
ODD = ["", "\0", "%00", "' OR 1=1", "９", "🙂", "a" * 5000, "10" * 12, "-1", "null", "2024-02-30", "<b>", "\u2028", "%"]


@pytest.fixture
def client(api, planner, plan):
    """A token of the planning office that may do everything."""
    return api(planner, write=True, schedule=True)


@pytest.fixture
def task(plan):
    """A task to report on."""
    return TaskFactory(area__plan=plan, area__number=5, number=2)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("nothing=1", {"nothing": "unknown"}),
        ("format=xml", {"format": "unknown"}),
        ("page=2", {"page": "unknown"}),
        ("page_size=0", {"page_size": "invalid"}),
        ("page_size=501", {"page_size": "invalid"}),
        ("page_size=99999999999999999999", {"page_size": "invalid"}),
        ("page_size=-1", {"page_size": "invalid"}),
        ("page_size=1.5", {"page_size": "invalid"}),
        ("page_size=%EF%BC%99", {"page_size": "invalid"}),
        ("page_size=", {"page_size": "empty"}),
        ("page_size=1&page_size=2", {"page_size": "repeated"}),
        ("cursor=garbage", {"cursor": "invalid"}),
        ("cursor=%00", {"cursor": "invalid"}),
        ("cursor=" + "A" * 4000, {"cursor": "invalid"}),
        ("cursor=W10", {"cursor": "invalid"}),  # []
        ("cursor=bnVsbA", {"cursor": "invalid"}),  # null
        ("cursor=W251bGwsbnVsbCxudWxsXQ", {"cursor": "invalid"}),  # [null,null,null]
        ("cursor=" + "W1tb" * 20000, {"cursor": "invalid"}),  # [[[[…
        ("%00=1", {"\\u0000": "unknown"}),
        ("%ED%A0%80=1", {"\ufffd" * 3: "unknown"}),
    ],
)
def test_an_odd_parameter_of_a_list_is_a_400_that_names_it(client, name, query, expected):
    assert wrong(client.get(f"/api/v1/{name}/?{query}")) == (400, expected)


@pytest.mark.parametrize(
    "address",
    [
        *("v1/", "v1/plans/2024/", "v1/tasks/2024-5-02/", "v1/progress/", "v1/divisions/nothing/", "schema/", "docs/"),
    ],
)
def test_every_address_refuses_parameters_it_does_not_know(client, task, address):
    assert wrong(client.get(f"/api/{address}?nothing=1")) == (400, {"nothing": "unknown"})


def test_what_is_posted_goes_in_the_body(client, task):
    response = client.post("/api/v1/updates/?percent=10", SENT, format="json")
    assert wrong(response) == (400, {"percent": "unknown"})
    assert not ProgressUpdate.objects.exists()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tasks/?plan=nothing", "plan"),
        ("tasks/?plan=%00", "plan"),
        ("tasks/?area=2024-99", "area"),
        ("tasks/?division=nothing", "division"),
        ("tasks/?lead_division=nothing", "lead_division"),
        ("tasks/?leader_in_charge=planner", "leader_in_charge"),
        ("tasks/?status=done", "status"),
        ("tasks/?signal=red", "signal"),
        ("tasks/?signal=behind&signal=red", "signal"),
        ("tasks/?stale=1", "stale"),
        ("tasks/?disagrees=yes", "disagrees"),
        ("tasks/?kind=other", "kind"),
        ("tasks/?due_from=2024-02-30", "due_from"),
        ("tasks/?due_from=2024-2-3", "due_from"),
        ("tasks/?due_to=30.09.2024", "due_to"),
        ("tasks/?due_to=２０２４-09-30", "due_to"),
        ("tasks/?q=%00", "q"),
        ("tasks/?q=" + "a" * 101, "q"),
        ("updates/?task=nothing", "task"),
        ("updates/?author=nobody", "author"),
        ("updates/?review=done", "review"),
        ("updates/?effective_from=today", "effective_from"),
        ("events/?kind=party", "kind"),
        ("events/?leader=10000000000000000000000000", "leader"),
        ("events/?leader=x", "leader"),
        ("events/?leader=" + "9" * 5000, "leader"),
        ("events/?year=1", "year"),
        ("events/?year=2024.5", "year"),
        ("events/?year=NaN", "year"),
        ("events/?year=1e400", "year"),
        ("events/?year=" + "9" * 5000, "year"),
        ("events/?country_or_region=Hongkong", "country_or_region"),
        ("events/?restricted=maybe", "restricted"),
        ("events/?starts_from=0000-00-00", "starts_from"),
        ("indicators/?kind=other", "kind"),
        ("measurements/?indicator=nothing", "indicator"),
        ("plans/?year=99999999999999999999", "year"),
        ("divisions/?demonstration=0", "demonstration"),
        ("progress/", "plan"),
        ("progress/?plan=", "plan"),
        ("progress/?plan=nothing", "plan"),
        ("progress/?plan=%00", "plan"),
        ("progress/?plan=2024&plan=2024", "plan"),
        ("progress/?plan=2024&as_of=2024-02-30", "as_of"),
        ("progress/?plan=2024&as_of=2024-10-01", "as_of"),
        ("progress/?plan=2024&as_of=2023-12-31", "as_of"),
        ("progress/?plan=2024&as_of=0001-01-01", "as_of"),
        ("progress/?plan=2024&as_of=%00", "as_of"),
        ("progress/?plan=2024&known_at=now", "known_at"),
        ("progress/?plan=2024&known_at=2024-09-30", "known_at"),
        ("progress/?plan=2024&known_at=2024-09-30T12:00:00", "known_at"),
        ("progress/?plan=2024&known_at=0001-01-01T00:00:00Z", "known_at"),
        ("progress/?plan=2024&known_at=9999-12-31T23:59:59-12:00", "known_at"),
        ("progress/?plan=2024&known_at=9000-12-31T23:59:59-23:59", "known_at"),
        ("progress/?plan=2024&known_at=1900-01-01T00:00:00%2B23:59", "known_at"),
        ("progress/?plan=2024&known_at=2024-W39-1T00:00:00Z", "known_at"),
        ("progress/?plan=2024&known_at=２024-09-30T00:00:00Z", "known_at"),
        ("progress/?plan=2024&as_of=2024-W39-1", "as_of"),
        ("progress/?plan=2024&as_of=２024-09-30", "as_of"),
        ("events/?leader=１", "leader"),
        ("events/?leader=01", "leader"),
        ("events/?leader=%201", "leader"),
        ("events/?year=2024.0", "year"),
        ("events/?year=%202024", "year"),
        ("events/?year=２０２４", "year"),
        ("tasks/?q=%20", "q"),
        ("tasks/?page_size=0500", "page_size"),
    ],
)
def test_a_wrong_value_is_a_400_that_names_its_parameter(client, query, expected):
    status, errors = wrong(client.get(f"/api/v1/{query}"))
    assert (status, list(errors)) == (400, [expected])


@pytest.mark.parametrize("offset", ["+15:59", "+16:00", "+23:59", "-16:00", "-23:59"])
@pytest.mark.parametrize("address", ["/api/v1/progress/?plan=2024&", "/plans/2024/?", "/plans/2024/tasks/?"])
def test_an_instant_may_have_any_offset(client, planner, task, address, offset):
    """PostgreSQL itself refuses those of sixteen hours and more."""
    client.force_login(planner, backend="accounts.backends.SignInBackend")
    sent = {"known_at": f"2024-09-30T18:00:00{offset}"}
    assert client.get(address + urlencode(sent)).status_code == 200


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("value", ODD)
def test_no_filter_of_any_list_ever_fails(client, task, name, value):
    listed = client.get("/api/schema/").json()["paths"][f"/api/v1/{name}/"]["get"]["parameters"]
    for parameter in listed:
        if parameter["in"] == "query":
            response = client.get(f"/api/v1/{name}/", {parameter["name"]: value})
            assert response.status_code in (200, 400), (parameter, response.content)


SENT = {"task": "2024-5-02", "effective_on": "2024-09-30", "status": "in_progress", "percent": 10}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"percent": 101}, {"percent": "invalid"}),
        ({"percent": -1}, {"percent": "invalid"}),
        ({"percent": "10"}, {"percent": "invalid"}),
        ({"percent": 10.0}, {"percent": "invalid"}),
        ({"percent": True}, {"percent": "invalid"}),
        ({"percent": [10]}, {"percent": "invalid"}),
        ({"percent": 10**30}, {"percent": "invalid"}),
        ({"percent": -(10**30)}, {"percent": "invalid"}),
        ({"percent": None}, {"percent": "invalid"}),
        ({"status": "completed", "percent": 80}, {"percent": "invalid"}),
        ({"status": "done"}, {"status": "invalid_choice"}),
        ({"status": 1}, {"status": "invalid_choice"}),
        ({"status": ["in_progress"]}, {"status": "invalid_choice"}),
        ({"status": {}}, {"status": "invalid_choice"}),
        ({"status": None}, {"status": "null"}),
        ({"status": "\ud800"}, {"status": "invalid_choice"}),
        ({"health": "blue"}, {"health": "invalid_choice"}),
        ({"health": ""}, {"health": "invalid_choice"}),
        ({"effective_on": "2024-10-01"}, {"effective_on": "invalid"}),
        ({"effective_on": "2023-12-31"}, {"effective_on": "invalid"}),
        ({"effective_on": "0001-01-01"}, {"effective_on": "invalid"}),
        ({"effective_on": "2024-02-30"}, {"effective_on": "invalid"}),
        ({"effective_on": "2024-9-3"}, {"effective_on": "invalid"}),
        ({"effective_on": "2024-09-30T00:00:00Z"}, {"effective_on": "invalid"}),
        ({"effective_on": ""}, {"effective_on": "invalid"}),
        ({"effective_on": 20240930}, {"effective_on": "invalid"}),
        ({"effective_on": None}, {"effective_on": "null"}),
        ({"task": "nothing"}, {"task": "does_not_exist"}),
        ({"task": ""}, {"task": "blank"}),
        ({"task": None}, {"task": "null"}),
        ({"task": 20240502}, {"task": "invalid"}),
        ({"task": ["2024-5-02"]}, {"task": "invalid"}),
        ({"task": "\0"}, {"task": "forbidden_character"}),
        ({"task": "a" * 61}, {"task": "max_length"}),
        ({"note": "\0"}, {"note": "forbidden_character"}),
        ({"note": "\ud800"}, {"note": "forbidden_character"}),
        ({"note": "\x0b"}, {"note": "forbidden_character"}),
        ({"note": 7}, {"note": "invalid"}),
        ({"note": None}, {"note": "null"}),
        ({"note": "a" * 20_001}, {"note": "max_length"}),
        ({"note": "a" * 10_000_000}, {"note": "max_length"}),
        ({"needs": ["a"]}, {"needs": "invalid"}),
        ({"no_change": "true"}, {"no_change": "invalid"}),
        ({"no_change": 1}, {"no_change": "invalid"}),
        ({"no_change": None}, {"no_change": "null"}),
        ({"author": "leader"}, {"author": "unknown"}),
        ({"review": "accepted"}, {"review": "unknown"}),
        ({"id": 1}, {"id": "unknown"}),
        ({"\ud800": 1}, {"\\ud800": "unknown"}),
        ({"no_change": True}, {"status": "superfluous"}),
    ],
    ids=str,
)
def test_a_wrong_field_is_a_400_that_names_it(client, task, change, expected):
    response = client.post("/api/v1/updates/", json.dumps(SENT | change), content_type="application/json")
    assert wrong(response) == (400, expected)
    assert not ProgressUpdate.objects.exists()


def test_several_wrong_fields_are_named_at_once(client, task):
    response = client.post("/api/v1/updates/", {**SENT, "percent": "x", "health": "blue"}, format="json")
    assert wrong(response) == (400, {"percent": "invalid", "health": "invalid_choice"})


def test_what_is_missing_is_named(client, task):
    assert wrong(client.post("/api/v1/updates/", {}, format="json")) == (400, {"task": "required"})
    assert wrong(client.post("/api/v1/updates/")) == (400, {"task": "required"})
    assert wrong(client.post("/api/v1/updates/", {"task": task.code}, format="json")) == (400, {"status": "required"})


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"{", "This is not valid JSON: look at line 1, column 2."),
        (b"\xff\xfe", "Expected JSON in UTF-8."),
        (b"\xef\xbb\xbf{}", "This is not valid JSON: look at line 1, column 1."),
        (b"null", "Expected a JSON object or a list of them."),
        (b"1", "Expected a JSON object or a list of them."),
        (b'"[]"', "Expected a JSON object or a list of them."),
        (b"[1, 2", "This is not valid JSON: look at line 1, column 6."),
        (b"[" * 200_000 + b"]" * 200_000, "The JSON is nested too deeply."),
        (b'{"percent": NaN}', "NaN is not valid JSON."),
        (b'{"percent": -Infinity}', "-Infinity is not valid JSON."),
        (b'{"percent": ' + b"9" * 5000 + b"}", "A number in the JSON is too long."),
        (b'{"note": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "The JSON is nested too deeply."),
        (b'{"a":' * 100_000, "The JSON is nested too deeply."),
    ],
)
def test_a_body_that_is_no_json_object_is_a_400(client, task, raw, sentence):
    response = client.post("/api/v1/updates/", raw, content_type="application/json")
    assert (response.status_code, body_of(response)["detail"]) == (400, sentence)


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        (b'{"percent": 1, "percent": 2}', "percent"),
        (b'{"\\ud800": 1, "\\ud800": 2}', "\\ud800"),
        (b'{"": 1, "": 2}', ""),
    ],
)
def test_a_key_that_stands_twice_is_named(client, task, raw, field):
    response = client.post("/api/v1/updates/", raw, content_type="application/json")
    assert wrong(response) == (400, {field: "repeated"})


def test_an_infinite_number_is_no_whole_number(client, task):
    raw = json.dumps(SENT).replace("10", "1e999")
    response = client.post("/api/v1/updates/", raw.replace("2024-1e999", "2024-10"), content_type="application/json")
    assert wrong(response) == (400, {"percent": "invalid"})


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "nothing"]
)
def test_another_media_type_is_a_415(client, task, media_type):
    response = client.post("/api/v1/updates/", b"{}", content_type=media_type)
    assert (response.status_code, body_of(response)["title"]) == (415, "No such media type")


def test_a_body_beyond_what_a_form_may_send_is_a_413(client, task, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = client.post("/api/v1/updates/", {"note": "a" * 1000}, format="json")
    assert (response.status_code, body_of(response)["title"]) == (413, "Too large")


@pytest.mark.parametrize("action", ["accept", "return", "withdraw"])
@pytest.mark.parametrize("raw", [b"[]", b"[{}]", b'[{"reason": "x"}]', b"null", b"1"])
def test_a_list_is_taken_by_no_action(client, task, action, raw):
    update = UpdateFactory(task=task, first_review="pending")
    response = client.post(f"/api/v1/updates/{update.pk}/{action}/", raw, content_type="application/json")
    assert (response.status_code, body_of(response)["detail"]) == (400, "Expected a JSON object.")
    assert not update.reviews.exists()


@pytest.mark.parametrize("action", ["accept", "return", "withdraw"])
@pytest.mark.parametrize("raw", [b"{", b'{"nothing": 1}', b'{"reason": 1}', b'{"reason": "\\u0000"}'])
def test_actions_read_their_bodies_as_strictly(client, task, action, raw):
    update = UpdateFactory(task=task, first_review="pending")
    response = client.post(f"/api/v1/updates/{update.pk}/{action}/", raw, content_type="application/json")
    assert response.status_code == 400
    assert not update.reviews.exists()


def test_a_return_needs_a_reason(client, task):
    update = UpdateFactory(task=task, first_review="pending")
    for body, code in (({}, "required"), ({"reason": ""}, "blank"), ({"reason": "a" * 2001}, "max_length")):
        assert wrong(client.post(f"/api/v1/updates/{update.pk}/return/", body, format="json")) == (
            400,
            {"reason": code},
        )
    assert wrong(client.post(f"/api/v1/updates/{update.pk}/return/", {"reason": " "}, format="json"))[0] == 400


def test_an_error_carries_every_message_in_the_caller_s_language(client, task):
    response = client.post("/api/v1/updates/", SENT | {"percent": 101}, format="json")
    assert body_of(response) == {
        "type": "about:blank",
        "title": "What was sent is not right",
        "status": 400,
        "detail": "percent: Expected a whole number from 0 to 100.",
        "errors": [{"field": "percent", "message": "Expected a whole number from 0 to 100.", "code": "invalid"}],
    }
