"""Deputies: a chief names who stands in and for how long, and may end it early. Nothing is deleted."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Deputy, Role, User
from accounts.rules import stood_in_for
from changelog.audience import division_tag, person_tag
from changelog.models import Change
from changelog.services import Written, record, unit
from foundation import clock
from foundation.errors import Conflict
from priorities import rules

Facts = dict[str, Any]
LONGEST = 366  # days


def name_deputy(*, by: User, deputy: User, first_day: date, last_day: date) -> Deputy:
    """Name who stands in for the chief `by`, from a day to a day, both included.

    Raises PermissionDenied, or ValidationError by field; writes nothing then.
    """
    with unit():
        if not rules.may_name_deputy(by):
            raise PermissionDenied(_("Only a division's chief names a deputy."))
        deputy = User.objects.get(pk=deputy.pk)
        _check_person(by, deputy)
        _check_days(first_day, last_day)
        _check_free(by, first_day, last_day)
        row = Deputy(chief=by, deputy=deputy, first_day=first_day, last_day=last_day, made_at=clock.now())
        row.full_clean()
        row.save()
        _record(by, row, before=None)
    return row


def end_deputy(*, by: User, deputy: Deputy) -> Deputy:
    """End one's deputy's time, now. Raises PermissionDenied, or Conflict when it is over already."""
    with unit():
        deputy = Deputy.objects.select_related("chief", "deputy").get(pk=deputy.pk)
        if deputy.chief_id != by.pk or not rules.may_name_deputy(by):
            raise PermissionDenied(_("Only the chief who named a deputy ends that."))
        if deputy.ended_at is not None or deputy.last_day < clock.today():
            raise Conflict(_("This is over already."), deputy)
        _end(by, deputy)
    return deputy


def end_deputyships(*, by: User | None, person: User) -> list[Deputy]:
    """End all in which the person is chief or deputy and that are not over: they leave, or change their place.

    Part of a write that has asked whether `by` may; `by` is None for a command on the server.
    """
    with unit():
        rows = Deputy.objects.not_over(clock.today()).filter(Q(chief=person) | Q(deputy=person))
        found = list(rows.select_related("chief", "deputy").order_by("id"))
        for each in found:
            _end(by, each)
    return found


def for_chief(by: User) -> Facts:
    """What the record of a write keeps of a deputy who makes it: for whom; {} for everybody else.

    Asked within the write: PermissionDenied when the deputyship has ended since the request began.
    """
    if stood_in_for(by) is None:
        return {}
    standing = Deputy.objects.counting(clock.today()).filter(deputy=by).select_related("chief").first()
    if standing is None:
        raise PermissionDenied(_("You no longer stand in for the chief."))
    return {"for": standing.chief.username}


def candidates(chief: User) -> Any:
    """Whom a chief may name: active staff of the own division and side. One query."""
    return User.objects.filter(
        is_active=True, role=Role.STAFF, division=chief.division_id, demonstration=chief.demonstration
    ).order_by("username")


def _check_person(chief: User, deputy: User) -> None:
    if not candidates(chief).filter(pk=deputy.pk).exists():
        raise ValidationError({"deputy": _("Expected one of the staff of your division.")})


def _check_days(first_day: date, last_day: date) -> None:
    if first_day < clock.today():
        raise ValidationError({"first_day": _("Expected today or a day to come.")})
    if last_day < first_day:
        raise ValidationError({"last_day": _("The last day is on or after the first.")})
    if (last_day - first_day).days >= LONGEST:
        raise ValidationError({"last_day": _("At most a year: name the deputy again then.")})


def _check_free(chief: User, first_day: date, last_day: date) -> None:
    """One at a time. The write lock of the unit keeps a second one from being named meanwhile."""
    at_once = Deputy.objects.filter(
        chief=chief, ended_at__isnull=True, first_day__lte=last_day, last_day__gte=first_day
    )
    other = at_once.select_related("deputy").order_by("first_day").first()
    if other is not None:
        said = {"who": other.deputy, "first": other.first_day.isoformat(), "last": other.last_day.isoformat()}
        message = _("%(who)s stands in from %(first)s to %(last)s: choose other days, or end that first.") % said
        raise ValidationError({"first_day": message})


def _end(by: User | None, deputy: Deputy) -> None:
    before = _facts(deputy)
    deputy.ended_at = clock.now()
    deputy.save(update_fields=["ended_at"])
    _record(by, deputy, before=before)


def _facts(row: Deputy) -> Facts:
    return {
        "chief": row.chief.username,
        "deputy": row.deputy.username,
        "first_day": row.first_day,
        "last_day": row.last_day,
        "ended": row.ended_at is not None,
    }


def _record(by: User | None, row: Deputy, *, before: Facts | None) -> None:
    """Seen by the two, and by the division whose reports it is about."""
    tags = {person_tag(row.chief_id), person_tag(row.deputy_id)}
    tags |= {division_tag(each) for each in (row.chief.division_id, row.deputy.division_id) if each is not None}
    action = Change.Action.CREATE if before is None else Change.Action.CHANGE
    written = Written(
        action=action, type="deputy", key=row.pk, before=before, after=_facts(row), seen_before=tags, seen_after=tags
    )
    record(by=by, written=written)
