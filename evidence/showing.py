"""The files of reports and events as their pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from events.models import Event, EventState
from evidence import rules
from evidence.models import Evidence
from evidence.rules import Thing
from foundation import uploads
from priorities.models import Plan, ProgressUpdate


@dataclass(frozen=True)
class Row:
    """A file, and whether the reader may remove it."""

    evidence: Evidence
    may_remove: bool


@dataclass(frozen=True)
class Proof:
    """The files of one thing. `key` names the place on the page, `add` is where one adds to it, `here` its page."""

    key: str
    rows: list[Row]
    may_add: bool
    add: str
    here: str
    most_mb: int
    most_at_once: int = uploads.MOST_AT_ONCE


@dataclass(frozen=True)
class Told:
    """What happened to an event, one step: a state recorded, or a file added or removed."""

    at: datetime
    by: User | None
    state: EventState | None = None
    evidence: Evidence | None = None
    removed: bool = False


def put_on(user: User, updates: Sequence[ProgressUpdate], *, now: bool, known_at: datetime | None = None) -> None:
    """Give each report of one task its `proof`. One query.

    As known at an instant: what was there then, and is still there. `now`: whether one may add and remove.
    """
    rows = _rows(Q(update__in=updates, removed_at__isnull=True)) if updates else Evidence.objects.none()
    if known_at is not None:
        rows = rows.filter(added_at__lte=known_at)
    found: dict[int, list[Evidence]] = {}
    for each in rows:
        found.setdefault(each.update_id or 0, []).append(each)
    for update in updates:
        update.proof = _proof(user, update, found.get(update.pk, []), now)  # type: ignore[attr-defined]  # for templates


def of_thing(user: User, thing: Thing) -> Proof:
    """The files of one report or event, as they now are. One query."""
    of = Q(update=thing) if isinstance(thing, ProgressUpdate) else Q(event=thing)
    return _proof(user, thing, _rows(of & Q(removed_at__isnull=True)), now=True)


def of_event(user: User, event: Event, states: Iterable[EventState]) -> tuple[Proof | None, list[Told]]:
    """The files of an event, and what happened to it, newest first. None and nothing for who may not see. One query."""
    if not rules.may_see(user, event):
        return None, []
    every = list(_rows(Q(event=event)).select_related("removed_by"))
    told = [Told(state.recorded_at, state.by, state=state) for state in states]
    told += [Told(each.added_at, each.by, evidence=each) for each in every]
    told += [Told(each.removed_at, each.removed_by, evidence=each, removed=True) for each in every if each.removed_at]
    told.sort(key=lambda step: step.at, reverse=True)
    return _proof(user, event, [each for each in every if each.removed_at is None], now=True), told


def _rows(condition: Q) -> Any:
    return Evidence.objects.filter(condition).select_related("file", "by").order_by("added_at", "id")


def _proof(user: User, thing: Thing, rows: Iterable[Evidence], now: bool) -> Proof:
    report = isinstance(thing, ProgressUpdate)
    takes = now and (not isinstance(thing, ProgressUpdate) or thing.task.plan.status == Plan.Status.ADOPTED)
    return Proof(
        key=f"{'u' if report else 'e'}{thing.pk}",
        rows=[Row(each, takes and rules.may_remove(user, each, thing)) for each in rows],
        may_add=takes and rules.may_add(user, thing),
        add=reverse("evidence:of-update" if report else "evidence:of-event", args=[thing.pk]),
        here=page_of(thing),
        most_mb=uploads.most_mb(),
    )


def page_of(thing: Thing) -> str:
    """The page that shows the thing."""
    if isinstance(thing, ProgressUpdate):
        return reverse("priorities:task", args=[thing.task.code])
    return reverse("events:event", args=[thing.pk])
