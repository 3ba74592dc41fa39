"""The rows of the long task list: plain values, no model instances, as fifty of those are what the page waits for."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from priorities.figures import Moment, TaskState
from priorities.figures.states import states_at
from priorities.models import Plan, ProgressUpdate, Task

COLUMNS = (
    *("pk", "code", "number", "name_en", "name_zh", "weight"),
    *("area__number", "area__name_en", "area__name_zh", "lead_division__name_en", "lead_division__name_zh"),
    *("leader_in_charge__name_en", "leader_in_charge__name_zh", "responsible__name_en", "responsible__name_zh"),
)
Pair = tuple[str | None, str | None]


class TaskRow(NamedTuple):
    """One task with its state; the columns in the order of COLUMNS, then what only some choices of columns show."""

    pk: int
    code: str
    number: int
    name_en: str
    name_zh: str
    weight: int
    area_number: int
    area_en: str
    area_zh: str
    lead_en: str | None
    lead_zh: str | None
    leader_en: str | None
    leader_zh: str | None
    responsible_en: str | None
    responsible_zh: str | None
    state: TaskState
    supporting: Sequence[Pair] = ()
    problems: str = ""

    @property
    def short_code(self) -> str:
        """The code within its plan: `5-02`."""
        return f"{self.area_number}-{self.number:02d}"


def task_rows(plan: Plan, moment: Moment, keys: Sequence[int], columns: Collection[str] = ()) -> list[TaskRow]:
    """The rows of these tasks, in the order of their keys. Two queries; one more for each of two columns.

    `columns`: those shown, of which `supporting` and `problems` cost their query.
    """
    found: dict[int, tuple[Any, ...]] = {row[0]: row for row in Task.objects.filter(pk__in=keys).values_list(*COLUMNS)}
    states = states_at(plan, moment, keys)
    supporting = _supporting(keys) if "supporting" in columns else {}
    problems = _problems(states.values()) if "problems" in columns else {}
    return [
        TaskRow._make((*found[key], states[key], supporting.get(key, ()), problems.get(states[key].standing_id, "")))
        for key in keys
        if key in found and key in states
    ]


def _supporting(keys: Sequence[int]) -> dict[int, list[Pair]]:
    """The names of the supporting divisions by task, in the divisions' order. One query."""
    through = Task.supporting_divisions.through.objects.filter(task_id__in=keys)
    found: dict[int, list[Pair]] = {}
    for task, *names in through.order_by("division__order", "division__code").values_list(
        "task_id", "division__name_en", "division__name_zh"
    ):
        found.setdefault(task, []).append((names[0], names[1]))
    return found


def _problems(states: Collection[TaskState]) -> dict[int | None, str]:
    """The problems that these standing reports tell of, by report. One query."""
    standing = [state.standing_id for state in states if state.standing_id is not None]
    return dict(ProgressUpdate.objects.filter(pk__in=standing).exclude(problems="").values_list("pk", "problems"))
