"""`Idempotency-Key`: the same request sent again is answered as the first time, and nothing is written twice."""

import json
from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from accounts.models import Role
from changelog.models import Change, KeptAnswer
from foundation import clock
from foundation.dialect import is_postgresql
from priorities.api import rows
from priorities.models import ProgressUpdate, Review, Task
from tests.api.problems import body_of, problem, wrong
from tests.factories import AreaFactory, TaskFactory, UpdateFactory

ADDRESS = "/api/v1/updates/"
SENT = {"task": "2024-5-02", "effective_on": "2024-09-15", "status": "in_progress", "percent": 40}
KEY = "9b2e3f1c-6a52-4a0e-9d0b-0e4c1a7f5d11"
RUNNING = "The first request with this key is still running: send it again in a moment."


@pytest.fixture
def task(plan, division):
    """A task that `staff`'s division leads."""
    return TaskFactory(area=AreaFactory(plan=plan, number=5), number=2, lead_division=division)


@pytest.fixture
def client(api, task, staff):
    """A token of `staff` that writes."""
    return api(staff, write=True)


def post(client, body=None, address=ADDRESS, key=KEY, **headers):
    raw = json.dumps(SENT if body is None else body)
    return client.post(address, raw, content_type="application/json", HTTP_IDEMPOTENCY_KEY=key, **headers)


def answer_of(response):
    """All that a caller may rely on of an answer."""
    return response.status_code, response.content, response["Content-Type"], response.get("Location")


def test_the_same_request_again_is_answered_as_the_first_time_and_writes_nothing(client):
    first, second = post(client), post(client)
    update = ProgressUpdate.objects.get()
    assert answer_of(first) == answer_of(second) == (
        201, json.dumps(first.json(), separators=(",", ":"), ensure_ascii=False).encode(), "application/json",
        f"http://testserver/api/v1/updates/{update.pk}/",
    )  # fmt: skip
    assert (first.json()["id"], Change.objects.count()) == (update.pk, 1)
    same = ("Cache-Control", "Vary", "Content-Language")
    assert [second[name] for name in same] == [first[name] for name in same]


def test_what_has_happened_since_does_not_change_the_answer(client, api, chief):
    first = post(client)
    update = ProgressUpdate.objects.get()
    assert post(api(chief, write=True), {}, f"{ADDRESS}{update.pk}/accept/").status_code == 200
    assert answer_of(post(client)) == answer_of(first)
    assert (ProgressUpdate.objects.count(), Review.objects.count()) == (1, 1)


def test_without_a_key_each_request_is_a_report(client):
    ids = {client.post(ADDRESS, SENT, format="json").json()["id"] for _each in range(2)}
    assert (len(ids), KeptAnswer.objects.count()) == (2, 0)


@pytest.mark.parametrize("other", [SENT | {"percent": 41}, [SENT], {}, dict(reversed(SENT.items()))])
def test_another_body_under_the_same_key_is_a_422(client, other):
    post(client)
    sentence = "This key was sent with another body before: a new request needs a new key."
    error = {"field": "Idempotency-Key", "message": sentence, "code": "reused"}
    assert body_of(post(client, other)) == problem(
        422, "The key names another request", f"Idempotency-Key: {sentence}", [error]
    )
    assert ProgressUpdate.objects.count() == 1


def test_a_key_is_its_owners_for_one_address(client, api, task, staff, planner):
    """Another person, and another address, may use the same key for something else."""
    first = post(client).json()
    assert post(api(planner, write=True)).json()["id"] != first["id"]
    pending = UpdateFactory.create_batch(2, task=task, author=staff, first_review="pending")
    for update in pending:
        assert post(client, {}, f"{ADDRESS}{update.pk}/withdraw/").json()["review"] == "withdrawn"
    assert Review.objects.count() == 2


def test_a_key_is_the_same_by_session_and_by_any_token(client, api, sign_in, staff):
    first = post(client)
    assert answer_of(post(sign_in(staff))) == answer_of(first) == answer_of(post(api(staff, write=True)))
    assert ProgressUpdate.objects.count() == 1


