"""Passwords: one's own, and those that an administrator hands out. None is ever recorded or logged."""

import secrets

from axes.utils import reset as forget_failed_sign_ins
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from changelog.services import unit
from foundation.text import validate_plain_text
from workplan.administration import rules
from workplan.administration.services.recording import differing, record_user, refuse_unless_administrator

# No letters and digits that are taken for one another when read out or copied from paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 4, 5


def new_password() -> str:
    """A random password of some 99 bits, in groups that can be read out."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))


def set_password(user: User, password: str, *, field: str) -> None:
    """Set a password that the rules of the settings accept, without saving; ValidationError on `field` otherwise."""
    try:
        validate_plain_text(password)
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({field: error.error_list}) from error
    user.set_password(password)


def change_own_password(*, by: User, old: str, new: str) -> User:
    """Change one's own password. Every other session of the person ends with it.

    The caller keeps its own session by `update_session_auth_hash`. Raises PermissionDenied to a token, ValidationError
    on `old_password` or `new_password`.
    """
    with unit():
        if by.token is not None:
            raise PermissionDenied(_("A token changes no password."))
        user = User.objects.select_for_update().get(pk=by.pk)
        if not user.check_password(old):
            raise ValidationError({"old_password": _("This is not your present password.")})
        if old == new:
            raise ValidationError({"new_password": _("This is your present password: choose another.")})
        set_password(user, new, field="new_password")
        _save(by, user, known_to_others=False)
    return user


def reset_password(*, by: User | None, user: User, password: str = "") -> str:
    """Give a person a new password, made here when none is given, and return it: show it once.

    Their sessions end, failed sign-ins are forgotten, and at the next sign-in they have to choose another. Raises
    PermissionDenied (also for one's own), ValidationError.
    """
    with unit():
        refuse_unless_administrator(by)
        if by is not None and not rules.may_change_role(by, user):
            raise PermissionDenied(_("Change your own password on your account page."))
        user = User.objects.select_for_update().get(pk=user.pk)
        password = password or new_password()
        set_password(user, password, field="password")
        _save(by, user, known_to_others=True)
        forget_failed_sign_ins(username=user.username)
    return password


def _save(by: User | None, user: User, *, known_to_others: bool) -> None:
    """Save the password and whether another has to be chosen; record that it changed, not what it is."""
    was, user.must_change_password = user.must_change_password, known_to_others
    user.save(update_fields=["password", "must_change_password"])
    gone, come = differing({"must_change_password": was}, {"must_change_password": known_to_others})
    record_user(by=by, user=user, before=gone, after={"password": "changed", **come})
