"""The people and things that the matrix speaks of.

`own`, `other`, `none` are seen from the division of `staff` and `chief`, of whose task `leadership` is in charge, whom
`secretary` serves: a task that division leads, a task another one leads, a task nobody leads yet; an event it
hosts, an event another one hosts. Of accounts, tokens and reports `authored`: the reader's own, somebody else's.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.models import Division, Role, User
from events.models import CalendarFeed, Event
from exchange.models import Upload
from foundation import private_files
from priorities.models import Baseline, Indicator, Measurement, Plan, ProgressUpdate, SpecialDay, Task
from tests import event_factories as registers
from tests import factories as make
from tests.event_factories import CalendarFeedFactory, HoldWindowFactory
from tests.exchange.importing import workbook
from tests.exchange.registers import workbook as register_of
from tests.file_factories import EvidenceFactory, ExportFactory

ROLES = ("leadership", "secretary", "staff", "chief", "planning_office", "administrator")
# Staff who stands in for the chief: answered as staff are, but where the file says otherwise.
DEPUTY = "deputy"
REGISTERS = ("venue", "counterpart", "delegation", "series")
# Kinds of thing that have an own, an other and perhaps a none; everything else has one relation, `none`.
RELATED = {
    "task": ("own", "other", "none"),
    "update": ("own", "other", "none"),
    "claim": ("own", "other", "none"),
    "milestone": ("own", "other", "none"),
    "authored": ("own", "other"),
    "event": ("own", "other"),
    "restricted": ("own", "other"),
    "account": ("own", "other"),
    "token": ("own", "other"),
    "extension": ("own", "other", "none"),
    "deputyship": ("own", "other"),
    "saved": ("own", "other"),
    "upload": ("own", "other"),
    "feed": ("own", "other"),
    "exported": ("own", "other"),
    # A register of one's own; two events of a division; such two of which one is restricted.
    "register": ("own", "other"),
    "twins": ("own", "other"),
    "hidden_twins": ("own", "other"),
    # Evidence, added by a colleague.
    "proof": ("own", "other", "none"),
    "event_proof": ("own", "other"),
    # Entries of the registers beside the events, kept by either division; those named with its restricted event only.
    **{f"{hidden}{kind}": ("own", "other") for hidden in ("", "hidden_") for kind in REGISTERS},
    "restricted_proof": ("own", "other"),
    # Items of the checklists of those events.
    "item": ("own", "other"),
    "restricted_item": ("own", "other"),
}
FirstReview = ProgressUpdate.FirstReview
COMING = date(2024, 11, 5)


@dataclass
class World:
    """Persons by role, and the keys of things by kind and relation: `keys["task"]["own"] == {"code": …}`."""

    people: dict[str, User] = field(default_factory=dict)
    keys: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    plan: Plan = field(default_factory=make.PlanFactory)
    names: dict[str, User] = field(default_factory=dict)

    def keys_of(self, kind: str, relation: str, role: str) -> dict[str, Any]:
        """What addresses may name when the cell is about that thing; the plan is always among it."""
        common = {"plan": self.plan.code}
        if kind == "":
            return common
        if kind in ("account", "token", "authored", "saved", "upload", "exported", "feed", "register"):
            person = self.people[role] if relation == "own" and role in self.people else self.names["somebody"]
            return common | self.keys[kind][person.username]
        return common | self.keys[kind][relation]


def build() -> World:
    """Everything, in the database."""
    world = World()
    ours = make.DivisionFactory(code="economic", order=1)
    theirs = make.DivisionFactory(code="consular", order=2)
    _people(world, ours, theirs)
    _plan(world)
    _tasks(world, {"own": ours, "other": theirs, "none": None})
    _supported(world, ours, theirs)
    _extensions(world, {"own": ours, "other": theirs, "none": None})
    _authored(world, ours)
    _events(world, {"own": ours, "other": theirs})
    _registers(world, {"own": ours, "other": theirs})
    _office(world)
    _preparation(world)
    _rounds(world)
    _views(world)
    _uploads(world)
    _register_uploads(world)
    _twins(world)
    _exports(world)
    _feeds(world)
    _evidence(world)
    world.keys["division"] = {"none": {"code": theirs.code, "key": theirs.code}}
    missing = {"pk": 999_999, "key": 999_999, "code": "2024-9-99", "number": 99, "leader": 999_999, "other": 999_998,
               "secret": "x" * 43}  # fmt: skip
    world.keys["missing"] = {"none": missing}
    return world


def _people(world: World, ours: Division, theirs: Division) -> None:
    for role in ROLES:
        division = ours if role in (Role.STAFF, Role.CHIEF) else None
        serves = world.people["leadership"] if role == Role.SECRETARY else None
        world.people[role] = make.UserFactory(username=role, role=role, division=division, secretary_to=serves)
    world.people["outsider"] = make.UserFactory(username="outsider")
    world.names["somebody"] = make.UserFactory(username="somebody", role=Role.STAFF, division=theirs)
    world.names["colleague"] = make.UserFactory(username="colleague", role=Role.STAFF, division=ours)
    make.UserFactory(username="administrator2", role=Role.ADMINISTRATOR)
    _deputies(world, ours, theirs)
    everybody = (*world.people.values(), world.names["somebody"])
    world.keys["account"] = {person.username: {"pk": person.pk} for person in everybody}
    world.keys["token"] = {
        person.username: {"pk": make.TokenFactory(user=person, name="matrix").pk} for person in everybody
    }


def _deputies(world: World, ours: Division, theirs: Division) -> None:
    """A deputy of the chief, who is a person of the matrix, and one of another division's."""
    world.people[DEPUTY] = make.UserFactory(username=DEPUTY, role=Role.STAFF, division=ours)
    own = make.DeputyFactory(chief=world.people["chief"], deputy=world.people[DEPUTY])
    chief = make.UserFactory(username="chief2", role=Role.CHIEF, division=theirs)
    other = make.DeputyFactory(chief=chief, deputy=world.names["somebody"])
    world.keys["deputyship"] = {"own": {"pk": own.pk}, "other": {"pk": other.pk}}


