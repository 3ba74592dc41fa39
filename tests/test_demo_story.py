"""The demonstration: what contract.md and product.md say of it, and that its history holds together."""

import io
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Count, F, Max, Q
from django.test import override_settings

from accounts.models import Deputy, Division, Role, User
from changelog.models import Change
from events.figures import counts, counts_by_area
from events.models import Attendance, Event, EventState, Kind
from foundation import clock
from foundation.numbers import one_decimal
from priorities import figures
from priorities.extensions import to_decide
from priorities.figures import Moment
from priorities.figures.rounds import Tally, asked, tallies
from priorities.models import (
    Baseline,
    ExtensionDecision,
    ExtensionRequest,
    Indicator,
    Milestone,
    Plan,
    ProgressUpdate,
    Review,
    Round,
    RoundTask,
    Schedule,
    Task,
    Urge,
)
from priorities.services.planning_facts import task_facts
from tests.conftest import TODAY
from tests.factories import start_of
from workplan.demonstration import stage

PASSWORD = "of the demonstration"
FIGURES = ["69.1", "78.7", "-9.6"]  # actual, planned and gap, like those of the drawn dashboard


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The demonstration, loaded once for the tests of this module and gone after them; what the command printed."""
    with django_db_blocker.unblock(), override_settings(WORKPLAN_TODAY=TODAY), transaction.atomic():
        out = io.StringIO()
        call_command("demo_data", password=PASSWORD, stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded: str, db: None) -> Plan:
    """The demonstration's plan."""
    return Plan.objects.get(code="demo-2024")


def signals(tasks: Any, moment: Moment) -> Counter[str]:
    """How many tasks show which signal."""
    return Counter(task.state.signal for task in figures.attach(tasks, moment))


# --- What there is ------------------------------------------------------------------------------------------------


def test_it_says_what_it_loaded(loaded: str) -> None:
    assert loaded == "Demonstration demo-2024: 10 divisions, 60 tasks, 600 updates, 797 events.\n"


def test_the_plan(demo: Plan) -> None:
    tasks = Task.objects.of_plan(demo)
    assert (demo.demonstration, demo.status, demo.year, demo.areas.count()) == (True, "adopted", 2024, 8)
    assert (tasks.count(), tasks.filter(kind="ongoing").count()) == (60, 12)
    assert tasks.filter(milestones__isnull=False).distinct().count() == 20
    extended = tasks.annotate(schedules_kept=Count("schedules")).filter(schedules_kept__gt=1)
    assert extended.count() == 6
    assert not tasks.filter(Q(lead_division=None) | Q(responsible=None) | Q(leader_in_charge=None)).exists()


def test_milestones_lie_within_the_schedules(demo: Plan) -> None:
    for task in Task.objects.of_plan(demo).prefetch_related("milestones", "schedules"):
        first = min(schedule.starts_on for schedule in task.schedules.all())
        last = max(schedule.due_on for schedule in task.schedules.all())
        assert all(first <= milestone.due_on <= last for milestone in task.milestones.all()), task.code


def test_extensions_are_decided_and_recorded_later(demo: Plan) -> None:
    newest = dict(Schedule.objects.values_list("task").annotate(newest=Max("id")))
    later = Schedule.objects.filter(task__area__plan=demo).exclude(decided_on=stage.FIRST_DAY)
    assert later.count() == 6
    assert all(schedule.pk == newest[schedule.task_id] and schedule.reason for schedule in later)
    assert all(schedule.recorded_at >= start_of(schedule.decided_on) for schedule in later)


def test_the_updates(demo: Plan) -> None:
    updates = ProgressUpdate.objects.filter(task__area__plan=demo).with_review()
    assert updates.count() == 600
    assert updates.filter(effective_on__gte=date(2024, 1, 18), effective_on__lt=TODAY).count() == 600
    assert updates.filter(recorded_at__gte=start_of(TODAY)).count() == 0
    reviews = Counter(update.review for update in updates)
    assert set(reviews) == {"not_required", "pending", "endorsed", "accepted", "returned", "withdrawn"}
    assert all(reviews[name] >= 5 for name in ("pending", "returned", "withdrawn"))
    lags = [(clock.local_day(update.recorded_at) - update.effective_on).days for update in updates]
    assert min(lags) == 0
    assert sum(lag > 7 for lag in lags) > 20  # some late
    assert sorted(lags)[300] in (1, 2)
    months = Counter(update.recorded_at.astimezone(clock.now().tzinfo).month for update in updates)
    assert sorted(months) == list(range(1, 10))


