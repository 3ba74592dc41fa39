"""Cursors of the change feed, as other systems hold them: opaque text."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from changelog.services import cursor

_PREFIX = "c"
_DIGITS = 15


def encode(change: int) -> str:
    """The cursor that stands after the change of this id; 0: before the first."""
    return urlsafe_b64encode(f"{_PREFIX}{change}".encode()).rstrip(b"=").decode()


def decode(text: str) -> int:
    """The id of the last change before the cursor. Raises ValueError on anything that `encode` did not make."""
    try:
        digits = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode("ascii").removeprefix(_PREFIX)
        change = int(digits) if digits.isdigit() and len(digits) <= _DIGITS else -1
    except ValueError:
        change = -1
    if change < 0 or encode(change) != text:
        raise ValueError("not a cursor")
    return change


def now() -> str:
    """The cursor after the last change committed. One query."""
    return encode(cursor())
