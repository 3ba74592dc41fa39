"""Exact figures: rationals inside, one rounding at the very end."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import lcm


def one_decimal(value: Fraction | int | None) -> Decimal | None:
    """The value to one decimal, rounded half away from zero; None stays None, and there is no minus zero."""
    if value is None:
        return None
    tenths = abs(Fraction(value)) * 10
    whole, rest = divmod(tenths.numerator, tenths.denominator)
    if 2 * rest >= tenths.denominator:
        whole += 1
    return Decimal(-whole if value < 0 else whole).scaleb(-1)


def exact_sum(parts: Iterable[tuple[int, int]]) -> Fraction:
    """Σ numerator ÷ denominator over pairs of integers, exactly, with one division."""
    pairs = list(parts)
    common = lcm(*(denominator for _, denominator in pairs)) if pairs else 1
    return Fraction(sum(numerator * (common // denominator) for numerator, denominator in pairs), common)
