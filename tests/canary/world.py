"""A world in which every text of restricted events, and of everything that hangs on them, carries a word.

Two lots of them: `zqown` serves a task and is hosted by a division of which the matrix's people are; `zqother` is
another division's. What hangs on an event, and which of its fields are texts, is found by walking the models: a table
or a field that comes later is marked, or missed by `test_every_text_carries_the_word`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from typing import Any

from django.db import models
from django_countries.fields import CountryField

from accounts.models import Division, Role, User
from changelog.models import Change
from changelog.services import Written, record, unit
from events.models import CalendarFeed, Event, Venue
from events.models.keeping import Kept
from events.services.recording import audience, event_facts, record_new
from tests import event_factories as register
from tests import factories as make
from tests.authorization import world as matrix_world
from tests.file_factories import EvidenceFactory, StoredFileFactory

OWN, OTHER = "zqown", "zqother"
WORDS = (OWN, OTHER)
PARTS = ("zqow", "zqothe")  # a search is echoed: it asks for the part, which is not the word
PAST, COMING = date(2024, 9, 10), date(2024, 10, 10)
# Texts that are not anybody's to write: with the reason.
NOT_WRITTEN: dict[str, str] = {}


@dataclass
class Hidden:
    """The matrix's world, the hidden rows by word, and the people who are not of the matrix."""

    world: matrix_world.World
    rows: dict[str, list[models.Model]] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    feeds: dict[str, list[str]] = field(default_factory=dict)

    def ids(self, *kinds: type[models.Model]) -> list[int]:
        """The ids of the hidden rows of these kinds, of all where none is named: one of each kind and word first."""
        found: dict[tuple[str, str], list[int]] = {}
        for word, rows in self.rows.items():
            for row in rows:
                if not kinds or isinstance(row, kinds):
                    found.setdefault((word, type(row).__name__), []).append(row.pk)
        return list(dict.fromkeys(pk for turn in zip_longest(*found.values()) for pk in turn if pk is not None))

    def events(self) -> list[Event]:
        """The hidden events."""
        return [row for rows in self.rows.values() for row in rows if isinstance(row, Event)]


def hanging() -> list[type[models.Model]]:
    """Event, the entries of registers that it names, and every table whose rows belong to one of those."""
    named = [each.related_model for each in (*Event._meta.fields, *Event._meta.many_to_many) if each.related_model]
    found: list[Any] = [Event, *(each for each in named if issubclass(each, Kept) and each is not Venue)]
    for model in found:  # grows as it is walked
        for relation in model._meta.related_objects:
            if relation.related_model not in found:
                found.append(relation.related_model)
    return found


def texts(model: type[models.Model]) -> list[str]:
    """The fields of a table in which somebody writes."""
    return [
        each.name
        for each in model._meta.concrete_fields
        if isinstance(each, models.CharField | models.TextField)
        and not each.choices
        and not isinstance(each, CountryField)
        and f"{model.__name__}.{each.name}" not in NOT_WRITTEN
    ]


def mark(row: models.Model, word: str) -> None:
    """Write the word, and where it stands, into every text of the row."""
    model = type(row)
    said = {name: f"{word}-{model.__name__.lower()}-{name}" for name in texts(model)}
    model._base_manager.filter(pk=row.pk).update(**said)
    row.refresh_from_db()


def unmarked() -> Iterator[str]:
    """The texts of what hangs on restricted events in which no row carries a word."""
    for model in hanging():
        for name in texts(model):
            carries = models.Q(**{f"{name}__contains": OWN}) & ~models.Q(**{f"{name}__contains": OTHER})
            if not model._base_manager.filter(carries).exists():
                yield f"{model.__name__}.{name}"


def build() -> Hidden:
    """Everything, in the database."""
    world = matrix_world.build()
    hidden = Hidden(world)
    _people(hidden)
    municipal = make.LeaderPostFactory().leader
    for word, relation in ((OWN, "own"), (OTHER, "other")):
        _plant(hidden, word, Event.objects.get(pk=world.keys["restricted"][relation]["pk"]), municipal)
    for name, person in hidden.people.items():
        hidden.feeds[name] = [_feed(person, kind, municipal) for kind in CalendarFeed.Kind.values]
    return hidden


