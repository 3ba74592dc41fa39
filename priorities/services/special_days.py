"""Working days that the package does not know: what the State Council announces for a year, entered by hand."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from changelog.models import Change
from changelog.services import Written, record, unit
from foundation.days import in_full
from priorities import working_days
from priorities.models import SpecialDay
from priorities.services.planning import check_may_edit, facts_of, record_created

FIRST_YEAR = 2000  # the first that a plan may have


def add_special_day(*, by: User, day: date, working: bool, name: str = "") -> SpecialDay:
    """Say that a day is off, or a working day, against its weekday.

    Raises PermissionDenied, or ValidationError by field.
    """
    with unit():
        check_may_edit(by)
        special = SpecialDay(day=day, working=working, name=" ".join(name.split()))
        special.clean_fields()
        if problem := _problem(day, working):
            raise ValidationError({"day": problem})
        special.save()
        record_created(by=by, row=special)
    return special


def delete_special_day(*, by: User, special: SpecialDay) -> None:
    """Take an entry out again, if it is still there; the change record keeps what it was. Raises PermissionDenied."""
    with unit():
        check_may_edit(by)
        found = SpecialDay.objects.select_for_update().filter(pk=special.pk).first()
        if found is None:  # somebody else was faster
            return
        before = facts_of(found)
        found.delete()
        written = Written(action=Change.Action.DELETE, type="special_day", key=special.day, before=before)
        record(by=by, written=written)


def _problem(day: date, working: bool) -> str:
    """Why the entry would be wrong or idle; "" where it is not."""
    if not FIRST_YEAR <= day.year <= working_days.LAST_YEAR:
        return _("Expected a day of the years %(first)d to %(last)d.") % {
            "first": FIRST_YEAR,
            "last": working_days.LAST_YEAR,
        }
    if day.year in working_days.known_years():
        return _("The working days of %(year)d are known already: nothing is to be entered.") % {"year": day.year}
    if SpecialDay.objects.filter(day=day).exists():
        return _("%(day)s is entered already: delete that entry first.") % {"day": in_full(day)}
    if working_days.is_working(day) == working:
        return (
            _("%(day)s is a working day by its weekday: nothing is to be entered.")
            if working
            else _("%(day)s is a Saturday or Sunday, a day off as it is: nothing is to be entered.")
        ) % {"day": in_full(day)}
    return ""
