"""Exact figures: rationals inside, one rounding at the very end."""

from decimal import Decimal
from fractions import Fraction


def one_decimal(value: Fraction | int | None) -> Decimal | None:
    """The value to one decimal, rounded half away from zero; None stays None, and there is no minus zero."""
    if value is None:
        return None
    tenths = abs(Fraction(value)) * 10
    whole, rest = divmod(tenths.numerator, tenths.denominator)
    if 2 * rest >= tenths.denominator:
        whole += 1
    return Decimal(-whole if value < 0 else whole).scaleb(-1)
