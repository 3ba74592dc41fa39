"""The sheets of an uploaded workbook that tell of a plan, found by their titles, their columns by their headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from exchange.plans.cells import CellValue, is_empty
from exchange.plans.sheets import BASE, ITEM, PLAN_SHEET, SHEETS, VALUE, PlanSheet, by_words, plain
from foundation.bilingual import listed
from foundation.sheets.book import Book, Cell, Row, Sheet
from foundation.sheets.marking import NAMES
from priorities.imports.places import Place, Problems

STAMP = re.compile(r"(\w{1,40})=([0-9a-f]{12})")


@dataclass
class Table:
    """A sheet that was recognised: which column stands where."""

    plan: PlanSheet
    sheet: Sheet
    number: int
    columns: dict[str, int]
    problems: Problems

    def place(self, row: int, letters: str = "") -> Place:
        """A row of the sheet, or a cell of it."""
        return Place(row, letters, self.sheet.title, self.number)

    def spots(self, row: Row) -> dict[str, Place]:
        """The cells of a row by the keys of their columns."""
        return {key: self.place(row.number, self.sheet.columns[at]) for key, at in self.columns.items()}

    def cell(self, row: Row, key: str) -> Cell | None:
        """The cell of that column; None where the sheet has no such column."""
        return row.cells[self.columns[key]] if key in self.columns else None

    def rows(self) -> Iterator[Row]:
        """The rows that say something; what stands under no heading is a problem."""
        for row in self.sheet.rows:
            for at, cell in enumerate(row.cells):
                unnamed = at >= len(self.sheet.header) or not self.sheet.header[at]
                if unnamed and (cell.text or cell.problem):
                    place = self.place(row.number, cell.ref.rstrip("0123456789"))
                    self.problems.add(place, "", _("expected nothing: this stands under no heading"), cell.text)
            if not all(is_empty(row.cells[at]) for at in self.columns.values()):
                yield row

    def number_in(self, row: Row, key: str) -> int | None:
        """The number in a cell; None where there is none, or none that can be: that is said where it is read."""
        cell = self.cell(row, key)
        if cell is None:
            return None
        try:
            number = CellValue.of(cell, self.place(row.number), self.plan.column(key)).read("integer")
        except ValidationError:
            return None
        return number if isinstance(number, int) else None

    def note(self, row: Row, key: str, expected: str) -> None:
        """Note a problem at the cell of that column, or at the row."""
        cell = self.cell(row, key)
        place = self.spots(row).get(key, self.place(row.number))
        self.problems.add(place, self.label(key), expected, cell.text if cell is not None else "")

    def label(self, key: str) -> str:
        """The heading of a column, as the reader's language has it."""
        return str(self.plan.column(key).label)

    @property
    def labels(self) -> dict[str, str]:
        """All headings by their keys."""
        labels = {column.key: str(column.label) for column in self.plan.columns}
        return labels | {"sources": labels["sources_en"]} if "sources_en" in labels else labels


def tables_of(book: Book, problems: Problems) -> dict[str, Table]:
    """The sheets that tell of a plan, by the kind of things they hold; others are nobody's business."""
    titles = by_words((sheet.shape.kind, sheet.title) for sheet in SHEETS)
    by_kind, found = {sheet.shape.kind: sheet for sheet in SHEETS}, dict[str, Table]()
    for number, sheet in enumerate(book.sheets, 1):
        kind = titles.get(plain(sheet.title))
        if kind is not None and kind not in found and sheet.header:
            found[kind] = _table(by_kind[kind], sheet, number, problems)
    return found


def _table(plan: PlanSheet, sheet: Sheet, number: int, problems: Problems) -> Table:
    table = Table(plan, sheet, number, {}, problems)
    items = plan is PLAN_SHEET
    words = [("item", ITEM), ("value", VALUE)] if items else [(each.key, each.label) for each in plan.columns]
    known = by_words(words)
    for at, heading in enumerate(sheet.header):
        key, place = known.get(plain(heading)), table.place(0, sheet.columns[at])
        if key is not None and key not in table.columns:
            table.columns[key] = at
        elif key is not None:
            problems.add(place, heading, _("expected once, this is the second time"), heading)
        elif heading and not items and heading not in NAMES:  # that of a marked workbook
            expected = _("unknown heading: known are %(known)s") % {"known": listed(table.labels.values())}
            problems.add(place, heading, expected, heading)
    return table


def base_of(book: Book) -> dict[str, dict[str, str]]:
    """Stamps of what stood when the workbook was made, by the names of things; nothing in one not made from a plan."""
    sheet = next((each for each in book.sheets if each.title == BASE), None)
    if sheet is None:
        return {}
    return {row.cells[0].text: dict(STAMP.findall(row.cells[1].text)) for row in sheet.rows if len(row.cells) > 1}
