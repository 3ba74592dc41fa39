"""ETags, 304, and what caches are told."""

from datetime import date

import pytest

from tests.api.problems import body_of, problem
from tests.factories import AreaFactory, TaskFactory, UpdateFactory

VARY = {"Accept", "Accept-Language", "Authorization", "Cookie"}


@pytest.fixture
def client(api, planner):
    return api(planner)


@pytest.fixture
def task(plan):
    return TaskFactory(area=AreaFactory(plan=plan, number=5), number=2, version=7)


ADDRESSES = ("", "tasks/", "tasks/2024-5-02/", "plans/2024/", "events/", "progress/?plan=2024")


@pytest.mark.parametrize("address", [f"v1/{address}" for address in ADDRESSES] + ["schema/"])
def test_every_read_carries_an_etag_and_is_a_304_to_who_has_it(client, task, address):
    response = client.get(f"/api/{address}")
    assert (response.status_code, response["Cache-Control"]) == (200, "private")
    assert set(response["Vary"].split(", ")) == VARY
    etag = response["ETag"]
    for sent in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = client.get(f"/api/{address}", HTTP_IF_NONE_MATCH=sent)
        assert (again.status_code, again.content, again["ETag"], again["Cache-Control"]) == (304, b"", etag, "private")
        assert set(again["Vary"].split(", ")) == VARY
    assert client.get(f"/api/{address}", HTTP_IF_NONE_MATCH='"other"').status_code == 200
    assert client.head(f"/api/{address}", HTTP_IF_NONE_MATCH=etag).status_code == 304


def test_the_etag_of_a_thing_with_a_version_begins_with_it(client, task):
    version, digest = client.get("/api/v1/tasks/2024-5-02/")["ETag"].strip('"').split(".")
    assert (version, len(digest)) == ("7", 24)
    assert "." not in client.get("/api/v1/tasks/")["ETag"]
    update = UpdateFactory(task=task)
    assert "." not in client.get(f"/api/v1/updates/{update.pk}/")["ETag"]


def test_a_derived_value_that_changes_with_the_day_changes_the_etag(client, task, settings):
    before = client.get("/api/v1/tasks/2024-5-02/")["ETag"]
    settings.WORKPLAN_TODAY = date(2024, 12, 30)
    response = client.get("/api/v1/tasks/2024-5-02/", HTTP_IF_NONE_MATCH=before)
    assert response.status_code == 200
    assert response["ETag"].split(".")[0] == before.split(".")[0]


def test_another_reader_s_rights_are_another_etag(api, plan, division, leader, admin):
    TaskFactory(area__plan=plan, lead_division=division)
    etags = [api(person).get("/api/v1/progress/?plan=2024")["ETag"] for person in (leader, admin, leader)]
    assert etags[0] == etags[2] != etags[1]


def test_a_read_that_asks_for_another_version_is_refused_in_the_one_shape_of_errors(client, task):
    here = client.get("/api/v1/tasks/2024-5-02/")
    other = client.get("/api/v1/tasks/2024-5-02/", HTTP_IF_MATCH='"6.other"')
    assert (other.status_code, other["ETag"], other["Cache-Control"]) == (412, here["ETag"], "private")
    assert body_of(other) == problem(412, "Not as it was", "It is no longer what “If-Match” names.")
    assert client.get("/api/v1/tasks/2024-5-02/", HTTP_IF_MATCH=here["ETag"]).json() == here.json()


def test_a_date_that_no_answer_here_has_is_no_condition(client, task):
    long_ago = {"HTTP_IF_UNMODIFIED_SINCE": "Mon, 01 Jan 2001 00:00:00 GMT"}
    assert client.get("/api/v1/tasks/2024-5-02/", **long_ago).status_code == 200


def test_errors_are_private_too(client):
    response = client.get("/api/v1/tasks/nothing/")
    assert (response.status_code, response["Cache-Control"], response.has_header("ETag")) == (404, "private", False)
    assert set(response["Vary"].split(", ")) == VARY
