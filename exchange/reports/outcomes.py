"""What would become of each row of a file, and of the file as a whole."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from exchange.reports.reading import Reports
from priorities.models import ProgressUpdate, Task
from priorities.services.recording import update_facts
from priorities.services.reporting_several import Posting


class Outcome(StrEnum):
    """Of a row. The first two make a new report: one that says something, one that confirms that nothing changed."""

    NEW = "new"
    CONFIRMED = "confirmed"
    SAME = "same"
    ALREADY = "already"
    ERROR = "error"


WRITES = (Outcome.NEW, Outcome.CONFIRMED)
SHOWN_AS = {"new": WRITES, "same": (Outcome.SAME, Outcome.ALREADY), "error": (Outcome.ERROR,)}


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell: its column's letter and heading, what stands in it, and what is expected."""

    column: str
    heading: str
    value: str
    message: str


@dataclass(frozen=True)
class Difference:
    """A fact that a new report says anew, in words; "" for nothing."""

    label: str
    before: str
    after: str


@dataclass
class Line:
    """A row of the file. `update`: as it would be saved; `others`: reports by others that the file does not hold."""

    number: int
    key: str
    hidden: bool = False
    task: Task | None = None
    base: ProgressUpdate | None = None
    said: dict[str, Any] = field(default_factory=dict)
    edited: list[str] = field(default_factory=list)
    outcome: Outcome = Outcome.SAME
    problems: list[Problem] = field(default_factory=list)
    posting: Posting | None = None
    update: ProgressUpdate | None = None
    standing: ProgressUpdate | None = None
    others: list[ProgressUpdate] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        """Whether it makes a new report."""
        return self.outcome in WRITES


@dataclass(frozen=True)
class Judgement:
    """All rows of a file, in its order."""

    reports: Reports
    lines: list[Line]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows make a new report (`new`), change nothing (`same`), are wrong (`error`)."""
        return {name: sum(line.outcome in kinds for line in self.lines) for name, kinds in SHOWN_AS.items()}

    @property
    def postings(self) -> Mapping[int, Posting]:
        """The new reports, by the places of their rows."""
        return {
            place: line.posting for place, line in enumerate(self.lines) if line.writes and line.posting is not None
        }

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
                line.number,
                line.key,
                line.outcome,
                [problem.column for problem in line.problems],
                update_facts(line.update, line.update.first_review) if line.update else None,
                line.standing.pk if line.standing else 0,
                [(other.pk, other.review) for other in line.others],
            )
            for line in self.lines
        ]
        return hashlib.sha256(json.dumps(facts, cls=DjangoJSONEncoder).encode()).hexdigest()
