"""What axe finds on a page, as every test of this folder asks for it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
RUN = "(options) => axe.run(options).then((found) => found.violations)"


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Each rule of WCAG 2.2 AA that the page breaks, with where, once the page has loaded to its end."""
    page.wait_for_load_state()  # a click returns when the next page has begun, and axe needs all of it
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in page.evaluate(RUN, WCAG)]


def no_violations(page: Page) -> None:
    """Fail with what axe found."""
    found = violations(page)
    assert found == [], found
