"""Numbers as they are written in Chinese: 四十五, 一百零三, 十二, 〇."""

DIGITS = {
    sign: value
    for value, signs in enumerate(("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for sign in signs
}
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
SIGNS = {*DIGITS, *UNITS, "万"}


def chinese_number(text: str) -> int | None:
    """The whole number below 100,000,000 that a Chinese numeral writes; None for what is none, or is badly formed."""
    if not text or not set(text) <= SIGNS:
        return None
    upper, sign, lower = text.partition("万")
    if not sign:
        return _below_ten_thousand(text)
    thousands = _below_ten_thousand(upper)
    rest = _below_ten_thousand(lower) if lower else 0
    return None if not thousands or rest is None else thousands * 10_000 + rest


def _below_ten_thousand(text: str) -> int | None:
    if text and all(sign in DIGITS for sign in text):
        digits = [DIGITS[sign] for sign in text]
        return int("".join(map(str, digits))) if len(digits) in (1, 4) or digits[0] else None
    total, last, digit = 0, 10_000, None
    for sign in text:
        if sign in DIGITS:
            if digit:
                return None
            digit = DIGITS[sign]
        elif sign in UNITS and UNITS[sign] < last:
            if digit == 0 or (digit is None and total):
                return None
            last = UNITS[sign]
            total += (digit or 1) * last
            digit = None
        else:
            return None
    return total + (digit or 0) if text else None
