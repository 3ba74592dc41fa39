"""What the registers know, read once for all rows, and what they do not know, asked once for all rows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django_countries import countries

from accounts.models import Division, User
from accounts.rules import division_of
from events import rules
from events.models import Kind, Leader, Status
from exchange.events.aliases import COUNTRY_WORDS, KIND_WORDS, STATUS_WORDS
from exchange.events.columns import folded, words_of
from exchange.events.names import Leaders, near
from exchange.events.outcomes import Unknown
from priorities.models import Plan, PriorityArea

OUT, NEW = "out", "new"
Things = dict[str, Any]


class ByName:
    """Rows of a register by their names in both languages; a name that several have is nobody's."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.all = list(rows)
        self.by_key: Things = {str(row.pk): row for row in self.all}
        self.names: Things = {}
        for row in self.all:
            for name in {folded(row.name_en), folded(row.name_zh)} - {""}:
                self.names[name] = None if name in self.names else row

    def find(self, text: str) -> Any:
        """The row of that name; None where there is none, or more than one."""
        return self.names.get(folded(text))

    def near(self, text: str) -> list[Any]:
        """Those whose names are near, nearest first."""
        return list(dict.fromkeys(self.names[name] for name in near(text, self.names) if self.names[name] is not None))


@dataclass(frozen=True)
class Lookups:
    """The registers of a plan's side as `by` may see them, and what `by` has chosen for unknown names.

    `year`: whose register it is; areas are known only where it is the plan's. Ten queries, all when they are asked for.
    """

    by: User
    plan: Plan
    year: int

    @cached_property
    def leaders(self) -> Leaders:
        """Municipal leaders with their posts."""
        return Leaders(Leader.objects.filter(demonstration=self.plan.demonstration).prefetch_related("posts"))

    @cached_property
    def divisions(self) -> ByName:
        """Divisions of the side."""
        found = ByName(Division.objects.filter(demonstration=self.plan.demonstration))
        found.names |= {folded(each.code): each for each in found.all}
        return found

    @cached_property
    def counterparts(self) -> ByName:
        """Counterparts that the reader may see."""
        return self._side(rules.counterparts_seen_by)

    @cached_property
    def venues(self) -> ByName:
        """Venues."""
        return self._side(rules.venues_seen_by)

    @cached_property
    def series(self) -> ByName:
        """Series that the reader may see."""
        return self._side(rules.series_seen_by)

    @cached_property
    def delegations(self) -> ByName:
        """Delegations that the reader may see."""
        return self._side(rules.delegations_seen_by)

    @cached_property
    def areas(self) -> ByName:
        """Areas of the plan, by their number, too; none of another year's register."""
        own = self.plan.areas.select_related("plan") if self.year == self.plan.year else PriorityArea.objects.none()
        found = ByName(own)
        for area in found.all:
            for word in (str(area.number), f"{area.number}{area.name_en}", f"{area.number}{area.name_zh}"):
                found.names[folded(word)] = area
        return found

    @cached_property
    def own_division(self) -> Division | None:
        """The division for which `by` works."""
        return self.by.division if division_of(self.by) is not None else None

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Kinds by the words that registers have for them."""
        return words_of(Kind.choices, KIND_WORDS)

    @cached_property
    def statuses(self) -> dict[str, str]:
        """Statuses by their words."""
        return words_of(Status.choices, STATUS_WORDS)

    @cached_property
    def countries(self) -> dict[str, str]:
        """Countries and regions by their names in both languages."""
        return words_of(list(countries), COUNTRY_WORDS)

    def _side(self, seen: Callable[[Any], Any]) -> ByName:
        return ByName(seen(self.by).filter(demonstration=self.plan.demonstration))


class Unknowns:
    """The names that no register knows, gathered while rows are read, with what was chosen for each."""

    def __init__(self, lookups: Lookups, chosen: Mapping[str, Mapping[str, str]]) -> None:
        self.lookups, self.chosen = lookups, chosen
        self.found: dict[tuple[str, str], Unknown] = {}

    def ask(self, sort: str, text: str, day: date | None = None) -> Unknown:
        """The unknown name, noted once more."""
        key = folded(text)
        found = self.found.get((sort, key))
        if found is None:
            found = self.found[sort, key] = getattr(self, f"_{sort}")(key, text, day)
            value = self.chosen.get(sort, {}).get(key, "")
            found.chosen = value if found.allows(value) else ""
        found.rows += 1
        return found

    def in_order(self) -> list[Unknown]:
        """Those that keep rows back first, then by sort, the most frequent first."""
        sorts = ("kind", "host", "leader", "country", "area", "counterpart", "series", "venue")
        return sorted(self.found.values(), key=lambda each: (not each.open, sorts.index(each.sort), -each.rows))

    def _leader(self, key: str, text: str, day: date | None) -> Unknown:
        leaders = self.lookups.leaders
        near_ones = leaders.offers(text, day or date(self.lookups.year, 12, 31))
        ways = [(OUT, _("Leave out"))]
        if rules.may_edit_leaders(self.lookups.by):
            ways.append((NEW, _("Enter as a new municipal leader")))
        return Unknown("leader", key, text, *_parted(near_ones, leaders.all), ways)

    def _host(self, key: str, text: str, day: date | None) -> Unknown:
        return self._of_register("host", key, text, self.lookups.divisions, [])

    def _counterpart(self, key: str, text: str, day: date | None) -> Unknown:
        ways = [(NEW, _("Name it with the event, as a new one")), (OUT, _("Leave out"))]
        return self._of_register("counterpart", key, text, self.lookups.counterparts, ways, needed=None)

    def _series(self, key: str, text: str, day: date | None) -> Unknown:
        ways = [(NEW, _("Name it with the event, as a new one")), (OUT, _("Leave out"))]
        return self._of_register("series", key, text, self.lookups.series, ways, needed=None)

    def _venue(self, key: str, text: str, day: date | None) -> Unknown:
        ways = [(NEW, _("Keep as text")), (OUT, _("Leave out"))]
        return self._of_register("venue", key, text, self.lookups.venues, ways, needed=False)

    def _area(self, key: str, text: str, day: date | None) -> Unknown:
        return self._of_register("area", key, text, self.lookups.areas, [(OUT, _("Leave out"))])

    def _kind(self, key: str, text: str, day: date | None) -> Unknown:
        offers = [
            (value, str(label)) for value, label in Kind.choices if value in self._near_words(text, self.lookups.kinds)
        ]
        others = [(str(value), str(label)) for value, label in Kind.choices if (value, str(label)) not in offers]
        return Unknown("kind", key, text, offers, others, [])

    def _country(self, key: str, text: str, day: date | None) -> Unknown:
        codes = self._near_words(text, self.lookups.countries)
        offers = [(code, countries.name(code)) for code in codes]
        others = [(code, str(name)) for code, name in countries if code not in codes]
        return Unknown("country", key, text, offers, others, [(OUT, _("Leave out"))])

    def _near_words(self, text: str, words: Mapping[str, str]) -> list[str]:
        return list(dict.fromkeys(words[word] for word in near(text, words))) if text else []

    def _of_register(
        self, sort: str, key: str, text: str, rows: ByName, ways: list[tuple[str, str]], *, needed: bool | None = True
    ) -> Unknown:
        """`needed` None: only where a near one is there, which it may be."""
        near_ones = rows.near(text) if text else []
        most = rows.all if len(rows.all) <= MOST_LISTED else []
        wanted = bool(near_ones) if needed is None else needed
        return Unknown(sort, key, text, *_parted(near_ones, most), ways, needed=wanted)


MOST_LISTED = 300  # of a register: a list of thousands serves nobody


def _parted(near_ones: list[Any], everyone: list[Any]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What to choose from: the likely ones, and the others by name."""
    others = sorted((each for each in everyone if each not in near_ones), key=lambda each: each.name)
    return [(str(each.pk), each.name) for each in near_ones], [(str(each.pk), each.name) for each in others]
