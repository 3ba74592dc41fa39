"""What must hold of an event before it is written; each error beside its field."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events import rules
from events.models import Counterpart, Delegation, Event, Kind, Leader, Outcome, Series, Status
from foundation import clock
from priorities.models import Task

CALLED_OFF = (Status.POSTPONED, Status.CANCELLED)
NEAR = ("HK", "MO")  # Hong Kong and Macao are not foreign: product.md
FIRST_YEAR, LAST_YEAR = 1949, 2100
Errors = dict[str, list[Any]]
Known = Delegation | Series | Counterpart
SEEN: dict[type[Any], Callable[[User], QuerySet[Any]]] = {
    Delegation: rules.delegations_seen_by,
    Series: rules.series_seen_by,
    Counterpart: rules.counterparts_seen_by,
}


class Problems(Errors):
    """Errors by field."""

    def add(self, field: str, message: Any) -> None:
        """One more."""
        self.setdefault(field, []).append(message)

    def raise_any(self) -> None:
        """ValidationError when there is any."""
        if self:
            raise ValidationError(dict(self))


def check_may_write(by: User, event: Event, *, was_restricted: bool) -> None:
    """PermissionDenied where the host is not theirs to name, or the event not theirs to open."""
    if not rules.may_host(by, event.host_division_id):
        raise PermissionDenied(_("A division keeps its own events: only the planning office keeps those of another."))
    if was_restricted and not event.restricted and not rules.may_clear_restricted(by):
        raise PermissionDenied(_("Only the planning office opens a restricted event again."))


def check_facts(event: Event) -> None:
    """Times, status, kind, series."""
    problems = Problems()
    _check_times(event, problems)
    if event.status in CALLED_OFF and not event.reason.strip():
        problems.add("reason", _("Say why the event is postponed or cancelled."))
    if not (event.title_en.strip() or event.title_zh.strip()):
        problems.add("title_en", _("Give the title in at least one language."))
    country = str(event.country_or_region)
    if event.kind == Kind.OUTBOUND_VISIT and country in NEAR:
        problems.add("kind", _("Hong Kong and Macao are not abroad: choose “visit to Hong Kong or Macao”."))
    if event.kind == Kind.VISIT_HONG_KONG_MACAO and country and country not in NEAR:
        problems.add("country_or_region", _("A visit to Hong Kong or Macao leads to one of them."))
    if event.edition is not None and event.series is None:
        problems.add("edition", _("An edition belongs to a series: choose one."))
    problems.raise_any()


def _check_times(event: Event, problems: Problems) -> None:
    """Start before end, both within sane years; held and attended only what has begun."""
    for field in ("starts_at", "ends_at"):
        instant: datetime | None = getattr(event, field)
        if instant is None:
            problems.add(field, _("Give day and time."))
        elif not FIRST_YEAR <= instant.year <= LAST_YEAR:
            span = {"first": FIRST_YEAR, "last": LAST_YEAR}
            problems.add(field, _("Expected a day of the years %(first)d to %(last)d.") % span)
    if problems:
        return
    if event.ends_at < event.starts_at:
        problems.add("ends_at", _("An event ends at or after its start."))
    if event.status == Status.HELD and event.starts_at > clock.now():
        problems.add("status", _("This event has not begun: it cannot be recorded as held."))


def check_attendances(event: Event, attendances: Iterable[Any]) -> None:
    """Each leader once; nobody attended what is still to come."""
    problems, seen = Problems(), set()
    for each in attendances:
        if each.leader.pk in seen:
            problems.add("attendances", _("%(leader)s is named twice: once is enough.") % {"leader": each.leader.name})
        seen.add(each.leader.pk)
        if each.outcome == Outcome.ATTENDED and event.starts_at > clock.now():
            problems.add(
                "attendances",
                _("%(leader)s cannot have attended what is still to come.") % {"leader": each.leader.name},
            )
    problems.raise_any()


def check_same_side(
    event: Event, tasks: Iterable[Task], leaders: Iterable[Leader], counterparts: Iterable[Counterpart] = ()
) -> None:
    """Demonstration and real data never mix; area and tasks are of the plan of the year in which the event starts."""
    problems, side = Problems(), event.demonstration
    apart = _("Demonstration and real data are kept apart: choose another.")
    for field in ("host_division", "delegation", "series", "registered_venue"):
        thing = getattr(event, field, None)
        if thing is not None and thing.demonstration != side:
            problems.add(field, apart)
    if any(leader.demonstration != side for leader in leaders):
        problems.add("attendances", apart)
    if any(each.demonstration != side for each in counterparts):
        problems.add("counterparts", apart)
    plans = [("area", event.area.plan)] if event.area else []
    for field, plan in [*plans, *(("tasks", task.plan) for task in tasks)]:
        if field in problems:
            continue
        if plan.demonstration != side:
            problems.add(field, apart)
        elif plan.year != event.starts_on.year:
            year = {"year": event.starts_on.year}
            problems.add(field, _("Expected one of the plan of %(year)d, the year in which the event starts.") % year)
    problems.raise_any()


def check_known(
    by: User, field: str, thing: Known | None, kept: Collection[int | None], made: Collection[Known]
) -> None:
    """An existing entry is named only by who may see it: any other is not there."""
    if thing is None or thing.pk in kept or thing in made:
        return
    seen = SEEN[type(thing)](by)
    if not seen.filter(pk=thing.pk).exists():
        raise ValidationError({field: _("Choose one that is there.")})


def check_edition_is_new(by: User, event: Event) -> None:
    """Point out an edition registered already, as far as `by` may see events: it is no constraint, which would tell."""
    if event.series_id is None or event.edition is None:
        return
    same = Event.objects.visible_to(by).filter(series=event.series_id, edition=event.edition, kind=event.kind)
    same = same.filter(merged_into__isnull=True)
    if same.exclude(pk=event.pk).exists():
        raise ValidationError(
            {"edition": _("This edition of the series is already registered as an event of this kind.")}
        )
