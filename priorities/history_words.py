"""How the facts of a change read: names for keys, words for codes, days as each language writes them."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Division, User
from foundation import days
from foundation.bilingual import aside, in_language, listed
from priorities.models import PriorityArea, ProgressUpdate, Review, Task

# Facts with words of their own for their codes.
WORDS: Mapping[str, Mapping[Any, Any]] = {
    "status": dict(ProgressUpdate.Status.choices),
    "health": dict(ProgressUpdate.Health.choices),
    "review": dict(ProgressUpdate.FirstReview.choices) | dict(Review.Outcome.choices),
    "kind": dict(Task.Kind.choices),
}
# Facts that name another thing by its key.
PEOPLE = ("responsible", "leader_in_charge", "by", "decided_by", "for")
DIVISIONS = ("lead_division", "supporting_divisions")
AREAS = ("area",)


class Names:
    """Names of divisions and areas by code and of people by user name, as far as these facts name them.

    A query for each of the three, and none for one that nothing names.
    """

    def __init__(self, facts: Iterable[Mapping[str, Any]]) -> None:
        several = list(facts)
        people, divisions, areas = (_keys(several, names) for names in (PEOPLE, DIVISIONS, AREAS))
        self.people = {each.username: str(each) for each in User.objects.filter(username__in=people)}
        self.divisions = {each.code: each.name for each in Division.objects.filter(code__in=divisions)}
        self.areas = {each.code: str(each) for each in PriorityArea.objects.filter(code__in=areas)}

    def of(self, name: str, value: Any, words: Mapping[str, Mapping[Any, Any]]) -> str:
        """A fact's value in words; "" for nothing. `words`: those of the kind of change, before the common ones."""
        if value is None or value in ("", []):
            return ""
        if isinstance(value, list):
            return "\n".join(self.of(name, each, words) for each in value)
        if isinstance(value, dict):
            return _part(value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        for table in (words.get(name, {}), WORDS.get(name, {}), self._named(name)):
            if value in table:
                return str(table[value])
        return f"{value}%" if name == "percent" else day(value)

    def _named(self, name: str) -> Mapping[Any, str]:
        """The names by key of what this fact names."""
        tables = ((PEOPLE, self.people), (DIVISIONS, self.divisions), (AREAS, self.areas))
        return next((table for names, table in tables if name in names), {})


def _keys(facts: Iterable[Mapping[str, Any]], names: Iterable[str]) -> set[str]:
    """Every key that these facts hold under any of these names, alone or in a list."""
    found: set[str] = set()
    for side in facts:
        for value in (side.get(name) for name in names):
            found |= {each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)}
    return found


def day(value: Any) -> str:
    """A day of the record as the language writes it; anything else as it is."""
    text = str(value)
    if len(text) == len("2024-09-30"):
        with suppress(ValueError):
            return days.in_full(date.fromisoformat(text))
    return text


def _part(value: Mapping[str, Any]) -> str:
    """A schedule, a milestone or a source in one line."""
    if "starts_on" in value:
        named = {"start": day(value["starts_on"]), "due": day(value["due_on"]), "day": day(value["decided_on"])}
        decided = _("%(start)s to %(due)s, decided %(day)s") % named
        return aside(decided, value["reason"]) if value.get("reason") else decided
    words = [in_language(_Facts(value), "name")]
    if value.get("due_on"):
        words.append(_("due %(day)s") % {"day": day(value["due_on"])})
    if value.get("weight"):
        words.append(_("weight %(weight)d") % {"weight": value["weight"]})
    if value.get("completed_on"):
        words.append(_("done %(day)s") % {"day": day(value["completed_on"])})
    return listed(words)


class _Facts:
    """A mapping read by attributes, for `in_language`."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.__dict__.update(facts)
