"""The register of events in a real browser: an event from its entry to the figures, rows of leaders, what axe says."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Division, Role, User
from events.models import Event
from priorities.models import Plan
from tests.browser.accessibility import violations
from tests.factories import (
    AreaFactory,
    DelegationFactory,
    EventFactory,
    IndicatorFactory,
    LeaderPostFactory,
    TaskFactory,
    UserFactory,
)

SignIn = Callable[[User], Page]


@pytest.fixture
def protocol_staff(protocol: Division) -> User:
    """Staff of the Protocol division."""
    return UserFactory(username="protocol-staff", role=Role.STAFF, division=protocol)


def figure(page: Page, url: str) -> tuple[str, str]:
    """Events held and with leaders, as the list's tiles say; the dashboard says how many leaders attended."""
    page.goto(f"{url}/plans/2024/events/")
    tiles = page.locator(".tile .v")
    return tiles.nth(0).inner_text(), tiles.nth(1).inner_text()


def test_an_event_from_entry_to_the_figures(
    live_server: Any, signed_in: SignIn, protocol_staff: User, plan: Plan, settings: Any
) -> None:
    IndicatorFactory(plan=plan)
    first, second = (LeaderPostFactory(rank=rank, title_en=title) for rank, title in ((1, "Mayor"), (2, "Vice mayor")))
    settings.WORKPLAN_TODAY = date(2024, 9, 20)
    page = signed_in(protocol_staff)
    assert figure(page, live_server.url) == ("0", "0")

    page.get_by_role("link", name=re.compile("Register an event")).first.click()
    page.get_by_label("Title (English)").fill("Meeting with a delegation")
    page.get_by_label("Kind").select_option(label="meeting")
    page.get_by_label("Starts").fill("2024-09-25T10:00")
    rows = page.locator("[data-attendance]:visible")
    expect(rows).to_have_count(1)
    page.get_by_role("button", name="Add a leader").click()
    rows.nth(0).locator("select").nth(0).select_option(label=f"{second.leader.name} · Vice mayor")
    rows.nth(1).locator("select").nth(0).select_option(label=f"{first.leader.name} · Mayor")
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Meeting with a delegation")
    expect(page.locator("tbody th .nm")).to_have_text([first.leader.name, second.leader.name])  # protocol order
    expect(page.get_by_text("Was it held?")).to_have_count(0)
    address = page.url

    settings.WORKPLAN_TODAY = date(2024, 9, 30)
    page.goto(address)
    asked = page.locator(".held-card")
    asked.get_by_role("group", name=first.leader.name).get_by_label("attended", exact=True).check()
    asked.get_by_role("group", name=second.leader.name).get_by_label("represented").check()
    asked.get_by_role("button", name="Held").click()
    expect(page.locator("h1 + .sig")).to_have_text("held")
    expect(page.get_by_text("Was it held?")).to_have_count(0)
    assert list(Event.objects.get().attendances.order_by("id").values_list("leader", "outcome")) == [
        (second.leader.pk, "represented"),
        (first.leader.pk, "attended"),
    ]

    assert figure(page, live_server.url) == ("1", "1")
    page.goto(f"{live_server.url}/plans/2024/")
    expect(page.locator(".say")).to_contain_text("1 event")


def test_rows_for_leaders_can_be_had_without_end_and_come_back_after_an_error(
    live_server: Any, signed_in: SignIn, planner: User, plan: Plan, division: Division
) -> None:
    posts = [LeaderPostFactory(rank=rank) for rank in range(1, 9)]
    page = signed_in(planner)
    page.goto(f"{live_server.url}/plans/2024/events/new/")
    rows = page.locator("[data-attendance]:visible")
    for number in range(2, 9):
        page.get_by_role("button", name="Add a leader").click()
        expect(rows).to_have_count(number)
        expect(rows.nth(number - 1).locator("select").nth(0)).to_be_focused()
    for number, post in enumerate(posts):
        rows.nth(number).locator("select").nth(0).select_option(str(post.leader.pk))
    page.get_by_text(re.compile("^More:")).click()
    page.get_by_label("Title (Chinese)").fill("论坛")
    page.get_by_label("Kind").select_option("conference")
    page.get_by_label("Host division").select_option(label="Economic Affairs")
    page.get_by_label("Starts").fill("2024-10-12T09:00")
    page.get_by_label("Status").select_option(label="held")
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_text("This event has not begun").first).to_be_visible()
    expect(page.locator("[data-attendance]:visible")).to_have_count(8)
    page.get_by_label("Status").select_option(label="postponed")
    page.get_by_label(re.compile("^Reason")).fill("Weather")
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("论坛")
    assert [row.leader for row in Event.objects.get().attendances.order_by("id")] == [post.leader for post in posts]


def test_filters_change_the_table_in_place(
    live_server: Any, signed_in: SignIn, planner: User, plan: Plan, division: Division
) -> None:
    EventFactory(title_en="Alpha", host_division=division)
    EventFactory(title_en="Beta")
    page = signed_in(planner)
    page.goto(f"{live_server.url}/plans/2024/events/")
    page.get_by_label("Host division").select_option(label="Economic Affairs")
    expect(page.locator("#results .nm")).to_have_text(["Alpha"])
    expect(page).to_have_url(re.compile("host_division=economic"))
    page.get_by_role("searchbox", name="Search", exact=True).fill("Beta")
    page.get_by_role("searchbox", name="Search", exact=True).press("Enter")
    expect(page.locator("#results")).to_contain_text("No event fits")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_are_accessible_and_quiet(
    theme: str, width: int, live_server: Any, signed_in: SignIn, planner: User, plan: Plan, division: Division
) -> None:
    area = AreaFactory(plan=plan)
    leader = LeaderPostFactory().leader
    over = EventFactory(
        area=area, host_division=division, status="confirmed", expected=[leader], restricted=True,
        delegation=DelegationFactory(), country_or_region="FR",
    )  # fmt: skip
    over.tasks.add(TaskFactory(area=area))
    EventFactory(area=area, attended_by=[leader])
    page = signed_in(planner)
    page.emulate_media(color_scheme="light" if theme == "light" else "dark")
    page.set_viewport_size({"width": width, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in (
        "/plans/2024/events/", f"/events/{over.pk}/", f"/events/{over.pk}/edit/", "/plans/2024/leaders/",
        f"/leaders/{leader.pk}/edit/",
    ):  # fmt: skip
        page.goto(live_server.url + path)
        assert (path, violations(page), said) == (path, [], [])
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