def test_the_register(demo: Plan) -> None:
    events = Event.objects.filter(demonstration=True)
    attended = events.filter(status="held", attendances__outcome="attended").distinct()
    assert attended.filter(starts_on__year=2023).count() == 336
    assert counts(demo, Moment(TODAY)).with_leaders == 253
    assert abs(events.filter(restricted=True).count() * 12 - events.count()) < 12
    coming = events.filter(starts_on__gte=TODAY, status__in=["planned", "confirmed"])
    assert coming.filter(attendances__outcome="expected").distinct().count() >= 10
    assert set(events.values_list("kind", flat=True)) == set(Kind.values)
    assert {"HK", "MO"} < set(events.values_list("country_or_region", flat=True))
    assert set(Attendance.objects.values_list("outcome", flat=True)) == {
        "attended", "expected", "not_attending", "represented",
    }  # fmt: skip
    assert events.filter(series__isnull=False).count() == 7


def test_the_people_who_sign_in(demo: Plan) -> None:
    names = ["leader", "secretary", "staff", "chief", "planner", "planner2", "admin", "staff2", "chief2", "outsider"]
    people = User.objects.in_bulk(names, field_name="username")
    assert {name: people[name].role for name in names} == {
        "leader": "leadership", "secretary": "secretary", "staff": "staff", "chief": "chief", "outsider": "",
        "planner": "planning_office", "planner2": "planning_office", "admin": "administrator", "staff2": "staff",
        "chief2": "chief",
    }  # fmt: skip
    assert people["secretary"].secretary_to == people["leader"]
    assert (
        people["staff"].division == people["chief"].division != people["staff2"].division == people["chief2"].division
    )
    assert all(people[name].check_password(PASSWORD) for name in names)
    assert not any(person.has_usable_password() for person in User.objects.exclude(username__in=names))
    assert not User.objects.filter(demonstration=False).exists()
    assert Division.objects.filter(demonstration=True, protocol=True).count() == 1


def test_no_city_but_its_own(demo: Plan) -> None:
    """No real city, office or person."""
    for model in (Plan, Task, User, Division, Event, Indicator, Baseline):
        for row in model.objects.values():
            assert not [
                value for value in row.values() if isinstance(value, str) and ("北京" in value or "Beijing" in value)
            ]


# --- What it shows ------------------------------------------------------------------------------------------------


def test_the_dashboard_has_something_to_say(demo: Plan) -> None:
    moment = Moment(TODAY)
    whole, areas = figures.by_area(demo, moment)
    assert [str(one_decimal(value)) for value in (whole.actual, whole.planned, whole.gap)] == FIGURES
    by_signal = Counter(areas[area.pk].signal for area in demo.areas.all())
    assert by_signal == {"on_track": 6, "behind": 1, "far_behind": 1}
    assert all(whole.signals.values())  # one of each
    assert whole.disagrees == 4
    assert whole.stale == 4
    assert sum(whole.tasks.values()) == 60


def test_the_desk_of_staff_and_chief_has_something_to_do(demo: Plan) -> None:
    chief = User.objects.get(username="chief")
    moment = Moment(TODAY)
    led = Task.objects.of_plan(demo).filter(lead_division=chief.division)
    assert {"overdue", "far_behind", "behind", "on_track"} <= set(signals(led.for_list(), moment))
    assert any(task.state.stale for task in figures.attach(led.for_list(), moment))
    pending = ProgressUpdate.objects.filter(task__in=led).awaiting("pending").exclude(author=chief)
    assert pending.count() == 3
    newest = [task.updates.with_review().order_by("-id").first() for task in led]
    assert "returned" in [update.review for update in newest if update]


def test_a_closed_round_and_an_open_one(demo: Plan) -> None:
    august, september = Round.objects.order_by("number")
    assert (august.number, august.due_on, august.is_open) == (8, date(2024, 9, 5), False)
    assert (september.number, september.counts_from, september.due_on, september.is_open) == (
        9, date(2024, 9, 20), date(2024, 10, 8), True,
    )  # fmt: skip
    found = tallies(demo, [august, september])
    assert [sum(found[each.pk].values(), Tally()) for each in (august, september)] == [Tally(53, 38), Tally(48, 28)]
    assert august.closed_at is not None
    assert august.opened_at < august.closed_at < september.opened_at < clock.now()
    assert RoundTask.objects.filter(round=september).count() == 0


def test_what_was_frozen_is_what_was_known_when_it_was_closed(demo: Plan) -> None:
    august = Round.objects.get(number=8)
    known = asked(demo, [august], Moment(date(2024, 9, 10), august.closed_at))[august.pk]
    frozen = RoundTask.objects.order_by("id").values_list("task", "division", "update")
    assert list(frozen) == [(each.task_id, each.division_id, each.answer_id) for each in known]
    assert not RoundTask.objects.filter(update__recorded_at__gt=august.closed_at).exists()
    assert not RoundTask.objects.filter(update__effective_on__lt=august.counts_from).exists()


