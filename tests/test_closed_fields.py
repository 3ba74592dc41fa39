"""What a field may hold is a matter of the database: words from a closed list, numbers within their limits.

Found by walking the models, so that a new field cannot forget it. A row is copied by SQL with another value in one
field: a check is judged before the keys that the copy shares with its original.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import DataError, IntegrityError, connection, models, transaction
from django_countries.fields import CountryField

from changelog.models import Change
from events.models import Series
from foundation import clock
from priorities.models import Baseline, Digest, OfflineTotal, ReminderOff
from tests.event_factories import (
    CalendarFeedFactory,
    CounterpartFactory,
    PreparationItemFactory,
    RegisterSettingsFactory,
    SeriesFactory,
    TemplateItemFactory,
)
from tests.factories import (
    AreaFactory,
    DelegationFactory,
    EventFactory,
    ExtensionDecisionFactory,
    IndicatorFactory,
    LeaderFactory,
    LeaderPostFactory,
    MilestoneFactory,
    PlanFactory,
    ReviewFactory,
    RoundFactory,
    SavedViewFactory,
    TaskFactory,
    UpdateFactory,
    UserFactory,
)
from tests.file_factories import DocumentTemplateFactory, ExportFactory, UploadFactory

pytestmark = pytest.mark.django_db
APPS = ("accounts", "changelog", "priorities", "events", "evidence", "exchange")
Field = Any


def event() -> Any:
    return EventFactory(series=Series.objects.create(name_en="Series", name_zh="活动"), attended_by=[LeaderFactory()])


ROWS: dict[str, Callable[[], Any]] = {
    "User": UserFactory,
    "Change": lambda: Change.objects.create(at=clock.now(), action="create", type="task", key="1"),
    "Plan": PlanFactory,
    "PriorityArea": AreaFactory,
    "Task": TaskFactory,
    "Milestone": MilestoneFactory,
    "ProgressUpdate": UpdateFactory,
    "Review": ReviewFactory,
    "Indicator": lambda: IndicatorFactory(kind="measured"),
    "Baseline": lambda: Baseline.objects.create(indicator=IndicatorFactory(), year=2023, value=336),
    "OfflineTotal": lambda: OfflineTotal.objects.create(
        indicator=IndicatorFactory(), month=date(2024, 3, 1), number=1, approver="A", recorded_at=clock.now()
    ),
    "Round": RoundFactory,
    "ExtensionDecision": ExtensionDecisionFactory,
    "ReminderOff": lambda: ReminderOff.objects.create(user=UserFactory(), kind="stale"),
    "Digest": lambda: Digest.objects.create(user=UserFactory(), day=date(2024, 9, 30), at=clock.now(), entries=3),
    "SavedView": SavedViewFactory,
    "Delegation": DelegationFactory,
    "Series": SeriesFactory,
    "Counterpart": CounterpartFactory,
    "TemplateItem": TemplateItemFactory,
    "PreparationItem": PreparationItemFactory,
    "RegisterSettings": RegisterSettingsFactory,
    "CalendarFeed": CalendarFeedFactory,
    "Event": event,
    "EventState": lambda: event().states.get(),
    "Attendance": lambda: event().attendances.get(),
    "AttendanceState": lambda: event().states.get().attendances.get(),
    "LeaderPost": LeaderPostFactory,
    "Export": ExportFactory,
    "Upload": UploadFactory,
    "DocumentTemplate": DocumentTemplateFactory,
}


def own_fields() -> Iterator[Field]:
    """Every column of the product's own tables."""
    for name in APPS:
        for model in apps.get_app_config(name).get_models():
            yield from model._meta.concrete_fields


# A country or region is no word of ours: the list is a library's, and changes with the world.
WORDED = [field for field in own_fields() if field.choices and not isinstance(field, CountryField)]
LIMITS = [
    (field, limit.limit_value, beyond)
    for field in own_fields()
    for limit in field._validators  # those declared; `validators` has the column's own limits, too
    for kind, beyond in ((MinValueValidator, -1), (MaxValueValidator, 1))
    if isinstance(limit, kind)
]


def named(value: Any) -> str:
    return f"{value.model.__name__}.{value.name}" if isinstance(value, models.Field) else str(value)


def copy(row: Any, field: Field, value: Any) -> str:
    """Copy the row by SQL with this value in one field; what the database says against it."""
    names = [each.column for each in row._meta.concrete_fields if not each.primary_key]
    columns = [connection.ops.quote_name(name) for name in names]
    given = ["%s" if name == field.column else column for name, column in zip(names, columns, strict=True)]
    table = row._meta.db_table
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(given)} FROM {table} WHERE id = %s",
                [value, row.pk],
            )
    except (IntegrityError, DataError) as refusal:
        return str(refusal)
    return ""


def checks_of(field: Field) -> set[str]:
    """The check constraints that the database has on this one column."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, field.model._meta.db_table)
    return {name for name, each in found.items() if each["check"] and set(each["columns"]) == {field.column}}


def test_they_are_found() -> None:
    assert len(WORDED) == 36
    assert {field.model.__name__ for field in [*WORDED, *(field for field, _, _ in LIMITS)]} == set(ROWS)


@pytest.mark.parametrize("field", WORDED, ids=named)
def test_the_database_knows_the_words_of_a_field(field: Field) -> None:
    row = ROWS[field.model.__name__]()
    said = copy(row, field, "?")
    assert "check constraint" in said.lower()
    assert (own := checks_of(field))
    words = {value for value, _ in field.flatchoices} | ({""} if field.blank and not field.null else set())
    for word in words:
        assert not [name for name in own if name in copy(row, field, word)], word


@pytest.mark.parametrize(("field", "limit", "beyond"), LIMITS, ids=named)
def test_the_database_knows_the_limits_of_a_number(field: Field, limit: int, beyond: int) -> None:
    row = ROWS[field.model.__name__]()
    assert "check constraint" in copy(row, field, limit + beyond).lower()
    own = checks_of(field)
    assert not [name for name in own if name in copy(row, field, limit)]
