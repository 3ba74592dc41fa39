"""What may be done to several tasks at once."""

from accounts.models import User
from priorities.models import Plan


def bulk_actions(user: User, plan: Plan) -> list[str]:
    """The actions that the reader may use on the tasks of the plan; none: the list shows no boxes to tick."""
    return []
