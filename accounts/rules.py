"""Who a person is to the product: predicates on roles, and on what the token of a request lets through."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import Role, User

Reader = User | AnonymousUser


def has_role(user: Reader) -> bool:
    """Signed in, active, and with a role: without one, only one's own account page opens."""
    return bool(user.is_authenticated and user.is_active and user.role)


def must_choose_password(user: Reader) -> bool:
    """Signed in by a password that an administrator knows: to be replaced first. A token has nothing to do with it."""
    return isinstance(user, User) and user.token is None and user.must_change_password


def has_scope(user: Reader, scope: str) -> bool:
    """Whether this request may use a scope: always in the browser, with a token only where it was given."""
    return isinstance(user, User) and (user.token is None or scope in user.token.scopes)


def is_leadership(user: Reader) -> bool:
    """The office's own leaders."""
    return isinstance(user, User) and user.role == Role.LEADERSHIP


def is_secretary(user: Reader) -> bool:
    """Secretaries of the office's leaders."""
    return isinstance(user, User) and user.role == Role.SECRETARY


def is_planning_office(user: Reader) -> bool:
    """The planning office."""
    return isinstance(user, User) and user.role == Role.PLANNING_OFFICE


def is_administrator(user: Reader) -> bool:
    """Administrators of users, divisions and tokens."""
    return isinstance(user, User) and user.role == Role.ADMINISTRATOR


def is_division_staff(user: Reader) -> bool:
    """Division staff, whose reports their chief releases."""
    return isinstance(user, User) and user.role == Role.STAFF and user.division_id is not None


def is_chief(user: Reader) -> bool:
    """Division chiefs."""
    return isinstance(user, User) and user.role == Role.CHIEF and user.division_id is not None


def stood_in_for(user: Reader) -> int | None:
    """The id of the chief for whom a person of the division stands in today; None for everybody else."""
    return user.stands_in_for_id if isinstance(user, User) and is_division_staff(user) else None


def acts_as_chief(user: Reader) -> bool:
    """Division chiefs, and who stands in for one today."""
    return is_chief(user) or stood_in_for(user) is not None


def division_of(user: Reader) -> int | None:
    """The id of the division for which a person works (staff and chiefs), None for everybody else."""
    return user.division_id if isinstance(user, User) and user.role in (Role.STAFF, Role.CHIEF) else None


def works_in_protocol(user: Reader) -> bool:
    """Staff or chief of the division that keeps municipal leaders' schedules."""
    return division_of(user) is not None and isinstance(user, User) and user.division.protocol  # type: ignore[union-attr]  # division_of has just found it
