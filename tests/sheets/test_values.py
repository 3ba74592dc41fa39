"""What a cell means where a day, a number, a percent, a text or a word is expected."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from foundation.sheets import values
from foundation.sheets.book import Cell
from foundation.sheets.numerals import chinese_number

WORDS = {"green": ["Green", "绿", "正常"], "red": ["Red", "红"]}


def cell(value: Any, text: str | None = None) -> Cell:
    shown = "" if value is None else str(value)
    return Cell("C5", value, shown if text is None else text)


def share(value: float, text: str) -> Cell:
    return Cell("C5", value, text)


def said(read: Any, *given: Any) -> Any:
    """The value, or the sentence that refuses it."""
    try:
        return read(*given)
    except ValidationError as error:
        return error.messages[0]


DAYS = {
    "2024-03-05": date(2024, 3, 5),
    "2024/3/5": date(2024, 3, 5),
    "2024.3.5": date(2024, 3, 5),
    "2024 - 3 - 5": date(2024, 3, 5),
    "20240305": date(2024, 3, 5),
    "2024年3月5日": date(2024, 3, 5),
    "2024 年 3 月 5 日": date(2024, 3, 5),
    "2024年3月5号": date(2024, 3, 5),
    "二〇二四年三月五日": date(2024, 3, 5),
    "二零二四年十二月三十一日": date(2024, 12, 31),
    "２０２４－０３－０５": date(2024, 3, 5),
    " 2024-03-05 ": date(2024, 3, 5),
    "2024-03-05 00:00:00": date(2024, 3, 5),
    "2024-03-05T00:00": date(2024, 3, 5),
    "2024-03-05 14:30": "“2024-03-05 14:30” has an hour: write the day alone, as 2024-03-05.",
    "2026-02-29": "“2026-02-29” is in no calendar.",
    "2024年13月1日": "“2024年13月1日” is in no calendar.",
    "3月5日": "“3月5日” has no year: write it as 2024-03-05.",
    "三月五日": "“三月五日” has no year: write it as 2024-03-05.",
    "3/5": "“3/5” has no year: write it as 2024-03-05.",
    "24-3-5": "“24-3-5” is no day: write it as 2024-03-05.",
    "5/3/2024": "“5/3/2024” is no day: write it as 2024-03-05.",
    "2024/3-5": "“2024/3-5” is no day: write it as 2024-03-05.",
    "2024年3月": "“2024年3月” is no day: write it as 2024-03-05.",
    "soon": "“soon” is no day: write it as 2024-03-05.",
    "": None,
    "   ": None,
}


@pytest.mark.parametrize("written", DAYS)
def test_days_as_written(written):
    assert said(values.day, cell(written)) == DAYS[written]


def test_days_as_stored():
    midnight, noon = datetime(2024, 3, 5), datetime(2024, 3, 5, 12)  # noqa: DTZ001 - a sheet knows no zone
    number = "%s is a number, not a day: format the cell as a date, or write 2024-03-05."
    assert [said(values.day, cell(value)) for value in (date(2024, 3, 5), midnight, noon, 20240305, 45356, None)] == [
        date(2024, 3, 5),
        date(2024, 3, 5),
        "“2024-03-05 12:00:00” has an hour: write the day alone, as 2024-03-05.",
        date(2024, 3, 5),
        number % 45356,
        None,
    ]
    assert said(values.day, share(0.45, "45%")) == number % "45%"


NUMBERS = {
    "1,234": 1234,
    "1，234": 1234,
    "１２３": 123,
    "四十五": 45,
    "一千二百": 1200,
    " 7 ": 7,
    "007": 7,
    "3.0": 3,
    "": None,
    "1,23": "“1,23” is no whole number from 1 to 5000.",
    "3.5": "“3.5” is no whole number from 1 to 5000.",
    "0": "“0” is no whole number from 1 to 5000.",
    "5,001": "“5,001” is no whole number from 1 to 5000.",
    "45%": "“45%” is no whole number from 1 to 5000.",
    "1e3": "“1e3” is no whole number from 1 to 5000.",
    "NaN": "“NaN” is no whole number from 1 to 5000.",
    "many": "“many” is no whole number from 1 to 5000.",
    "9" * 70: f"“{'9' * 59}…” is no whole number from 1 to 5000.",
}


@pytest.mark.parametrize("written", NUMBERS)
def test_whole_numbers_as_written(written):
    assert said(values.whole_number, cell(written), 1, 5000) == NUMBERS[written]


def test_whole_numbers_as_stored():
    refused = "“%s” is no whole number from 1 to 5000."
    given = (5000, 3.0, 3.5, -1, True, date(2024, 3, 5), 1e300)
    assert [said(values.whole_number, cell(value), 1, 5000) for value in given] == [
        5000, 3, *(refused % each for each in ("3.5", "-1", "True", "2024-03-05", "1e+300")),
    ]  # fmt: skip


PERCENTS = {
    "45": 45,
    "45%": 45,
    "45 %": 45,
    "４５％": 45,
    "45.0%": 45,
    "四十五": 45,
    "百分之四十五": 45,
    "百分之百": 100,
    "四十五%": 45,
    "0": 0,
    "100%": 100,
    "": None,
    "0.45": "0.45 may mean 0.45% or 45%: write the percentage as 45 or 45%.",
    "0.45%": "“0.45%” is no whole percentage: write a number from 0 to 100, as 45 or 45%.",
    "四成五": "“四成五” is no whole percentage: write a number from 0 to 100, as 45 or 45%.",
    "101": "“101” is no whole percentage: write a number from 0 to 100, as 45 or 45%.",
    "-5%": "“-5%” is no whole percentage: write a number from 0 to 100, as 45 or 45%.",
    "百分之45%": "“百分之45%” is no whole percentage: write a number from 0 to 100, as 45 or 45%.",
    "half": "“half” is no whole percentage: write a number from 0 to 100, as 45 or 45%.",
}


@pytest.mark.parametrize("written", PERCENTS)
def test_percents_as_written(written):
    assert said(values.percent, cell(written)) == PERCENTS[written]


def test_percents_as_stored():
    refused = "“%s” is no whole percentage: write a number from 0 to 100, as 45 or 45%%."
    given = [
        cell(45),
        cell(1),
        cell(0),
        share(0.45, "45%"),
        share(1, "100%"),
        share(45, "4500%"),
        share(0.455, "45.5%"),
    ]
    assert [said(values.percent, each) for each in given] == [
        45, 1, 0, 45, 100, refused % "4500%", refused % "45.5%",
    ]  # fmt: skip
    assert said(values.percent, cell(0.45)) == "0.45 may mean 0.45% or 45%: write the percentage as 45 or 45%."
    assert said(values.percent, cell(45.5)) == refused % "45.5"
    assert said(values.percent, cell(True, "TRUE")) == refused % "TRUE"
    assert said(values.percent, cell(date(2024, 3, 5))) == refused % "2024-03-05"


def test_texts():
    given = ["  one\ntwo ", "=1+1", 45, date(2024, 3, 5), None, "  ", "'x"]
    assert [said(values.text, cell(value)) for value in given] == [
        "one\ntwo", "=1+1", "45", "2024-03-05", "", "", "'x",
    ]  # fmt: skip
    assert said(values.text, cell(True, "TRUE")) == "TRUE is not text."


def test_choices():
    given = ["Green", "green ", "ＧＲＥＥＮ", "绿", " 正 常 ", "red", "", None, "blue", "1"]
    refused = "“%s” is none of: Green / Red."
    assert [said(values.choice, cell(value), WORDS) for value in given] == [
        "green", "green", "green", "green", "green", "red", None, None, refused % "blue", refused % "1",
    ]  # fmt: skip


def test_a_cell_with_a_problem_is_no_value_of_any_kind():
    broken = Cell("C5", None, "#N/A", "The error value #N/A.")
    reads = [values.day, values.percent, values.text]
    said_so = [said(read, broken) for read in reads]
    assert [*said_so, said(values.whole_number, broken, 0, 9), said(values.choice, broken, WORDS)] == [
        "The error value #N/A."
    ] * 5


NUMERALS = {
    "零": 0, "〇": 0, "九": 9, "十": 10, "十二": 12, "二十": 20, "四十五": 45, "一百": 100, "百": 100,
    "一百零三": 103, "一百一十": 110, "一十": 10, "两千": 2000, "二〇二四": 2024, "叁佰贰拾壹": 321,
    "一万二千": 12_000, "十万零五": 100_005, "": None, "十十": None, "一二十": None, "百千": None, "万": None,
    "一万万": None, "五x": None, "成": None, "零五": None,
}  # fmt: skip


@pytest.mark.parametrize("numeral", NUMERALS)
def test_chinese_numerals(numeral):
    assert chinese_number(numeral) == NUMERALS[numeral]
