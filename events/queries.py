"""The address of the register's list says all of its state; a saved view keeps its filters."""

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events.filters import EventFilter
from events.models import Event
from priorities.listings import Listing
from priorities.models import Plan, SavedView

OF_VIEW = tuple(name for name in EventFilter.names() if name != "plan")


def clean(asked: QueryDict) -> QueryDict:
    """What of an address narrows the list: its filters, without empty fields."""
    query = QueryDict(mutable=True)
    for name in OF_VIEW:
        if values := [value for value in asked.getlist(name) if value]:
            query.setlist(name, values)
    return query


def with_changed(asked: QueryDict, name: str, *values: str) -> str:
    """The clean query with other values of one filter, or without it, as text."""
    query = clean(asked)
    query.setlist(name, list(values))
    return clean(query).urlencode()


def shows(user: User, plan: Plan, wanted: QueryDict) -> bool:
    """Whether the list can be called with these filters, as this person."""
    asked = [name for name in OF_VIEW if name in wanted]
    return EventFilter(wanted, Event.objects.none(), plan=plan, reader=user, only=asked).is_valid()


LISTING = Listing(
    key=SavedView.Listing.EVENTS,
    route="events:list",
    title=_("Events"),
    keeps=_("Keeps the filters."),
    stay=_("The events stay as they are."),
    clean=clean,
    shows=shows,
)
