"""Extensions as the roles go about them: a chief asks, the leader in charge grants, the planning office refuses."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Division, User
from priorities.models import Plan, Task
from tests.browser.accessibility import no_violations
from tests.factories import AreaFactory, ExtensionRequestFactory, TaskFactory

SignIn = Callable[[User], Page]


@dataclass(frozen=True)
class Words:
    """What the pages say in one language."""

    code: str
    ask: str
    send: str
    waits: str
    grant: str
    refuse: str
    refuse_now: str
    withdraw: str
    extended: str
    refused: str


ENGLISH = Words(
    "en", "Ask for an extension", "Ask for the extension", "an extension to 14 Nov awaits decision", "Grant",
    "Refuse with a reason", "Refuse", "Withdraw", "originally due 31 Oct, extended once", "refused",
)  # fmt: skip
CHINESE = Words(
    "zh-hans", "申请延期", "提交延期申请", "延期至11月14日待审批", "同意延期", "不同意并说明理由", "不同意延期", "撤回",
    "原定时限10月31日，延期1次", "不同意",
)  # fmt: skip


@pytest.fixture
def task(plan: Plan, division: Division, leader: User) -> Task:
    """Due on 31 October; `leader` is in charge."""
    return TaskFactory(
        area=AreaFactory(plan=plan, number=1), number=1, lead_division=division, leader_in_charge=leader,
        due_on=date(2024, 10, 31),
    )  # fmt: skip


def speak(page: Page, url: str, words: Words) -> None:
    """Read the pages in that language."""
    page.context.add_cookies([{"name": "django_language", "value": words.code, "url": url}])


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_a_chief_asks_and_the_leader_in_charge_grants(
    task: Task, chief: User, leader: User, signed_in: SignIn, live_server: Any, words: Words
) -> None:
    address = f"{live_server.url}/tasks/{task.code}/"
    page = signed_in(chief)
    speak(page, live_server.url, words)
    page.goto(address)
    page.get_by_role("link", name=words.ask, exact=True).click()
    no_violations(page)
    page.locator("input[name=due_on]").fill("2024-11-14")
    page.locator("textarea[name=reason]").fill("The partner has moved the date.")
    page.get_by_role("button", name=words.send, exact=True).click()
    expect(page.locator(".head .sig", has_text=words.waits)).to_be_visible()
    expect(page.get_by_role("button", name=words.withdraw, exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=words.grant, exact=True)).to_have_count(0)
    no_violations(page)

    page = signed_in(leader)
    speak(page, live_server.url, words)
    page.goto(address)
    expect(page.locator("#extension")).to_contain_text("The partner has moved the date.")
    page.get_by_role("button", name=words.grant, exact=True).click()
    expect(page.locator(".head .sig", has_text=words.waits)).to_have_count(0)
    expect(page.locator("#extensions .cardh")).to_contain_text(words.extended)
    expect(page.locator("#extensions .timeline > li")).to_have_count(1)
    no_violations(page)
    assert task.schedules.latest("id").due_on == date(2024, 11, 14)


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["en", "zh"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_the_planning_office_refuses_with_a_reason(
    task: Task, chief: User, planner: User, signed_in: SignIn, live_server: Any, words: Words, scripts: bool
) -> None:
    """On the spot; and the same with nothing but HTML."""
    ExtensionRequestFactory(task=task, by=chief)
    page = signed_in(planner)
    if not scripts:
        page.route("**/*.js", lambda route: route.abort())
    speak(page, live_server.url, words)
    page.goto(f"{live_server.url}/tasks/{task.code}/")
    card = page.locator("#extension")
    card.locator("summary", has_text=words.refuse).click()
    card.locator("textarea[name=reason]").fill(" ")
    card.get_by_role("button", name=words.refuse_now, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words.refuse)
    no_violations(page)
    page.locator("textarea[name=reason]").fill("The date stands.")
    page.get_by_role("button", name=words.refuse_now, exact=True).click()
    expect(page.locator("#extension")).to_have_count(0)
    expect(page.locator("#extensions .sig", has_text=words.refused)).to_be_visible()
    expect(page.locator("#extensions")).to_contain_text("The date stands.")
    assert task.schedules.count() == 1