@pytest.mark.parametrize(
    ("action", "who", "body", "review"),
    [
        ("accept", "chief", {}, "accepted"),
        ("return", "chief", {"reason": "Say how far."}, "returned"),
        ("withdraw", "staff", {}, "withdrawn"),
    ],
)
def test_an_action_is_done_once(request, api, task, staff, action, who, body, review):
    update = UpdateFactory(task=task, author=staff, first_review="pending")
    client = api(request.getfixturevalue(who), write=True)
    first, second = (post(client, body, f"{ADDRESS}{update.pk}/{action}/") for _each in range(2))
    assert (first.status_code, first.json()["review"]) == (200, review)
    assert answer_of(first) == answer_of(second)
    assert Review.objects.count() == 1


def test_an_endorsement_and_a_cancellation_are_repeated_though_they_could_not_be_done_again(
    api, task, staff, chief, leader
):
    """Whether one may is asked again, not whether it still can be."""
    claim = UpdateFactory(task=task, author=staff, first_review="pending", status="completed", percent=100)
    answers = [post(api(chief, write=True), {}, f"{ADDRESS}{claim.pk}/accept/") for _each in range(2)]
    assert [each.json()["review"] for each in answers] == ["endorsed", "endorsed"]
    Task.objects.update(leader_in_charge=leader)
    cancelled = SENT | {"status": "cancelled", "note": "No longer wanted."}
    answers = [post(api(leader, write=True), cancelled) for _each in range(2)]
    assert [each.status_code for each in answers] == [201, 201]
    assert answer_of(answers[0]) == answer_of(answers[1])


class TestRights:
    """Who may no longer do it is not told what it answered."""

    def test_a_report_on_a_task_that_another_division_leads_now(self, client, other_division):
        post(client)
        Task.objects.update(lead_division=other_division)
        sentence = "Only the lead and supporting divisions and the planning office report on this task."
        assert body_of(post(client)) == problem(403, "Not allowed", sentence)

    def test_one_of_a_list_is_enough(self, client, plan, division, other_division):
        second = TaskFactory(area__plan=plan, area__number=6, number=1, lead_division=division)
        sent = [SENT, SENT | {"task": second.code}]
        assert post(client, sent).status_code == post(client, sent).status_code == 201
        Task.objects.filter(pk=second.pk).update(lead_division=other_division)
        assert post(client, sent).status_code == 403

    def test_a_review_by_who_is_chief_no_more(self, api, task, staff, chief):
        update = UpdateFactory(task=task, author=staff, first_review="pending")
        client, address = api(chief, write=True), f"{ADDRESS}{update.pk}/accept/"
        assert post(client, {}, address).status_code == 200
        chief.role = Role.STAFF
        chief.save()
        assert post(client, {}, address).status_code == 403

    def test_a_person_without_a_role(self, client, staff):
        post(client)
        staff.role, staff.division = "", None
        staff.save()
        assert post(client).status_code == 403

    def test_a_token_that_only_reads(self, client, api, staff):
        post(client)
        assert post(api(staff)).status_code == 403

    def test_an_outsider_and_nobody(self, client, api, outsider):
        post(client)
        assert (post(api(outsider, write=True)).status_code, post(APIClient()).status_code) == (403, 401)
        assert KeptAnswer.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (SENT | {"percent": 101}, 400),
        (SENT | {"status": "cancelled", "note": "x"}, 403),
        ([SENT, SENT | {"percent": 101}], 400),
        ([], 400),
        (1, 400),
    ],
)
def test_a_refusal_is_not_kept_so_the_key_may_be_used_again(client, body, status):
    assert post(client, body).status_code == status
    assert not KeptAnswer.objects.exists()
    assert post(client).status_code == 201


def test_a_conflict_is_not_kept_either(api, task, staff, chief):
    update = UpdateFactory(task=task, author=staff, first_review="pending")
    UpdateFactory(task=task)
    assert post(api(chief, write=True), {}, f"{ADDRESS}{update.pk}/accept/").status_code == 409
    assert not KeptAnswer.objects.exists()


def test_our_own_fault_leaves_nothing_behind(client, monkeypatch):
    """Whatever fails after the report was written: it is undone, and the key may be used again."""
    client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr(rows, "update_bodies", None)
        assert post(client).status_code == 500
    assert (ProgressUpdate.objects.count(), Change.objects.count(), KeptAnswer.objects.count()) == (0, 0, 0)
    assert post(client).status_code == 201


@pytest.mark.parametrize("key", ["", " ", "a" * 256, "a\tb", "a\x7f", "ключ", "键", "\xa0", "a\nb"])
def test_an_ill_formed_key_is_a_400_that_names_it(client, key):
    response = post(client, key=key)
    assert wrong(response) == (400, {"Idempotency-Key": "invalid"})
    assert not ProgressUpdate.objects.exists()


