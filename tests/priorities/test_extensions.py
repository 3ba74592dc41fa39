"""Extensions: asked for by the lead division, decided by the leader in charge or the planning office, on record."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections

from accounts.models import User
from changelog.models import Change
from foundation.errors import Conflict
from priorities import extensions, rules
from priorities.figures import Moment, attach
from priorities.figures.extensions import extensions as extended
from priorities.models import ExtensionDecision, ExtensionRequest, Plan, Schedule, Task
from priorities.services.extending import decide_extension, withdraw_extension
from priorities.services.planning_plans import close_plan
from priorities.services.planning_schedules import set_schedule
from tests.conftest import TODAY
from tests.factories import ExtensionRequestFactory, MilestoneFactory, TaskFactory, UpdateFactory
from tests.priorities.extending import DUE, LATER, ask, outcome_of, task_due_in_october

pytestmark = pytest.mark.django_db
EVERYONE = ("leader", "secretary", "staff", "chief", "staff2", "chief2", "planner", "admin", "outsider")


@pytest.fixture
def people(leader, secretary, staff, chief, staff2, chief2, planner, admin, outsider):
    return {each.username: each for each in (leader, secretary, staff, chief, staff2, chief2, planner, admin, outsider)}


@pytest.fixture
def task(area, division, other_division, leader):
    return task_due_in_october(area, division, other_division, leader)


@pytest.fixture
def asked(task, chief):
    return ask(chief, task)


def counts():
    return [model.objects.count() for model in (ExtensionRequest, ExtensionDecision, Schedule, Change)]


def refused_fields(act):
    before = counts()
    with pytest.raises(ValidationError) as refused:
        act()
    assert counts() == before
    return list(refused.value.message_dict)


class TestAsking:
    """The chief of the lead division asks, with a reason and a later deadline."""

    @pytest.mark.parametrize("who", EVERYONE)
    def test_who_asks(self, task, people, who):
        assert rules.may_ask_extension(people[who], task) == (who == "chief")
        if who != "chief":
            with pytest.raises(PermissionDenied):
                ask(people[who], task)
            assert counts() == [0, 0, 1, 0]
            return
        assert (ask(people[who], task).by, ExtensionRequest.objects.count()) == (people[who], 1)

    def test_what_is_kept_and_recorded(self, task, asked, chief):
        assert (asked.task, asked.by, asked.standing_due_on, asked.due_on) == (task, chief, DUE, LATER)
        change = Change.objects.get()
        assert (change.by, change.action, change.type, change.key) == (chief, "create", "extension", str(asked.pk))
        assert change.after == {
            "task": task.code,
            "standing_due_on": "2024-10-31",
            "due_on": "2024-11-14",
            "reason": "The partner has moved the date.",
            "outcome": "",
        }
        assert task.schedules.count() == 1

    @pytest.mark.parametrize("due_on", [DUE, date(2024, 10, 1), date(2026, 1, 1)])
    def test_a_deadline_that_is_not_later_or_too_late(self, task, chief, due_on):
        assert refused_fields(lambda: ask(chief, task, due_on=due_on)) == ["due_on"]

    def test_a_later_deadline_that_is_over_already(self, area, division, chief):
        late = TaskFactory(area=area, lead_division=division, due_on=date(2024, 8, 1))
        assert refused_fields(lambda: ask(chief, late, due_on=TODAY - timedelta(days=1))) == ["due_on"]
        assert ask(chief, late, due_on=TODAY).due_on == TODAY

    @pytest.mark.parametrize("reason", ["", " \n ", "x" * 1001, "a\x00b", "\ud800"])
    def test_a_reason_is_plain_text_of_some_length(self, task, chief, reason):
        assert refused_fields(lambda: ask(chief, task, reason=reason)) == ["reason"]

    def test_one_open_request_a_task(self, task, asked, chief):
        assert refused_fields(lambda: ask(chief, task)) == ["task"]
        withdraw_extension(by=chief, request=asked)
        assert ask(chief, task).pk != asked.pk

    def test_an_ongoing_task_has_no_deadline_to_extend(self, area, division, chief):
        ongoing = TaskFactory(area=area, lead_division=division, kind="ongoing", due_on=DUE)
        assert refused_fields(lambda: ask(chief, ongoing)) == ["task"]

    @pytest.mark.parametrize(("status", "percent"), [("completed", 100), ("cancelled", 20)])
    def test_nor_has_one_that_has_ended(self, task, chief, status, percent):
        UpdateFactory(task=task, status=status, percent=percent)
        assert refused_fields(lambda: ask(chief, task)) == ["task"]

    @pytest.mark.parametrize("status", [Plan.Status.DRAFT, Plan.Status.CLOSED])
    def test_the_plan_is_adopted(self, task, chief, status):
        Plan.objects.update(status=status)
        assert refused_fields(lambda: ask(chief, task)) == ["task"]


class TestDeciding:
    """The leader in charge or the planning office; never one's own; once."""

    @pytest.mark.parametrize("who", EVERYONE)
    @pytest.mark.parametrize("grant", [True, False])
    def test_who_decides(self, asked, plan, people, who, grant):
        allowed = who in ("leader", "planner")
        assert rules.may_decide_extension(people[who], asked) == allowed
        among = rules.extensions_decided_by(ExtensionRequest.objects.all(), people[who])
        assert (list(among), list(extensions.to_decide(people[who], plan))) == (([asked],) * 2 if allowed else ([], []))
        if not allowed:
            with pytest.raises(PermissionDenied):
                decide_extension(by=people[who], request=asked, grant=grant, reason="So be it.")
            assert outcome_of(asked) == "open"
            return
        decision = decide_extension(by=people[who], request=asked, grant=grant, reason="So be it.")
        assert decision.outcome == ("granted" if grant else "refused")
        assert list(extensions.to_decide(people[who], plan)) == []

    @pytest.mark.parametrize("grant", [True, False])
    def test_nobody_decides_their_own(self, task, plan, planner, planner2, grant):
        own = ExtensionRequestFactory(task=task, by=planner)
        assert not rules.may_decide_extension(planner, own)
        assert list(extensions.to_decide(planner, plan)) == []
        with pytest.raises(PermissionDenied):
            decide_extension(by=planner, request=own, grant=grant, reason="Mine.")
        assert decide_extension(by=planner2, request=own, grant=grant, reason="Theirs.").by == planner2

    def test_granting_decides_a_period_from_today_on(self, task, chief, leader):
        asked = ask(chief, task, reason="The partner has moved\nthe date.")
        decision = decide_extension(by=leader, request=asked, grant=True)
        schedule = task.schedules.latest("id")
        assert decision.schedule == schedule
        assert (schedule.starts_on, schedule.due_on, schedule.decided_on) == (date(2024, 2, 1), LATER, TODAY)
        assert (schedule.by, schedule.reason) == (leader, "The partner has moved the date.")
        moved = extended(task, Moment(TODAY))
        assert (moved.times, moved.original_due) == (1, DUE)
        version = Task.objects.get(pk=task.pk).version
        assert version == task.version + 1
        kinds = [(change.type, change.action) for change in Change.objects.order_by("id")]
        assert kinds == [("extension", "create"), ("task", "change"), ("extension", "change")]

    def test_refusing_changes_no_deadline_and_needs_a_reason(self, task, asked, planner):
        assert refused_fields(lambda: decide_extension(by=planner, request=asked, grant=False, reason=" ")) == [
            "reason"
        ]
        decision = decide_extension(by=planner, request=asked, grant=False, reason="The date stands.")
        assert (decision.reason, decision.schedule, task.schedules.count()) == ("The date stands.", None, 1)
        change = Change.objects.latest("id")
        assert ((change.before or {})["outcome"], (change.after or {})["outcome"]) == ("", "refused")
        assert (change.after or {})["decision_reason"] == "The date stands."

    @pytest.mark.parametrize("outcome", ["granted", "refused", "withdrawn"])
    def test_a_decision_is_final(self, asked, chief, leader, planner, outcome):
        if outcome == "withdrawn":
            withdraw_extension(by=chief, request=asked)
        else:
            decide_extension(by=leader, request=asked, grant=outcome == "granted", reason="So.")
        attempts = (
            lambda: decide_extension(by=planner, request=asked, grant=True),
            lambda: decide_extension(by=planner, request=asked, grant=False, reason="No."),
            lambda: withdraw_extension(by=chief, request=asked),
        )
        for attempt in attempts:
            with pytest.raises(Conflict) as refused:
                attempt()
            assert refused.value.standing == asked
        assert outcome_of(asked) == outcome

    def test_a_deadline_that_has_moved_since_is_a_conflict_that_shows_it(self, task, asked, planner):
        moved = set_schedule(
            by=planner, task=task, starts_on=date(2024, 2, 1), due_on=date(2024, 11, 1), reason="By phone."
        )
        with pytest.raises(Conflict) as refused:
            decide_extension(by=planner, request=asked, grant=True)
        assert refused.value.standing == moved
        assert "2024-11-01" in refused.value.message
        assert outcome_of(asked) == "open"
        assert decide_extension(by=planner, request=asked, grant=False, reason="Overtaken.").outcome == "refused"

    def test_a_start_that_has_moved_since_stays(self, task, asked, planner):
        set_schedule(by=planner, task=task, starts_on=date(2024, 3, 1), due_on=DUE)
        schedule = decide_extension(by=planner, request=asked, grant=True).schedule
        assert schedule is not None
        assert (schedule.starts_on, schedule.due_on) == (date(2024, 3, 1), LATER)

    def test_a_task_that_ended_since_is_not_extended(self, task, asked, planner):
        UpdateFactory(task=task, status="completed", percent=100)
        assert refused_fields(lambda: decide_extension(by=planner, request=asked, grant=True)) == ["task"]

    def test_a_closed_plan_stays_as_it_was(self, plan, asked, planner):
        close_plan(by=planner, plan=plan, version=None)
        with pytest.raises(ValidationError):
            decide_extension(by=planner, request=asked, grant=True)
        assert list(extensions.to_decide(planner, Plan.objects.get())) == []

    @pytest.mark.parametrize("who", EVERYONE)
    def test_only_who_asked_withdraws(self, asked, people, who):
        if who != "chief":
            with pytest.raises(PermissionDenied):
                withdraw_extension(by=people[who], request=asked)
            return
        assert withdraw_extension(by=people[who], request=asked).outcome == "withdrawn"


