"""Entering a usual event in few interactions, and taking an event through its life on its page, in a real browser."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from accounts.models import User
from events.models import Event
from priorities.models import Plan
from tests.browser.accessibility import no_violations
from tests.event_factories import CounterpartFactory, VenueFactory
from tests.factories import EventFactory, LeaderPostFactory

SignIn = Callable[[User], Page]
COMING = date(2024, 10, 20)


class Hand:
    """Fills, selects, clicks and presses, one interaction each, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.interactions = page, 0

    def fill(self, control: Locator, text: str) -> None:
        """Type a text into a field."""
        self.interactions += 1
        control.fill(text)

    def choose(self, control: Locator, label: str) -> None:
        """Choose in a list."""
        self.interactions += 1
        control.select_option(label=label)

    def click(self, control: Locator) -> None:
        """Click."""
        self.interactions += 1
        control.click()

    def press(self, key: str) -> None:
        """Press a key."""
        self.interactions += 1
        self.page.keyboard.press(key)


def test_a_usual_event_is_entered_in_seven_interactions(
    live_server: Any, signed_in: SignIn, staff: User, plan: Plan
) -> None:
    mayor, _other = (LeaderPostFactory(title_en=title).leader for title in ("Mayor", "Vice chair of the congress"))
    venue = VenueFactory(name_en="Guest House", name_zh="迎宾馆")
    page = signed_in(staff)
    page.goto(f"{live_server.url}/plans/2024/events/")
    hand = Hand(page)

    hand.press("n")
    hand.fill(page.get_by_label("Title (English)"), "Meeting with a delegation")
    hand.choose(page.get_by_label("Kind"), "signing")
    hand.fill(page.get_by_label("Starts"), "2024-10-20T10:00")
    hand.fill(page.get_by_label("Venue"), "guest house")
    hand.fill(page.get_by_label("Add a leader by a part"), "mayor")
    hand.click(page.get_by_role("button", name=re.compile("^Save")))

    expect(page.get_by_role("heading", level=1)).to_have_text("Meeting with a delegation")
    assert hand.interactions <= 7
    event = Event.objects.get()
    assert (event.status, event.host_division, event.registered_venue) == ("planned", staff.division, venue)
    assert (event.ends_at - event.starts_at).total_seconds() == 3600
    assert list(event.attendances.values_list("leader", "role", "outcome")) == [(mayor.pk, "witnesses", "expected")]


def test_a_leader_is_found_by_a_part_of_the_name(live_server: Any, signed_in: SignIn, staff: User, plan: Plan) -> None:
    titles = ("Mayor", "Vice mayor", "Vice chair")
    mayor, vice, chair = (LeaderPostFactory(rank=rank, title_en=title).leader for rank, title in enumerate(titles, 1))
    page = signed_in(staff)
    page.goto(f"{live_server.url}/plans/2024/events/new/")
    find, said = page.get_by_label("Add a leader by a part"), page.locator("#find-leader-said")
    chosen = page.locator("[data-attendance]:visible select[name$=-leader]")

    find.fill("vice")
    find.press("Enter")
    expect(said).to_have_text("Several leaders are called so: type more, or choose one.")
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page).to_have_url(re.compile("/new/$"))  # what could not be placed is not lost by saving
    find.fill("vice ch")
    find.press("Enter")
    expect(said).to_contain_text(f"Added: {chair.name} · Vice chair")
    find.fill(f"{mayor.name} · Mayor")  # as one chosen from the list
    expect(said).to_contain_text(f"Added: {mayor.name}")
    expect(find).to_have_value("")
    find.fill("vice m")
    find.press("Enter")
    find.fill("vice m")
    find.press("Enter")
    expect(said).to_contain_text(f"Already named: {vice.name}")
    find.fill("nobody")
    find.press("Enter")
    expect(said).to_have_text("No leader is called so.")
    find.fill("")
    assert [each.input_value() for each in chosen.all()] == [str(each.pk) for each in (chair, mayor, vice)]
    page.get_by_label("Kind").select_option(label="conference or forum")
    role = page.locator("[data-attendance]:visible select[name$=-role]").first
    expect(role.locator("option:checked")).to_have_text("speaks")


def test_without_scripts_the_lists_do(
    live_server: Any, new_context: Callable[..., BrowserContext], signed_in: SignIn, staff: User, plan: Plan
) -> None:
    mayor = LeaderPostFactory(title_en="Mayor").leader
    plain = new_context(java_script_enabled=False)
    plain.add_cookies(signed_in(staff).context.cookies())  # type: ignore[arg-type]  # what one context has, another takes
    page = plain.new_page()
    page.goto(f"{live_server.url}/plans/2024/events/new/")
    expect(page.get_by_label("Add a leader by a part")).to_be_hidden()
    page.get_by_label("Title (English)").fill("Talks")
    page.get_by_label("Kind").select_option(label="meeting")
    page.get_by_label("Starts").fill("2024-10-20T10:00")
    page.get_by_label("Municipal leader").first.select_option(label=f"{mayor.name} · Mayor")
    page.get_by_text(re.compile("^More:")).click()
    page.locator(".counterpart").first.get_by_label("Name").fill("City of Lyon")
    page.get_by_label("new: organisation or city?").first.select_option(label="city or region")
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Talks")
    page.locator("#confirm > summary").click()
    page.locator("#confirm").get_by_role("button", name="Confirm", exact=True).click()
    expect(page.locator("h1 + .sig")).to_have_text("confirmed")
    event = Event.objects.get()
    assert list(event.attendances.values_list("leader", "role")) == [(mayor.pk, "meets")]
    assert list(event.counterparts.values_list("name_en", "kind")) == [("City of Lyon", "city")]


