"""Days in words, as each language writes them."""

from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import get_language

from foundation import clock
from foundation.bilingual import chinese

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def in_full(value: date) -> str:
    """30 September 2024, 2024年9月30日; of an instant its day in the product's time zone."""
    return _in_full(_local(value), get_language())


def short(value: date) -> str:
    """30 Sep, 9月30日: where the year is plain from the page."""
    return _short(_local(value), get_language())


def month(value: date) -> str:
    """September 2024, 2024年9月."""
    if chinese():
        return f"{value.year}年{value.month}月"
    return f"{MONTHS[value.month - 1]} {value.year}"


def short_month(number: int) -> str:
    """Sep, 9月."""
    return f"{number}月" if chinese() else MONTHS[number - 1][:3]


def span(starts_at: datetime, ends_at: datetime) -> str:
    """From when until when, with the day once where it is one: 30 September 2024, 09:30 – 11:00."""
    first, last = timezone.localtime(starts_at), timezone.localtime(ends_at)
    gap = "" if chinese() else ", "
    until = "" if first.date() == last.date() else f"{in_full(last)}{gap}"
    return f"{in_full(first)}{gap}{first:%H:%M} – {until}{last:%H:%M}"


def _local(value: date) -> date:
    return clock.local_day(value) if isinstance(value, datetime) else value


# Lists write the same few days again and again.
@lru_cache(maxsize=1024)
def _in_full(value: date, language: str | None) -> str:
    if chinese(language):
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


@lru_cache(maxsize=1024)
def _short(value: date, language: str | None) -> str:
    if chinese(language):
        return f"{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1][:3]}"
