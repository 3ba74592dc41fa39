"""Reviews and milestones from a task's page."""

from datetime import date

import pytest
from django.urls import reverse

from priorities.models import Milestone, ProgressUpdate, Review
from tests.factories import (
    MilestoneFactory,
    ReviewFactory,
    TaskFactory,
    UpdateFactory,
)
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db


class TestReviewing:
    """Release, return and withdrawal from the task's page."""

    @pytest.fixture
    def pending(self, task, staff):
        return UpdateFactory(task=task, author=staff, first_review="pending", note="Ready.")

    def act(self, name, update):
        return reverse(f"priorities:update-{name}", args=[update.pk])

    def test_release(self, sign_in, chief, pending, task_url):
        response = sign_in(chief).post(self.act("accept", pending), follow=True)
        assert response.redirect_chain == [(task_url, 302)]
        assert f"Released: {pending.task.name}." in text_of(response)

    def test_endorse_then_close_out(self, sign_in, chief, planner, task, staff, task_url):
        claim = UpdateFactory(task=task, author=staff, first_review="pending", status="completed", percent=100)
        assert "Endorse" in text_of(sign_in(chief).get(task_url))
        assert "Endorsed" in text_of(sign_in(chief).post(self.act("accept", claim), follow=True))
        assert "Close out" in text_of(sign_in(planner).get(task_url))
        assert "Closed out" in text_of(sign_in(planner).post(self.act("accept", claim), follow=True))

    def test_return_with_a_reason(self, sign_in, chief, pending):
        response = sign_in(chief).post(self.act("return", pending), {"reason": "Say which venues."}, follow=True)
        assert "Returned by Person chief, 30 Sep: Say which venues." in text_of(response)

    @pytest.mark.parametrize("reason", ["", "  ", "x" * 2001, "a\x0bb", "a\x00b"])
    def test_a_reason_that_cannot_be_kept_comes_back(self, sign_in, chief, pending, reason):
        response = sign_in(chief).post(self.act("return", pending), {"reason": reason})
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["reason"]
        assert response.context["form"]["reason"].value() == reason
        assert Review.objects.count() == 0

    def test_withdraw(self, sign_in, staff, pending, task_url):
        assert "Withdraw" in text_of(sign_in(staff).get(task_url))
        assert "Withdrawn" in text_of(sign_in(staff).post(self.act("withdraw", pending), follow=True))

    @pytest.mark.parametrize("name", ["accept", "return", "withdraw"])
    def test_what_was_reviewed_meanwhile_is_shown(self, sign_in, staff, chief, planner, pending, name):
        ReviewFactory(update=pending, by=planner)
        who = staff if name == "withdraw" else chief
        response = sign_in(who).post(self.act(name, pending), {"reason": "No."})
        assert response.status_code == 409
        assert "Ready." in text_of(response)

    def test_a_later_report_that_stands_is_shown(self, sign_in, chief, pending):
        UpdateFactory(task=pending.task, effective_on=date(2024, 9, 1), note="The later one.")
        response = sign_in(chief).post(self.act("accept", pending))
        assert response.status_code == 409
        assert "The later one." in text_of(response)

    def test_reopening_without_a_reason_is_refused(self, sign_in, planner, task, staff):
        UpdateFactory(task=task, status="completed", percent=100)
        silent = UpdateFactory(task=task, author=staff, first_review="pending", note="")
        assert sign_in(planner).post(self.act("accept", silent)).status_code == 422

    @pytest.mark.parametrize("person", ["leader", "secretary", "staff", "staff2", "chief2", "admin", "outsider"])
    @pytest.mark.parametrize("name", ["accept", "return"])
    def test_others_may_not(self, request, sign_in, pending, person, name):
        client = sign_in(request.getfixturevalue(person))
        assert client.post(self.act(name, pending), {"reason": "No."}).status_code == 403
        assert client.get(self.act(name, pending)).status_code == (403 if person == "outsider" else 405)
        assert client.post(reverse(f"priorities:update-{name}", args=[999_999])).status_code == (
            403 if person == "outsider" else 404
        )
        assert Review.objects.count() == 0

    def test_only_the_author_withdraws(self, sign_in, chief, pending):
        assert sign_in(chief).post(self.act("withdraw", pending)).status_code == 403


class TestMilestones:
    """Ticked off in place by who may report."""

    @pytest.fixture
    def milestone(self, task):
        return MilestoneFactory(task=task, due_on=date(2024, 9, 1))

    @pytest.fixture
    def url(self, milestone):
        return reverse("priorities:milestone-tick", args=[milestone.task.code, milestone.pk])

    def test_tick_and_untick(self, sign_in, staff, milestone, url, task_url):
        client = sign_in(staff)
        response = client.post(url, {"completed_on": "2024-09-07"}, follow=True)
        assert "7 Sep, 6 days late" in text_of(response)
        client.post(url, {"undo": "1"})
        milestone.refresh_from_db()
        assert milestone.completed_on is None
        client.post(url)
        milestone.refresh_from_db()
        assert milestone.completed_on == date(2024, 9, 30)
        assert ProgressUpdate.objects.count() == 0

    @pytest.mark.parametrize("day", ["2024-10-01", "2023-12-31", "x", "2024-02-30"])
    def test_a_day_that_cannot_be_is_said(self, sign_in, staff, milestone, url, day):
        response = sign_in(staff).post(url, {"completed_on": day}, follow=True)
        assert "Expected a day" in text_of(response)
        assert Milestone.objects.filter(completed_on=None).exists()

    @pytest.mark.parametrize("person", ["leader", "secretary", "admin", "outsider"])
    def test_others_may_not(self, request, sign_in, url, person):
        assert sign_in(request.getfixturevalue(person)).post(url).status_code == 403

    def test_a_milestone_of_another_task_is_not_there(self, sign_in, staff, area, milestone):
        other = TaskFactory(area=area, number=8)
        url = reverse("priorities:milestone-tick", args=[other.code, milestone.pk])
        assert sign_in(staff).post(url).status_code == 404
