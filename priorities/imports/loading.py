"""Writing what a plan file asks for: one transaction, recorded as the server's own changes."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.db.models import Q

from changelog.services import unit
from foundation import clock
from priorities.imports import checking
from priorities.imports.document import ACHIEVEMENT, AREA, BASELINE, INDICATOR, PLAN, TASK, Document, Thing, native
from priorities.imports.lines import Json, Problems, decimal_text
from priorities.imports.merge import Decision, decide
from priorities.models import Achievement, Baseline, Indicator, Plan, PlanFile, PriorityArea, Task, TaskSource
from priorities.services import planning
from priorities.services.planning_schedules import first_schedule

Rows = dict[str, Any]
PARENT_LINK = {AREA: "plan", TASK: "area", INDICATOR: "plan", BASELINE: "indicator", ACHIEVEMENT: "plan"}


@dataclass
class Loaded:
    """What loading did, or, on a dry run, would do."""

    decisions: list[Decision] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)

    @property
    def added(self) -> list[Decision]:
        """New things."""
        return [each for each in self.decisions if each.new]

    @property
    def changed(self) -> list[Decision]:
        """Things that stood and were changed."""
        return [each for each in self.decisions if each.sets and not each.new]

    @property
    def kept(self) -> list[Decision]:
        """Things of which a page's edits were kept, removals among them."""
        return [each for each in self.decisions if each.keeps]

    @property
    def unchanged(self) -> int:
        """How many things stand as the file has them."""
        return sum(not each.writes and not each.keeps for each in self.decisions)


def load(document: Document, *, overwrite: bool = False, dry_run: bool = False) -> Loaded:
    """Make the plan as the document says, keeping what pages have edited since (but with `overwrite`).

    Writes nothing where nothing differs; nothing at all on a dry run. Raises PlanFileError.
    """
    with unit():
        rows = _standing(document)
        plan: Plan | None = rows.get(document.plan.name)
        file = PlanFile.objects.filter(plan=plan).first() if plan else None
        agreed: dict[str, dict[str, Json]] = file.facts if file else {}
        standing = {thing.name: _facts(rows[thing.name], thing) for thing in document.things if thing.name in rows}
        loaded = Loaded(decide(document.things, standing, agreed, overwrite=overwrite))
        told = {thing.name for thing in document.things}
        loaded.dropped = [name for name in agreed if name not in told and name in rows]
        _Writer(document, rows).write(loaded.decisions)
        for decision in loaded.added:  # what the file left to the model's defaults is no page's edit either
            decision.agreed = _all_facts(rows[decision.thing.name], decision.thing)
        now_agreed = {name: agreed[name] for name in loaded.dropped}
        now_agreed |= {each.thing.name: each.agreed for each in loaded.decisions if each.agreed}
        if file is None or now_agreed != agreed:
            _remember(file or PlanFile(plan=rows[document.plan.name]), document, now_agreed)
        if dry_run:
            transaction.set_rollback(True)
    return loaded


def _standing(document: Document) -> Rows:
    """The rows of the plan, and those that stand for the document's things, by their names. At most seven queries."""
    code = document.plan.key
    told = Q(code__in=[thing.key for thing in document.things if thing.shape is INDICATOR])
    indicators = Indicator.objects.filter(told | Q(plan__code=code))
    rows: list[tuple[str, Iterable[models.Model]]] = [
        ("plan {0.code}", Plan.objects.select_for_update().filter(code=code)),
        ("area {0.code}", PriorityArea.objects.filter(plan__code=code)),
        ("task {0.code}", Task.objects.filter(area__plan__code=code).prefetch_related("sources")),
        ("indicator {0.code}", indicators.select_related("area", "plan")),
        (
            "baseline {0.indicator.code} {0.year}",
            Baseline.objects.filter(indicator__in=indicators).select_related("indicator"),
        ),
        ("achievement {0.plan.code} {0.order}", Achievement.objects.filter(plan__code=code).select_related("plan")),
    ]
    return {name.format(row): row for name, found in rows for row in found}


def _facts(row: Any, thing: Thing) -> dict[str, Json]:
    """The standing values of the facts that the file tells of, as JSON keeps them."""
    return {name: _value(row, name) for name in thing.facts}


def _all_facts(row: Any, thing: Thing) -> dict[str, Json]:
    """Every fact that a file could tell of a row just made."""
    return {name: _value(row, name) for name in {*thing.shape.fields, *thing.facts}}


