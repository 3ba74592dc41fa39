"""Plans as workbooks and YAML: what each file comes to, exactly. One validation, places of either kind."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest

from accounts.models import Role, User
from changelog.models import Change
from exchange.plans.files import read_upload
from exchange.plans.writing import write_plan
from foundation.sheets.book import Refused
from priorities.imports.loading import load
from priorities.imports.places import PlanFileError
from priorities.models import Milestone, Plan, PlanFile, Task
from priorities.services import planning_milestones, planning_tasks
from tests.exchange.plan_files import document, edited, lines, loaded, problems, told, workbook
from tests.factories import DivisionFactory, UpdateFactory, UserFactory
from tests.priorities.loading import PLAN

pytestmark = pytest.mark.django_db
EVERYTHING = [
    "plan 2025", "area 2025-1", "task 2025-1-01", "milestone 2025-1-01 初稿", "milestone 2025-1-01 定稿",
    "task 2025-1-02",
]  # fmt: skip


def as_workbook(language: str = "en") -> bytes:
    """The plan as the page hands it out."""
    out = BytesIO()
    write_plan(out, Plan.objects.get(), language=language)
    return out.getvalue()


def test_a_workbook_adds_all_it_tells_of_recorded_task_by_task() -> None:
    assert told(loaded(workbook())) == (EVERYTHING, [], [], [], 0)
    plan = Plan.objects.get()
    assert (plan.code, plan.year, plan.status, plan.set_out_on) == ("2025", 2025, "adopted", date(2025, 1, 16))
    one, two = Task.objects.of_plan(plan)
    assert [(task.kind, task.name_zh, task.weight) for task in (one, two)] == [
        ("deadline", "一件成果", 2), ("ongoing", "一项工作", 1)
    ]  # fmt: skip
    assert [(each.starts_on, each.due_on) for each in one.schedules.all()] == [(date(2025, 1, 1), date(2025, 11, 30))]
    assert [(each.name_en, each.due_on, each.weight) for each in one.milestones.all()] == [
        ("Draft", date(2025, 6, 30), 1), ("Final", date(2025, 10, 31), 3)
    ]  # fmt: skip
    assert [(change.action, change.type, change.key) for change in Change.objects.order_by("id")] == [
        ("create", "plan", "2025"), ("create", "area", "2025-1"), ("create", "task", "2025-1-01"),
        ("create", "task", "2025-1-02"),
    ]  # fmt: skip
    recorded: Any = Change.objects.get(key="2025-1-01").after
    assert [each["name_en"] for each in recorded["milestones"]] == ["Draft", "Final"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_plan_as_a_workbook_comes_back_without_a_change(language: str) -> None:
    lead = DivisionFactory(code="protocol", name_en="Protocol", name_zh="礼宾处")
    helping = DivisionFactory(code="hk-macao", name_en="Hong Kong, Macao", name_zh="港、澳处")
    leader = UserFactory(username="boss", role=Role.LEADERSHIP)
    planner = UserFactory(role=Role.PLANNING_OFFICE)
    loaded(workbook())
    planning_tasks.change_task(by=planner, task=Task.objects.get(number=1), facts={
        "lead_division": lead, "supporting_divisions": [helping], "leader_in_charge": leader,
        "description_en": "=1+1\r\nSecond line", "sources": [("A letter", "来函"), ("A meeting", "会议")],
    })  # fmt: skip
    facts = {"name_en": "Check", "name_zh": "检查", "weight": 1}
    for day in (date(2025, 3, 31), date(2025, 9, 30)):
        planning_milestones.add_milestone(
            by=planner, task=Task.objects.get(number=1), facts=facts | {"due_on": day}
        )  # fmt: skip
    PlanFile.objects.all().delete()
    before = Change.objects.count()
    assert told(loaded(as_workbook(language))) == ([], [], [], [], 8)
    assert Change.objects.count() == before


Edit = dict[str, Any]
GOOD: list[tuple[str, Edit, tuple[list[str], list[str], list[str], list[str], int]]] = [
    ("the same again", {}, ([], [], [], [], 6)),
    ("a weight", {"Tasks!F2": 5}, ([], ["task 2025-1-01: weight 2 → 5"], [], [], 5)),
    ("a name and a day", {"Milestones!C2": "First draft", "Milestones!E3": "2025年11月1日"}, ([], [
        "milestone 2025-1-01 初稿: name_en 'Draft' → 'First draft'",
        "milestone 2025-1-01 定稿: due_on '2025-10-31' → '2025-11-01'",
    ], [], [], 4)),
    ("an earlier deadline", {"Tasks!G2": date(2025, 10, 31)},
     ([], ["task 2025-1-01: due_on '2025-11-30' → '2025-10-31'"], [], [], 5)),
    ("a task more", {"Tasks!A4": 1, "Tasks!B4": 3, "Tasks!C4": "持续推进", "Tasks!E4": "第三项"},
     (["task 2025-1-03"], [], [], [], 6)),
    ("a milestone more",
     {"Milestones!A4": 1, "Milestones!B4": 2, "Milestones!C4": "Start", "Milestones!E4": "2025-02-01"},
     (["milestone 2025-1-02 Start"], [], [], [], 6)),
    ("an area more", {"Areas!A3": "２", "Areas!C3": "第二方面"}, (["area 2025-2"], [], [], [], 6)),
    ("milestones away", {"Milestones": None},
     ([], [], [], ["milestone 2025-1-01 初稿", "milestone 2025-1-01 定稿"], 4)),
    ("a task away", {"Tasks!A3": None, "Tasks!B3": None, "Tasks!C3": None, "Tasks!D3": None, "Tasks!E3": None},
     ([], [], [], ["task 2025-1-02"], 5)),
    ("a value said to be nothing says nothing", {"Tasks!F2": None}, ([], [], [], [], 6)),
    ("a quote", {"Areas!D2": "Another sentence."},
     ([], ["area 2025-1: source_quote 'The first sentence.' → 'Another sentence.'"], [], [], 5)),
    ("headings by their keys", {"Tasks!F1": "weight", "Tasks!C1": "KIND"}, ([], [], [], [], 6)),
    ("a sheet of notes", {"Plan!D1": None}, ([], [], [], [], 6)),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "outcome"), [case[1:] for case in GOOD], ids=[case[0] for case in GOOD])
def test_a_workbook_that_is_loaded_again(edit: Edit, outcome: tuple[Any, ...]) -> None:
    loaded(workbook())
    assert told(loaded(workbook(edit))) == outcome


PERIOD = "Expected a day of the task's period, … to 2025-11-30."
BAD: list[tuple[str, Edit, list[str]]] = [
    ("no day", {"Tasks!G2": "2025-02-29"},
     ["Tasks, row 2, column G: Deadline “2025-02-29”: “2025-02-29” is in no calendar."]),
    ("no number", {"Tasks!F2": "many"},
     ["Tasks, row 2, column F: Weight “many”: “many” is no whole number from 1 to 1000."]),
    ("no such kind", {"Tasks!C2": "soon"},
     ["Tasks, row 2, column C: Kind of task “soon”: “soon” is none of: by a deadline / continuing."]),
    ("an error value", {"Tasks!D2": "#N/A"},
     ["Tasks, row 2, column D: Name (English) “#N/A”: The error value #N/A."]),
    ("no area of that number", {"Tasks!A2": 7, "Milestones!A2": None, "Milestones!B2": None, "Milestones!C2": None,
                                "Milestones!D2": None, "Milestones!E2": None, "Milestones!F2": None,
                                "Milestones!A3": 7},
     ["Tasks, row 2, column A: Area number “7”: expected the number of an area of this file"]),
    ("no task of that number", {"Milestones!B3": 9},
     ["Milestones, row 3, column B: Task number “9”: expected the numbers of a task of this file"]),
    ("outside the period", {"Milestones!E3": "2025-12-31"},
     [f"Milestones, row 3, column E: Due on “2025-12-31”: {PERIOD}"]),
    ("outside the year", {"Milestones!B3": 2, "Milestones!E3": "2026-01-01"},
     ["Milestones, row 3, column E: Due on “2026-01-01”: Expected a day of the task's period, 2025-01-01 to "
      "2025-12-31."]),
    ("the same twice", {"Tasks!B3": 1},
     ["Tasks, row 3, column B: Task number “1”: expected a number of its own, task 2025-1-01 is already on "
      "Tasks, row 2"]),
    ("a milestone twice", {"Milestones!D3": "初稿", "Milestones!E3": "2025-06-30"},
     ["Milestones, row 3, column D: Name (Chinese) “初稿”: expected once on a day, this is the second time"]),
    ("an unknown heading", {"Areas!D1": "Remarks"},
     ["Areas, column D: Remarks “Remarks”: unknown heading: known are Area number, Name (English), Name (Chinese), "
      "Chinese name is a translation, Lead division, Summary (English), Summary (Chinese), Source sentence"]),
    ("no heading", {"Areas!E2": "stray"},
     ["Areas, row 2, column E:  “stray”: expected nothing: this stands under no heading"]),
    ("no plan", {"Plan": None}, ["Plan: Plan “”: expected a sheet “Plan” with its headings in the first row"]),
    ("no areas", {"Areas": None}, ["Plan: Areas “”: expected a sheet “Areas” with its headings in the first row"]),
    ("no name", {"Tasks!D3": None, "Tasks!E3": None},
     ["Tasks, row 3, column D: Name (English) “”: expected, but missing",
      "Tasks, row 3, column E: Name (Chinese) “”: expected, but missing"]),
    ("no code", {"Plan!B2": None}, ["Plan, row 2, column B: Code “”: expected, but missing"]),
    ("a year of long ago", {"Plan!B3": 1999},
     ["Plan, row 3, column B: Year “1999”: “1999” is no whole number from 2000 to 2100."]),
    ("code and year apart", {"Plan!B2": "2024"},
     ["Plan, row 2, column B: Code “2024”: Expected a code that ends with the year, such as 2025."]),
    ("everything at once", {"Plan!B7": "soon", "Areas!A2": 100, "Tasks!F2": 0, "Milestones!F2": -1}, [
        "Plan, row 7, column B: Set out on “soon”: “soon” is no day: write it as 2024-03-05.",
        "Areas, row 2, column A: Area number “100”: “100” is no whole number from 1 to 99.",
        "Tasks, row 2, column A: Area number “1”: expected the number of an area of this file",
        "Tasks, row 2, column F: Weight “0”: “0” is no whole number from 1 to 1000.",
        "Tasks, row 3, column A: Area number “1”: expected the number of an area of this file",
        "Milestones, row 2, column F: Weight “-1”: “-1” is no whole number from 1 to 1000.",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "expected"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_a_workbook_that_is_refused_names_every_cell(edit: Edit, expected: list[str]) -> None:
    assert problems(workbook(edit)) == expected
    assert Plan.objects.count() == 0


def test_divisions_and_leaders_go_by_name_or_code_and_unknown_ones_are_named_with_the_rest() -> None:
    DivisionFactory(code="protocol", name_en="Protocol", name_zh="礼宾处")
    DivisionFactory(code="demo-press", name_en="Press", name_zh="新闻处", demonstration=True)
    UserFactory(username="boss", name_en="Leader One", name_zh="领导一", role=Role.LEADERSHIP)
    headings = {"Tasks!H1": "Lead division", "Tasks!I1": "supporting_divisions", "Tasks!J1": "Leader in charge"}
    wrong = {"Tasks!H2": "Nobody", "Tasks!I2": "demo-press", "Tasks!J2": "staff", "Tasks!F3": "x"}
    assert problems(workbook(headings | wrong)) == [
        "Tasks, row 2, column H: Lead division “Nobody”: expected the name or code of a division of this plan, "
        "“Nobody” is none: Protocol",
        "Tasks, row 2, column I: Supporting divisions “”: “Press” belongs to the demonstration: a real plan is worked "
        "on by real divisions.",
        "Tasks, row 2, column J: Leader in charge “staff”: expected the name or user name of one of the office's "
        "leaders, “staff” is none: Leader One",
        "Tasks, row 3, column F: Weight “x”: “x” is no whole number from 1 to 1000.",
    ]
    loaded(workbook(headings | {"Tasks!H2": "礼宾处", "Tasks!I3": "Protocol", "Tasks!J2": "领导一"}))
    one, two = Task.objects.order_by("number")
    assert (one.lead_division.code, one.leader_in_charge.username) == ("protocol", "boss")  # type: ignore[union-attr]  # set
    assert [division.code for division in two.supporting_divisions.all()] == ["protocol"]


class TestMadeFromThePlan:
    """A workbook that was made from the plan knows what stood when it was made."""

    @pytest.fixture
    def task(self, planner: User) -> Task:
        """Of a plan that no file ever set."""
        loaded(workbook())
        PlanFile.objects.all().delete()
        return Task.objects.get(number=1)

    def test_what_was_edited_in_it_is_set(self, task: Task) -> None:
        done = loaded(edited(as_workbook(), {"Tasks!D2": "Renamed", "Areas!H2": None}))
        assert told(done)[1:3] == ([
            "area 2025-1: source_quote 'The first sentence.' → ''",
            "task 2025-1-01: name_en 'A thing to deliver' → 'Renamed'",
        ], [])  # fmt: skip

    def test_what_a_page_edited_meanwhile_is_kept(self, task: Task, planner: User) -> None:
        made = as_workbook()
        planning_tasks.change_task(by=planner, task=task, facts={"weight": 9})
        done = loaded(edited(made, {"Tasks!D2": "Renamed"}))
        assert told(done)[1:3] == (
            ["task 2025-1-01: name_en 'A thing to deliver' → 'Renamed'"],
            ["task 2025-1-01: weight 9, the file has 2 (Tasks, row 2, column M)"],
        )
        assert told(loaded(made, overwrite=True))[1] == [
            "task 2025-1-01: name_en 'Renamed' → 'A thing to deliver'", "task 2025-1-01: weight 9 → 2"
        ]  # fmt: skip

    def test_what_a_page_deleted_meanwhile_stays_away(self, task: Task, planner: User) -> None:
        made = as_workbook()
        planning_milestones.delete_milestone(by=planner, milestone=Milestone.objects.get(name_en="Draft"))
        assert told(loaded(made))[0:3] == ([], [], ["milestone 2025-1-01 初稿: removed"])

    def test_stamps_that_somebody_made_up_break_nothing(self, task: Task) -> None:
        forged = edited(as_workbook(), {"workplan-base!B2": "code=zz name=", "workplan-base!A3": "=1", "Tasks!M2": 3})
        assert told(loaded(forged))[1] == ["task 2025-1-01: weight 2 → 3"]


def test_a_later_deadline_of_an_adopted_plan_needs_its_reason() -> None:
    loaded(workbook())
    later = {"Tasks!G2": "2025-12-15"}
    assert problems(workbook(later)) == [
        "Tasks, row 2: Reason for a later deadline “”: The plan is adopted: say why the deadline moves later."
    ]
    done = loaded(workbook(later | {"Tasks!H1": "Reason for a later deadline", "Tasks!H2": "The venue is late"}))
    assert told(done)[1] == ["task 2025-1-01: due_on '2025-11-30' → '2025-12-15'"]
    last = Task.objects.get(number=1).schedules.last()
    assert last is not None
    assert (last.due_on, last.reason) == (date(2025, 12, 15), "The venue is late")


def test_milestones_that_the_new_period_leaves_outside_are_named() -> None:
    loaded(workbook())
    without = {"Milestones!A3": None, "Milestones!B3": None, "Milestones!C3": None, "Milestones!D3": None,
               "Milestones!E3": None, "Milestones!F3": None, "Tasks!G2": "2025-09-30"}  # fmt: skip
    assert problems(workbook(without)) == [
        "Tasks, row 2, column G: Deadline “2025-09-30”: These milestones would lie outside: Final (2025-10-31). Move "
        "them first."
    ]


def test_a_task_with_reports_that_the_file_drops_keeps_them() -> None:
    loaded(workbook())
    task = Task.objects.get(number=2)
    UpdateFactory(task=task, effective_on=date(2025, 2, 1), percent=None)
    done = loaded(workbook(dict.fromkeys(("Tasks!A3", "Tasks!B3", "Tasks!C3", "Tasks!D3", "Tasks!E3"))))
    assert (done.dropped, task.updates.count()) == (["task 2025-1-02"], 1)


def test_hidden_rows_are_read_and_said() -> None:
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(workbook()))
    book["Tasks"].row_dimensions[3].hidden = True
    out = BytesIO()
    book.save(out)
    found = document(out.getvalue())
    assert (len(found.things), found.notes) == (6, ["Sheet “Tasks”: 1 hidden rows were read too."])


MILESTONES = """\
        weight: 2
        lead_division: Protocol
        due_on: 2025-11-30
        milestones:
          - {name_en: Draft, name_zh: 初稿, due_on: 2025-06-30}
          - {name_en: Final, name_zh: 定稿, due_on: 2025-10-31, weight: 3}
