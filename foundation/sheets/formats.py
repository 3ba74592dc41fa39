"""What a number of a workbook stands for, by the format of its cell: a day, an hour, a percent, a number."""

import re
from datetime import date, datetime, timedelta
from typing import Literal

from django.utils.translation import gettext_lazy as _

from .book import Cell, sentence

Kind = Literal["number", "percent", "date", "time"]

# Formats that a workbook names by number only; 27–36 and 50–58 are days and hours in Chinese, Japanese and Korean.
_DATES = {14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, *range(50, 55), 57, 58}
_TIMES = {18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56}
_PERCENTS = {9, 10}
# What is in quotes, after a backslash, a filler or a space as wide as a letter, and in brackets: colours, conditions.
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)

NO_DAY = _("%(number)s is no day: the calendar of spreadsheets goes from 1 January 1900 to 31 December 9999.")
LEAP_1900 = _("29 February 1900 never was: Excel counts it by an old mistake.")
LAST = date(9999, 12, 31)


def kind_of(number: int, code: str | None) -> Kind:
    """What numbers of a format stand for; `code` is its text when the workbook spells it out."""
    if code is None:
        if number in _DATES:
            return "date"
        if number in _TIMES:
            return "time"
        return "percent" if number in _PERCENTS else "number"
    plain = _ASIDE.sub("", code.split(";")[0]).lower()
    if "general" in plain or "@" in plain:
        return "number"
    if re.search("[yde]", plain.replace("e+", "").replace("e-", "")):
        return "date"
    if re.search("[hs]", plain):
        return "time"
    if "m" in plain:
        return "date"
    return "percent" if "%" in plain else "number"


def number_cell(ref: str, number: int | float, kind: Kind, from_1904: bool) -> Cell:
    """The cell of a number as its format has it."""
    if kind == "percent":
        return Cell(ref, number, f"{_shortest(float(f'{number * 100:.12g}'))}%")
    if kind == "time" and number >= 0:
        return _hours(ref, number)
    if kind in ("date", "time"):
        return _day(ref, number, from_1904)
    return Cell(ref, number, _shortest(number))


def day_cell(ref: str, value: date) -> Cell:
    """The cell of a day or an instant."""
    return Cell(ref, value, value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat())


def _shortest(number: int | float) -> str:
    if isinstance(number, float) and number.is_integer() and abs(number) < 1e15:
        number = int(number)
    return f"{number:.15g}" if isinstance(number, float) else str(number)


def _hours(ref: str, number: float) -> Cell:
    seconds = round(number * 86_400)
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return Cell(ref, text, text)


def _day(ref: str, number: float, from_1904: bool) -> Cell:
    whole, seconds = divmod(round(number * 86_400), 86_400)
    if not from_1904 and whole == 60:
        return Cell(ref, None, _shortest(number), LEAP_1900)
    if not from_1904 and 0 <= number < 1:
        return _hours(ref, number)
    first = date(1904, 1, 1) if from_1904 else date(1899, 12, 31) if whole < 60 else date(1899, 12, 30)
    if number < 0 or whole > (LAST - first).days:
        return Cell(ref, None, _shortest(number), sentence(NO_DAY, number=_shortest(number)))
    day = first + timedelta(days=whole)
    if not seconds:
        return day_cell(ref, day)
    return day_cell(ref, datetime(day.year, day.month, day.day) + timedelta(seconds=seconds))  # noqa: DTZ001 - a sheet knows no zone
