"""Which files are a plan's task list come back, and which are not."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.models import Division, User
from exchange.report_columns import KEY_LABEL, REPORT_COLUMNS
from priorities.models import Plan, ProgressUpdate, Task
from tests.exchange.importing import HEADINGS, exported, judged, workbook
from tests.factories import AreaFactory, TaskFactory, UpdateFactory

pytestmark = pytest.mark.django_db
NO_KEY = (
    "This file has no column “Key (leave as it is)”, by which a row finds its task. Export the task list, fill in that"
    " file, and upload it; its first column is hidden and must stay."
)
NO_COLUMN = (
    "This file has no column in which progress is reported. Export the task list as of today, and keep at least one of:"
    " Status, Done, Own rating, As of (empty: today), Progress, Problems, Coordination needed, Next steps."
)


@pytest.fixture
def task(plan: Plan, division: Division) -> Task:
    return TaskFactory(area=AreaFactory(plan=plan, number=1), number=1, lead_division=division)


@pytest.fixture
def base(task: Task) -> ProgressUpdate:
    return UpdateFactory(task=task, percent=30, health="green")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"key": "Number"}, NO_KEY),
        ({"headings": {}}, NO_COLUMN),
        ({"headings": HEADINGS | {"needs": "Problems"}},
         "The column “Problems” is there more than once (H, I). Keep one of them."),
        ({"plan": "demo-2024"},
         "This file is of the plan demo-2024, not of 2024. Change to that plan and upload it there."),
        ({"of": "events"}, "This is another list. Reports come back in the exported list of tasks."),
    ],
)  # fmt: skip
def test_a_file_that_is_none(changed: dict[str, Any], message: str, chief: User, task: Task) -> None:
    with pytest.raises(ValidationError) as refused:
        judged(chief, task, workbook([exported(task)], **changed))
    assert refused.value.messages == [message]


@pytest.mark.parametrize(
    "changed",
    [
        {"plan": None},
        {"before": "Notes"},
        {"key": "KEY （leave  as it is）"},
        {"headings": dict(reversed(HEADINGS.items()))},
        {"headings": HEADINGS | {"note": " progress\n"}},
        {"headings": {**HEADINGS, "remark": "My remark"}},
    ],
)
def test_a_file_that_is_one(changed: dict[str, Any], chief: User, task: Task, base: ProgressUpdate) -> None:
    """Without its hidden sheet, with another sheet before it, columns moved, added, headed a little otherwise."""
    found = judged(chief, task, workbook([exported(task, base), exported(task, base, note="New.")][1:], **changed))
    assert [(line.number, line.edited, line.outcome) for line in found.lines] == [(2, ["note"], "new")]


def test_headings_and_words_in_chinese(chief: User, task: Task, base: ProgressUpdate) -> None:
    """Whatever the reader's language is."""
    with translation.override("zh-hans"):
        headings = {column.field: str(column.label) for column in REPORT_COLUMNS}
        rows = [exported(task, base, note="已签署。", health=str(ProgressUpdate.Health.RED.label))]
        content = workbook(rows, headings=headings, key=str(KEY_LABEL))
    [line] = judged(chief, task, content).lines
    assert (line.outcome, line.edited) == ("new", ["health", "note"])
    assert line.update is not None
    assert (line.update.status, line.update.health, line.update.note) == ("in_progress", "red", "已签署。")


def test_a_hidden_row_counts_and_is_told(chief: User, task: Task, base: ProgressUpdate) -> None:
    """A filter of the program hides rows; what was typed there before is meant."""
    book = openpyxl.load_workbook(io.BytesIO(workbook([exported(task, base, percent=40)])))
    book["Tasks"].row_dimensions[2].hidden = True
    out = io.BytesIO()
    book.save(out)
    assert [(line.outcome, line.hidden) for line in judged(chief, task, out.getvalue()).lines] == [("new", True)]
