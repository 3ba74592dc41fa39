"""What the demonstration is told against: the seed, the day it is told on, and the texts."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from foundation import clock
from workplan.demonstration import YEAR

FIRST_DAY = date(YEAR, 1, 18)


@cache
def texts(name: str) -> Any:
    """One of the files of texts beside this module."""
    return yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))


def day_of(month_and_day: str) -> date:
    """A day of the plan's year from `MM-DD`."""
    return date.fromisoformat(f"{YEAR}-{month_and_day}")


@dataclass(frozen=True)
class Stage:
    """One copy of the demonstration (scale N makes N of them in the same plan).

    `today` is the clock's day, held within the plan's year; nothing is recorded at or after `limit`, its first instant.
    """

    copy: int
    today: date
    limit: datetime
    chance: random.Random

    @classmethod
    def of(cls, seed: int, copy: int) -> "Stage":
        """The stage of a copy, always the same for a seed, a copy and a day."""
        today = min(clock.today(), date(YEAR, 12, 31))
        return cls(copy, today, moment(today, 0), random.Random(f"{seed}-{copy}"))  # noqa: S311  # made up on purpose

    @property
    def yesterday(self) -> date:
        """The last whole day before the demonstration's own."""
        return self.today - timedelta(days=1)

    def instant(self, day: date) -> datetime:
        """Some instant of that day's working hours."""
        return moment(day, self.chance.randrange(8 * 60 + 30, 18 * 60))

    def working_day(self, day: date) -> date:
        """The day, or the Monday after it, but no day that is not over yet."""
        return min(day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0), self.yesterday)

    def fill(self, phrase: str, **known: object) -> str:
        """A phrase with its numbers made up."""
        draw = self.chance.randrange
        return phrase.format(**{"n": draw(2, 9), "m": draw(2, 7), "k": draw(3, 40) * 10, **known})


def moment(day: date, minutes: int) -> datetime:
    """A local instant, so many minutes after midnight."""
    return datetime.combine(day, time(minutes // 60, minutes % 60), timezone.get_default_timezone())
