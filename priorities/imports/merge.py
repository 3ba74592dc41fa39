"""What a file asks for against what stands, thing by thing: a page's edits are kept unless told otherwise."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from priorities.imports.document import Thing
from priorities.imports.nodes import Json
from priorities.imports.places import Place

Facts = Mapping[str, dict[str, Json]]


@dataclass(frozen=True)
class Kept:
    """A value that a page has set since the file last did: it stays, the file's does not."""

    field: str
    on_page: Json
    in_file: Json
    place: Place


@dataclass
class Decision:
    """What to do with one thing: `sets` are the facts to write; `agreed` those on which file and plan then agree.

    `was`: what stood where `sets` write; nothing of a new thing. `removed`: a page has taken the thing away since the
    file last set it, and it stays away.
    """

    thing: Thing
    new: bool = False
    removed: bool = False
    sets: dict[str, Json] = field(default_factory=dict)
    was: dict[str, Json] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    agreed: dict[str, Json] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        """Whether anything is to be written."""
        return self.new or bool(self.sets)

    @property
    def keeps(self) -> bool:
        """Whether an edit of a page is kept."""
        return self.removed or bool(self.kept)


def decide(things: Iterable[Thing], standing: Facts, agreed: Facts, *, overwrite: bool) -> list[Decision]:
    """Hold what the file says of each thing, parents first, against what stands of it (by name; none: not there).

    `agreed`: the facts that file and plan last had in common. What differs from them, a thing that is gone or a value
    that is another, was done by a page and is kept, unless `overwrite`; so is a value on which they never agreed.
    """
    decisions: dict[str, Decision] = {}
    for thing in things:
        parent = decisions.get(thing.parent.name) if thing.parent else None
        facts, known = standing.get(thing.name), agreed.get(thing.name, {})
        if facts is not None:
            decisions[thing.name] = _compare(thing, facts, known, overwrite=overwrite)
        elif not overwrite and (known or (parent and parent.removed)):
            decisions[thing.name] = Decision(thing, removed=True, agreed=known)
        else:
            decisions[thing.name] = Decision(thing, new=True, sets=dict(thing.facts), agreed=dict(thing.facts))
    return list(decisions.values())


def _compare(thing: Thing, standing: dict[str, Json], agreed: dict[str, Json], *, overwrite: bool) -> Decision:
    """A thing that stands, value by value."""
    decision = Decision(thing, agreed=dict(agreed))
    for name, wanted in thing.facts.items():
        if standing[name] == wanted or _lines(standing[name]) == _lines(wanted):
            decision.agreed[name] = wanted
        elif overwrite or (name in agreed and standing[name] == agreed[name]):
            decision.sets[name] = decision.agreed[name] = wanted
            decision.was[name] = standing[name]
        else:
            decision.kept.append(Kept(name, standing[name], wanted, thing.fields.place_of(name)))
    return decision


def _lines(value: Json) -> Json:
    """A text by its lines: browsers, spreadsheets and YAML end them differently. Else the value."""
    return value.splitlines() if isinstance(value, str) and value else value
