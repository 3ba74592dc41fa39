"""`load_plan`: loads, loads again without a trace, and keeps what pages edit."""

from datetime import date
from typing import Any

import pytest

from accounts.models import User
from changelog.models import Change
from priorities.models import Achievement, Baseline, Indicator, Plan, PriorityArea, Schedule, Task
from priorities.services import planning_indicators, planning_plans, planning_tasks
from tests.factories import AreaFactory
from tests.priorities.loading import PLAN, Load, everything

pytestmark = pytest.mark.django_db


def test_a_first_load_adds_everything_recorded_as_the_servers(load: Load) -> None:
    assert load() == "Plan 2025: 7 added, 0 changed, 0 kept as edited, 0 unchanged.\n"
    plan = Plan.objects.get(code="2025")
    assert (plan.year, plan.status, plan.set_out_on, plan.title_zh) == (
        2025,
        "adopted",
        date(2025, 1, 16),
        "2025年度工作计划",
    )
    one, two = Task.objects.of_plan(plan)
    assert (one.code, one.kind, one.weight, one.name) == ("2025-1-01", "deadline", 2, "A thing to deliver")
    assert [source.name_zh for source in one.sources.all()] == ["会议"]
    assert [source.name_zh for source in two.sources.all()] == ["来函"]
    schedule = Schedule.objects.get(task=one)
    assert (schedule.starts_on, schedule.due_on) == (date(2025, 1, 1), date(2025, 12, 31))
    assert schedule.decided_on == date(2025, 1, 16)
    assert [(change.action, change.type, change.key, change.by) for change in Change.objects.order_by("id")] == [
        ("create", "plan", "2025", None),
        ("create", "area", "2025-1", None),
        ("create", "task", "2025-1-01", None),
        ("create", "task", "2025-1-02", None),
        ("create", "indicator", "2025-visits", None),
        ("create", "achievement", "2025-1", None),
    ]
    recorded: Any = Change.objects.get(type="indicator")
    baselines = recorded.after["baselines"]
    assert [(each["year"], each["value"]) for each in baselines] == [(2024, "100.00")]


def test_loading_again_writes_nothing(load: Load) -> None:
    load()
    before = everything()
    assert load() == "Plan 2025: 0 added, 0 changed, 0 kept as edited, 7 unchanged.\n"
    assert everything() == before


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(load: Load) -> None:
    before = everything()
    said = load(PLAN, "--dry-run")
    assert said == "Plan 2025 (dry run, nothing was written): 7 added, 0 changed, 0 kept as edited, 0 unchanged.\n"
    assert everything() == before
    load()
    before = everything()
    said = load(PLAN, "--dry-run", edit={"weight: 2": "weight: 5"})
    assert said.splitlines()[1:] == ["  changed task 2025-1-01: weight"]
    assert everything() == before


def test_what_changed_in_the_file_is_set_recorded_and_moves_the_version(load: Load) -> None:
    load()
    said = load(edit={"weight: 2": "weight: 5", "value: 100": "value: 101"})
    assert said == (
        "Plan 2025: 0 added, 2 changed, 0 kept as edited, 5 unchanged.\n"
        "  changed task 2025-1-01: weight\n"
        "  changed baseline 2025-visits 2024: value\n"
    )
    task, indicator = Task.objects.get(code="2025-1-01"), Indicator.objects.get()
    assert (task.weight, task.version, indicator.version) == (5, 2, 2)
    changed: Any = Change.objects.get(action="change", type="task")
    assert (changed.before["weight"], changed.after["weight"], changed.version) == (2, 5, 2)
    assert load(edit={"weight: 2": "weight: 5", "value: 100": "value: 101"}).endswith("7 unchanged.\n")


def test_what_is_new_in_the_file_is_added_by_name(load: Load) -> None:
    load()
    more = "    tasks:\n      - {number: 3, kind: ongoing, name_en: Third, name_zh: 第三}\n"
    assert load(edit={"    tasks:\n": more}).splitlines() == [
        "Plan 2025: 1 added, 0 changed, 0 kept as edited, 7 unchanged.",
        "  added task 2025-1-03",
    ]
    assert Schedule.objects.filter(task__code="2025-1-03").count() == 1


def edit_on_pages(planner: User) -> Task:
    """The planning office renames a task, sets its weight, the plan's thresholds and a baseline."""
    task = Task.objects.get(code="2025-1-01")
    planning_tasks.change_task(by=planner, task=task, facts={"name_en": "Renamed", "weight": 7})
    plan = Plan.objects.get()
    planning_plans.change_plan(by=planner, plan=plan, facts={"behind_points": 15, "title_en": "Our plan"})
    indicator = Indicator.objects.get()
    planning_indicators.set_baseline(by=planner, indicator=indicator, year=2024, facts={"value": 90})
    return task


