"""Who: divisions, people with one role each, their tokens, deputies and drafts."""

from accounts.models.deputy import Deputy
from accounts.models.draft import Draft
from accounts.models.people import ApiToken, Division, Role, User, UserManager, code_validator

__all__ = ["ApiToken", "Deputy", "Division", "Draft", "Role", "User", "UserManager", "code_validator"]
