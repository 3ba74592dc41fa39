"""The calendar of the register: a month as a grid of days, a week with its hours; filtered as the list is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.agenda import Day, Entry, days_of, month_grid, week_of
from events.lists import CALENDAR_PARAMETERS, events_of
from events.models import Event
from events.models.event import sees_every_schedule
from events.queries import clean
from events.rules import may_add_event
from events.views.listing import choices, is_long, meant_in
from foundation import clock, days
from foundation.bilingual import chinese
from foundation.filters import DayField, YearFilter
from foundation.pages import refuse_unknown
from priorities.figures import Moment
from priorities.models import Plan
from priorities.shortcuts import get_plan, reader
from priorities.working_days import Mark, marks_between

MONTH, WEEK = "month", "week"
IN_MONTH, IN_WEEK = 3, 6  # how many events of a day are shown
FIRST_HOUR, LAST_HOUR = 8, 18  # of a week's hours, unless something is earlier or later


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A day of the calendar as it is shown."""

    shown: Day
    outside: bool
    today: bool
    mark: Mark | None

    @property
    def day(self) -> date:
        """The day."""
        return self.shown.day

    @property
    def weekday(self) -> str:
        """Its name, short."""
        return weekdays()[self.day.weekday()]


@dataclass(frozen=True, kw_only=True)
class Timed:
    """An entry in a week's hours: in which row it begins, 1 first, and how many it takes."""

    entry: Entry
    row: int
    span: int


@require_safe
def calendar(request: HttpRequest, plan: str) -> HttpResponse:
    """The month or week of `?on=`, by default the plan's day; events of the plan's side, of whatever year.

    Of a coming event, who may not see its schedule sees the day alone. A value that cannot be: 400.
    """
    refuse_unknown(request, CALENDAR_PARAMETERS)
    found, user = get_plan(plan), reader(request)
    view, on = view_of(request), on_day(request, Moment.of(found).day)
    filterset = events_of(request, found, user, any_year=True)
    valid = filterset.is_valid()
    kept = clean(request.GET)
    if not valid and (meant := meant_in(request, found, filterset)):
        return HttpResponseRedirect(_address(found, view, on, QueryDict(meant)))
    events = filterset.qs if valid else Event.objects.none()
    weeks = month_grid(on) if view == MONTH else [week_of(on)]
    every = [day for week in weeks for day in week]
    shown = days_of(events, user, every, IN_MONTH if view == MONTH else IN_WEEK, leaders=view == WEEK)
    cells = list(cells_of(shown, on if view == MONTH else None))
    context = choices(request, found, filterset, is_long(found)) | {
        "plan": found,
        "nav": "events",
        "filter": filterset,
        "view": view,
        "title": title_of(view, on),
        "ways": ways(view, on, lambda view, day: _address(found, view, day, kept)),
        "weekdays": weekdays(),
        "empty": not any(cell.shown.entries for cell in cells if not cell.outside),
        "filtered": bool(kept),
        "all_schedules": sees_every_schedule(user),
        "query": kept.urlencode(),
        "list_url": reverse("events:list", args=[found.code]),
        "event_base": reverse("events:event", args=[0]).removesuffix("0/"),
        "may_add": may_add_event(user),
    }
    context["kept_parameters"] += [("view", view), ("on", on.isoformat())]
    context |= hours_of_week(cells) if view == WEEK else {"weeks": in_weeks(cells)}
    return render(request, "events/calendar.html", context, status=200 if valid else 400)


def view_of(request: HttpRequest) -> str:
    """`?view=`. BadRequest (400) for another word."""
    view = request.GET.get("view") or MONTH
    if view not in (MONTH, WEEK):
        raise BadRequest(_("Unknown value of “view”. Known: %(known)s.") % {"known": f"{MONTH}, {WEEK}"})
    return view


def on_day(request: HttpRequest, otherwise: date) -> date:
    """`?on=`. BadRequest (400) for what is no day, or one of no year that a plan may have."""
    try:
        day = DayField(required=False).clean(request.GET.get("on", ""))
    except ValidationError as error:
        raise BadRequest("on: " + " ".join(error.messages)) from error
    if day is not None and not YearFilter.FIRST < day.year < YearFilter.LAST:
        raise BadRequest(_("on: the day is out of range."))
    return day or otherwise


def cells_of(shown: list[Day], month: date | None) -> Iterator[Cell]:
    """The days as they are shown; `month`: a day of the month whose grid it is. At most one query."""
    today, marks = clock.today(), marks_between(shown[0].day, shown[-1].day)
    for each in shown:
        outside = month is not None and each.day.month != month.month
        yield Cell(shown=each, outside=outside, today=each.day == today, mark=marks.get(each.day))


def in_weeks(cells: list[Cell]) -> list[list[Cell]]:
    """Seven days a week."""
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def ways(view: str, on: date, address: Any) -> dict[str, str]:
    """The addresses of what comes before and after, of today, and of the other view."""
    if view == MONTH:
        first = on.replace(day=1)
        before, after = first - timedelta(days=1), first + timedelta(days=31)
        before, after = before.replace(day=1), after.replace(day=1)
    else:
        before, after = on - timedelta(days=7), on + timedelta(days=7)
    return {
        "before": address(view, before),
        "after": address(view, after),
        "today": address(view, clock.today()),
        "month": address(MONTH, on),
        "week": address(WEEK, on),
    }


def title_of(view: str, on: date) -> str:
    """October 2024; 30 September – 6 October 2024."""
    if view == MONTH:
        return days.month(on)
    week = week_of(on)
    if chinese():
        return f"{days.in_full(week[0])}至{days.short(week[-1])}"
    return f"{days.short(week[0])} – {days.in_full(week[-1])}"


def weekdays() -> list[str]:
    """Monday first, as they head the columns."""
    if chinese():
        return [f"周{each}" for each in "一二三四五六日"]
    return ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def hours_of_week(cells: list[Cell]) -> dict[str, Any]:
    """The days with what has its hours, in rows of an hour, and what has none: of several days, or not shown."""
    timed = [entry for cell in cells for entry in cell.shown.entries if _has_hours(entry)]
    spans = {(entry.day, entry.event.pk): _span(entry) for entry in timed}
    first = min([FIRST_HOUR, *(start for start, _end in spans.values())])
    last = max([LAST_HOUR, *(end for _start, end in spans.values())])
    columns = []
    for cell in cells:
        rows = []
        for entry in cell.shown.entries:
            if _has_hours(entry):
                start, end = spans[entry.day, entry.event.pk]
                rows.append(Timed(entry=entry, row=start - first + 1, span=end - start))
        columns.append((cell, [each for each in cell.shown.entries if not _has_hours(each)], rows))
    hours = [(number, f"{hour:02}:00") for number, hour in enumerate(range(first, last), start=1)]
    return {"columns": columns, "hours": hours, "rows": len(hours)}


def _has_hours(entry: Entry) -> bool:
    return entry.starts_at is not None and not entry.several_days


def _span(entry: Entry) -> tuple[int, int]:
    """The hour in which it begins, and the one before which it ends: at least one, none after midnight."""
    starts, ends = (timezone.localtime(each) for each in (entry.starts_at, entry.ends_at))
    return starts.hour, max(starts.hour + 1, ends.hour + (1 if ends.minute or ends.second else 0))


def _address(plan: Plan, view: str, day: date, kept: QueryDict) -> str:
    """The calendar at a day, with the filters."""
    query = kept.copy()
    query["view"], query["on"] = view, day.isoformat()
    return f"{reverse('events:calendar', args=[plan.code])}?{query.urlencode()}"
