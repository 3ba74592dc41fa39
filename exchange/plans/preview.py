"""What a person sees of a plan's file before it is loaded: what is added, changed, kept and left, in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from exchange.plans.sheets import NO, SHEETS, YES
from foundation.bilingual import chinese, in_language, listed
from priorities.imports.loading import Loaded
from priorities.imports.merge import Decision
from priorities.imports.naming import NAMED, Names
from priorities.imports.nodes import Json
from priorities.imports.shapes import Shape

KINDS: dict[str, str | Promise] = {
    "plan": gettext_lazy("Plan"),
    "area": gettext_lazy("Priority area"),
    "task": gettext_lazy("Task"),
    "milestone": gettext_lazy("Milestone"),
    "indicator": gettext_lazy("Indicator"),
    "baseline": gettext_lazy("Baseline"),
    "achievement": gettext_lazy("Achievement"),
}
SAID_OF_NEW = ("kind", "lead_division", "leader_in_charge", "starts_on", "due_on", "weight", "target", "value")
OTHER_LABELS: dict[str, str | Promise] = {"sources": gettext_lazy("Sources"), "area": gettext_lazy("Priority area")}
LABELS = {sheet.shape.kind: {column.key: column.label for column in sheet.columns} for sheet in SHEETS}


@dataclass
class Difference:
    """A value before and after; or the one that a page set, which stays, and the file's."""

    label: str
    before: str
    after: str


@dataclass
class Line:
    """A thing of the plan: what it is, its number, its name, where the file tells of it, and what becomes of it."""

    kind: str
    code: str
    name: str
    place: str = ""
    said: str = ""
    differences: list[Difference] = field(default_factory=list)


@dataclass
class Preview:
    """Everything that loading would do."""

    added: list[Line]
    changed: list[Line]
    kept: list[Line]
    removed: list[Line]
    left: list[Line]
    unchanged: int

    @property
    def writes(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.added or self.changed)


def preview_of(loaded: Loaded) -> Preview:
    """What loading would do, for the page. No query."""
    kept, words = [each for each in loaded.kept if not each.removed], _Words(loaded.names)
    return Preview(
        added=[_line(each, said=words.facts(each)) for each in loaded.added],
        changed=[_line(each, differences=words.changes(each)) for each in loaded.changed],
        kept=[_line(each, differences=words.kept(each)) for each in kept],
        removed=[_line(each) for each in loaded.kept if each.removed],
        left=[_left(name, loaded) for name in (*loaded.dropped, *loaded.others)],
        unchanged=loaded.unchanged,
    )


def named(names: Iterable[str]) -> list[tuple[str, str]]:
    """Kind and number of things by their names, for what was loaded: `task 2024-1-01`."""
    return [(str(KINDS.get(kind, kind)), code) for kind, code in (name.split(" ", 1) for name in names)]


def _line(decision: Decision, said: str = "", differences: Iterable[Difference] = ()) -> Line:
    thing = decision.thing
    kind = str(KINDS[thing.shape.kind])
    return Line(kind, _code(thing.name), _name(thing.facts), str(thing.place), said, list(differences))


def _left(name: str, loaded: Loaded) -> Line:
    """What stands and is not in the file."""
    kind, _code_of = name.split(" ", 1)
    row: Any = loaded.rows[name]
    stands = in_language(row, "title") if hasattr(row, "title_en") else ""
    return Line(str(KINDS[kind]), _code(name), stands or (in_language(row, "name") if hasattr(row, "name_en") else ""))


def _code(name: str) -> str:
    """The number of a thing; of a milestone that of its task, as it has none of its own."""
    kind, code = name.split(" ", 1)
    return code.split(" ", 1)[0] if kind == "milestone" else code


def _name(facts: dict[str, Json]) -> str:
    first, second = ("_zh", "_en") if chinese() else ("_en", "_zh")
    for stem in ("name", "title"):
        found = facts.get(stem + first) or facts.get(stem + second)
        if found:
            return str(found)
    return ""


@dataclass(frozen=True)
class _Words:
    """Facts in words; divisions and leaders by their names."""

    names: Names | None

    def facts(self, decision: Decision) -> str:
        """The few facts of a new thing by which one knows it."""
        thing = decision.thing
        told = [name for name in SAID_OF_NEW if thing.facts.get(name) not in (None, "", [])]
        return " · ".join(
            f"{_label(thing.shape, name)} {self._shown(thing.shape, name, thing.facts[name])}" for name in told
        )

    def changes(self, decision: Decision) -> Iterator[Difference]:
        """What is set, and what stood there."""
        for name, value in decision.sets.items():
            yield self._difference(decision.thing.shape, name, decision.was[name], value)

    def kept(self, decision: Decision) -> Iterator[Difference]:
        """What stays, and what the file has."""
        for kept in decision.kept:
            yield self._difference(decision.thing.shape, kept.field, kept.on_page, kept.in_file)

    def _difference(self, shape: Shape, name: str, before: Json, after: Json) -> Difference:
        return Difference(_label(shape, name), self._shown(shape, name, before), self._shown(shape, name, after))

    def _shown(self, shape: Shape, name: str, value: Json) -> str:
        """A fact as a person reads it."""
        if value in (None, "", []):
            return "–"
        if isinstance(value, bool):
            return str(YES if value else NO)
        if name == "sources":
            return listed(pair[1 if chinese() else 0] for pair in value)
        if name in NAMED and self.names is not None:
            several = value if isinstance(value, list) else [value]
            return listed(self.names.called(name, code) for code in several)
        if name in shape.fields:
            choices = dict(getattr(shape.model._meta.get_field(name), "flatchoices", ()))
            return str(choices.get(value, value))
        return str(value)


def _label(shape: Shape, name: str) -> str:
    label = LABELS.get(shape.kind, {}).get(name) or OTHER_LABELS.get(name)
    return str(label if label is not None else shape.model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # of a plain field
