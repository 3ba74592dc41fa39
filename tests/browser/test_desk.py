"""The desk by hand: reporting in place, by mouse and by keys; nothing typed is lost; the chief releases several."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import Division, User
from priorities.models import ProgressUpdate, Task
from tests.browser.accessibility import no_violations
from tests.factories import AreaFactory, MilestoneFactory, TaskFactory, UpdateFactory

SignIn = Callable[[User], Page]
NOTE = "Two of three venues are signed."
pytestmark = pytest.mark.usefixtures("tasks")


@pytest.fixture
def tasks(transactional_db: None, plan: Any, division: Division, staff: User) -> list[Task]:
    """Three tasks of the division, one of them returned to its author."""
    area = AreaFactory(plan=plan, number=1)
    made: list[Task] = [TaskFactory(area=area, number=number, lead_division=division) for number in (1, 2, 3)]
    for task in made:
        UpdateFactory(task=task, percent=30, health="green", effective_on=date(2024, 8, 20))
    MilestoneFactory(task=made[0], due_on=date(2024, 9, 1))
    return made


@pytest.fixture
def at(live_server: Any) -> Callable[[str], str]:
    """The address of a path of the live server."""
    return lambda path: f"{live_server.url}{path}"


def row(page: Page, task: Task) -> Any:
    return page.locator(f"#t-{task.code}")


def test_reporting_in_place(signed_in: SignIn, at: Callable[[str], str], staff: User, tasks: list[Task]) -> None:
    page = signed_in(staff)
    page.goto(at("/plans/2024/desk/"))
    row(page, tasks[1]).get_by_role("link", name=re.compile("Report progress")).click()
    form = row(page, tasks[1]).locator("form.report")
    expect(form.locator("textarea[name=note]")).to_be_focused()
    expect(form).to_contain_text("Last: 20 Aug, in progress, 30%")
    form.locator("input[name=percent]").fill("101")
    form.locator("textarea[name=note]").fill(NOTE)
    form.locator("label", has_text="amber").click()
    page.keyboard.press("Control+Enter")
    expect(form.locator(".errorlist").last).to_have_text(re.compile("Expected a whole number from 0 to 100."))
    expect(form.locator("textarea[name=note]")).to_have_value(NOTE)
    no_violations(page)
    form.locator("input[name=percent]").fill("55")
    form.get_by_role("button", name=re.compile("Submit")).click()
    expect(row(page, tasks[1]).get_by_role("status")).to_have_text(
        "Reported; the chief of the lead division releases it."
    )
    expect(row(page, tasks[1]).locator("form.report")).to_have_count(0)
    update = ProgressUpdate.objects.get(author=staff)
    assert (update.task, update.percent, update.health, update.note) == (tasks[1], 55, "amber", NOTE)


def test_keys(signed_in: SignIn, at: Callable[[str], str], chief: User, tasks: list[Task]) -> None:
    """j and k walk the rows, u opens the form, n says “no change”."""
    page = signed_in(chief)
    page.goto(at("/plans/2024/desk/"))
    for key in ("j", "j", "k", "n"):
        page.keyboard.press(key)
    said = row(page, tasks[0]).get_by_role("status")
    expect(said).to_have_text("No change, confirmed.")
    expect(said).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("u")
    expect(row(page, tasks[1]).locator("form.report")).to_be_visible()
    assert list(ProgressUpdate.objects.filter(no_change=True).values_list("task", "percent")) == [(tasks[0].pk, 30)]


def test_the_status_and_the_percent_follow_each_other(
    signed_in: SignIn, at: Callable[[str], str], staff: User, tasks: list[Task]
) -> None:
    page = signed_in(staff)
    page.goto(at(f"/tasks/{tasks[0].code}/report/"))
    page.locator("select[name=status]").select_option("completed")
    expect(page.locator("input[name=percent]")).to_have_value("100")
    page.locator("select[name=status]").select_option("not_started")
    expect(page.locator("input[name=percent]")).to_have_value("0")


def test_what_is_typed_survives_leaving_the_page(
    signed_in: SignIn, at: Callable[[str], str], staff: User, tasks: list[Task]
) -> None:
    page = signed_in(staff)
    page.goto(at("/plans/2024/desk/"))
    row(page, tasks[0]).get_by_role("link", name=re.compile("Report progress")).click()
    row(page, tasks[0]).locator("textarea[name=note]").fill(NOTE)
    expect(row(page, tasks[0]).locator("[data-draft-status]")).not_to_be_empty()
    page.goto(at("/plans/2024/"))
    page.goto(at(f"/tasks/{tasks[0].code}/report/"))
    expect(page.locator("textarea[name=note]")).to_have_value(NOTE)


def test_a_double_click_makes_one_report(
    signed_in: SignIn, at: Callable[[str], str], staff: User, tasks: list[Task]
) -> None:
    page = signed_in(staff)
    page.goto(at("/plans/2024/desk/"))
    row(page, tasks[0]).get_by_role("button", name=re.compile("No change")).dblclick()
    expect(row(page, tasks[0]).get_by_role("status")).to_be_visible()
    page.goto(at(f"/tasks/{tasks[1].code}/report/"))
    page.locator("textarea[name=note]").fill(NOTE)
    page.get_by_role("button", name=re.compile("^Submit")).dblclick()
    expect(page).to_have_url(at(f"/tasks/{tasks[1].code}/"))
    assert ProgressUpdate.objects.filter(author=staff).count() == 2


def test_the_chief_releases_two_and_returns_one(
    signed_in: SignIn, at: Callable[[str], str], staff: User, chief: User, tasks: list[Task]
) -> None:
    pending = [
        UpdateFactory(task=task, author=staff, first_review="pending", percent=70, effective_on=date(2024, 9, 28))
        for task in tasks
    ]
    page = signed_in(chief)
    page.goto(at("/plans/2024/desk/"))
    no_violations(page)
    item = page.locator("#s-review li", has_text=tasks[2].name_en)
    item.get_by_text("Return with a reason").click()
    item.locator("textarea").fill("Say which venues.")
    item.get_by_role("button", name="Return", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("Returned to its author")
    boxes = page.locator("#s-review input[type=checkbox]")
    expect(boxes).to_have_count(2)
    for box in boxes.all():
        box.check()
    page.get_by_role("button", name="Release the ticked").click()
    expect(page.locator("#messages")).to_have_text(re.compile("2 reports released."))
    reviews = {each.pk: each.review for each in ProgressUpdate.objects.with_review().filter(author=staff)}
    assert [reviews[each.pk] for each in pending] == ["accepted", "accepted", "returned"]

    page = signed_in(staff)
    page.goto(at("/plans/2024/desk/"))
    expect(page.locator("#s-returned")).to_contain_text("Say which venues.")
    page.get_by_role("link", name=re.compile("Edit and report")).click()
    expect(page.locator("input[name=percent]")).to_have_value("70")
    expect(page.locator("textarea[name=note]")).to_have_value(pending[2].note)


def test_the_tasks_page(signed_in: SignIn, at: Callable[[str], str], staff: User, tasks: list[Task]) -> None:
    """Reporting there shows the page anew; a milestone is ticked off in place; the chart stands beside its data."""
    page = signed_in(staff)
    page.goto(at(f"/tasks/{tasks[0].code}/"))
    expect(page.locator("figure[data-chart] svg")).to_be_visible()
    no_violations(page)
    page.get_by_role("link", name=re.compile("Report progress")).click()
    page.locator("#report textarea[name=note]").fill(NOTE)
    page.locator("#report").get_by_role("button", name=re.compile("^Submit")).click()
    expect(page.locator("#progress")).to_contain_text(NOTE)
    expect(page.locator("#messages")).to_contain_text("the chief of the lead division releases it")
    page.get_by_role("button", name=re.compile("Tick off")).click()
    expect(page.locator("#milestones")).to_contain_text("30 Sep, 29 days late")


def test_filters_narrow_the_list_at_once(
    signed_in: SignIn, at: Callable[[str], str], staff: User, tasks: list[Task]
) -> None:
    UpdateFactory(task=tasks[1], percent=80, effective_on=date(2024, 9, 1))
    page = signed_in(staff)
    page.goto(at("/plans/2024/tasks/"))
    no_violations(page)
    expect(page.locator("table.tasks tbody tr")).to_have_count(3)
    page.locator("input[name=signal][value=on_track]").check()
    expect(page.locator("table.tasks tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("signal=on_track"))
    page.go_back()
    expect(page.locator("table.tasks tbody tr")).to_have_count(3)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    "path", ["/plans/2024/desk/", "/plans/2024/tasks/", "/tasks/2024-1-01/", "/tasks/2024-1-01/report/"]
)
def test_at_390_pixels_nothing_scrolls_sideways(
    signed_in: SignIn, at: Callable[[str], str], live_server: Any, chief: User, staff: User, tasks: list[Task],
    path: str, language: str,
) -> None:  # fmt: skip
    UpdateFactory(task=tasks[0], author=staff, first_review="pending")
    page = signed_in(chief)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(at(path))
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    no_violations(page)


def test_without_scripts_all_of_it_works(
    browser: Browser, signed_in: SignIn, at: Callable[[str], str], staff: User, chief: User, tasks: list[Task]
) -> None:
    cookies = signed_in(staff).context.cookies()
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(cookies)  # type: ignore[arg-type]  # what one context gave, another takes
    page = context.new_page()
    page.goto(at("/plans/2024/desk/"))
    row(page, tasks[0]).get_by_role("button", name=re.compile("No change")).click()
    expect(page).to_have_url(at("/plans/2024/desk/"))
    expect(page.locator("#messages")).to_contain_text("No change, confirmed")
    row(page, tasks[1]).get_by_role("link", name=re.compile("Report progress")).click()
    page.locator("input[name=percent]").fill("101")
    page.get_by_role("button", name=re.compile("^Submit")).click()
    expect(page.locator(".field .errorlist")).to_have_text(re.compile("from 0 to 100"))
    page.locator("input[name=percent]").fill("60")
    page.get_by_role("button", name=re.compile("^Submit")).click()
    expect(page).to_have_url(at("/plans/2024/desk/"))
    assert ProgressUpdate.objects.filter(author=staff).count() == 2
    context.close()
