"""The register of events as a file: of a coming event its day and no more, for who may not see the schedule."""

from collections.abc import Iterator, Sequence

from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from events.disclosure import Disclosed, disclose
from events.lists import EVENT_PARAMETERS, events_of
from events.models import Event
from exchange.lists.base import Cells, Listing, batches, check, keys_of
from exchange.models import Export
from foundation.bilingual import listed
from foundation.pages import refuse_unknown
from foundation.sheets.columns import Column
from priorities.figures import Moment
from priorities.models import Plan


def event_listing(request: HttpRequest, plan: Plan, user: User) -> Listing:
    """The events of the plan's year that the reader may know of. BadRequest where the page would answer 400."""
    refuse_unknown(request, EVENT_PARAMETERS)
    filterset = events_of(request, plan, user)
    check(filterset)
    keys = keys_of(filterset.qs)
    return Listing(
        name=Export.List.EVENTS,
        plan=plan,
        day=Moment.of(plan).day,
        columns=_columns(),
        total=len(keys),
        rows=lambda: _rows(user, keys),
    )


def _columns() -> list[Column]:
    return [
        Column("day", _("Day"), "day", 12),
        Column("time", _("Time"), "text", 8),
        Column("event", _("Event"), "text", 44),
        Column("kind", _("Kind"), "text", 20),
        Column("restricted", capfirst(_("restricted event")), "text", 12),
        Column("host", pgettext("of an event", "Host"), "text", 18),
        Column("leaders", _("Leaders"), "text", 30),
        Column("area", _("Priority area"), "text", 26),
        Column("status", _("Status"), "text", 12),
    ]


def _rows(user: User, keys: Sequence[int]) -> Iterator[Cells]:
    """The rows. Four queries for each batch; what has been hidden meanwhile is left out."""
    for batch in batches(keys):
        found = Event.objects.visible_to(user).for_list().in_bulk(batch)
        for shown in disclose(user, [found[key] for key in batch if key in found]):
            yield _cells(shown)


def _cells(shown: Disclosed) -> Cells:
    event = shown.event
    return [
        event.starts_on,
        f"{timezone.localtime(shown.starts_at):%H:%M}" if shown.starts_at else "",
        event.title,
        event.get_kind_display(),
        _("yes") if event.restricted else "",
        event.host_division.name,
        listed(each.leader.name for each in shown.named) if shown.schedule else _("names not shown"),
        f"{event.area.number} {event.area.name}" if event.area else "",
        event.get_status_display(),
    ]