def test_counterparts_and_what_a_status_asks_for_come_back_as_a_draft(
    live_server: Any, signed_in: SignIn, staff: User, plan: Plan
) -> None:
    CounterpartFactory(name_en="Chamber of Commerce")
    page = signed_in(staff)
    address = f"{live_server.url}/plans/2024/events/new/"
    page.goto(address)
    page.get_by_text(re.compile("^More:")).click()
    expect(page.get_by_label("Approval number")).to_be_hidden()
    page.get_by_label("Status").select_option(label="confirmed")
    page.get_by_label("Approval number").fill("No. 17")
    rows = page.locator(".counterpart:visible")
    expect(rows).to_have_count(1)
    rows.nth(0).get_by_label("Name").fill("Chamber of Commerce")
    expect(rows.nth(0).get_by_label("new: organisation or city?")).to_be_hidden()
    for number, name in ((1, "Port Authority"), (2, "City of Lyon"), (3, "City of Ghent")):
        page.get_by_role("button", name="Add a counterpart").click()
        expect(rows.nth(number).get_by_label("Name")).to_be_focused()
        rows.nth(number).get_by_label("Name").fill(name)
    rows.nth(3).get_by_label("new: organisation or city?").select_option(label="city or region")
    page.get_by_label("Title (English)").click()
    expect(page.get_by_text("Draft saved")).to_be_visible()

    page.goto(address)
    expect(page.get_by_text("Your unsent draft")).to_be_visible()
    expect(page.get_by_label("Approval number")).to_have_value("No. 17")
    expect(rows.nth(3).get_by_label("Name")).to_have_value("City of Ghent")
    expect(rows.nth(3).get_by_label("new: organisation or city?")).to_have_value("city")
    page.get_by_label("Title (English)").fill("Talks")
    page.get_by_label("Kind").select_option(label="meeting")
    page.get_by_label("Starts").fill("2024-10-20T10:00")
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Talks")
    expect(page.get_by_text("City of Ghent")).to_be_visible()
    assert sorted(Event.objects.get().counterparts.values_list("name_en", "kind")) == [
        ("Chamber of Commerce", "organisation"),
        ("City of Ghent", "city"),
        ("City of Lyon", "organisation"),
        ("Port Authority", "organisation"),
    ]


def test_an_event_is_confirmed_postponed_taken_up_again_and_held(
    live_server: Any, signed_in: SignIn, staff: User, plan: Plan, settings: Any
) -> None:
    leader = LeaderPostFactory().leader
    event = EventFactory(
        title_en="Talks", host_division=staff.division, status="planned", starts_on=COMING, expected=[leader]
    )
    page = signed_in(staff)
    page.goto(f"{live_server.url}/events/{event.pk}/")
    status = page.locator("h1 + .sig")
    page.keyboard.press("c")
    page.get_by_label("Confirmed by").fill("General Office")
    page.get_by_label("Approval number").fill("No. 17")
    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(status).to_have_text("confirmed")
    expect(page.locator("dl.facts")).to_contain_text("No. 17")

    page.locator("#postpone > summary").click()
    page.locator("#postpone").get_by_label("Reason").fill("They come later")
    page.locator("#postpone").get_by_role("button", name="Postpone").click()
    expect(status).to_have_text("postponed")
    expect(page.locator("dl.facts")).to_contain_text("They come later")

    page.keyboard.press("t")
    again = page.locator("#again")
    expect(again.get_by_label("Approval number")).to_be_hidden()
    again.get_by_label("confirmed", exact=True).check()
    again.get_by_label("Approval number").fill("No. 21")
    again.get_by_label("Starts").fill("2024-10-25T09:00")
    again.get_by_role("button", name="Set the new time").click()
    expect(status).to_have_text("confirmed")
    expect(page.locator("dl.facts")).to_contain_text("25 October 2024, 09:00 – 10:00")
    expect(page.locator(".timeline .changed ins").filter(has_text="No. 21")).to_be_visible()

    settings.WORKPLAN_TODAY = date(2024, 10, 28)
    page.goto(f"{live_server.url}/plans/2024/desk/")
    asked = page.locator("#s-attendance li")
    asked.get_by_text("Was it held?").click()
    asked.get_by_label("attended", exact=True).check()
    asked.get_by_label(re.compile("in what role")).select_option(label="holds talks")
    asked.get_by_role("button", name="Held").click()
    expect(page.locator("#s-attendance li")).to_have_count(0)
    assert list(Event.objects.get().attendances.values_list("role", "outcome")) == [("talks", "attended")]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_forms_and_steps_are_accessible_and_quiet(
    theme: Any, width: int, live_server: Any, signed_in: SignIn, planner: User, plan: Plan
) -> None:
    leaders = [LeaderPostFactory().leader for _ in range(2)]
    over = EventFactory(status="planned", starts_on=date(2024, 9, 10), expected=leaders, outcome_note="A memorandum.")
    over.counterparts.add(CounterpartFactory())
    put_off = EventFactory(status="postponed", reason="Later.", starts_on=COMING)
    page = signed_in(planner)
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    def look() -> None:
        no_violations(page)
        assert (page.url, said) == (page.url, [])
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url

    page.goto(f"{live_server.url}/plans/2024/events/new/")
    look()
    page.goto(f"{live_server.url}/events/{over.pk}/edit/")
    page.get_by_label("Status").select_option(label="held")
    look()
    for event, steps in ((over, ("confirm", "postpone", "cancel")), (put_off, ("again", "cancel"))):
        page.goto(f"{live_server.url}/events/{event.pk}/")
        for step in steps:
            page.locator(f"#{step} > summary").click()
            expect(page.locator(f"#{step} form")).to_be_visible()
            look()
