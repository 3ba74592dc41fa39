"""The places of the register, as the row of links above each of its pages shows them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.rules import Reader


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
    Place("leaders", "events:leaders", _("Municipal leaders")),
    Place("delegations", "events:delegations", pgettext_lazy("register", "Delegations")),
    Place("counterparts", "events:counterparts", _("Counterparts")),
    Place("venues", "events:venues", _("Venues")),
    Place("series-list", "events:series-list", _("Series")),
)
