"""What a cell means where a day, a number, a percent, a text or a word is expected.

Each raises ValidationError for what it does not take, naming what it expects; an empty cell is None.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .book import Cell
from .numerals import chinese_number

NO_DAY = _("“%(value)s” is no day: write it as 2024-03-05.")
NO_SUCH_DAY = _("“%(value)s” is in no calendar.")
NO_YEAR = _("“%(value)s” has no year: write it as 2024-03-05.")
HAS_TIME = _("“%(value)s” has an hour: write the day alone, as 2024-03-05.")
BARE_NUMBER = _("%(value)s is a number, not a day: format the cell as a date, or write 2024-03-05.")
NO_WHOLE_NUMBER = _("“%(value)s” is no whole number from %(lowest)d to %(highest)d.")
NO_PERCENT = _("“%(value)s” is no whole percentage: write a number from 0 to 100, as 45 or 45%%.")
SHARE = _("%(value)s may mean %(value)s%% or %(percent)s: write the percentage as 45 or 45%%.")
TRUTH = _("%(value)s is not text.")
NO_CHOICE = _("“%(value)s” is none of: %(words)s.")

ISO = re.compile(r"(\d{4})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,2})")
CHINESE = re.compile(
    r"([\d〇零一二三四五六七八九]{4})\s*年\s*([\d一二三四五六七八九十]{1,3})\s*月\s*([\d一二三四五六七八九十]{1,3})\s*[日号]"
)
YEARLESS = re.compile(
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号]?|\d{1,2}\s*[-/.]\s*\d{1,2}"
)
TIME = re.compile(r"[T\s]+(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)$")
GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.0+)?|[+-]?\d+(?:\.0+)?")


def day(cell: Cell) -> date | None:
    """The day: of a date cell, or written 2024-03-05, 2024/3/5, 2024.3.5, 20240305, 2024年3月5日, in 〇一二."""
    value = _of(cell)
    if value is None:
        return None
    if isinstance(value, datetime):
        if value.time() != time():
            raise _error(HAS_TIME, cell)
        return value.date()
    if isinstance(value, date):
        return value
    written = _plain(str(value))
    if not isinstance(value, str) and not re.fullmatch("(?:19|20)[0-9]{6}", written):
        raise _error(BARE_NUMBER, cell)
    return _written_day(written, cell)


def whole_number(cell: Cell, lowest: int, highest: int) -> int | None:
    """The whole number: of a number cell, or written 1,234, １２３, 四十五. `lowest` and `highest` are allowed."""
    value = _of(cell)
    if value is None:
        return None
    number = _exact(value)
    if number is None or number != int(number) or not lowest <= number <= highest:
        raise _error(NO_WHOLE_NUMBER, cell, lowest=lowest, highest=highest)
    return int(number)


def percent(cell: Cell) -> int | None:
    """The whole percentage from 0 to 100: 0.45 in a cell of percents, 45, 45%, ４５％, 四十五, 百分之四十五.

    0.45 in a plain cell may mean either, and is refused.
    """
    value = _of(cell)
    if value is None:
        return None
    written = _plain(cell.text)
    bare = written.removesuffix("%").strip()
    if bare == written and bare.startswith("百分之"):
        bare = bare.removeprefix("百分之")
    number = None if isinstance(value, bool | date) else _exact(bare)
    if number is None:
        share = _decimal(bare)
        if share is not None and 0 < share < 1 and bare == written:
            raise _error(SHARE, cell, percent=f"{(share * 100).normalize():f}%")
    if number is None or number != int(number) or not 0 <= number <= 100:
        raise _error(NO_PERCENT, cell)
    return int(number)


def text(cell: Cell) -> str:
    """The text without the space around it, "" when empty; numbers and days as they are shown."""
    value = _of(cell)
    if isinstance(value, bool):
        raise _error(TRUTH, cell)
    return "" if value is None else cell.text.strip()


def choice(cell: Cell, words: Mapping[str, Iterable[str]]) -> str | None:
    """The value that goes by the cell's word. `words`: for each value its words, in every language.

    Case, space and the width of signs do not matter. The error names the first word of each value.
    """
    if _of(cell) is None:
        return None
    written = _folded(cell.text)
    known = {value: [str(word) for word in each] for value, each in words.items()}
    for value, each in known.items():
        if written in map(_folded, each):
            return value
    raise _error(NO_CHOICE, cell, words=" / ".join(each[0] for each in known.values() if each))


def _of(cell: Cell) -> str | int | float | bool | date | None:
    """The value of a cell; None for an empty one and for one of space alone. Raises what is wrong with it."""
    if cell.problem is not None:
        raise ValidationError(str(cell.problem), code="cell")
    if isinstance(cell.value, str) and not cell.value.strip():
        return None
    return cell.value


def _written_day(written: str, cell: Cell) -> date:
    hours = TIME.search(written)
    if hours:
        written = written[: hours.start()]
    found = ISO.fullmatch(written)
    parts = [found[1], found[3], found[4]] if found else None
    if parts is None and (found := CHINESE.fullmatch(written)):
        parts = [found[1], found[2], found[3]]
    if parts is None and (found := re.fullmatch("((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})", written)):
        parts = [found[1], found[2], found[3]]
    if parts is None:
        raise _error(NO_YEAR if YEARLESS.fullmatch(written) else NO_DAY, cell)
    if hours and hours[1].strip("0:."):
        raise _error(HAS_TIME, cell)
    numbers = [int(part) if part.isdecimal() else chinese_number(part) for part in parts]
    try:
        return date(*(number or 0 for number in numbers))
    except ValueError:
        raise _error(NO_SUCH_DAY, cell) from None


def _exact(value: str | int | float | bool | date) -> Decimal | None:
    """The number that a cell stores or writes out; None for anything else, and for a text with a fraction."""
    if isinstance(value, bool | date):
        return None
    if not isinstance(value, str):
        return Decimal(str(value))
    written = _plain(value)
    if GROUPED.fullmatch(written) and len(written) < 30:
        return Decimal(written.replace(",", ""))
    number = chinese_number(written)
    return None if number is None else Decimal(number)


def _decimal(written: str) -> Decimal | None:
    try:
        return Decimal(written)
    except InvalidOperation:
        return None


def _plain(written: str) -> str:
    """Full-width signs as narrow ones, space around and beside them gone."""
    return " ".join(unicodedata.normalize("NFKC", written).split())


def _folded(written: str) -> str:
    return "".join(unicodedata.normalize("NFKC", written).casefold().split())


def _error(message: Any, cell: Cell, **more: object) -> ValidationError:
    shown = cell.text if len(cell.text) <= 60 else f"{cell.text[:59]}…"
    return ValidationError(message, code="cell", params={"value": shown, **more})
