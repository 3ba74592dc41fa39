"""The calendar, a leader's page and saved views of events in a real browser: keys, narrow screens, what axe says."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Division, User
from events.models import Event, Leader
from priorities.models import Plan, SavedView
from tests.browser.accessibility import no_violations
from tests.factories import EventFactory, LeaderPostFactory, at

SignIn = Callable[[User], Page]
PLANNED = {"status": "planned", "recorded_at": at(date(2024, 9, 1), 9)}


@pytest.fixture
def municipal(plan: Plan) -> Leader:
    """A leader who holds a post."""
    return LeaderPostFactory().leader


@pytest.fixture
def events(plan: Plan, division: Division, municipal: Leader) -> list[Event]:
    """Held ones, one of several days, a coming one whose schedule is its division's."""
    day = date(2024, 9, 10)
    return [
        EventFactory(title_en="Call", starts_on=day, kind="signing", attended_by=[municipal]),
        EventFactory(title_en="Forum", starts_on=day, ends_at=at(date(2024, 9, 12), 12), attended_by=[municipal]),
        *EventFactory.create_batch(3, starts_on=day),
        EventFactory(
            title_en="Visit", host_division=division, starts_at=at(date(2024, 10, 9), 16, 45), expected=[municipal],
            **PLANNED,
        ),
    ]  # fmt: skip


def test_a_month_by_keys_and_its_days(
    live_server: Any, signed_in: SignIn, staff: User, staff2: User, events: list[Event]
) -> None:
    page = signed_in(staff)
    page.goto(f"{live_server.url}/plans/2024/events/")
    page.get_by_role("link", name="Calendar", exact=True).click()
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("September 2024")
    expect(page.locator(".cal td[aria-current=date] .n")).to_have_text("30")
    expect(page.locator(".cal li", has_text="Forum")).to_have_count(3)
    no_violations(page)
    page.keyboard.press("]")
    expect(title).to_have_text("October 2024")
    expect(page.locator(".cal li", has_text="Visit")).to_contain_text("16:45")
    page.keyboard.press("w")
    expect(title).to_have_text("30 Sep – 6 October 2024")
    page.keyboard.press("]")
    expect(page.locator(".week .hours li", has_text="Visit")).to_contain_text("16:45 – 17:45")
    no_violations(page)
    page.keyboard.press("t")
    expect(title).to_have_text("30 Sep – 6 October 2024")
    page.keyboard.press("m")
    expect(title).to_have_text("September 2024")
    page.get_by_role("link", name="+ 2 more").click()
    expect(page.locator("table.events tbody tr")).to_have_count(5)

    page = signed_in(staff2)
    page.goto(f"{live_server.url}/plans/2024/events/calendar/?view=week&on=2024-10-09")
    expect(page.locator(".week .whole li", has_text="Visit")).to_contain_text("hour not shown")
    expect(page.locator(".week .hours li")).to_have_count(0)


def test_an_empty_month_is_left_by_registering(
    live_server: Any, signed_in: SignIn, staff: User, plan: Plan, municipal: Leader
) -> None:
    page = signed_in(staff)
    page.goto(f"{live_server.url}/plans/2024/events/calendar/?on=2024-02-01")
    expect(page.get_by_text("No event in February 2024.")).to_be_visible()
    page.keyboard.press("n")
    expect(page).to_have_url(f"{live_server.url}/plans/2024/events/new/")


@pytest.mark.parametrize("view", ["month", "week"])
def test_on_a_telephone_it_is_a_list_by_day(
    view: str, live_server: Any, signed_in: SignIn, staff: User, events: list[Event]
) -> None:
    page = signed_in(staff)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{live_server.url}/plans/2024/events/calendar/?view={view}&on=2024-09-10")
    call, forum = (page.get_by_role("link", name=name).first for name in ("Call", "Forum"))
    first, second = (link.bounding_box() for link in (call, forum))
    assert first is not None
    assert second is not None
    assert abs(first["x"] - second["x"]) < 100  # one under the other
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    expect(page.get_by_text("+ 2 more") if view == "month" else call).to_be_visible()
    no_violations(page)


def test_filters_of_events_are_kept_as_a_view(
    live_server: Any, signed_in: SignIn, staff: User, leader: User, events: list[Event]
) -> None:
    page = signed_in(staff)
    address = f"{live_server.url}/plans/2024/events/"
    page.goto(address)
    page.locator(".events-filter .more summary").click()
    page.get_by_label("signing").check()
    expect(page.locator("table.events tbody tr")).to_have_count(1)
    page.locator(".save-view summary").click()
    page.locator("#v-name").fill("Signings")
    page.locator("#v-shared").check()
    no_violations(page)
    page.locator(".save-view").get_by_role("button", name="Save").click()
    expect(page.get_by_text("The view “Signings” is saved.")).to_be_visible()
    expect(page).to_have_url(f"{address}?kind=signing")

    page = signed_in(leader)
    page.goto(address)
    page.locator(".views summary", has_text="Views").click()
    page.get_by_role("link", name=re.compile("Signings")).click()
    expect(page).to_have_url(f"{address}?kind=signing")
    expect(page.locator("table.events tbody tr")).to_have_count(1)

    page = signed_in(staff)
    page.goto(f"{live_server.url}/views/{SavedView.objects.get().pk}/")
    page.locator("input[name=name]").fill("All signings")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(f"{address}?kind=signing")
    page.goto(f"{live_server.url}/views/{SavedView.objects.get().pk}/")
    page.get_by_role("button", name="Delete the view").click()
    expect(page.get_by_text("The view “All signings” is deleted.")).to_be_visible()
    assert not SavedView.objects.exists()


def test_the_counts_of_a_long_register_come_by_themselves(
    live_server: Any, signed_in: SignIn, staff: User, events: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.views.listing.COUNTED_TO", 2)
    page = signed_in(staff)
    page.goto(f"{live_server.url}/plans/2024/events/")
    expect(page.locator(".tile .v").first).to_have_text("5")


def test_a_leaders_page(
    live_server: Any, signed_in: SignIn, leader: User, events: list[Event], municipal: Leader
) -> None:
    page = signed_in(leader)
    page.goto(f"{live_server.url}/plans/2024/leaders/")
    page.get_by_role("link", name=municipal.name_en).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(municipal.name_en)
    expect(page.locator("figure canvas, figure svg").first).to_be_visible()
    expect(page.get_by_role("region", name="By kind and month").locator("tfoot strong")).to_have_text("2")
    no_violations(page)
    page.keyboard.press("]")
    expect(page.locator(".cal li", has_text="Visit")).to_have_count(1)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    no_violations(page)
