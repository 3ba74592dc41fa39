"""A time conflict and a period held free are a warning, not a wall: who saves in spite of them says why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from events.conflicts import NAMED, OCCUPIES, Clash, Slot, collisions, meets_anything
from events.models import Event, HoldWindow, Status
from foundation.bilingual import listed
from foundation.days import span

ASKED = (Status.PLANNED, Status.CONFIRMED)  # of what was held, nobody is asked any more
TOLD = 5


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What of an event decides whether it collides."""

    kind: str
    status: str
    starts_at: datetime
    ends_at: datetime
    leaders: frozenset[int]

    @classmethod
    def of(cls, event: Event, attends: Iterable[Any]) -> "Standing":
        """Of an event with these attendances, rows or what they are to be."""
        return cls(
            kind=event.kind,
            status=event.status,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            leaders=frozenset(each.leader.pk for each in attends if each.outcome in NAMED),
        )


def settle_conflicts(
    *, by: User, event: Event, attends: Iterable[Any], before: Standing | None, reason: str, check: bool
) -> None:
    """Decide on `event.conflict_reason` before the event is saved, under the write lock.

    `before`, `reason`: how the event stood and why it was to be so; None and "" of a new one. Looked at only where
    kind, status, times or leaders have changed, or the reason: then one that nothing calls for any more is cleared,
    one given to what `by` cannot see is kept as it was, and ValidationError in `conflict_reason` names what `by` sees,
    where a planned or confirmed event says nothing to it. `check` False: nobody is asked. Up to ten queries.
    """
    now = Standing.of(event, attends)
    said = event.conflict_reason = event.conflict_reason.strip()
    if now == before and said == reason:
        return
    slot = Slot.made(
        demonstration=event.demonstration,
        kind=event.kind,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        leaders=now.leaders,
        event=event.pk,
    )
    if event.status not in OCCUPIES or not meets_anything(slot):
        event.conflict_reason = ""
        return
    found = collisions(by, slot)
    if not found:
        event.conflict_reason = reason
    elif check and not said and event.status in ASKED:
        told = [*map(in_words, found.clashes), *map(in_words, found.holds)]
        raise ValidationError({"conflict_reason": [*told[:TOLD], _("Change the time, or say here why all the same.")]})


def in_words(met: Clash | HoldWindow) -> str:
    """What an event collides with, in a sentence."""
    if isinstance(met, HoldWindow):
        told = {"name": met.name, "time": span(met.starts_at, met.ends_at)}
        return _("In the hold window “%(name)s”, %(time)s.") % told
    event = met.event
    told = {
        "leaders": listed(each.name for each in met.leaders),
        "event": event.title,
        "time": span(event.starts_at, event.ends_at),
    }
    return _("%(leaders)s: also at “%(event)s”, %(time)s.") % told
