"""What several people, or one by several clicks, send at the same moment: in threads, each with its connection."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from accounts.models import Draft, User
from foundation.errors import Conflict
from priorities.models import Indicator, Measurement, PriorityArea, ProgressUpdate
from priorities.services import planning_milestones
from priorities.services.reporting import Report, post_update
from tests.factories import AreaFactory, IndicatorFactory, MilestoneFactory, TaskFactory, UserFactory
from workplan.account import drafts

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS = 6
Together = Callable[..., list[Any]]


@pytest.fixture
def together() -> Together:
    """Run as many works at the same moment as there are clients, and give what each returned or raised."""

    def run(work: Callable[[int], Any]) -> list[Any]:
        barrier = threading.Barrier(CLIENTS)

        def one(number: int) -> Any:
            try:
                barrier.wait()
                return work(number)
            except Conflict as conflict:
                return conflict
            finally:
                connections.close_all()

        with ThreadPoolExecutor(CLIENTS) as pool:
            return [each.result() for each in [pool.submit(one, number) for number in range(CLIENTS)]]

    return run


def test_of_several_reports_at_once_one_is_taken_and_the_others_are_told(together, plan, division):
    """Nobody has seen the others': all but the first are told of one, with its words, and may send theirs then."""
    task = TaskFactory(area=AreaFactory(plan=plan, number=1), number=1, lead_division=division)
    people = [UserFactory(username=f"staff{n}", role="staff", division=division) for n in range(10, 10 + CLIENTS)]

    def post(number: int, seen: int = 0) -> Any:
        report = Report(effective_on=date(2024, 9, 30), status="in_progress", percent=number, note=f"Report {number}")
        return post_update(by=people[number], task=task, report=report, seen=seen)

    found = together(post)
    [first] = ProgressUpdate.objects.all()
    assert [each.standing for each in found if isinstance(each, Conflict)] == [first] * (CLIENTS - 1)
    for number, each in enumerate(found):
        if isinstance(each, Conflict):
            post(number, seen=ProgressUpdate.objects.latest("pk").pk)
    assert {each.note for each in ProgressUpdate.objects.all()} == {f"Report {number}" for number in range(CLIENTS)}


def test_of_several_ticks_at_once_one_stands(together, plan, division, chief):
    task = TaskFactory(area=AreaFactory(plan=plan, number=1), number=1, lead_division=division)
    milestone = MilestoneFactory(task=task, due_on=date(2024, 9, 1))

    def tick(number: int) -> Any:
        day = date(2024, 9, 10 + number)
        return planning_milestones.tick_milestone(by=chief, milestone=milestone, completed_on=day, shown=None)

    found = together(tick)
    milestone.refresh_from_db()
    won = [each.completed_on for each in found if not isinstance(each, Conflict)]
    assert won == [milestone.completed_on]
    assert {each.standing.completed_on for each in found if isinstance(each, Conflict)} == set(won)


def test_a_milestone_added_by_several_clicks_is_one(together, plan, division, chief):
    task = TaskFactory(area=AreaFactory(plan=plan, number=1), number=1, lead_division=division)
    facts = {"name_en": "Signed", "name_zh": "签约", "due_on": date(2024, 10, 1), "weight": 2}
    found = together(lambda _n: planning_milestones.add_milestone(by=chief, task=task, facts=facts, version=1))
    assert {each.pk for each in found} == {each.pk for each in task.milestones.all()}
    assert task.milestones.count() == 1


def posts(user: User, url: str, sent: dict[str, str]) -> Callable[[int], Any]:
    """A form sent by several clicks from one rendering of it."""
    session = Client()
    session.force_login(user, backend="accounts.backends.SignInBackend")
    sent = sent | {"draft": drafts.slip_of(user, url.strip("/"), url)}

    def post(_number: int) -> Any:
        client = Client()
        client.cookies = session.cookies.copy()  # type: ignore[assignment]  # the same browser
        return client.post(url, sent).status_code

    return post


def test_an_area_sent_by_several_clicks_is_one(together, plan, planner):
    assert together(posts(planner, "/plans/2024/areas/new/", {"name_en": "New", "name_zh": ""})) == [302] * CLIENTS
    assert PriorityArea.objects.count() == 1


def test_a_value_sent_by_several_clicks_is_one(together, plan, planner):
    IndicatorFactory(plan=plan, code="2024-m", kind=Indicator.Kind.MEASURED)
    sent = {"on": "2024-09-01", "value": "5", "note": "", "corrects": ""}
    answers = together(posts(planner, "/plans/2024/indicators/2024-m/measurements/new/", sent))
    assert (answers, Measurement.objects.count()) == ([302] * CLIENTS, 1)


def test_drafts_saved_at_once_lose_nothing(together, staff):
    """Two windows, or a slow save beside a fast one: each field that was sent is there."""
    slip = drafts.Slip(staff.pk, "form", "/", "")

    def save(number: int) -> Any:
        return drafts.save_draft(by=staff, slip=slip, typed=drafts.Typed({f"f{number}": ["x"]}, whole=False))

    together(save)
    assert set(Draft.objects.get().fields["typed"]) == {f"f{number}" for number in range(CLIENTS)}
