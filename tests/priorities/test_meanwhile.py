"""Two people at one task: the second is told of the first before saving, and both are kept."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from foundation.errors import Conflict
from priorities.models import Milestone, ProgressUpdate
from priorities.services import planning_milestones, reporting
from priorities.services.reporting import Report, confirm_no_change, newest_report, post_update
from tests.factories import LeaderFactory, MilestoneFactory, ReviewFactory, TaskFactory, UpdateFactory
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db
REPORT = Report(effective_on=date(2024, 9, 30), status="in_progress", percent=40, note="Mine.")
SENT = {
    "effective_on": "2024-09-30",
    "status": "in_progress",
    "percent": "40",
    "note": "Mine.",
    "problems": "My problem.",
}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def url(task):
    return reverse("priorities:task-report", args=[task.code])


class TestReports:
    def test_the_service_refuses_what_was_not_seen(self, task, staff, chief):
        seen = newest_report()
        theirs = UpdateFactory(task=task, author=chief, percent=70)
        with pytest.raises(Conflict) as refused:
            post_update(by=staff, task=task, report=REPORT, seen=seen)
        assert refused.value.standing == theirs
        assert ProgressUpdate.objects.count() == 1
        assert post_update(by=staff, task=task, report=REPORT, seen=theirs.pk).percent == 40

    def test_one_who_does_not_say_what_was_seen_is_not_asked(self, task, staff, chief):
        UpdateFactory(task=task, author=chief)
        assert post_update(by=staff, task=task, report=REPORT).percent == 40

    def test_ones_own_and_withdrawn_ones_and_those_of_other_tasks_are_none(self, task, staff, chief):
        UpdateFactory(task=task, author=staff)
        withdrawn = UpdateFactory(task=task, author=chief, first_review="pending")
        ReviewFactory(update=withdrawn, by=chief, outcome="withdrawn")
        UpdateFactory(task=TaskFactory(area=task.area, number=9), author=chief)
        assert post_update(by=staff, task=task, report=REPORT, seen=0).percent == 40

    @pytest.mark.parametrize("review", ["pending", "not_required"])
    def test_no_change_is_told_too(self, task, staff, chief, review):
        UpdateFactory(task=task, author=chief, percent=70, first_review=review)
        with pytest.raises(Conflict):
            confirm_no_change(by=staff, task=task, effective_on=date(2024, 9, 30), seen=0)
        assert ProgressUpdate.objects.count() == 1

    def test_the_page_shows_both_and_then_keeps_both(self, sign_in, staff, chief, task, url):
        client = sign_in(staff)
        seen = str(client.get(url).context["form"]["seen"].value())
        parts = {"note": "Theirs.", "problems": "P.", "needs": "N.", "next_steps": "S."}
        theirs = UpdateFactory(task=task, author=chief, percent=70, health="amber", **parts)
        page = client.post(url, SENT | {"seen": seen})
        assert page.status_code == 409
        shown = text_of(page)
        for words in ("Somebody else has reported", "70%", "rated amber", "Theirs.", "P.", "N.", "S.", "Person chief"):
            assert words in shown
        form = page.context["form"]
        assert {name: form[name].value() for name in SENT} == SENT
        assert (form["seen"].value(), "Save mine too" in shown) == (str(theirs.pk), True)
        assert client.post(url, SENT | {"seen": form["seen"].value()}).status_code == 302
        notes = ProgressUpdate.objects.order_by("pk").values_list("author__username", "note")
        assert list(notes) == [("chief", "Theirs."), ("staff", "Mine.")]

    @pytest.mark.parametrize("place", ["desk", "task"])
    def test_in_place(self, sign_in, staff, chief, task, url, place):
        UpdateFactory(task=task, author=chief, note="Theirs.")
        page = sign_in(staff).post(url, SENT | {"seen": "0", "in": place}, headers=HTMX)
        assert (page.status_code, "<html" in page.content.decode()) == (409, False)
        assert "Theirs." in text_of(page)

    def test_no_change_on_the_desk(self, sign_in, staff, chief, task, url):
        client = sign_in(staff)
        seen = client.get(reverse("priorities:desk", args=["2024"])).context["seen"]
        assert seen == 0
        UpdateFactory(task=task, author=chief, note="Theirs.", percent=70)
        page = client.post(url, {"no_change": "1", "in": "desk", "seen": str(seen)}, headers=HTMX)
        assert (page.status_code, "Theirs." in text_of(page)) == (409, True)
        assert ProgressUpdate.objects.count() == 1

    @pytest.mark.parametrize("seen", ["x", "-1", "9" * 30, "1.5", "\x00"])
    def test_what_no_page_has_sent_is_no_500(self, sign_in, staff, task, url, seen):
        client = sign_in(staff)
        assert client.post(url, SENT | {"seen": seen}).status_code == 422
        assert client.post(url, {"no_change": "1", "seen": seen}).status_code == 302

    def test_who_may_not_report_learns_nothing(self, sign_in, chief2, leader, chief, task, url):
        UpdateFactory(task=task, author=chief, note="Theirs.")
        assert sign_in(leader).post(url, SENT | {"seen": "0"}).status_code == 403


class TestMilestones:
    """One milestone, two people; and one person twice."""

    @pytest.fixture
    def milestone(self, task) -> Any:
        return MilestoneFactory(task=task, due_on=date(2024, 9, 1))

    def act(self, name, milestone):
        return reverse(f"priorities:milestone-{name}", args=[milestone.task.code, milestone.pk])

    def test_another_tick_is_not_overwritten(self, sign_in, staff, milestone):
        Milestone.objects.update(completed_on=date(2024, 9, 5))
        sent = {"completed_on": "2024-09-20", "shown": "", "in": "task"}
        page = sign_in(staff).post(self.act("tick", milestone), sent, headers=HTMX)
        assert page.status_code == 409
        assert "Somebody else was faster: it stands as 5 Sep. Yours was: 20 Sep." in text_of(page)
        assert 'value="2024-09-20"' in page.content.decode()
        milestone.refresh_from_db()
        assert milestone.completed_on == date(2024, 9, 5)
        again = sign_in(staff).post(self.act("tick", milestone), sent | {"shown": "2024-09-05"}, headers=HTMX)
        milestone.refresh_from_db()
        assert (again.status_code, milestone.completed_on) == (200, date(2024, 9, 20))

    def test_ticked_already_as_asked_is_that(self, sign_in, staff, milestone):
        Milestone.objects.update(completed_on=date(2024, 9, 5))
        sent = {"completed_on": "2024-09-05", "shown": "", "in": "task"}
        assert sign_in(staff).post(self.act("tick", milestone), sent, headers=HTMX).status_code == 200

    def test_one_changed_meanwhile_is_asked_about_again(self, sign_in, staff, milestone):
        client = sign_in(staff)
        stamp = client.get(self.act("delete", milestone)).context["stamp"]
        Milestone.objects.update(completed_on=date(2024, 9, 5))
        page = client.post(self.act("delete", milestone), {"stamp": stamp})
        assert (page.status_code, "ticked off on 5 September 2024" in text_of(page)) == (409, True)
        assert client.post(self.act("delete", milestone), {"stamp": page.context["stamp"]}).status_code == 302
        assert Milestone.objects.count() == 0

    def test_a_change_by_another_is_shown_in_place(self, sign_in, staff, milestone):
        client = sign_in(staff)
        form = client.get(self.act("edit", milestone), {"in": "task"}, headers=HTMX).context["edited"]["form"]
        version = form["version"].value()
        milestone.task.version += 1
        milestone.task.save()
        Milestone.objects.update(weight=9)
        sent = {
            "name_en": "Mine",
            "name_zh": "我的",
            "due_on": "2024-09-01",
            "weight": "3",
            "version": version,
            "in": "task",
        }
        page = client.post(self.act("edit", milestone), sent, headers=HTMX)
        assert page.status_code == 409
        differing = {each.label: (each.yours, each.stands) for each in page.context["edited"]["differences"]}
        assert differing["Weight"] == ("3", "9")

    def test_adding_the_same_twice_adds_one(self, task, staff):
        facts = {"name_en": "Signed", "name_zh": "", "due_on": date(2024, 10, 1), "weight": 2}
        added = [
            planning_milestones.add_milestone(by=staff, task=task, facts=facts, version=1) for _time in range(2)
        ]  # fmt: skip
        assert added[0] == added[1]
        assert task.milestones.count() == 1

    def test_in_place_the_card_comes_with_what_follows_from_it(self, sign_in, staff, task, milestone):
        UpdateFactory(task=task, percent=30)
        sent = {"completed_on": "2024-09-07", "in": "task"}
        page = sign_in(staff).post(self.act("tick", milestone), sent, headers=HTMX)
        text = page.content.decode()
        parts = ('id="milestones"', 'id="planned" hx-swap-oob', 'id="facts" hx-swap-oob', 'id="task-head" hx-swap-oob')
        assert [part in text for part in (*parts, "<html")] == [True, True, True, True, False]
        assert "7 Sep, 6 days late" in text_of(page)

    @pytest.mark.parametrize("name", ["new", "edit", "delete"])
    def test_others_get_no_form_in_place(self, sign_in, chief, leader, milestone, name):
        args = [milestone.task.code] if name == "new" else [milestone.task.code, milestone.pk]
        url = reverse(f"priorities:milestone-{name}", args=args)
        assert sign_in(leader).get(url, {"in": "task"}, headers=HTMX).status_code == 403
        assert "form" in sign_in(chief).get(url, {"in": "task"}, headers=HTMX).content.decode()


def test_the_guard_is_the_services(task, staff, chief, monkeypatch):
    """The page only passes on what it has shown."""
    assert reporting.unseen(staff, task, 0).count() == 0
    first = UpdateFactory(task=task, author=chief)
    assert [each.pk for each in reporting.unseen(staff, task, 0)] == [first.pk]
    assert [each.pk for each in reporting.unseen(staff, task, 0, until=first.pk - 1)] == []


def test_what_has_no_version_is_told_too(sign_in, planner, admin, division, staff):
    """A leader, a division, an account: changed by another since it was shown, both stand side by side."""
    leader = LeaderFactory()
    sent = {"name_zh": "甲", "name_en": "Mine", "post-TOTAL_FORMS": "0", "post-INITIAL_FORMS": "0"}
    works = {"role": "staff", "division": "economic"}
    pages = (
        (planner, reverse("events:leader-edit", args=[leader.pk]), leader, sent),
        (admin, reverse("administration:division-edit", args=[division.code]), division, sent | {"order": "0"}),
        (admin, reverse("administration:user-edit", args=[staff.pk]), staff, sent | works),
    )
    for person, url, thing, form in pages:
        client = sign_in(person)
        stamp = client.get(url).context["stamp"]
        type(thing).objects.filter(pk=thing.pk).update(name_en="Theirs")
        page = client.post(url, form | {"stamp": stamp})
        found = {each.yours: each.stands for each in page.context["differences"]}
        assert (page.status_code, found["Mine"]) == (409, "Theirs"), url
        assert client.post(url, form | {"stamp": page.context["stamp"]}).status_code == 302
        thing.refresh_from_db()
        assert thing.name_en == "Mine"
