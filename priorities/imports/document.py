"""The things a plan file tells of: plan, areas, tasks with their milestones, indicators, achievements."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from priorities.imports.lines import MAX_VALUES, compose
from priorities.imports.nodes import EXPECTED, Fields, Json, Node, Scalar
from priorities.imports.places import Place, Problems
from priorities.imports.shapes import (
    ACHIEVEMENT,
    AREA,
    BASELINE,
    INDICATOR,
    MILESTONE,
    PLAN,
    SHAPES,
    TASK,
    Shape,
    kind_of,
    native,
)

SOURCE_KEYS = ("name_en", "name_zh")
TOP_KEYS = ("read_out", "plan", "task_sources", "areas", "indicators", "achievements")
SINGLE = ("lead_division", "leader_in_charge")  # named by code or name; priorities.imports.naming finds them
DAYS = ("starts_on", "due_on")
ReadOut = Callable[[str], str]


@dataclass
class Thing:
    """One thing of the file: its facts as JSON keeps them, where they stand, and its key in the whole product."""

    shape: Shape
    key: str
    facts: dict[str, Json]
    fields: Fields
    parent: "Thing | None" = None
    reason: str = ""  # why a task's deadline moves

    @property
    def name(self) -> str:
        """Kind and key: `task 2024-5-02`."""
        return f"{self.shape.kind} {self.key}"

    @property
    def root(self) -> "Thing":
        """The thing under which its changes are recorded: of a baseline its indicator, of a milestone its task."""
        return self.parent if self.shape in (BASELINE, MILESTONE) and self.parent else self

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.fields.place


@dataclass
class Document:
    """A plan file as it was read, parents before their children; `problems` is what is wrong with it.

    `tells`: the shapes that a file of its kind can tell of. `base`: stamps of the facts as they stood when the file was
    made from the plan, by the things' names; nothing of a file that was not.
    """

    name: str
    things: list[Thing] = field(default_factory=list)
    tells: Collection[Shape] = SHAPES
    base: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def plan(self) -> Thing:
        """The plan itself."""
        return self.things[0]

    @property
    def problems(self) -> Problems:
        """What is wrong so far."""
        return self.plan.fields.problems


def read_document(text: str, name: str, read_out: ReadOut | None, most: int = MAX_VALUES) -> Document:
    """Read a plan file. `read_out` fetches the text of the named read-out, or raises OSError; None: it is not checked.

    `most`: of so many values at most. Raises PlanFileError when it is no plan at all; what else is wrong is said when
    it is loaded, with what is wrong about the divisions and people that it names: every problem at once.
    """
    problems = Problems(name)
    return document_of(compose(text, problems, most), problems, read_out)


def document_of(node: Node | None, problems: Problems, read_out: ReadOut | None = None) -> Document:
    """The document that was written as these nodes, with the problems found so far. See `read_document`."""
    top = Fields(node, "", problems, known=TOP_KEYS, required=("plan", "areas"))
    document = Document(problems.name, list(_Reader(top, problems).things()))
    _check_once(document, problems)
    if read_out is not None:
        _check_quotes(document, top, problems, read_out)
    if "code" not in document.plan.facts or "year" not in document.plan.facts:
        problems.stop()  # nothing has a name then
    return document


class _Reader:
    """Walks the file."""

    def __init__(self, top: Fields, problems: Problems) -> None:
        self.top, self.problems = top, problems
        self.default_sources: list[Json] = self._sources(top, "task_sources")

    def things(self) -> Iterable[Thing]:
        """Everything, parents first."""
        plan = self._thing(PLAN, self.top.nodes.get("plan"), "plan", None)
        yield plan
        areas = []
        for path, node in self.top.items("areas"):
            area = self._thing(AREA, node, path, plan)
            areas.append(area.key)
            self._read_named(area)
            yield area
            for task_path, task_node in area.fields.items("tasks"):
                yield from self._task(task_path, task_node, area)
        for path, node in self.top.items("indicators"):
            indicator = self._thing(INDICATOR, node, path, plan)
            self._read_area(indicator, plan, areas)
            yield indicator
            for line_path, line in indicator.fields.items("baselines"):
                yield self._thing(BASELINE, line, line_path, indicator)
        for path, node in self.top.items("achievements"):
            yield self._thing(ACHIEVEMENT, node, path, plan)

    def _task(self, path: str, node: Node, area: Thing) -> Iterable[Thing]:
        """A task and its milestones."""
        task = self._thing(TASK, node, path, area)
        if "sources" in task.fields.nodes:
            task.facts["sources"] = self._sources(task.fields, "sources")
        elif "sources" not in task.fields.keys.excused:
            task.facts["sources"] = self.default_sources
        self._read_named(task)
        told: dict[str, Json] = {}
        task.fields.read("reason", "text", told)
        task.reason = told.get("reason", "")
        yield task
        milestones = [self._thing(MILESTONE, each, at, task) for at, each in task.fields.items("milestones")]
        _tell_apart(milestones)
        _check_period(task, milestones)
        yield from milestones

    def _thing(self, shape: Shape, node: Node | None, path: str, parent: Thing | None) -> Thing:
        fields = Fields(
            node, path, self.problems, known=(*shape.fields, *shape.others), required=shape.required
        )  # fmt: skip
        facts: dict[str, Json] = {}
        for name in shape.fields:
            fields.read(name, kind_of(shape.model, name), facts)
        thing = Thing(shape, _key(shape, facts.get(shape.named_by), parent), facts, fields, parent)
        _check_values(thing)
        return thing

    def _read_named(self, thing: Thing) -> None:
        """Divisions and the leader as the file calls them, and a task's days."""
        fields, others = thing.fields, thing.shape.others
        for name in (*SINGLE, *DAYS):
            if name in others:
                fields.read(name, "day" if name in DAYS else "text", thing.facts)
        for name in SINGLE:
            if thing.facts.get(name) == "":
                thing.facts[name] = None
        if "supporting_divisions" in fields.nodes and "supporting_divisions" in others:
            thing.facts["supporting_divisions"] = list(self._texts(fields, "supporting_divisions"))

    def _texts(self, fields: Fields, key: str) -> Iterable[str]:
        """The single texts of a list."""
        for path, node in fields.items(key):
            if isinstance(node, Scalar):
                yield node.text.strip()
            else:
                self.problems.add(node.place, path, _("expected %(kind)s") % {"kind": EXPECTED["text"]})

    def _sources(self, fields: Fields, key: str) -> list[Json]:
        """Sources as pairs of English and Chinese name."""
        found = []
        for path, node in fields.items(key):
            item = Fields(node, path, self.problems, known=SOURCE_KEYS, required=SOURCE_KEYS)
            names: dict[str, Json] = {}
            for name in SOURCE_KEYS:
                item.read(name, "text", names)
                if names.get(name) == "" or len(names.get(name) or "") > 300:
                    item.note(name, _("expected a text of 1 to 300 characters"))
            found.append([names.get(name, "") for name in SOURCE_KEYS])
        return found

    def _read_area(self, indicator: Thing, plan: Thing, areas: list[str]) -> None:
        """An indicator may belong to an area of the plan, named by its number."""
        fields, number = indicator.fields, dict[str, Json]()
        fields.read("area", "integer", number)
        if "area" not in number:
            return
        code = None if number["area"] is None else f"{plan.key}-{number['area']}"
        if code is not None and code not in areas:
            fields.note("area", _("expected the number of an area of this file"))
        indicator.facts["area"] = code


