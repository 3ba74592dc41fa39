"""A task's history, in words, and the tags by which a reader sees changes."""

from datetime import date

import pytest
from django.urls import reverse

from changelog.audience import tags_of
from changelog.models import Change
from priorities import history
from priorities.services.planning_tasks import change_task
from priorities.services.reporting import Report, post_update
from priorities.services.reviewing import give_back
from tests.factories import (
    MilestoneFactory,
    TaskFactory,
    TokenFactory,
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
        assert entries[0][:2] == ("Milestones changed", "Person staff")
        assert milestone[0] == "milestones"
        assert milestone[2].endswith("weight 1, done 7 September 2024")
        assert entries[1:] == [
            ("Review of the report of 30 September 2024", "Person chief", [
                ("review", "pending", "returned"), ("reason", "", "Say more."),
            ]),
            ("Report as of 30 September 2024", "Person staff", [
                ("status", "", "in progress"), ("percent done", "", "40%"),
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
        # session, user; task; numbers by kind, count, page; division and plans of the header
        with django_assert_num_queries(8):
            response = client.get(url)
        assert len(response.context["entries"]) == rows


def test_the_tags_of_a_reader(leader, secretary, staff, planner, outsider):
    assert tags_of(leader) == {"everybody", "role:leadership", f"charge:{leader.pk}", f"user:{leader.pk}"}
    assert tags_of(secretary) == {"everybody", "role:secretary", f"charge:{leader.pk}", f"user:{secretary.pk}"}
    assert tags_of(staff) == {"everybody", "role:staff", f"division:{staff.division_id}", f"user:{staff.pk}"}
    assert tags_of(planner) == {"everybody", "role:planning_office", f"user:{planner.pk}"}
    assert tags_of(outsider) == {f"user:{outsider.pk}"}


class TestInWords:
    """Each kind of change as a clerk reads it."""

    @pytest.fixture
    def told(self, sign_in, staff, task):
        """What the history tells: titles, and of the newest change its differences."""

        def entries(query=""):
            address = reverse("priorities:task-history", args=[task.code])
            return sign_in(staff).get(address + query).context["entries"]

        return entries

    def test_a_long_text_changed_in_part_is_shown_word_by_word(self, told, sign_in, staff, planner, task):
        before = "The east hall is roofed and the hotels are opened by the end of the year."
        change_task(
            by=planner, task=task, facts={"description_en": before, "description_zh": "东展厅完成屋面工程。" * 8}
        )
        task.refresh_from_db()
        after = before.replace("the year", "November")
        change_task(
            by=planner, task=task, facts={"description_en": after, "description_zh": "西" + "东展厅完成屋面工程。" * 8}
        )
        english, chinese = told()[0].differences
        assert [tuple(each) for each in english.pieces] == [
            ("same", "The east hall is roofed and the hotels are opened by the end of "),
            ("gone", "the year"), ("come", "November"), ("same", "."),
        ]  # fmt: skip
        assert [tuple(each) for each in chinese.pieces] == [("come", "西"), ("same", "东展厅完成屋面工程。" * 8)]
        body = sign_in(staff).get(reverse("priorities:task-history", args=[task.code])).content.decode()
        assert '<del><span class="vh">[taken out: </span>the year<span class="vh">]</span></del>' in body

    def test_two_texts_that_share_little_stand_beside_each_other(self, told, planner, task):
        change_task(by=planner, task=task, facts={"description_en": "a " * 40})
        task.refresh_from_db()
        change_task(by=planner, task=task, facts={"description_en": "quite another text of some length, " * 3})
        assert list(told()[0].differences[0].pieces) == []

    def test_people_divisions_and_areas_by_name_and_who_wrote_by_which_token(
        self, told, sign_in, staff, planner, task, division, other_division, leader
    ):
        planner.token = TokenFactory(user=planner, name="nightly import", write=True)
        change_task(
            by=planner,
            task=task,
            facts={"lead_division": other_division, "supporting_divisions": [division], "leader_in_charge": leader},
        )
        [entry] = told()
        assert [(d.label, d.before, d.after) for d in entry.differences] == [
            ("lead division", "Economic Affairs", "Consular"), ("leader in charge", "", "Person leader"),
            ("supporting divisions", "Consular", "Economic Affairs"),
        ]  # fmt: skip
        body = sign_in(staff).get(reverse("priorities:task-history", args=[task.code])).content.decode()
        assert "by token “nightly import”" in body

    def test_one_kind_at_a_time(self, told, sign_in, staff, chief, planner, task):
        report = Report(effective_on=date(2024, 9, 30), status="in_progress", percent=40)
        update = post_update(by=staff, task=task, report=report)
        give_back(by=chief, update=update, reason="Say more.")
        change_task(by=planner, task=task, facts={"weight": 3})
        titles = {kind: [entry.title for entry in told(f"?kind={kind}")] for kind in history.KINDS}
        assert titles == {
            "task": ["Task changed"],
            "report": ["Report as of 30 September 2024"],
            "review": ["Review of the report of 30 September 2024"],
            "urge": [],
            "extension": [],
            "evidence": [],
        }
        address = reverse("priorities:task-history", args=[task.code])
        answer = sign_in(staff).get(address)
        assert [(key, number) for key, _name, number in answer.context["kinds"]] == [
            (key, 1) for key in ("task", "report", "review")
        ]
        assert [sign_in(staff).get(f"{address}?kind={kind}").status_code for kind in ("nothing", "\0", "")] == [
            400,
            400,
            200,
        ]

    def test_every_kind_of_change_is_told_by_one_entry_of_the_registry(self):
        told = [(kind.recorded_as, action) for kind in history.KINDS.values() for action in kind.actions]
        assert len(told) == len(set(told))
