"""The places of the register, as the row of links above each of its pages shows them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.rules import Reader
from events.rules import may_add_event, may_keep_office


def everybody(user: Reader) -> bool:
    """Whoever may open the register."""
    return True


@dataclass(frozen=True)
class Place:
    """A page of the register under a plan: its key, the name of its address, what it is called, for whom it is."""

    key: str
    route: str
    label: str | Promise
    for_whom: Callable[[Reader], bool] = everybody


PLACES = (
    Place("list", "events:list", _("List")),
    Place("calendar", "events:calendar", _("Calendar")),
    Place("conflicts", "events:conflicts", _("Time conflicts")),
    Place("preparation", "events:preparation", _("Preparation")),
    Place("leaders", "events:leaders", _("Municipal leaders")),
    Place("delegations", "events:delegations", pgettext_lazy("register", "Delegations")),
    Place("counterparts", "events:counterparts", _("Counterparts")),
    Place("venues", "events:venues", _("Venues")),
    Place("series-list", "events:series-list", _("Series")),
    Place("holds", "events:holds", _("Hold windows")),
    Place("duplicates", "events:duplicates", _("Duplicates"), may_add_event),
    Place("feeds", "events:feeds", _("Calendar feeds")),
    Place("settings", "events:settings", _("Settings"), may_keep_office),
)
# Pages of apps above this one: they stand higher, so they come to it.
MORE: list[Place] = []


def contribute(place: Place) -> None:
    """Let another app put a page of its own into the row."""
    MORE.append(place)


def places_for(user: Reader) -> list[Place]:
    """The places that are for the reader, in their order."""
    return [place for place in (*PLACES, *MORE) if place.for_whom(user)]
