"""Every write to users, divisions, passwords and tokens."""

from workplan.administration.services.divisions import DivisionFacts, change_division, create_division
from workplan.administration.services.emails import change_own_email
from workplan.administration.services.passwords import change_own_password, new_password, reset_password
from workplan.administration.services.tokens import create_token, revoke_token
from workplan.administration.services.users import Person, change_user, create_user, set_active

__all__ = [
    "DivisionFacts",
    "Person",
    "change_division",
    "change_own_email",
    "change_own_password",
    "change_user",
    "create_division",
    "create_token",
    "create_user",
    "new_password",
    "reset_password",
    "revoke_token",
    "set_active",
]
