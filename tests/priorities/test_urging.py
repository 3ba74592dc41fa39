"""Urging: by the planning office, all or nothing, shown on the task until a report answers it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Division, User
from changelog.models import Change
from foundation import clock
from foundation.errors import Conflict
from priorities.models import Plan, PriorityArea, Round, Task, Urge
from priorities.services.reporting import confirm_no_change
from priorities.services.reviewing import give_back, withdraw
from priorities.services.rounds import close_round
from priorities.services.urging import urge, urge_missing
from priorities.urges import unanswered_of, unanswered_on
from tests.conftest import TODAY
from tests.factories import AreaFactory, PlanFactory, RoundFactory, TaskFactory, UpdateFactory, UrgeFactory, at
from tests.priorities.planning import last, refused
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LINE = "Please report before the holiday."


@pytest.fixture
def other(area: PriorityArea, other_division: Division) -> Task:
    """A task of another division."""
    found: Task = TaskFactory(area=area, number=2, lead_division=other_division)
    return found


class TestUrging:
    """The service."""

    def test_each_task_once_each_on_the_record(self, planner: User, task: Task, other: Task) -> None:
        urged = urge(by=planner, tasks=[task, other, task], text=f" {LINE}\n ")
        assert [(each.task, each.by, each.text, each.round) for each in urged] == [
            (task, planner, LINE, None),
            (other, planner, LINE, None),
        ]
        recorded = [(each.action, each.type, each.key, each.by, each.after) for each in Change.objects.order_by("id")]
        assert recorded == [
            ("create", "urge", str(each.pk), planner, {"task": each.task.code, "text": LINE, "round": None})
            for each in urged
        ]

    @pytest.mark.parametrize("who", ["leader", "secretary", "staff", "chief", "admin", "outsider"])
    def test_nobody_else_may(self, request: Any, task: Task, who: str) -> None:
        person, this = request.getfixturevalue(who), RoundFactory(plan=task.plan)
        with pytest.raises(PermissionDenied):
            urge(by=person, tasks=[task], text=LINE)
        with pytest.raises(PermissionDenied):
            urge_missing(by=person, round=this)
        assert (Urge.objects.count(), Change.objects.count()) == (0, 0)

    @pytest.mark.parametrize(("status", "percent"), [("completed", 100), ("cancelled", 40)])
    def test_one_that_has_ended_refuses_all(
        self, planner: User, task: Task, other: Task, status: str, percent: int
    ) -> None:
        UpdateFactory(task=other, status=status, percent=percent)
        said = "The task 2024-1-02 has ended: there is nothing to report on it."
        assert refused(urge, by=planner, tasks=[task, other], text=LINE) == {"": [said]}
        assert not Urge.objects.exists()

    def test_a_completion_that_waits_has_not_ended(self, planner: User, task: Task) -> None:
        UpdateFactory(task=task, status="completed", percent=100, first_review="endorsed")
        assert len(urge(by=planner, tasks=[task])) == 1

    def test_nothing_and_a_plan_that_is_not_adopted_are_refused(self, planner: User, task: Task) -> None:
        assert refused(urge, by=planner, tasks=[], text=LINE) == {"": ["There is no task to urge."]}
        draft = TaskFactory(area=AreaFactory(plan=PlanFactory(code="2025", year=2025, status="draft")))
        found = refused(urge, by=planner, tasks=[task, draft], text=LINE)
        assert found == {"": ["Nothing is urged on a plan that is not adopted: nobody reports on it."]}
        this = RoundFactory(plan=draft.area.plan)
        assert refused(urge, by=planner, tasks=[task], round=this) == {"": ["The round is another plan's."]}

    @pytest.mark.parametrize("text", ["x" * 501, "a\x00b", "\ud800"])
    def test_what_cannot_be_kept_is_refused(self, planner: User, task: Task, text: str) -> None:
        assert list(refused(urge, by=planner, tasks=[task], text=text)) == ["text"]

    def test_a_double_click_is_one_urging_other_words_or_another_person_are_not(
        self, planner: User, planner2: User, task: Task, other: Task
    ) -> None:
        [first] = urge(by=planner, tasks=[task], text=LINE)
        again = urge(by=planner, tasks=[task, other], text=LINE)
        assert {each.task_id: each.pk for each in again}[task.pk] == first.pk
        assert Urge.objects.count() == Change.objects.count() == 2
        urge(by=planner, tasks=[task], text="Today, please.")
        urge(by=planner2, tasks=[task], text=LINE)
        assert task.urges.count() == 3

    def test_after_a_minute_or_an_answer_the_same_words_are_another_urging(
        self, planner: User, staff: User, task: Task, other: Task
    ) -> None:
        UrgeFactory(task=other, by=planner, text=LINE, at=clock.now() - timedelta(minutes=1, seconds=1))
        urge(by=planner, tasks=[other], text=LINE)
        urge(by=planner, tasks=[task], text=LINE)
        confirm_no_change(by=staff, task=task, effective_on=TODAY)
        urge(by=planner, tasks=[task], text=LINE)
        assert (task.urges.count(), other.urges.count()) == (2, 2)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_same_queries_however_many(self, planner: User, area: PriorityArea, rows: int) -> None:
        tasks = TaskFactory.create_batch(rows, area=area)
        with CaptureQueriesContext(connection) as captured:
            urge(by=planner, tasks=tasks, text=LINE)
        asked = [each["sql"] for each in captured if not each["sql"].startswith(("SAVEPOINT", "RELEASE", "SELECT pg_"))]
        assert len(asked) == 7  # tasks, supporting divisions; states; urged just now; urges, changes, audience


class TestUrgingWhatIsMissing:
    """From a round's page."""

    @pytest.fixture
    def this(self, plan: Plan) -> Round:
        found: Round = RoundFactory(plan=plan)
        return found

    def test_all_or_one_division_s(self, planner: User, staff: User, this: Round, task: Task, other: Task) -> None:
        third = TaskFactory(area=task.area, number=3, lead_division=task.lead_division)
        UpdateFactory(task=third, effective_on=date(2024, 9, 25))
        urged = urge_missing(by=planner, round=this, text=LINE, division=other.lead_division)
        assert [(each.task, each.round) for each in urged] == [(other, this)]
        urged = urge_missing(by=planner, round=this, text="Today, please.")
        assert sorted(each.task.code for each in urged) == ["2024-1-01", "2024-1-02"]
        assert last().after["round"] == this.pk

    def test_nothing_missing_urges_nobody(self, planner: User, this: Round) -> None:
        assert urge_missing(by=planner, round=this) == []
        assert not Change.objects.exists()

    def test_a_closed_round_urges_nobody(self, planner: User, this: Round, task: Task) -> None:
        close_round(by=planner, round=this)
        with pytest.raises(Conflict):
            urge_missing(by=planner, round=this)
        with pytest.raises(Conflict):
            urge(by=planner, tasks=[task], round=this)
        assert not Urge.objects.exists()


