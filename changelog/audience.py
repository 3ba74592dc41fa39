"""Who may see a change: tags on the change (`changelog.models.Audience`), tags of a reader; one in common is enough."""

from accounts.models import User
from accounts.rules import Reader, division_of, has_role, has_scope, is_leadership, is_secretary
from changelog.services import EVERYBODY


def role_tag(role: str) -> str:
    """Everyone of a role."""
    return f"role:{role}"


def division_tag(division_id: int) -> str:
    """The staff and the chief of a division."""
    return f"division:{division_id}"


def charge_tag(leader_id: int) -> str:
    """One of the office's leaders, and that leader's secretaries: what the leader is in charge of."""
    return f"charge:{leader_id}"


def person_tag(user_id: int) -> str:
    """One person: what is told of their own account."""
    return f"user:{user_id}"


def tags_of(user: Reader) -> set[str]:
    """The tags of a reader; none for who is not signed in. No query.

    Without a role only one's own; by a token without the scope `schedule` only one's own and everybody's, as any other
    tag opens restricted events.
    """
    if not isinstance(user, User):
        return set()
    tags = {person_tag(user.pk)}
    if not has_role(user):
        return tags
    tags.add(EVERYBODY)
    if not has_scope(user, "schedule"):
        return tags
    tags.add(role_tag(user.role))
    division = division_of(user)
    if division is not None:
        tags.add(division_tag(division))
    if is_leadership(user):
        tags.add(charge_tag(user.pk))
    elif is_secretary(user) and user.secretary_to_id is not None:
        tags.add(charge_tag(user.secretary_to_id))
    return tags
