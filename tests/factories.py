"""Rows for tests, as small as they can be. A factory makes what its test does not care about."""

from datetime import date, datetime, timedelta
from typing import Any

import factory
from django.utils import timezone

from accounts.models import ApiToken, Deputy, Division, User
from events.models import Attendance, Delegation, Event, EventState, Leader, LeaderPost, Status
from events.models import Kind as EventKind
from foundation import clock
from priorities.models import (
    ExtensionDecision,
    ExtensionRequest,
    Indicator,
    Milestone,
    Plan,
    PriorityArea,
    ProgressUpdate,
    Review,
    Round,
    RoundTask,
    SavedView,
    Schedule,
    Task,
    Urge,
)


class Factory(factory.django.DjangoModelFactory):
    """Base: no second save after creation."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True


class DivisionFactory(Factory):
    class Meta:
        model = Division

    code = factory.Sequence(lambda n: f"division-{n}")
    name_en = factory.Sequence(lambda n: f"Division {n}")
    name_zh = factory.Sequence(lambda n: f"第{n}处")
    order = factory.Sequence(lambda n: n)


class UserFactory(Factory):
    """A person without a role; give `role=` and `division=`. Signs in by `client.force_login`."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    name_en = factory.LazyAttribute(lambda user: f"Person {user.username}")
    name_zh = factory.LazyAttribute(lambda user: f"人员{user.username}")
    password = "!"


class TokenFactory(Factory):
    """A token; its secret is on `.secret`."""

    class Meta:
        model = ApiToken

    user = factory.SubFactory(UserFactory)
    name = "test"
    created_at = factory.LazyFunction(clock.now)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> ApiToken:
        secret = ApiToken.new_secret()
        token: ApiToken = super()._create(
            model_class, *args, digest=ApiToken.digest_of(secret), hint=secret[:7], **kwargs
        )
        token.secret = secret  # type: ignore[attr-defined]  # for tests only: the product never keeps it
        return token


class DeputyFactory(Factory):
    """Stands in from the tests' day on, for a fortnight; named as the first day began."""

    class Meta:
        model = Deputy

    chief = factory.SubFactory(UserFactory)
    deputy = factory.SubFactory(UserFactory)
    first_day = date(2024, 9, 30)
    last_day = date(2024, 10, 11)
    made_at = factory.LazyAttribute(lambda row: start_of(row.first_day))


class PlanFactory(Factory):
    class Meta:
        model = Plan

    code = "2024"
    year = 2024
    title_en = "Work plan 2024"
    title_zh = "2024年度工作计划"
    status = Plan.Status.ADOPTED
    set_out_on = date(2024, 1, 18)


class AreaFactory(Factory):
    class Meta:
        model = PriorityArea

    plan = factory.SubFactory(PlanFactory)
    number = factory.Sequence(lambda n: n % 99 + 1)
    code = factory.LazyAttribute(lambda area: f"{area.plan.code}-{area.number}")
    name_en = factory.LazyAttribute(lambda area: f"Area {area.number}")
    name_zh = factory.LazyAttribute(lambda area: f"第{area.number}方面")


class TaskFactory(Factory):
    """A deadline task over the plan's year; `starts_on=`, `due_on=` change its first schedule."""

    class Meta:
        model = Task

    area = factory.SubFactory(AreaFactory)
    number = factory.Sequence(lambda n: n % 9999 + 1)
    code = factory.LazyAttribute(lambda task: f"{task.area.code}-{task.number:02d}")
    name_en = factory.LazyAttribute(lambda task: f"Task {task.code}")
    name_zh = factory.LazyAttribute(lambda task: f"任务{task.code}")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Task:
        starts_on, due_on = kwargs.pop("starts_on", None), kwargs.pop("due_on", None)
        supporting = kwargs.pop("supporting", ())
        task: Task = super()._create(model_class, *args, **kwargs)
        plan = task.area.plan
        ScheduleFactory(task=task, starts_on=starts_on or plan.first_day, due_on=due_on or plan.last_day)
        if supporting:
            task.supporting_divisions.set(supporting)
        return task


class ScheduleFactory(Factory):
    class Meta:
        model = Schedule

    starts_on = date(2024, 1, 1)
    due_on = date(2024, 12, 31)
    decided_on = date(2024, 1, 18)
    recorded_at = factory.LazyAttribute(lambda schedule: start_of(schedule.decided_on))


class MilestoneFactory(Factory):
    class Meta:
        model = Milestone

    task = factory.SubFactory(TaskFactory)
    name_en = factory.Sequence(lambda n: f"Milestone {n}")
    name_zh = factory.Sequence(lambda n: f"节点{n}")
    due_on = date(2024, 6, 30)


class UpdateFactory(Factory):
    """A report that stands at once, recorded on its own day; written past the services, so any history can be made."""

    class Meta:
        model = ProgressUpdate

    task = factory.SubFactory(TaskFactory)
    effective_on = date(2024, 6, 30)
    status = ProgressUpdate.Status.IN_PROGRESS
    percent = 50
    health = None
    note = "Work goes on."
    author = factory.SubFactory(UserFactory)
    recorded_at = factory.LazyAttribute(lambda update: start_of(update.effective_on))
    first_review = ProgressUpdate.FirstReview.NOT_REQUIRED


