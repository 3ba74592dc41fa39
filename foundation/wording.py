"""Two states of one text: what stayed, what went, what came, word by word."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

# A word of letters and digits, a run of space, or one sign: every Chinese character is a word of its own.
_WORD = re.compile(r"[^\W\u3400-\u9fff\uf900-\ufaff]+|\s+|.", re.DOTALL)
MOST = 2_000_000  # comparisons worth waiting for
LEAST = 0.3  # below this share of common words, two texts are two texts
KEPT = 120  # characters of what stayed, shown at either side of what did not


class Piece(NamedTuple):
    """A run of words that stayed (`same`), went (`gone`) or came (`come`)."""

    kind: Literal["same", "gone", "come"]
    text: str


def differing(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in reading order, long ones that stayed shortened in their middle.

    Empty where that would not help: one of the texts is blank, they have little in common, or are too long to compare.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    left, right = old[start : len(old) - end], new[start : len(new) - end]
    if not old or not new or len(left) * len(right) > MOST:
        return []
    matcher = SequenceMatcher(str.isspace, left, right, autojunk=False)
    stayed = start + end + sum(block.size for block in matcher.get_matching_blocks())
    if 2 * stayed < LEAST * (len(old) + len(new)):
        return []
    pieces = [Piece("same", "".join(old[:start]))]
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(left[a:b])))
        else:
            pieces += [Piece("gone", "".join(left[a:b])), Piece("come", "".join(right[c:d]))]
    pieces.append(Piece("same", "".join(old[len(old) - end :])))
    full = [piece for piece in pieces if piece.text]
    return [_shortened(piece, place, len(full) - 1) for place, piece in enumerate(full)]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words both begin with."""
    for place, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return place
    return min(len(one), len(other))


def _shortened(piece: Piece, place: int, last: int) -> Piece:
    """What stayed, without what is far from any change."""
    if piece.kind != "same" or len(piece.text) <= 3 * KEPT:
        return piece
    head = "" if place == 0 else piece.text[:KEPT]
    tail = "" if place == last else piece.text[-KEPT:]
    return Piece("same", f"{head} … {tail}")
