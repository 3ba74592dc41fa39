"""Going on to where a client says it was: to a path of this site, whatever else is named."""

from datetime import date
from typing import Any

import pytest

from accounts.models import Role
from priorities.models import Review
from tests.factories import MilestoneFactory, TaskFactory, UpdateFactory, UserFactory

pytestmark = pytest.mark.django_db
# A bare word would be looked up as the name of a page; “//[” is no address, the last is too long for one.
WORDS: list[Any] = ["foo", "home", "priorities:desk", "foo.bar", "?x", "//[", "https://evil.example/", ""]
WORDS += [pytest.param("/" + "a" * 3000, id="long")]
REPORT = {"status": "in_progress", "percent": "50", "effective_on": "2024-09-30"}
TASK = "/tasks/2024-5-02/"


@pytest.fixture
def task(plan, division, leader):
    return TaskFactory(area__plan=plan, area__number=5, number=2, lead_division=division, leader_in_charge=leader)


@pytest.mark.parametrize("word", WORDS)
def test_a_written_review_goes_back_to_the_task(sign_in, chief, staff, task, word):
    for name in ("accept", "return"):
        update = UpdateFactory(task=task, author=staff, first_review="pending")
        answer = sign_in(chief).post(f"/updates/{update.pk}/{name}/", {"reason": "No.", "next": word})
        assert (answer.status_code, answer.url) == (302, TASK)
    update = UpdateFactory(task=task, author=staff, first_review="pending")
    answer = sign_in(staff).post(f"/updates/{update.pk}/withdraw/?next=foo", {"next": word})
    assert (answer.status_code, answer.url) == (302, TASK)
    assert Review.objects.count() == 3


@pytest.mark.parametrize("word", WORDS)
def test_several_released_go_back_to_the_desk(sign_in, chief, staff, task, word):
    update = UpdateFactory(task=task, author=staff, first_review="pending")
    client = sign_in(chief)
    answers = [client.post("/plans/2024/release/", {"next": word, **sent}) for sent in ({"update": update.pk}, {})]
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, "/plans/2024/desk/")] * 2


@pytest.mark.parametrize("word", WORDS)
def test_a_report_and_a_milestone_go_back_to_the_task(sign_in, staff, task, word):
    client = sign_in(staff)
    answer = client.post(f"{TASK}report/", REPORT | {"next": word})
    assert (answer.status_code, answer.url) == (302, TASK)
    ticked = MilestoneFactory(task=task, due_on=date(2024, 9, 1))
    days: list[dict[str, str]] = [{}, {"completed_on": "no day"}]
    answers = [client.post(f"{TASK}milestones/{ticked.pk}/tick/", {"next": word, **day}) for day in days]
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, f"{TASK}#milestones")] * 2
    for address, sent in (
        (f"{TASK}milestones/new/", {"name_en": "A", "due_on": "2024-11-01", "weight": "1"}),
        (f"{TASK}milestones/{ticked.pk}/edit/", {"name_en": "B", "due_on": "2024-11-01", "weight": "1"}),
        (f"{TASK}milestones/{ticked.pk}/delete/", {}),
    ):
        answer = client.post(address, sent | {"next": word})
        assert (address, answer.status_code, answer.url) == (address, 302, TASK)


@pytest.mark.parametrize("word", WORDS)
def test_plan_editing_goes_back_to_the_task(sign_in, planner, task, word):
    client = sign_in(planner)
    facts = {"kind": "deadline", "weight": "1", "name_en": "A"}
    for address, sent, expected in (
        ("/plans/2024/tasks/new/", facts | {"area": "5"}, "/tasks/2024-5-03/"),
        (f"{TASK}edit/", facts, TASK),
        (f"{TASK}schedule/", {"starts_on": "2024-02-01", "due_on": "2024-11-01"}, TASK),
    ):
        answer = client.post(address, sent | {"next": word})
        assert (address, answer.status_code, answer.url) == (address, 302, expected)


@pytest.mark.parametrize("word", WORDS)
def test_signing_in_and_preferences_go_home(client, word):
    person = UserFactory(username="ann", role=Role.PLANNING_OFFICE)
    person.set_password("seven-blue-heron-4")
    person.save()
    assert client.post("/preferences/", {"theme": "dark", "next": word}).url == "/"
    answer = client.post("/accounts/login/", {"username": "ann", "password": "seven-blue-heron-4", "next": word})
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.get("/accounts/login/", {"next": word}).url == "/"


@pytest.mark.parametrize("referrer", ["http://[", "http://[::1", "//[x]:y/", "\x00", "http://a b:c"])
def test_a_referrer_that_is_no_address_does_no_harm(client, referrer):
    """The page that answers a form tells where to come back to."""
    answer = client.post("/accounts/login/", {"username": "ann"}, headers={"Referer": referrer})
    assert (answer.status_code, '<input type="hidden" name="next" value="/"' in answer.content.decode()) == (200, True)