def _people(hidden: Hidden) -> None:
    """Those of the matrix; and another leader's secretary, a third division's people, those of Protocol."""
    third = make.DivisionFactory(code="third", order=3)
    protocol = make.DivisionFactory(code="protocol", order=4, protocol=True)
    boss = make.UserFactory(username="boss2", role=Role.LEADERSHIP)
    hidden.people = {
        **hidden.world.people,
        "somebody": hidden.world.names["somebody"],
        "secretary2": make.UserFactory(username="secretary2", role=Role.SECRETARY, secretary_to=boss),
        "staff3": make.UserFactory(username="staff3", role=Role.STAFF, division=third),
        "chief3": make.UserFactory(username="chief3", role=Role.CHIEF, division=third),
        "protocol": make.UserFactory(username="protocol", role=Role.STAFF, division=protocol),
    }


def _plant(hidden: Hidden, word: str, first: Event, municipal: Any) -> None:
    """Restricted events of one host: coming, held, called off as a duplicate; and what hangs on them."""
    host: Division = first.host_division
    area = hidden.world.plan.areas.get(number=1)
    delegation, series = make.DelegationFactory(kept_by=host), register.SeriesFactory(registered=False, kept_by=host)
    counterpart = register.CounterpartFactory(registered=False, kept_by=host, kind="city", partner_since=PAST)
    agreement = register.AgreementFactory(counterpart=counterpart)
    common: dict[str, Any] = {
        "host_division": host, "restricted": True, "area": area, "delegation": delegation, "series": series,
        "country_or_region": "FR", "kind": "signing",
    }  # fmt: skip
    held = make.EventFactory(**common, starts_on=PAST, edition=27, attended_by=[municipal])
    merged = make.EventFactory(
        **common, starts_on=PAST, status="cancelled", reason="x", merged_into=held, attended_by=[municipal]
    )
    coming = make.EventFactory(**common, starts_on=COMING, status="postponed", reason="x", expected=[municipal])
    Event.objects.filter(pk=first.pk).update(delegation=delegation, series=series, area=area, kind="signing")
    tasks = list(first.tasks.all()) or area.tasks.filter(lead_division=host)[:1]
    events: list[Event] = [first, held, merged, coming]
    rows: list[models.Model] = [delegation, series, counterpart, agreement]
    for event in events:
        event.refresh_from_db()
        event.tasks.set(tasks)
        event.counterparts.set([counterpart])
        file = StoredFileFactory(content=f"{word}-content-{event.pk}".encode())
        rows += [EvidenceFactory(event=event, by=hidden.world.names["colleague"], file=file)]
        rows += [register.PreparationItemFactory(event=event, topic=topic) for topic in ("venue", "other")]
        register.PreparationItemFactory(event=event, topic="gifts", label_en="", label_zh="")
    for row in (*events, *rows):
        mark(row, word)
    planner = hidden.people["planning_office"]
    for event in events:
        make.state_of(event, event.recorded_at)
        _changes(event, planner)
    with unit():
        for thing in (delegation, series, counterpart):
            record_new(by=planner, thing=thing, seen=audience(held))
    hidden.rows[word] = [*events, *rows]


def _changes(event: Event, by: User) -> None:
    """That the event was registered and changed: before and after hold every text."""
    facts, seen = event_facts(event), audience(event)
    with unit():
        for action, before in ((Change.Action.CREATE, None), (Change.Action.CHANGE, facts)):
            said: dict[str, Any] = {"key": event.pk, "version": 1, "before": before, "after": facts}
            record(by=by, written=Written(action=action, type="event", **said, seen_before=seen, seen_after=seen))


def _feed(owner: User, kind: str, municipal: Any) -> str:
    """A calendar of the person's, by its secret; of some kinds nothing is answered."""
    secret = CalendarFeed.new_secret()
    leader = municipal if kind == CalendarFeed.Kind.LEADER else None
    register.CalendarFeedFactory(owner=owner, kind=kind, leader=leader, digest=CalendarFeed.digest_of(secret))
    return secret
