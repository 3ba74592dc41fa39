"""The main job on the real plan by hand: assign, report, release, close out; dashboard and API agree."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect
from rest_framework.test import APIClient

from accounts.models import Role, User
from priorities.models import Task
from tests.factories import DivisionFactory, UserFactory

PLAN = Path(__file__).resolve().parents[2] / "priorities" / "plans" / "beijing-2024.yaml"
CODE = "2024-6-01"
NAME = "The 27th Beijing-Hong Kong Economic Cooperation Symposium"

SignIn = Callable[[User], Page]


@pytest.fixture
def people(transactional_db: None) -> dict[str, User]:
    """The real plan as read out, and the people who carry one of its tasks."""
    call_command("load_plan", str(PLAN), verbosity=0)
    division = DivisionFactory(code="hong-kong-macao", name_en="Hong Kong and Macao Affairs", name_zh="港澳处")
    return {
        "planner": UserFactory(username="planner", role=Role.PLANNING_OFFICE),
        "staff": UserFactory(username="staff", role=Role.STAFF, division=division),
        "chief": UserFactory(username="chief", role=Role.CHIEF, division=division),
        "leader": UserFactory(username="leader", role=Role.LEADERSHIP),
    }


def assign(page: Page, url: str) -> None:
    """The planning office gives the task its lead division and dates, in the table of all tasks."""
    page.goto(f"{url}/plans/2024/edit/")
    row = page.locator("tr[data-row]", has_text=NAME)
    row.locator("select").select_option(label="Hong Kong and Macao Affairs")
    row.locator("input[type=date]").nth(0).fill("2024-02-01")
    row.locator("input[type=date]").nth(1).fill("2024-11-30")
    page.get_by_role("button", name="Save the table").click()
    expect(page.locator("tr[data-row]", has_text=NAME).locator("input[type=date]").nth(1)).to_have_value("2024-11-30")


def report(page: Page, url: str, *, status: str, percent: str, note: str) -> None:
    """Division staff report in place, under the row of their desk."""
    page.goto(f"{url}/plans/2024/desk/")
    page.get_by_role("link", name=re.compile("Report progress")).first.click()
    form = page.locator("form.report")
    form.locator("select[name=status]").select_option(label=status)
    form.locator("input[name=percent]").fill(percent)
    form.locator("textarea[name=note]").fill(note)
    form.get_by_role("button", name=re.compile("^Submit")).click()
    expect(page.get_by_text(re.compile("a report awaits release|a completion awaits close-out"))).to_be_visible()


def review(page: Page, url: str, verb: str) -> None:
    """Release, endorse or close out the one report that waits."""
    page.goto(f"{url}/plans/2024/desk/")
    button = page.get_by_role("button", name=re.compile(rf"^{verb} r$"))
    button.click()
    expect(button).to_have_count(0)


def area_six(page: Page, url: str) -> tuple[str, str]:
    """What the leader's dashboard says of the area: done, signal."""
    page.goto(f"{url}/plans/2024/")
    row = page.locator("tr", has_text="Upgrading the work on Hong Kong and Macao affairs")
    return row.locator("td.r").nth(0).inner_text(), row.locator(".sig").inner_text()


def api_area_six(api: Callable[..., APIClient], user: User) -> dict[str, Any]:
    """What the API says of the same area."""
    progress = api(user).get("/api/v1/progress/?plan=2024").json()
    found: dict[str, Any] = next(area for area in progress["areas"] if area["code"] == "2024-6")
    return found


def test_the_whole_way(
    people: dict[str, User], signed_in: SignIn, live_server: Any, api: Callable[..., APIClient]
) -> None:
    url = live_server.url
    assert area_six(signed_in(people["leader"]), url) == ("0.0%", "far behind")

    assign(signed_in(people["planner"]), url)
    task = Task.objects.select_related("lead_division").get(code=CODE)
    assert task.lead_division is not None
    assert task.lead_division.code == "hong-kong-macao"

    report(
        signed_in(people["staff"]), url, status="in progress", percent="80", note="Themes and invitations are settled."
    )
    assert area_six(signed_in(people["leader"]), url) == ("0.0%", "far behind")
    review(signed_in(people["chief"]), url, "Release")
    # Two tasks of weight 1 in the area: 80 and 0.
    assert area_six(signed_in(people["leader"]), url) == ("40.0%", "far behind")

    report(signed_in(people["staff"]), url, status="completed", percent="100", note="The symposium was held.")
    review(signed_in(people["chief"]), url, "Endorse")
    assert area_six(signed_in(people["leader"]), url)[0] == "40.0%"
    review(signed_in(people["planner"]), url, "Close out")
    done, signal = area_six(signed_in(people["leader"]), url)
    assert (done, signal) == ("50.0%", "behind")

    said = api_area_six(api, people["leader"])
    assert f"{said['actual_percent']}%" == done
    assert said["signal"] == "behind"
    # By 30 September the symposium's 243 of 304 days have passed, the other task's 274 of 366.
    assert said["planned_percent"] == 77.4
    assert said["gap"] == -27.4
