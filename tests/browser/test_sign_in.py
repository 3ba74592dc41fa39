"""The sign-in page in a real browser."""

import re
from typing import Any

from django.urls import reverse
from playwright.sync_api import Page, expect


def test_who_is_not_signed_in_is_led_to_the_sign_in_page(page: Page, live_server: Any) -> None:
    page.goto(live_server.url)
    expect(page).to_have_url(re.compile(re.escape(reverse("accounts:login"))))
    expect(page.locator("input[name=username]")).to_be_visible()
    expect(page.locator("input[name=password]")).to_be_visible()
