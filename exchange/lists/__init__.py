"""The lists that go into files, each as its page shows it: one module for each, found by `listing_of`."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, QueryDict

from accounts.models import User
from exchange.lists.base import Listing
from exchange.lists.events import event_listing
from exchange.lists.indicators import indicator_listing
from exchange.lists.leaders import leader_listing
from exchange.lists.tasks import task_listing
from exchange.lists.updates import update_listing
from exchange.models import Export
from priorities.models import Plan

LISTINGS: Mapping[str, Callable[[HttpRequest, Plan, User], Listing]] = {
    Export.List.TASKS: task_listing,
    Export.List.UPDATES: update_listing,
    Export.List.EVENTS: event_listing,
    Export.List.INDICATORS: indicator_listing,
    Export.List.LEADERS: leader_listing,
}


def listing_of(user: User, plan: Plan, name: str, query: str) -> Listing:
    """The list of that name as its page would show it to the reader at an address with this query.

    In the active language. Raises BadRequest where the page would answer 400.
    """
    request = HttpRequest()
    request.method, request.user, request.GET = "GET", user, QueryDict(query)
    return LISTINGS[name](request, plan, user)


__all__ = ["LISTINGS", "Listing", "listing_of"]
