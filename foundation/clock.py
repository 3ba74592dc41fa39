"""The one clock of the product.

Nothing else may ask the system for the day or the instant (tests/test_architecture.py holds it): `WORKPLAN_TODAY` fixes
the day for tests and the demonstration, and then every timestamp recorded falls on that day too.
"""

from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The instant, aware, in the product's time zone; on the fixed day when there is one."""
    instant = timezone.localtime(timezone.now())
    fixed: date | None = settings.WORKPLAN_TODAY
    return instant if fixed is None else instant.replace(year=fixed.year, month=fixed.month, day=fixed.day)


def really_now() -> datetime:
    """The instant whatever day is fixed: only to be compared with another system's clock, such as a file's."""
    return timezone.now()


def today() -> date:
    """The clock's day in the product's time zone."""
    return now().date()


def end_of(day: date) -> datetime:
    """The last microsecond of a day in the product's time zone."""
    return timezone.make_aware(datetime.combine(day, time.max))


def start_of(day: date) -> datetime:
    """The first instant of a day in the product's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def local_day(instant: datetime) -> date:
    """The day on which an aware instant falls in the product's time zone."""
    return timezone.localtime(instant).date()
