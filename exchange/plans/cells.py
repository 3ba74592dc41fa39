"""The cells of a plan's workbook as values of a plan file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from exchange.plans.sheets import SEPARATORS, PlanColumn, words_of
from foundation.sheets import values
from foundation.sheets.book import Cell
from priorities.imports.nodes import Items, Json, Keys, Node, Scalar
from priorities.imports.places import Place

NO_CELL = Cell("")


@dataclass(frozen=True)
class CellValue(Scalar):
    """A cell as a single value."""

    cell: Cell = NO_CELL
    column: PlanColumn | None = None

    @classmethod
    def of(cls, cell: Cell, place: Place, column: PlanColumn) -> "CellValue":
        """The cell of that column."""
        return cls(place, cell.text.strip(), is_empty(cell), cell, column)

    def read(self, kind: str) -> Json:
        """As `Scalar.read`; words as people call them, days and numbers as workbooks keep them."""
        column = self.column
        if column is not None and column.boolean:
            return False if self.empty else values.choice(self.cell, words_of(column)) == "true"
        if column is not None and column.words is not None:
            return values.choice(self.cell, words_of(column)) or ""
        if kind == "integer":
            lowest, highest = column.within if column is not None else (0, 10**9 - 1)
            return values.whole_number(self.cell, lowest, highest)
        if kind == "day":
            found = values.day(self.cell)
            return found.isoformat() if found else None
        return values.text(self.cell)


def is_empty(cell: Cell) -> bool:
    """Whether nothing stands in the cell, nothing wrong either."""
    return cell.problem is None and not cell.text.strip()


def node_of(cell: Cell, place: Place, column: PlanColumn) -> Node:
    """What a cell says. Names of several, but what is wrong with their cell is said of it as a single value."""
    if column.key != "supporting_divisions" or cell.problem is not None:
        return CellValue.of(cell, place, column)
    names = [name.strip() for name in re.split(f"[{SEPARATORS}]", cell.text) if name.strip()]
    return Items(place, [Scalar(place, name) for name in names])


def sources_of(cells: Mapping[str, Cell], place: Place) -> tuple[Items, str]:
    """The sources of a task, a line each, in the languages given; and what is wrong with them."""
    lines: dict[str, list[str]] = {}
    for key, cell in cells.items():
        try:
            lines[key] = [line.strip() for line in values.text(cell).splitlines() if line.strip()]
        except ValidationError as error:
            return Items(place, []), " ".join(error.messages)
    english, chinese = lines.get("sources_en", []), lines.get("sources_zh", [])
    english, chinese = english or chinese, chinese or english
    if len(english) != len(chinese):
        return Items(place, []), _("expected as many lines in both languages, a source each")
    pairs = zip(english, chinese, strict=True)
    return Items(place, [_pair(place, *pair) for pair in pairs]), ""


def _pair(place: Place, english: str, chinese: str) -> Keys:
    entries: list[tuple[str, Place, Node]] = [
        ("name_en", place, Scalar(place, english)), ("name_zh", place, Scalar(place, chinese))
    ]  # fmt: skip
    return Keys(place, entries)