def _key(shape: Shape, own: Json, parent: Thing | None) -> str:
    if parent is None or shape is INDICATOR:
        return str(own)
    if shape is TASK:
        return f"{parent.key}-{own:02d}" if isinstance(own, int) else "?"
    return f"{parent.key}-{own}" if shape is AREA else f"{parent.key} {own}"


def numbered(name: str, before: int) -> str:
    """The name of a milestone before which so many of the same task have the same one: the second, the third."""
    return f"{name} ({before + 1})" if before else name


def _tell_apart(milestones: list[Thing]) -> None:
    """Milestones of one name, such as a check each quarter, are told apart by their days."""
    seen: dict[str, list[Json]] = {}
    for thing in sorted(milestones, key=lambda each: each.facts.get("due_on") or ""):
        name, day = thing.key, thing.facts.get("due_on")
        before = seen.setdefault(name, [])
        if day is not None and day in before:
            thing.fields.note(thing.shape.named_by, _("expected once on a day, this is the second time"))
        thing.key = numbered(name, len(before))
        before.append(day)


def _check_period(task: Thing, milestones: list[Thing]) -> None:
    """Milestones lie between the days that the file itself gives their task."""
    first, last = (task.facts.get(name) or "" for name in DAYS)
    if first and last and last < first:
        task.fields.note("due_on", _("The deadline is on or after the start."))
    for thing in milestones:
        day = thing.facts.get("due_on")
        if day and ((first and day < first) or (last and day > last)):
            said = {"first": first or "…", "last": last or "…"}
            thing.fields.note("due_on", _("Expected a day of the task's period, %(first)s to %(last)s.") % said)


