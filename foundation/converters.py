"""Parts of addresses: only what a key can look like reaches a view, so that no odd path reaches the database."""

import re

from django.urls import register_converter


class _Text:
    """A key that stays text."""

    regex = ""

    def to_python(self, value: str) -> str:
        """The text as it is."""
        return value

    def to_url(self, value: object) -> str:
        """The text as it is."""
        return str(value)


class Code(_Text):
    """A key of small letters, digits and hyphens, such as `2024`, `demo-2024`, `2024-5-02`, `protocol`."""

    regex = "[a-z0-9]+(?:-[a-z0-9]+)*"


def is_code(text: str) -> bool:
    """Whether a text that did not come by an address could be such a key."""
    return re.fullmatch(Code.regex, text) is not None


class Secret(_Text):
    """The secret part of an address that opens without sign-in, as `secrets.token_urlsafe` makes it."""

    regex = "[A-Za-z0-9_-]{20,100}"


class Identity:
    """A row's number, of at most 15 digits: any database can look it up."""

    regex = "[0-9]{1,15}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """The number in digits."""
        return str(value)


def register() -> None:
    """Make `<code:…>`, `<id:…>` and `<secret:…>` known to every urls module: `workplan.urls` calls it first."""
    register_converter(Code, "code")
    register_converter(Identity, "id")
    register_converter(Secret, "secret")
