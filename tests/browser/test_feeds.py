"""Calendar feeds in a real browser: turned on, its address copied and fetched, turned off; what axe says."""

import re
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import vobject
from playwright.sync_api import Page, expect

from accounts.models import User
from priorities.models import Plan
from tests.browser.accessibility import no_violations
from tests.factories import EventFactory, LeaderPostFactory

SignIn = Callable[[User], Page]


def fetched(address: str) -> list[str]:
    """What the entries of the calendar are called, as a program without a browser's session reads them."""
    with urllib.request.urlopen(address) as answer:
        read = vobject.readOne(answer.read().decode())
    return [entry.summary.value for entry in read.contents.get("vevent", [])]


def test_turned_on_fetched_and_turned_off(live_server: Any, signed_in: SignIn, staff: User, plan: Plan) -> None:
    EventFactory(title_en="Reception", host_division=staff.division, starts_on=date(2024, 10, 10), status="planned")
    page = signed_in(staff)
    page.goto(f"{live_server.url}/accounts/me/")
    page.get_by_role("link", name="Turn a calendar on").click()
    page.get_by_label(re.compile("My division's: ")).check()
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your calendar is on")
    address = page.locator("code.secret").inner_text()
    assert fetched(address) == ["Reception"]
    page.get_by_role("link", name="I have copied it").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("button", name=re.compile("^Turn off")).click()
    expect(page.get_by_text("The calendar is off: its address answers no more.")).to_be_visible()
    expect(page.get_by_text("No calendar is on")).to_be_visible()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetched(address)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_are_accessible(
    theme: str, width: int, live_server: Any, signed_in: SignIn, planner: User, plan: Plan
) -> None:
    municipal = LeaderPostFactory().leader
    page = signed_in(planner)
    page.emulate_media(color_scheme="light" if theme == "light" else "dark")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/plans/2024/feeds/")
    no_violations(page)
    page.get_by_label(re.compile("A municipal leader's: ")).check()
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("Choose whose calendar.", exact=True)).to_be_visible()
    no_violations(page)
    page.locator("#id_leader").select_option(str(municipal.pk))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your calendar is on")
    no_violations(page)
    for path in ("/plans/2024/feeds/", "/accounts/me/"):
        page.goto(live_server.url + path)
        no_violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
