"""What the change record keeps of users, divisions and tokens, and who may see it. Never a password, never a secret."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import ApiToken, Division, Role, User
from changelog.models import Change
from changelog.services import Written, record
from foundation.clock import local_day
from workplan.administration import rules

Facts = dict[str, Any]


def refuse_unless_administrator(by: User | None) -> None:
    """PermissionDenied for everybody but an administrator; `by` None is a command run on the server."""
    if by is not None and not rules.may_administer(by):
        raise PermissionDenied(_("Only an administrator changes users, divisions and the tokens of others."))


def audience(user: User) -> tuple[str, str]:
    """Changes of an account are told to the person and seen by the administrators."""
    return f"role:{Role.ADMINISTRATOR}", f"user:{user.pk}"


def user_facts(user: User) -> Facts:
    """The facts of an account. At most two queries, for the division and the leader served."""
    return {
        "username": user.username,
        "name_en": user.name_en,
        "name_zh": user.name_zh,
        "role": user.role,
        "division": user.division.code if user.division else None,
        "secretary_to": user.secretary_to.username if user.secretary_to else None,
        "email": user.email,
        "active": user.is_active,
        "must_change_password": user.must_change_password,
        "demonstration": user.demonstration,
    }


def division_facts(division: Division) -> Facts:
    """The facts of a division."""
    return {
        "code": division.code,
        "name_en": division.name_en,
        "name_zh": division.name_zh,
        "order": division.order,
        "parent": division.parent.code if division.parent else None,
        "protocol": division.protocol,
        "demonstration": division.demonstration,
    }


def token_facts(token: ApiToken) -> Facts:
    """The facts of a token: neither its secret nor the hash of it."""
    return {
        "user": token.user.username,
        "name": token.name,
        "scopes": list(token.scopes),
        "expires_on": local_day(token.expires_at) if token.expires_at else None,
        "revoked": token.revoked_at is not None,
    }


def differing(before: Facts, after: Facts) -> tuple[Facts, Facts]:
    """Both sides, narrowed to what differs."""
    keys = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in keys}, {key: after[key] for key in keys}


def record_user(*, by: User | None, user: User, before: Facts | None, after: Facts) -> None:
    """Record a change of an account; `before` None: it is new."""
    action = Change.Action.CREATE if before is None else Change.Action.CHANGE
    seen = audience(user)
    record(
        by=by,
        written=Written(
            action=action, type="user", key=user.username, before=before, after=after, seen_before=seen, seen_after=seen
        ),
    )


def record_token(*, by: User | None, token: ApiToken, before: Facts | None) -> None:
    """Record a token made or revoked."""
    action = Change.Action.CREATE if before is None else Change.Action.CHANGE
    seen = audience(token.user)
    after = token_facts(token)
    record(
        by=by,
        written=Written(
            action=action, type="token", key=token.pk, before=before, after=after, seen_before=seen, seen_after=seen
        ),
    )
