"""API tokens: people make their own, administrators revoke anybody's."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.models import ApiToken, User
from changelog.services import unit
from foundation import clock
from workplan.administration import rules
from workplan.administration.services.recording import record_token, token_facts

HINT_LENGTH = 7


def create_token(
    *,
    by: User | None,
    user: User,
    name: str,
    write: bool = False,
    schedule: bool = False,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """Make a token of `user` and return it with its secret, which is kept nowhere: show it once.

    `by` None is a command run on the server. Raises PermissionDenied for anybody but the owner, ValidationError by
    field (`name`, `expires_at`, or none for an inactive owner); writes nothing then.
    """
    with unit():
        owner = User.objects.select_for_update().get(pk=user.pk)
        if by is not None and not rules.may_make_token(by, owner):
            raise PermissionDenied(_("A token is made by its owner only."))
        if not owner.is_active:
            raise ValidationError(_("An inactive account gets no token."))
        now = clock.now()
        if expires_at is not None and expires_at <= now:
            raise ValidationError({"expires_at": _("Expected a day to come.")})
        secret = ApiToken.new_secret()
        token = ApiToken(
            user=owner,
            name=name.strip(),
            digest=ApiToken.digest_of(secret),
            hint=secret[:HINT_LENGTH],
            write=write,
            schedule=schedule,
            created_at=now,
            expires_at=expires_at,
        )
        token.full_clean()
        token.save()
        record_token(by=by, token=token, before=None)
    return token, secret


def revoke_token(*, by: User | None, token: ApiToken) -> ApiToken:
    """Close a token for good; a revoked one stays as it is. Raises PermissionDenied."""
    with unit():
        token = ApiToken.objects.select_for_update(of=("self",)).select_related("user").get(pk=token.pk)
        if by is not None and not rules.may_revoke_token(by, token):
            raise PermissionDenied(_("Only its owner and an administrator revoke a token."))
        if token.revoked_at is None:
            before = token_facts(token)
            token.revoked_at = clock.now()
            token.save(update_fields=["revoked_at"])
            record_token(by=by, token=token, before=before)
    return token