@pytest.mark.parametrize("key", ["a", "a" * 255, '"quoted"', "~!@ #$%^&*()", "1, 1"])
def test_any_other_key_will_do(client, key):
    assert post(client, key=key).json() == post(client, key=key).json()
    assert ProgressUpdate.objects.count() == 1


def test_a_key_is_for_what_is_posted(client, task):
    """It means nothing to a reading, and where nothing is posted the method is what is wrong."""
    update = UpdateFactory(task=task)
    assert client.get(ADDRESS, HTTP_IDEMPOTENCY_KEY="").status_code == 200
    assert post(client, address="/api/v1/tasks/").status_code == 405
    assert post(client, address=f"{ADDRESS}{update.pk}/").status_code == 405
    assert post(client, address=f"{ADDRESS}999999/withdraw/").status_code == 404
    assert not KeptAnswer.objects.exists()


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded"])
def test_another_media_type_is_a_415_with_a_key_too(client, media_type):
    response = client.post(ADDRESS, b"{}", content_type=media_type, HTTP_IDEMPOTENCY_KEY=KEY)
    assert response.status_code == 415


def test_so_is_a_form_with_files_by_session(task, staff):
    """Django reads it in search of its CSRF token, and there is no body left to compare."""
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(staff, backend="accounts.backends.SignInBackend")
    client.cookies["csrftoken"] = "a" * 32
    response = client.post(ADDRESS, SENT, format="multipart", HTTP_IDEMPOTENCY_KEY=KEY, HTTP_X_CSRFTOKEN="a" * 32)
    assert response.status_code == 415


def test_a_body_beyond_what_may_be_sent_is_a_413_with_a_key_too(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert post(client, SENT | {"note": "a" * 1000}).status_code == 413


class TestTime:
    """How long a key is remembered, and a request taken to be running."""

    @staticmethod
    def age(**since):
        KeptAnswer.objects.update(claimed_at=clock.now() - timedelta(**since))

    @pytest.fixture
    def running(self, client):
        """The key of a request that has begun and not ended."""
        post(client)
        KeptAnswer.objects.update(status=None, body="", location="")

    def test_a_key_is_remembered_for_a_day(self, client):
        first = post(client)
        self.age(hours=23, minutes=59)
        assert answer_of(post(client)) == answer_of(first)
        self.age(hours=24, seconds=1)
        assert post(client, SENT | {"percent": 41}).json()["percent"] == 41
        assert (ProgressUpdate.objects.count(), KeptAnswer.objects.count()) == (2, 1)

    def test_while_the_first_is_running_the_second_is_a_409(self, client, running):
        assert body_of(post(client)) == problem(409, "Conflict with what stands", RUNNING) | {"standing": None}
        assert post(client, SENT | {"percent": 41}).status_code == 422
        assert ProgressUpdate.objects.count() == 1

    def test_what_died_at_work_is_taken_over_after_a_minute(self, client, running):
        self.age(seconds=50)
        assert post(client).status_code == 409
        self.age(seconds=61)
        taken = post(client)
        assert (taken.status_code, answer_of(post(client))) == (201, answer_of(taken))
        assert (ProgressUpdate.objects.count(), KeptAnswer.objects.count()) == (2, 1)

    def test_old_answers_are_removed_a_hundred_at_a_time(self, client, staff):
        old = {"user": staff, "method": "POST", "path": ADDRESS, "digest": "", "status": 201}
        began = clock.now() - timedelta(hours=25)
        KeptAnswer.objects.bulk_create([KeptAnswer(**old, key=str(each), claimed_at=began) for each in range(150)])
        for key, left in (("a", 51), ("b", 2), ("c", 3)):
            assert post(client, key=key).status_code == 201
            assert KeptAnswer.objects.count() == left


def test_what_a_key_costs(client, django_assert_num_queries):
    client.get("/api/v1/")  # notes the token's use
    lock = int(is_postgresql())  # each unit asks for it
    with django_assert_num_queries(25 + lock):
        client.post(ADDRESS, SENT, format="json")
    # The key looked up; claimed, in a savepoint; a unit around the work; the answer kept, old ones removed.
    with django_assert_num_queries(25 + lock + 1 + 3 + 2 + lock + 2):
        post(client)
    with django_assert_num_queries(4):  # token, key, the report with its task, supporting divisions
        post(client)
