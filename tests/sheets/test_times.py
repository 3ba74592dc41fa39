"""When something is, as registers write it."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError

from foundation.sheets.book import Cell
from foundation.sheets.times import span

NO_DAY = "“%s” is no day: write it as 2024-03-05, 2024-03-05 9:30 or 3月5日—7日."
TWO_DAYS = "5.2 may be two different days, as a number keeps no zero at its end: write it as 2024-03-05."


def cell(value, text=None):
    """A cell that shows its value."""
    return Cell("A2", value, str(value) if text is None else text)


def told(day, hour=None, until=None):
    """From when until when, in short."""
    found = span(cell(day), cell(hour) if hour else None, cell(until) if until else None, 2023)
    assert found is not None
    if not found.hours:
        return f"{found.starts:%Y-%m-%d}..{found.ends:%Y-%m-%d}"
    return f"{found.starts:%Y-%m-%dT%H:%M}..{found.ends:%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (date(2023, 5, 2), "2023-05-02..2023-05-02"),
        (datetime(2023, 5, 2, 9, 30), "2023-05-02T09:30..2023-05-02T10:30"),  # noqa: DTZ001 - a sheet knows no zone
        ("2023-5-2", "2023-05-02..2023-05-02"),
        ("2023.5.2", "2023-05-02..2023-05-02"),
        ("2023/05/02", "2023-05-02..2023-05-02"),
        ("２０２３．５．２", "2023-05-02..2023-05-02"),
        ("20230502", "2023-05-02..2023-05-02"),
        (20230502, "2023-05-02..2023-05-02"),
        ("45048", "2023-05-02..2023-05-02"),
        (45048, "2023-05-02..2023-05-02"),
        ("5月2日", "2023-05-02..2023-05-02"),
        ("5月2号（周二）", "2023-05-02..2023-05-02"),
        ("五月二日", "2023-05-02..2023-05-02"),
        ("二〇二二年五月二日", "2022-05-02..2022-05-02"),
        ("5.2", "2023-05-02..2023-05-02"),
        (5.4, "2023-05-04..2023-05-04"),
        ("5-2", "2023-05-02..2023-05-02"),
        ("2 May 2023", "2023-05-02..2023-05-02"),
        ("May 2", "2023-05-02..2023-05-02"),
        ("2–4 May 2023", "2023-05-02..2023-05-04"),
        ("2023年5月2日上午9时", "2023-05-02T09:00..2023-05-02T10:00"),
        ("2023年5月2日下午3点半", "2023-05-02T15:30..2023-05-02T16:30"),
        ("2023年5月2日上午", "2023-05-02T09:00..2023-05-02T12:00"),
        ("5月2日 9:30-11:00", "2023-05-02T09:30..2023-05-02T11:00"),
        ("5月2日下午2时至4时", "2023-05-02T14:00..2023-05-02T16:00"),
        ("2023-05-02T09:30:00", "2023-05-02T09:30..2023-05-02T10:30"),
        ("2023-05-02, 9:30 am", "2023-05-02T09:30..2023-05-02T10:30"),
        ("5月2日—4日", "2023-05-02..2023-05-04"),
        ("5月2-4日", "2023-05-02..2023-05-04"),
        ("5月30日至6月2日", "2023-05-30..2023-06-02"),
        ("5.2-5.4", "2023-05-02..2023-05-04"),
        ("2023.5.2-5.4", "2023-05-02..2023-05-04"),
        ("2023-5-2～2023-5-4", "2023-05-02..2023-05-04"),
        ("2023-12-30至2024-1-2", "2023-12-30..2024-01-02"),
        ("5月2日9时—5月4日12时", "2023-05-02T09:00..2023-05-04T12:00"),
        ("5月2日 22:00", "2023-05-02T22:00..2023-05-02T23:00"),
        ("5月2日 23:30", "2023-05-02T23:30..2023-05-02T23:59"),
    ],
)
def test_what_a_day_says(written, expected):
    assert told(written) == expected


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        ("9:30", "2023-05-02T09:30..2023-05-02T10:30"),
        ("09:30:00", "2023-05-02T09:30..2023-05-02T10:30"),
        ("9：30—11：00", "2023-05-02T09:30..2023-05-02T11:00"),
        ("下午", "2023-05-02T14:00..2023-05-02T18:00"),
        ("3 pm", "2023-05-02T15:00..2023-05-02T16:00"),
        ("afternoon", "2023-05-02T14:00..2023-05-02T18:00"),
        ("全天", "2023-05-02..2023-05-02"),
    ],
)
def test_an_hour_of_its_own(hour, expected):
    assert told("5月2日", hour) == expected


def test_a_last_day_of_its_own():
    assert told("5月2日", None, "5月4日") == "2023-05-02..2023-05-04"
    assert told("5月2日", "9:30", "5月4日") == "2023-05-02T09:30..2023-05-04T23:59"


@pytest.mark.parametrize(
    ("day", "hour", "message", "code"),
    [
        ("soon", None, NO_DAY % "soon", "day"),
        ("5月", None, NO_DAY % "5月", "day"),
        ("2023-02-30", None, "“2023-02-30” is in no calendar.", "day"),
        ("5月0日", None, "“5月0日” is in no calendar.", "day"),
        ("5月4日-2日", None, "“5月4日-2日” ends before it begins.", "day"),
        (5.2, None, TWO_DAYS, "day"),
        (True, None, NO_DAY % "True", "day"),
        (123, None, NO_DAY % "123", "day"),
        ("5月2日 and more", None, NO_DAY % "5月2日 and more", "day"),
        ("5月2日", "25:00", "“25:00” is no time of day: write it as 9:30 or 9:30-11:00.", "hour"),
        ("5月2日", "later", "“later” is no time of day: write it as 9:30 or 9:30-11:00.", "hour"),
    ],
)  # fmt: skip
def test_what_is_refused(day, hour, message, code):
    with pytest.raises(ValidationError) as refused:
        told(day, hour)
    assert (refused.value.messages, refused.value.code) == ([message], code)


def test_an_empty_cell_says_nothing():
    assert span(Cell("A2"), None, None, 2023) is None
    assert span(cell("  "), cell("9:30"), None, 2023) is None
