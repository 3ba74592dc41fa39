"""The things a plan file tells of: plan, areas, tasks, indicators with their baselines, achievements."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import yaml
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from priorities.imports.lines import Json, Mapping, Problems, compose
from priorities.models import Achievement, Baseline, Indicator, Plan, PriorityArea, Task


@dataclass(frozen=True)
class Shape:
    """What a file may say of one kind of thing. `named_by` is the field that tells it from its siblings."""

    kind: str
    model: type[models.Model]
    named_by: str
    fields: tuple[str, ...]
    explicit: tuple[str, ...] = ()  # asked for though the model has a default
    others: tuple[str, ...] = ()  # keys that are not plain fields

    @property
    def required(self) -> list[str]:
        """Keys that must be there."""
        return [
            name for name in self.fields
            if name in (self.named_by, *self.explicit) or _needs_value(self.model._meta.get_field(name))
        ]  # fmt: skip


def _needs_value(column: Any) -> bool:
    return not column.blank and not column.null and not column.has_default()


PLAN = Shape("plan", Plan, "code", (
    "code", "year", "title_en", "title_zh", "status", "set_out_on", "source", "behind_points", "far_behind_points",
    "stale_days", "review_reports",
))  # fmt: skip
AREA = Shape("area", PriorityArea, "number", (
    "number", "name_en", "name_zh", "name_zh_translated", "summary_en", "summary_zh", "source_quote",
), others=("tasks",))  # fmt: skip
TASK = Shape("task", Task, "number", (
    "number", "kind", "name_en", "name_zh", "name_zh_translated", "description_en", "description_zh", "weight",
    "source_quote",
), explicit=("kind",), others=("sources",))  # fmt: skip
INDICATOR = Shape("indicator", Indicator, "code", (
    "code", "order", "kind", "name_en", "name_zh", "unit_en", "unit_zh", "direction", "aggregate", "target", "note_en",
    "note_zh",
), others=("area", "baselines"))  # fmt: skip
BASELINE = Shape("baseline", Baseline, "year", (
    "year", "value", "low", "high", "derived", "source_quote", "note_en", "note_zh",
))  # fmt: skip
ACHIEVEMENT = Shape("achievement", Achievement, "order", (
    "order", "year", "title_en", "title_zh", "title_zh_translated", "source_quote",
))  # fmt: skip
SOURCE_KEYS = ("name_en", "name_zh")
TOP_KEYS = ("read_out", "plan", "task_sources", "areas", "indicators", "achievements")


@dataclass
class Thing:
    """One thing of the file: its facts as JSON keeps them, where they stand, and its key in the whole product."""

    shape: Shape
    key: str
    facts: dict[str, Json]
    mapping: Mapping
    parent: "Thing | None" = None

    @property
    def name(self) -> str:
        """Kind and key: `task 2024-5-02`."""
        return f"{self.shape.kind} {self.key}"

    @property
    def root(self) -> "Thing":
        """The thing under which its changes are recorded: a baseline's is its indicator, everything else its own."""
        return self.parent if self.shape is BASELINE and self.parent else self


@dataclass
class Document:
    """A plan file that was read without a problem: parents before their children."""

    name: str
    things: list[Thing] = field(default_factory=list)

    @property
    def plan(self) -> Thing:
        """The plan itself."""
        return self.things[0]


def native(model: type[models.Model], facts: dict[str, Json]) -> dict[str, Any]:
    """The plain fields among these facts as the model keeps them: days and decimals instead of text."""
    found = {}
    for name, value in facts.items():
        if name in _RELATED:
            continue
        kind = kind_of(model, name)
        if value is not None and kind in ("day", "decimal"):
            found[name] = date.fromisoformat(value) if kind == "day" else Decimal(value)
        else:
            found[name] = value
    return found


_RELATED = ("area", "sources")


def kind_of(model: type[models.Model], name: str) -> str:
    """How a field of a model is written in a file."""
    column = model._meta.get_field(name)
    for kind, classes in _KINDS:
        if isinstance(column, classes):
            return kind
    return "text"


_KINDS: tuple[tuple[str, type[Any]], ...] = (
    ("boolean", models.BooleanField),
    ("day", models.DateField),
    ("decimal", models.DecimalField),
    ("integer", models.IntegerField),
)


def read_document(text: str, name: str, read_out: Callable[[str], str]) -> Document:
    """Read a plan file. `read_out` fetches the text of the named read-out, or raises OSError.

    Raises PlanFileError with every problem at once.
    """
    problems = Problems(name)
    top = Mapping(compose(text, problems), "", problems, known=TOP_KEYS, required=("plan", "areas"))
    document = Document(name, list(_Reader(top, problems).things()))
    _check_once(document, problems)
    _check_quotes(document, top, problems, read_out)
    problems.stop()
    return document


