"""A chief names a deputy, who releases what waits; the planning office hands a leaver's tasks over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Deputy, Division, Role, User
from priorities.models import Plan, ProgressUpdate, Task
from tests.browser.accessibility import no_violations
from tests.factories import AreaFactory, TaskFactory, UpdateFactory, UserFactory

SignIn = Callable[[User], Page]


@dataclass(frozen=True)
class Words:
    """What the pages say in one language."""

    code: str
    name: str
    now: str
    told: str
    release: str
    released: str
    end: str
    ended: str
    over: str
    look: str
    confirm: str
    handed: str


ENGLISH = Words(
    "en", "Name the deputy", "stands in now", "You stand in for Person chief until 11 October 2024", "Release",
    "Released by Person staff (standing in for Person chief), 30 Sep", "End now", "ended early, 30 Sep",
    "Hand tasks over", "Look through it", "Hand over 3 tasks", "3 tasks were handed over.",
)  # fmt: skip
CHINESE = Words(
    "zh-hans", "确认指定", "正在代行职责", "您代行人员chief职责至2024年10月11日", "审核通过",
    "人员staff（代行人员chief职责）", "立即终止", "9月30日提前终止", "任务移交", "核对移交内容", "移交3项任务",
    "已移交3项任务。",
)  # fmt: skip


def speak(page: Page, url: str, words: Words) -> None:
    """Read the pages in that language."""
    page.context.add_cookies([{"name": "django_language", "value": words.code, "url": url}])


@pytest.fixture
def colleague(division: Division) -> User:
    return UserFactory(username="colleague", role=Role.STAFF, division=division)


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_a_chief_names_a_deputy_who_releases(
    plan: Plan,
    division: Division,
    chief: User,
    staff: User,
    colleague: User,
    signed_in: SignIn,
    live_server: Any,
    words: Words,
) -> None:
    url = live_server.url
    task = TaskFactory(area=AreaFactory(plan=plan, number=1), number=1, lead_division=division)
    UpdateFactory(task=task, author=colleague, first_review="pending", effective_on=date(2024, 9, 1))
    page = signed_in(chief)
    speak(page, url, words)
    page.goto(f"{url}/accounts/me/")
    page.locator("#deputies .cardh a").click()
    page.locator("select[name=deputy]").select_option("staff")
    page.locator("input[name=last_day]").fill("2024-10-11")
    page.get_by_role("button", name=words.name, exact=True).click()
    expect(page.get_by_text(words.now, exact=True)).to_be_visible()
    no_violations(page)

    page = signed_in(staff)
    speak(page, url, words)
    page.goto(f"{url}/tasks/{task.code}/")
    expect(page.locator("#messages")).to_contain_text(words.told)
    page.get_by_role("button", name=f"{words.release} r", exact=True).click()
    expect(page.locator("#progress")).to_contain_text(words.released)
    assert ProgressUpdate.objects.with_review().get().review == "accepted"
    page.goto(f"{url}/accounts/me/")
    expect(page.locator("#deputies")).to_contain_text(words.now)
    no_violations(page)

    page = signed_in(chief)
    speak(page, url, words)
    page.goto(f"{url}/accounts/deputies/")
    page.get_by_role("button", name=words.end).click()
    expect(page.get_by_text(words.ended, exact=True)).to_be_visible()
    assert Deputy.objects.get().ended_at is not None


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_the_planning_office_hands_a_leavers_tasks_over(
    plan: Plan,
    division: Division,
    staff: User,
    colleague: User,
    planner: User,
    signed_in: SignIn,
    live_server: Any,
    words: Words,
) -> None:
    area = AreaFactory(plan=plan, number=1)
    for number in (1, 2, 3):
        TaskFactory(area=area, number=number, lead_division=division, responsible=staff)
    page = signed_in(planner)
    speak(page, live_server.url, words)
    page.goto(f"{live_server.url}/plans/2024/edit/")
    page.get_by_role("link", name=words.over, exact=True).click()
    page.locator("select[name=person]").select_option("staff")
    page.locator("form[method=get] button.btn").last.click()
    page.locator(f"select[name=responsible-{division.pk}]").select_option("colleague")
    no_violations(page)
    page.get_by_role("button", name=words.look, exact=True).click()
    expect(page.locator(".list .held")).to_have_count(3)
    no_violations(page)
    page.get_by_role("button", name=words.confirm, exact=True).click()
    expect(page.locator("#messages")).to_contain_text(words.handed)
    assert set(Task.objects.values_list("responsible__username", flat=True)) == {"colleague"}
