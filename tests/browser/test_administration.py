"""An administrator lets a person in, who signs in, makes a token, and leaves nothing behind at a shared machine."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from rest_framework.test import APIClient

from accounts.models import Role, User
from tests.browser.accessibility import violations
from tests.factories import DivisionFactory, PlanFactory, TokenFactory, UserFactory

SignIn = Callable[[User], Page]


@pytest.fixture
def admin(transactional_db: None) -> User:
    PlanFactory()
    DivisionFactory(code="economic", name_en="Economic Affairs", name_zh="经济处")
    return UserFactory(username="admin", role=Role.ADMINISTRATOR)


def fill_sign_in(page: Page, username: str, password: str) -> None:
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")


def test_from_being_let_in_to_a_token_of_ones_own(admin: User, signed_in: SignIn, live_server: Any) -> None:
    page = signed_in(admin)
    page.goto(live_server.url)
    page.get_by_role("link", name="Add a user").click()
    page.get_by_label("User name").fill("wang.ming")
    page.get_by_label("Name (Chinese)").fill("王明")
    page.get_by_label("Role").select_option(label="Division staff")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert")).to_contain_text("choose one")
    page.get_by_label("Division", exact=False).last.select_option(label="Economic Affairs")
    page.get_by_role("button", name="Add").click()
    password = page.locator("code.secret").nth(1).inner_text()

    page.context.clear_cookies()
    page.goto(live_server.url + "/accounts/me/")
    fill_sign_in(page, "wang.ming", "not it")
    expect(page.get_by_role("alert")).to_contain_text("closed accounts cannot sign in")
    fill_sign_in(page, "wang.ming", password)
    expect(page.get_by_role("heading", level=1)).to_have_text("王明")

    page.get_by_role("link", name="New token").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Change the password")
    expect(page.get_by_text("choose one of your own before you go on")).to_be_visible()
    page.get_by_label("Present password").fill(password)
    page.get_by_label("New password", exact=True).fill("eleven-grey-cranes-8")
    page.get_by_label("New password, again").fill("eleven-grey-cranes-8")
    page.get_by_role("button", name="Change the password").click()
    expect(page.locator("#messages")).to_contain_text("The password is changed.")
    page.goto(live_server.url + "/accounts/me/")
    page.get_by_role("link", name="New token").click()
    page.get_by_label("Name").fill("Nightly export")
    page.get_by_role("button", name="Make the token").click()
    secret = page.locator("code.secret").first.inner_text()
    assert APIClient(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/plans/").status_code == 200
    page.get_by_role("link", name="I have copied it").click()
    expect(page.get_by_role("rowheader", name="Nightly export")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text(secret)
    page.get_by_role("button", name=re.compile("^Revoke")).click()
    expect(page.locator("#messages")).to_contain_text("is revoked")
    assert APIClient(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/plans/").status_code == 401


def test_after_signing_out_the_back_button_shows_nothing(admin: User, signed_in: SignIn, live_server: Any) -> None:
    page = signed_in(admin)
    page.goto(live_server.url + "/administration/users/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Users")
    page.locator("details.person > summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("input[name=password]")).to_be_visible()
    page.go_back()
    expect(page.locator("input[name=password]")).to_be_visible()
    expect(page.get_by_text("Add a user")).to_have_count(0)


@pytest.mark.parametrize(("language", "scheme"), [("en", "dark"), ("zh-hans", "light")])
def test_pages_are_accessible_and_fit_a_telephone(
    admin: User, signed_in: SignIn, live_server: Any, language: str, scheme: Any
) -> None:
    person = UserFactory(role=Role.SECRETARY, secretary_to=UserFactory(role=Role.LEADERSHIP))
    TokenFactory(user=person)
    TokenFactory(user=admin)
    page = signed_in(admin)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.emulate_media(color_scheme=scheme)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    paths = [
        "/accounts/me/", "/accounts/password/", "/accounts/tokens/new/", "/administration/users/",
        "/administration/users/new/", f"/administration/users/{person.pk}/", "/administration/divisions/",
        "/administration/divisions/new/", "/administration/tokens/", f"/administration/users/{person.pk}/active/",
        f"/administration/users/{person.pk}/reset/",
    ]  # fmt: skip
    found = {}
    for path in paths:
        page.set_viewport_size({"width": 390, "height": 800})
        page.goto(live_server.url + path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        broken = violations(page)
        if wide > 1 or broken:
            found[path] = (wide, broken)
    assert (found, errors) == ({}, [])