def _plan(world: World) -> None:
    area = make.AreaFactory(plan=world.plan, number=1)
    indicator = make.IndicatorFactory(plan=world.plan, code="2024-events")
    measured = make.IndicatorFactory(plan=world.plan, code="2024-measured", kind=Indicator.Kind.MEASURED)
    measurement = Measurement.objects.create(
        indicator=measured,
        on=date(2024, 6, 30),
        value=1,
        recorded_at=make.at(date(2024, 6, 30), 9),
        by=world.people["planning_office"],
    )  # fmt: skip
    Baseline.objects.create(indicator=indicator, year=2023, value=336)
    draft = make.PlanFactory(code="draft-2024", status=Plan.Status.DRAFT)
    make.TaskFactory(area=make.AreaFactory(plan=draft, number=1), number=1)
    world.keys["area"] = {"none": {"number": area.number, "key": area.code}}
    world.keys["indicator"] = {"none": {"key": indicator.code, "code": indicator.code, "pk": indicator.pk}}
    world.keys["baseline"] = {"none": {"code": indicator.code, "year": 2023}}
    world.keys["measured"] = {"none": {"code": measured.code}}
    world.keys["measurement"] = {"none": {"key": measurement.pk, "pk": measurement.pk}}
    world.keys["draft"] = {"none": {"plan": draft.code, "key": draft.code}}


def _tasks(world: World, divisions: dict[str, Division | None]) -> None:
    area = world.plan.areas.get(number=1)
    world.keys |= {kind: {} for kind in ("task", "update", "claim", "milestone")}
    for number, (relation, division) in enumerate(divisions.items(), start=1):
        leader = world.people["leadership"] if relation == "own" else None
        author = world.names["colleague" if relation == "own" else "somebody"]
        task, waiting, claimed = (
            make.TaskFactory(area=area, number=number + more, lead_division=division, leader_in_charge=leader)
            for more in (0, 10, 20)
        )
        milestone = make.MilestoneFactory(task=task)
        update = make.UpdateFactory(task=waiting, author=author, first_review=FirstReview.PENDING)
        claim = make.UpdateFactory(
            task=claimed, author=author, first_review=FirstReview.ENDORSED, status="completed", percent=100
        )
        world.keys["task"][relation] = {"pk": task.pk, "key": task.code, "code": task.code}
        for kind, thing, of in (("update", update, waiting), ("claim", claim, claimed), ("milestone", milestone, task)):
            world.keys[kind][relation] = {"pk": thing.pk, "key": thing.pk, "code": of.code}


def _supported(world: World, ours: Division, theirs: Division) -> None:
    """A task that another division leads and ours supports, with a report on it by the colleague."""
    task = make.TaskFactory(area=world.plan.areas.get(number=1), number=40, lead_division=theirs, supporting=[ours])
    update = make.UpdateFactory(task=task, author=world.names["colleague"], first_review=FirstReview.PENDING)
    world.keys["supported"] = {"none": {"code": task.code, "key": task.code, "pk": update.pk}}


