"""A task's page: who reads it, and what stands on it at which moment."""

from datetime import date
from itertools import pairwise

import pytest
from django.urls import reverse

from accounts.models import Role
from priorities.figures import Moment, attach
from priorities.figures.curve import curve
from priorities.models import Task
from tests.factories import (
    DivisionFactory,
    EventFactory,
    LeaderFactory,
    MilestoneFactory,
    ReviewFactory,
    ScheduleFactory,
    TaskFactory,
    UpdateFactory,
    UserFactory,
    start_of,
)
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db
PERSONS = ("leader", "secretary", "staff", "chief", "planner", "admin", "outsider")


@pytest.mark.parametrize("person", PERSONS)
@pytest.mark.parametrize("name", ["task-list", "task", "task-history"])
def test_everybody_with_a_role_reads_every_task(request, sign_in, plan, task, person, name):
    url = reverse(f"priorities:{name}", args=[plan.code if name == "task-list" else task.code])
    status = sign_in(request.getfixturevalue(person)).get(url).status_code
    assert status == (403 if person == "outsider" else 200)


@pytest.mark.parametrize("name", ["task", "task-history", "task-report"])
def test_what_is_not_there_and_who_is_not_signed_in(client, sign_in, staff, name):
    url = reverse(f"priorities:{name}", args=["2024-9-99"])
    assert client.get(url).url == f"{reverse('accounts:login')}?next={url}"
    assert sign_in(staff).get(url).status_code == 404
    assert sign_in(staff).get("/tasks/2024-9-99%00/").status_code == 404


