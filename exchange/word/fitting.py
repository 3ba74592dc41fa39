"""What fits on the one page of a leader's sheet: sizes of its rows, and texts cut to them. Free of Django.

The rows of the built-in sheet have exact heights, which add up to one page; texts are cut so that nothing of them is
hidden by that. Widths are counted in characters of a Chinese text.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

ELLIPSIS = "…"
MM_PER_POINT = 25.4 / 72
# A cell's inner margins, left and right together.
CELL_MARGINS_MM = 2.0
# Wide letters of a proportional font, and those that are narrow, in shares of a Chinese character: those of a wide
# font, as one may stand in for Times New Roman.
WIDE, NARROW, USUAL, SPACE = 0.9, 0.42, 0.62, 0.32
_PIECES = re.compile(r"\s+|[^\W\d_]+|\d+|.", re.DOTALL)


class Density(NamedTuple):
    """How a sheet is set: up to how many tasks and issues, of how many lines; type and line in points."""

    name: str
    tasks: int
    lines: int
    size: float
    line: float
    issues: int
    issue_lines: int

    @property
    def row_height(self) -> float:
        """Of a row of the tasks, in points."""
        return self.lines * self.line + 3

    @property
    def issue_height(self) -> float:
        """Of a row of the issues, in points."""
        return self.issue_lines * self.line + 3


DENSITIES = (
    Density("roomy", 6, 3, 10.5, 13.5, 5, 3),
    Density("medium", 10, 2, 10, 13, 6, 2),
    Density("close", 14, 2, 9, 11.5, 4, 2),
    Density("small", 22, 1, 9, 12, 5, 2),
)
# Columns in millimetres, 170 in all.
TASK_COLUMNS = {"code": 12, "task": 38, "lead": 20, "signal": 21, "done": 13, "planned": 13, "gap": 15, "latest": 38}
ISSUE_COLUMNS = {"code": 12, "task": 38, "problems": 60, "needs": 60}


def density_for(tasks: int) -> Density:
    """The roomiest setting that holds so many tasks; the smallest where none does."""
    return next((each for each in DENSITIES if tasks <= each.tasks), DENSITIES[-1])


def fit_cell(text: str, column_mm: float, size: float, lines: int) -> str:
    """The text on one line of words, cut to what a cell of that width holds in so many lines."""
    return fit(text, (column_mm - CELL_MARGINS_MM) / (size * MM_PER_POINT), lines)


def fit(text: str, width: float, lines: int) -> str:
    """The text cut at a word, with an ellipsis, to so many lines of that width; blanks and line ends become one blank.

    "" for a text of blanks. A word longer than a line is broken anywhere, as a word processor does.
    """
    text = " ".join(text.split())
    if _lines(text, width) <= lines:
        return text
    return _cut(text, width, lines, _ends(text, width)) or _cut(text, width, lines, range(1, len(text))) or ELLIPSIS


def _cut(text: str, width: float, lines: int, ends: Iterable[int]) -> str:
    """The longest beginning that ends at one of these places and fits with the ellipsis; "" where none does."""
    kept = ""
    for end in ends:
        tried = text[:end].rstrip() + ELLIPSIS
        if _lines(tried, width) > lines:
            break
        kept = tried
    return kept


def _ends(text: str, width: float) -> Iterator[int]:
    """Where the text may be cut: after each piece; within a word that is longer than a line after each letter."""
    for piece in _PIECES.finditer(text):
        if _breaks_anywhere(piece[0], width):
            yield from range(piece.start() + 1, piece.end() + 1)
        else:
            yield piece.end()


def _lines(text: str, width: float) -> int:
    """How many lines the text takes, filled greedily."""
    count, used, before = 1, 0.0, ""
    for piece in _PIECES.findall(text):
        for part in piece if _breaks_anywhere(piece, width) else (piece,):
            wide, before = width_of(part) + _gap(before, part[0]), part[-1]
            if used + wide > width and not part.isspace():
                count, used = count + 1, 0.0
            used += wide
    return count


def _breaks_anywhere(piece: str, width: float) -> bool:
    return unicodedata.east_asian_width(piece[0]) in "WF" or width_of(piece) > width


def _gap(before: str, after: str) -> float:
    """What a word processor leaves free between Chinese and Latin letters or figures."""
    apart = before.isalnum() and after.isalnum() and before.isascii() != after.isascii()
    return SPACE if apart else 0.0


def width_of(text: str) -> float:
    """In Chinese characters, rather too wide than too narrow."""
    return sum(_width(each) for each in text)


def _width(char: str) -> float:
    if char.isspace():
        return SPACE
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WFA":
        return 1.0
    return WIDE if char.isupper() or char in "mwMW%@—" else NARROW if char in "iljtfr.,;:'!|()[]" else USUAL
