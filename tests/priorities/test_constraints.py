"""What must never be false is refused by the database itself: every constraint is broken once, past all validation."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from accounts.models import ApiToken, Draft, Role
from changelog.models import Audience, Change, KeptAnswer
from events.models import Attendance, Series
from evidence.models import Evidence, StoredFile
from foundation import clock
from priorities.models import (
    Achievement,
    Baseline,
    Digest,
    Measurement,
    OfflineTotal,
    PlanFile,
    ReminderOff,
    Review,
    Round,
    SpecialDay,
    Task,
)
from tests.events import constraint_cases
from tests.factories import (
    AreaFactory,
    DelegationFactory,
    DeputyFactory,
    DivisionFactory,
    EventFactory,
    ExtensionDecisionFactory,
    ExtensionRequestFactory,
    IndicatorFactory,
    LeaderFactory,
    LeaderPostFactory,
    MilestoneFactory,
    PlanFactory,
    ReviewFactory,
    RoundFactory,
    RoundTaskFactory,
    SavedViewFactory,
    ScheduleFactory,
    TaskFactory,
    UpdateFactory,
    UserFactory,
    at,
    state_of,
)
from tests.file_factories import DocumentTemplateFactory, ExportFactory, UploadFactory

pytestmark = pytest.mark.django_db
APPS = ("accounts", "changelog", "priorities", "events", "evidence", "exchange")
Outcome = Review.Outcome


def change(**facts: Any) -> Change:
    """A change as a service records it, but for these facts."""
    return Change.objects.create(**{"at": clock.now(), "action": "create", "type": "task", "key": "1", **facts})


def twice(make: Callable[[], Any]) -> Callable[[], None]:
    """Make the same thing two times."""

    def both() -> None:
        make()
        make()

    return both


def audience() -> Callable[[], Any]:
    one = change()
    return twice(lambda: Audience.objects.create(change=one, tag="everybody", before=False, after=True))


def kept_answer(**facts: Any) -> Callable[[], Any]:
    user = UserFactory()
    given = {"method": "POST", "path": "/", "key": "a", "digest": "", "claimed_at": clock.now(), **facts}
    return lambda: KeptAnswer.objects.create(user=user, **given)


def same_area() -> Callable[[], Any]:
    plan = PlanFactory()
    AreaFactory(plan=plan, number=1, code="2024-1")
    return lambda: AreaFactory(plan=plan, number=1, code="other")


def same_task() -> Callable[[], Any]:
    area = AreaFactory()
    TaskFactory(area=area, number=1, code="one")
    return lambda: TaskFactory(area=area, number=1, code="other")


def same_achievement() -> Callable[[], Any]:
    plan = PlanFactory()
    return twice(lambda: Achievement.objects.create(plan=plan, order=1, year=2023, title_en="A", title_zh="甲"))


def baseline(**facts: Any) -> Callable[[], Any]:
    indicator = IndicatorFactory()
    return lambda: Baseline.objects.create(indicator=indicator, **{"year": 2023, "value": 10, **facts})


def offline(**facts: Any) -> Callable[[], Any]:
    indicator = IndicatorFactory()
    given = {"month": date(2024, 3, 1), "number": 1, "approver": "A", "recorded_at": clock.now(), **facts}
    return lambda: OfflineTotal.objects.create(indicator=indicator, **given)


def reviewed(first: str, second: str) -> Callable[[], Any]:
    """Two outcomes for one report."""
    review = ReviewFactory(outcome=first, reason="Why")
    return lambda: ReviewFactory(update=review.update, outcome=second, reason="Why")


def attendance(**facts: Any) -> Callable[[], Any]:
    event, leader = EventFactory(), LeaderFactory()
    return lambda: Attendance.objects.create(event=event, leader=leader, **facts)


def itself_above() -> None:
    division = DivisionFactory()
    division.parent = division
    division.save()


def ends_first() -> None:
    event = EventFactory()
    event.ends_at = event.starts_at.replace(hour=1)
    event.save()


def event_state(**facts: Any) -> Callable[[], Any]:
    event = EventFactory()
    return lambda: state_of(event, event.recorded_at, **facts)


def attendance_state(**facts: Any) -> Callable[[], Any]:
    state, leader = EventFactory().states.get(), LeaderFactory()
    return lambda: state.attendances.create(leader=leader, **{"role": "meets", "outcome": "attended", **facts})


def edition(number: int) -> Callable[[], Any]:
    series = Series.objects.create(name_en="Series", name_zh="活动")
    return lambda: EventFactory(series=series, edition=number)


def own_deputy() -> None:
    chief = UserFactory()
    DeputyFactory(chief=chief, deputy=chief)


def draft() -> Callable[[], Any]:
    user = UserFactory()
    return twice(lambda: Draft.objects.create(user=user, form="report", fields={}, saved_at=clock.now()))


def round_of(task: Task) -> Round:
    found: Round = RoundFactory(plan=task.plan)
    return found


def reminder_off(kind: str, times: int = 1) -> Callable[[], Any]:
    user = UserFactory()
    return lambda: [ReminderOff.objects.create(user=user, kind=kind) for _ in range(times)]


def digest(entries: int) -> Callable[[], Any]:
    user = UserFactory()
    return lambda: Digest.objects.create(user=user, day=date(2024, 9, 30), at=clock.now(), entries=entries)


def evidence(times: int = 1, **facts: Any) -> Callable[[], Any]:
    """The same bytes as evidence of the same things; by default of a report."""
    file, by = StoredFile.objects.create(sha256="0" * 64, size=1, media_type="application/pdf"), UserFactory()
    given = {"file": file, "by": by, "filename": "a.pdf", "added_at": clock.now(), **facts}
    if not {"event", "update"} & facts.keys():
        given["update"] = UpdateFactory()
    return lambda: [Evidence.objects.create(**given) for _ in range(times)]


LATER = at(date(2027, 3, 18), 10)  # 900 days ahead
# Each names a constraint; the call prepares what it needs and gives the write that breaks it.
CASES: dict[str, Callable[[], Callable[[], Any]]] = {
    "division_not_its_own_parent": lambda: itself_above,
    "user_division_role_has_division": lambda: lambda: UserFactory(role=Role.STAFF),
    "user_only_secretary_serves_leader": lambda: lambda: UserFactory(role=Role.LEADERSHIP, secretary_to=UserFactory()),
    "user_has_a_name": lambda: lambda: UserFactory(name_en="", name_zh=""),
    "user_role_known": lambda: lambda: UserFactory(role="king"),
    "user_language_known": lambda: lambda: UserFactory(language="la"),
    "user_text_size_known": lambda: lambda: UserFactory(text_size=""),
    "user_theme_known": lambda: lambda: UserFactory(theme="pink"),
    "change_action": lambda: lambda: change(action="burn"),
    "audience_tag_once": audience,
    "kept_answer_once": lambda: twice(kept_answer()),
    "kept_answer_of_success": lambda: kept_answer(status=400),
    "plan_year_range": lambda: lambda: PlanFactory(year=1999),
    "plan_thresholds_in_order": lambda: lambda: PlanFactory(behind_points=31),
    "plan_stale_days_range": lambda: lambda: PlanFactory(stale_days=0),
    "plan_status_known": lambda: lambda: PlanFactory(status="lost"),
    "area_number_once_in_plan": same_area,
    "area_number_range": lambda: lambda: AreaFactory(number=0),
    "achievement_order_once": same_achievement,
    "indicator_kind_known": lambda: lambda: IndicatorFactory(kind="guessed"),
    "indicator_direction_known": lambda: lambda: IndicatorFactory(direction="left"),
    "indicator_aggregate_known": lambda: lambda: IndicatorFactory(kind="measured", aggregate="median"),
    "indicator_counted_is_sum": lambda: lambda: IndicatorFactory(aggregate="latest"),
    "baseline_year_once": lambda: twice(baseline()),
    "baseline_year_range": lambda: baseline(year=1948),
    "baseline_derived_has_range": lambda: baseline(derived=True, low=11, high=12),
    "offline_total_first_of_month": lambda: offline(month=date(2024, 3, 2)),
    "offline_total_range": lambda: offline(number=0),
    "task_number_once_in_area": same_task,
    "task_number_range": lambda: lambda: TaskFactory(number=0),
    "task_weight_range": lambda: lambda: TaskFactory(weight=0),
    "task_kind_known": lambda: lambda: TaskFactory(kind="eternal"),
    "schedule_due_not_before_start": lambda: (
        lambda: ScheduleFactory(task=TaskFactory(), starts_on=date(2024, 5, 2), due_on=date(2024, 5, 1))
    ),
    "milestone_weight_range": lambda: lambda: MilestoneFactory(weight=1001),
    "update_status_known": lambda: lambda: UpdateFactory(status="lost", percent=None),
    "update_percent_fits_status": lambda: lambda: UpdateFactory(status="completed", percent=80),
    "update_health_known": lambda: lambda: UpdateFactory(health="pink"),
    "update_first_review_known": lambda: lambda: UpdateFactory(first_review="maybe"),
    "review_final_once": lambda: reviewed(Outcome.RETURNED, Outcome.ACCEPTED),
    "review_endorsed_once": lambda: reviewed(Outcome.ENDORSED, Outcome.ENDORSED),
    "review_outcome_known": lambda: lambda: ReviewFactory(outcome="liked"),
    "review_return_has_reason": lambda: lambda: ReviewFactory(outcome=Outcome.RETURNED, reason=""),
    "deputy_days_in_order": lambda: lambda: DeputyFactory(last_day=date(2024, 9, 29)),
    "deputy_is_another": lambda: own_deputy,
    "draft_once_per_form": draft,
    "round_kind_known": lambda: lambda: RoundFactory(kind="week"),
    "round_number_range": lambda: lambda: RoundFactory(number=13),
    "round_quarter_is_one_of_four": lambda: lambda: RoundFactory(kind="quarter", number=5),
    "round_due_not_before_counting": lambda: lambda: RoundFactory(due_on=date(2024, 9, 19)),
    "round_task_once": lambda: twice(partial(RoundTaskFactory, task=(task := TaskFactory()), round=round_of(task))),
    "extension_request_is_later": lambda: lambda: ExtensionRequestFactory(due_on=date(2024, 10, 31)),
    "extension_request_has_reason": lambda: lambda: ExtensionRequestFactory(reason=""),
    "extension_decision_outcome_known": lambda: lambda: ExtensionDecisionFactory(outcome="maybe"),
    "extension_decision_granted_has_schedule": lambda: lambda: ExtensionDecisionFactory(outcome="granted"),
    "extension_decision_refusal_has_reason": lambda: lambda: ExtensionDecisionFactory(reason=""),
    "reminder_off_once": lambda: reminder_off("stale", times=2),
    "reminder_off_kind_known": lambda: reminder_off("urged"),
    "digest_once_a_day": lambda: twice(digest(1)),
    "digest_has_entries": lambda: digest(0),
    "saved_view_name_once": lambda: twice(
        partial(SavedViewFactory, owner=UserFactory(), plan=PlanFactory(), name="Late")
    ),
    "saved_view_listing_known": lambda: partial(SavedViewFactory, owner=UserFactory(), plan=PlanFactory(), listing="x"),
    "delegation_has_a_name": lambda: lambda: DelegationFactory(name_en="", name_zh=""),
    "delegation_size_range": lambda: lambda: DelegationFactory(size=0),
    "delegation_leaves_after_arrival": lambda: (
        lambda: DelegationFactory(arrives_on=date(2024, 5, 2), leaves_on=date(2024, 5, 1))
    ),
    "series_has_a_name": lambda: lambda: Series.objects.create(name_en="", name_zh=""),
    "event_has_a_title": lambda: lambda: EventFactory(title_en="", title_zh=""),
    "event_ends_after_start": lambda: ends_first,
    "event_held_has_begun": lambda: lambda: EventFactory(starts_at=LATER, recorded_at=clock.now()),
    "event_kind_known": lambda: lambda: EventFactory(kind="banana"),
    "event_status_known": lambda: lambda: EventFactory(status="banana"),
    "event_edition_range": lambda: edition(0),
    "event_edition_of_series": lambda: lambda: EventFactory(edition=3),
    "event_called_off_has_reason": lambda: lambda: EventFactory(status="cancelled", reason=""),
    "eventstate_has_a_title": lambda: event_state(title_en="", title_zh=""),
    "eventstate_ends_after_start": lambda: event_state(ends_at=at(date(2024, 3, 15), 1)),
    "eventstate_held_has_begun": lambda: event_state(starts_at=LATER, ends_at=LATER),
    "eventstate_kind_known": lambda: event_state(kind="banana"),
    "eventstate_status_known": lambda: event_state(status="banana"),
    "post_body_known": lambda: lambda: LeaderPostFactory(body="court"),
    "post_rank_range": lambda: lambda: LeaderPostFactory(rank=0),
    "post_until_not_before_from": lambda: lambda: LeaderPostFactory(until_on=date(2022, 12, 31)),
    "attendance_once": lambda: twice(attendance()),
    "attendance_role_known": lambda: attendance(role="dances"),
    "attendance_outcome_known": lambda: attendance(outcome="late"),
    "attendance_state_once": lambda: twice(attendance_state()),
    "attendance_state_role_known": lambda: attendance_state(role="dances"),
    "attendance_state_outcome_known": lambda: attendance_state(outcome="late"),
    # Evidence.
    "evidence_of_a_report_or_an_event": lambda: evidence(update=None),
    "evidence_removed_by_somebody": lambda: evidence(removed_at=clock.now()),
    "evidence_once_per_report": lambda: evidence(times=2),
    "evidence_once_per_event": lambda: evidence(times=2, event=EventFactory()),
    # Exchange.
    "export_list_known": lambda: partial(ExportFactory, list="secrets"),
    "export_format_known": lambda: partial(ExportFactory, format="ods"),
    "export_language_known": lambda: partial(ExportFactory, language="fr"),
    "upload_kind_known": lambda: partial(UploadFactory, kind="else"),
    "upload_reports_are_of_a_plan": lambda: partial(UploadFactory, plan=None),
    "document_template_kind_known": lambda: partial(DocumentTemplateFactory, kind="else"),
    "document_template_language_known": lambda: partial(DocumentTemplateFactory, language="fr"),
    **constraint_cases.CASES,
}


def declared() -> dict[str, models.BaseConstraint]:
    """Every constraint that a model of the product declares, by name."""
    found = [
        constraint
        for name in APPS
        for model in apps.get_app_config(name).get_models()
        for constraint in model._meta.constraints
    ]
    return {constraint.name: constraint for constraint in found}


def test_every_constraint_has_its_case() -> None:
    assert set(CASES) == set(declared())


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_database_refuses(name: str) -> None:
    write = CASES[name]()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        write()
    # SQLite names the columns of a unique constraint instead of the constraint.
    unique = isinstance(declared()[name], models.UniqueConstraint)
    assert ("UNIQUE" if unique and connection.vendor == "sqlite" else name) in str(refused.value)


def correction() -> Callable[[], Any]:
    indicator = IndicatorFactory(kind="measured")
    given = {"indicator": indicator, "on": date(2024, 3, 1), "value": 1, "recorded_at": clock.now()}
    first = Measurement.objects.create(**given)
    return twice(lambda: Measurement.objects.create(**given, corrects=first))


def plan_file() -> Callable[[], Any]:
    plan = PlanFactory()
    return twice(lambda: PlanFile.objects.create(plan=plan, name="a.yaml", loaded_at=clock.now()))


def granted() -> Callable[[], Any]:
    schedule = ScheduleFactory(task=TaskFactory())
    requests = iter([ExtensionRequestFactory(task=schedule.task), ExtensionRequestFactory(task=schedule.task)])
    return twice(lambda: ExtensionDecisionFactory(request=next(requests), outcome="granted", schedule=schedule))


# Fields that are unique by themselves.
KEYS: dict[tuple[str, str], Callable[[], Callable[[], Any]]] = {
    ("Division", "code"): lambda: twice(lambda: DivisionFactory(code="one")),
    ("User", "username"): lambda: twice(lambda: UserFactory(username="one")),
    ("ApiToken", "digest"): lambda: twice(
        lambda: ApiToken.objects.create(user=UserFactory(), name="a", digest="d", hint="h", created_at=clock.now())
    ),
    ("Plan", "code"): lambda: twice(lambda: PlanFactory()),
    ("PriorityArea", "code"): lambda: twice(partial(AreaFactory, plan=PlanFactory(), code="one")),
    ("Task", "code"): lambda: twice(partial(TaskFactory, area=AreaFactory(), code="one")),
    ("Indicator", "code"): lambda: twice(partial(IndicatorFactory, plan=PlanFactory(), code="one")),
    ("Measurement", "corrects"): correction,
    ("PlanFile", "plan"): plan_file,
    ("ExtensionDecision", "request"): lambda: twice(
        partial(ExtensionDecisionFactory, request=ExtensionRequestFactory())
    ),
    ("ExtensionDecision", "schedule"): granted,
    ("StoredFile", "sha256"): lambda: twice(
        partial(StoredFile.objects.create, sha256="0" * 64, size=1, media_type="application/pdf")
    ),
    ("SpecialDay", "day"): lambda: twice(lambda: SpecialDay.objects.create(day=date(2031, 1, 1))),
    **{key: partial(twice, make) for key, make in constraint_cases.KEYS.items()},
}


def column_of(model: str, field: str) -> tuple[str, str]:
    """The app of a model, and the column of a field of it."""
    found = next(each for name in APPS for each in apps.get_app_config(name).get_models() if each.__name__ == model)
    of_field: Any = found._meta.get_field(field)
    return found._meta.app_label, of_field.column


def test_every_key_has_its_case() -> None:
    found = {
        (model.__name__, field.name)
        for name in APPS
        for model in apps.get_app_config(name).get_models()
        for field in model._meta.fields
        if field.unique and not field.primary_key
    }
    assert set(KEYS) == found


@pytest.mark.parametrize("key", sorted(KEYS), ids=".".join)
def test_a_key_names_one_thing(key: tuple[str, str]) -> None:
    write, (app, column) = KEYS[key](), column_of(*key)
    # SQLite: `priorities_task.code`; PostgreSQL: `priorities_task_code_key`, or with a digest.
    with pytest.raises(IntegrityError, match=rf"(?i)unique.*{app}_{key[0].lower()}[._]{column}"), transaction.atomic():
        write()