class TestUnanswered:
    """Shown until answered by a report that was recorded after it."""

    def test_a_report_answers_one_returned_or_withdrawn_does_not(
        self, planner: User, staff: User, chief: User, task: Task
    ) -> None:
        [urged] = urge(by=planner, tasks=[task], text=LINE)
        said = confirm_no_change(by=staff, task=task, effective_on=TODAY)
        assert unanswered_on(task) == []
        give_back(by=chief, update=said, reason="Say more.")
        assert unanswered_on(task) == [urged]
        withdraw(by=staff, update=confirm_no_change(by=staff, task=task, effective_on=TODAY))
        assert unanswered_on(task) == [urged]
        confirm_no_change(by=planner, task=task, effective_on=date(2024, 6, 30))  # late, but a report
        assert unanswered_on(task) == []

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_newest_of_each_task_in_one_query(
        self, area: PriorityArea, rows: int, django_assert_num_queries: Any
    ) -> None:
        tasks = TaskFactory.create_batch(rows, area=area)
        newest = {}
        for task in tasks:
            UrgeFactory(task=task)
            newest[task.pk] = UrgeFactory(task=task, text="Again.")
        answered = UrgeFactory(task=TaskFactory(area=area))
        UpdateFactory(task=answered.task, recorded_at=at(date(2024, 9, 28), 9))
        with django_assert_num_queries(1):
            found = unanswered_of([*newest, answered.task_id])
            assert [str(each.by) for each in found.values()]
        assert found == newest
        with django_assert_num_queries(0):
            assert unanswered_of([]) == {}


