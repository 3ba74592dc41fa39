"""What every write to the plan shares: the rule, the version that a form was made from, saving, recording.

The writes themselves: `planning_plans`, `planning_areas`, `planning_tasks`, `planning_schedules`,
`planning_milestones`, `planning_indicators`. All raise PermissionDenied, ValidationError (by field) or Conflict, and
write nothing then.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from changelog.models import Change
from changelog.services import Written, record
from foundation.errors import Conflict
from priorities import rules
from priorities.models import (
    Achievement,
    Indicator,
    Measurement,
    OfflineTotal,
    Plan,
    PriorityArea,
    Round,
    SpecialDay,
    Task,
)
from priorities.services import planning_facts
from priorities.services.planning_facts import Facts

Row = TypeVar("Row", bound=models.Model)
Kind = tuple[str, Callable[[Any], str], Callable[[Any], Facts]]

# What a row is called in the change record, its key there, and what is kept of it.
KINDS: Mapping[type[models.Model], Kind] = {
    Plan: ("plan", lambda plan: plan.code, planning_facts.plan_facts),
    PriorityArea: ("area", lambda area: area.code, planning_facts.area_facts),
    Task: ("task", lambda task: task.code, planning_facts.task_facts),
    Indicator: ("indicator", lambda indicator: indicator.code, planning_facts.indicator_facts),
    Achievement: ("achievement", lambda one: f"{one.plan.code}-{one.order}", planning_facts.achievement_facts),
    Measurement: ("measurement", lambda one: str(one.pk), planning_facts.measurement_facts),
    OfflineTotal: ("offline_total", lambda one: str(one.pk), planning_facts.offline_total_facts),
    Round: ("round", lambda one: str(one.pk), planning_facts.round_facts),
    SpecialDay: ("special_day", lambda one: one.day.isoformat(), planning_facts.special_day_facts),
}


def check_may_edit(by: User) -> None:
    """Raise PermissionDenied unless `by` may edit plans."""
    if not rules.may_edit_plan(by):
        raise PermissionDenied(_("Only the planning office edits the plan."))


def check_open(plan: Plan) -> None:
    """Raise ValidationError when the plan is closed: it stays as it was."""
    if plan.status == Plan.Status.CLOSED:
        raise ValidationError(_("The plan is closed: it is no longer changed."), code="plan_closed")


def check_version(row: Any, version: int | None) -> None:
    """Raise Conflict, carrying the standing row, when it has moved on since `version`. None: whatever stands."""
    if version is not None and row.version != version:
        raise Conflict(_("Someone else changed this in the meantime. Nothing of yours is lost."), row)


def locked(row: Row) -> Row:
    """The row as it stands, locked until the end of the transaction."""
    manager: models.Manager[Row] = type(row)._default_manager
    return manager.select_for_update().get(pk=row.pk)


def facts_of(row: models.Model) -> Facts:
    """What the change record keeps of a row."""
    return KINDS[type(row)][2](row)


def record_created(*, by: User | None, row: models.Model) -> None:
    """Record that a row is new. `by` None: a command on the server."""
    kind, key, facts = KINDS[type(row)]
    version = getattr(row, "version", None)
    after = facts(row)
    record(by=by, written=Written(action=Change.Action.CREATE, type=kind, key=key(row), version=version, after=after))


def record_changed(*, by: User | None, row: models.Model, before: Facts) -> bool:
    """Raise the row's version and record the change, when its facts are no longer those `before`. Whether they were."""
    kind, key, facts = KINDS[type(row)]
    after = facts(row)
    if after == before:
        return False
    versioned: Any = row
    if hasattr(row, "version"):
        versioned.version += 1
        row.save(update_fields=["version"])
    version = getattr(row, "version", None)
    written = Written(action=Change.Action.CHANGE, type=kind, key=key(row), version=version, before=before, after=after)
    record(by=by, written=written)
    return True


def check_known(facts: Mapping[str, Any], known: Collection[str]) -> None:
    """Raise TypeError for a fact that the service does not set: that is the caller's mistake, not a person's."""
    if unknown := set(facts) - set(known):
        raise TypeError(f"unknown facts: {', '.join(sorted(unknown))}")


def assign(row: models.Model, facts: Mapping[str, Any]) -> None:
    """Set these facts on a row and hold it against all its rules. Not yet saved.

    A name or title given in one language only stands in both: offices that work in one need not write two.
    """
    for name, value in facts.items():
        setattr(row, name, value)
    for pair in (("name_en", "name_zh"), ("title_en", "title_zh")):
        if hasattr(row, pair[0]):
            english, chinese = (getattr(row, name).strip() for name in pair)
            setattr(row, pair[0], english or chinese)
            setattr(row, pair[1], chinese or english)
    row.full_clean()


def save_change(*, by: User | None, row: Row, facts: Mapping[str, Any]) -> Row:
    """Set, check, save and record; nothing is recorded and no version moves where nothing differs."""
    before = facts_of(row)
    assign(row, facts)
    row.save()
    record_changed(by=by, row=row, before=before)
    return row
