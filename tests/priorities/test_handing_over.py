"""Handing a leaver's tasks over: all of them in one step, or none."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.models import Deputy, Draft, Role
from changelog.models import Change
from foundation.errors import Conflict
from priorities.models import Plan, ProgressUpdate, Task
from priorities.services.handing_over import hand_over, holdings, stand
from priorities.services.planning_tasks import change_task
from tests.factories import AreaFactory, DeputyFactory, PlanFactory, TaskFactory, UpdateFactory, UserFactory
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db
EVERYONE = ("leader", "secretary", "staff", "chief", "staff2", "chief2", "planner", "admin", "outsider")


@pytest.fixture
def people(leader, secretary, staff, chief, staff2, chief2, planner, admin, outsider):
    return {each.username: each for each in (leader, secretary, staff, chief, staff2, chief2, planner, admin, outsider)}


@pytest.fixture
def leader2(db):
    return UserFactory(username="leader2", role=Role.LEADERSHIP)


@pytest.fixture
def tasks(area, division, staff, leader):
    """Three that `staff` is responsible for, the leader in charge of all."""
    return [
        TaskFactory(area=area, number=n, lead_division=division, responsible=staff, leader_in_charge=leader)
        for n in (1, 2, 3)
    ]


def key_of(division):
    return f"responsible-{division.pk}"


def who_has(fact="responsible"):
    return list(Task.objects.order_by("code").values_list(f"{fact}__username", flat=True))


@pytest.mark.parametrize("who", EVERYONE)
def test_only_the_planning_office_hands_over(people, tasks, division, staff, colleague, who):
    if who == "planner":
        assert hand_over(by=people[who], person=staff, successors={key_of(division): colleague}) == tasks
        assert who_has() == ["colleague"] * 3
        return
    with pytest.raises(PermissionDenied):
        hand_over(by=people[who], person=staff, successors={key_of(division): colleague})
    assert (who_has(), Change.objects.count()) == (["staff"] * 3, 0)


def test_each_task_is_recorded_and_the_whole_once_more(tasks, division, staff, colleague, planner):
    hand_over(by=planner, person=staff, successors={key_of(division): colleague})
    changes = list(Change.objects.order_by("id"))
    assert [(each.type, each.key) for each in changes] == [
        ("task", "2024-1-01"), ("task", "2024-1-02"), ("task", "2024-1-03"), ("handover", "staff"),
    ]  # fmt: skip
    assert changes[-1].after == {
        "person": "staff",
        "tasks": [{"fact": "responsible", "to": "colleague", "codes": ["2024-1-01", "2024-1-02", "2024-1-03"]}],
        "deputyships_ended": 0,
    }
    assert [task.version for task in Task.objects.all()] == [2, 2, 2]


def test_a_leader_in_charge_is_followed_by_another_leader(tasks, staff, leader, leader2, planner):
    hand_over(by=planner, person=leader, successors={"leader_in_charge": leader2})
    assert (who_has("leader_in_charge"), who_has()) == (["leader2"] * 3, ["staff"] * 3)


def test_a_person_of_two_divisions_tasks_is_followed_by_two(
    area, tasks, division, other_division, staff, colleague, staff2, planner
):
    """Somebody who was moved from one division to another and keeps tasks of both."""
    TaskFactory(area=area, number=4, lead_division=other_division, responsible=staff)
    both = {key_of(division): colleague, key_of(other_division): staff2}
    assert [each.key for each in holdings(staff)] == list(both)
    with pytest.raises(ValidationError) as refused:
        hand_over(by=planner, person=staff, successors={key_of(division): colleague})
    assert (list(refused.value.message_dict), who_has()) == ([key_of(other_division)], ["staff"] * 4)
    hand_over(by=planner, person=staff, successors=both)
    assert who_has() == ["colleague"] * 3 + ["staff2"]


def test_drafts_of_plans_go_along_and_closed_plans_stay(tasks, division, staff, colleague, planner):
    for code, status in (("2025", Plan.Status.DRAFT), ("2023", Plan.Status.CLOSED)):
        area = AreaFactory(plan=PlanFactory(code=code, year=int(code), status=status), number=1)
        TaskFactory(area=area, number=1, lead_division=division, responsible=staff)
    hand_over(by=planner, person=staff, successors={key_of(division): colleague})
    assert who_has() == ["staff", *["colleague"] * 4]


@pytest.mark.parametrize("whom", ["staff", "staff2", "leader", "planner", "closed", "other side"])
def test_who_may_not_follow(tasks, people, division, staff, planner, whom):
    others = {
        "closed": lambda: UserFactory(role=Role.STAFF, division=division, is_active=False),
        "other side": lambda: UserFactory(role=Role.STAFF, division=division, demonstration=True),
    }
    with pytest.raises(ValidationError) as refused:
        hand_over(by=planner, person=staff, successors={key_of(division): others.get(whom, lambda: people[whom])()})
    assert (list(refused.value.message_dict), who_has(), Change.objects.count()) == (
        [key_of(division)], ["staff"] * 3, 0,
    )  # fmt: skip


def test_what_changed_since_one_looked_is_a_conflict(tasks, division, staff, colleague, planner, planner2):
    looked_at = stand(holdings(staff))
    change_task(by=planner2, task=tasks[1], facts={"weight": 3})
    with pytest.raises(Conflict):
        hand_over(by=planner, person=staff, successors={key_of(division): colleague}, looked_at=looked_at)
    assert who_has() == ["staff"] * 3
    hand_over(by=planner, person=staff, successors={key_of(division): colleague}, looked_at=stand(holdings(staff)))
    assert who_has() == ["colleague"] * 3


def test_nothing_to_hand_over(staff, planner):
    with pytest.raises(ValidationError):
        hand_over(by=planner, person=staff, successors={})
    assert Change.objects.count() == 0


def test_reports_and_drafts_stay_and_deputyships_end(tasks, division, chief, staff, colleague, planner):
    pending = UpdateFactory(task=tasks[0], author=staff, first_review="pending")
    Draft.objects.create(
        user=staff, form="report-2024-1-01", fields={"note": "Unfinished."}, saved_at=pending.recorded_at
    )
    DeputyFactory(chief=chief, deputy=staff)
    over = DeputyFactory(chief=chief, deputy=staff, first_day=date(2024, 8, 1), last_day=date(2024, 8, 9))
    hand_over(by=planner, person=staff, successors={key_of(division): colleague})
    assert (ProgressUpdate.objects.get().author, Draft.objects.get().user) == (staff, staff)
    assert list(Deputy.objects.filter(ended_at=None)) == [over]
    assert (Change.objects.get(type="handover").after or {})["deputyships_ended"] == 1


class TestPages:
    """Choose, look through it, confirm."""

    @pytest.fixture
    def url(self, plan):
        return reverse("priorities:hand-over", args=[plan.code])

    def test_the_whole_way(self, sign_in, plan, tasks, division, staff, colleague, planner, url):
        client = sign_in(planner)
        assert url in client.get(reverse("priorities:plan-edit", args=[plan.code])).content.decode()
        assert "Person staff" in text_of(client.get(url))
        read = text_of(client.get(f"{url}?person=staff"))
        assert "Responsible for 3 tasks of Economic Affairs" in read
        sent = {"person": "staff", key_of(division): "colleague"}
        answer = client.post(url, sent)
        assert answer.status_code == 200
        assert "Nothing is changed yet." in text_of(answer)
        assert who_has() == ["staff"] * 3
        assert client.post(url, {**sent, "confirm": "1"}).status_code == 409
        answer = client.post(url, {**sent, "confirm": "1", "held": sorted(stand(holdings(staff)))}, follow=True)
        assert "3 tasks were handed over." in text_of(answer)
        assert who_has() == ["colleague"] * 3
        assert client.get(f"{url}?person=staff").status_code == 400

    def test_a_successor_is_chosen(self, sign_in, tasks, division, planner, url):
        for sent in ({"person": "staff"}, {"person": "staff", key_of(division): "staff2"}):
            assert sign_in(planner).post(url, sent).status_code == 422
        assert who_has() == ["staff"] * 3

    def test_the_other_side_is_not_offered(self, sign_in, tasks, staff, planner, url):
        type(staff).objects.filter(pk=staff.pk).update(demonstration=True)
        client = sign_in(planner)
        assert "Person staff" not in text_of(client.get(url))
        assert client.get(f"{url}?person=staff").status_code == 400

    @pytest.mark.parametrize("name", ["nobody", "a\x00b", "x" * 3000])
    def test_odd_names(self, sign_in, tasks, planner, url, name):
        client = sign_in(planner)
        assert client.get(url, {"person": name}).status_code == 400
        assert client.post(url, {"person": name}).status_code == 422

    @pytest.mark.parametrize("number", [1, 3])
    def test_as_many_queries_however_many_tasks(
        self, sign_in, area, division, staff, colleague, planner, url, number, django_assert_num_queries
    ):
        for n in range(number):
            TaskFactory(area=area, number=n + 1, lead_division=division, responsible=staff)
        client = sign_in(planner)
        with django_assert_num_queries(10):
            client.get(f"{url}?person=staff")

    def test_the_administrator_is_told_in_words(self, sign_in, tasks, staff, admin):
        page = reverse("administration:user-active", args=[staff.pk])
        said = "3 tasks still name them; the planning office hands them over, under Planning."
        assert said in text_of(sign_in(admin).get(page))
        Task.objects.update(responsible=None)
        assert "still name" not in text_of(sign_in(admin).get(page))
