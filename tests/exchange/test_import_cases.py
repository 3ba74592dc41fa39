"""Each case is a workbook: one row that was edited, and exactly what would become of it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest

from accounts.models import Division, User
from priorities.models import Plan, ProgressUpdate, Task
from tests.exchange.importing import HEADINGS, TODAY, exported, judged, problems, said, workbook
from tests.factories import AreaFactory, ReviewFactory, TaskFactory, UpdateFactory

pytestmark = pytest.mark.django_db
NOT_YOURS = "Only the lead and supporting divisions and the planning office report on this task."
STATUSES = "not started / in progress / completed / cancelled"


@dataclass(frozen=True)
class Case:
    """Cells typed over an exported row; the outcome, what is wrong (column, message), the report that would be."""

    id: str
    edits: dict[str, Any]
    outcome: str
    wrong: list[tuple[str, str]] = field(default_factory=list)
    report: tuple[Any, ...] | None = None
    columns: tuple[str, ...] = tuple(HEADINGS)
    by: str = "chief"


CASES = [
    # Nothing said.
    Case("untouched", {}, "same"),
    Case("line ends of another program and blanks at the end", {"note": "Signed.\r\nSealed.  \n"}, "same"),
    Case("percent as text", {"percent": "30%"}, "same"),
    Case("percent in full-width digits", {"percent": "３０％"}, "same"),
    Case("percent in Chinese", {"percent": "三十"}, "same"),
    Case("status by its value", {"status": "in_progress"}, "same"),
    Case("status in capitals", {"status": "  IN Progress "}, "same"),
    Case("another division's task, untouched", {}, "same", by="staff2"),
    # Something said.
    Case(
        "percent", {"percent": 45}, "new",
        report=("in_progress", 45, "green", TODAY, "Signed.\nSealed.", "None.", "", "", False),
    ),
    Case(
        "all of it",
        {"status": "in progress", "percent": "60", "health": "red", "effective_on": date(2024, 9, 20), "note": "Late.",
         "problems": "Rain.", "needs": "Umbrellas.", "next_steps": "Wait."},
        "new",
        report=("in_progress", 60, "red", "2024-09-20", "Late.", "Rain.", "Umbrellas.", "Wait.", False),
    ),
    Case(
        "a day as text", {"percent": 45, "effective_on": "2024年9月1日"}, "new",
        report=("in_progress", 45, "green", "2024-09-01", "Signed.\nSealed.", "None.", "", "", False),
    ),
    Case(
        "emptied rating and text", {"health": None, "problems": None}, "new",
        report=("in_progress", 30, None, TODAY, "Signed.\nSealed.", "", "", "", False),
    ),
    Case(
        "completed, percent emptied", {"status": "completed", "percent": None}, "new",
        report=("completed", 100, "green", TODAY, "Signed.\nSealed.", "None.", "", "", False),
    ),
    Case(
        "a file of one column leaves the rest as it stands", {"note": "Only this."}, "new", columns=("note",),
        report=("in_progress", 30, "green", TODAY, "Only this.", "None.", "", "", False),
    ),
    Case(
        "completed, in a file without percent", {"status": "completed"}, "new", columns=("status", "note"),
        report=("completed", 100, "green", TODAY, "Signed.\nSealed.", "None.", "", "", False),
    ),
    Case(
        "a day alone confirms", {"effective_on": date(2024, 9, 25)}, "confirmed",
        report=("in_progress", 30, "green", "2024-09-25", "Signed.\nSealed.", "None.", "", "", True),
    ),
    Case(
        "a day and time at midnight confirms", {"effective_on": datetime(2024, 9, 25)}, "confirmed",  # noqa: DTZ001  # a cell has no zone
        report=("in_progress", 30, "green", "2024-09-25", "Signed.\nSealed.", "None.", "", "", True),
    ),
    Case("the day that stands already", {"effective_on": date(2024, 8, 20)}, "already"),
    # Something wrong.
    Case("no such status", {"status": "paused"}, "error", [("C", f"“paused” is none of: {STATUSES}.")]),
    Case(
        "status emptied", {"status": None}, "error",
        [("C", "Expected one of: not started, in progress, completed, cancelled.")],
    ),
    Case(
        "percent over 100", {"percent": "101"}, "error",
        [("D", "“101” is no whole percentage: write a number from 0 to 100, as 45 or 45%.")],
    ),
    Case(
        "percent in words", {"percent": "half"}, "error",
        [("D", "“half” is no whole percentage: write a number from 0 to 100, as 45 or 45%.")],
    ),
    Case("percent emptied", {"percent": None}, "error", [("D", "Expected a whole number from 0 to 99.")]),
    Case("completed at 30%", {"status": "completed"}, "error", [("D", "Completed means 100%.")]),
    Case(
        "100% in progress", {"percent": 100}, "error",
        [("D", "100% means completed: choose that status, or 0 to 99%.")],
    ),
    Case("not started at 30%", {"status": "not started"}, "error", [("D", "Not started means 0%.")]),
    Case("no such rating", {"health": "blue"}, "error", [("E", "“blue” is none of: green / amber / red.")]),
    Case(
        "tomorrow", {"effective_on": date(2024, 10, 1)}, "error",
        [("F", "Expected a day up to today, 2024-09-30.")],
    ),
    Case(
        "last year", {"percent": 45, "effective_on": date(2023, 12, 31)}, "error",
        [("F", "Expected a day of 2024, the plan's year.")],
    ),
    Case(
        "a day that is none", {"effective_on": "2024-02-30"}, "error", [("F", "“2024-02-30” is in no calendar.")],
    ),
    Case(
        "a number for a day", {"effective_on": 45}, "error",
        [("F", "45 is a number, not a day: format the cell as a date, or write 2024-03-05.")],
    ),
    Case(
        "a text too long", {"note": "x" * 20_001}, "error",
        [("G", "At most 20000 characters; these are 20001.")],
    ),
    Case("cancelled by a division", {"status": "cancelled", "note": "Why."}, "error",
         [("C", "Only the planning office and the leader in charge cancel a task.")]),
    Case("another division's task", {"percent": 45}, "error", [("D", NOT_YOURS)], by="staff2"),
    Case(
        "everything at once",
        {"status": "paused", "percent": "half", "health": "blue", "effective_on": date(2024, 10, 1),
         "note": "x" * 20_001},
        "error",
        [
            ("C", f"“paused” is none of: {STATUSES}."),
            ("D", "“half” is no whole percentage: write a number from 0 to 100, as 45 or 45%."),
            ("E", "“blue” is none of: green / amber / red."),
            ("G", "At most 20000 characters; these are 20001."),
            ("F", "Expected a day up to today, 2024-09-30."),
        ],
    ),
    Case(
        "wrong, and not theirs", {"health": "blue"}, "error",
        [("E", "“blue” is none of: green / amber / red."), ("E", NOT_YOURS)], by="staff2",
    ),
    Case(
        "another's key", {"key": "2024-1-01#999999"}, "error",
        [("A", "The key “2024-1-01#999999” names a report that is not there."
               " Leave the hidden first column as exported.")],
    ),
    Case(
        "a number beyond any", {"key": "2024-1-01#9999999999999999999"}, "error",
        [("A", "The key “2024-1-01#9999999999999999999” names a report that is not there."
               " Leave the hidden first column as exported.")],
    ),
    Case(
        "a number of thousands of digits", {"key": "2024-1-01#" + "9" * 5000}, "error",
        [("A", f"This is no key: “2024-1-01#{'9' * 40}”. Leave the hidden first column as exported.")],
    ),
    Case(
        "an odd code", {"key": "2024-１-01' OR 1=1#0"}, "error",
        [("A", "Task “2024-１-01' OR 1=1” is not in this plan."
               " Rows are only of its tasks; new ones are not made here.")],
    ),
    Case(
        "an unknown task", {"key": "2024-9-99#0"}, "error",
        [("A", "Task “2024-9-99” is not in this plan. Rows are only of its tasks; new ones are not made here.")],
    ),
    Case(
        "no key any more", {"key": "my own"}, "error",
        [("A", "This is no key: “my own”. Leave the hidden first column as exported.")],
    ),
    Case(
        "a row of their own", {"key": None}, "error",
        [("A", "This row has no key, so its task is not known. Write only into rows of the exported file.")],
    ),
]  # fmt: skip


@pytest.fixture
def task(plan: Plan, division: Division) -> Task:
    return TaskFactory(area=AreaFactory(plan=plan, number=1), number=1, lead_division=division)


@pytest.fixture
def base(task: Task) -> ProgressUpdate:
    return UpdateFactory(
        task=task, percent=30, health="green", note="Signed.\nSealed.", problems="None.", effective_on=date(2024, 8, 20)
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_row(case: Case, request: pytest.FixtureRequest, task: Task, base: ProgressUpdate) -> None:
    headings = {name: HEADINGS[name] for name in case.columns}
    content = workbook([exported(task, base, **case.edits)], headings=headings)
    found = judged(request.getfixturevalue(case.by), task, content)
    [line] = found.lines
    assert (line.outcome, problems(found)) == (case.outcome, [(2, *wrong) for wrong in case.wrong])
    assert (said(line.update) if line.update else None) == case.report


@pytest.mark.parametrize(
    ("edits", "outcome", "wrong", "report"),
    [
        ({}, "same", [], None),
        ({"status": None, "percent": None}, "same", [], None),
        ({"note": "Begun.", "status": None}, "error",
         [(2, "C", "Expected one of: not started, in progress, completed, cancelled.")], None),
        ({"status": "in progress"}, "new", [], ("in_progress", 0, None, TODAY, "", "", "", "", False)),
        ({"effective_on": date(2024, 9, 30)}, "confirmed", [], ("not_started", 0, None, TODAY, "", "", "", "", True)),
    ],
)  # fmt: skip
def test_a_task_that_was_never_reported_on(
    edits: dict[str, Any], outcome: str, wrong: list[Any], report: Any, chief: User, task: Task
) -> None:
    found = judged(chief, task, workbook([exported(task, **edits)]))
    [line] = found.lines
    assert (line.outcome, problems(found)) == (outcome, wrong)
    assert (said(line.update) if line.update else None) == report


@pytest.mark.parametrize(
    ("edits", "outcome", "wrong"),
    [
        ({"note": "Goes on."}, "new", []),
        ({"percent": 0}, "same", []),
        ({"percent": 20}, "error", [(2, "D", "A continuing effort has no percent: leave it empty.")]),
    ],
)
def test_a_continuing_effort(edits: dict[str, Any], outcome: str, wrong: list[Any], chief: User, task: Task) -> None:
    ongoing = TaskFactory(area=task.area, number=2, kind=Task.Kind.ONGOING, lead_division=task.lead_division)
    base = UpdateFactory(task=ongoing, percent=None)
    found = judged(chief, task, workbook([exported(ongoing, base, **edits)]))
    assert ([line.outcome for line in found.lines], problems(found)) == ([outcome], wrong)


def test_the_planning_office_cancels_and_says_why(planner: User, task: Task, base: ProgressUpdate) -> None:
    edits = {"status": "cancelled", "note": ""}
    found = judged(planner, task, workbook([exported(task, base, **edits)]))
    assert problems(found) == [(2, "G", "Say why the task is cancelled or reopened.")]
    found = judged(planner, task, workbook([exported(task, base, **edits | {"note": "Merged."})]))
    assert [line.outcome for line in found.lines] == ["new"]


def test_a_task_that_was_closed_out_is_not_reopened_by_a_division(chief: User, task: Task) -> None:
    done = UpdateFactory(task=task, status="completed", percent=100, effective_on=date(2024, 9, 1))
    found = judged(chief, task, workbook([exported(task, done, status="in progress", percent=90)]))
    assert problems(found) == [(2, "C", "The task is completed: only the planning office reopens it.")]


def test_the_same_task_twice_names_both_rows(chief: User, task: Task, base: ProgressUpdate) -> None:
    other = TaskFactory(area=task.area, number=2, lead_division=task.lead_division)
    rows = [exported(task, base, percent=40), exported(other), exported(task, base)]
    found = judged(chief, task, workbook(rows))
    message = "Task 1-01 is in several rows (2, 4). Keep one of them."
    assert problems(found) == [(2, "A", message), (4, "A", message)]
    assert [line.outcome for line in found.lines] == ["error", "same", "error"]


def test_rows_that_say_nothing_of_tasks_are_nobodys_business(chief: User, task: Task, base: ProgressUpdate) -> None:
    """A remark of the clerk's own below the table, in a column that is not read."""
    found = judged(chief, task, workbook([exported(task, base), {"name": "Ask about this on Monday"}]))
    assert [(line.number, line.outcome) for line in found.lines] == [(2, "same")]


