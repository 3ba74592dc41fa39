"""What a closed round and its figures were when it was closed: what both documents are made of."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from exchange.word import words
from foundation import clock
from foundation.days import in_full
from priorities.figures import Moment
from priorities.models import PriorityArea, ProgressUpdate, Round, RoundTask
from priorities.rounds import name_of


@dataclass(frozen=True)
class Part:
    """One of the four parts of a report: its number among those that say something, and its paragraphs."""

    number: int
    paragraphs: list[str]

    def data(self) -> dict[str, Any]:
        """For a template."""
        return {
            "number": self.number,
            "first": self.paragraphs[0],
            "rest": self.paragraphs[1:],
            "text": "\n".join(self.paragraphs),
        }


PARTS = {"progress": "note", "problems": "problems", "needs": "needs", "next_steps": "next_steps"}


def moment_of(this: Round) -> Moment:
    """The day on which the round was closed, held within the plan's year, and what was known at that instant.

    So that the same document comes out of it whenever it is made.
    """
    assert this.closed_at is not None  # noqa: S101  # for the type checker: callers ask for closed rounds only
    day = clock.local_day(this.closed_at)
    return Moment(min(max(day, this.plan.first_day), this.plan.last_day), this.closed_at)


def areas_of(this: Round) -> list[PriorityArea]:
    """The areas that the round asked for, in the plan's order. One query, or two."""
    scope = [area.pk for area in this.areas.all()]
    areas: QuerySet[PriorityArea] = this.plan.areas.order_by("number")
    return list(areas.filter(pk__in=scope) if scope else areas)


def frozen(this: Round) -> list[RoundTask]:
    """What the round's frozen list holds, in the plan's order, with tasks, divisions and reports. One query."""
    rows = this.tasks.select_related("task__area", "division", "update", "task__leader_in_charge")
    return list(rows.order_by("task__area__number", "task__number"))


def round_data(this: Round, asked: int, reported: int) -> dict[str, Any]:
    """Of the round, for a template."""
    assert this.closed_at is not None  # noqa: S101  # as above
    return {
        "name": name_of(this),
        "period": words.period_of(this),
        "counts_from": in_full(this.counts_from),
        "due_on": in_full(this.due_on),
        "opened_on": in_full(this.opened_at),
        "closed_on": in_full(this.closed_at),
        "asked": asked,
        "reported": reported,
        "missing": asked - reported,
    }


def plan_data(this: Round) -> dict[str, Any]:
    """Of its plan, for a template."""
    return {"title": this.plan.title, "year": this.plan.year, "demonstration": this.plan.demonstration}


def parts_of(update: ProgressUpdate | None) -> dict[str, Any]:
    """The four parts of a report, each None where it says nothing; numbered as they follow each other."""
    found: dict[str, Any] = dict.fromkeys(PARTS)
    number = 0
    for name, field in PARTS.items():
        text = getattr(update, field) if update is not None else ""
        if paragraphs := [line.strip() for line in text.splitlines() if line.strip()]:
            number += 1
            found[name] = Part(number, paragraphs).data()
    return found
