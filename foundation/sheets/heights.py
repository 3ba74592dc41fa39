"""How high a row must be for its texts, by the width of their signs: Chinese ones count two.

Excel and WPS would find it by themselves; LibreOffice takes the heights of a file as they are, and prints lines over
lines.
"""

from collections.abc import Sequence
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from .columns import Column

LINE = 15.0  # points
MOST_LINES = 20
WRAPPED = ("text", "long")


def height_of(columns: Sequence[Column], widths: Sequence[int], row: Sequence[Any]) -> float | None:
    """The height in points of a row of these values; None where one line holds all of them."""
    lines = max(
        (
            lines_of(str(value), width)
            for column, width, value in zip(columns, widths, row, strict=True)
            if not column.hidden and column.kind in WRAPPED and value not in (None, "")
        ),
        default=1,
    )
    return None if lines == 1 else min(lines, MOST_LINES) * LINE


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column of so many characters. A word that does not fit goes to the next line."""
    if len(text) * 2 <= width and "\n" not in text:
        return 1
    return sum(max(1, ceil(_width(line) * 1.15 / width)) for line in text.splitlines()) or 1


def _width(line: str) -> int:
    if line.isascii():
        return len(line)
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in line)
