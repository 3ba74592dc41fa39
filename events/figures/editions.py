"""The editions of a series by year, and the years that lack theirs, as far as the reader may see its events."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from events.models import Event, Series, Status

CALLED_OFF = (Status.POSTPONED, Status.CANCELLED)
TITLES = ("title_en", "title_zh")


@dataclass(frozen=True, kw_only=True)
class EditionYear:
    """A year of a series: its events, newest first; `due`: it should have an edition; `lacks`: it should and has none.

    An event that was postponed or cancelled is no edition of its year.
    """

    year: int
    events: Sequence[Event]
    due: bool
    lacks: bool

    @property
    def called_off(self) -> bool:
        """Whether it lacks an edition because what was set for it was postponed or cancelled."""
        return self.lacks and bool(self.events)


@dataclass(frozen=True, kw_only=True)
class Editions:
    """The years of a series, newest first, from the first edition seen to the last year asked for."""

    years: Sequence[EditionYear]

    @property
    def lacking(self) -> list[int]:
        """The years that lack their edition, oldest first."""
        return [each.year for each in reversed(self.years) if each.lacks]

    @property
    def number(self) -> int:
        """How many events."""
        return sum(len(each.events) for each in self.years)

    @property
    def last(self) -> Event | None:
        """The newest event that is an edition; None where there is none."""
        found = (event for each in self.years for event in each.events if event.status not in CALLED_OFF)
        return next(found, None)

    @property
    def next_number(self) -> int | None:
        """The number after the highest one seen; None where none is numbered."""
        numbers = [event.edition for each in self.years for event in each.events if event.edition is not None]
        return max(numbers) + 1 if numbers else None


def editions(series: Series, events: Iterable[Event], until: int) -> Editions:
    """The editions of a series among these events, to the year `until`. No query for events that are read."""
    by_year: dict[int, list[Event]] = {}
    for event in events:
        by_year.setdefault(event.starts_on.year, []).append(event)
    if not by_year:
        return Editions(years=[])
    first = min(by_year)
    last = max(until, *by_year)
    rhythm = series.every_years
    years = []
    for year in range(last, first - 1, -1):
        found = by_year.get(year, [])
        due = rhythm is not None and year <= until and (year - first) % rhythm == 0
        lacks = due and all(event.status in CALLED_OFF for event in found)
        if found or due:
            years.append(EditionYear(year=year, events=found, due=due, lacks=lacks))
    return Editions(years=years)


def editions_of_several(several: Iterable[Series], events: QuerySet[Event], until: int) -> Mapping[Any, Editions]:
    """The editions of each series by its key. One query: `events` are those that the reader may see, in their order."""
    series = {each.pk: each for each in several}
    found: dict[int, list[Event]] = {pk: [] for pk in series}
    for event in events.filter(series__in=series).only("series", "edition", "status", "starts_on", *TITLES):
        found[event.series_id].append(event)  # type: ignore[index]  # they are of one of these series
    return {pk: editions(each, found[pk], until) for pk, each in series.items()}
