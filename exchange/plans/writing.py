"""The workbook of a plan: empty as a template, or filled with a plan, which comes back without a change."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, BinaryIO

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from accounts.models import Division, Role, User
from exchange.plans.sheets import (
    BASE,
    EXPLANATION,
    INSTRUCTIONS,
    ITEM,
    MILESTONES,
    PLAN_SHEET,
    SEPARATORS,
    SHEETS,
    VALUE,
    PlanColumn,
    PlanSheet,
)
from foundation.bilingual import aside
from foundation.sheets.columns import Column
from foundation.sheets.writing import SheetPlan, write_book
from priorities.imports.nodes import Json
from priorities.imports.shapes import AREA, MILESTONE, PLAN, TASK, Shape
from priorities.imports.standing import Rows, all_facts, rows_of_plan, stamp_of, value_of
from priorities.models import Plan

MORE = {AREA: ("lead_division",), TASK: (
    "sources", "lead_division", "supporting_divisions", "leader_in_charge", "starts_on", "due_on",
)}  # fmt: skip
LISTS = {"lead_division": "divisions", "leader_in_charge": "leaders"}


def write_template(out: BinaryIO, *, language: str, demonstration: bool) -> None:
    """A workbook to be filled in, its drop-downs with the divisions and leaders of that side. Two queries."""
    _Writer(None, demonstration, {}).write(out, language)


def write_plan(out: BinaryIO, plan: Plan, *, language: str) -> None:
    """The plan as a workbook. At most fourteen queries."""
    _Writer(plan, plan.demonstration, rows_of_plan(plan)).write(out, language)


class _Writer:
    """One workbook."""

    def __init__(self, plan: Plan | None, demonstration: bool, rows: Rows) -> None:
        self.plan, self.rows = plan, rows
        divisions = list(Division.objects.filter(demonstration=demonstration))
        leaders = User.objects.filter(demonstration=demonstration, role=Role.LEADERSHIP).order_by("username")
        self.names: dict[str, dict[str, str]] = {
            "divisions": _called(divisions, "code"),
            "leaders": _called(leaders, "username"),
        }

    def write(self, out: BinaryIO, language: str) -> None:
        """All sheets in one language."""
        with override(language):
            title = _("Template of a plan") if self.plan is None else self.plan.title
            sheets = [self._instructions(), self._items(), *(self._sheet(sheet) for sheet in SHEETS[1:])]
            if self.plan is not None:
                sheets.append(self._base())
            write_book(out, sheets, language=get_language() or "en", properties={"title": title})

    def _instructions(self) -> SheetPlan:
        columns = [
            Column("sheet", _("Sheet"), "text", 14),
            Column("column", _("Column or item"), "text", 28),
            Column("needed", _("Needed"), "text", 12),
            Column("explained", _("What to write"), "long", 80),
        ]
        rules = [
            _("This is an unclassified system: state secrets and work secrets must not be entered."),
            _("Fill in the sheets and load the file under Planning. Before anything is written you are shown what"
              " would be added and changed, and all mistakes at once."),
            _("Headings in English and Chinese are understood alike; the order of columns and rows does not matter."),
            _("What stands in the plan but not in the file is left as it is: nothing is deleted by loading."),
            _("An empty cell says nothing; in a workbook made from a plan, a cell that you empty empties the value."),
        ]  # fmt: skip
        rows = [("", "", "", rule) for rule in rules]
        for sheet in SHEETS:
            rows += [
                (str(sheet.title), str(column.label), _("yes") if column.needed else _("optional"), _explained(column))
                for column in sheet.columns
            ]
        return SheetPlan(str(INSTRUCTIONS), columns, rows)

    def _items(self) -> SheetPlan:
        """The plan itself: an item a row."""
        columns = [
            Column("item", str(ITEM), "text", 28),
            Column("value", str(VALUE), "text", 60, entry=True),
            Column("explained", str(EXPLANATION), "text", 60),
        ]
        rows = [
            (str(column.label), self._shown(column, PLAN, self.plan), aside_needed(column))
            for column in PLAN_SHEET.columns
        ]
        return SheetPlan(str(PLAN_SHEET.title), columns, rows)

    def _sheet(self, sheet: PlanSheet) -> SheetPlan:
        columns = [self._column(column) for column in sheet.columns]
        return SheetPlan(str(sheet.title), columns, list(self._rows(sheet)))

    def _column(self, column: PlanColumn) -> Column:
        choices: Sequence[str] = [str(word) for word in (column.words or {}).values()]
        if column.key in LISTS:
            choices = list(self.names[LISTS[column.key]].values())
        return Column(column.key, str(column.label), column.kind, column.width, choices, entry=True)

    def _rows(self, sheet: PlanSheet) -> Iterator[list[Any]]:
        for name, row in self.rows.items():
            if name.split(" ", 1)[0] == sheet.shape.kind:
                yield [self._cell(sheet, column, row) for column in sheet.columns]

    def _cell(self, sheet: PlanSheet, column: PlanColumn, row: Any) -> Any:
        if column.key == "reason":
            return None
        if column.key == "area" or (sheet is MILESTONES and column.key == "task"):
            task = row.task if sheet is MILESTONES else row
            return task.area.number if column.key == "area" else task.number
        if column.key.startswith("sources_"):
            at = 0 if column.key == "sources_en" else 1
            return "\n".join(pair[at] for pair in value_of(row, TASK, "sources"))
        return self._shown(column, sheet.shape, row)

    def _shown(self, column: PlanColumn, shape: Shape, row: Any) -> Any:
        """A fact as the workbook has it; None of no row."""
        if row is None:
            return None
        value: Json = value_of(row, shape, column.key)
        if column.boolean:
            return str((column.words or {})["true" if value else "false"])
        if column.words is not None:
            return str(column.words[value])
        if isinstance(value, list):
            return "\n".join(self.names["divisions"].get(str(code), str(code)) for code in value)
        if column.key in LISTS and value is not None:
            return self.names[LISTS[column.key]].get(value, value)
        return date.fromisoformat(value) if column.kind == "day" and value else value

    def _base(self) -> SheetPlan:
        """What stood when the workbook was made: by that, loading tells what was edited in it from what was not."""
        columns = [Column("thing", "thing", "text"), Column("stamps", "stamps", "text")]
        shapes = {shape.kind: shape for shape in (PLAN, AREA, TASK, MILESTONE)}
        rows = []
        for name, row in self.rows.items():
            shape = shapes.get(name.split(" ", 1)[0])
            if shape is not None:
                facts = all_facts(row, shape, MORE.get(shape, ()))
                rows.append((name, " ".join(f"{key}={stamp_of(value)}" for key, value in sorted(facts.items()))))
        return SheetPlan(BASE, columns, rows, hidden=True)


def aside_needed(column: PlanColumn) -> str:
    """What is to be written, and that it is needed where it is."""
    return aside(_explained(column), _("needed")) if column.needed else _explained(column)


def _explained(column: PlanColumn) -> str:
    if column.words is None:
        return str(column.explained)
    words = " / ".join(str(word) for word in column.words.values())
    return f"{column.explained} {words}"


def _called(rows: Iterable[Any], key: str) -> dict[str, str]:
    """What each row is called in a workbook, by its code: the code where the name is not its own, or no single one."""
    found = list(rows)
    times = Counter(name.casefold() for row in found for name in {row.name_en, row.name_zh} if name)
    called: dict[str, str] = {}
    for row in found:
        plain = times[row.name.casefold()] == 1 and not set(row.name) & set(SEPARATORS)
        called[getattr(row, key)] = row.name if plain else getattr(row, key)
    return called
