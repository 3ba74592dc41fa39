"""A reporting round by hand: opened, watched, urged by one key, answered, closed; in English and in Chinese."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import Division, User
from priorities.models import Round, SpecialDay, Task, Urge
from tests.browser.accessibility import no_violations
from tests.factories import AreaFactory, RoundFactory, TaskFactory, UpdateFactory

SignIn = Callable[[User], Page]
LINE = "Please report before the holiday. 请于节前填报。"
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def tasks(transactional_db: None, plan: Any, division: Division, other_division: Division, staff: User) -> list[Task]:
    """Two of `staff`'s division, one of another, which has reported."""
    area = AreaFactory(plan=plan, number=1)
    leads = (division, division, other_division)
    made: list[Task] = [
        TaskFactory(area=area, number=number, lead_division=lead, responsible=staff)
        for number, lead in enumerate(leads, 1)
    ]
    UpdateFactory(task=made[2], effective_on=date(2024, 9, 25))
    return made


@pytest.fixture
def at(live_server: Any) -> Callable[[str], str]:
    """The address of a path of the live server."""
    return lambda path: f"{live_server.url}{path}"


@pytest.fixture
def speaking(signed_in: SignIn, live_server: Any) -> Callable[[User, str], Page]:
    """`speaking(user, language)`: that person's page in that language."""

    def open_page(user: User, language: str) -> Page:
        page = signed_in(user)
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        return page

    return open_page


def counted(page: Page) -> list[list[str]]:
    """Asked, reported and missing of each division, in the order of the page, once it is all there."""
    page.wait_for_load_state()
    rows = page.locator("table.rounds tr[data-row]").all()
    return [[cell.text_content() or "" for cell in row.locator("td.r").all()] for row in rows]


def missing(page: Page) -> list[str]:
    page.wait_for_load_state()
    return [each.text_content() or "" for each in page.locator(".missing .no").all()]


@LANGUAGES
def test_from_opening_to_closing(
    speaking: Callable[[User, str], Page], at: Callable[[str], str], planner: User, staff: User, tasks: list[Task],
    language: str,
) -> None:  # fmt: skip
    name = {"en": "September round", "zh-hans": "9月填报期"}[language]
    page = speaking(planner, language)
    page.goto(at("/plans/2024/edit/"))
    page.locator(".head a[href='/plans/2024/rounds/']").click()
    page.locator(".head a[href='/plans/2024/rounds/new/']").click()
    expect(page.locator("select[name=period] option:checked")).to_have_text(name)
    expect(page.locator("input[name=due_on]")).to_have_value("2024-10-08")
    no_violations(page)
    page.locator("form.pad button.btn-primary").click()

    expect(page.locator("h1")).to_have_text(name)
    this = Round.objects.get()
    assert counted(page)[0] == ["2", "0", "2"]
    assert missing(page) == ["1-01", "1-02"]
    expect(page.locator(".missing")).to_contain_text(staff.name_zh if language == "zh-hans" else staff.name_en)

    page.keyboard.press("a")  # opens the form: what is typed and sent is the confirmation
    expect(page.locator("#urge input[name=text]")).to_be_focused()
    no_violations(page)
    assert not Urge.objects.exists()
    page.keyboard.type(LINE)
    page.keyboard.press("Enter")
    expect(page.locator(".missing .warn")).to_have_count(2)
    assert sorted(Urge.objects.values_list("task__code", "text", "round")) == [
        ("2024-1-01", LINE, this.pk), ("2024-1-02", LINE, this.pk),
    ]  # fmt: skip

    page = speaking(staff, language)
    page.goto(at(f"/tasks/{tasks[0].code}/"))
    expect(page.locator(".urged")).to_contain_text(LINE)
    page.locator(".head a[data-key=u]").click()
    page.locator("#report textarea[name=note]").fill("Two of three venues are signed. 已签两处。")
    page.locator("#report input[name=percent]").fill("45")
    page.locator("#report form button.btn-primary").click()
    expect(page.locator("#progress .timeline > li")).to_have_count(1)
    expect(page.locator(".urged")).to_have_count(0)
    page.goto(at(f"/rounds/{this.pk}/"))  # their own division's row, and no button
    assert counted(page) == [["2", "1", "1"]]
    expect(page.locator("details.urge")).to_have_count(0)

    page = speaking(planner, language)
    page.goto(at(f"/rounds/{this.pk}/"))
    assert missing(page) == ["1-02"]
    page.locator("details.close > summary").click()
    page.locator("details.close button").click()
    expect(page.locator(".sig.s-none")).to_be_visible()
    UpdateFactory(task=tasks[1], effective_on=date(2024, 9, 30))
    page.reload()
    assert missing(page) == ["1-02"]
    no_violations(page)
    page.goto(at("/plans/2024/rounds/"))
    assert counted(page) == [["3", "2", "1"]]
    no_violations(page)


