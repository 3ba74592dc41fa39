"""A real Chromium against the live server; nothing outside that server is reached.

Every test of this folder is marked `browser`. Without a Chromium on PATH they are skipped, and say so; CI fails.
"""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import BrowserContext, Page, Route

from accounts.models import User

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop in the test's own thread

HERE = Path(__file__).resolve().parent
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)
HOW_TO_GET_IT = "no Chromium on PATH; to have it: sudo apt install chromium fonts-noto-cjk"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark this folder's tests; the server's thread must see what they write, so they commit."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium found on PATH, kept from talking to anybody."""
    if CHROMIUM is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(HOW_TO_GET_IT)
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """An English-speaking browser in Beijing that asks for no motion: colours are checked, not their fading."""
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"}


class Traffic:
    """How many requests the live server is at work on."""

    def __init__(self) -> None:
        self.count, self.lock = 0, threading.Lock()

    def began(self, **kwargs: Any) -> None:
        """One more."""
        with self.lock:
            self.count += 1

    def ended(self, **kwargs: Any) -> None:
        """One less."""
        with self.lock:
            self.count -= 1

    def settle(self) -> None:
        """Wait until nothing has been at work for a moment, ten seconds at most."""
        quiet_since, until = time.monotonic(), time.monotonic() + 10
        while (now := time.monotonic()) < until and now - quiet_since < 0.05:
            if self.count > 0:
                quiet_since = now
            time.sleep(0.01)


@pytest.fixture
def settled(transactional_db: None) -> Iterator[None]:
    """After the page is closed, before the tables are emptied: a draft or the bell may still be asking the server."""
    traffic = Traffic()
    request_started.connect(traffic.began)
    request_finished.connect(traffic.ended)
    yield
    traffic.settle()
    request_started.disconnect(traffic.began)
    request_finished.disconnect(traffic.ended)


@pytest.fixture
def context(request: pytest.FixtureRequest, settled: None, context: BrowserContext, live_server: Any) -> BrowserContext:
    """A context that reaches the live server and nothing else.

    The bell, which asks after every page, is silent but in tests marked `bell`: it is not what the others are about.
    """
    bell = request.node.get_closest_marker("bell") is not None

    def inside_only(route: Route) -> None:
        if not bell and route.request.url.startswith(f"{live_server.url}/reminders/bell/"):
            route.fulfill(status=204)
        elif route.request.url.startswith((live_server.url + "/", "data:", "blob:")):
            route.continue_()
        else:
            route.abort()

    context.route("**/*", inside_only)
    return context


@pytest.fixture
def signed_in(page: Page, live_server: Any) -> Callable[[User], Page]:
    """`signed_in(user)`: the page, with that person's session in place of whoever's was there."""

    def sign_in(user: User) -> Page:
        client = Client()
        client.force_login(user, backend="accounts.backends.SignInBackend")
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.clear_cookies()
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        return page

    return sign_in