def test_what_a_page_edited_is_kept_and_listed(load: Load, planner: User) -> None:
    load()
    task = edit_on_pages(planner)
    kept = [
        "  kept plan 2025, title_en (line 4): “Our plan”, the file has “Work plan 2025”",
        "  kept task 2025-1-01, name_en (line 19): “Renamed”, the file has “A thing to deliver”",
        "  kept task 2025-1-01, weight (line 21): “7”, the file has “2”",
        "  kept baseline 2025-visits 2024, value (line 35): “90”, the file has “100”",
    ]
    assert load().splitlines() == ["Plan 2025: 0 added, 0 changed, 3 kept as edited, 4 unchanged.", *kept]
    task.refresh_from_db()
    assert (task.name_en, task.weight) == ("Renamed", 7)
    assert Plan.objects.get().behind_points == 15
    before = everything()
    assert load().splitlines()[1:] == kept  # and again
    assert everything() == before


def test_the_file_may_change_one_field_while_a_page_edited_another(load: Load, planner: User) -> None:
    load()
    edit_on_pages(planner)
    said = load(edit={"name_zh: 一件成果": "name_zh: 一个成果", "weight: 2": "weight: 4"}).splitlines()
    assert said[1] == "  changed task 2025-1-01: name_zh"
    assert "  kept task 2025-1-01, weight (line 21): “7”, the file has “4”" in said
    task = Task.objects.get(code="2025-1-01")
    assert (task.name_zh, task.name_en, task.weight) == ("一个成果", "Renamed", 7)


def test_overwrite_takes_the_files_and_leaves_what_the_file_does_not_name(load: Load, planner: User) -> None:
    load()
    edit_on_pages(planner)
    said = load(PLAN, "--overwrite")
    assert said.splitlines() == [
        "Plan 2025: 0 added, 3 changed, 0 kept as edited, 4 unchanged.",
        "  changed plan 2025: title_en",
        "  changed task 2025-1-01: name_en, weight",
        "  changed baseline 2025-visits 2024: value",
    ]
    task, plan = Task.objects.get(code="2025-1-01"), Plan.objects.get()
    assert (task.name_en, task.weight, plan.title_en) == ("A thing to deliver", 2, "Work plan 2025")
    assert plan.behind_points == 15  # the file does not name it
    assert load().endswith("7 unchanged.\n")


def test_an_edit_taken_back_on_the_page_is_the_files_again(load: Load, planner: User) -> None:
    load()
    task = edit_on_pages(planner)
    planning_tasks.change_task(by=planner, task=task, facts={"name_en": "A thing to deliver", "weight": 2})
    assert "task 2025-1-01" not in load()
    load(edit={"weight: 2": "weight: 9"})
    task.refresh_from_db()
    assert task.weight == 9


def test_an_edit_equal_to_the_files_new_value_is_an_agreement(load: Load, planner: User) -> None:
    load()
    task = Task.objects.get(code="2025-1-01")
    planning_tasks.change_task(by=planner, task=task, facts={"weight": 5})
    assert load(edit={"weight: 2": "weight: 5"}).endswith("7 unchanged.\n")
    load(edit={"weight: 2": "weight: 6"})
    task.refresh_from_db()
    assert task.weight == 6


def test_what_pages_made_under_the_files_code_is_kept_too(load: Load, planner: User) -> None:
    planning_plans.create_plan(by=planner, code="2025", year=2025, facts={"title_en": "Ours", "title_zh": "我们的"})
    said = load().splitlines()
    assert "  kept plan 2025, title_en (line 4): “Ours”, the file has “Work plan 2025”" in said
    assert "  kept plan 2025, status (line 6): “draft”, the file has “adopted”" in said
    assert Plan.objects.get().title_en == "Ours"
    assert Task.objects.count() == 2


def test_what_the_file_drops_is_left_and_named(load: Load) -> None:
    load()
    before = Change.objects.count()
    without = PLAN[: PLAN.index("      - number: 2\n")] + PLAN[PLAN.index("indicators:") :]
    assert load(without).splitlines() == [
        "Plan 2025: 0 added, 0 changed, 0 kept as edited, 6 unchanged.",
        "  no longer in the file, left as it is: task 2025-1-02",
    ]
    assert (Task.objects.count(), Change.objects.count()) == (2, before)