def _extensions(world: World, divisions: dict[str, Division | None]) -> None:
    """A request for a later deadline of a task of each, by its chief (for the task nobody leads: by somebody)."""
    area, world.keys["extension"] = world.plan.areas.get(number=1), {}
    for number, (relation, division) in enumerate(divisions.items(), start=45):
        leader = world.people["leadership"] if relation == "own" else None
        by = world.people["chief"] if relation == "own" else world.names["somebody"]
        task = make.TaskFactory(
            area=area, number=number, lead_division=division, leader_in_charge=leader, due_on=date(2024, 10, 31)
        )
        request = make.ExtensionRequestFactory(task=task, by=by)
        world.keys["extension"][relation] = {"pk": request.pk, "key": request.pk, "code": task.code}


def _authored(world: World, ours: Division) -> None:
    """A report of each person's own that still waits."""
    area = world.plan.areas.get(number=1)
    world.keys["authored"] = {}
    for number, person in enumerate((*world.people.values(), world.names["somebody"]), start=50):
        task = make.TaskFactory(area=area, number=number, lead_division=ours)
        update = make.UpdateFactory(task=task, author=person, first_review=FirstReview.PENDING)
        world.keys["authored"][person.username] = {"pk": update.pk, "key": update.pk, "code": task.code}


def _office(world: World) -> None:
    """A period held free, and one of the demonstration."""
    world.keys["hold"] = {"none": {"pk": HoldWindowFactory().pk}}
    world.keys["other_hold"] = {"none": {"pk": HoldWindowFactory(demonstration=True).pk}}


def _rounds(world: World) -> None:
    """An open round and a closed one; a day that is not what its weekday says."""
    leader = world.people["leadership"].pk
    world.keys["round"] = {"none": {"pk": make.RoundFactory(plan=world.plan).pk, "leader": leader}}
    closed = make.RoundFactory(
        plan=world.plan, number=8, due_on=date(2024, 9, 20), closed_at=make.at(date(2024, 9, 23), 9)
    )
    world.keys["closed_round"] = {"none": {"pk": closed.pk, "leader": world.people["leadership"].pk}}
    world.keys["unled"] = {"none": {"pk": closed.pk, "leader": world.people["administrator"].pk}}
    world.keys["template"] = {"none": {"kind": "round", "language": "en"}}
    world.keys["odd_template"] = {"none": {"kind": "letter", "language": "en"}}
    special = SpecialDay.objects.create(day=date(2031, 1, 1))
    world.keys["special_day"] = {"none": {"pk": special.pk}}


def _views(world: World) -> None:
    """A saved view of each person's own, shared with everybody; and somebody's that is not."""
    everybody = (*world.people.values(), world.names["somebody"])
    world.keys["saved"] = {
        person.username: {"pk": make.SavedViewFactory(owner=person, plan=world.plan, shared=True).pk}
        for person in everybody
    }
    hidden = make.SavedViewFactory(owner=world.names["somebody"], plan=world.plan)
    world.keys["hidden"] = {"none": {"pk": hidden.pk}}


def _uploads(world: World) -> None:
    """A workbook of reports of each person's own, uploaded and not taken in yet."""
    file = private_files.keep(workbook([]))
    world.keys["upload"] = {
        person.username: {
            "pk": Upload.objects.create(
                by=person, plan=world.plan, kind=Upload.Kind.REPORTS, filename="tasks.xlsx", file=file, size=1,
                sha256="0" * 64, uploaded_at=make.at(date(2024, 9, 30), 9),
            ).pk
        }
        for person in (*world.people.values(), world.names["somebody"])
    }  # fmt: skip


def _register_uploads(world: World) -> None:
    """A register of events of each person's own, uploaded and not taken in yet."""
    file = private_files.keep(register_of([["2024-5-2", "Reception"]], headings=("Day", "Event")))
    world.keys["register"] = {
        person.username: {
            "pk": Upload.objects.create(
                by=person, plan=world.plan, kind=Upload.Kind.EVENTS, filename="register.xlsx", file=file, size=1,
                sha256="0" * 64, uploaded_at=make.at(date(2024, 9, 30), 9), choices={"year": 2024},
            ).pk
        }
        for person in (*world.people.values(), world.names["somebody"])
    }  # fmt: skip


