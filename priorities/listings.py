"""The lists that can be kept as saved views: how each is addressed, what of its address is kept, what is refused.

The list of tasks is this app's; apps above put theirs beside it (`contribute`), so that this one need not know them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from priorities.columns import KEYS
from priorities.figures.ordering import ORDERS
from priorities.filters import TaskFilter
from priorities.models import Plan, SavedView
from priorities.queries import OF_VIEW, clean


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list of which views are kept.

    `clean` leaves of an address what a view keeps; `shows` tells whether the list can be called with that; `keeps` says
    in a sentence what is kept, `stay` that what is listed outlives its view.
    """

    key: str
    route: str
    title: str | Promise
    keeps: str | Promise
    stay: str | Promise
    clean: Callable[[QueryDict], QueryDict]
    shows: Callable[[User, Plan, QueryDict], bool]

    def address(self, plan: Plan, query: str) -> str:
        """The address of the plan's list with this query."""
        address = reverse(self.route, args=[plan.code])
        return f"{address}?{query}" if query else address


_LISTINGS: dict[str, Listing] = {}


def contribute(listing: Listing) -> None:
    """Let views of this list be kept; `key` is one of `SavedView.Listing`."""
    _LISTINGS[SavedView.Listing(listing.key)] = listing


def listing_of(key: str) -> Listing:
    """The list of that key. Raises KeyError for one that nobody contributed."""
    return _LISTINGS[key]


def keys() -> list[str]:
    """Those there are."""
    return list(_LISTINGS)


def _clean_tasks(asked: QueryDict) -> QueryDict:
    return clean(asked, moment=False)


def _shows_tasks(user: User, plan: Plan, wanted: QueryDict) -> bool:
    filterset = TaskFilter(wanted, plan=plan, only=[name for name in OF_VIEW if name in wanted])
    return (
        filterset.is_valid()
        and set(wanted.getlist("columns")) <= set(KEYS)
        and set(wanted.getlist("sort")) <= set(ORDERS)
    )


contribute(
    Listing(
        key=SavedView.Listing.TASKS,
        route="priorities:task-list",
        title=_("Tasks"),
        keeps=_("Keeps filters, sorting and columns."),
        stay=_("The tasks stay as they are."),
        clean=_clean_tasks,
        shows=_shows_tasks,
    )
)