def test_a_field_that_the_file_names_only_later_is_no_edit_of_a_page(load: Load) -> None:
    load()
    said = load(edit={"  status: adopted": "  status: adopted\n  stale_days: 45"})
    assert said.splitlines()[1:] == ["  changed plan 2025: stale_days"]
    assert Plan.objects.get().stale_days == 45


def test_a_lead_division_set_on_a_page_is_none_of_the_files_business(load: Load, planner: User, division: Any) -> None:
    load()
    task = Task.objects.get(code="2025-1-01")
    planning_tasks.change_task(by=planner, task=task, facts={"lead_division": division})
    assert load().endswith("7 unchanged.\n")
    task.refresh_from_db()
    assert task.lead_division == division


REMOVED = "  kept removed baseline 2025-visits 2024 (line 35): taken away since the last load"


def test_what_a_page_removed_stays_away_and_is_listed(load: Load, planner: User) -> None:
    load()
    planning_indicators.remove_baseline(by=planner, indicator=Indicator.objects.get(), year=2024)
    assert load().splitlines() == ["Plan 2025: 0 added, 0 changed, 1 kept as edited, 6 unchanged.", REMOVED]
    before = everything()
    changed = load(edit={"value: 100": "value: 101"})  # whatever the file says of it meanwhile
    assert changed.splitlines()[1:] == [REMOVED]
    assert everything() == before
    assert list(Baseline.objects.all()) == []


def test_overwrite_brings_back_what_a_page_removed(load: Load, planner: User) -> None:
    load()
    planning_indicators.remove_baseline(by=planner, indicator=Indicator.objects.get(), year=2024)
    load()
    assert load(PLAN, "--overwrite").splitlines() == [
        "Plan 2025: 1 added, 0 changed, 0 kept as edited, 6 unchanged.",
        "  added baseline 2025-visits 2024",
    ]
    assert [(each.year, str(each.value)) for each in Baseline.objects.all()] == [(2024, "100.00")]
    assert load().endswith("7 unchanged.\n")


def test_what_a_page_removed_and_made_again_is_kept_as_it_made_it(load: Load, planner: User) -> None:
    load()
    indicator = Indicator.objects.get()
    planning_indicators.remove_baseline(by=planner, indicator=indicator, year=2024)
    load()
    planning_indicators.set_baseline(by=planner, indicator=indicator, year=2024, facts={"value": 90})
    assert load().splitlines()[1:] == ["  kept baseline 2025-visits 2024, value (line 35): “90”, the file has “100”"]


def test_what_is_removed_here_and_dropped_there_is_forgotten(load: Load, planner: User) -> None:
    load()
    planning_indicators.remove_baseline(by=planner, indicator=Indicator.objects.get(), year=2024)
    without = {"    baselines:\n      - {year: 2024, value: 100}\n": ""}
    assert load(edit=without) == "Plan 2025: 0 added, 0 changed, 0 kept as edited, 6 unchanged.\n"
    assert load().splitlines()[1:] == ["  added baseline 2025-visits 2024"]


def test_any_kind_of_thing_stays_away(load: Load) -> None:
    """No page removes these yet; whatever does, loading does not undo it."""
    load()
    Achievement.objects.all().delete()
    Baseline.objects.all().delete()
    Indicator.objects.all().delete()
    before = everything()
    assert load().splitlines()[1:] == [
        "  kept removed indicator 2025-visits (line 28): taken away since the last load",
        REMOVED,
        "  kept removed achievement 2025 1 (line 37): taken away since the last load",
    ]
    assert everything() == before


def test_what_the_file_adds_under_a_removed_thing_has_no_place(load: Load) -> None:
    """Until that thing stands again."""
    tasks = PLAN[PLAN.index("    tasks:\n") : PLAN.index("indicators:\n")]
    draft = {"status: adopted": "status: draft", "    area: 1\n": ""}
    load(edit=draft | {tasks: ""})
    PriorityArea.objects.all().delete()
    before = everything()
    assert load(edit=draft).splitlines()[1:] == [
        f"  kept removed {name}: taken away since the last load"
        for name in ("area 2025-1 (line 12)", "task 2025-1-01 (line 17)", "task 2025-1-02 (line 22)")
    ]
    assert everything() == before
    quote = "The first sentence."
    AreaFactory(plan=Plan.objects.get(), number=1, name_en="First area", name_zh="第一方面", source_quote=quote)
    assert load(edit=draft).splitlines()[1:] == ["  added task 2025-1-01", "  added task 2025-1-02"]