def colours(task):
    """The signals and plan of every day of the year up to today, each as it is asked for now."""
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range((TODAY - date(2024, 1, 1)).days)]
    states = [attach([Task.objects.for_list().get(pk=task.pk)], Moment(day))[0].state for day in days[::7]]
    return [(state.signal, state.planned, state.due_on) for state in states]


@pytest.mark.parametrize("milestones", [False, True])
def test_granting_changes_no_colour_of_the_past(area, division, chief, planner, milestones):
    """Overdue since June, and so it stays for every day before the decision; today is another day."""
    late = TaskFactory(area=area, lead_division=division, starts_on=date(2024, 1, 18), due_on=date(2024, 6, 30))
    if milestones:
        MilestoneFactory(task=late, due_on=date(2024, 3, 31))
        MilestoneFactory(task=late, due_on=date(2024, 6, 30))
    UpdateFactory(task=late, effective_on=date(2024, 5, 1), percent=30)
    before = colours(late)
    assert {"on_track", "far_behind", "overdue"} <= {signal for signal, *_rest in before}
    decide_extension(by=planner, request=ask(chief, late, due_on=date(2024, 12, 20)), grant=True)
    assert colours(late) == before
    [now] = attach([late], Moment(TODAY))
    assert (now.state.signal, now.state.due_on) == ("far_behind", date(2024, 12, 20))


