"""The register of events as a file that can come back: of a coming event its day alone, for who may not see more."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from events.disclosure import Disclosed, disclose
from events.lists import EVENT_PARAMETERS, events_of
from events.models import Event
from exchange.events.columns import COLUMNS, KEY_LABEL, key_of
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
    key = Column("key", str(KEY_LABEL), "text", hidden=True)
    return [key, *(Column(each.key, str(each.label), each.shape, each.width) for each in COLUMNS)]


def _rows(user: User, keys: Sequence[int]) -> Iterator[Cells]:
    """The rows. Five queries for each batch; what has been hidden meanwhile is left out."""
    seen: QuerySet[Event] = Event.objects.visible_to(user).for_list()
    for batch in batches(keys):
        found: Any = seen.select_related("delegation", "series").prefetch_related("counterparts").in_bulk(batch)
        for shown in disclose(user, [found[key] for key in batch if key in found]):
            yield _cells(shown)


def _cells(shown: Disclosed) -> Cells:
    """A row; of the schedule's facts nothing where it is not the reader's to see."""
    event, country = shown.event, cast(Any, shown.event.country_or_region)
    facts = {
        "key": key_of(event.pk),
        "day": event.starts_on,
        "until": event.ends_on if shown.schedule and event.ends_on > event.starts_on else None,
        "hour": _hours(shown),
        "title": event.title,
        "title_other": _other_title(event),
        "kind": event.get_kind_display(),
        "restricted": _("yes") if event.restricted else "",
        "host": event.host_division.name,
        "leaders": listed(each.leader.name for each in shown.named) if shown.schedule else _("names not shown"),
        "counterparts": listed(each.name for each in event.counterparts.all()),
        "country": country.name,
        "venue": shown.venue,
        "delegation": event.delegation.name if event.delegation else "",
        "persons": event.delegation.size if event.delegation else None,
        "series": event.series.name if event.series else "",
        "edition": event.edition,
        "area": f"{event.area.number} {event.area.name}" if event.area else "",
        "status": event.get_status_display(),
        "confirmed_by": event.confirmed_by if shown.schedule else "",
        "approval": event.approval_number if shown.schedule else "",
        "outcome": event.outcome_note,
    }
    return [facts[name] for name in ("key", *(each.key for each in COLUMNS))]


def _other_title(event: Event) -> str:
    """The title in the language that the reader does not read, where it has one."""
    return next((each for each in (event.title_en, event.title_zh) if each and each != event.title), "")


def _hours(shown: Disclosed) -> str:
    """9:30-11:00; nothing for whole days."""
    if shown.starts_at is None or shown.ends_at is None:
        return ""
    starts, ends = f"{timezone.localtime(shown.starts_at):%H:%M}", f"{timezone.localtime(shown.ends_at):%H:%M}"
    return "" if (starts, ends) == ("00:00", "23:59") else f"{starts}-{ends}"