class TestPage:
    """A task at a moment."""

    def test_facts(self, sign_in, staff, task, area, leader, task_url):
        Task.objects.filter(pk=task.pk).update(
            weight=3, leader_in_charge=leader, responsible=staff, source_quote="The task was set out.",
            name_zh_translated=True,
        )  # fmt: skip
        TaskFactory(area=area, number=2, weight=4)
        TaskFactory(area=area, number=3, weight=9, kind="ongoing")
        ScheduleFactory(task=task, due_on=date(2024, 9, 30), decided_on=date(2024, 2, 1))
        ScheduleFactory(task=task, due_on=date(2024, 10, 30), decided_on=date(2024, 9, 1))
        text = text_of(sign_in(staff).get(task_url))
        for said in (
            "Economic Affairs", "Consular", "Person leader", "Person staff", "3 of 7", "“The task was set out.”",
            "set out on 18 January 2024", "originally due 30 Sep, extended once", "the Chinese name is our translation",
            "1 Jan – 30 October 2024",
        ):  # fmt: skip
            assert said in text
        before = text_of(sign_in(staff).get(task_url + "?as_of=2024-08-31"))
        assert "extended once" not in before

    def test_as_of_a_past_day_and_as_known_then(self, sign_in, chief, staff, task, task_url):
        UpdateFactory(task=task, percent=20, effective_on=date(2024, 3, 1), note="March.")
        late = UpdateFactory(
            task=task, percent=40, effective_on=date(2024, 6, 1), note="June.", author=staff, first_review="pending",
            recorded_at=start_of(date(2024, 7, 1)),
        )  # fmt: skip
        ReviewFactory(update=late, by=chief, at=start_of(date(2024, 8, 1)))
        UpdateFactory(task=task, percent=60, effective_on=date(2024, 9, 1), note="September.", first_review="pending")
        client = sign_in(chief)

        def seen(query):
            response = client.get(f"{task_url}?{query}")
            return [(e["update"].note, e["update"].review) for e in response.context["timeline"]], response

        assert seen("as_of=2024-06-30")[0] == [("June.", "accepted"), ("March.", "not_required")]
        assert seen("as_of=2024-06-30&known_at=then")[0] == [("March.", "not_required")]
        assert seen("as_of=2024-07-15&known_at=then")[0] == [("June.", "pending"), ("March.", "not_required")]
        now, response = seen("")
        assert now == [("September.", "pending"), ("June.", "accepted"), ("March.", "not_required")]
        assert [e["may_accept"] for e in response.context["timeline"]] == [True, False, False]
        past = seen("as_of=2024-09-29")[1]
        assert [e["may_accept"] for e in past.context["timeline"]] == [False, False, False]
        assert not past.context["may_report"]

    @pytest.mark.parametrize("query", ["x=1", "as_of=2023-12-31", "as_of=2024-10-01", "as_of=x", "known_at=2024-01-01"])
    def test_odd_moments_are_refused(self, sign_in, staff, task_url, query):
        assert sign_in(staff).get(f"{task_url}?{query}").status_code == 400

    def test_who_may_report_is_offered_to(self, request, sign_in, task, task_url):
        task.leader_in_charge = request.getfixturevalue("leader")
        task.save()
        stranger = UserFactory(role=Role.STAFF, division=DivisionFactory())
        offered = {
            name: sign_in(request.getfixturevalue(name)).get(task_url).context["may_report"]
            for name in ("leader", "secretary", "staff", "chief", "staff2", "chief2", "planner", "admin")
        }
        assert [name for name, may in offered.items() if may] == [
            "leader",
            "staff",
            "chief",
            "staff2",
            "chief2",
            "planner",
        ]
        assert not sign_in(stranger).get(task_url).context["may_report"]
        UpdateFactory(task=task, status="completed", percent=100)
        for name, may in {"chief": False, "planner": True}.items():
            assert sign_in(request.getfixturevalue(name)).get(task_url).context["may_report"] == may

    def test_planned_and_actual_are_the_states_of_each_day(self, area, task):
        """Between its points a curve stands still or rises evenly, so its points must be all that turn."""
        MilestoneFactory(task=task, due_on=date(2024, 6, 30), weight=3)
        MilestoneFactory(task=task, due_on=date(2024, 9, 1), weight=1)
        UpdateFactory(task=task, percent=20, effective_on=date(2024, 5, 5))
        even = TaskFactory(area=area, number=2, starts_on=date(2024, 2, 1), due_on=date(2024, 6, 30))
        ScheduleFactory(task=even, starts_on=date(2024, 2, 1), due_on=date(2024, 10, 31), decided_on=date(2024, 6, 10))
        for each in (task, even):
            points = {point.day: point for point in curve(each, Moment(date(2024, 9, 30)))}
            for day, point in points.items():
                [attached] = attach([each], Moment(day))
                assert point.planned == attached.state.planned, day
                assert point.percent == (attached.state.percent if day <= date(2024, 9, 30) else None), day
            days = sorted(points)
            for first, last in pairwise(days):
                middle = first + (last - first) / 2
                if (last - first).days % 2 or (last - first).days < 2:
                    continue
                [attached] = attach([each], Moment(middle))
                stands = points[first].planned
                rises = (points[first].planned + points[last].planned) / 2
                assert attached.state.planned == (stands if each is task else rises), middle

    def test_a_continuing_effort_has_no_curve(self, sign_in, staff, area, division):
        ongoing = TaskFactory(area=area, number=5, lead_division=division, kind="ongoing")
        response = sign_in(staff).get(reverse("priorities:task", args=[ongoing.code]))
        assert response.context["curve"] is None
        assert "continuing effort" in text_of(response)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_same_queries_however_long(
        self, sign_in, staff, chief, planner, task, task_url, rows, django_assert_num_queries
    ):
        for number in range(rows):
            MilestoneFactory(task=task)
            task.supporting_divisions.add(DivisionFactory())
            task.sources.create(name_en="Meeting", name_zh="会议")
            update = UpdateFactory(task=task, author=UserFactory(), first_review="pending")
            ReviewFactory(update=update, by=UserFactory(), outcome="returned", reason=f"Reason {number}")
            UpdateFactory(task=task, author=staff, first_review="pending")
        client = sign_in(chief)
        # session, user; task, supporting divisions, sources, milestones; state; reports: count, page, reviews;
        # extensions: moved, asked; weights; curve: schedules, reports' days, states; urging; events; drafts;
        # evidence; division, plans of the header
        with django_assert_num_queries(22):
            response = client.get(task_url)
        assert len(response.context["timeline"]) == 2 * rows


def test_the_events_of_a_task_are_those_that_the_reader_may_see(sign_in, staff, staff2, task, task_url):
    leader = LeaderFactory()
    for restricted in (False, True):
        event = EventFactory(host_division=staff.division, restricted=restricted, attended_by=[leader])
        event.tasks.add(task)
    EventFactory(host_division=staff.division, attended_by=[leader])
    assert "2 linked , 2 with leaders" in text_of(sign_in(staff).get(task_url))
    assert "1 linked , 1 with leaders" in text_of(sign_in(staff2).get(task_url))