def _twins(world: World) -> None:
    """Each event with another of its division, and each restricted one, too."""
    for kind, of in (("twins", "event"), ("hidden_twins", "restricted")):
        world.keys[kind] = {}
        for relation in ("own", "other"):
            event = Event.objects.get(pk=world.keys[of][relation]["pk"])
            twin = make.EventFactory(host_division=event.host_division)
            world.keys[kind][relation] = {"pk": event.pk, "other": twin.pk}


def _exports(world: World) -> None:
    """A file of each person's own, made; and the list that it was made of."""
    world.keys["listed"] = {"none": {"name": "tasks", "file_format": "csv"}}
    world.keys["unlisted"] = {"none": {"name": "secrets", "file_format": "csv"}}
    everybody = (*world.people.values(), world.names["somebody"])
    world.keys["exported"] = {
        person.username: {"pk": ExportFactory(by=person, plan=world.plan, made=b"made").pk} for person in everybody
    }


def _feeds(world: World) -> None:
    """A calendar of each person's own; and one of which the secret is known."""
    everybody = (*world.people.values(), world.names["somebody"])
    world.keys["feed"] = {person.username: {"pk": CalendarFeedFactory(owner=person).pk} for person in everybody}
    secret = CalendarFeed.new_secret()
    CalendarFeedFactory(owner=world.names["somebody"], digest=CalendarFeed.digest_of(secret))
    world.keys["calendar"] = {"none": {"secret": secret}}


def _evidence(world: World) -> None:
    """A file on each report that waits and on each event, coming or restricted, by a colleague."""
    for kind, of, column in (
        ("proof", "update", "update_id"),
        ("event_proof", "event", "event_id"),
        ("restricted_proof", "restricted", "event_id"),
    ):
        keys = world.keys[of].items()
        world.keys[kind] = {
            relation: {"pk": EvidenceFactory(by=world.names["colleague"], **{column: known["pk"]}).pk}
            for relation, known in keys
        }


def _events(world: World, divisions: dict[str, Division]) -> None:
    leader = make.LeaderFactory()
    world.keys["leader"] = {"none": {"pk": leader.pk, "key": leader.pk}}
    own_task = Task.objects.get(code=world.keys["task"]["own"]["code"])
    for kind, restricted in (("event", False), ("restricted", True)):
        world.keys[kind] = {}
        for relation, division in divisions.items():
            event = make.EventFactory(
                host_division=division, starts_on=COMING, status="confirmed", expected=[leader],
                recorded_at=make.at(date(2024, 9, 1), 9), restricted=restricted,
            )  # fmt: skip
            if relation == "own":
                event.tasks.add(own_task)
            world.keys[kind][relation] = {"pk": event.pk, "key": event.pk}


def _registers(world: World, divisions: dict[str, Division]) -> None:
    """Entries of the registers beside the events; and such as only the division's restricted event names."""
    makers: dict[str, Any] = {
        "venue": registers.VenueFactory,
        "counterpart": registers.CounterpartFactory,
        "delegation": make.DelegationFactory,
        "series": registers.SeriesFactory,
    }
    for kind, maker in makers.items():
        world.keys[kind], world.keys[f"hidden_{kind}"] = {}, {}
        for relation, division in divisions.items():
            world.keys[kind][relation] = {"pk": maker(kept_by=division, registered=True).pk}
            if kind == "venue":
                continue
            named = maker(kept_by=division, registered=False)
            event = Event.objects.get(pk=world.keys["restricted"][relation]["pk"])
            if kind == "counterpart":
                event.counterparts.add(named)
            else:
                Event.objects.filter(pk=event.pk).update(**{kind: named})
            world.keys[f"hidden_{kind}"][relation] = {"pk": named.pk}


def _preparation(world: World) -> None:
    """An item on each event's checklist, its host's to do; a series with an edition; a kind without a template."""
    for kind, of in (("item", "event"), ("restricted_item", "restricted")):
        keys = world.keys[of].items()
        world.keys[kind] = {
            relation: {"pk": registers.PreparationItemFactory(event_id=known["pk"], due_on=COMING).pk}
            for relation, known in keys
        }
    series = registers.SeriesFactory()
    make.EventFactory(series=series, edition=3)
    world.keys["begun_series"] = {"none": {"pk": series.pk}}
    registers.TemplateItemFactory(kind="meeting")
    world.keys["event_kind"] = {"none": {"event_kind": "signing"}}
    world.keys["no_kind"] = {"none": {"event_kind": "parade"}}
