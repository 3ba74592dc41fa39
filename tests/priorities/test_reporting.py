"""Reports: who posts them, what is refused, where they start in review, what they leave on record."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Role
from changelog.models import Change
from priorities.models import ProgressUpdate, Review, Task
from priorities.services.reporting import Report, confirm_no_change, post_update, standing_update
from tests.factories import DivisionFactory, ReviewFactory, TaskFactory, UpdateFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = date(2024, 9, 30)


def report(**changed):
    facts: dict[str, Any] = {
        "effective_on": DAY,
        "status": "in_progress",
        "percent": 40,
        "health": "green",
        "note": "Half the venues.",
    }
    return Report(**facts | changed)


def said(update):
    names = ("effective_on", "status", "percent", "health", "note", "no_change", "first_review")
    return tuple(getattr(update, name) for name in names)


@pytest.fixture
def task(plan, division, other_division):
    return TaskFactory(area__plan=plan, lead_division=division, supporting=[other_division])


@pytest.fixture
def people(task, leader, secretary, staff, chief, staff2, chief2, planner, admin, outsider):
    """Every persona by name, and staff of a division that has nothing to do with the task."""
    stranger = UserFactory(username="stranger", role=Role.STAFF, division=DivisionFactory())
    return {each.username: each for each in (
        leader, secretary, staff, chief, staff2, chief2, planner, admin, outsider, stranger
    )}  # fmt: skip


MAY_POST = {
    "staff": "pending",
    "staff2": "pending",
    "chief": "not_required",
    "chief2": "not_required",
    "planner": "not_required",
}
EVERYONE = ("leader", "secretary", "staff", "chief", "staff2", "chief2", "planner", "admin", "outsider", "stranger")


@pytest.mark.parametrize("who", EVERYONE)
def test_the_lead_and_supporting_divisions_and_the_planning_office_report(task, people, who):
    if who not in MAY_POST:
        with pytest.raises(PermissionDenied):
            post_update(by=people[who], task=task, report=report())
        assert (ProgressUpdate.objects.count(), Change.objects.count()) == (0, 0)
        return
    posted = post_update(by=people[who], task=task, report=report())
    assert said(posted) == (DAY, "in_progress", 40, "green", "Half the venues.", False, MAY_POST[who])
    assert posted.review == MAY_POST[who]
    assert posted.recorded_at.date() == DAY


COMPLETION = {"staff": "pending", "staff2": "pending", "chief": "endorsed", "chief2": "pending", "planner": "endorsed"}


@pytest.mark.parametrize("review_reports", [True, False])
@pytest.mark.parametrize("who", sorted(COMPLETION))
def test_a_completion_is_always_reviewed_and_the_lead_divisions_chief_endorses_it(task, people, who, review_reports):
    task.plan.review_reports = review_reports
    task.plan.save()
    posted = post_update(by=people[who], task=task, report=report(status="completed", percent=100))
    assert posted.first_review == COMPLETION[who]
    assert standing_update(task) is None


def test_without_review_in_the_plan_staffs_reports_stand_at_once(task, staff):
    task.plan.review_reports = False
    task.plan.save()
    posted = post_update(by=staff, task=task, report=report())
    assert posted.first_review == "not_required"
    assert standing_update(task) == posted


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"percent": 101}, "percent"),
        ({"percent": -1}, "percent"),
        ({"percent": 100}, "percent"),
        ({"percent": None}, "percent"),
        ({"status": "completed", "percent": 80}, "percent"),
        ({"status": "not_started", "percent": 1}, "percent"),
        ({"status": "paused"}, "status"),
        ({"health": "blue"}, "health"),
        ({"effective_on": date(2024, 10, 1)}, "effective_on"),
        ({"effective_on": date(2023, 12, 31)}, "effective_on"),
        ({"effective_on": date(2025, 1, 1)}, "effective_on"),
        ({"note": "a\x00b"}, "note"),
        ({"problems": "a\ud800b"}, "problems"),
        ({"needs": "x" * 20_001}, "needs"),
        ({"next_steps": "x" * 10_000_000}, "next_steps"),
        ({"no_change": True}, "no_change"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_changes_nothing(task, staff, changed, field):
    with pytest.raises(ValidationError) as refused:
        post_update(by=staff, task=task, report=report(**changed))
    assert list(refused.value.message_dict) == [field]
    assert (ProgressUpdate.objects.count(), Change.objects.count()) == (0, 0)


def test_several_errors_are_named_together(task, staff):
    with pytest.raises(ValidationError) as refused:
        post_update(by=staff, task=task, report=report(effective_on=date(2025, 1, 1), percent=101, health="blue"))
    assert sorted(refused.value.message_dict) == ["effective_on", "health", "percent"]


@pytest.mark.parametrize(("status", "percent"), [("completed", 100), ("not_started", 0)])
def test_the_percent_is_filled_in_where_the_status_leaves_no_choice(task, planner, status, percent):
    assert post_update(by=planner, task=task, report=report(status=status, percent=None)).percent == percent


def test_a_continuing_effort_has_no_percent(plan, division, planner):
    task = TaskFactory(area__plan=plan, lead_division=division, kind=Task.Kind.ONGOING)
    with pytest.raises(ValidationError) as refused:
        post_update(by=planner, task=task, report=report(percent=0))
    assert list(refused.value.message_dict) == ["percent"]
    assert post_update(by=planner, task=task, report=report(percent=None)).percent is None


@pytest.mark.parametrize("status", ["draft", "closed"])
def test_reports_are_taken_while_the_plan_is_adopted(task, staff, status):
    task.plan.status = status
    task.plan.save()
    with pytest.raises(ValidationError):
        post_update(by=staff, task=task, report=report())
    assert ProgressUpdate.objects.count() == 0


def test_a_report_is_recorded_with_its_facts(task, staff):
    posted = post_update(by=staff, task=task, report=report(problems="Two venues", needs="Protocol", next_steps="Sign"))
    change = Change.objects.get()
    assert (change.by, change.action, change.type, change.key) == (staff, "create", "update", str(posted.pk))
    assert (change.before, change.after) == (None, {
        "task": task.code, "effective_on": "2024-09-30", "status": "in_progress", "percent": 40, "health": "green",
        "note": "Half the venues.", "problems": "Two venues", "needs": "Protocol", "next_steps": "Sign",
        "no_change": False, "review": "pending",
    })  # fmt: skip
    assert [(row.tag, row.before, row.after) for row in change.audience.all()] == [("everybody", False, True)]


def test_a_report_is_never_changed_nor_deleted(task, staff):
    posted = post_update(by=staff, task=task, report=report())
    for attempt in (
        posted.save,
        posted.delete,
        lambda: ProgressUpdate.objects.update(note=""),
        ProgressUpdate.objects.all().delete,
    ):
        with pytest.raises(TypeError):
            attempt()


class TestCancellingAndReopening:
    """Cancelled, and what replaces a standing end, is the planning office's, with a reason."""

    @pytest.mark.parametrize("who", EVERYONE)
    def test_the_planning_office_and_the_leader_in_charge_cancel(self, task, people, who):
        task.leader_in_charge = people["leader"]
        task.save()
        cancelled = report(status="cancelled", note="The forum moves to 2025.")
        if who in ("planner", "leader"):
            assert post_update(by=people[who], task=task, report=cancelled).first_review == "not_required"
            return
        with pytest.raises(PermissionDenied):
            post_update(by=people[who], task=task, report=cancelled)

    def test_a_leader_does_not_cancel_what_another_is_in_charge_of(self, task, leader):
        with pytest.raises(PermissionDenied):
            post_update(by=leader, task=task, report=report(status="cancelled"))

    def test_cancelling_needs_a_reason(self, task, planner):
        with pytest.raises(ValidationError) as refused:
            post_update(by=planner, task=task, report=report(status="cancelled", note=" "))
        assert list(refused.value.message_dict) == ["note"]

    @pytest.mark.parametrize(("status", "percent"), [("completed", 100), ("cancelled", 50)])
    @pytest.mark.parametrize("who", ["staff", "chief", "staff2", "chief2"])
    def test_a_division_does_not_reopen_what_ended(self, task, people, status, percent, who):
        UpdateFactory(task=task, status=status, percent=percent, effective_on=date(2024, 8, 1))
        with pytest.raises(PermissionDenied):
            post_update(by=people[who], task=task, report=report())
        with pytest.raises(PermissionDenied):
            confirm_no_change(by=people[who], task=task, effective_on=DAY)

    def test_the_planning_office_reopens_with_a_reason(self, task, planner):
        UpdateFactory(task=task, status="completed", percent=100, effective_on=date(2024, 8, 1))
        with pytest.raises(ValidationError) as refused:
            post_update(by=planner, task=task, report=report(note=""))
        assert list(refused.value.message_dict) == ["note"]
        reopened = post_update(by=planner, task=task, report=report(note="The inspection found two gaps."))
        assert standing_update(task) == reopened

    def test_what_stood_on_a_past_day_is_held_to_the_same_rule(self, task, chief):
        """Completed in June, reopened in August: a chief's report as of July would undo the completion in July."""
        UpdateFactory(task=task, status="completed", percent=100, effective_on=date(2024, 6, 1))
        UpdateFactory(task=task, percent=80, effective_on=date(2024, 8, 1))
        with pytest.raises(PermissionDenied):
            post_update(by=chief, task=task, report=report(effective_on=date(2024, 7, 1)))
        for day in (date(2024, 5, 31), date(2024, 8, 1)):
            assert post_update(by=chief, task=task, report=report(effective_on=day)).effective_on == day


