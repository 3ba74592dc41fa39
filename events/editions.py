"""Back-planning: what the next edition of a series takes over from the newest one, and when it would be.

Title with the next number, kind, how long, venue, host, area, counterparts; never the leaders, whose year is another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from events import rules
from events.models import Event, Series, Status
from events.services.items import Wanted
from foundation import clock, ordinals
from priorities.models import Plan
from priorities.working_days import days_off

USUAL_START, USUAL_END = time(9), time(18)
LAST_YEAR = 2100


@dataclass(frozen=True, kw_only=True)
class Due:
    """An item that a checklist would begin with, and the day by which it would be due; `note`: that it is a day off."""

    wanted: Wanted
    due_on: date
    past: bool
    note: str


def newest_edition(user: User, series: Series) -> Event | None:
    """The newest edition of a series that the reader sees and that was not called off; None for none. One query."""
    editions = Event.objects.visible_to(user).filter(series=series).exclude(status=Status.CANCELLED)
    newest = editions.order_by(F("edition").desc(nulls_last=True), "-starts_on", "-id")
    return newest.select_related("area", "host_division").first()


def next_number(before: Event) -> int | None:
    """The number of the edition that follows; None where the one before has none, in its field or its title."""
    number = _number(before)
    return number + 1 if number is not None and number < ordinals.MOST else None


def _number(event: Event) -> int | None:
    if event.edition is not None:
        return event.edition
    return ordinals.number_in(event.title_zh) or ordinals.number_in(event.title_en)


def next_title(title: str, before: Event, year: int) -> str:
    """The title with the next number in the place of its own, and the year of the next in the place of its year."""
    number = _number(before)
    if number is not None:
        title = ordinals.counted_on(title, number, number + 1)
    return re.sub(rf"(?<![0-9]){before.starts_on.year}(?![0-9])", str(year), title)


def next_day(day: date, every_years: int | None) -> date:
    """The same weekday of the same week (ISO), as many years later as the series has it, not before today."""
    found = day
    while found == day or (found < clock.today() and found.year < LAST_YEAR):
        found = _later(found, every_years or 1)
    return found


def _later(day: date, years: int) -> date:
    """The same weekday of the same week; of week 53 that of week 52 where a year has none."""
    year, week, weekday = day.isocalendar()
    try:
        return date.fromisocalendar(year + years, week, weekday)
    except ValueError:
        return date.fromisocalendar(year + years, week - 1, weekday)


def proposal(user: User, before: Event, plan: Plan | None, day: date) -> dict[str, Any]:
    """What the form of the next edition is filled with, for a start on `day` in the year of `plan`. Two queries.

    Of a coming edition whose schedule the reader may not see, neither venue nor hour go along.
    """
    starts_at, ends_at = _times(before, day, told=rules.may_see_schedule(user, before))
    area = plan.areas.filter(number=before.area.number).first() if plan and before.area else None
    return {
        "title_zh": next_title(before.title_zh, before, day.year),
        "title_en": next_title(before.title_en, before, day.year),
        "kind": before.kind,
        "status": Status.PLANNED,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "venue": before.venue if rules.may_see_schedule(user, before) else "",
        "host_division": before.host_division_id,
        "area": area.pk if area else None,
        "restricted": before.restricted,
        "country_or_region": str(before.country_or_region),
        "series": before.series_id,
        "edition": next_number(before),
        "counterparts": list(before.counterparts.values_list("pk", flat=True)),
    }


def _times(before: Event, day: date, *, told: bool) -> tuple[datetime, datetime | None]:
    """Start and end on other days, at the same local hours and as many days long; at usual hours where not `told`."""
    last = day + (before.ends_on - before.starts_on)
    if told:
        first_hour, last_hour = (timezone.localtime(each).time() for each in (before.starts_at, before.ends_at))
        return _at(day, first_hour), _at(last, last_hour)
    return _at(day, USUAL_START), _at(last, USUAL_END) if last > day else None


def _at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


def planned(items: Sequence[Wanted], day: date) -> list[Due]:
    """The items with their due days for an event on a day, soonest first; what is past or off is pointed out.

    At most one query.
    """
    by_item = [(each, day - timedelta(days=each.days_before)) for each in items]
    off, today = days_off(due for _each, due in by_item), clock.today()
    return sorted(
        (Due(wanted=each, due_on=due, past=due < today, note=off.get(due, "")) for each, due in by_item),
        key=lambda each: each.due_on,
    )
