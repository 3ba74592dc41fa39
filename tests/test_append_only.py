"""What is append-only is neither changed nor deleted, on any path; at the last it is the database that refuses."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from changelog.models import Audience, Change
from events.models import AttendanceState, EventState
from foundation import clock
from foundation.append_only import AppendOnly
from priorities.models import (
    Digest,
    ExtensionDecision,
    ExtensionRequest,
    Measurement,
    OfflineTotal,
    ProgressUpdate,
    Review,
    RoundTask,
    Schedule,
    Urge,
)
from tests.factories import (
    EventFactory,
    ExtensionDecisionFactory,
    ExtensionRequestFactory,
    IndicatorFactory,
    LeaderFactory,
    ReviewFactory,
    RoundTaskFactory,
    ScheduleFactory,
    TaskFactory,
    UpdateFactory,
    UrgeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
Model = type[models.Model]


def change() -> Change:
    return Change.objects.create(at=clock.now(), action="create", type="task", key="1")


def event_state() -> EventState:
    return EventFactory(attended_by=[LeaderFactory()]).states.get()


# How to get a row of each model, and what somebody would like to make of it.
ROWS: dict[Model, tuple[Callable[[], Any], dict[str, Any]]] = {
    Change: (change, {"key": "2"}),
    Audience: (lambda: Audience.objects.create(change=change(), tag="a", before=False, after=True), {"tag": "b"}),
    Schedule: (lambda: ScheduleFactory(task=TaskFactory()), {"due_on": date(2024, 11, 30)}),
    ProgressUpdate: (UpdateFactory, {"percent": 60}),
    Review: (ReviewFactory, {"reason": "Better so."}),
    Measurement: (
        lambda: Measurement.objects.create(
            indicator=IndicatorFactory(kind="measured"), on=date(2024, 3, 1), value=1, recorded_at=clock.now()
        ),
        {"value": 2},
    ),
    OfflineTotal: (
        lambda: OfflineTotal.objects.create(
            indicator=IndicatorFactory(), month=date(2024, 3, 1), number=1, approver="A", recorded_at=clock.now()
        ),
        {"number": 2},
    ),
    Urge: (UrgeFactory, {"text": "Never mind."}),
    ExtensionRequest: (ExtensionRequestFactory, {"due_on": date(2024, 12, 31)}),
    ExtensionDecision: (ExtensionDecisionFactory, {"reason": "Another."}),
    RoundTask: (RoundTaskFactory, {"division_id": 0}),
    Digest: (
        lambda: Digest.objects.create(user=UserFactory(), day=date(2024, 9, 30), at=clock.now(), entries=3),
        {"entries": 4},
    ),
    EventState: (event_state, {"title_en": "Another"}),
    AttendanceState: (lambda: event_state().attendances.get(), {"outcome": "expected"}),
}
APPENDED: list[Model] = [model for model in apps.get_models() if issubclass(model, AppendOnly)]


def test_every_append_only_table_is_tried() -> None:
    assert set(ROWS) == set(APPENDED)


def of(row: Any, **changed: Any) -> Any:
    """A new object with the row's values, its key included, but for what is changed."""
    return type(row)(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} | changed)


def altered(row: Any, changed: dict[str, Any]) -> Any:
    """The row itself with the values changed."""
    for name, value in changed.items():
        setattr(row, name, value)
    return row


def raw(row: Any, changed: dict[str, Any]) -> None:
    """An UPDATE past Django."""
    [(column, value)] = changed.items()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {column} = %s WHERE id = %s", [value, row.pk])


def upsert(row: Any, changed: dict[str, Any], **options: Any) -> Any:
    return type(row).objects.bulk_create([of(row, **changed)], unique_fields=["id"], **options)


# Each tries to change or delete the row.
PATHS: dict[str, tuple[type[Exception], Callable[[Any, dict[str, Any]], Any]]] = {
    "save": (TypeError, lambda row, changed: altered(row, changed).save()),
    "save of some fields": (TypeError, lambda row, changed: altered(row, changed).save(update_fields=list(changed))),
    "save over a taken key": (IntegrityError, lambda row, changed: of(row, **changed).save()),
    "save as a fixture": (IntegrityError, lambda row, changed: altered(row, changed).save_base(raw=True)),
    "delete": (TypeError, lambda row, changed: row.delete()),
    "update": (TypeError, lambda row, changed: type(row).objects.filter(pk=row.pk).update(**changed)),
    "update by the base manager": (TypeError, lambda row, changed: type(row)._base_manager.update(**changed)),
    "update or create": (TypeError, lambda row, changed: type(row).objects.update_or_create(changed, pk=row.pk)),
    "delete several": (TypeError, lambda row, changed: type(row).objects.all().delete()),
    "delete by the base manager": (TypeError, lambda row, changed: type(row)._base_manager.all().delete()),
    "bulk update": (
        TypeError,
        lambda row, changed: type(row).objects.bulk_update([altered(row, changed)], list(changed)),
    ),
    "bulk create that updates": (
        TypeError,
        lambda row, changed: upsert(row, changed, update_conflicts=True, update_fields=list(changed)),
    ),
    "bulk create that skips": (TypeError, lambda row, changed: upsert(row, changed, ignore_conflicts=True)),
    "bulk create over a taken key": (
        IntegrityError,
        lambda row, changed: type(row).objects.bulk_create([of(row, **changed)]),
    ),
    "raw SQL": (IntegrityError, raw),
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_a_row_stays_as_it_was_written(model: Model, path: str) -> None:
    make, changed = ROWS[model]
    row, (refusal, attempt) = make(), PATHS[path]
    there = list(model._default_manager.values())
    with pytest.raises(refusal, match=r"(?i)append-only|unique"), transaction.atomic():
        attempt(row, changed)
    assert list(model._default_manager.values()) == there


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_what_building_a_table_anew_loses_the_next_migrate_restores(model: Model) -> None:
    make, changed = ROWS[model]
    row, table = make(), model._meta.db_table
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {table}_append_only{on}")
    call_command("migrate", verbosity=0)
    with pytest.raises(IntegrityError, match=f"{table} is append-only"), transaction.atomic():
        raw(row, changed)


@pytest.mark.parametrize("factory", [UpdateFactory, ReviewFactory])
def test_what_reports_hang_on_cannot_be_deleted_under_them(factory: Any) -> None:
    row = factory()
    task = (row.update if isinstance(row, Review) else row).task
    for thing in (task, task.area, task.area.plan):
        with pytest.raises(models.ProtectedError):
            thing.delete()
    assert ProgressUpdate.objects.count() == 1
