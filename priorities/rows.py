"""The rows of the long task list: plain values, no model instances, as fifty of those are what the page waits for."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from priorities.figures import Moment, TaskState
from priorities.figures.states import states_at
from priorities.models import Plan

COLUMNS = (
    *("pk", "code", "number", "kind", "name_en", "name_zh"),
    *("area__number", "area__name_en", "area__name_zh", "lead_division__name_en", "lead_division__name_zh"),
)


class TaskRow(NamedTuple):
    """One task with its state; the columns in the order of COLUMNS."""

    pk: int
    code: str
    number: int
    kind: str
    name_en: str
    name_zh: str
    area_number: int
    area_en: str
    area_zh: str
    lead_en: str | None
    lead_zh: str | None
    state: TaskState

    @property
    def short_code(self) -> str:
        """The code within its plan: `5-02`."""
        return f"{self.area_number}-{self.number:02d}"


def task_rows(plan: Plan, moment: Moment, found: Iterable[tuple[Any, ...]]) -> list[TaskRow]:
    """Rows of `values_list(*COLUMNS)` with the state of each task. One query beside theirs."""
    values = list(found)
    states = states_at(plan, moment, [row[0] for row in values])
    return [TaskRow._make((*row, states[row[0]])) for row in values]
