"""Ordinal numbers within names, as English and Chinese write them: 27th, Third, edition 3, 第27届, 第二十七届."""

import re

from foundation.sheets.numerals import chinese_number

DIGITS = "零一二三四五六七八九"
UNITS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh"),
    *("twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
MOST = 999
_ENGLISH = re.compile(r"\b([0-9]{1,3})(st|nd|rd|th)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"\b(edition|session) ([0-9]{1,3})\b", re.IGNORECASE)
_CHINESE = re.compile(r"第([0-9]{1,3}|[零〇一二两三四五六七八九十百]{1,7})(?=[届次回期轮])")


def english(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 22nd, 111th."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def english_word(number: int) -> str | None:
    """First, twelfth, twenty-seventh, in small letters; None beyond 99."""
    if 1 <= number <= len(UNITS):
        return UNITS[number - 1]
    if number > 99 or number < 1:
        return None
    ten, one = TENS[number // 10 - 2], number % 10
    return f"{ten}-{UNITS[one - 1]}" if one else f"{ten[:-1]}ieth"


def chinese(number: int) -> str:
    """二, 十, 十二, 二十七, 一百零八, 一百一十; of 1 to 999."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    said = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        said += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and ones:
        said += "零"
    return said + (DIGITS[ones] if ones else "")


def number_in(text: str) -> int | None:
    """The first number that a name holds as 第…届, with an English ending, or as “edition 3”; None for none."""
    if found := _CHINESE.search(text):
        return int(found[1]) if found[1].isascii() else chinese_number(found[1])
    if found := _ENGLISH.search(text):
        return int(found[1])
    found = _NUMBERED.search(text)
    return int(found[2]) if found else None


def counted_on(text: str, number: int, to: int) -> str:
    """The name with the ordinal `number` replaced by `to`, in the way it is written there; else as it is."""
    if not (1 <= number <= MOST and 1 <= to <= MOST):
        return text

    def in_chinese(found: re.Match[str]) -> str:
        digits = found[1].isascii()
        if (int(found[1]) if digits else chinese_number(found[1])) != number:
            return found[0]
        return f"第{to if digits else chinese(to)}"

    def in_english(found: re.Match[str]) -> str:
        if int(found[1]) != number:
            return found[0]
        return english(to).upper() if found[2].isupper() else english(to)

    def by_number(found: re.Match[str]) -> str:
        return f"{found[1]} {to}" if int(found[2]) == number else found[0]

    text = _NUMBERED.sub(by_number, _ENGLISH.sub(in_english, _CHINESE.sub(in_chinese, text)))
    word, other = english_word(number), english_word(to)
    return _worded(text, word, other) if word and other else text


def _worded(text: str, word: str, other: str) -> str:
    """The first place where the ordinal stands as a word, written as it is there: third, Third, Twenty-Seventh."""
    found = re.search(rf"\b{word.replace('-', '[- ]')}\b", text, re.IGNORECASE)
    if found is None or (found.start() and text[found.start() - 1] == "-"):
        return text
    if found[0].isupper():
        other = other.upper()
    elif found[0].istitle():
        other = other.title()
    elif found[0][0].isupper():
        other = other.capitalize()
    return text[: found.start()] + other + text[found.end() :]