"""


def from_yaml(text: str) -> list[str]:
    """What a YAML file is refused for."""
    try:
        load(read_upload(text.encode(), "plan.yaml"))
    except PlanFileError as error:
        return lines(error.problems)
    return []


def test_yaml_and_workbook_say_the_same() -> None:
    DivisionFactory(code="protocol", name_en="Protocol", name_zh="礼宾处")
    text = PLAN.replace("        weight: 2\n", MILESTONES)
    assert told(load(read_upload(text.encode(), "plan.yaml")))[0][:6] == EVERYTHING
    assert told(load(read_upload(text.encode(), "plan.yaml"))) == ([], [], [], [], 9)
    done = loaded(workbook({"Tasks!F2": 4}))
    assert told(done) == ([], ["task 2025-1-01: weight 2 → 4"], [], [], 5)  # of indicators it says nothing


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [*{before},*{before},*{before},*{before},*{before},*{before},*{before},*{before},*{before}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
YAML: list[tuple[str, str, list[str]]] = [
    ("a laughing bomb", BOMB, ["line 1: file “”: expected a plan, this has more values than any"]),
    ("a list in itself", "plan: &a [*a]\n", ["line 1: file “”: expected a plan, this nests too deeply"]),
    ("brackets without end", "[" * 50_000, ["line 1: file “”: expected a plan, this nests too deeply"]),
    ("lines without end", "- a\n" * 60_000, ["line 1: file “”: expected a plan, this has more values than any"]),
    ("a python object", "!!python/object/apply:os.system [true]",
     ["line 1: file “”: expected keys with values, this is a list"]),
    ("a control character", "plan: \x07", ["line 1: file “”: expected YAML: special characters are not allowed"]),
    ("a milestone of no day", PLAN.replace("        weight: 2\n", MILESTONES.replace(", due_on: 2025-06-30", "")),
     ["line 22: areas[1].tasks[1].lead_division “Protocol”: expected the name or code of a division of this plan, "
      "“Protocol” is none: there are none yet",
      "line 25: areas[1].tasks[1].milestones[1].due_on “”: expected, but missing"]),
    ("a key twice", PLAN.replace("  year: 2025", "  year: 2025\n  year: 2025"),
     ["line 4: plan.year “”: expected once, this is the second time"]),
    ("a file of the server", PLAN.replace("plan:\n", "read_out: /etc/passwd\nplan:\n", 1), []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in YAML], ids=[case[0] for case in YAML])
def test_yaml_from_a_page(text: str, expected: list[str]) -> None:
    assert from_yaml(text) == expected


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "plan.yaml", "A plan is written in an .xlsx workbook or in YAML (UTF-8). This is neither."),
        (b"\xff\xfe\x00x", "plan.yaml", "A plan is written in an .xlsx workbook or in YAML (UTF-8). This is neither."),
        (b"code,year\n2025,2025\n", "plan.csv",
         "A plan takes a workbook of several sheets (.xlsx), or YAML: a CSV file holds but one table."),
        (b"a: " + b"x" * 1_100_000, "plan.yaml", "A plan in YAML is at most 1 MB."),
    ],
    ids=["empty", "bytes", "a table", "too long"],
)  # fmt: skip
def test_what_cannot_be_a_plan(content: bytes, name: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read_upload(content, name)
    assert str(refused.value) == said