def test_rows_to_decide_are_one_query(plan, division, leader, chief, django_assert_num_queries):
    area = TaskFactory(area__plan=plan).area
    for _n in range(3):
        ExtensionRequestFactory(
            task=TaskFactory(area=area, lead_division=division, leader_in_charge=leader, due_on=DUE), by=chief
        )
    with django_assert_num_queries(1):
        read = [(each.task.plan, each.task.lead_division, each.by) for each in extensions.to_decide(leader, plan)]
    assert read == [(plan, division, chief)] * 3


def at_once(*acts):
    """Run these at the same time; what each came to."""
    outcomes, barrier = [], threading.Barrier(len(acts))

    def run(act):
        barrier.wait()
        try:
            outcomes.append(act())
        except (Conflict, ValidationError) as error:
            outcomes.append(type(error).__name__)
        except Exception as error:  # noqa: BLE001  # whatever it is, the test shows it
            outcomes.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Two people at one task: one of them is told."""

    def test_two_decisions(self, asked, leader, planner):
        found = at_once(
            lambda: decide_extension(by=leader, request=asked, grant=True).outcome,
            lambda: decide_extension(by=planner, request=asked, grant=True).outcome,
        )
        assert found == ["Conflict", "granted"]
        assert Schedule.objects.filter(task=asked.task).count() == 2

    def test_two_requests(self, task, chief, division):
        second = User.objects.create(username="chief3", name_en="Second chief", role="chief", division=division)
        found = at_once(lambda: str(ask(chief, task).due_on), lambda: str(ask(second, task).due_on))
        assert found == ["2024-11-14", "ValidationError"]
