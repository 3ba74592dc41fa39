"""E-mail addresses: where the digest of a day goes. The administrators enter them, and so does each person."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from changelog.services import unit
from foundation.text import validate_plain_text
from workplan.administration.services.recording import differing, record_user


def errors_of_email(email: str) -> dict[str, Any]:
    """Errors on `email` for what no mail server could take: the model's own check lets odd characters pass."""
    try:
        validate_plain_text(email)
        email.encode("ascii")
    except ValidationError as error:
        return {"email": error}
    except UnicodeEncodeError:
        return {"email": ValidationError(_("Write the address in plain letters, such as name@office.example."))}
    return {}


def change_own_email(*, by: User, password: str, email: str) -> User:
    """Change one's own e-mail address, "" for none; nothing is recorded when nothing differs.

    Raises PermissionDenied to a token, ValidationError on `old_password` or `email`; writes nothing then.
    """
    with unit():
        if by.token is not None:
            raise PermissionDenied(_("A token changes no e-mail address."))
        user = User.objects.select_for_update().get(pk=by.pk)
        if not user.check_password(password):
            raise ValidationError({"old_password": _("This is not your present password.")})
        before, user.email = user.email, email
        if errors := errors_of_email(email):
            raise ValidationError(errors)
        user.full_clean()
        gone, come = differing({"email": before}, {"email": email})
        if come:
            user.save(update_fields=["email"])
            record_user(by=by, user=user, before=gone, after=come)
    return user
