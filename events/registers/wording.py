"""Editions and stays in words: “27th”, “第27届”; “9 October 2024 – 12 October 2024”."""

from datetime import date

from events.models import Delegation, Series
from foundation import days
from foundation.bilingual import chinese

TEENS = range(11, 14)
ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def ordinal(number: int | None) -> str:
    """27th, 第27届: the number of an edition in the reader's language; nothing for None."""
    if number is None:
        return ""
    if chinese():
        return f"第{number}届"
    ending = "th" if number % 100 in TEENS else ENDINGS.get(number % 10, "th")
    return f"{number}{ending}"


def edition_name(series: Series, number: int | None) -> str:
    """27th Symposium, 第27届洽谈会; without a number the series alone."""
    if number is None:
        return series.name
    return f"{ordinal(number)}{'' if chinese() else ' '}{series.name}"


def stay(delegation: Delegation) -> str:
    """9 October 2024 – 12 October 2024; three dots for the day that is not known, a dash where neither is."""
    first, last = delegation.arrives_on, delegation.leaves_on
    if first is None and last is None:
        return "–"
    return f"{days.in_full(first) if first else '…'} – {days.in_full(last) if last else '…'}"


def lies_outside(delegation: Delegation, first: date, last: date) -> bool:
    """Whether any of the days lies before the delegation arrives or after it leaves, as far as that is known."""
    early = delegation.arrives_on is not None and first < delegation.arrives_on
    late = delegation.leaves_on is not None and last > delegation.leaves_on
    return early or late
