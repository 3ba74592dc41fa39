"""What every list on its way into a file has: its columns, its keys in the page's order, its rows read in batches."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from exchange.lists.words import TITLES
from exchange.models import Export
from foundation import days
from foundation.bilingual import clauses, labelled
from foundation.filters import StrictFilterSet
from foundation.sheets.columns import Column
from priorities.models import Plan

BATCH = 500
Cells = Sequence[Any]


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list as one reader may see it. `rows` reads it anew, in batches: memory does not grow with `total`.

    `day`: as of when, which the file's name says; `more`: what else is to be said of the whole; `facts`: for a program
    that takes the file back.
    """

    name: Export.List
    plan: Plan
    day: date
    columns: Sequence[Column]
    total: int
    rows: Callable[[], Iterator[Cells]]
    more: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What the sheet and the file are called."""
        return str(TITLES[self.name])

    @property
    def note(self) -> str:
        """Printed on every page: of which plan and day, that it is a demonstration, and `more`."""
        said = [self.plan.title, _("as of %(day)s") % {"day": days.in_full(self.day)}]
        said += [_("Demonstration")] if self.plan.demonstration else []
        return " · ".join([*said, *([self.more] if self.more else [])])


def check(filterset: StrictFilterSet) -> None:
    """Raise BadRequest (400) with what the page says beside its fields, where a filter has an invalid value."""
    if not filterset.is_valid():
        raise BadRequest(
            clauses(
                labelled(filterset.filters[name].label, " ".join(str(message) for message in messages))
                for name, messages in filterset.form.errors.items()
            )
        )


def keys_of(rows: "QuerySet[Any] | Iterable[int]") -> Sequence[int]:
    """The keys of the rows in their order, eight bytes each. One query."""
    if isinstance(rows, QuerySet):
        plain = rows.select_related(None).prefetch_related(None)
        rows = plain.values_list("pk", flat=True).iterator(chunk_size=5000)
    return array("q", rows)


def batches(keys: Sequence[int]) -> Iterator[list[int]]:
    """The keys, BATCH at a time."""
    for start in range(0, len(keys), BATCH):
        yield list(keys[start : start + BATCH])