class ReviewFactory(Factory):
    class Meta:
        model = Review

    update = factory.SubFactory(UpdateFactory, first_review=ProgressUpdate.FirstReview.PENDING)
    by = factory.SubFactory(UserFactory)
    at = factory.LazyAttribute(lambda review: start_of(review.update.effective_on + timedelta(days=1)))
    outcome = Review.Outcome.ACCEPTED


class RoundFactory(Factory):
    """September's round, opened on 25 September, due on 8 October."""

    class Meta:
        model = Round

    plan = factory.SubFactory(PlanFactory)
    number = 9
    counts_from = date(2024, 9, 20)
    due_on = date(2024, 10, 8)
    opened_at = factory.LazyFunction(lambda: at(date(2024, 9, 25), 9))
    opened_by = factory.SubFactory(UserFactory)


class RoundTaskFactory(Factory):
    class Meta:
        model = RoundTask

    task = factory.SubFactory(TaskFactory)
    round = factory.LazyAttribute(lambda one: RoundFactory(plan=one.task.area.plan))


class SavedViewFactory(Factory):
    class Meta:
        model = SavedView

    owner = factory.SubFactory(UserFactory)
    plan = factory.SubFactory(PlanFactory)
    name = factory.Sequence(lambda n: f"View {n}")
    query = "signal=overdue"


class UrgeFactory(Factory):
    class Meta:
        model = Urge

    task = factory.SubFactory(TaskFactory)
    by = factory.SubFactory(UserFactory)
    at = factory.LazyFunction(lambda: at(date(2024, 9, 27), 9))
    text = "Please report."


class ExtensionRequestFactory(Factory):
    """For a task that is due on 31 October: two weeks more."""

    class Meta:
        model = ExtensionRequest

    task = factory.SubFactory(TaskFactory, due_on=date(2024, 10, 31))
    by = factory.SubFactory(UserFactory)
    at = factory.LazyFunction(lambda: at(date(2024, 9, 27), 9))
    standing_due_on = date(2024, 10, 31)
    due_on = date(2024, 11, 14)
    reason = "The partner has moved the date."


class ExtensionDecisionFactory(Factory):
    class Meta:
        model = ExtensionDecision

    request = factory.SubFactory(ExtensionRequestFactory)
    by = factory.SubFactory(UserFactory)
    at = factory.LazyFunction(lambda: at(date(2024, 9, 28), 9))
    outcome = ExtensionDecision.Outcome.REFUSED
    reason = "The date stands."


class IndicatorFactory(Factory):
    class Meta:
        model = Indicator

    plan = factory.SubFactory(PlanFactory)
    code = factory.Sequence(lambda n: f"indicator-{n}")
    name_en = "Events attended by municipal leaders"
    name_zh = "市领导外事和港澳活动"
    kind = Indicator.Kind.EVENTS_WITH_LEADERS


class LeaderFactory(Factory):
    class Meta:
        model = Leader

    name_en = factory.Sequence(lambda n: f"Municipal leader {n:02d}")
    name_zh = factory.Sequence(lambda n: f"市领导{n:02d}")


class LeaderPostFactory(Factory):
    class Meta:
        model = LeaderPost

    leader = factory.SubFactory(LeaderFactory)
    body = LeaderPost.Body.GOVERNMENT
    title_en = "Vice mayor"
    title_zh = "副市长"
    rank = 10
    from_on = date(2023, 1, 1)


class DelegationFactory(Factory):
    class Meta:
        model = Delegation

    name_en = factory.Sequence(lambda n: f"Delegation {n}")
    name_zh = factory.Sequence(lambda n: f"第{n}批团组")
    size = 8


class EventFactory(Factory):
    """A held event at 10:00 on `starts_on`, with its first recorded state; `attended_by=` leaders attended it."""

    class Meta:
        model = Event

    title_en = factory.Sequence(lambda n: f"Event {n}")
    title_zh = factory.Sequence(lambda n: f"第{n}场活动")
    kind = EventKind.MEETING
    status = Status.HELD
    starts_on = date(2024, 3, 15)
    starts_at = factory.LazyAttribute(lambda event: at(event.starts_on, 10))
    ends_at = factory.LazyAttribute(lambda event: event.starts_at + timedelta(hours=1))
    host_division = factory.SubFactory(DivisionFactory)
    recorded_at = factory.LazyAttribute(lambda event: event.ends_at + timedelta(days=1))

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Event:
        attended, expected = kwargs.pop("attended_by", ()), kwargs.pop("expected", ())
        event: Event = super()._create(model_class, *args, **kwargs)
        for outcome, leaders in (("attended", attended), ("expected", expected)):
            for leader in leaders:
                Attendance.objects.create(event=event, leader=leader, outcome=outcome)
        state_of(event, event.recorded_at)
        return event


def state_of(event: Event, recorded_at: datetime, **changed: Any) -> EventState:
    """Record a state of the event as of an instant, with these facts changed, and its present attendances."""
    facts = {
        name: getattr(event, name)
        for name in (
            "title_en", "title_zh", "kind", "status", "starts_at", "ends_at", "starts_on", "country_or_region",
            "host_division", "area", "delegation", "restricted", "demonstration",
        )
    }  # fmt: skip
    state = EventState.objects.create(event=event, recorded_at=recorded_at, **(facts | changed))
    for attendance in event.attendances.all():
        state.attendances.create(leader=attendance.leader, role=attendance.role, outcome=attendance.outcome)
    return state


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A local instant."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))  # noqa: DTZ001  # made aware here


def start_of(day: date) -> datetime:
    """The first instant of a local day."""
    return at(day, 0)