class TestNoChange:
    """“No change” repeats the standing report, marked so."""

    def test_it_repeats_what_stands(self, task, chief):
        UpdateFactory(
            task=task, effective_on=date(2024, 8, 1), percent=60, health="amber", note="Booked.", problems="Late",
            needs="None", next_steps="Print",
        )  # fmt: skip
        pending = UpdateFactory(task=task, effective_on=date(2024, 9, 1), percent=90, first_review="pending")
        ReviewFactory(update=pending, outcome="returned", reason="Too early")
        posted = confirm_no_change(by=chief, task=task, effective_on=DAY)
        assert said(posted) == (DAY, "in_progress", 60, "amber", "Booked.", True, "not_required")
        assert (posted.problems, posted.needs, posted.next_steps) == ("Late", "None", "Print")

    def test_where_nothing_was_reported_it_says_not_started(self, task, staff):
        posted = confirm_no_change(by=staff, task=task, effective_on=DAY)
        assert said(posted) == (DAY, "not_started", 0, None, "", True, "pending")

    def test_as_of_an_earlier_day_it_repeats_what_stood_then(self, task, chief):
        UpdateFactory(task=task, effective_on=date(2024, 6, 1), percent=30)
        UpdateFactory(task=task, effective_on=date(2024, 9, 1), percent=60)
        assert confirm_no_change(by=chief, task=task, effective_on=date(2024, 8, 1)).percent == 30

    @pytest.mark.parametrize(("kind", "before", "after"), [("ongoing", 60, None), ("deadline", None, 0)])
    def test_it_fits_the_tasks_kind_when_that_has_changed_since(self, task, chief, kind, before, after):
        UpdateFactory(task=task, percent=before)
        task.kind = kind
        task.save()
        assert confirm_no_change(by=chief, task=task, effective_on=DAY).percent == after