@LANGUAGES
def test_urging_one_division_and_one_task(
    speaking: Callable[[User, str], Page], at: Callable[[str], str], planner: User, tasks: list[Task], language: str
) -> None:
    this = RoundFactory(plan=tasks[0].plan)
    page = speaking(planner, language)
    page.goto(at(f"/rounds/{this.pk}/"))
    page.locator("button[name=division]").first.click()
    expect(page.locator("#messages .alert")).to_contain_text("2")
    page.goto(at(f"/tasks/{tasks[2].code}/"))
    page.locator(f"a[href='/tasks/{tasks[2].code}/urge/']").click()
    page.locator("#report input[name=text]").fill(LINE)
    no_violations(page)
    page.locator("#report button.btn-primary").dblclick()
    expect(page.locator(".urged")).to_contain_text(LINE)
    no_violations(page)
    assert sorted(Urge.objects.values_list("task__code", "text")) == [
        ("2024-1-01", ""), ("2024-1-02", ""), ("2024-1-03", LINE),
    ]  # fmt: skip


@LANGUAGES
def test_at_390_pixels_nothing_scrolls_sideways(
    speaking: Callable[[User, str], Page], at: Callable[[str], str], planner: User, tasks: list[Task], language: str
) -> None:
    this = RoundFactory(plan=tasks[0].plan)
    SpecialDay.objects.create(day=date(2031, 10, 1), name="国庆节")
    page = speaking(planner, language)
    page.set_viewport_size({"width": 390, "height": 844})
    for path in (
        f"/rounds/{this.pk}/", f"/rounds/{this.pk}/edit/", "/plans/2024/rounds/", "/plans/2024/rounds/new/",
        "/plans/2024/working-days/", f"/tasks/{tasks[0].code}/urge/",
    ):  # fmt: skip
        page.goto(at(path))
        assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, 390)
        no_violations(page)


def test_without_scripts_all_of_it_works(
    browser: Browser, signed_in: SignIn, at: Callable[[str], str], planner: User, tasks: list[Task]
) -> None:
    cookies = signed_in(planner).context.cookies()
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(cookies)  # type: ignore[arg-type]  # what one context gave, another takes
    page = context.new_page()
    page.goto(at("/plans/2024/rounds/new/"))
    page.locator("input[name=due_on]").fill("2024-10-05")
    page.get_by_role("button", name="Open the round").click()
    expect(page.locator("#messages")).to_contain_text("5 October 2024 is a day off (National Day)")
    page.get_by_text("Urge all 2 that are missing").click()
    page.locator("#urge input[name=text]").fill(LINE)
    page.get_by_role("button", name="Urge the 2 tasks now").click()
    expect(page.locator("#messages")).to_contain_text("2 tasks are urged.")
    page.goto(at(f"/tasks/{tasks[2].code}/"))
    page.get_by_role("link", name="Urge", exact=True).click()
    page.get_by_role("button", name="Urge", exact=True).click()
    expect(page).to_have_url(at(f"/tasks/{tasks[2].code}/"))
    page.goto(at(f"/rounds/{Round.objects.get().pk}/"))
    page.get_by_text("Close the round").click()
    page.get_by_role("button", name="Close it now").click()
    expect(page.locator("#messages")).to_contain_text("The round is closed.")
    assert Urge.objects.count() == 3
    context.close()


@LANGUAGES
def test_a_working_day_is_entered_and_a_deadline_on_a_day_off_is_pointed_out(
    speaking: Callable[[User, str], Page], at: Callable[[str], str], planner: User, tasks: list[Task], language: str
) -> None:
    page = speaking(planner, language)
    page.goto(at("/plans/2024/edit/"))
    page.locator(".head a[href='/plans/2024/working-days/']").click()
    page.locator("input[name=day]").fill("2031-10-01")
    page.locator("input[name=name]").fill("国庆节")
    no_violations(page)
    page.locator("form.pad button.btn-primary").click()
    expect(page.locator(".list li")).to_contain_text("国庆节")
    assert SpecialDay.objects.get().day == date(2031, 10, 1)
    page.locator(".list li button").click()
    expect(page.locator(".list li")).to_have_count(0)
    page.goto(at(f"/tasks/{tasks[0].code}/schedule/"))
    page.locator("input[name=due_on]").fill("2024-10-01")
    page.locator("form.pad button.btn-primary").click()
    expect(page.locator("#messages .alert.warning")).to_contain_text(
        {"en": "8 October 2024", "zh-hans": "2024年10月8日"}[language]
    )
