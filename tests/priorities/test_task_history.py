"""A task's history, in words, and the tags by which a reader sees changes."""

from datetime import date

import pytest
from django.urls import reverse

from changelog.audience import tags_of
from changelog.models import Change
from priorities.services.reporting import Report, post_update
from priorities.services.reviewing import give_back
from tests.factories import (
    MilestoneFactory,
    TaskFactory,
)

pytestmark = pytest.mark.django_db


class TestHistory:
    """Who, when, before and after, in words."""

    @pytest.fixture
    def url(self, task):
        return reverse("priorities:task-history", args=[task.code])

    def test_reports_reviews_and_milestones(self, sign_in, staff, chief, task, url):
        update = post_update(
            by=staff,
            task=task,
            report=Report(effective_on=date(2024, 9, 30), status="in_progress", percent=40, note="<b>Half</b>."),
        )
        give_back(by=chief, update=update, reason="Say more.")
        tick = reverse("priorities:milestone-tick", args=[task.code, MilestoneFactory(task=task).pk])
        sign_in(staff).post(tick, {"completed_on": "2024-09-07"})
        response = sign_in(staff).get(url)
        entries = [
            (entry.title, str(entry.change.by), [(d.label, d.before, d.after) for d in entry.differences])
            for entry in response.context["entries"]
        ]
        milestone = entries[0][2][0]
        assert entries[0][:2] == ("Task changed", "Person staff")
        assert milestone[0] == "milestones"
        assert milestone[2].endswith("weight 1, done 2024-09-07")
        assert entries[1:] == [
            ("Review of the report of 2024-09-30", "Person chief", [
                ("review", "pending", "returned"), ("reason", "", "Say more."),
            ]),
            ("Report", "Person staff", [
                ("as of", "", "2024-09-30"), ("status", "", "in progress"), ("percent done", "", "40%"),
                ("progress", "", "<b>Half</b>."), ("review", "", "pending"),
            ]),
        ]  # fmt: skip
        assert "&lt;b&gt;Half&lt;/b&gt;." in response.content.decode()

    def test_it_keeps_to_the_task_and_to_what_the_reader_may_see(self, sign_in, staff, area, task, url):
        other = TaskFactory(area=area, number=9, lead_division=staff.division)
        said = Report(effective_on=date(2024, 9, 30), status="in_progress", percent=40)
        post_update(by=staff, task=other, report=said)
        hidden = post_update(by=staff, task=task, report=said)
        change = Change.objects.get(type="update", key=str(hidden.pk))
        change.audience.all()._raw_delete("default")
        assert sign_in(staff).get(url).context["entries"] == []

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_same_queries_however_long(self, sign_in, staff, task, url, rows, django_assert_num_queries):
        for number in range(rows):
            said = Report(effective_on=date(2024, 9, 30), status="in_progress", percent=40 + number)
            post_update(by=staff, task=task, report=said)
        client = sign_in(staff)
        # session, user; task, reports, urging; count, page; names of divisions, people; division, plans of the header
        with django_assert_num_queries(9):
            response = client.get(url)
        assert len(response.context["entries"]) == rows


def test_the_tags_of_a_reader(leader, secretary, staff, planner, outsider):
    assert tags_of(leader) == {"everybody", "role:leadership", f"charge:{leader.pk}", f"user:{leader.pk}"}
    assert tags_of(secretary) == {"everybody", "role:secretary", f"charge:{leader.pk}", f"user:{secretary.pk}"}
    assert tags_of(staff) == {"everybody", "role:staff", f"division:{staff.division_id}", f"user:{staff.pk}"}
    assert tags_of(planner) == {"everybody", "role:planning_office", f"user:{planner.pk}"}
    assert tags_of(outsider) == {f"user:{outsider.pk}"}
