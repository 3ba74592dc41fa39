"""What of an event a reader is shown: of a coming one, who may not see the schedule is shown its day and no more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.rules import Reader
from events.models import Attendance, Event, Outcome
from events.rules import may_see_schedule


@dataclass(frozen=True, kw_only=True)
class Disclosed:
    """An event as one reader may see it. Without `schedule`: no venue, no time of day, no leaders.

    `attendances` are in the protocol order of the event's day.
    """

    event: Event
    schedule: bool
    venue: str
    starts_at: datetime | None
    ends_at: datetime | None
    attendances: list[Attendance]

    @property
    def named(self) -> list[Attendance]:
        """The attendances to name beside the event: who attended or is expected."""
        return [each for each in self.attendances if each.outcome in (Outcome.ATTENDED, Outcome.EXPECTED)]


def disclose(user: Reader, events: Iterable[Event]) -> list[Disclosed]:
    """The events as the reader may see them. No query for events from `for_list` or `for_page`."""
    return [_disclosed(event, schedule=may_see_schedule(user, event)) for event in events]


def hours_of(user: Reader, event: Event) -> tuple[datetime | None, datetime | None]:
    """From when until when the event is, as far as the reader may know: else None, None. No query."""
    return (event.starts_at, event.ends_at) if may_see_schedule(user, event) else (None, None)


def _disclosed(event: Event, *, schedule: bool) -> Disclosed:
    """The event with or without its schedule."""
    if not schedule:
        return Disclosed(event=event, schedule=False, venue="", starts_at=None, ends_at=None, attendances=[])
    attendances = sorted(event.attendances.all(), key=lambda each: each.leader.rank_on(event.day))
    return Disclosed(
        event=event,
        schedule=True,
        venue=event.venue,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        attendances=attendances,
    )
