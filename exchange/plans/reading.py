"""A workbook as the nodes of a plan file, in the places of its cells: what is checked then is the same as of YAML."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from exchange.plans.cells import CellValue, is_empty, node_of, sources_of
from exchange.plans.sheets import AREAS, MILESTONES, PLAN_SHEET, SHEETS, TASKS, by_words, plain
from exchange.plans.tables import Table, base_of, tables_of
from foundation.bilingual import listed
from foundation.sheets.book import Book, Row
from priorities.imports.document import Document, document_of
from priorities.imports.nodes import Items, Keys, Node
from priorities.imports.places import Place, Problems

Entries = list[tuple[str, Place, Node]]
Numbers = tuple[int | None, int | None]
TELLS = tuple(sheet.shape for sheet in SHEETS)
# What an empty cell empties, in a workbook that was made from the plan: there the cell was not empty for nothing.
EMPTIABLE = {
    "source", "set_out_on", "lead_division", "leader_in_charge", "supporting_divisions", "summary_en", "summary_zh",
    "description_en", "description_zh", "source_quote", "name_zh_translated", "review_reports",
}  # fmt: skip


def read_plan(book: Book, name: str) -> Document:
    """The plan that a workbook tells of. Raises PlanFileError with every problem at once."""
    return _Reader(book, Problems(name)).document()


class _Reader:
    """Walks the sheets."""

    def __init__(self, book: Book, problems: Problems) -> None:
        self.problems, self.base = problems, base_of(book)
        self.tables = tables_of(book, problems)
        self.code = ""

    def document(self) -> Document:
        """The whole of it."""
        start = Place(0, "", str(PLAN_SHEET.title))
        entries: Entries = []
        missing = []
        for key, sheet, node in (("plan", PLAN_SHEET, self._plan()), ("areas", AREAS, self._areas())):
            if node is not None:
                entries.append((key, node.place, node))
            else:
                missing.append(key)
                expected = _("expected a sheet “%(title)s” with its headings in the first row")
                self.problems.add(start, str(sheet.title), expected % {"title": sheet.title})
        if "plan" in missing:
            self.problems.stop()  # without its code nothing has a name
        document = document_of(Keys(start, entries, excused=missing), self.problems)
        document.tells, document.base, document.notes = TELLS, self.base, list(self._notes())
        return document

    def _plan(self) -> Keys | None:
        """The plan's items, one a row."""
        table = self.tables.get(PLAN_SHEET.shape.kind)
        if table is None or not {"item", "value"} <= set(table.columns):
            return None
        labels = {column.key: str(column.label) for column in PLAN_SHEET.columns}
        known = by_words((column.key, column.label) for column in PLAN_SHEET.columns)
        found: list[tuple[str, Place, CellValue]] = []
        for row in table.rows():
            item, value = row.cells[table.columns["item"]], row.cells[table.columns["value"]]
            key, spots = known.get(plain(item.text)), table.spots(row)
            if key is None:
                expected = _("unknown item: known are %(known)s") % {"known": listed(labels.values())}
                self.problems.add(spots["item"], item.text, expected, item.text)
            else:
                found.append((key, spots["value"], CellValue.of(value, spots["value"], PLAN_SHEET.column(key))))
        self.code = next((node.text for key, _place, node in found if key == "code"), "")
        base = self.base.get(f"plan {self.code}", {})
        told: Entries = [each for each in found if not each[2].empty or (each[0] in EMPTIABLE and each[0] in base)]
        spots = {key: place for key, place, _node in found}
        return Keys(table.place(0), _in_one_language(told, ("title_en", "title_zh")), labels, spots)

    def _areas(self) -> Items | None:
        """The areas with their tasks, and those with their milestones."""
        table = self.tables.get(AREAS.shape.kind)
        if table is None:
            return None
        rows = list(table.rows())
        numbers = [table.number_in(row, "number") for row in rows]
        tasks = self._tasks(numbers) if rows else {}
        areas: list[Node] = []
        for at, (row, number) in enumerate(zip(rows, numbers, strict=True)):
            area = self._thing(table, row, f"area {self.code}-{number}")
            areas.append(_with(area, "tasks", tasks.get(at, [])))
        return Items(table.place(0), areas)

    def _tasks(self, areas: list[int | None]) -> dict[int, list[Node]]:
        """The tasks by the index of their area.

        One of no area is read under the first, so that all of it is held against the rules, but without its number.
        """
        table = self.tables.get(TASKS.shape.kind)
        if table is None:
            return {}
        found: list[tuple[int, Numbers, Keys]] = []
        for row in table.rows():
            area, number = table.number_in(row, "area"), table.number_in(row, "number")
            task = self._thing(table, row, f"task {self.code}-{area}-{number or 0:02d}", without=("area",))
            if area in areas and area is not None:
                found.append((areas.index(area), (area, number), task))
            else:
                table.note(row, "area", _("expected the number of an area of this file"))
                entries = [each for each in task.entries if each[0] != "number"]
                task = replace(task, entries=entries, excused=(*task.excused, "number"))
                found.append((0, (area, number), task))
        milestones = self._milestones([numbers for _index, numbers, _task in found])
        tasks: dict[int, list[Node]] = defaultdict(list)
        for at, (index, _numbers, task) in enumerate(found):
            tasks[index].append(_with(task, "milestones", milestones.get(at, [])))
        return tasks

    def _milestones(self, tasks: list[Numbers]) -> dict[int, list[Node]]:
        """The milestones by the index of their task; one of no task is read under the first."""
        table = self.tables.get(MILESTONES.shape.kind)
        if table is None:
            return {}
        known = {numbers: at for at, numbers in reversed(list(enumerate(tasks))) if None not in numbers}
        found: dict[int, list[Node]] = defaultdict(list)
        for row in table.rows():
            milestone = self._thing(table, row, "", without=("area", "task"))
            numbers = (table.number_in(row, "area"), table.number_in(row, "task"))
            if numbers not in known:
                wrong = "area" if numbers[0] is None else "task"
                table.note(row, wrong, _("expected the numbers of a task of this file"))
            found[known.get(numbers, 0)].append(milestone)
        return found

    def _thing(self, table: Table, row: Row, name: str, without: tuple[str, ...] = ()) -> Keys:
        """A row as keys with values. An empty cell says nothing, but where the file was made from the plan."""
        base, spots = self.base.get(name, {}), table.spots(row)
        entries: Entries = []
        for column in table.plan.columns:
            cell = table.cell(row, column.key)
            if cell is None or column.key in without or column.key.startswith("sources_"):
                continue
            if not is_empty(cell) or (column.key in EMPTIABLE and column.key in base):
                entries.append((column.key, spots[column.key], node_of(cell, spots[column.key], column)))
        excused: tuple[str, ...] = ()
        if table.plan is TASKS:
            sources = self._sources(table, row, emptied="sources" in base)
            entries += [] if sources is None else [("sources", sources.place, sources)]
            excused = ("sources",)
        entries = _in_one_language(entries, ("name_en", "name_zh"))
        return Keys(table.place(row.number), entries, table.labels, spots, excused)

    @staticmethod
    def _sources(table: Table, row: Row, emptied: bool) -> Items | None:
        cells = {key: cell for key in ("sources_en", "sources_zh") if (cell := table.cell(row, key)) is not None}
        if not cells:
            return None
        first = next(iter(cells))
        found, problem = sources_of(cells, table.spots(row)[first])
        if problem:
            table.note(row, first, problem)
        return found if found.items or emptied else None

    def _notes(self) -> Iterator[str]:
        """What a person should know though nothing is wrong with it."""
        for table in self.tables.values():
            hidden = sum(row.hidden for row in table.sheet.rows)
            if hidden:
                said = {"title": table.sheet.title, "n": hidden}
                yield _("Sheet “%(title)s”: %(n)d hidden rows were read too.") % said


def _with(thing: Keys, key: str, items: list[Node]) -> Keys:
    """A thing with what belongs to it."""
    if not items:
        return thing
    place = items[0].place
    return replace(thing, entries=[*thing.entries, (key, place, Items(place, items))])


def _in_one_language(entries: Entries, pair: tuple[str, str]) -> Entries:
    """With the name of one language under both keys, where the other is not there."""
    given = [each for each in entries if each[0] in pair]
    if len({key for key, _place, _node in given}) != 1:
        return entries
    key, place, node = given[0]
    return [*entries, (pair[1] if key == pair[0] else pair[0], place, node)]
