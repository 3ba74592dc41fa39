"""The registers beside the events in a real browser: a delegation and its programme, a partner city."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from events.models import Event
from priorities.models import Plan
from tests.browser.accessibility import no_violations, violations
from tests.event_factories import AgreementFactory, CounterpartFactory, SeriesFactory, VenueFactory
from tests.factories import DelegationFactory, EventFactory, LeaderPostFactory

SignIn = Callable[[User], Page]


def test_a_delegation_whose_programme_makes_three_events(
    live_server: Any, signed_in: SignIn, staff: User, plan: Plan
) -> None:
    leader = LeaderPostFactory(title_en="Mayor").leader
    page = signed_in(staff)
    page.goto(f"{live_server.url}/plans/2024/events/")
    page.get_by_role("link", name="Delegations", exact=True).click()
    page.get_by_role("link", name=re.compile("Add a delegation")).first.click()
    page.get_by_label("Name (English)").fill("Delegation of Port City")
    page.get_by_label("Country or region").select_option(label="France")
    page.get_by_label("persons").fill("8")
    page.get_by_label(re.compile("^From")).fill("2024-10-09")
    page.get_by_label(re.compile("^Until")).fill("2024-10-11")
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delegation of Port City")
    expect(page.locator(".facts")).to_contain_text("9 October 2024 – 11 October 2024")

    page.get_by_role("link", name=re.compile("Register its programme")).click()
    rows = page.locator("[data-event]:visible")
    expect(rows).to_have_count(3)
    for number, (title, kind, start) in enumerate(
        (
            ("Talks", "meeting", "2024-10-09T10:00"),
            ("Signing", "signing", "2024-10-10T15:00"),
            ("Farewell", "meeting", ""),
        )
    ):
        rows.nth(number).get_by_label("Title").fill(title)
        rows.nth(number).get_by_label("Kind").select_option(label=kind)
        if start:
            rows.nth(number).get_by_label("Starts").fill(start)
    rows.nth(0).locator("summary").click()
    rows.nth(0).get_by_label(f"{leader.name} · Mayor").check()
    page.get_by_role("button", name=re.compile("^Register all")).click()
    expect(rows.nth(2).get_by_text("This field is required.")).to_be_visible()
    assert Event.objects.count() == 0
    no_violations(page)

    rows.nth(2).get_by_label("Starts").fill("2024-10-12T09:00")
    page.get_by_role("button", name=re.compile("^Register all")).click()
    expect(rows.nth(2).get_by_role("note")).to_have_text("outside the stay: 9 October 2024 – 11 October 2024")
    no_violations(page)
    rows.nth(2).get_by_label("Starts").fill("2024-10-11T09:00")
    page.get_by_role("button", name=re.compile("^Register all")).click()
    expect(page.get_by_text("Registered: 3 events.")).to_be_visible()
    expect(page.locator("tbody .nm")).to_have_text(["Talks", "Signing", "Farewell"])
    assert [str(each.country_or_region) for each in Event.objects.all()] == ["FR"] * 3
    page.get_by_role("link", name="Talks").click()
    expect(page.locator("tbody th .nm")).to_have_text([leader.name])
    page.get_by_role("link", name="Delegation of Port City").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delegation of Port City")


def test_rows_for_more_events(live_server: Any, signed_in: SignIn, staff: User, plan: Plan) -> None:
    guests = DelegationFactory(registered=True)
    page = signed_in(staff)
    page.goto(f"{live_server.url}/plans/2024/delegations/{guests.pk}/programme/")
    rows = page.locator("[data-event]:visible")
    for number in range(4, 9):
        page.get_by_role("button", name="Another event").click()
        expect(rows).to_have_count(number)
        expect(rows.nth(number - 1).get_by_label("Title")).to_be_focused()
    expect(page.get_by_role("button", name="Another event")).to_be_hidden()


def test_a_partner_city_with_an_agreement(live_server: Any, signed_in: SignIn, planner: User, plan: Plan) -> None:
    page = signed_in(planner)
    page.goto(f"{live_server.url}/plans/2024/counterparts/")
    expect(page.locator(".say")).to_have_text("No partner cities yet.")
    page.keyboard.press("n")
    page.get_by_label("Name (Chinese)").fill("港口市")
    page.get_by_label("Kind").select_option(label="city or region")
    page.get_by_label("Country or region").select_option(label="Hong Kong, China")
    page.get_by_label("Partner city since").fill("2010-05-01")
    first = page.get_by_role("group", name="A further agreement").first
    first.get_by_label("Title (Chinese)").fill("友好城市协议")
    first.get_by_label("Signed on").fill("2010-05-01")
    first.get_by_label("Valid until").fill("2020-04-30")
    page.get_by_role("button", name=re.compile("^Save")).click()
    refused = page.locator(".field", has=page.get_by_label("Partner city since")).locator(".errorlist")
    expect(refused).to_have_text("Cities of Hong Kong, Macao and Taiwan are no partner cities.")
    page.get_by_label("Country or region").select_option(label="France")
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("港口市")
    expect(page.get_by_text("expired on 30 April 2020")).to_be_visible()
    page.get_by_role("link", name="Counterparts").first.click()
    expect(page.locator(".say")).to_have_text("1 partner city in 1 country; 1 without contact for two years.")
    page.get_by_role("link", name="1 without contact for two years").click()
    expect(page.locator("tbody .nm").first).to_have_text("港口市")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_are_accessible_and_quiet(
    theme: str, width: int, live_server: Any, signed_in: SignIn, planner: User, plan: Plan
) -> None:
    venue, series = VenueFactory(district_en="East", distinction_en="By the lake"), SeriesFactory()
    city = CounterpartFactory(kind="city", partner_since=date(2000, 1, 1))
    AgreementFactory(counterpart=city, until_on=date(2024, 1, 1))
    guests = DelegationFactory(
        registered=True, country_or_region="FR", arrives_on=date(2024, 3, 16), leaves_on=date(2024, 3, 18)
    )
    for edition, year in ((1, 2021), (2, 2024)):
        event = EventFactory(
            registered_venue=venue, series=series, edition=edition, delegation=guests, starts_on=date(year, 3, 15),
            restricted=True,
        )  # fmt: skip
        event.counterparts.add(city)
    page = signed_in(planner)
    page.emulate_media(color_scheme="light" if theme == "light" else "dark")
    page.set_viewport_size({"width": width, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    pages = [f"{folder}/{thing.pk}/{more}" for folder, thing in (
        ("venues", venue), ("counterparts", city), ("delegations", guests), ("series", series),
    ) for more in ("", "edit/")]  # fmt: skip
    folders = ["venues/", "counterparts/", "delegations/", "series/"]
    of_plan = [f"plans/2024/{each}" for each in (*folders, *pages, f"delegations/{guests.pk}/programme/")]
    for path in (*of_plan, f"events/{event.pk}/"):
        page.goto(f"{live_server.url}/{path}")
        assert (path, violations(page), said) == (path, [], [])
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
