"""Registering many events at once, such as last year's register: judged row by row, written in a few inserts.

What `register_event` holds of one event holds of each: every event keeps its first state and its change record, what is
to come begins with the checklist of its kind. Of time conflicts nobody is asked: a register is brought in as it stands.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts.models import User
from changelog.models import Change
from changelog.services import EVERYBODY, Written, record_all, unit
from events import rules
from events.models import Attendance, AttendanceState, Counterpart, Delegation, Event, EventState, Series
from events.services import checking
from events.services.preparation import begin_checklists
from events.services.recording import STATE_FIELDS, audience_of, facts_of, written_new
from events.services.registering import FIELDS, LISTS, Attends, Made
from foundation import clock
from foundation.errors import Refusals
from priorities.models import Task

RELATED = ("host_division", "area", "delegation", "series", "registered_venue", "merged_into")
CHUNK = 200
MADE: tuple[tuple[str, type[Any]], ...] = (
    ("delegation", Delegation),
    ("series", Series),
    ("counterparts", Counterpart),
)
Told = Callable[[int], None]


@dataclass
class Entry:
    """An event as it would be registered, with what hangs on it."""

    event: Event
    tasks: list[Task] = field(default_factory=list)
    counterparts: list[Counterpart] = field(default_factory=list)
    attendances: list[Attends] = field(default_factory=list)

    def made(self) -> list[tuple[str, Made]]:
        """What it names for the first time, with the field that names it."""
        named: list[tuple[str, Any]] = [("delegation", self.event.delegation), ("series", self.event.series)]
        several = [*named, *(("counterparts", each) for each in self.counterparts)]
        return [(name, thing) for name, thing in several if thing is not None and thing.pk is None]

    def audience(self) -> frozenset[str]:
        """The tags of who may see it."""
        return audience_of(self.event, [task.leader_in_charge_id for task in self.tasks])


def judge_events(
    *,
    by: User,
    demonstration: bool,
    facts: Mapping[int, Mapping[str, Any]],
    refusals: Refusals,
    told: Told | None = None,
) -> dict[int, Entry]:
    """The events as they would be registered, by place; what is wrong with others is in `refusals`. Writes nothing.

    `facts`: as of `register_event`, by place; rows of it may share one new delegation, series or counterpart. `told`
    hears how many are judged. Four queries at most, however many events.
    """
    if not rules.may_add_event(by):
        raise PermissionDenied(_("Divisions and the planning office register events."))
    now, entries = clock.now(), {}
    seen = _seen(by, facts.values())
    editions = _editions(by, facts.values())
    for number, (place, each) in enumerate(facts.items(), start=1):
        with refusals.at(place):
            entry = _entry(each, demonstration)
            entry.event.recorded_at = now
            _check(by, entry, seen)
            _check_edition(entry, editions)
            entries[place] = entry
        if told is not None and number % CHUNK == 0:
            told(number)
    return entries


def register_several(*, by: User, entries: Sequence[Entry], told: Told | None = None) -> list[Event]:
    """Write events that `judge_events` has judged in the same unit, in their order. All of them or nothing.

    The queries are constant for each CHUNK of events. `told` hears how many are written.
    """
    with unit():
        now, written = clock.now(), _write_made(entries)
        for start in range(0, len(entries), CHUNK):
            chunk = entries[start : start + CHUNK]
            for entry in chunk:
                entry.event.recorded_at = now
            Event.objects.bulk_create(entry.event for entry in chunk)
            _write_lists(chunk)
            _write_states(by, chunk)
            written += [_written(entry) for entry in chunk]
            if told is not None:
                told(start + len(chunk))
        record_all(by=by, several=written)
        begin_checklists(by=by, events=[(entry.event, entry.audience()) for entry in entries])
    return [entry.event for entry in entries]


def _entry(facts: Mapping[str, Any], demonstration: bool) -> Entry:
    if unknown := set(facts) - FIELDS - LISTS:
        raise TypeError(f"no facts of an event: {sorted(unknown)}")
    event = Event(demonstration=demonstration)
    for name in FIELDS & set(facts):
        setattr(event, name, facts[name])
    if event.status not in checking.CALLED_OFF:
        event.reason = ""
    lists = [list(facts.get(name, ())) for name in ("tasks", "counterparts", "attendances")]
    return Entry(event, *lists)


def _check(by: User, entry: Entry, seen: Mapping[type[Any], set[int]]) -> None:
    """What `register_event` checks, without a query: what is named was read by the caller, or is looked up at once."""
    event = entry.event
    if event.host_division_id is None:
        raise ValidationError({"host_division": _("Name the division that hosts it.")})
    checking.check_may_write(by, event, was_restricted=False)
    checking.check_facts(event)
    event.derive()
    for name, thing in entry.made():
        thing.demonstration, thing.kept_by, thing.registered = event.demonstration, event.host_division, False
        _clean_made(name, thing)
    for name, model in MADE:
        known = entry.counterparts if name == "counterparts" else [getattr(event, name)]
        if any(each is not None and each.pk is not None and each.pk not in seen[model] for each in known):
            raise ValidationError({name: _("Choose one that is there.")})
    checking.check_same_side(event, entry.tasks, [each.leader for each in entry.attendances], entry.counterparts)
    checking.check_attendances(event, entry.attendances)
    if str(event.country_or_region) not in _codes():  # the field itself goes through all of them for each event
        raise ValidationError({"country_or_region": _("Choose one that is there.")})
    event.clean_fields(exclude=[*RELATED, "recorded_at", "country_or_region"])
    for each in entry.attendances:
        try:
            Attendance(role=each.role, outcome=each.outcome).clean_fields(exclude=["event", "leader"])
        except ValidationError as error:
            raise ValidationError({"attendances": error.messages}) from error


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    """The codes of countries and regions, and "" for none."""
    return frozenset({"", *(code for code, _name in countries)})


def _clean_made(name: str, thing: Made) -> None:
    """The errors of a new delegation, series or counterpart are its event's in the field that names it."""
    try:
        thing.clean_fields(exclude=["kept_by"])
        thing.clean()
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from error
    if not (thing.name_en or thing.name_zh):
        raise ValidationError({name: _("Name it in at least one language.")})


