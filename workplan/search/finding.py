"""The first of each group, for the page and while typing; a page of one group.

A group costs one pass over its rows: their ids, at most one more than `MOST`, which also tell how many there are. Then
only what is shown is read in full.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from priorities.figures import Moment, attach
from priorities.models import Task
from workplan.search.base import Group, Hit
from workplan.search.groups import GROUPS
from workplan.search.words import Search

FIRST = 5
SUGGESTED = 8
MOST = 100


@dataclass(frozen=True, kw_only=True)
class Found:
    """What one group holds: the first hits, and how many there are, `more` than that number where it is `MOST`."""

    group: Group
    hits: list[Hit]
    number: int
    more: bool = False


def first_of_each(search: Search) -> list[Found]:
    """The first hits of every group that has any, tasks with their states."""
    found = []
    for group in GROUPS:
        ids = _ids(group, search, MOST + 1)
        if ids:
            hits = with_states(search, group, group.hits(search, ids[:FIRST]))
            found.append(Found(group=group, hits=hits, number=min(len(ids), MOST), more=len(ids) > MOST))
    return found


def typed_task(search: Search, found: Sequence[Found]) -> Hit | None:
    """The task whose code is the whole of what was typed, which then stands first; None where there is none."""
    first = found[0].hits[0] if found else None
    return first if first and isinstance(first.thing, Task) and first.thing.code == search.code else None


def suggestions(search: Search) -> list[Found]:
    """A few hits of every group that has any, `SUGGESTED` in all, spread over the groups."""
    ids = {group: _ids(group, search, SUGGESTED) for group in GROUPS}
    shares = _shares([len(each) for each in ids.values()], SUGGESTED)
    return [
        Found(group=group, hits=group.hits(search, ids[group][:share]), number=share)
        for group, share in zip(GROUPS, shares, strict=True)
        if share
    ]


def with_states(search: Search, group: Group, hits: list[Hit]) -> list[Hit]:
    """The same hits; tasks among them carry their state of the plan's day. One query for tasks, else none."""
    if group.key == "tasks":
        attach([hit.thing for hit in hits], Moment.of(search.plan))
    return hits


def _ids(group: Group, search: Search, most: int) -> list[int]:
    return list(group.matching(search).values_list("pk", flat=True)[:most])


def _shares(numbers: Sequence[int], most: int) -> list[int]:
    """How many of each to take, one after the other in turn, until there are `most` or no more."""
    shares = [0] * len(numbers)
    while sum(shares) < most and shares != list(numbers):
        for place, number in enumerate(numbers):
            if shares[place] < number and sum(shares) < most:
                shares[place] += 1
    return shares