def test_one_urging_is_answered_and_two_are_not(demo: Plan) -> None:
    urges = Urge.objects.order_by("id")
    assert [each.at for each in urges] == sorted(each.at for each in urges)
    assert all(each.round and each.round.opened_at < each.at < clock.now() for each in urges)
    unanswered = urges.unanswered()
    assert (urges.count(), unanswered.count()) == (3, 2)
    staff = User.objects.get(username="staff")
    assert staff.division_id in unanswered.values_list("task__lead_division", flat=True)
    assert set(urges.values_list("by__role", flat=True)) == {Role.PLANNING_OFFICE}


def test_the_leader_is_in_charge_of_what_is_late(demo: Plan) -> None:
    leader = User.objects.get(username="leader")
    found = signals(Task.objects.of_plan(demo).filter(leader_in_charge=leader).for_list(), Moment(TODAY))
    assert found["overdue"] == 2
    assert found["far_behind"] == 1


def test_the_indicator_against_the_year_before(demo: Plan) -> None:
    baselines = {
        each.year: each for each in Indicator.objects.get(code="demo-2024-events-with-leaders").baselines.all()
    }
    shown = [[year, int(each.value), each.low, each.high, each.derived] for year, each in baselines.items()]
    assert shown == [[2023, 336, None, None, False], [2019, 232, 231, 232, True]]


def test_extensions_are_asked_for_granted_refused_and_waiting(demo: Plan) -> None:
    requests = ExtensionRequest.objects.for_reading().select_related("task").order_by("at")
    assert [
        (each.task.code, each.by.username, str(each.standing_due_on), str(each.due_on), outcome_of(each))
        for each in requests
    ] == [
        ("demo-2024-7-01", "chief", "2024-07-31", "2024-08-31", "granted by planner2"),
        ("demo-2024-7-06", "chief", "2024-10-09", "2024-11-15", "refused by demo-leader-4"),
        ("demo-2024-7-01", "chief", "2024-08-31", "2024-10-31", "waits"),
    ]
    granted = requests[0].decision.schedule
    assert granted is not None
    assert (granted.due_on, granted.recorded_at) == (requests[0].due_on, requests[0].decision.at)
    assert all(each.decision.at > each.at for each in requests[:2])
    leader = User.objects.get(username="leader")
    assert [each.task.code for each in to_decide(leader, demo)] == ["demo-2024-7-01"]


def outcome_of(request: ExtensionRequest) -> str:
    """In words."""
    decision = getattr(request, "decision", None)
    return f"{decision.outcome} by {decision.by.username}" if decision else "waits"


def test_somebody_stood_in_for_a_chief_in_august(demo: Plan) -> None:
    standing = Deputy.objects.get()
    assert (standing.chief.username, standing.deputy.username, standing.ended_at) == ("chief", "staff", None)
    assert (str(standing.first_day), str(standing.last_day)) == ("2024-08-05", "2024-08-09")
    released = Review.objects.for_reading().filter(by=standing.deputy).exclude(outcome="withdrawn")
    assert {review.chief_en for review in released} == {standing.chief.name_en}
    assert all(standing.first_day <= clock.local_day(review.at) <= standing.last_day for review in released)
    assert released.count() >= 1
    by_chief = Review.objects.filter(by=standing.chief, at__gte=start_of(standing.first_day))
    own = by_chief.filter(at__lte=clock.end_of(standing.last_day)).exclude(update__author=standing.deputy)
    assert not own.exists()


# --- That it holds together ---------------------------------------------------------------------------------------


def test_every_row_passes_its_own_checks(demo: Plan) -> None:
    kept = (ProgressUpdate, Review, Schedule, Milestone, Task, User, Division, Event, Indicator, Baseline)
    for model in (*kept, Round, Urge, ExtensionRequest, ExtensionDecision, Deputy):
        for row in model.objects.order_by("id")[:20]:
            row.full_clean()


def test_nobody_reviews_their_own_report(demo: Plan) -> None:
    own = Review.objects.filter(by=F("update__author"))
    assert set(own.values_list("outcome", flat=True)) == {"withdrawn"}
    chiefs = Review.objects.filter(outcome="endorsed").values_list("by__role", flat=True)
    assert set(chiefs) == {Role.CHIEF}
    closed = Review.objects.filter(outcome="accepted", update__status="completed")
    assert set(closed.values_list("by__role", flat=True)) == {Role.PLANNING_OFFICE}


