"""Where a plan file is wrong: a line of a text or a cell of a workbook, and what was expected there."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Place:
    """A line of a text; or, with `sheet`, a row of a workbook's sheet, with `column` (its letters) a cell of it.

    Line 0 of a sheet is its heading, without column the sheet as a whole. `sheet_number`: the sheets in their order.
    """

    line: int
    column: str = ""
    sheet: str = ""
    sheet_number: int = 0

    @property
    def order(self) -> tuple[int, int, int, str]:
        """By this, places stand in the order of their file."""
        return (self.sheet_number, self.line, len(self.column), self.column)

    def __str__(self) -> str:
        if not self.sheet:
            return _("line %(line)d") % {"line": self.line}
        named = {"sheet": self.sheet, "row": self.line, "column": self.column}
        if not self.line:
            return _("%(sheet)s, column %(column)s") % named if self.column else self.sheet
        if not self.column:
            return _("%(sheet)s, row %(row)d") % named
        return _("%(sheet)s, row %(row)d, column %(column)s") % named


class Problem(NamedTuple):
    """Where the file is wrong, what was expected there, and what stands there."""

    place: Place
    field: str
    expected: str
    value: str = ""

    def __str__(self) -> str:
        where = f" {self.place}" if self.place.sheet else str(self.place.line)
        return f"{where}: {self.field}: {self.expected}"


class PlanFileError(Exception):
    """The file cannot be loaded: `problems` in the order of their places, each named in the text of the error."""

    def __init__(self, name: str, problems: Collection[Problem]) -> None:
        self.problems = sorted(set(problems), key=lambda each: (each.place.order, each[1:]))
        super().__init__("\n".join(f"{name}:{each}" for each in self.problems))


@dataclass
class Problems:
    """What is wrong so far."""

    name: str
    found: list[Problem] = field(default_factory=list)

    def add(self, where: Place, path: str, expected: str, value: str = "") -> None:
        """Note one problem."""
        self.found.append(Problem(where, path, expected, value[:200]))

    def stop(self) -> None:
        """Raise PlanFileError when there is any."""
        if self.found:
            raise PlanFileError(self.name, self.found)
