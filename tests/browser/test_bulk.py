"""Several tasks at once by hand, in both languages: ticked in the list, previewed, then all of it or nothing."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import Division, User
from changelog.models import Change
from priorities.models import ProgressUpdate, Task
from tests.browser.accessibility import no_violations
from tests.factories import AreaFactory, TaskFactory, UpdateFactory

SignIn = Callable[[User], Page]
At = Callable[[str], str]
LANGUAGES = ("en", "zh-hans")
SAID: dict[str, dict[str, str]] = {
    "en": {
        "no change": "“No change” confirmed for 3 tasks.",
        "changed": "2 tasks were changed.",
        "reported": "2 tasks were reported on.",
        "refused": "1 task is refused",
        "why": "Only the lead and supporting divisions and the planning office report on this task.",
        "conflict": "Something has changed since the preview",
        "do": "Do it for all 3",
        "ticked": "3 ticked",
    },
    "zh-hans": {
        "no change": "已确认3项任务无新进展。",
        "changed": "已修改2项任务。",
        "reported": "已填报2项任务。",
        "refused": "有1项任务不能办理",
        "why": "只有牵头处室、配合处室和协调督办处可以填报本任务。",
        "conflict": "预览后情况有变化",
        "do": "全部办理（共3项）",
        "ticked": "已勾选3项",
    },
}


@pytest.fixture
def tasks(transactional_db: None, plan: Any, division: Division) -> list[Task]:
    """Three tasks of the division, each reported on in August."""
    area = AreaFactory(plan=plan, number=1)
    made: list[Task] = [TaskFactory(area=area, number=number, lead_division=division) for number in (1, 2, 3)]
    for task in made:
        UpdateFactory(task=task, percent=30, health="green", effective_on=date(2024, 8, 20))
    return made


@pytest.fixture
def at(live_server: Any) -> At:
    """The address of a path of the live server."""
    return lambda path: f"{live_server.url}{path}"


@pytest.fixture(params=LANGUAGES)
def said(request: pytest.FixtureRequest) -> dict[str, str]:
    """What the pages say, in one language and then in the other; `language` says which."""
    return SAID[request.param] | {"language": request.param}


def speak(page: Page, at: At, said: dict[str, str]) -> None:
    page.context.add_cookies([{"name": "django_language", "value": said["language"], "url": at("")}])


def tick(page: Page, *tasks: Task) -> None:
    for task in tasks:
        page.locator(f"input[name=task][value='{task.code}']").check()


def begin(page: Page, action: str) -> None:
    page.locator("#bulk-action").select_option(action)
    with page.expect_event("load"):  # the next page's: its scripts hear what is typed from then on
        page.locator("#bulk button.btn-primary").click()


def press(page: Page, step: str) -> None:
    with page.expect_event("load"):
        page.locator(f"button[name=step][value={step}]").click()


def test_staff_say_no_change_of_three_at_once(
    signed_in: SignIn, at: At, said: dict[str, str], staff: User, tasks: list[Task]
) -> None:
    page = signed_in(staff)
    speak(page, at, said)
    page.goto(at("/plans/2024/tasks/?sort=due"))
    tick(page, *tasks)
    expect(page.locator(".bulk-count")).to_have_text(said["ticked"])
    no_violations(page)
    begin(page, "no-change")
    expect(page.locator("button[value=do]")).to_have_text(said["do"])
    no_violations(page)
    press(page, "do")
    expect(page.locator("#messages")).to_contain_text(said["no change"])
    expect(page).to_have_url(at("/plans/2024/tasks/?sort=due"))
    posted = ProgressUpdate.objects.filter(author=staff, no_change=True)
    assert sorted(posted.values_list("task", "percent", "health")) == [(task.pk, 30, "green") for task in tasks]


def test_the_planning_office_sets_a_leader_and_responsible_persons(
    signed_in: SignIn, at: At, said: dict[str, str], planner: User, leader: User, staff: User, tasks: list[Task],
    other_division: Division, staff2: User,
) -> None:  # fmt: skip
    theirs = TaskFactory(area=tasks[0].area, number=9, lead_division=other_division)
    page = signed_in(planner)
    speak(page, at, said)
    page.goto(at("/plans/2024/tasks/"))
    tick(page, tasks[0], theirs)
    begin(page, "leader")
    no_violations(page)
    page.locator("form[data-draft] button.btn-primary").click()  # nobody chosen
    expect(page.locator(".field .errorlist")).to_be_visible()
    page.locator("select[name=leader_in_charge]").select_option("leader")
    page.locator("form[data-draft] button.btn-primary").click()
    press(page, "do")
    expect(page.locator("#messages")).to_contain_text(said["changed"])
    tick(page, tasks[0], theirs)
    begin(page, "responsible")
    page.locator("select[name=responsible-economic]").select_option("staff")
    page.locator("select[name=responsible-consular]").select_option("staff2")
    page.locator("form[data-draft] button.btn-primary").click()
    no_violations(page)
    press(page, "do")
    expect(page.locator("#messages")).to_contain_text(said["changed"])
    found = Task.objects.exclude(leader_in_charge=None).order_by("number")
    assert list(found.values_list("number", "leader_in_charge__username", "responsible__username")) == [
        (1, "leader", "staff"), (9, "leader", "staff2"),
    ]  # fmt: skip


def test_one_refused_shows_why_and_nothing_is_written(
    signed_in: SignIn, at: At, said: dict[str, str], staff: User, tasks: list[Task], other_division: Division
) -> None:
    """What is typed stays; leaving the refused one out is a button of its own."""
    theirs = TaskFactory(area=tasks[0].area, number=9, lead_division=other_division)
    page = signed_in(staff)
    speak(page, at, said)
    page.goto(at("/plans/2024/tasks/"))
    tick(page, tasks[0], theirs, tasks[1])
    begin(page, "update")
    page.locator("input[name=percent]").fill("45")
    page.locator("textarea[name=note]").fill("Line one.\nLine two.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-errors]")).to_contain_text(said["refused"])
    expect(page.locator(f"#row-{theirs.code} .errorlist")).to_have_text(re.compile(said["why"]))
    expect(page.locator("button[value=do]")).to_be_disabled()
    no_violations(page)
    press(page, "form")
    expect(page.locator("textarea[name=note]")).to_have_value("Line one.\nLine two.")
    expect(page.locator("input[name=percent]")).to_have_value("45")
    page.keyboard.press("Control+Enter")
    page.locator("textarea[name=note]").press("Control+Enter")
    expect(page.locator("[data-errors]")).to_contain_text(said["refused"])
    assert Change.objects.count() == 0
    press(page, "rest")
    expect(page.locator(f"#row-{theirs.code} input")).not_to_be_checked()
    no_violations(page)
    press(page, "do")
    expect(page.locator("#messages")).to_contain_text(said["reported"])
    posted = ProgressUpdate.objects.filter(author=staff).order_by("id")
    assert [(each.task_id, each.percent, each.note.splitlines()) for each in posted] == [
        (task.pk, 45, ["Line one.", "Line two."]) for task in tasks[:2]
    ]


def test_what_arrived_since_the_preview_is_told(
    signed_in: SignIn, at: At, said: dict[str, str], staff: User, tasks: list[Task]
) -> None:
    page = signed_in(staff)
    speak(page, at, said)
    page.goto(at("/plans/2024/tasks/"))
    tick(page, *tasks)
    begin(page, "no-change")
    expect(page.locator("button[value=do]")).to_be_enabled()
    UpdateFactory(task=tasks[0], percent=70, health="amber", effective_on=date(2024, 9, 29))
    press(page, "do")
    expect(page.locator("[data-errors]")).to_contain_text(said["conflict"])
    expect(page.locator(f"#row-{tasks[0].code}")).to_contain_text("70%")
    no_violations(page)
    assert ProgressUpdate.objects.filter(author=staff).count() == 0
    press(page, "do")
    expect(page.locator("#messages")).to_contain_text(said["no change"])


def test_a_double_click_writes_once(signed_in: SignIn, at: At, staff: User, tasks: list[Task]) -> None:
    page = signed_in(staff)
    page.goto(at("/plans/2024/tasks/"))
    tick(page, *tasks)
    begin(page, "no-change")
    page.locator("button[value=do]").dblclick()
    expect(page.locator("#messages")).to_contain_text("“No change” confirmed for 3 tasks.")
    assert ProgressUpdate.objects.filter(author=staff).count() == 3


def test_by_keys_alone(signed_in: SignIn, at: At, staff: User, tasks: list[Task]) -> None:
    """x ticks the row at hand; from there on Tab, arrows and Enter."""
    page = signed_in(staff)
    page.goto(at("/plans/2024/tasks/"))
    for key in ("j", "x", "j", "x", "j", "x", "x"):
        page.keyboard.press(key)
    expect(page.locator(".bulk-count")).to_have_text("2 ticked")
    page.locator("#bulk-action").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("button[value=do]")).to_have_text("Do it for all 2")
    page.locator("table.bulk input").last.focus()
    page.keyboard.press("Space")
    expect(page.locator("button[value=do]")).to_have_text("Do it for all 1")
    page.keyboard.press("Tab")  # the task's link
    page.keyboard.press("Tab")
    expect(page.locator("button[value=do]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("“No change” confirmed for 1 task.")
    assert list(ProgressUpdate.objects.filter(author=staff).values_list("task", flat=True)) == [tasks[0].pk]


def test_all_and_none_by_one_click(signed_in: SignIn, at: At, staff: User, tasks: list[Task]) -> None:
    """Also after a filter has put other rows in."""
    UpdateFactory(task=tasks[1], percent=80, effective_on=date(2024, 9, 1))
    page = signed_in(staff)
    page.goto(at("/plans/2024/tasks/"))
    page.locator("[data-bulk-all]").click()
    expect(page.locator(".bulk-count")).to_have_text("3 ticked")
    page.locator("[data-bulk-none]").click()
    expect(page.locator(".bulk-count")).to_have_text("0 ticked")
    page.locator("input[name=signal][value=on_track]").check()
    expect(page.locator("table.tasks tbody tr")).to_have_count(1)
    page.locator("[data-bulk-all]").click()
    expect(page.locator(".bulk-count")).to_have_text("1 ticked")


def test_what_is_typed_survives_leaving_the_form(signed_in: SignIn, at: At, staff: User, tasks: list[Task]) -> None:
    page = signed_in(staff)
    for again in (False, True):
        page.goto(at("/plans/2024/tasks/"))
        tick(page, tasks[0])
        begin(page, "update")
        if not again:
            page.locator("textarea[name=note]").fill("Half a sentence")
            expect(page.locator("[data-draft-status]")).not_to_be_empty()
    expect(page.locator("textarea[name=note]")).to_have_value("Half a sentence")


@pytest.mark.parametrize("action", ["update", "no-change", "responsible", "leader"])
def test_at_390_pixels_nothing_scrolls_sideways(
    signed_in: SignIn, at: At, said: dict[str, str], planner: User, tasks: list[Task], action: str
) -> None:
    page = signed_in(planner)
    speak(page, at, said)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(at("/plans/2024/tasks/"))
    tick(page, *tasks)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    begin(page, action)
    page.wait_for_url(at("/plans/2024/tasks/bulk/"))
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    no_violations(page)


def test_without_scripts_all_of_it_works(
    browser: Browser, signed_in: SignIn, at: At, staff: User, tasks: list[Task], other_division: Division
) -> None:
    theirs = TaskFactory(area=tasks[0].area, number=9, lead_division=other_division)
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(signed_in(staff).context.cookies())  # type: ignore[arg-type]  # what one gave, another takes
    page = context.new_page()
    page.goto(at("/plans/2024/tasks/"))
    tick(page, *tasks, theirs)
    begin(page, "update")
    page.locator("textarea[name=note]").fill("Words.")
    page.locator("form[data-draft] button.btn-primary").click()
    press(page, "rest")
    press(page, "do")
    expect(page.locator("#messages")).to_contain_text("3 tasks were reported on.")
    assert ProgressUpdate.objects.filter(author=staff, note="Words.").count() == 3
    context.close()
