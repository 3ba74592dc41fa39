"""What a password may not be, beside what Django asks of it (the setting AUTH_PASSWORD_VALIDATORS)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORTEST_NAME = 4  # a shorter one may stand in a good password by chance


class NoUserName:
    """Not the user name with something around it: it is the first thing that is tried."""

    def validate(self, password: str, user: Any = None) -> None:
        """ValidationError where the user name, whatever its capitals, is part of the password."""
        name = getattr(user, "username", "").casefold()
        if len(name) >= SHORTEST_NAME and name in password.casefold():
            raise ValidationError(_("This password contains the user name."), code="password_contains_username")

    def get_help_text(self) -> str:
        """The same for a person who chooses one."""
        return _("Your password can’t contain your user name.")


class NoRepetition:
    """Not a word or a few characters typed several times over, which is no longer than the word."""

    def validate(self, password: str, user: Any = None) -> None:
        """ValidationError where the password, whatever its capitals, is a shorter one repeated."""
        text = password.casefold()
        if text in (text + text)[1:-1]:  # so of what is repeated, and of nothing else
            raise ValidationError(_("This password is the same thing repeated."), code="password_repeated")

    def get_help_text(self) -> str:
        """The same for a person who chooses one."""
        return _("Your password can’t be the same thing repeated.")