def _seen(by: User, several: Any) -> dict[type[Any], set[int]]:
    """The keys of the delegations, series and counterparts named that `by` may see. A query for each kind named."""
    found: dict[type[Any], set[int]] = {}
    for name, model in MADE:
        keys: set[int] = set()
        for facts in several:
            things = facts.get(name) or ()
            for thing in things if name == "counterparts" else [things] if things else ():
                keys |= {thing.pk} if thing.pk is not None else set()
        seen = checking.SEEN[model](by)
        found[model] = set(seen.filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    return found


Edition = tuple[int | None, int | None, str]


def _editions(by: User, several: Any) -> set[Edition]:
    """The editions of the series named that `by` sees registered. One query, or none."""
    series = {each["series"].pk for each in several if each.get("series") is not None and each.get("edition")}
    if not series - {None}:
        return set()
    known = Event.objects.visible_to(by).filter(series__in=series - {None}, edition__isnull=False)
    events = known.filter(merged_into__isnull=True).order_by()
    return set(events.values_list("series", "edition", "kind"))


def _check_edition(entry: Entry, editions: set[Edition]) -> None:
    """An edition is registered once for each kind: neither before nor in an earlier row."""
    event = entry.event
    if event.series is None or event.edition is None:
        return
    same = (event.series.pk or -id(event.series), event.edition, event.kind)
    if same in editions:
        message = _("This edition of the series is already registered as an event of this kind.")
        raise ValidationError({"edition": message})
    editions.add(same)


def _write_made(entries: Sequence[Entry]) -> list[Written]:
    """Save what is named for the first time, each once. Seen by whoever may see one of its events."""
    things: dict[int, Made] = {}
    seen: dict[int, set[str]] = {}
    for entry in entries:
        for _name, thing in entry.made():
            things[id(thing)] = thing
            seen.setdefault(id(thing), set()).update(entry.audience())
    for _name, model in MADE:
        model.objects.bulk_create(each for each in things.values() if isinstance(each, model))
    return [written_new(thing, {EVERYBODY} if EVERYBODY in seen[key] else seen[key]) for key, thing in things.items()]


def _write_lists(chunk: Sequence[Entry]) -> None:
    """Tasks, counterparts and attendances of events that are written."""
    serves, held_with = Event.tasks.through, Event.counterparts.through
    serves.objects.bulk_create(
        serves(event_id=each.event.pk, task_id=key)
        for each in chunk
        for key in dict.fromkeys(task.pk for task in each.tasks)
    )
    held_with.objects.bulk_create(
        held_with(event_id=each.event.pk, counterpart_id=key)
        for each in chunk
        for key in dict.fromkeys(thing.pk for thing in each.counterparts)
    )
    Attendance.objects.bulk_create(
        Attendance(event=each.event, leader=one.leader, role=one.role, outcome=one.outcome)
        for each in chunk
        for one in each.attendances
    )


def _write_states(by: User, chunk: Sequence[Entry]) -> None:
    """The first state of each event."""
    states = [
        EventState(event=each.event, by=by, **{name: getattr(each.event, name) for name in STATE_FIELDS})
        for each in chunk
    ]
    EventState.objects.bulk_create(states)
    AttendanceState.objects.bulk_create(
        AttendanceState(state=state, leader=one.leader, role=one.role, outcome=one.outcome)
        for state, each in zip(states, chunk, strict=True)
        for one in each.attendances
    )


def _written(entry: Entry) -> Written:
    attendances = [{"leader": each.leader.pk, "role": each.role, "outcome": each.outcome} for each in entry.attendances]
    after = facts_of(
        entry.event,
        tasks=dict.fromkeys(task.code for task in entry.tasks),
        counterparts=dict.fromkeys(thing.pk for thing in entry.counterparts),
        attendances=attendances,
    )
    return Written(
        action=Change.Action.CREATE,
        type="event",
        key=entry.event.pk,
        version=entry.event.version,
        after=after,
        seen_after=entry.audience(),
    )