def test_reports_are_written_by_who_may(demo: Plan) -> None:
    for update in ProgressUpdate.objects.select_related("task", "author").prefetch_related(
        "task__supporting_divisions"
    ):
        divisions = {update.task.lead_division_id, *(each.pk for each in update.task.supporting_divisions.all())}
        assert update.author.role == Role.PLANNING_OFFICE or update.author.division_id in divisions
        if update.status == "cancelled":
            assert update.author.role == Role.PLANNING_OFFICE


def test_nothing_was_accepted_while_a_later_report_stood(demo: Plan) -> None:
    for task in Task.objects.of_plan(demo).prefetch_related("updates__reviews"):
        stood: list[tuple[Any, date, int]] = []
        for update in task.updates.all():
            if update.first_review == "not_required":
                stood.append((update.recorded_at, update.effective_on, update.pk))
            stood += [
                (each.at, update.effective_on, update.pk) for each in update.reviews.all() if each.outcome == "accepted"
            ]
        for review in Review.objects.filter(update__task=task, outcome="accepted").select_related("update"):
            key = (review.update.effective_on, review.update_id)
            assert not [one for one in stood if one[0] < review.at and (one[1], one[2]) > key], task.code


def test_ids_are_in_the_order_of_recording(demo: Plan) -> None:
    for model in (ProgressUpdate, EventState, Schedule):
        recorded = list(model.objects.order_by("id").values_list("recorded_at", flat=True))
        assert recorded == sorted(recorded)


def test_the_newest_state_of_an_event_is_the_event(demo: Plan) -> None:
    facts = (
        "status",
        "starts_at",
        "ends_at",
        "starts_on",
        "kind",
        "area_id",
        "host_division_id",
        "delegation_id",
        "restricted",
        "recorded_at",
        "title_en",
        "title_zh",
    )
    for event in Event.objects.prefetch_related("attendances", "states__attendances"):
        newest = max(event.states.all(), key=lambda state: state.pk)
        assert [getattr(newest, name) for name in facts] == [getattr(event, name) for name in facts]
        named = sorted((each.leader_id, each.role, each.outcome) for each in newest.attendances.all())
        assert named == sorted((each.leader_id, each.role, each.outcome) for each in event.attendances.all())
        assert event.version == len(event.states.all())
        assert event.status != "held" or event.ends_at <= event.recorded_at
    then, now = Moment(TODAY, clock.end_of(TODAY)), Moment(TODAY)
    assert counts(demo, then) == counts(demo, now)
    earlier = Moment(date(2024, 6, 30), clock.end_of(date(2024, 6, 30)))
    assert counts(demo, earlier).held < counts(demo, Moment(date(2024, 6, 30))).held  # the lag of recording
    assert counts_by_area(demo, now, User.objects.get(username="leader"))


def test_the_change_record_tells_how_it_came_to_this(demo: Plan) -> None:
    """A line for each report, request, urging and step of review; a task's last line leaves the task as it is."""
    lines = Change.objects.exclude(type="plan").order_by("id")
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    assert lines.filter(type="update", action="create").count() == ProgressUpdate.objects.count()
    assert lines.filter(type="update", action="change").count() == Review.objects.count()
    assert lines.filter(type="urge", action="create").count() == Urge.objects.count()
    assert lines.filter(type="extension", action="create").count() == ExtensionRequest.objects.count()
    assert lines.filter(type="extension", action="change").count() == ExtensionDecision.objects.count()
    for task in Task.objects.all():
        told = lines.filter(type="task", key=task.code)
        assert [line.version for line in told] == list(range(1, task.version + 1))
        last = told.last()
        assert last is not None
        assert last.after == json.loads(json.dumps(task_facts(task), cls=DjangoJSONEncoder))
        assert [line.before for line in told][1:] == [line.after for line in told][:-1]


def test_one_line_in_the_change_record_for_the_plan(demo: Plan) -> None:
    [change] = Change.objects.filter(type="plan")
    assert (change.action, change.type, change.key, change.by) == ("create", "plan", "demo-2024", None)
    assert change.after is not None
    assert change.after["updates"] == 600


def test_the_secretary_sees_their_own_leader_s_restricted_events_and_no_others(demo: Plan) -> None:
    secretary = User.objects.get(username="secretary")
    restricted = Event.objects.filter(restricted=True)
    own = restricted.filter(tasks__leader_in_charge__username="leader").distinct()
    seen = restricted.visible_to(secretary)
    assert 0 < own.count() < restricted.count()
    assert sorted(event.pk for event in seen) == sorted(event.pk for event in own)
