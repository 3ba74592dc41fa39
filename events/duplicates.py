"""Which events may be one and the same entered twice: the same day, alike titles, the same counterpart or country.

Proposed are only pairs of which the reader may see both; who cannot see one learns nothing of it.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations
from typing import Any

from accounts.models import User
from events.models import DistinctEvents, Event, Status
from priorities.models import Plan

ALIKE = 0.72  # of difflib's ratio
LONG_ENOUGH = 4  # characters of a title that stands whole within another
MOST_EVENTS = 5_000
MOST_IN_A_DAY = 60
COMPARED = ("pk", "starts_on", "title_en", "title_zh", "country_or_region", "host_division")
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Likeness:
    """What of an event is compared. `held_with`: keys of its counterparts."""

    key: int
    day: date
    titles: tuple[str, ...]
    country: str
    held_with: frozenset[int]
    host: int = 0


@dataclass(frozen=True)
class Pair:
    """Two events that may be one, the one registered first first."""

    first: int
    second: int


@lru_cache(maxsize=8192)
def plain_title(title: str) -> str:
    """A title as it is compared: without case, width, spaces and signs."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", title).casefold())


def alike(one: Collection[str], other: Collection[str]) -> bool:
    """Whether a title of the one and a title of the other say nearly the same."""
    return any(_alike(plain_title(a), plain_title(b)) for a in one for b in other if a and b)


def may_be_one(one: Likeness, other: Likeness) -> bool:
    """Whether two events of a day may be one. Where the titles are the same, whatever else is or is not written."""
    if {plain_title(each) for each in one.titles if each} & {plain_title(each) for each in other.titles if each}:
        return True
    same = bool(one.held_with & other.held_with) or (one.country != "" and one.country == other.country)
    return same and alike(one.titles, other.titles)


def likenesses(user: User, plan: Plan, days: tuple[date, date], most: int | None = None) -> list[Likeness]:
    """Of the plan's side's events from a day until a day that the reader may see, newest first, at most `most`.

    Those that are called off or merged are left out. Two queries.
    """
    events = Event.objects.of_side(plan).filter(starts_on__range=days).exclude(status=Status.CANCELLED)
    found = events.visible_to(user).order_by("-starts_on", "-id")
    rows = list(found.values_list(*COMPARED)[:most])
    held_with: dict[int, set[int]] = defaultdict(set)
    keys: Any = found.order_by().values("pk") if most is None else [row[0] for row in rows]
    through = Event.counterparts.through.objects.filter(event__in=keys)
    for event, counterpart in through.values_list("event", "counterpart"):
        held_with[event].add(counterpart)
    return [
        Likeness(key, day, (title_en, title_zh), str(country), frozenset(held_with.get(key, ())), host)
        for key, day, title_en, title_zh, country, host in rows
    ]


def proposals(user: User, plan: Plan, year: int | None = None) -> list[Pair]:
    """The pairs of a year, by default the plan's, that may be one and were not told apart, newest day first.

    Looked through are the newest MOST_EVENTS of the year. Three queries.
    """
    year = year or plan.year
    several = likenesses(user, plan, (date(year, 1, 1), date(year, 12, 31)), MOST_EVENTS)
    side = DistinctEvents.objects.filter(first__demonstration=plan.demonstration)
    told_apart = set(side.values_list("first", "second"))
    return [pair for pair in _pairs(several) if (pair.first, pair.second) not in told_apart]


def years(user: User, plan: Plan) -> list[int]:
    """The years of events that the reader may see, and the plan's, newest first. One query."""
    seen = Event.objects.of_side(plan).visible_to(user).order_by()
    return sorted({plan.year, *(day.year for day in seen.dates("starts_on", "year"))}, reverse=True)


def _pairs(events: Sequence[Likeness]) -> Iterator[Pair]:
    by_day: dict[date, list[Likeness]] = defaultdict(list)
    for each in events:
        by_day[each.day].append(each)
    for several in by_day.values():
        for one, other in combinations(sorted(several[:MOST_IN_A_DAY], key=lambda each: each.key), 2):
            if may_be_one(one, other):
                yield Pair(one.key, other.key)


def _alike(one: str, other: str) -> bool:
    if not one or not other:
        return False
    if one == other or (min(len(one), len(other)) >= LONG_ENOUGH and (one in other or other in one)):
        return True
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
