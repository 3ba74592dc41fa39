"""The columns of a file that is written, and what a value is as plain text."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from django.utils import timezone

Kind = Literal["text", "long", "number", "points", "percent", "day", "instant", "choice"]


class Column(NamedTuple):
    """A column of a file.

    `width` in characters, 0: by kind; `choices`: the words of a drop-down; `entry`: lightly filled, may be typed in.
    Values of `percent` are numbers from 0 to 100, of `points` percentage points, of `instant` aware instants.
    """

    key: str
    label: str
    kind: Kind = "text"
    width: int = 0
    choices: Sequence[str] = ()
    hidden: bool = False
    entry: bool = False


def local(value: datetime) -> datetime:
    """An instant as the clock on the wall of the product's time zone has it, without a zone."""
    return timezone.make_naive(value) if timezone.is_aware(value) else value


def plain_lines(text: str) -> str:
    """A text whose lines end as a cell's do."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def as_text(column: Column, value: Any) -> str:
    """A value as plain text: 2024-03-05, 2024-03-05 14:30, 45%, "" for None."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        stamp = local(value)
        return stamp.date().isoformat() if column.kind == "day" else stamp.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, Fraction):
        value = float(value)
    if isinstance(value, int | float | Decimal):
        return f"{value}%" if column.kind == "percent" else str(value)
    return plain_lines(str(value))
