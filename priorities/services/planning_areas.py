"""Priority areas: adding and changing them. An area's number is part of every code under it: it stays."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import Division, User
from changelog.services import unit
from priorities.models import Plan, PriorityArea
from priorities.services.planning import (
    assign,
    check_known,
    check_may_edit,
    check_open,
    check_version,
    locked,
    record_created,
    save_change,
)

AREA_FACTS = (
    "name_en", "name_zh", "name_zh_translated", "summary_en", "summary_zh", "source_quote", "lead_division",
)  # fmt: skip


def create_area(*, by: User, plan: Plan, facts: Mapping[str, Any], number: int | None = None) -> PriorityArea:
    """Add an area, with the next number unless one is given.

    Raises PermissionDenied, or ValidationError by field; writes nothing then.
    """
    with unit():
        check_may_edit(by)
        check_known(facts, AREA_FACTS)
        plan = locked(plan)
        check_open(plan)
        check_division(plan, facts.get("lead_division"))
        area = PriorityArea(plan=plan, number=next_number(plan) if number is None else number)
        assign(area, facts)
        area.save()
        record_created(by=by, row=area)
    return area


def change_area(*, by: User, area: PriorityArea, facts: Mapping[str, Any], version: int | None = None) -> PriorityArea:
    """Change an area. Errors as `create_area`, and Conflict when it is no longer of `version`."""
    with unit():
        check_may_edit(by)
        check_known(facts, AREA_FACTS)
        area = locked(area)
        check_version(area, version)
        check_open(area.plan)
        check_division(area.plan, facts.get("lead_division"))
        return save_change(by=by, row=area, facts=facts)


def next_number(plan: Plan) -> int:
    """One more than the plan's last area. One query."""
    return int(plan.areas.aggregate(last=Max("number"))["last"] or 0) + 1


def check_division(plan: Plan, division: Division | None, field: str = "lead_division") -> None:
    """Raise ValidationError on `field`: a demonstration's divisions work on its plan only, real ones on real plans."""
    if division is not None and division.demonstration != plan.demonstration:
        message = (
            _("“%(division)s” is a real division: the demonstration's plan is worked on by its own.")
            if plan.demonstration
            else _("“%(division)s” belongs to the demonstration: a real plan is worked on by real divisions.")
        )
        raise ValidationError({field: ValidationError(message, params={"division": division.name})})
