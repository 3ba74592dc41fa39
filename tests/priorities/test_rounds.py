"""Reporting rounds: what they ask for, who has reported, and that closing freezes it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Division, User
from changelog.models import Change
from foundation.errors import Conflict
from priorities import rounds
from priorities.figures import Moment
from priorities.figures.rounds import Tally, asked_by, tallies
from priorities.models import Plan, PriorityArea, Round, RoundTask, Task
from priorities.services.reporting import Report, confirm_no_change, post_update
from priorities.services.reviewing import give_back
from priorities.services.rounds import change_round, close_round, open_round
from tests.conftest import TODAY
from tests.factories import AreaFactory, PlanFactory, ReviewFactory, RoundFactory, TaskFactory, UpdateFactory, at
from tests.priorities.planning import last, refused

pytestmark = pytest.mark.django_db
DAYS: dict[str, Any] = {"counts_from": date(2024, 9, 20), "due_on": date(2024, 10, 8)}
SEPTEMBER: dict[str, Any] = {"kind": "month", "number": 9, **DAYS}


@pytest.fixture
def tasks(area: PriorityArea, division: Division, other_division: Division) -> list[Task]:
    """Two of `staff`'s division, one of `staff2`'s."""
    leads = (division, division, other_division)
    return [TaskFactory(area=area, number=number, lead_division=lead) for number, lead in enumerate(leads, 1)]


@pytest.fixture
def this(plan: Plan, planner: User) -> Round:
    """September's open round."""
    return open_round(by=planner, plan=plan, **SEPTEMBER)


def answers(this: Round) -> dict[str, int | None]:
    """The answering report of each task asked for, by the task's code."""
    codes = dict(Task.objects.values_list("pk", "code"))
    return {
        codes[each.task_id]: each.answer_id for each in asked_by(Round.objects.select_related("plan").get(pk=this.pk))
    }


def report(by: User, task: Task, **changed: Any) -> Any:
    said: dict[str, Any] = {"effective_on": TODAY, "status": "in_progress", "percent": 60, "note": "Goes on."}
    return post_update(by=by, task=task, report=Report(**(said | changed)))


class TestOpening:
    """By the planning office, on an adopted plan; a task is asked for by one open round at a time."""

    def test_a_round_is_opened_on_the_record(self, planner: User, plan: Plan, area: PriorityArea) -> None:
        this = open_round(by=planner, plan=plan, areas=[area], **SEPTEMBER)
        assert (this.opened_by, this.is_open, this.version, list(this.areas.all())) == (planner, True, 1, [area])
        assert (last().action, last().type, last().key, last().version) == ("create", "round", str(this.pk), 1)
        assert last().after == {
            "plan": "2024", "kind": "month", "number": 9, "areas": ["2024-1"], "counts_from": "2024-09-20",
            "due_on": "2024-10-08", "closed": False,
        }  # fmt: skip

    @pytest.mark.parametrize("who", ["leader", "secretary", "staff", "chief", "admin", "outsider"])
    def test_nobody_else_may_open_change_or_close(self, request: Any, plan: Plan, who: str) -> None:
        person, this = request.getfixturevalue(who), RoundFactory(plan=plan)
        for call in (
            lambda: open_round(by=person, plan=PlanFactory(code="2025", year=2025), **SEPTEMBER),
            lambda: change_round(by=person, round=this, due_on=DAYS["due_on"], areas=[]),
            lambda: close_round(by=person, round=this),
        ):
            with pytest.raises(PermissionDenied):
                call()
        assert (Round.objects.count(), Change.objects.count()) == (1, 0)

    @pytest.mark.parametrize("status", ["draft", "closed"])
    def test_only_an_adopted_plan_asks(self, planner: User, status: str) -> None:
        plan = PlanFactory(status=status)
        found = refused(open_round, by=planner, plan=plan, **SEPTEMBER)
        assert found == {"": ["Rounds are opened on an adopted plan: on this one nobody reports."]}
        RoundFactory(plan=plan)
        assert list(rounds.open_rounds(plan)) == []

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"number": 13}, {"number": ["Ensure this value is less than or equal to 12."]}),
            ({"kind": "week"}, {"kind": ["Value 'week' is not a valid choice."]}),
            ({"kind": "quarter"}, {"__all__": ["A quarter is a number from 1 to 4."]}),
            ({"due_on": date(2024, 9, 29)}, {"due_on": ["Expected a day from today, 2024-09-30, on."]}),
            ({"due_on": date(2026, 1, 5)}, {"due_on": ["Expected a day up to the end of 2025."]}),
            ({"counts_from": date(2023, 12, 31)}, {"counts_from": ["Expected a day of 2024, the plan's year."]}),
            (
                {"counts_from": date(2024, 10, 9)},
                {"due_on": ["The due day is on or after the day from which reports count."]},
            ),
        ],
    )
    def test_what_cannot_be_is_refused(
        self, planner: User, plan: Plan, changed: dict[str, Any], said: dict[str, list[str]]
    ) -> None:
        assert refused(open_round, by=planner, plan=plan, **(SEPTEMBER | changed)) == said
        assert not Round.objects.exists()

    def test_a_due_day_off_is_no_error(self, planner: User, plan: Plan) -> None:
        assert open_round(by=planner, plan=plan, **(SEPTEMBER | {"due_on": date(2024, 10, 5)})).is_open

    def test_no_task_is_asked_for_twice_at_a_time(self, planner: User, plan: Plan, area: PriorityArea) -> None:
        other = AreaFactory(plan=plan, number=2)
        whole = "The September round is open and asks for the same tasks. Close it first, or choose other areas."
        first = open_round(by=planner, plan=plan, areas=[area], **SEPTEMBER)
        assert refused(open_round, by=planner, plan=plan, **SEPTEMBER) == {"areas": [whole]}
        assert refused(open_round, by=planner, plan=plan, areas=[other, area], **SEPTEMBER) == {
            "areas": ["The September round is open and asks for the same areas: 1 Area 1. Close it first."]
        }
        second = open_round(by=planner, plan=plan, areas=[other], **SEPTEMBER)
        assert refused(change_round, by=planner, round=second, due_on=second.due_on, areas=[]) == {"areas": [whole]}
        close_round(by=planner, round=first)
        third = open_round(by=planner, plan=plan, areas=[area], **SEPTEMBER)
        assert list(rounds.open_rounds(plan)) == [second, third]

    def test_the_areas_are_the_plan_s(self, planner: User, plan: Plan) -> None:
        theirs = AreaFactory(plan=PlanFactory(code="demo-2024", demonstration=True), number=1)
        found = refused(open_round, by=planner, plan=plan, areas=[theirs], **SEPTEMBER)
        assert found == {"areas": ["Expected areas of this plan."]}


