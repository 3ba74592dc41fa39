"""Who may do what with users, divisions and tokens (product.md's table)."""

from accounts.models import ApiToken, User
from accounts.rules import Reader, has_role, is_administrator


def may_administer(user: Reader) -> bool:
    """Users, divisions and the tokens of others: administrators, in the browser; no token reaches so far."""
    return has_role(user) and is_administrator(user) and isinstance(user, User) and user.token is None


def may_change_role(user: Reader, other: User) -> bool:
    """Role, division, leader served, activity of another: nobody changes their own."""
    return may_administer(user) and other.pk != user.pk


def may_make_token(user: Reader, owner: User) -> bool:
    """A token for oneself only, made in the browser: no administrator makes another's, no token makes a token."""
    return has_role(user) and isinstance(user, User) and user.pk == owner.pk and user.token is None


def may_revoke_token(user: Reader, token: ApiToken) -> bool:
    """One's own; an administrator anybody's."""
    if not isinstance(user, User) or user.token is not None or not user.is_active:
        return False
    return token.user_id == user.pk or may_administer(user)
