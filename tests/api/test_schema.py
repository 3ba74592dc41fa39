"""The documentation says what the API does."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator, FormatChecker

from accounts.api.serializers import DivisionSerializer
from events.api.serializers import EventSerializer, LeaderSerializer
from priorities.api import serializers
from tests.factories import (
    AreaFactory,
    DivisionFactory,
    EventFactory,
    IndicatorFactory,
    LeaderFactory,
    LeaderPostFactory,
    MilestoneFactory,
    ReviewFactory,
    TaskFactory,
    UpdateFactory,
)
from workplan.api.views import document

COMMITTED = Path(__file__).resolve().parents[2] / "workplan" / "api" / "openapi.yaml"


def test_the_committed_document_is_what_is_served():
    assert COMMITTED.read_text(encoding="utf-8") == document("yaml").decode(), (
        "The API has changed. Read the difference, then keep it: python manage.py write_openapi"
    )


def test_the_document_is_valid_openapi_without_a_warning():
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO())
    schema = json.loads(document("json"))
    assert schema["openapi"].startswith("3.1.")
    validate_schema(schema)


@pytest.mark.parametrize(
    ("accept", "media_type", "read"),
    [
        ("", "application/vnd.oai.openapi+json", json.loads),
        ("application/json", "application/json", json.loads),
        ("application/yaml", "application/yaml", yaml.safe_load),
        ("application/vnd.oai.openapi", "application/vnd.oai.openapi", yaml.safe_load),
    ],
)
def test_it_is_served_in_json_and_in_yaml(api, planner, accept, media_type, read):
    response = api(planner).get("/api/schema/", **({"HTTP_ACCEPT": accept} if accept else {}))
    assert (response.status_code, response["Content-Type"].split(";")[0]) == (200, media_type)
    assert read(response.content) == json.loads(document("json"))


def test_every_address_and_method_is_documented_with_its_errors():
    operations = {
        (path, method): sorted(operation["responses"])
        for path, methods in json.loads(document("json"))["paths"].items()
        for method, operation in methods.items()
    }
    lists = ("areas", "divisions", "events", "indicators", "leaders", "measurements", "plans", "tasks", "updates")
    read, written = ["200", "304", "400", "401", "403", "412"], ["400", "401", "403", "413", "415"]
    expected = {("/api/v1/", "get"): read, ("/api/v1/progress/", "get"): read}
    for name in lists:
        expected[f"/api/v1/{name}/", "get"] = read
        expected[f"/api/v1/{name}/{{key}}/", "get"] = sorted([*read, "404"])
    expected["/api/v1/updates/", "post"] = sorted([*written, "201", "409", "422"])
    for action in ("accept", "return", "withdraw"):
        expected[f"/api/v1/updates/{{key}}/{action}/", "post"] = sorted([*written, "200", "404", "409", "422"])
    assert operations == expected


def test_every_post_documents_its_key_and_every_list_its_bounds():
    paths = json.loads(document("json"))["paths"]
    posts = {path: methods["post"] for path, methods in paths.items() if "post" in methods}
    headers = {
        path: [(each["name"], each["schema"]) for each in post["parameters"] if each["in"] == "header"]
        for path, post in posts.items()
    }
    key = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"}
    assert headers == {path: [("Idempotency-Key", key)] for path in posts}
    sent = {path: post.get("requestBody", {}).get("content", {}) for path, post in posts.items()}
    one, answer = ({"$ref": f"#/components/schemas/{name}"} for name in ("UpdateInputRequest", "Update"))
    assert {path: content["application/json"]["schema"] for path, content in sent.items() if content} == {
        "/api/v1/updates/": {"oneOf": [one, {"type": "array", "items": one, "minItems": 1, "maxItems": 1000}]},
        "/api/v1/updates/{key}/return/": {"$ref": "#/components/schemas/ReturnInputRequest"},
    }
    assert posts["/api/v1/updates/"]["responses"]["201"]["content"]["application/json"]["schema"] == {
        "oneOf": [answer, {"type": "array", "items": answer}]
    }


def test_every_field_that_is_read_is_documented_in_its_order(api, planner, plan):
    task = TaskFactory(area__plan=plan)
    update, event = UpdateFactory(task=task), EventFactory()
    leader = LeaderPostFactory(leader=LeaderFactory()).leader
    indicator = IndicatorFactory(plan=plan, kind="measured")
    value = indicator.measurements.create(on=plan.first_day, value=1, recorded_at=event.recorded_at)
    client = api(planner, schedule=True)
    shapes = {
        f"tasks/{task.code}": serializers.TaskSerializer,
        f"updates/{update.pk}": serializers.UpdateSerializer,
        f"events/{event.pk}": EventSerializer,
        f"leaders/{leader.pk}": LeaderSerializer,
        f"areas/{task.area.code}": serializers.AreaSerializer,
        f"plans/{plan.code}": serializers.PlanSerializer,
        f"indicators/{indicator.code}": serializers.IndicatorSerializer,
        f"measurements/{value.pk}": serializers.MeasurementSerializer,
        f"divisions/{event.host_division.code}": DivisionSerializer,
    }
    for path, shape in shapes.items():
        assert list(client.get(f"/api/v1/{path}/").json()) == list(shape().fields), path


@pytest.fixture
def everything(plan, division, leader):
    """One of each thing with all it can carry, and one with as little as can be."""
    full = TaskFactory(
        area=AreaFactory(plan=plan, number=1, lead_division=division), number=1, lead_division=division,
        supporting=[DivisionFactory(parent=division)], responsible=leader, leader_in_charge=leader,
    )  # fmt: skip
    MilestoneFactory(task=full)
    ReviewFactory(update=UpdateFactory(task=full, health="green", first_review="pending"))
    bare = TaskFactory(area=AreaFactory(plan=plan, number=2), number=1, kind="ongoing")
    UpdateFactory(task=bare, percent=None)
    counted, measured = IndicatorFactory(plan=plan, target=3), IndicatorFactory(plan=plan, kind="measured")
    counted.baselines.create(year=2019, value=232, low=231, high=232, derived=True)
    event = EventFactory(host_division=division, attended_by=[LeaderPostFactory().leader], country_or_region="FR")
    EventFactory(host_division=division, starts_on=date(2024, 10, 9), status="confirmed")
    measured.measurements.create(on=plan.first_day, value="1.5", recorded_at=event.recorded_at)


@pytest.mark.parametrize(
    ("address", "shape"),
    [
        ("divisions/", "PaginatedDivisionList"),
        ("plans/", "PaginatedPlanList"),
        ("areas/", "PaginatedAreaList"),
        ("tasks/", "PaginatedTaskList"),
        ("updates/", "PaginatedUpdateList"),
        ("indicators/", "PaginatedIndicatorList"),
        ("measurements/", "PaginatedMeasurementList"),
        ("events/", "PaginatedEventList"),
        ("leaders/", "PaginatedLeaderList"),
        ("progress/?plan=2024", "Progress"),
        ("plans/nothing/", "Problem"),
        ("plans/?nothing=1", "Problem"),
    ],
)
@pytest.mark.parametrize("schedule", [True, False])
def test_what_is_read_fits_the_document(api, everything, planner, address, shape, schedule):
    body = api(planner, schedule=schedule).get(f"/api/v1/{address}").json()
    if "results" in body:
        assert body["results"] != []
    schema = json.loads(document("json")) | {"$ref": f"#/components/schemas/{shape}"}
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    assert [error.message for error in validator.iter_errors(body)] == []


def test_the_document_names_no_machine_and_no_person():
    text = document("yaml").decode()
    assert "localhost" not in text
    assert "/work" not in text