class TestChanging:
    """While it is open: its due day and its areas."""

    def test_on_the_record(self, planner: User, this: Round, area: PriorityArea) -> None:
        changed = change_round(by=planner, round=this, due_on=date(2024, 10, 9), areas=[area], version=1)
        assert (changed.due_on, list(changed.areas.all()), changed.version) == (date(2024, 10, 9), [area], 2)
        assert (last().before["due_on"], last().after["due_on"]) == ("2024-10-08", "2024-10-09")
        assert (last().before["areas"], last().after["areas"]) == ([], ["2024-1"])

    def test_as_it_stands_nothing_is_written(self, planner: User, this: Round) -> None:
        change_round(by=planner, round=this, due_on=this.due_on, areas=[])
        assert Change.objects.count() == 1

    def test_of_another_version_or_closed_it_is_a_conflict(self, planner: User, planner2: User, this: Round) -> None:
        change_round(by=planner2, round=this, due_on=date(2024, 10, 9), areas=[], version=1)
        for call in (
            lambda: change_round(by=planner, round=this, due_on=date(2024, 10, 10), areas=[], version=1),
            lambda: close_round(by=planner, round=this, version=1),
        ):
            with pytest.raises(Conflict):
                call()
        close_round(by=planner, round=this, version=2)
        for call in (
            lambda: change_round(by=planner, round=this, due_on=date(2024, 10, 10), areas=[]),
            lambda: close_round(by=planner, round=this),
        ):
            with pytest.raises(Conflict):
                call()
        assert Round.objects.get().due_on == date(2024, 10, 9)

    def test_a_due_day_that_has_passed_may_stay(self, planner: User, plan: Plan, area: PriorityArea) -> None:
        late = RoundFactory(plan=plan, due_on=date(2024, 9, 25))
        assert change_round(by=planner, round=late, due_on=late.due_on, areas=[area]).version == 2


