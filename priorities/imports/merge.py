"""What a file asks for against what stands, thing by thing: a page's edits are kept unless told otherwise."""

from dataclasses import dataclass, field

from priorities.imports.document import Thing
from priorities.imports.lines import Json


@dataclass(frozen=True)
class Kept:
    """A value that a page has set since the file last did: it stays, the file's does not."""

    field: str
    on_page: Json
    in_file: Json
    line: int


@dataclass
class Decision:
    """What to do with one thing: `sets` are the facts to write; `agreed` those on which file and plan then agree."""

    thing: Thing
    new: bool
    sets: dict[str, Json] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    agreed: dict[str, Json] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        """Whether anything is to be written."""
        return self.new or bool(self.sets)


def decide(thing: Thing, standing: dict[str, Json] | None, agreed: dict[str, Json], *, overwrite: bool) -> Decision:
    """Hold the file's facts against the standing ones (None: the thing is not there yet).

    `agreed`: the values that file and plan last had in common. A standing value that differs from its agreed one, or
    has none, was set by a page: it is kept, unless `overwrite`.
    """
    if standing is None:
        return Decision(thing, new=True, sets=dict(thing.facts), agreed=dict(thing.facts))
    decision = Decision(thing, new=False, agreed=dict(agreed))
    for name, wanted in thing.facts.items():
        if standing[name] == wanted:
            decision.agreed[name] = wanted
        elif overwrite or (name in agreed and standing[name] == agreed[name]):
            decision.sets[name] = decision.agreed[name] = wanted
        else:
            decision.kept.append(Kept(name, standing[name], wanted, thing.mapping.line_at(name)))
    return decision
