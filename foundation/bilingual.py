"""Text in both languages: a pair of fields, `name_en` and `name_zh`; and what each language sets between words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language


def chinese(language: str | None = None) -> bool:
    """Whether the language (by default the active one) is Chinese."""
    return (language or get_language() or "en").startswith("zh")


def in_language(thing: Any, field: str, language: str | None = None) -> str:
    """`field` in the reader's language, in the other one when that is blank."""
    first, second = ("_zh", "_en") if chinese(language) else ("_en", "_zh")
    return getattr(thing, field + first, "") or getattr(thing, field + second, "")


def colon() -> str:
    """Between a label and what it labels."""
    return "：" if chinese() else ": "


def labelled(label: Any, value: Any) -> str:
    """A label and what it labels: “2023: 336”, “2023：336”."""
    return f"{label}{colon()}{value}"


def aside(text: Any, more: Any) -> str:
    """A text with more in brackets: “Office leader 1 (Protocol)”, “办领导1（礼宾处）”."""
    return f"{text}（{more}）" if chinese() else f"{text} ({more})"


def listed(things: Iterable[Any]) -> str:
    """Things one after the other: “a, b”, “a、b”."""
    return ("、" if chinese() else ", ").join(str(each) for each in things)


def clauses(things: Iterable[Any]) -> str:
    """Longer things one after the other: “a (b, c); d”, “a（b、c）；d”."""
    return ("；" if chinese() else "; ").join(str(each) for each in things)


def sentences(texts: Iterable[Any]) -> str:
    """Whole sentences one after the other, which Chinese writes without a space between them."""
    return ("" if chinese() else " ").join(str(each) for each in texts)


class Named:
    """Mixin for models with `name_en` and `name_zh`: `name` reads in the reader's language."""

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return in_language(self, "name")


class Titled:
    """Mixin for models with `title_en` and `title_zh`: `title` reads in the reader's language."""

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return in_language(self, "title")