class TestWhoHasReported:
    """Which tasks a round asks for, and which reports answer."""

    def test_open_tasks_with_a_division_that_have_begun(
        self, this: Round, area: PriorityArea, tasks: list[Task]
    ) -> None:
        TaskFactory(area=area, number=4)  # nobody leads it
        TaskFactory(area=area, number=5, lead_division=tasks[0].lead_division, starts_on=date(2024, 10, 1))
        for number, status, percent in ((6, "completed", 100), (7, "cancelled", 30)):
            ended = TaskFactory(area=area, number=number, lead_division=tasks[0].lead_division)
            UpdateFactory(task=ended, effective_on=date(2024, 9, 19), status=status, percent=percent)
        assert answers(this) == {"2024-1-01": None, "2024-1-02": None, "2024-1-03": None}

    def test_and_those_that_have_reported_in_it_whatever_became_of_them(self, this: Round, tasks: list[Task]) -> None:
        ended = UpdateFactory(task=tasks[0], effective_on=date(2024, 9, 20), status="completed", percent=100)
        early = TaskFactory(
            area=tasks[0].area, number=5, lead_division=tasks[0].lead_division, starts_on=date(2024, 12, 1)
        )
        begun = UpdateFactory(task=early, effective_on=date(2024, 9, 21))
        assert answers(this) == {"2024-1-01": ended.pk, "2024-1-02": None, "2024-1-03": None, "2024-1-05": begun.pk}

    def test_a_report_counts_from_the_day_on_unless_it_was_returned_or_withdrawn(
        self, this: Round, tasks: list[Task]
    ) -> None:
        UpdateFactory(task=tasks[0], effective_on=date(2024, 9, 19))
        pending = UpdateFactory(task=tasks[1], effective_on=date(2024, 9, 20), first_review="pending")
        for outcome in ("returned", "withdrawn"):
            undone = UpdateFactory(task=tasks[2], effective_on=date(2024, 9, 25), first_review="pending")
            ReviewFactory(update=undone, outcome=outcome, reason="Why")
        assert answers(this) == {"2024-1-01": None, "2024-1-02": pending.pk, "2024-1-03": None}

    def test_no_change_answers_and_a_return_takes_the_answer_back(
        self, this: Round, staff: User, chief: User, tasks: list[Task]
    ) -> None:
        said = confirm_no_change(by=staff, task=tasks[0], effective_on=TODAY)
        assert answers(this)["2024-1-01"] == said.pk
        give_back(by=chief, update=said, reason="Say more.")
        assert answers(this)["2024-1-01"] is None

    def test_of_some_areas_only_theirs(self, planner: User, plan: Plan, tasks: list[Task]) -> None:
        other = TaskFactory(area=AreaFactory(plan=plan, number=2), number=1, lead_division=tasks[0].lead_division)
        this = open_round(by=planner, plan=plan, areas=[other.area], **SEPTEMBER)
        assert answers(this) == {"2024-2-01": None}

    def test_the_tallies(self, this: Round, tasks: list[Task], django_assert_num_queries: Any) -> None:
        UpdateFactory(task=tasks[0], effective_on=date(2024, 9, 25))
        closed = RoundFactory(plan=this.plan, number=8, closed_at=at(date(2024, 9, 12), 9))
        RoundTask.objects.create(round=closed, task=tasks[0], division=tasks[0].lead_division)
        ours, theirs = tasks[0].lead_division_id, tasks[2].lead_division_id
        with django_assert_num_queries(2):
            found = tallies(this.plan, [this, closed])
        assert found == {this.pk: {ours: Tally(2, 1), theirs: Tally(1, 0)}, closed.pk: {ours: Tally(1, 0)}}


class TestClosing:
    """Who had reported is kept as it was."""

    def test_freezes_the_list(self, this: Round, planner: User, staff: User, staff2: User, tasks: list[Task]) -> None:
        said = report(staff, tasks[0])
        before = answers(this)
        closed = close_round(by=planner, round=this)
        assert (closed.is_open, closed.closed_by, closed.version) == (False, planner, 2)
        assert (last().type, last().before["closed"], last().after["closed"]) == ("round", False, True)
        rows = list(RoundTask.objects.values_list("task__code", "division", "update"))
        ours, theirs = staff.division_id, staff2.division_id
        assert rows == [("2024-1-01", ours, said.pk), ("2024-1-02", ours, None), ("2024-1-03", theirs, None)]
        report(staff, tasks[1])
        Task.objects.filter(pk=tasks[2].pk).update(lead_division=staff.division)
        TaskFactory(area=tasks[0].area, number=9, lead_division=staff.division)
        assert answers(this) == before == {"2024-1-01": said.pk, "2024-1-02": None, "2024-1-03": None}
        assert tallies(this.plan, [closed]) == {this.pk: {ours: Tally(2, 1), theirs: Tally(1, 0)}}

    def test_the_last_report_is_that_of_then(self, plan: Plan, tasks: list[Task]) -> None:
        closed = RoundFactory(plan=plan, number=8, closed_at=at(date(2024, 9, 12), 9))
        RoundTask.objects.create(round=closed, task=tasks[0], division=tasks[0].lead_division)
        for day in (date(2024, 9, 1), date(2024, 9, 11), date(2024, 9, 13)):
            UpdateFactory(task=tasks[0], effective_on=day)
        assert [each.reported_on for each in asked_by(closed)] == [date(2024, 9, 11)]

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_same_queries_however_many_tasks(
        self, this: Round, planner: User, area: PriorityArea, division: Division, number: int
    ) -> None:
        TaskFactory.create_batch(number, area=area, lead_division=division)
        with CaptureQueriesContext(connection) as captured:
            close_round(by=planner, round=this)
        assert RoundTask.objects.count() == number
        assert len([each for each in captured if each["sql"].startswith("INSERT")]) == 3  # list, change, its audience


