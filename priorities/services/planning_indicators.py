"""Indicators, their baselines, and what is measured or approved outside the register."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from changelog.services import unit
from foundation import clock
from foundation.bilingual import listed
from priorities.models import Baseline, Indicator, Measurement, OfflineTotal, Plan
from priorities.services.planning import (
    assign,
    check_known,
    check_may_edit,
    check_open,
    check_version,
    facts_of,
    locked,
    record_changed,
    record_created,
    save_change,
)

INDICATOR_FACTS = (
    "order", "area", "kind", "name_en", "name_zh", "unit_en", "unit_zh", "direction", "aggregate", "target", "note_en",
    "note_zh",
)  # fmt: skip
BASELINE_FACTS = ("value", "low", "high", "derived", "source_quote", "note_en", "note_zh")


def create_indicator(*, by: User, plan: Plan, code: str, facts: Mapping[str, Any]) -> Indicator:
    """Add an indicator; its code begins with the plan's.

    Raises PermissionDenied, or ValidationError by field; writes nothing then.
    """
    with unit():
        check_may_edit(by)
        check_known(facts, INDICATOR_FACTS)
        plan = locked(plan)
        check_open(plan)
        check_code(plan, code)
        indicator = Indicator(plan=plan, code=code)
        _check_area(indicator, facts)
        assign(indicator, facts)
        indicator.save()
        record_created(by=by, row=indicator)
    return indicator


def change_indicator(
    *, by: User, indicator: Indicator, facts: Mapping[str, Any], version: int | None = None
) -> Indicator:
    """Change an indicator. Errors as `create_indicator`, and Conflict when it is no longer of `version`."""
    with unit():
        check_known(facts, INDICATOR_FACTS)
        indicator = _for_change(by, indicator, version)
        _check_area(indicator, facts)
        check_kind(indicator, facts.get("kind", indicator.kind))
        return save_change(by=by, row=indicator, facts=facts)


def set_baseline(
    *, by: User, indicator: Indicator, year: int, facts: Mapping[str, Any], version: int | None = None
) -> Baseline:
    """Set a past year's figure, new or in place of what stood. Stated, or derived with its lowest and highest value.

    `version` is the indicator's. Errors as `change_indicator`.
    """
    with unit():
        check_known(facts, BASELINE_FACTS)
        indicator = _for_change(by, indicator, version)
        check_year(indicator, year)
        before = facts_of(indicator)
        baseline = indicator.baselines.filter(year=year).first() or Baseline(indicator=indicator, year=year)
        assign(baseline, facts)
        baseline.save()
        record_changed(by=by, row=indicator, before=before)
    return baseline


def remove_baseline(*, by: User, indicator: Indicator, year: int, version: int | None = None) -> None:
    """Take a past year's figure away; the change record keeps it. Errors as `change_indicator`."""
    with unit():
        indicator = _for_change(by, indicator, version)
        before = facts_of(indicator)
        indicator.baselines.filter(year=year).delete()
        record_changed(by=by, row=indicator, before=before)


def record_measurement(
    *, by: User, indicator: Indicator, on: date, value: Decimal, note: str = "", corrects: Measurement | None = None
) -> Measurement:
    """Record a value on a day up to today; `corrects` takes the place of an earlier one.

    The day is of the plan's year, or of a baseline's: such a value is in no figure but that year's same day.
    Raises PermissionDenied, or ValidationError by field; writes nothing then.
    """
    with unit():
        indicator = _for_change(by, indicator, None)
        if indicator.is_counted:
            raise ValidationError(_("This indicator is counted in the register of events: it is not measured."))
        _check_day(on, "on", days_of=measured_years(indicator))
        if corrects is not None and corrects.indicator_id != indicator.pk:
            raise ValidationError({"corrects": _("Expected a value of this indicator.")})
        measurement = Measurement(
            indicator=indicator, on=on, value=value, note=note, corrects=corrects, by=by, recorded_at=clock.now()
        )
        measurement.full_clean()
        measurement.save()
        record_created(by=by, row=measurement)
    return measurement


def add_offline_total(*, by: User, indicator: Indicator, month: date, number: int, approver: str) -> OfflineTotal:
    """Add an approved number of events that may not be entered, to a counted figure, for a month up to this one.

    Raises PermissionDenied, or ValidationError by field; writes nothing then.
    """
    with unit():
        indicator = _for_change(by, indicator, None)
        if not indicator.is_counted:
            raise ValidationError(_("Offline totals belong to counted figures: this indicator is measured."))
        month = month.replace(day=1)
        _check_day(month, "month", days_of=[indicator.plan.year])
        total = OfflineTotal(
            indicator=indicator, month=month, number=number, approver=approver.strip(), by=by, recorded_at=clock.now()
        )
        total.full_clean()
        total.save()
        record_created(by=by, row=total)
    return total


def _for_change(by: User, indicator: Indicator, version: int | None) -> Indicator:
    check_may_edit(by)
    indicator = locked(indicator)
    check_version(indicator, version)
    check_open(indicator.plan)
    return indicator


def _check_area(indicator: Indicator, facts: Mapping[str, Any]) -> None:
    area = facts.get("area")
    if area is not None and area.plan_id != indicator.plan_id:
        raise ValidationError({"area": _("Expected an area of this plan.")})


def check_code(plan: Plan, code: str) -> None:
    """Raise ValidationError on `code`: an indicator's begins with its plan's."""
    if not code.startswith(f"{plan.code}-"):
        raise ValidationError({"code": _("Expected a code that begins with %(code)s-.") % {"code": plan.code}})


def check_year(indicator: Indicator, year: int) -> None:
    """Raise ValidationError on `year`: a baseline is of a year before the plan's."""
    if year >= indicator.plan.year:
        raise ValidationError({"year": _("Expected a year before %(year)d.") % {"year": indicator.plan.year}})


def check_kind(indicator: Indicator, kind: str) -> None:
    """Raise ValidationError on `kind`: what was recorded under one rule is not read under another."""
    measured = kind == Indicator.Kind.MEASURED
    if indicator.measurements.exists() and not measured:
        raise ValidationError({"kind": _("Values have been recorded: the indicator stays measured.")})
    if indicator.offline_totals.exists() and measured:
        raise ValidationError({"kind": _("Offline totals have been added: the indicator stays counted.")})


def measured_years(indicator: Indicator) -> list[int]:
    """The years of which values are recorded: the plan's, then its baselines', the newest first. One query."""
    return [indicator.plan.year, *indicator.baselines.order_by("-year").values_list("year", flat=True)]


def _check_day(day: date, field: str, *, days_of: Sequence[int]) -> None:
    """Raise ValidationError unless it is a day of one of the years, of which the first is the plan's, up to today."""
    if day.year not in days_of:
        year, *baselines = days_of
        raise ValidationError(
            {
                field: _("Expected a day of %(year)d, the plan's year, or of a baseline's: %(baselines)s.")
                % {"year": year, "baselines": listed(baselines)}
                if baselines
                else _("Expected a day of %(year)d, the plan's year.") % {"year": year}
            }
        )
    if day > clock.today():
        raise ValidationError(
            {field: _("Expected a day up to today, %(today)s.") % {"today": clock.today().isoformat()}}
        )