def _check_values(thing: Thing) -> None:
    """Hold what was read against the model's own rules: choices, ranges, lengths, plain text, constraints."""
    fields, model = thing.fields, thing.shape.model
    refused = set()
    for name, value in thing.facts.items():
        choices = [str(code) for code, _label in getattr(model._meta.get_field(name), "flatchoices", ())]
        if choices and value not in choices:
            fields.note(name, _("expected one of %(choices)s") % {"choices": ", ".join(choices)})
            refused.add(name)
    row = model(**native(thing.shape, thing.facts))
    unread = {column.name for column in model._meta.fields if column.name not in thing.facts} | refused
    try:
        row.clean_fields(exclude=unread)
        if thing.shape.across:
            links = {column.name for column in model._meta.fields if column.is_relation}
            unsure = {name for name in unread if name in fields.nodes or name in thing.shape.required}
            row.validate_constraints(exclude=links | unsure)
    except ValidationError as error:
        note(thing, error)


def note(thing: Thing, error: ValidationError) -> None:
    """What breaks a rule is a problem at the value, or else at the thing."""
    for name, messages in error.message_dict.items():
        for message in messages:
            if name in thing.fields.nodes or name in thing.fields.keys.headings:
                thing.fields.note(name, message)
            else:
                thing.fields.problems.add(thing.place, thing.fields.path, message)


def _check_once(document: Document, problems: Problems) -> None:
    """No two things of one name."""
    seen: dict[str, Thing] = {}
    for thing in document.things:
        named_by = thing.shape.named_by
        first = seen.setdefault(thing.name, thing) if named_by in thing.facts else thing
        if first is not thing:
            expected = _("expected a %(key)s of its own, %(thing)s is already on %(place)s")
            said = {"key": named_by, "thing": thing.name, "place": first.place}
            thing.fields.note(named_by, expected % said)


def _check_quotes(document: Document, top: Fields, problems: Problems, read_out: ReadOut) -> None:
    """Where the file names its read-out, every source sentence stands in it word for word."""
    named: dict[str, Json] = {}
    top.read("read_out", "text", named)
    if not named.get("read_out"):
        return
    try:
        text = read_out(named["read_out"])
    except (OSError, ValueError) as error:
        top.note("read_out", _("expected a readable text file beside this one: %(error)s") % {"error": error})
        return
    for thing in document.things:
        quote = thing.facts.get("source_quote", "")
        if quote not in text:
            almost = " ".join(quote.split()) in " ".join(text.split())
            hint = _(" (its spaces differ: the read-out has no-break spaces, U+00A0)") if almost else ""
            expected = _("expected a passage of %(file)s, word for word") % {"file": named["read_out"]}
            thing.fields.note("source_quote", f"{expected}{hint}")
