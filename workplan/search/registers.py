"""The registers beside the events in the search: what is in them, and what an event names that the reader may see."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from events.models import Counterpart, Delegation, Venue
from events.models.keeping import Kept
from events.registers.kinds import COUNTERPARTS, DELEGATIONS, SERIES, VENUES, Register
from events.registers.wording import stay
from events.services.keeping import SEEN
from foundation.bilingual import in_language
from workplan.search.base import NAMES, Group, Hit, both, in_order
from workplan.search.words import Search, holding


class Entries(Group):
    """The entries of one register of the plan's side, by their names and what else is in `fields`."""

    register: ClassVar[Register]
    fields: ClassVar[tuple[str, ...]] = NAMES

    def visible(self, search: Search) -> QuerySet[Any]:
        """In the order of the register."""
        user: Any = search.user
        seen: QuerySet[Any] = SEEN[self.register.model](user)
        return seen.filter(demonstration=search.plan.demonstration)

    def holds(self, search: Search, word: str) -> Q:
        """In one of the fields."""
        return holding(self.fields, word)

    def hits(self, search: Search, ids: Sequence[int]) -> list[Hit]:
        """What is no longer to be seen is left out. One query."""
        return [self._hit(search, entry) for entry in in_order(self.visible(search), ids)]

    def about(self, entry: Any) -> list[str]:
        """What is said beside the name."""
        return []

    def texts(self, entry: Any) -> list[tuple[object, str]]:
        """The texts that are searched besides the names, each with what it is."""
        return []

    def _hit(self, search: Search, entry: Kept) -> Hit:
        return Hit(
            pk=entry.pk,
            url=reverse(f"events:{self.register.key}", args=[search.plan.code, entry.pk]),
            title=search.mark(entry.name),
            about=[text for text in self.about(entry) if text],
            excerpts=search.excerpts(entry.name, [*(("", name) for name in both(entry, "name")), *self.texts(entry)]),
            thing=entry,
        )


class Delegations(Entries):
    """Delegations by name."""

    key, name, register = "delegations", pgettext_lazy("register", "Delegations"), DELEGATIONS

    def about(self, entry: Delegation) -> list[str]:
        """From where, how many, from when to when."""
        persons = ngettext("%(n)d person", "%(n)d persons", entry.size) % {"n": entry.size}
        return [_country(entry), persons, stay(entry) if entry.arrives_on or entry.leaves_on else ""]


class Counterparts(Entries):
    """Counterparts by name."""

    key, name, register = "counterparts", gettext_lazy("Counterparts"), COUNTERPARTS

    def about(self, entry: Counterpart) -> list[str]:
        """What it is, and where."""
        kind = _("Partner city") if entry.partner_since else str(entry.get_kind_display())
        return [kind, _country(entry)]


class Venues(Entries):
    """Venues by name, district and what distinguishes them."""

    key, name, register = "venues", gettext_lazy("Venues"), VENUES
    fields = (*NAMES, "district_en", "district_zh", "distinction_en", "distinction_zh")

    def about(self, entry: Venue) -> list[str]:
        """Its district."""
        return [in_language(entry, "district")]

    def texts(self, entry: Venue) -> list[tuple[object, str]]:
        """District and distinction in both languages."""
        return [
            *((_("District"), text) for text in both(entry, "district")),
            *((_("What distinguishes it"), text) for text in both(entry, "distinction")),
        ]


class SeriesGroup(Entries):
    """Series by name."""

    key, name, register = "series", gettext_lazy("Series"), SERIES


def _country(entry: Any) -> str:
    """Where it is or comes from; nothing where that is not known."""
    return str(entry.country_or_region.name)
