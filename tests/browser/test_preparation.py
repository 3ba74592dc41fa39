"""Preparation in a real browser: ticked on the event's page and on the desk, a template, the next edition's days."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Division, User
from events.models import Event, PreparationItem, TemplateItem
from priorities.models import Plan
from tests.browser.accessibility import no_violations
from tests.event_factories import PreparationItemFactory, SeriesFactory
from tests.factories import EventFactory, PlanFactory, at

SignIn = Callable[[User], Page]


@pytest.fixture
def event(plan: Plan, division: Division) -> Event:
    """An event to come with a late item and one that is due in three days."""
    made: Event = EventFactory(
        title_en="Forum", host_division=division, starts_on=date(2024, 10, 10), status="planned", kind="conference"
    )
    PreparationItemFactory(event=made, days_before=20, label_en="Book the hall", label_zh="预订会场")
    PreparationItemFactory(event=made, topic="gifts", label_en="", label_zh="")
    return made


def test_ticked_on_the_events_page_in_place(live_server: Any, signed_in: SignIn, staff: User, event: Event) -> None:
    page = signed_in(staff)
    page.goto(f"{live_server.url}/events/{event.pk}/")
    page.evaluate("window.stays = true")
    card = page.locator("#preparation")
    expect(card).to_contain_text("0 of 2 done")
    expect(card.locator(".sig")).to_have_text("10 days late")
    card.get_by_role("button", name="Tick off Book the hall").click()
    expect(card).to_contain_text("1 of 2 done")
    expect(card.get_by_role("status")).to_have_text("Ticked off: Book the hall.")
    expect(card.get_by_role("status")).to_be_focused()
    no_violations(page)
    card.get_by_role("button", name="undo Book the hall").press("Enter")
    expect(card).to_contain_text("0 of 2 done")
    card.get_by_role("button", name="Tick off gifts").click()
    expect(card).to_contain_text("1 of 2 done")
    assert page.evaluate("window.stays") is True
    assert PreparationItem.objects.get(topic="gifts").done_by == staff


def test_ticked_on_the_desk(live_server: Any, signed_in: SignIn, staff: User, event: Event) -> None:
    page = signed_in(staff)
    page.goto(f"{live_server.url}/plans/2024/desk/?show=preparation")
    section = page.locator("#s-preparation")
    expect(section.locator(".nm")).to_have_text(["Book the hall", "Gifts"])
    expect(page.locator("#n-preparation")).to_have_text("2")
    section.get_by_role("button", name="Done Book the hall, Forum").click()
    expect(page.locator("#n-preparation")).to_have_text("1")
    expect(page.locator("#s-preparation .nm")).to_have_text(["Gifts"])
    no_violations(page)


def test_a_template_is_begun_and_changed(live_server: Any, signed_in: SignIn, planner: User, plan: Plan) -> None:
    page = signed_in(planner)
    page.goto(f"{live_server.url}/plans/2024/checklists/")
    card = page.locator("#kind-signing")
    card.get_by_role("button", name="Begin with the usual items").click()
    expect(card.locator("li")).to_have_count(7)
    card.get_by_role("link", name="Change").click()
    first = page.get_by_role("group", name="Item 1", exact=True)
    first.get_by_label("Days before").fill("30")
    gifts = page.get_by_role("group", name="Item 6", exact=True)
    gifts.get_by_label("What (English)").fill("A vase")
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(gifts.locator(".errorlist")).to_contain_text("Security and gifts are ticks, no more")
    no_violations(page)
    gifts.get_by_label("What (English)").fill("")
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(card.locator("li").first).to_contain_text("30 days")
    assert TemplateItem.objects.filter(kind="signing", days_before=30).count() == 1


def test_the_next_edition_has_the_checklist_of_the_one_before(
    live_server: Any, signed_in: SignIn, staff: User, plan: Plan, division: Division
) -> None:
    PlanFactory(code="2023", year=2023)
    day = date(2023, 11, 23)
    before = EventFactory(
        title_en="27th Symposium", title_zh="第二十七届研讨洽谈会", series=SeriesFactory(), edition=27, starts_on=day,
        kind="hong_kong_macao", starts_at=at(day, 9), ends_at=at(day, 17), host_division=division,
    )  # fmt: skip
    PreparationItemFactory(event=before, days_before=60, label_en="Invite the guests")
    PreparationItemFactory(event=before, days_before=7, label_en="Print the programme")
    page = signed_in(staff)
    page.goto(f"{live_server.url}/events/{before.pk}/")
    page.get_by_role("link", name="plan the next edition").click()
    expect(page.get_by_label("Title (English)")).to_have_value("28th Symposium")
    expect(page.get_by_label("Title (Chinese)")).to_have_value("第二十八届研讨洽谈会")
    expect(page.get_by_label("Starts")).to_have_value("2024-11-21T09:00")
    days = page.locator("#due-days tbody tr")
    expect(days.nth(0)).to_contain_text("22 September 2024")
    expect(days.nth(0)).to_contain_text("already past")
    expect(days.nth(1)).to_contain_text("14 November 2024")
    page.get_by_label("Starts").fill("2024-12-22T09:00")
    page.get_by_label("Starts").press("Tab")
    expect(days.nth(0)).to_contain_text("23 October 2024")
    expect(days.nth(1)).to_contain_text("15 December 2024 is a day off (weekend)")
    page.get_by_label("Ends").fill("2024-12-22T17:00")
    no_violations(page)
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("28th Symposium")
    expect(page.locator("#preparation tbody th")).to_contain_text(["Invite the guests", "Print the programme"])
    made = Event.objects.get(edition=28)
    assert [item.due_on for item in made.preparation.all()] == [date(2024, 10, 23), date(2024, 12, 15)]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_the_pages_are_accessible_and_quiet(
    theme: Any, width: int, language: str, live_server: Any, signed_in: SignIn, planner: User, event: Event
) -> None:
    page = signed_in(planner)
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    series = SeriesFactory()
    EventFactory(series=series, edition=3, host_division=event.host_division)
    for path in (
        *("/plans/2024/checklists/", "/plans/2024/checklists/meeting/", "/plans/2024/preparation/"),
        *(f"/events/{event.pk}/", f"/events/{event.pk}/preparation/", "/plans/2024/desk/?show=preparation"),
        f"/plans/2024/series/{series.pk}/next/",
    ):
        page.goto(live_server.url + path)
        no_violations(page)
        assert (path, said) == (path, [])
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
