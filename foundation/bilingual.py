"""Text in both languages: a pair of fields, `name_en` and `name_zh`."""

from typing import Any

from django.utils.translation import get_language


def chinese(language: str | None = None) -> bool:
    """Whether the language (by default the active one) is Chinese."""
    return (language or get_language() or "en").startswith("zh")


def in_language(thing: Any, field: str, language: str | None = None) -> str:
    """`field` in the reader's language, in the other one when that is blank."""
    first, second = ("_zh", "_en") if chinese(language) else ("_en", "_zh")
    return getattr(thing, field + first, "") or getattr(thing, field + second, "")


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
