"""When something is, as registers write it: a day or several, with or without hours, in one cell or in two.

2023-5-2, 2023.5.2, 2023/5/2, 20230502, 2023年5月2日上午9时, 5月2日—4日, 5.2-5.4, 2 May 2023, 45048 (a day as a
spreadsheet counts), 9:30-11:00, 上午9时至11时, 下午. A day without a year is one of the register's year.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .book import Cell
from .numerals import chinese_number

NO_TIME = _("“%(value)s” is no day: write it as 2024-03-05, 2024-03-05 9:30 or 3月5日—7日.")
NO_HOUR = _("“%(value)s” is no time of day: write it as 9:30 or 9:30-11:00.")
NO_SUCH_DAY = _("“%(value)s” is in no calendar.")
TWO_DAYS = _("%(value)s may be two different days, as a number keeps no zero at its end: write it as 2024-03-05.")
BACKWARDS = _("“%(value)s” ends before it begins.")

DEFAULT_LENGTH = timedelta(hours=1)
SERIALS = range(18_264, 73_416)  # 1950 to 2100
EPOCH = date(1899, 12, 30)
_N = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAYS = tuple(
    re.compile(each, re.IGNORECASE)
    for each in (
        r"(?P<y>\d{4}) ?[-/.] ?(?P<m>\d{1,2}) ?[-/.] ?(?P<d>\d{1,2})(?!\d)[日号]?",
        rf"(?P<y>\d{{4}}|[〇零一二三四五六七八九]{{4}}) ?年 ?(?P<m>{_N}) ?月 ?(?P<d>{_N}) ?[日号]?",
        rf"(?P<m>{_N}) ?月 ?(?P<d>{_N}) ?[日号]?",
        r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}(?:,? (?P<y>\d{{4}}))?",
        rf"{_MONTH} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,? (?P<y>\d{{4}}))?",
        r"(?P<m>\d{1,2})[./](?P<d>\d{1,2})(?![\d:])",
        r"(?P<m>\d{1,2})-(?P<d>\d{1,2})(?=$)",
    )
)
_DAY_ALONE = re.compile(rf"(?P<d>{_N}) ?[日号]?(?! ?[\d:时点])")
_DAY_FIRST = re.compile(rf"(?P<d>\d{{1,2}})(?= ?[-–—~至到] ?\d{{1,2}} {_MONTH})", re.IGNORECASE)  # 2–4 May
_TO = re.compile(r" ?(?:[-–—−~]+|至|到|to\b|until\b) ?", re.IGNORECASE)
_JOIN = re.compile(r"(?:T|,|，)? ?", re.IGNORECASE)
_PART = r"(?P<part>上午|下午|晚上|晚间|晚|中午|凌晨|早上|早)"
_CLOCK = re.compile(
    rf"{_PART}? ?(?P<h>\d{{1,2}}) ?"
    rf"(?::(?P<min>\d{{2}})(?::\d{{2}}(?:\.\d+)?)?|[时点](?:(?P<half>半)|整|(?P<zh>\d{{1,2}})分?)?"
    rf"|(?= ?[ap]\.?m)) ?(?P<half_day>[ap])?(?(half_day)\.?m\.?)",
    re.IGNORECASE,
)
_PART_ALONE = re.compile(rf"{_PART}|(?P<en>morning|afternoon|evening)|(?P<all>全天|all day)", re.IGNORECASE)
_WEEKDAY = re.compile(r" ?\(?(?:周|星期|礼拜)[一二三四五六日天]\)?")
_PERIODS = {"morning": (time(9), time(12)), "afternoon": (time(14), time(18)), "evening": (time(18), time(21))}
_PARTS = {
    **dict.fromkeys(("上午", "早上", "早", "凌晨"), "morning"), **dict.fromkeys(("下午", "中午"), "afternoon"),
    **dict.fromkeys(("晚上", "晚间", "晚"), "evening"),
}  # fmt: skip


@dataclass(frozen=True)
class Span:
    """From when until when, by the clock on the wall. Without `hours` the whole of the days is meant."""

    starts: datetime
    ends: datetime
    hours: bool


def span(day: Cell, hour: Cell | None, until: Cell | None, year: int) -> Span | None:
    """When a row says that something is. `hour`, `until`: the cells of a time of day and of the last day, if any.

    None where no cell says anything. Raises ValidationError with what is expected; `code` names the cell: "day",
    "hour", "until".
    """
    scan = _Scan(day, _written(day, "day"), year)
    if not scan.text:
        return None
    days, hours = scan.whole()
    if hour is not None and (told := _written(hour, "hour")):
        hours = _Scan(hour, told, year, "hour").hours_alone()
    if until is not None and (told := _written(until, "until")):
        (_first, last), more = _Scan(until, told, year, "until").whole()
        days = (days[0], last)
        hours = (hours[0], more[1] or more[0]) if more[0] else hours
    return _made(day, days, hours)


def _made(cell: Cell, days: tuple[date, date], hours: "Hours") -> Span:
    first, last = days
    if last < first:
        raise _error(BACKWARDS, cell)
    if hours[0] is None:
        return Span(datetime.combine(first, time()), datetime.combine(last, time(23, 59)), hours=False)
    starts = datetime.combine(first, hours[0])
    if hours[1] is not None:
        ends = datetime.combine(last, hours[1])
    elif last > first:
        ends = datetime.combine(last, time(23, 59))
    else:
        ends = min(starts + DEFAULT_LENGTH, datetime.combine(first, time(23, 59)))
    if ends < starts:
        raise _error(BACKWARDS, cell)
    return Span(starts, ends, hours=True)


Hours = tuple[time | None, time | None]


class _Scan:
    """A cell's text, read from its start."""

    def __init__(self, cell: Cell, text: str, year: int, code: str = "day") -> None:
        self.cell, self.text, self.year, self.code, self.at = cell, text, year, code, 0

    def whole(self) -> tuple[tuple[date, date], Hours]:
        """First and last day, and the hours of the first and of the last."""
        if self.code == "day" and (found := _DAY_FIRST.match(self.text)):
            return self._english_days(int(found["d"]))
        first = self._day()
        if first is None:
            raise _error(NO_TIME, self.cell, self.code)
        self._take(_JOIN)
        begins, ends = self._hour(None)
        last = first
        if self._take(_TO):
            last = self._day() or self._day_alone(first) or first
            self._take(_JOIN)
            if self.at < len(self.text):
                end, period_end = self._hour(begins)
                ends = period_end or end
                if begins is None and end is not None and last != first:
                    begins = time()
        if self.at < len(self.text):
            raise _error(NO_TIME, self.cell, self.code)
        return (first, last), (begins, ends)

    def hours_alone(self) -> Hours:
        """A time of day, or from when until when."""
        begins, ends = self._hour(None)
        if self._take(_TO):
            end, period_end = self._hour(begins)
            ends = period_end or end
        if self.at < len(self.text) or (begins is None and not _PART_ALONE.fullmatch(self.text)):
            raise _error(NO_HOUR, self.cell, "hour")
        return begins, ends

    def _english_days(self, first: int) -> tuple[tuple[date, date], Hours]:
        """2–4 May 2023."""
        self.at = len(str(first)) if not self.text.startswith("0") else 2
        self._take(_TO)
        last = self._day()
        if last is None or self.at < len(self.text):
            raise _error(NO_TIME, self.cell, self.code)
        return (self._date(last.year, last.month, first), last), (None, None)

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found is not None and found.end() > self.at:
            self.at = found.end()
            return found
        return None

    def _day(self) -> date | None:
        for pattern in _DAYS:
            if found := self._take(pattern):
                said = found.groupdict()
                month = _MONTHS.index(said["name"].lower()) + 1 if said.get("name") else _number(said["m"])
                year = _number(said["y"]) if said.get("y") else self.year
                return self._date(year, month, _number(said["d"]))
        return None

    def _day_alone(self, first: date) -> date | None:
        """—4日 after 5月2日."""
        found = self._take(_DAY_ALONE)
        return self._date(first.year, first.month, _number(found["d"])) if found else None

    def _date(self, year: int, month: int, day: int) -> date:
        try:
            return date(year, month, day)
        except ValueError:
            raise _error(NO_SUCH_DAY, self.cell, self.code) from None

    def _hour(self, begun: time | None) -> Hours:
        """A time of day; of “afternoon” alone its start and end. Without “afternoon” after one it is one, too."""
        found = self._take(_CLOCK)
        if found is None:
            alone = self._take(_PART_ALONE)
            name = alone and (_PARTS.get(alone["part"] or "") or (alone["en"] or "").lower())
            return _PERIODS.get(name or "", (None, None))
        hour, minute = int(found["h"]), int(found["min"] or found["zh"] or (30 if found["half"] else 0))
        noon = found["part"] == "中午" and hour > 10
        late = _PARTS.get(found["part"] or "", "morning") != "morning" or (found["half_day"] or "").lower() == "p"
        earlier = begun is not None and begun.hour >= 12 and not found["part"] and (hour, minute) < _of(begun)
        if hour < 12 and ((late and not noon) or earlier):
            hour += 12
        if (found["half_day"] or "").lower() == "a" and hour == 12:
            hour = 0
        if hour == 24 and not minute:
            hour, minute = 23, 59
        if hour > 23 or minute > 59:
            raise _error(NO_HOUR, self.cell, self.code)
        return time(hour, minute), None


def _written(cell: Cell, code: str) -> str:
    """What the cell says, as text to be read; "" where it is empty. Raises what is wrong with it."""
    if cell.problem is not None:
        raise ValidationError(str(cell.problem), code=code)
    value = cell.value
    if isinstance(value, bool):
        raise _error(NO_TIME, cell, code)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    text = " ".join(unicodedata.normalize("NFKC", cell.text).split())
    if code == "hour":
        return text
    if isinstance(value, float) and (found := re.fullmatch(r"(\d{1,2})\.(\d)", text)) and found[2] in "123":
        raise _error(TWO_DAYS, cell, code)
    if text.isdecimal() and text.isascii() and len(text) == 5 and int(text) in SERIALS:
        return (EPOCH + timedelta(days=int(text))).isoformat()
    return _WEEKDAY.sub("", text).strip()


def _of(hour: time) -> tuple[int, int]:
    return hour.hour, hour.minute


def _number(written: str) -> int:
    return int(written) if written.isdecimal() else chinese_number(written) or 0


def _error(message: Any, cell: Cell, code: str = "day") -> ValidationError:
    shown = cell.text if len(cell.text) <= 60 else f"{cell.text[:59]}…"
    return ValidationError(message, code=code, params={"value": shown})