@pytest.mark.parametrize(("review", "outcome"), [(None, "already"), ("accepted", "already"), ("returned", "new"),
                                                 ("withdrawn", "new"), ("endorsed", "already")])  # fmt: skip
def test_what_one_has_said_since_is_already_there(
    review: str | None, outcome: str, staff: User, task: Task, base: ProgressUpdate
) -> None:
    """By the state of the first; a returned one may be said again."""
    first = UpdateFactory(
        task=task, author=staff, percent=40, health="green", note=base.note, problems="None.",
        effective_on=date(2024, 9, 28), first_review=ProgressUpdate.FirstReview.PENDING,
    )  # fmt: skip
    if review:
        ReviewFactory(update=first, outcome=review, reason="Say more." if review == "returned" else "")
    found = judged(staff, task, workbook([exported(task, base, percent=40)]))
    assert [line.outcome for line in found.lines] == [outcome]


def test_the_same_values_of_another_day_are_a_report_of_that_day(staff: User, task: Task, base: ProgressUpdate) -> None:
    UpdateFactory(
        task=task, author=staff, percent=40, health="green", note=base.note, problems="None.",
        effective_on=date(2024, 9, 20),
    )  # fmt: skip
    days = {date(2024, 9, 20): "already", date(2024, 9, 21): "new"}
    for day, outcome in days.items():
        found = judged(staff, task, workbook([exported(task, base, percent=40, effective_on=day)]))
        assert [line.outcome for line in found.lines] == [outcome]


def test_what_others_reported_since_the_export_stands_beside(
    staff: User, staff2: User, task: Task, base: ProgressUpdate
) -> None:
    """Not beside what writes nothing; not what they took back."""
    withdrawn = UpdateFactory(task=task, author=staff2, percent=50, first_review="pending")
    ReviewFactory(update=withdrawn, outcome="withdrawn", by=staff2)
    theirs = UpdateFactory(task=task, author=staff2, percent=55, effective_on=date(2024, 9, 25))
    UpdateFactory(task=task, author=staff, percent=35, effective_on=date(2024, 9, 1))
    edited = judged(staff, task, workbook([exported(task, base, percent=60)]))
    assert [(line.outcome, [each.pk for each in line.others]) for line in edited.lines] == [("new", [theirs.pk])]
    untouched = judged(staff, task, workbook([exported(task, base)]))
    assert [(line.outcome, line.others) for line in untouched.lines] == [("same", [])]
