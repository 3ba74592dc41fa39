"""What changed with each recorded state of an event, in words, as far as the reader may see the record."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from accounts.models import Division, User
from changelog.audience import tags_of
from changelog.models import Change
from events import rules
from events.models import Event, EventState, Kind, Leader, Outcome, Role, Status
from foundation.bilingual import aside, listed
from foundation.wording import differing
from priorities.history import LONG, Difference
from priorities.models import PriorityArea, Task

# In the order of the form. What is derived or never changes is not told; nor why an event was set in spite of a time
# conflict, which would tell of one that this reader does not see.
TOLD: Mapping[str, Any] = {
    "title_zh": None,
    "title_en": None,
    "kind": None,
    "status": gettext_lazy("status"),
    "starts_at": None,
    "ends_at": None,
    "venue": None,
    "attendances": gettext_lazy("leaders"),
    "counterparts": None,
    "host_division": None,
    "area": None,
    "tasks": None,
    "country_or_region": None,
    "delegation": None,
    "series": None,
    "edition": None,
    "restricted": None,
    "reason": None,
    "confirmed_by": None,
    "approval_number": None,
    "outcome_note": None,
    "merged_into": gettext_lazy("merged into"),
}
CHOICES: Mapping[str, Mapping[Any, Any]] = {"kind": dict(Kind.choices), "status": dict(Status.choices)}
ROLES, OUTCOMES = dict(Role.choices), dict(Outcome.choices)
NAMED: Mapping[str, tuple[str, Callable[[User], QuerySet[Any]]]] = {
    "host_division": ("code", lambda user: Division.objects.all()),
    "area": ("code", lambda user: PriorityArea.objects.all()),
    "tasks": ("code", lambda user: Task.objects.all()),
    "counterparts": ("pk", rules.counterparts_seen_by),
    "delegation": ("pk", rules.delegations_seen_by),
    "series": ("pk", rules.series_seen_by),
    "merged_into": ("pk", lambda user: Event.objects.visible_to(user)),
    "attendances": ("pk", lambda user: Leader.objects.all()),
}


def tell(user: User, event: Event, states: Sequence[EventState]) -> None:
    """Give each state, newest first, its `changed`: what differs from the one before, none for the first.

    For who may see the event's schedule now: what changed may tell of it. No query for a single state; else one, and
    one for each kind of thing that the differences name.
    """
    seen: dict[int | None, Change] = {}
    if len(states) > 1:
        seen = {change.version: change for change in Change.objects.of("event", event.pk).seen_by(tags_of(user))}
    facts = [_facts(seen.get(event.version - place)) for place, state in enumerate(states)]
    names = _Names(user, facts)
    for state, (before, after) in zip(states, facts, strict=True):
        state.changed = list(_differences(names, before, after))  # type: ignore[attr-defined]  # for the template


def _facts(change: Change | None) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """What differs, before and after; nothing of an event's first record, whose facts are those of the page."""
    if change is None or change.action != Change.Action.CHANGE:
        return {}, {}
    before, after = change.before or {}, change.after or {}
    names = [name for name in TOLD if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}


def _differences(names: "_Names", before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    """Each fact that differs, in words; of a list what left it and what joined it."""
    for name in before:
        old, new = (names.words(name, side.get(name)) for side in (before, after))
        if isinstance(before[name], list) or isinstance(after[name], list):
            old, new = _without(old, new), _without(new, old)
        if old != new:
            pieces = differing(old, new) if max(len(old), len(new)) >= LONG else []
            yield Difference(_label(name), old, new, pieces)


def _without(lines: str, others: str) -> str:
    """The lines that the others do not have."""
    return "\n".join(line for line in lines.split("\n") if line not in others.split("\n"))


def _label(name: str) -> str:
    """What a fact is called."""
    return str(TOLD[name] or getattr(Event._meta.get_field(name), "verbose_name", name))


class _Names:
    """The names of what these facts name, as far as the reader may know of it: a query for each kind that occurs."""

    def __init__(self, user: User, facts: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> None:
        sides = [side for pair in facts for side in pair]
        self.found = {name: self._read(user, name, keys) for name in NAMED if (keys := set(_keys(sides, name)))}

    @staticmethod
    def _read(user: User, name: str, keys: set[Any]) -> dict[Any, str]:
        """The names by key."""
        key, seen = NAMED[name]
        things = seen(user).filter(**{f"{key}__in": keys})
        return {getattr(each, key): each.title if isinstance(each, Event) else each.name for each in things}

    def words(self, name: str, value: Any) -> str:
        """A fact in words; "" for nothing."""
        if value is None or value == "" or value == []:
            return ""
        if isinstance(value, list):
            return "\n".join(self.words(name, each) for each in value)
        if name in NAMED:
            return self._named(name, value)
        if name in CHOICES:
            return str(CHOICES[name].get(value, value))
        if name == "country_or_region":
            return str(countries.name(value) or value)
        if isinstance(value, bool):
            return _("yes") if value else ""
        if name in ("starts_at", "ends_at"):
            instant = parse_datetime(str(value))
            return f"{timezone.localtime(instant):%Y-%m-%d %H:%M}" if instant else ""
        return str(value)

    def _named(self, name: str, value: Any) -> str:
        """What a key stands for; a leader with role and attendance."""
        key = value["leader"] if isinstance(value, dict) else value
        called = self.found.get(name, {}).get(key) or _("not shown")
        if not isinstance(value, dict):
            return called
        return aside(called, listed([ROLES.get(value["role"], ""), OUTCOMES.get(value["outcome"], "")]))


def _keys(sides: Iterable[Mapping[str, Any]], name: str) -> Iterator[Any]:
    """Every key that these facts hold under a name, alone or in a list."""
    for side in sides:
        value = side.get(name)
        for each in value if isinstance(value, list) else [value]:
            if each is not None:
                yield each["leader"] if isinstance(each, dict) else each
