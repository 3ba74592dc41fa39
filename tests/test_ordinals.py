"""Ordinals within names: counted on in the way they are written."""

import pytest

from foundation import ordinals
from foundation.sheets.numerals import chinese_number


@pytest.mark.parametrize(
    ("title", "number", "expected"),
    [
        ("27th Beijing-Hong Kong Symposium", 27, "28th Beijing-Hong Kong Symposium"),
        ("第二十七届北京·香港经济合作研讨洽谈会", 27, "第二十八届北京·香港经济合作研讨洽谈会"),
        ("第27届北京·香港经济合作研讨洽谈会（京港洽谈会）", 27, "第28届北京·香港经济合作研讨洽谈会（京港洽谈会）"),
        ("The Third Belt and Road Forum", 3, "The Fourth Belt and Road Forum"),
        ("TWENTY-NINTH SESSION", 29, "THIRTIETH SESSION"),
        ("Twenty-first session", 21, "Twenty-second session"),
        ("1st forum", 1, "2nd forum"), ("2nd forum", 2, "3rd forum"), ("3rd forum", 3, "4th forum"),
        ("10th forum", 10, "11th forum"), ("11th forum", 11, "12th forum"), ("12th forum", 12, "13th forum"),
        ("20th forum", 20, "21st forum"), ("21ST FORUM", 21, "22ND FORUM"), ("110th forum", 110, "111th forum"),
        ("第九届论坛", 9, "第十届论坛"), ("第十届论坛", 10, "第十一届论坛"), ("第十九次会议", 19, "第二十次会议"),
        ("第九十九届", 99, "第一百届"), ("第一百届", 100, "第一百零一届"), ("第一百一十九届", 119, "第一百二十届"),
        ("京港合作会议第五次会议", 5, "京港合作会议第六次会议"),
        ("City forum (edition 12)", 12, "City forum (edition 13)"),
        ("5th ring road, 27th symposium", 27, "5th ring road, 28th symposium"),
        ("Second-hand books, third fair", 3, "Second-hand books, fourth fair"),
        ("A twenty-third fair", 3, "A twenty-third fair"),
        ("第二医院第27届讲座", 27, "第二医院第28届讲座"),
        ("Without a number", 27, "Without a number"),
        ("27th", 26, "27th"),
        ("", 1, ""),
    ],
)  # fmt: skip
def test_counted_on(title, number, expected):
    assert ordinals.counted_on(title, number, number + 1) == expected


@pytest.mark.parametrize(
    ("title", "number"),
    [("第二十七届洽谈会", 27), ("第8届论坛", 8), ("The 27th symposium", 27), ("Forum (Edition 3)", 3), ("Forum", None)],
)
def test_the_number_in_a_name(title, number):
    assert ordinals.number_in(title) == number


def test_every_number_is_written_so_that_it_is_read_back():
    assert [chinese_number(ordinals.chinese(number)) for number in range(1, 1000)] == list(range(1, 1000))
    assert len({ordinals.english_word(number) for number in range(1, 100)}) == 99
    assert (ordinals.english_word(20), ordinals.english_word(90), ordinals.english_word(100)) == (
        "twentieth", "ninetieth", None,
    )  # fmt: skip


@pytest.mark.parametrize(("number", "to"), [(0, 1), (999, 1000), (-1, 0)])
def test_beyond_the_numbers_a_name_stays_as_it_is(number, to):
    assert ordinals.counted_on("第999届 0th 999th", number, to) == "第999届 0th 999th"
