"""Who may have which document of a closed round: it tells who has not reported, as the round's page does."""

from accounts.models import User
from accounts.rules import Reader, is_secretary
from priorities.rules import may_see_league


def may_have_summary(user: Reader) -> bool:
    """The summary names what each division has not reported: who sees divisions side by side."""
    return may_see_league(user)


def may_have_sheets(user: Reader) -> bool:
    """The list of the sheets, of which `may_have_sheet_of` says which."""
    return may_see_league(user) or _serves(user) is not None


def may_have_sheet_of(user: Reader, leader_id: int) -> bool:
    """A leader's sheet: those who have all of them, and the leader's own secretary."""
    return may_see_league(user) or _serves(user) == leader_id


def _serves(user: Reader) -> int | None:
    return user.secretary_to_id if isinstance(user, User) and is_secretary(user) else None