class TestTheDesk:
    """What a division's desk says of the open rounds."""

    def test_what_is_asked_of_a_division(
        self, this: Round, plan: Plan, staff: User, tasks: list[Task], django_assert_num_queries: Any
    ) -> None:
        UpdateFactory(task=tasks[0], effective_on=date(2024, 9, 25))
        assert staff.division_id is not None
        with django_assert_num_queries(2):
            [found] = rounds.asked_of_division(staff.division_id, plan, Moment.of(plan))
        assert (found.round, found.name, found.due_on, found.days_left) == (
            this, "September round", date(2024, 10, 8), 8,
        )  # fmt: skip
        assert (found.asked, found.reported, found.missing) == (2, 1, [tasks[1].pk])

    def test_nothing_outside_a_round_or_of_a_division_that_leads_nothing(
        self, plan: Plan, staff: User, tasks: list[Task], django_assert_num_queries: Any, planner: User
    ) -> None:
        assert staff.division_id is not None
        with django_assert_num_queries(1):
            assert rounds.asked_of_division(staff.division_id, plan, Moment.of(plan)) == []
        open_round(by=planner, plan=plan, **SEPTEMBER)
        assert rounds.asked_of_division(staff.division_id + 999, plan, Moment.of(plan)) == []

    @pytest.mark.parametrize("number", [1, 3])
    def test_two_queries_however_many_rounds_and_tasks(
        self, plan: Plan, division: Division, number: int, django_assert_num_queries: Any
    ) -> None:
        for place in range(1, number + 1):
            task = TaskFactory(area=AreaFactory(plan=plan, number=place), number=1, lead_division=division)
            RoundFactory(plan=plan).areas.set([task.area])
        with django_assert_num_queries(2):
            assert len(rounds.asked_of_division(division.pk, plan, Moment.of(plan))) == number


class TestWordsAndDays:
    """Names, and the days that are proposed."""

    def test_names_in_both_languages(self) -> None:
        named = [(each, rounds.name_of(each, "en"), rounds.name_of(each, "zh-hans")) for each in (
            Round(kind="month", number=9), Round(kind="month", number=12), Round(kind="quarter", number=3),
        )]  # fmt: skip
        assert [names for _round, *names in named] == [
            ["September round", "9月填报期"],
            ["December round", "12月填报期"],
            ["Third-quarter round", "第三季度填报期"],
        ]

    @pytest.mark.parametrize(
        ("today", "kind", "number", "counts_from", "due_on"),
        [
            (date(2024, 9, 30), "month", 9, date(2024, 9, 20), date(2024, 10, 8)),
            (date(2024, 9, 2), "month", 9, date(2024, 9, 2), date(2024, 10, 8)),
            (date(2024, 9, 30), "month", 8, date(2024, 8, 20), date(2024, 10, 8)),
            (date(2024, 9, 30), "quarter", 3, date(2024, 9, 20), date(2024, 10, 8)),
            (date(2024, 12, 25), "month", 12, date(2024, 12, 20), date(2025, 1, 6)),
            (date(2025, 3, 1), "quarter", 4, date(2024, 12, 20), date(2025, 3, 6)),
            (date(2023, 12, 1), "month", 1, date(2024, 1, 1), date(2024, 2, 5)),
        ],
    )
    def test_usual_days(
        self, settings: Any, plan: Plan, today: date, kind: str, number: int, counts_from: date, due_on: date
    ) -> None:
        settings.WORKPLAN_TODAY = today
        assert rounds.usual_days(plan, kind, number) == rounds.Days(counts_from, due_on)

    def test_the_month_or_quarter_that_it_is_within_the_plan_s_year(self, settings: Any, plan: Plan) -> None:
        found = []
        for today in (date(2023, 5, 1), date(2024, 9, 30), date(2024, 10, 1), date(2025, 2, 1)):
            settings.WORKPLAN_TODAY = today
            found.append((rounds.usual_number(plan, "month"), rounds.usual_number(plan, "quarter")))
        assert found == [(1, 1), (9, 3), (10, 4), (12, 4)]


def test_a_round_that_is_due_can_still_be_answered(this: Round, tasks: list[Task], settings: Any) -> None:
    settings.WORKPLAN_TODAY = DAYS["due_on"] + timedelta(days=3)
    late = UpdateFactory(task=tasks[0], effective_on=date(2024, 10, 10))
    assert answers(this)["2024-1-01"] == late.pk
