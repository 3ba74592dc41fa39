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
    Place("leaders", "events:leaders", _("Municipal leaders")),
    Place("delegations", "events:delegations", pgettext_lazy("register", "Delegations")),
    Place("counterparts", "events:counterparts", _("Counterparts")),
    Place("venues", "events:venues", _("Venues")),
    Place("series-list", "events:series-list", _("Series")),
    Place("feeds", "events:feeds", _("Calendar feeds")),
    Place("conflicts", "events:conflicts", _("Time conflicts")),
    Place("holds", "events:holds", _("Hold windows")),
    Place("settings", "events:settings", _("Settings"), may_keep_office),
    Place("preparation", "events:preparation", _("Preparation")),
    Place("duplicates", "events:duplicates", _("Duplicates"), may_add_event),
    Place("import", "exchange:events-upload", _("Upload a register"), may_add_event),
)
