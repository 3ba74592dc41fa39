"""Two events side by side, for who decides whether they are one: what they say alike, and where they differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.models import User
from events.models import Event
from events.rules import may_edit_event
from foundation.bilingual import aside, listed

FIRST, SECOND, BOTH = "first", "second", "both"
LABELS = {
    "title_en": gettext_lazy("title (English)"),
    "title_zh": gettext_lazy("title (Chinese)"),
    "kind": gettext_lazy("kind"),
    "status": gettext_lazy("status"),
    "when": gettext_lazy("When"),
    "venue": gettext_lazy("venue"),
    "country_or_region": gettext_lazy("country or region"),
    "area": gettext_lazy("priority area"),
    "delegation": gettext_lazy("delegation"),
    "series": gettext_lazy("series"),
    "confirmed_by": gettext_lazy("confirmed by"),
    "approval_number": gettext_lazy("approval number"),
    "outcome_note": gettext_lazy("outcome"),
    "attendances": gettext_lazy("Leaders"),
    "counterparts": gettext_lazy("counterparts"),
    "tasks": gettext_lazy("Tasks served"),
}


@dataclass(frozen=True)
class Fact:
    """What both say of one thing. `usual`: which is taken unless one says otherwise; `together`: both may be taken."""

    key: str
    label: str
    first: str
    second: str
    usual: str
    together: bool

    @property
    def name(self) -> str:
        """The name of its control."""
        return f"fact-{self.key}"


@dataclass(frozen=True)
class Comparison:
    """Two events, and the facts in which they differ, for who may change both (`may_edit`); for others none.

    `may_merge`: and neither was merged already.
    """

    first: Event
    second: Event
    facts: list[Fact]
    may_edit: bool

    @property
    def may_merge(self) -> bool:
        """Whether the reader may merge them."""
        return self.may_edit and self.first.merged_into_id is None and self.second.merged_into_id is None

    def chosen(self, kept: str, said: dict[str, str]) -> set[str]:
        """What the one kept takes from the other, by what was said of each fact."""
        return {fact.key for fact in self.facts if said.get(fact.name, kept) not in (kept, "")}


def for_comparing(user: User, keys: Iterable[int]) -> dict[int, Event]:
    """The events of those keys that the reader may see, with all that is compared. Six queries."""
    seen = Event.objects.visible_to(user).for_page().select_related("registered_venue")
    return seen.prefetch_related("counterparts").in_bulk(list(keys))


def compare(user: User, first: Event, second: Event) -> Comparison:
    """Where two events differ. No query for events from `for_comparing`."""
    may_edit = all(may_edit_event(user, event) for event in (first, second))
    facts = [fact for key in LABELS if (fact := _fact(key, first, second)) is not None] if may_edit else []
    return Comparison(first, second, facts, may_edit)


def _fact(key: str, first: Event, second: Event) -> Fact | None:
    one, other = _said(key, first), _said(key, second)
    if one == other:
        return None
    together = key in ("attendances", "counterparts", "tasks")
    usual = BOTH if together else FIRST if one else SECOND
    return Fact(key, str(LABELS[key]), one, other, usual, together)


def _said(key: str, event: Event) -> str:
    """What an event says of it, as a person reads it; "" for nothing."""
    if key == "when":
        starts, ends = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
        same = starts.date() == ends.date()
        return f"{starts:%Y-%m-%d %H:%M} – {ends:%H:%M}" if same else f"{starts:%Y-%m-%d %H:%M} – {ends:%Y-%m-%d %H:%M}"
    if key in ("kind", "status"):
        return str(getattr(event, f"get_{key}_display")())
    if key == "country_or_region":
        country: object = event.country_or_region
        return str(getattr(country, "name", ""))
    if key == "series":
        return (
            ""
            if event.series is None
            else aside(event.series.name, event.edition)
            if event.edition
            else event.series.name
        )
    if key == "delegation":
        return aside(event.delegation.name, event.delegation.size) if event.delegation else ""
    if key == "area":
        return str(event.area) if event.area else ""
    if key == "attendances":
        ranked = sorted(event.attendances.all(), key=lambda each: each.leader.rank_on(event.day))
        return listed(aside(each.leader.name, each.get_outcome_display()) for each in ranked)
    if key in ("counterparts", "tasks"):
        return listed(each.name for each in _rows(event, key))
    return str(getattr(event, key))


def _rows(event: Event, key: str) -> Sequence[Any]:
    return list(getattr(event, key).all())
