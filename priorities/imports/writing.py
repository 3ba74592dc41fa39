"""Saving what was decided on a plan file, and recording it: all changes of one thing as one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from priorities.imports import checking
from priorities.imports.document import DAYS, Document, Thing, note
from priorities.imports.merge import Decision
from priorities.imports.naming import DIVISIONS, LEADERS, Names
from priorities.imports.places import Problems
from priorities.imports.shapes import ACHIEVEMENT, AREA, BASELINE, INDICATOR, MILESTONE, PLAN, TASK, native
from priorities.imports.standing import Rows
from priorities.models import Task
from priorities.services import planning, planning_areas, planning_schedules, planning_tasks

PARENT_LINK = {
    AREA: "plan", TASK: "area", MILESTONE: "task", INDICATOR: "plan", BASELINE: "indicator", ACHIEVEMENT: "plan",
}  # fmt: skip


class Writer:
    """Saves decisions and records them, as `by`'s or the server's own."""

    def __init__(self, document: Document, rows: Rows, names: Names, by: User | None) -> None:
        self.rows, self.names, self.by = rows, names, by
        self.problems: Problems = document.problems

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
        with _noting(of_plan.thing):
            checking.check_adopted(self.rows[of_plan.thing.name], of_plan)
        self.problems.stop()

    def _write_root(self, root: Thing, decisions: list[Decision]) -> None:
        standing = self.rows.get(root.name)
        before = planning.facts_of(standing) if standing is not None else None
        for decision in decisions:
            self._save(decision)
        row = self.rows.get(root.name)
        if row is not None and root.shape is TASK:
            self._check_milestones(root, row, decisions)
        if row is None or self.problems.found:
            return
        if before is None:
            planning.record_created(by=self.by, row=row)
        else:
            planning.record_changed(by=self.by, row=row, before=before)

    def _save(self, decision: Decision) -> None:
        thing = decision.thing
        row = self.rows.get(thing.name) or thing.shape.model()
        link = PARENT_LINK.get(thing.shape)
        parent = self.rows.get(thing.parent.name) if thing.parent else None
        if link and parent is None:
            return  # its parent was refused
        if decision.new and link:
            setattr(row, link, parent)
        with _noting(thing):
            self._save_row(row, decision)
            self.rows[thing.name] = row

    def _save_row(self, row: Any, decision: Decision) -> None:
        facts, thing = decision.sets, decision.thing
        checking.check_row(row, decision)
        columns = native(thing.shape, facts)
        if thing.shape is TASK:
            self._save_task(row, decision, columns)
            return
        if "area" in facts and thing.shape is INDICATOR:
            row.area = self.rows.get(f"area {facts['area']}")
        if "lead_division" in facts and thing.shape is AREA:
            columns["lead_division"] = self.names.row(DIVISIONS, facts["lead_division"])
            planning_areas.check_division(row.plan, columns["lead_division"])
        if decision.new and thing.shape is PLAN and self.by is not None:
            row.demonstration = self.by.demonstration
        planning.assign(row, columns)
        row.save()

    def _save_task(self, row: Task, decision: Decision, columns: dict[str, Any]) -> None:
        facts = decision.sets
        for name in ("lead_division", "leader_in_charge"):
            if name in facts:
                columns[name] = self.names.row(LEADERS if name == "leader_in_charge" else DIVISIONS, facts[name])
        if "supporting_divisions" in facts:
            supporting = facts["supporting_divisions"]
            columns["supporting_divisions"] = [self.names.row(DIVISIONS, code) for code in supporting]
        if "sources" in facts:
            columns["sources"] = facts["sources"]
        leader = columns.get("leader_in_charge")
        if leader is not None and not leader.is_active:
            raise ValidationError({"leader_in_charge": _("This person's account is closed: choose another.")})
        planning_tasks.save_task(row, columns)
        days = {name: date.fromisoformat(facts[name]) for name in DAYS if facts.get(name)}
        if decision.new:
            # over the plan's year where no dates are set
            decided_on = row.plan.set_out_on or row.plan.first_day
            period = {"starts_on": row.plan.first_day, "due_on": row.plan.last_day} | days
            planning_schedules.check_period(row, **period)
            planning_schedules.first_schedule(by=self.by, task=row, decided_on=decided_on, **days)
        elif days:
            stands = planning_schedules.schedule_in_force(row)
            period = {"starts_on": stands.starts_on, "due_on": stands.due_on} | days
            reason = decision.thing.reason
            planning_schedules.save_schedule(by=self.by, task=row, standing=stands, reason=reason, **period)

    def _check_milestones(self, thing: Thing, task: Task, decisions: list[Decision]) -> None:
        """Every milestone lies in its task's period, whoever set it: noted at the milestone, or at the deadline."""
        if not any(decision.thing.shape is MILESTONE or set(decision.sets) & set(DAYS) for decision in decisions):
            return
        period = planning_schedules.schedule_in_force(task)
        written = {self.rows[each.thing.name].pk: each.thing for each in decisions
                   if each.thing.shape is MILESTONE and each.thing.name in self.rows}  # fmt: skip
        others = []
        for milestone in task.milestones.order_by("due_on", "id"):
            if period.starts_on <= milestone.due_on <= period.due_on:
                continue
            if milestone.pk in written:
                written[milestone.pk].fields.note("due_on", planning_schedules.outside_period(period))
            else:
                others.append(milestone)
        if others:
            note(thing, ValidationError({"due_on": planning_schedules.left_outside(others)}))

    def _check_identity(self, decision: Decision) -> None:
        """A plan's year stays, and an indicator's code belongs to one plan."""
        thing, row = decision.thing, self.rows.get(decision.thing.name)
        if row is None:
            return
        if thing.shape is PLAN and thing.facts["year"] != row.year:
            thing.fields.note("year", _("expected %(year)d: a plan's year stays") % {"year": row.year})
        if thing.shape is INDICATOR and thing.parent and row.plan.code != thing.parent.key:
            expected = _("expected another code: %(code)s belongs to plan %(plan)s")
            thing.fields.note("code", expected % {"code": thing.key, "plan": row.plan.code})

    def _check_open(self, decisions: list[Decision]) -> None:
        """A closed plan is no longer changed: noted at each value that would be, at a new thing as a whole."""
        try:
            checking.check_open(self.rows[decisions[0].thing.name], decisions[0])
        except ValidationError as error:
            [message] = error.messages
            for decision in decisions:
                fields = decision.thing.fields
                if decision.new:
                    self.problems.add(fields.place, fields.path, message)
                for name in () if decision.new else decision.sets:
                    fields.note(name, message)


@contextmanager
def _noting(thing: Thing) -> Iterator[None]:
    """What breaks a rule is a problem at the value, or else at the thing."""
    try:
        yield
    except ValidationError as error:
        note(thing, error)
