"""A real Chromium against the live server; nothing outside that server is reached.

Every test of this folder is marked `browser`. Without a Chromium on PATH they are skipped, and say so; CI fails.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import BrowserContext, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.browser.server import Server

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop in the test's own thread
LiveServerThread.server_class = Server
expect.set_options(timeout=15_000)  # a slow machine is no failure

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
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",  # nothing but this machine has an address
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


@pytest.fixture(autouse=True)
def settled(request: pytest.FixtureRequest, transactional_db: None, live_server: LiveServer) -> Iterator[None]:
    """After the pages are closed, before the tables are emptied: a draft or the bell may still be asking the server.

    The bell, which every page asks for, is silent but in tests marked `bell`.
    """
    server: Any = live_server.thread.httpd
    server.bell_rings = request.node.get_closest_marker("bell") is not None
    yield
    server.settle()


@pytest.fixture
def context(settled: None, context: BrowserContext, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A context whose pages ask the live server and nobody else, or the test fails."""
    outside: list[str] = []

    def watch(asked: Request) -> None:
        if not asked.url.startswith((f"{live_server.url}/", "data:", "blob:")):
            outside.append(asked.url)

    context.on("request", watch)
    yield context
    assert outside == []


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
