"""`load_plan` refuses with file, line, field and expectation, all at once, and writes nothing then."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from priorities.models import Indicator, Measurement, OfflineTotal, Plan, Task
from priorities.services import planning_plans
from tests.factories import UpdateFactory, at
from tests.priorities.loading import PLAN, Load, everything, problems

pytestmark = pytest.mark.django_db
TASKS = PLAN[PLAN.index("    tasks:\n") : PLAN.index("indicators:\n")]


def test_every_problem_is_named_at_once_with_line_field_and_expectation(load: Load, tmp_path: Path) -> None:
    before = everything()
    found = problems(load, tmp_path, edit={
        "set_out_on: 2025-01-16": "set_out_on: 2025-13-01",
        "title_en: Work plan 2025": "titel_en: Work plan 2025",
        "kind: deadline": "kind: dead",
        "weight: 2": "weight: 0",
        "name_en: An effort": 'name_en: ""',
        "area: 1": "area: 7",
        "value: 100": "value: many",
        "order: 1": "order: -1",
    })  # fmt: skip
    assert found == [
        "plan.yaml:2: plan.title_en: expected, but missing",
        "plan.yaml:4: plan.titel_en: unknown key: did you mean title_en?",
        "plan.yaml:7: plan.set_out_on: expected a day as YYYY-MM-DD, this is “2025-13-01”",
        "plan.yaml:18: areas[1].tasks[1].kind: expected one of deadline, ongoing",
        "plan.yaml:21: areas[1].tasks[1].weight: Ensure this value is greater than or equal to 1.",
        "plan.yaml:24: areas[1].tasks[2].name_en: This field cannot be blank.",
        "plan.yaml:30: indicators[1].area: expected the number of an area of this file",
        "plan.yaml:35: indicators[1].baselines[1].value: expected a number, this is “many”",
        "plan.yaml:37: achievements[1].order: expected a whole number, this is “-1”",
    ]
    assert everything() == before


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (
            {'code: "2025"': "code: plan"},
            "2: plan.code: Use the year, or words and the year: 2024, demo-2024.",
        ),
        ({"year: 2025": "year: 2024"}, "2: plan.code: Expected a code that ends with the year, such as 2024."),
        ({TASKS: ""}, "6: plan.status: A plan is adopted once it has tasks: this one has none yet."),
        ({"code: 2025-visits": "code: visits"}, "28: indicators[1].code: Expected a code that begins with 2025-."),
        (
            {"year: 2024, value": "year: 2025, value"},
            "35: indicators[1].baselines[1].year: Expected a year before 2025.",
        ),
        ({"status: adopted": "status: done"}, "6: plan.status: expected one of draft, adopted, closed"),
        (
            {"status: adopted": "far_behind_points: 5"},
            "2: plan: “Far behind” starts at or above “behind”, both between 1 and 100 points.",
        ),
        (
            {"      - number: 2": "      - number: 1"},
            "22: areas[1].tasks[2].number: expected a number of its own, task 2025-1-01 is already on line 17",
        ),
        (
            {"    kind: measured": "    kind: measured\n    kind: measured"},
            "30: indicators[1].kind: expected once, this is the second time",
        ),
        (
            {"    kind: measured": "    kind: persons\n    aggregate: latest"},
            "28: indicators[1]: What is counted is a sum; only a measured indicator may be latest or average.",
        ),
        (
            {"value: 100": "value: 100, derived: true"},
            "35: indicators[1].baselines[1]: A derived figure carries its lowest and highest value; a stated one "
            "carries none.",
        ),
        (
            {"name_en: A letter": "name_en: [A letter]"},
            "26: areas[1].tasks[2].sources[1].name_en: expected text, this is a list",
        ),
        ({"target: 120.50": "target: .inf"}, "33: indicators[1].target: expected a number, this is “.inf”"),
        (
            {"name_zh: 一件成果": f"name_zh: {'长' * 301}"},
            "20: areas[1].tasks[1].name_zh: Ensure this value has at most 300 characters (it has 301).",
        ),
        ({PLAN: "- a list"}, "1: file: expected keys with values, this is a list"),
        ({PLAN: ""}, "1: file: expected a plan, this is empty"),
        ({PLAN: "plan: [1\nareas:"}, "2: file: expected YAML: expected ',' or ']', but got ':'"),
        ({PLAN: "[" * 20_000}, "1: file: expected a plan, this nests too deeply"),
        ({PLAN: "plan: 5\nareas: []"}, "1: plan: expected keys with values, this is “5”"),
    ],
)
def test_a_problem_is_named(load: Load, tmp_path: Path, edit: dict[str, str], expected: str) -> None:
    assert problems(load, tmp_path, edit=edit) == [f"plan.yaml:{expected}"]
    assert Plan.objects.count() == 0


def test_a_quote_must_stand_in_the_read_out_word_for_word(load: Load, tmp_path: Path) -> None:
    (tmp_path / "read-out.txt").write_text("It said: The\u00a0first sentence. And more.", encoding="utf-8")
    named = {"plan:\n": "read_out: read-out.txt\nplan:\n"}
    assert problems(load, tmp_path, edit=named) == [
        "plan.yaml:16: areas[1].source_quote: expected a passage of read-out.txt, word for word "
        "(its spaces differ: the read-out has no-break spaces, U+00A0)"
    ]
    quoted = {"source_quote: The first": "source_quote: The\u00a0first"}
    assert load(edit=named | quoted).startswith("Plan 2025: 7 added")
    other = {"source_quote: The first": "source_quote: A first"}
    assert problems(load, tmp_path, edit=named | other) == [
        "plan.yaml:16: areas[1].source_quote: expected a passage of read-out.txt, word for word"
    ]


def test_a_read_out_that_is_not_there_is_a_problem(load: Load, tmp_path: Path) -> None:
    (found,) = problems(load, tmp_path, edit={"plan:\n": "read_out: gone.txt\nplan:\n"})
    assert found.startswith("plan.yaml:1: read_out: expected a readable text file beside this one")


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read as a text file"):
        call_command("load_plan", str(tmp_path / "gone.yaml"))
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="cannot be read as a text file"):
        call_command("load_plan", str(tmp_path / "bytes.yaml"))


def test_a_plans_year_stays(load: Load, tmp_path: Path) -> None:
    load()
    assert problems(load, tmp_path, edit={"year: 2025": "year: 2026"}) == [
        "plan.yaml:3: plan.year: expected 2025: a plan's year stays"
    ]


def test_an_indicators_code_belongs_to_one_plan(load: Load, tmp_path: Path) -> None:
    load()
    other = {'code: "2025"': 'code: "2026"', "year: 2025": "year: 2026"}
    assert problems(load, tmp_path, edit=other) == [
        "plan.yaml:28: indicators[1].code: expected another code: 2025-visits belongs to plan 2025"
    ]
    assert Plan.objects.count() == 1


def test_a_page_and_the_file_together_may_not_break_a_rule(load: Load, tmp_path: Path, planner: User) -> None:
    """The page raised one threshold, the file then lowers the other: refused, nothing written."""
    load()
    planning_plans.change_plan(by=planner, plan=Plan.objects.get(), facts={"behind_points": 28})
    before = everything()
    assert problems(load, tmp_path, edit={"  status: adopted": "  status: adopted\n  far_behind_points: 20"}) == [
        "plan.yaml:2: plan: “Far behind” starts at or above “behind”, both between 1 and 100 points."
    ]
    assert everything() == before


def test_a_task_that_was_reported_on_keeps_its_kind(load: Load, tmp_path: Path) -> None:
    """A continuing effort closed out has no percent: as a deadline task it would read completed at 0%."""
    load()
    UpdateFactory(task=Task.objects.get(number=2), effective_on=date(2025, 1, 20), status="completed", percent=None)
    before = everything()
    edit = {"kind: ongoing": "kind: deadline"}
    refused = ["plan.yaml:23: areas[1].tasks[2].kind: The task has been reported on: its kind stays."]
    assert problems(load, tmp_path, edit=edit) == refused
    with pytest.raises(CommandError):
        load(PLAN, "--overwrite", edit=edit)
    assert everything() == before


def test_an_indicator_with_values_or_offline_totals_keeps_its_rule(load: Load, tmp_path: Path) -> None:
    counted = "  - {code: 2025-events, kind: persons, name_en: Persons, name_zh: 人次}\n"
    edit = {"achievements:\n": f"{counted}achievements:\n"}
    load(edit=edit)
    recorded_at = at(date(2025, 2, 1), 9)
    measured, persons = Indicator.objects.order_by("-code")
    Measurement.objects.create(indicator=measured, on=date(2025, 1, 31), value=1, recorded_at=recorded_at)
    OfflineTotal.objects.create(
        indicator=persons, month=date(2025, 1, 1), number=1, approver="Office", recorded_at=recorded_at
    )
    before = everything()
    assert problems(
        load, tmp_path, edit=edit | {"kind: measured": "kind: events_held", "kind: persons": "kind: measured"}
    ) == [
        "plan.yaml:29: indicators[1].kind: Values have been recorded: the indicator stays measured.",
        "plan.yaml:36: indicators[2].kind: Offline totals have been added: the indicator stays counted.",
    ]
    assert everything() == before


CLOSED = "The plan is closed: it is no longer changed."


def test_a_closed_plan_is_no_longer_changed(load: Load, tmp_path: Path, planner: User) -> None:
    load()
    planning_plans.close_plan(by=planner, plan=Plan.objects.get())
    before = everything()
    assert load().splitlines()[1:] == ["  kept plan 2025, status (line 6): “closed”, the file has “adopted”"]
    edit = {
        "weight: 2": "weight: 5",
        "Visits": "Calls",
        "value: 100": "value: 101",
        "    baselines:\n": "    baselines:\n      - {year: 2023, value: 90}\n",
    }
    assert problems(load, tmp_path, edit=edit) == [
        f"plan.yaml:21: areas[1].tasks[1].weight: {CLOSED}",
        f"plan.yaml:31: indicators[1].name_en: {CLOSED}",
        f"plan.yaml:35: indicators[1].baselines[1]: {CLOSED}",
        f"plan.yaml:36: indicators[1].baselines[2].value: {CLOSED}",
    ]
    assert everything() == before


def test_a_closed_plan_that_the_file_opens_again_is_changed(load: Load, planner: User) -> None:
    load()
    planning_plans.close_plan(by=planner, plan=Plan.objects.get())
    assert load(PLAN, "--overwrite", edit={"weight: 2": "weight: 5"}).splitlines()[1:] == [
        "  changed plan 2025: status",
        "  changed task 2025-1-01: weight",
    ]


def test_a_plan_once_adopted_is_no_draft_again(load: Load, tmp_path: Path) -> None:
    load()
    assert problems(load, tmp_path, edit={"status: adopted": "status: draft"}) == [
        "plan.yaml:6: plan.status: expected adopted or closed: plan 2025 is adopted"
    ]