class _Reader:
    """Walks the file."""

    def __init__(self, top: Mapping, problems: Problems) -> None:
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
            yield area
            for task_path, task_node in area.mapping.items("tasks"):
                task = self._thing(TASK, task_node, task_path, area)
                given = "sources" in task.mapping.nodes
                task.facts["sources"] = self._sources(task.mapping, "sources") if given else self.default_sources
                yield task
        for path, node in self.top.items("indicators"):
            indicator = self._thing(INDICATOR, node, path, plan)
            self._read_area(indicator, plan, areas)
            yield indicator
            for line_path, line in indicator.mapping.items("baselines"):
                yield self._thing(BASELINE, line, line_path, indicator)
        for path, node in self.top.items("achievements"):
            yield self._thing(ACHIEVEMENT, node, path, plan)

    def _thing(self, shape: Shape, node: yaml.Node | None, path: str, parent: Thing | None) -> Thing:
        known = (*shape.fields, *shape.others)
        mapping = Mapping(node, path, self.problems, known=known, required=shape.required)
        facts: dict[str, Json] = {}
        for name in shape.fields:
            mapping.read(name, kind_of(shape.model, name), facts)
        thing = Thing(shape, _key(shape, facts.get(shape.named_by), parent), facts, mapping, parent)
        _check_values(thing, self.problems)
        return thing

    def _sources(self, mapping: Mapping, key: str) -> list[Json]:
        """Sources as pairs of English and Chinese name."""
        found = []
        for path, node in mapping.items(key):
            item = Mapping(node, path, self.problems, known=SOURCE_KEYS, required=SOURCE_KEYS)
            names: dict[str, Json] = {}
            for name in SOURCE_KEYS:
                item.read(name, "text", names)
                if names.get(name) == "" or len(names.get(name) or "") > 300:
                    self.problems.add(item.line_at(name), item.at(name), "expected a text of 1 to 300 characters")
            found.append([names.get(name, "") for name in SOURCE_KEYS])
        return found

    def _read_area(self, indicator: Thing, plan: Thing, areas: list[str]) -> None:
        """An indicator may belong to an area of the plan, named by its number."""
        mapping, number = indicator.mapping, dict[str, Json]()
        mapping.read("area", "integer", number)
        if "area" not in number:
            return
        code = None if number["area"] is None else f"{plan.key}-{number['area']}"
        if code is not None and code not in areas:
            self.problems.add(
                mapping.line_at("area"), mapping.at("area"), "expected the number of an area of this file"
            )
        indicator.facts["area"] = code


def _key(shape: Shape, own: Json, parent: Thing | None) -> str:
    if parent is None or shape is INDICATOR:
        return str(own)
    if shape is TASK:
        return f"{parent.key}-{own:02d}" if isinstance(own, int) else "?"
    return f"{parent.key}-{own}" if shape is AREA else f"{parent.key} {own}"


def _check_values(thing: Thing, problems: Problems) -> None:
    """Hold what was read against the model's own rules: choices, ranges, lengths, plain text, constraints."""
    mapping, model = thing.mapping, thing.shape.model
    refused = set()
    for name, value in thing.facts.items():
        choices = [str(code) for code, _ in getattr(model._meta.get_field(name), "flatchoices", ())]
        if choices and value not in choices:
            problems.add(mapping.line_at(name), mapping.at(name), "expected one of " + ", ".join(choices))
            refused.add(name)
    row = model(**native(model, thing.facts))
    unread = {column.name for column in model._meta.fields if column.name not in thing.facts} | refused
    try:
        row.clean_fields(exclude=unread)
        links = {column.name for column in model._meta.fields if column.is_relation}
        unsure = {name for name in unread if name in mapping.nodes or name in thing.shape.required}
        row.validate_constraints(exclude=links | unsure)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            for message in messages:
                where = mapping.line if name == NON_FIELD_ERRORS else mapping.line_at(name)
                path = mapping.path if name == NON_FIELD_ERRORS else mapping.at(name)
                problems.add(where, path, message)


def _check_once(document: Document, problems: Problems) -> None:
    """No two things of one name."""
    seen: dict[str, Thing] = {}
    for thing in document.things:
        named_by = thing.shape.named_by
        first = seen.setdefault(thing.name, thing) if named_by in thing.facts else thing
        if first is not thing:
            expected = f"expected a {named_by} of its own, {thing.name} is already on line {first.mapping.line}"
            problems.add(thing.mapping.line_at(named_by), thing.mapping.at(named_by), expected)


def _check_quotes(document: Document, top: Mapping, problems: Problems, read_out: Callable[[str], str]) -> None:
    """Where the file names its read-out, every source sentence stands in it word for word."""
    named: dict[str, Json] = {}
    top.read("read_out", "text", named)
    if not named.get("read_out"):
        return
    try:
        text = read_out(named["read_out"])
    except (OSError, ValueError) as error:
        problems.add(top.line_at("read_out"), "read_out", f"expected a readable text file beside this one: {error}")
        return
    for thing in document.things:
        quote = thing.facts.get("source_quote", "")
        if quote not in text:
            almost = " ".join(quote.split()) in " ".join(text.split())
            hint = " (its spaces differ: the read-out has no-break spaces, U+00A0)" if almost else ""
            expected = f"expected a passage of {named['read_out']}, word for word{hint}"
            problems.add(thing.mapping.line_at("source_quote"), thing.mapping.at("source_quote"), expected)
