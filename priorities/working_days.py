"""Working days of the State Council's calendar: the `chinesecalendar` package for the years it knows, else the table.

In a year that the package lacks a day is what its weekday says, unless a `SpecialDay` says otherwise. In a year that it
knows the table is not asked: an entry made while the year was unknown is idle once a newer package knows it.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import NamedTuple

import chinese_calendar
from django.utils.translation import gettext as _

from foundation import days
from foundation.bilingual import chinese
from priorities.models import SpecialDay

SATURDAY = 5
# Longer than any run of days off. And no deadline lies later than the year after the last that a plan may have.
LOOK_AHEAD = timedelta(days=60)
LAST_YEAR = 2101

Special = dict[date, SpecialDay]


def known_years() -> range:
    """The years that the package knows by itself."""
    return range(min(chinese_calendar.holidays).year, max(chinese_calendar.holidays).year + 1)


def is_working(day: date) -> bool:
    """Whether the day is a working day. No query for a year that the package knows, else one."""
    return _is_working(day, _special([day]))


def next_working_day(day: date) -> date:
    """The day itself where it is a working day, else the first one after it. At most one query."""
    return _next(day, _special([day, day + LOOK_AHEAD]))


def day_off_note(day: date | None) -> str:
    """That the day is a day off, why, and which working day follows, in one sentence; "" for a working day, or None.

    At most one query; none for a working day of a year that the package knows.
    """
    return "".join(day_off_notes([] if day is None else [day]))


def day_off_notes(several: Iterable[date]) -> list[str]:
    """The notes of several days, in their order, each once; none for working days. At most one query."""
    return list(days_off(several).values())


def days_off(several: Iterable[date]) -> dict[date, str]:
    """Those of several days that are days off, in their order, each with its note. At most one query."""
    found = [day for day in sorted(set(several)) if day.year <= LAST_YEAR and not _surely_working(day)]
    if not found:
        return {}
    special = _special([found[0], found[-1] + LOOK_AHEAD])
    return {day: _note(day, special) for day in found if not _is_working(day, special)}


class Mark(NamedTuple):
    """What a calendar says of a day: that it is off, or worked though it is a weekend's; the holiday, "" for none."""

    off: bool
    name: str


def marks_between(first: date, last: date) -> dict[date, Mark]:
    """The days off and the weekend days that are worked, from the first to the last day. At most one query."""
    special = _special([first, last])
    found = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        off, weekend = not _is_working(day, special), day.weekday() >= SATURDAY
        if off:
            name = _why(day, special)
            found[day] = Mark(True, "" if name == _("weekend") else name)
        elif weekend:
            found[day] = Mark(False, _("working day"))
    return found


def _note(day: date, special: Special) -> str:
    return _("%(day)s is a day off (%(why)s); the next working day is %(next)s.") % {
        "day": days.in_full(day),
        "why": _why(day, special),
        "next": days.in_full(_next(day, special)),
    }


def _why(day: date, special: Special) -> str:
    """The holiday, or that it is a weekend."""
    if day.year in known_years():
        name = chinese_calendar.holidays.get(day)
        holiday = chinese_calendar.Holiday(name) if name else None
        if holiday is not None:
            return str(holiday.chinese if chinese() else holiday.value)
    elif day in special and special[day].name:
        return special[day].name
    return _("weekend") if day.weekday() >= SATURDAY else _("holiday")


def _next(day: date, special: Special) -> date:
    while not _is_working(day, special):
        day += timedelta(days=1)
    return day


def _surely_working(day: date) -> bool:
    """Whether the package alone says that it is a working day."""
    return day.year in known_years() and bool(chinese_calendar.is_workday(day))


def _is_working(day: date, special: Special) -> bool:
    if day.year in known_years():
        return bool(chinese_calendar.is_workday(day))
    return special[day].working if day in special else day.weekday() < SATURDAY


def _special(between: Collection[date]) -> Special:
    """The special days from the first to the last of these, by day; none is asked for where the package knows them."""
    first, last = min(between), max(between)
    if first.year in known_years() and last.year in known_years():
        return {}
    return {each.day: each for each in SpecialDay.objects.filter(day__range=(first, last))}
