"""Time conflicts in a real browser: the warning while an event is typed, the reason that saves it, and the pages."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Division, User
from events.models import Event, Status
from priorities.models import Plan
from tests.browser.accessibility import violations
from tests.event_factories import HoldWindowFactory
from tests.factories import EventFactory, LeaderPostFactory, at

SignIn = Callable[[User], Page]
DAY = date(2024, 10, 10)


def test_the_warning_comes_while_typing_and_goes_with_what_called_for_it(
    live_server: Any, signed_in: SignIn, staff: User, plan: Plan, division: Division
) -> None:
    leader = LeaderPostFactory(title_en="Mayor").leader
    EventFactory(
        title_en="Forum", status=Status.PLANNED, starts_at=at(DAY, 10), starts_on=DAY, expected=[leader],
        host_division=division,
    )  # fmt: skip
    HoldWindowFactory(name_en="State visit", starts_at=at(date(2024, 10, 20), 0), ends_at=at(date(2024, 10, 21), 0))
    page = signed_in(staff)
    page.goto(f"{live_server.url}/plans/2024/events/new/")
    reason = page.get_by_label("Why in spite of the time conflict")
    expect(reason).to_be_hidden()
    page.get_by_label("Title (English)").fill("Call")
    page.get_by_label("Kind").select_option("meeting")
    page.get_by_label("Starts").fill("2024-10-20T09:00")
    warning = page.locator("#met .met")
    expect(warning).to_contain_text("State visit")
    page.get_by_label("Starts").fill("2024-10-10T10:30")
    expect(warning).to_have_count(0)
    page.locator("[data-attendance]").nth(0).locator("select").nth(0).select_option(str(leader.pk))
    expect(warning.get_by_role("link", name="Forum")).to_be_visible()
    expect(warning).to_contain_text(leader.name)
    page.get_by_label("Starts").fill("2024-10-10T11:00")  # touching is no conflict
    expect(warning).to_have_count(0)
    expect(reason).to_be_hidden()
    page.get_by_label("Starts").fill("2024-10-10T10:59")
    expect(warning).to_be_visible()

    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.locator(".conflict-reason .errorlist")).to_contain_text("also at “Forum”")
    expect(warning).to_be_visible()
    assert Event.objects.count() == 1
    reason.fill("The last minute only")
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Call")
    expect(page.locator("#conflicts")).to_contain_text("The last minute only")
    page.get_by_role("link", name="all time conflicts").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("The last minute only")


def test_a_period_is_held_free_and_the_travel_time_set(
    live_server: Any, signed_in: SignIn, planner: User, plan: Plan
) -> None:
    page = signed_in(planner)
    page.goto(f"{live_server.url}/plans/2024/events/")
    page.get_by_role("link", name="Hold windows").click()
    page.get_by_role("link", name=re.compile("^Hold a period free")).first.click()
    page.get_by_label("Name (English)").fill("State visit")
    page.get_by_label("Starts").fill("2024-10-20T00:00")
    page.get_by_label("Ends").fill("2024-10-21T00:00")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("tbody tr")).to_contain_text("State visit")
    page.get_by_role("link", name="Settings").click()
    page.get_by_label("Travel time").fill("30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    expect(page.get_by_label("Travel time")).to_have_value("30")


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_the_pages_are_accessible_and_quiet(
    theme: str, width: int, live_server: Any, signed_in: SignIn, planner: User, plan: Plan
) -> None:
    leader = LeaderPostFactory().leader
    first = EventFactory(status=Status.PLANNED, starts_on=DAY, expected=[leader], conflict_reason="Short")
    EventFactory(status=Status.PLANNED, starts_on=DAY, expected=[leader])
    EventFactory.create_batch(2, starts_on=date(2024, 9, 2), attended_by=[leader])
    window = HoldWindowFactory()
    page = signed_in(planner)
    page.emulate_media(color_scheme="light" if theme == "light" else "dark")
    page.set_viewport_size({"width": width, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in (
        "/plans/2024/events/conflicts/", f"/events/{first.pk}/", f"/events/{first.pk}/edit/", "/plans/2024/holds/",
        f"/plans/2024/holds/{window.pk}/edit/", "/plans/2024/events/settings/",
    ):  # fmt: skip
        page.goto(live_server.url + path)
        assert (path, violations(page), said) == (path, [], [])
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
