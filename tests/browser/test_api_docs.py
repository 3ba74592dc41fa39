"""The page of the API in a real browser: it is all there, from this server alone, within the strict policy."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.accessibility import no_violations

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (violation) => {
  window.violations.push([violation.violatedDirective, violation.blockedURI, violation.sample].join(" "));
});
"""


def test_the_page_shows_every_operation_and_breaks_no_policy(
    signed_in: Callable[[User], Page], live_server: Any, planner: User
) -> None:
    page = signed_in(planner)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
    page.add_init_script(WATCH)
    page.goto(f"{live_server.url}/api/docs/")
    expect(page.locator(".opblock").first).to_be_visible()
    expect(page.locator(".opblock-summary-get").nth(18)).to_be_visible()
    expect(page.locator(".opblock-summary-post")).to_have_count(4)
    no_violations(page)
    page.locator(".opblock-summary-get", has_text="/api/v1/plans/").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("200")
    assert page.evaluate("window.violations") == []
    assert complaints == []
