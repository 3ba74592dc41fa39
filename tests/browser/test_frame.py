"""The frame in a real browser: light and dark, text size, the folded header without scripts, keys."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from accounts.models import Division, User
from priorities.models import Plan, Task
from tests.factories import AreaFactory, TaskFactory, UpdateFactory

SignIn = Callable[[User], Page]
GROUND = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(246, 248, 251)", "rgb(15, 23, 35)"
NARROW = ViewportSize(width=390, height=800)


@pytest.fixture
def task(transactional_db: None, plan: Plan, division: Division) -> Task:
    """A task of the division, reported on once."""
    made = TaskFactory(area=AreaFactory(plan=plan, number=1), number=1, lead_division=division)
    UpdateFactory(task=made, percent=30, health="green", effective_on=date(2024, 8, 20))
    return made


@pytest.fixture
def at(live_server: Any) -> Callable[[str], str]:
    """The address of a path of the live server."""
    return lambda path: f"{live_server.url}{path}"


def test_light_or_dark_follows_the_system_until_a_person_chooses(
    signed_in: SignIn, at: Callable[[str], str], plan: Plan, leader: User
) -> None:
    page = signed_in(leader)
    page.emulate_media(color_scheme="dark")
    page.goto(at("/plans/2024/"))
    by_system = page.evaluate(GROUND)
    with page.expect_response("**/preferences/"):
        page.get_by_role("button", name="Light", exact=True).click()
    at_once = page.evaluate(GROUND)
    page.reload()
    leader.refresh_from_db()
    assert (by_system, at_once, page.evaluate(GROUND), leader.theme) == (DARK, LIGHT, LIGHT, "light")


def test_the_text_size_scales_all_text_at_once_and_stays(
    signed_in: SignIn, at: Callable[[str], str], plan: Plan, leader: User
) -> None:
    page = signed_in(leader)
    page.goto(at("/plans/2024/"))
    sizes = "[document.body, document.querySelector('.sub, .small, small')].map((e) => getComputedStyle(e).fontSize)"
    before = page.evaluate(sizes)
    with page.expect_response("**/preferences/"):
        page.get_by_role("button", name="Big text").click()
    pressed = page.locator("button[name=text_size][aria-pressed=true]")
    expect(pressed).to_have_attribute("value", "big")
    at_once = page.evaluate(sizes)
    page.reload()
    expect(pressed).to_have_attribute("value", "big")
    assert (before[0], at_once[0], page.evaluate(sizes)) == ("14px", "16.625px", at_once)


def test_without_scripts_the_folded_header_opens_and_the_language_changes(
    browser: Browser, signed_in: SignIn, at: Callable[[str], str], plan: Plan, staff: User
) -> None:
    session = signed_in(staff).context.cookies()
    context: BrowserContext = browser.new_context(java_script_enabled=False, viewport=NARROW, locale="en-GB")
    context.add_cookies(session)  # type: ignore[arg-type]  # what a context gave, a context takes
    page = context.new_page()
    page.goto(at("/plans/2024/tasks/"))
    places = page.get_by_role("navigation", name="Places")
    expect(places).to_be_hidden()
    page.locator("summary", has_text="Menu").click()
    expect(places.get_by_role("link")).to_have_text(["Dashboard", "My work", "Tasks", "Events", "Indicators"])
    page.get_by_role("button", name="中文").click()
    expect(page).to_have_url(at("/plans/2024/tasks/"))
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    context.close()


def test_a_slash_goes_to_the_search_unless_single_keys_are_off(
    signed_in: SignIn, at: Callable[[str], str], plan: Plan, leader: User
) -> None:
    page = signed_in(leader)
    page.goto(at("/plans/2024/"))
    search = page.get_by_role("combobox", name="Search the plan")
    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.locator(".person summary").click()
    page.get_by_role("button", name="Single-key shortcuts").click()
    page.reload()
    page.keyboard.press("/")
    expect(search).not_to_be_focused()


def test_charts_are_drawn_in_the_colours_of_the_theme(
    signed_in: SignIn, at: Callable[[str], str], leader: User, task: Task
) -> None:
    page = signed_in(leader)
    page.emulate_media(color_scheme="light")
    page.goto(at(f"/tasks/{task.code}/"))
    label = page.locator("figure[data-chart] .plot text").first
    expect(label).to_be_visible()
    expect(label).to_have_css("fill", "rgb(86, 101, 121)")
    with page.expect_response("**/preferences/"):
        page.get_by_role("button", name="Dark", exact=True).click()
    expect(label).to_have_css("fill", "rgb(163, 178, 199)")
