"""As of which day, and as known when."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from foundation import clock
from foundation.filters import DayField
from priorities.models import Plan

THEN = "then"
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(?:Z|[+-][0-9]{2}:?[0-9]{2})\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Moment:
    """The as-of day D (inclusive) and the instant K up to which records count (None: all there are now)."""

    day: date
    known_at: datetime | None = None

    @classmethod
    def of(cls, plan: Plan, as_of: str | None = None, known_at: str | None = None) -> "Moment":
        """Read `as_of` (a day of the plan's year, not after today) and `known_at` (an instant, or `then`).

        Without `as_of`: today held within the plan's year. Raises ValidationError on `as_of` or `known_at`.
        """
        default = cls.default_day(plan)
        if not as_of:
            day = default
        else:
            day = _day(as_of)
            if not plan.first_day <= day <= plan.last_day:
                message = _("Expected a day of %(year)d, the plan's year.")
                raise ValidationError({"as_of": ValidationError(message, params={"year": plan.year})})
            if day > clock.today():
                message = _("Expected a day up to today, %(today)s.")
                raise ValidationError({"as_of": ValidationError(message, params={"today": clock.today().isoformat()})})
        if known_at == THEN:
            return cls(day, clock.end_of(day))
        return cls(day, _instant(known_at) if known_at else None)

    @staticmethod
    def default_day(plan: Plan) -> date:
        """Today, held within the plan's year."""
        return min(max(clock.today(), plan.first_day), plan.last_day)

    @property
    def is_today(self) -> bool:
        """Whether this is how things stand now: today, with all that is known."""
        return self.day == clock.today() and self.known_at is None

    @property
    def is_then(self) -> bool:
        """Whether this is the day as it was known at its end."""
        return self.known_at is not None and self.known_at == clock.end_of(self.day)


def _day(text: str) -> date:
    """A day as YYYY-MM-DD, exactly."""
    try:
        found = DayField(required=True).clean(text)
    except ValidationError as error:
        raise ValidationError({"as_of": error.error_list}) from error
    day: date = found
    return day


def _instant(text: str) -> datetime:
    """An instant as ISO 8601 with offset, told in UTC: PostgreSQL refuses offsets of 16 hours and more."""
    text = text.replace(" ", "+")  # a plus sign not encoded in a query string arrives as a space
    try:
        found = parse_datetime(text) if _INSTANT.match(text) else None
    except ValueError:
        found = None
    if found is None or timezone.is_naive(found):
        raise ValidationError(
            {
                "known_at": _(
                    "Expected an instant as ISO 8601 with offset, such as 2024-09-30T18:00:00+08:00, or “then”."
                )
            }
        )
    if not 1900 < found.year < 9000:  # within it whatever the offset
        raise ValidationError({"known_at": _("Expected an instant between the years 1901 and 8999.")})
    return found.astimezone(UTC)