class TestTheTask:
    """The task's page, its form, and its history."""

    def test_the_planning_office_urges_from_the_page(
        self, sign_in: SignIn, planner: User, staff: User, task: Task, task_url: str
    ) -> None:
        client, address = sign_in(planner), f"{task_url}urge/"
        assert address in client.get(task_url).content.decode()
        assert "Line of text" in text_of(client.get(address))
        fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
        assert fragment.lstrip().startswith('<section class="card" id="report">')
        response = client.post(address, {"text": LINE}, follow=True)
        assert f"Urged: {task.name_en}." in text_of(response)
        assert f"Urged {LINE} Person planner" in text_of(response)
        client = sign_in(staff)
        text = text_of(client.get(task_url))
        assert LINE in text
        assert address not in client.get(task_url).content.decode()
        assert LINE not in text_of(client.get(task_url, {"as_of": "2024-09-29"}))
        confirm_no_change(by=staff, task=task, effective_on=TODAY)
        assert LINE not in text_of(client.get(task_url))

    def test_one_that_has_ended_offers_no_button_and_refuses(
        self, sign_in: SignIn, planner: User, task: Task, task_url: str
    ) -> None:
        UpdateFactory(task=task, status="completed", percent=100)
        client = sign_in(planner)
        assert f"{task_url}urge/" not in client.get(task_url).content.decode()
        response = client.post(f"{task_url}urge/", {"text": LINE})
        assert response.status_code == 422
        assert "has ended" in text_of(response)
        assert f'value="{LINE}"' in response.content.decode()

    @pytest.mark.parametrize("text", ["x" * 501, "a\x00b", "\x07"])
    def test_odd_text_comes_back_with_its_reason(
        self, sign_in: SignIn, planner: User, task: Task, task_url: str, text: Any
    ) -> None:
        response = sign_in(planner).post(f"{task_url}urge/", {"text": text})
        assert response.status_code == 422
        assert "data-errors" in response.content.decode()
        assert not Urge.objects.exists()

    def test_the_way_back_and_unknown_parameters(self, sign_in: SignIn, planner: User, task_url: str) -> None:
        client = sign_in(planner)
        assert (
            client.post(f"{task_url}urge/", {"next": "/plans/2024/tasks/"}).headers["Location"] == "/plans/2024/tasks/"
        )
        assert client.post(f"{task_url}urge/", {"next": "//else.where/"}).headers["Location"] == task_url
        assert client.get(f"{task_url}urge/", {"x": "1"}).status_code == 400

    def test_an_outsider_learns_nothing(self, sign_in: SignIn, outsider: User, task: Task, task_url: str) -> None:
        UrgeFactory(task=task, text=LINE)
        client = sign_in(outsider)
        for address in (task_url, f"{task_url}urge/", f"{task_url}history/"):
            response = client.get(address)
            assert (response.status_code, LINE in response.content.decode()) == (403, False)

    def test_the_history_tells_it(self, sign_in: SignIn, planner: User, staff: User, task: Task, task_url: str) -> None:
        urge(by=planner, tasks=[task], text="<b>Now</b>")
        urge(by=planner, tasks=[task])
        response = sign_in(staff).get(f"{task_url}history/")
        entries = [
            (entry.title, str(entry.change.by), [(d.label, d.before, d.after) for d in entry.differences])
            for entry in response.context["entries"]
        ]
        assert entries == [
            ("Urged", "Person planner", []),
            ("Urged", "Person planner", [("line of text", "", "<b>Now</b>")]),
        ]