class TestOnce:
    """A form sent twice makes one report; nothing else is taken for a repetition."""

    def test_the_same_report_again_is_the_first_one(self, task, staff):
        first = post_update(by=staff, task=task, report=report(), once=True)
        second = post_update(by=staff, task=task, report=report(), once=True)
        assert (second, second.review) == (first, "pending")
        assert (ProgressUpdate.objects.count(), Change.objects.count()) == (1, 1)

    def test_no_change_twice_is_one_report(self, task, chief):
        first = confirm_no_change(by=chief, task=task, effective_on=DAY, once=True)
        assert confirm_no_change(by=chief, task=task, effective_on=DAY, once=True) == first

    def test_cancelling_twice_is_one_report(self, task, planner):
        cancelled = report(status="cancelled")
        first = post_update(by=planner, task=task, report=cancelled, once=True)
        assert post_update(by=planner, task=task, report=cancelled, once=True) == first

    def test_another_text_another_person_or_a_caller_who_did_not_ask_is_a_second_report(self, task, staff, staff2):
        post_update(by=staff, task=task, report=report(), once=True)
        post_update(by=staff, task=task, report=report(note="All venues."), once=True)
        post_update(by=staff2, task=task, report=report(), once=True)
        post_update(by=staff, task=task, report=report())
        assert ProgressUpdate.objects.count() == 4

    def test_a_report_taken_back_may_be_posted_again(self, task, staff):
        first = post_update(by=staff, task=task, report=report(), once=True)
        ReviewFactory(update=first, by=staff, outcome=Review.Outcome.WITHDRAWN)
        assert post_update(by=staff, task=task, report=report(), once=True) != first

    def test_a_minute_later_it_is_a_second_report(self, task, staff, time_machine, settings):
        settings.WORKPLAN_TODAY = None
        time_machine.move_to("2024-09-30T10:00:00+08:00", tick=False)
        first = post_update(by=staff, task=task, report=report(), once=True)
        time_machine.move_to("2024-09-30T10:01:01+08:00", tick=False)
        assert post_update(by=staff, task=task, report=report(), once=True) != first
