"""The pages of the administration."""

from workplan.administration.views.divisions import division_edit, division_new, divisions
from workplan.administration.views.tokens import feed_revoke, token_revoke, tokens
from workplan.administration.views.users import user_active, user_edit, user_new, user_reset, users

__all__ = [
    "division_edit",
    "division_new",
    "divisions",
    "feed_revoke",
    "token_revoke",
    "tokens",
    "user_active",
    "user_edit",
    "user_new",
    "user_reset",
    "users",
]
