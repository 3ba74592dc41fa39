"""`Idempotency-Key` while several requests are on their way at the same moment."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from rest_framework.test import APIClient

from changelog import answers
from changelog.models import Change, KeptAnswer
from changelog.services import unit
from priorities.models import ProgressUpdate
from tests.factories import TaskFactory, TokenFactory

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS = 8
two_writers = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite has one writer: nobody claims a key while another one writes"
)


@pytest.fixture
def post(plan, planner):
    """Post a report in a thread of its own, with a connection of its own; gives status and body."""
    secret = TokenFactory(user=planner, write=True).secret
    sent = {"task": TaskFactory(area__plan=plan).code, "status": "in_progress", "percent": 40}

    def posted(key, start=lambda: None):
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        headers = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
        try:
            start()
            response = client.post("/api/v1/updates/", sent, format="json", **headers)
            return response.status_code, json.loads(response.content)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CLIENTS) as pool:
        yield lambda *args: pool.submit(posted, *args)


def at_once(post, key):
    """The answers to as many requests as there are clients, sent at the same moment."""
    barrier = threading.Barrier(CLIENTS)
    return [each.result() for each in [post(key, barrier.wait) for _client in range(CLIENTS)]]


def wait_for(happened):
    """Until something is so, which others are about to bring about."""
    until = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_of_eight_at_once_one_is_written(post):
    found = at_once(post, "one key")
    update = ProgressUpdate.objects.get()
    assert {(status, body.get("id")) for status, body in found} <= {(201, update.pk), (409, None)}
    assert 201 in {status for status, _body in found}
    assert (Change.objects.count(), KeptAnswer.objects.count()) == (1, 1)


def test_without_a_key_all_eight_are(post):
    """What the key is for: the same eight requests without it."""
    found = at_once(post, None)
    assert sorted((status, body["id"]) for status, body in found) == sorted(
        (201, pk) for pk in ProgressUpdate.objects.values_list("pk", flat=True)
    )
    assert ProgressUpdate.objects.count() == CLIENTS


@two_writers
def test_the_second_is_told_at_once_that_the_first_is_running(post):
    with unit():  # nobody else writes meanwhile
        first = post("one key")
        wait_for(KeptAnswer.objects.exists)
        assert post("one key").result(timeout=10)[0] == 409
        assert not first.done()
    assert first.result()[0] == 201
    assert post("one key").result() == first.result()
    assert ProgressUpdate.objects.count() == 1


@two_writers
def test_a_claim_taken_over_from_one_that_lives_on_is_written_once(post, monkeypatch):
    """The slow one finds out before it commits, and writes nothing."""
    with unit():
        first = post("one key")
        wait_for(KeptAnswer.objects.exists)
        began = KeptAnswer.objects.get().claimed_at
        monkeypatch.setattr(answers, "AT_WORK_FOR", timedelta(0))
        second = post("one key")
        wait_for(lambda: KeptAnswer.objects.get().claimed_at != began)
    assert (first.result()[0], second.result()[0]) == (409, 201)
    assert second.result()[1]["id"] == ProgressUpdate.objects.get().pk
    assert (Change.objects.count(), KeptAnswer.objects.get().status) == (1, 201)
