"""What would become of each row of a register, and of the register as a whole."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from events.models import Event, Leader
from events.services.registering_several import Entry
from exchange.events.reading import Register
from foundation.bilingual import listed


class Outcome(StrEnum):
    """Of a row. NEW is registered; POSSIBLE only where one says so, as it may be there already."""

    NEW = "new"
    POSSIBLE = "possible"
    SAME = "same"
    ERROR = "error"


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell: its column's letter and heading, what stands in it, and what is expected."""

    column: str
    heading: str
    value: str
    message: str


@dataclass
class Unknown:
    """A name or word that no register knows, chosen for once whatever rows it stands in.

    `sort`: of what it is one; `offers` and `others`: values to choose, with what they are called, the likely apart;
    `ways`: other ways to go on with it; `chosen`: "" while nothing is. `needed`: its rows are wrong until one chooses.
    """

    sort: str
    key: str
    text: str
    offers: list[tuple[str, str]]
    others: list[tuple[str, str]]
    ways: list[tuple[str, str]]
    chosen: str = ""
    needed: bool = True
    rows: int = 0

    @property
    def field(self) -> str:
        """The name of its control in a form."""
        return f"{self.sort}-{hashlib.sha256(self.key.encode()).hexdigest()[:12]}"

    @property
    def open(self) -> bool:
        """Whether it keeps its rows back."""
        return self.needed and not self.chosen

    def allows(self, value: str) -> bool:
        """Whether one may choose that."""
        return any(value == each for several in (self.offers, self.others, self.ways) for each, _label in several)


@dataclass
class Line:
    """A row. `entry`: as it would be registered; `twin`: the event, `twin_row` the row, that it is or may be.

    `remarks`: what of it is not taken in, or how it was understood.
    """

    sheet: str
    number: int
    hidden: bool = False
    title: str = ""
    when: str = ""
    outcome: Outcome = Outcome.NEW
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    entry: Entry | None = None
    twin: Event | None = None
    twin_row: int = 0

    @property
    def leaders(self) -> str:
        """Who attends, by name."""
        return listed(each.leader.name for each in self.entry.attendances) if self.entry else ""


@dataclass(frozen=True)
class Judgement:
    """All rows of a register, in its order, and the names that it does not know."""

    register: Register
    lines: list[Line]
    unknowns: list[Unknown]
    choices: Mapping[str, Any]
    new_leaders: list[Leader]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows have each outcome."""
        return {outcome.value: sum(line.outcome == outcome for line in self.lines) for outcome in Outcome}

    def entries(self, *, possible: bool) -> list[Entry]:
        """What would be registered, with or without what may be there already."""
        wanted = (Outcome.NEW, Outcome.POSSIBLE) if possible else (Outcome.NEW,)
        return [line.entry for line in self.lines if line.outcome in wanted and line.entry is not None]

    def problems(self) -> Iterator[tuple[Line, Problem]]:
        """All that is wrong, row by row."""
        for line in self.lines:
            for problem in line.problems:
                yield line, problem

    @cached_property
    def fingerprint(self) -> str:
        """Equal as long as the same would be written, and the same was shown beside it."""
        facts = [
            (
                *(line.sheet, line.number, line.outcome, line.twin_row),
                [(problem.column, problem.message) for problem in line.problems],
                (line.twin.pk, line.twin.version) if line.twin else None,
                _said(line.entry) if line.entry else None,
            )
            for line in self.lines
        ]
        text = json.dumps([facts, self.choices], cls=DjangoJSONEncoder, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def _said(entry: Entry) -> list[Any]:
    """All that would be written of a row, new names by what they are called."""
    event = entry.event
    named = [event.delegation, event.series, *entry.counterparts]
    return [
        *(event.title_en, event.title_zh, event.kind, event.status, event.starts_at, event.ends_at, event.venue),
        *(
            event.host_division_id,
            event.area_id,
            event.registered_venue_id,
            str(event.country_or_region),
            event.edition,
        ),
        *(event.restricted, event.reason, event.confirmed_by, event.approval_number, event.outcome_note),
        [(each.pk, each.name_en, each.name_zh) if each else None for each in named],
        [(each.leader.pk, each.role, each.outcome) for each in entry.attendances],
    ]
