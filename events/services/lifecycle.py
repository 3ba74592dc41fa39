"""What becomes of an event: confirmed, held, postponed, cancelled, taken up again. Each step is a change of the event.

`STEPS` is the one place that says which step is open when. Whatever else is wrong with a status is put right by the
form, which may set any.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from changelog.services import unit
from events.models import Event, Status
from events.services.registering import Attends, change_event, locked
from foundation.errors import Conflict


@dataclass(frozen=True)
class Step:
    """From which statuses a step leads to which."""

    of: frozenset[str]
    to: frozenset[str]


OPEN = frozenset({Status.PLANNED, Status.CONFIRMED})
# A postponed event waits for its new time, or is cancelled after all; a held or cancelled one stays so.
STEPS: Mapping[str, Step] = {
    "confirm": Step(frozenset({Status.PLANNED}), frozenset({Status.CONFIRMED})),
    "hold": Step(OPEN, frozenset({Status.HELD})),
    "postpone": Step(OPEN, frozenset({Status.POSTPONED})),
    "cancel": Step(OPEN | {Status.POSTPONED}, frozenset({Status.CANCELLED})),
    "again": Step(frozenset({Status.POSTPONED}), OPEN),
}


def is_open(event: Event, step: str) -> bool:
    """Whether the step leads on from where the event stands. KeyError for one that there is not."""
    return event.status in STEPS[step].of


def confirm_event(
    *,
    by: User,
    event: Event,
    version: int,
    confirmed_by: str = "",
    approval_number: str = "",
    conflict_reason: str = "",
) -> Event:
    """Say that a planned event is confirmed, by whom, and under which approval number; either may be left open.

    `conflict_reason`: why in spite of a time conflict; "" leaves what was said of it. Errors as those of
    `change_event`; Conflict also where the step is not open to the event as it stands.
    """
    facts = {"confirmed_by": confirmed_by, "approval_number": approval_number} | _why(conflict_reason)
    return _take(by, event, version, "confirm", lambda standing: {"status": Status.CONFIRMED, **facts})


def call_off_event(*, by: User, event: Event, version: int, status: str, reason: str) -> Event:
    """Postpone or cancel an event, with the reason. Errors as those of `confirm_event`."""
    step = next((name for name in ("postpone", "cancel") if status in STEPS[name].to), None)
    if step is None:
        raise ValidationError({"status": _("Expected “postponed” or “cancelled”.")})
    return _take(by, event, version, step, lambda standing: {"status": status, "reason": reason})


def take_up_again(
    *,
    by: User,
    event: Event,
    version: int,
    starts_at: datetime,
    ends_at: datetime | None = None,
    status: str = Status.PLANNED,
    confirmed_by: str = "",
    approval_number: str = "",
    conflict_reason: str = "",
) -> Event:
    """Give a postponed event its new time, as planned or confirmed; `ends_at` None: as long as it was to be.

    What was said of its confirmation was said of the old time, and goes. Errors as those of `confirm_event`.
    """
    if status not in STEPS["again"].to:
        raise ValidationError({"status": _("Expected “planned” or “confirmed”.")})

    def facts(standing: Event) -> dict[str, Any]:
        return {
            "status": status,
            "starts_at": starts_at,
            "ends_at": ends_at or starts_at + (standing.ends_at - standing.starts_at),
            "confirmed_by": confirmed_by,
            "approval_number": approval_number,
        } | _why(conflict_reason)

    return _take(by, event, version, "again", facts)


def hold_event(
    *, by: User, event: Event, version: int, outcomes: Mapping[int, str], roles: Mapping[int, str] | None = None
) -> Event:
    """Say that the event was held, and of each leader (by id) whether they attended and in what role.

    Who is not named stays as expected. Errors as those of `confirm_event`.
    """

    def facts(standing: Event) -> dict[str, Any]:
        return {"status": Status.HELD, "attendances": _attendances(standing, outcomes, roles or {})}

    return _take(by, event, version, "hold", facts)


def say_attendance(
    *, by: User, event: Event, version: int, outcomes: Mapping[int, str], roles: Mapping[int, str] | None = None
) -> Event:
    """The same of the leaders of an event that is called held already. Errors as those of `confirm_event`."""
    with unit():
        standing = locked(by, event)
        if standing.status != Status.HELD:
            raise _closed(standing)
        facts = {"attendances": _attendances(standing, outcomes, roles or {})}
        return change_event(by=by, event=event, version=version, facts=facts)


def _take(by: User, event: Event, version: int, step: str, facts: Callable[[Event], Mapping[str, Any]]) -> Event:
    """Change the facts of the event as it stands, where the step is open to it."""
    with unit():
        standing = locked(by, event)
        if not is_open(standing, step):
            raise _closed(standing)
        return change_event(by=by, event=event, version=version, facts=facts(standing))


def _why(conflict_reason: str) -> dict[str, str]:
    """The reason, where one is given: no step takes one back."""
    return {"conflict_reason": conflict_reason} if conflict_reason else {}


def _closed(standing: Event) -> Conflict:
    """The refusal of a step that is not open."""
    status = standing.get_status_display()
    return Conflict(
        _("This step is not open to the event as it stands: it is %(status)s.") % {"status": status}, standing
    )


def _attendances(event: Event, outcomes: Mapping[int, str], roles: Mapping[int, str]) -> list[Attends]:
    """The event's leaders with what was said of them."""
    rows = event.attendances.select_related("leader").order_by("id")
    return [
        Attends(
            leader=row.leader,
            role=roles.get(row.leader_id, row.role),
            outcome=outcomes.get(row.leader_id, row.outcome),
        )
        for row in rows
    ]