def _value(row: Any, name: str) -> Json:
    if name == "sources":
        return [[source.name_en, source.name_zh] for source in row.sources.all()]
    if name == "area":
        return row.area.code if row.area else None
    value = getattr(row, name)
    if value is not None and isinstance(row._meta.get_field(name), models.DecimalField):
        return decimal_text(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _remember(file: PlanFile, document: Document, facts: dict[str, dict[str, Json]]) -> None:
    """Keep what file and plan agree on."""
    file.name, file.facts, file.loaded_at = document.name, facts, clock.now()
    file.full_clean()
    file.save()


class _Writer:
    """Saves decisions and records them, all changes of one thing (an indicator with its baselines) as one."""

    def __init__(self, document: Document, rows: Rows) -> None:
        self.rows, self.problems = rows, Problems(document.name)

    def write(self, decisions: list[Decision]) -> None:
        """Everything, parents first. Raises PlanFileError when a merged row breaks a rule."""
        of_plan = decisions[0]
        for decision in decisions:
            self._check_identity(decision)
        if of_plan.thing.name in self.rows:
            self._check_open(decisions)
        self.problems.stop()
        for root, group in groupby(decisions, key=lambda each: each.thing.root):
            to_write = [decision for decision in group if decision.writes]
            if to_write:
                self._write_root(root, to_write)
        self.problems.stop()
        with self._noting(of_plan.thing):
            checking.check_adopted(self.rows[of_plan.thing.name], of_plan)
        self.problems.stop()

    def _write_root(self, root: Thing, decisions: list[Decision]) -> None:
        standing = self.rows.get(root.name)
        before = planning.facts_of(standing) if standing is not None else None
        for decision in decisions:
            self._save(decision)
        row = self.rows.get(root.name)
        if row is None or self.problems.found:
            return
        if before is None:
            planning.record_created(by=None, row=row)
        else:
            planning.record_changed(by=None, row=row, before=before)

    def _save(self, decision: Decision) -> None:
        thing = decision.thing
        row = self.rows.get(thing.name) or thing.shape.model()
        link = PARENT_LINK.get(thing.shape)
        parent = self.rows.get(thing.parent.name) if thing.parent else None
        if link and parent is None:
            return  # its parent was refused
        if decision.new and link:
            setattr(row, link, parent)
        with self._noting(thing):
            self._save_row(row, decision)
            self.rows[thing.name] = row

    def _save_row(self, row: Any, decision: Decision) -> None:
        facts, thing = decision.sets, decision.thing
        checking.check_row(row, decision)
        if "area" in facts and thing.shape is INDICATOR:
            row.area = self.rows.get(f"area {facts['area']}")
        planning.assign(row, native(thing.shape.model, facts))
        row.save()
        if "sources" in facts:
            row.sources.all().delete()
            for name_en, name_zh in facts["sources"]:
                TaskSource.objects.create(task=row, name_en=name_en, name_zh=name_zh)
        if decision.new and thing.shape is TASK:
            # over the plan's year until the planning office sets dates
            first_schedule(by=None, task=row, decided_on=row.plan.set_out_on or row.plan.first_day)

    def _check_identity(self, decision: Decision) -> None:
        """A plan's year stays, and an indicator's code belongs to one plan."""
        thing, row = decision.thing, self.rows.get(decision.thing.name)
        if row is None:
            return
        if thing.shape is PLAN and thing.facts["year"] != row.year:
            self.problems.add(thing.mapping.line_at("year"), "plan.year", f"expected {row.year}: a plan's year stays")
        if thing.shape is INDICATOR and thing.parent and row.plan.code != thing.parent.key:
            expected = f"expected another code: {thing.key} belongs to plan {row.plan.code}"
            self.problems.add(thing.mapping.line_at("code"), thing.mapping.at("code"), expected)

    def _check_open(self, decisions: list[Decision]) -> None:
        """A closed plan is no longer changed: noted at each value that would be, at a new thing as a whole."""
        try:
            checking.check_open(self.rows[decisions[0].thing.name], decisions[0])
        except ValidationError as error:
            [message] = error.messages
            for decision in decisions:
                mapping = decision.thing.mapping
                if decision.new:
                    self.problems.add(mapping.line, mapping.path, message)
                for name in () if decision.new else decision.sets:
                    self.problems.add(mapping.line_at(name), mapping.at(name), message)

    @contextmanager
    def _noting(self, thing: Thing) -> Iterator[None]:
        """What breaks a rule is a problem at the value, or else at the thing."""
        try:
            yield
        except ValidationError as error:
            self._note(thing, error)

    def _note(self, thing: Thing, error: ValidationError) -> None:
        for name, messages in error.message_dict.items():
            known = name != NON_FIELD_ERRORS and name in thing.mapping.nodes
            where = thing.mapping.line_at(name) if known else thing.mapping.line
            for message in messages:
                self.problems.add(where, thing.mapping.at(name) if known else thing.mapping.path, message)
