"""Nothing typed is lost, and nothing typed stays in the browser: a closed tab, an ended session, a server error."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, Response, expect

from accounts.models import Division, Draft, User
from priorities.models import Plan, ProgressUpdate, Task
from priorities.services import reporting
from tests.browser.accessibility import no_violations
from tests.factories import AreaFactory, TaskFactory, UpdateFactory

SignIn = Callable[[User], Page]
At = Callable[[str], str]
NOTE = "Two of three venues are signed. 三家场馆已签两家。"
PASSWORD = "a-pass-phrase-of-tests"
STORED = "JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])"
WORDS = {
    "en": {
        "report": "Report progress",
        "saved": "Draft saved",
        "back": "Your unsent draft of",
        "discard": "Discard it",
    },
    "zh-hans": {"report": "填报进展", "saved": "草稿已保存", "back": "未提交的草稿", "discard": "放弃草稿"},
}
LANGUAGES = ["en", "zh-hans"]


@pytest.fixture
def task(transactional_db: None, plan: Plan, division: Division) -> Task:
    """A task of the division, reported on once."""
    made: Task = TaskFactory(area=AreaFactory(plan=plan, number=1), number=1, lead_division=division)
    UpdateFactory(task=made, percent=30, health="green", effective_on=date(2024, 8, 20))
    return made


@pytest.fixture
def at(live_server: Any) -> At:
    """The address of a path of the live server."""
    return lambda path: f"{live_server.url}{path}"


def speaks(page: Page, at: At, language: str) -> dict[str, str]:
    """The page's words, once it speaks the language."""
    page.context.add_cookies([{"name": "django_language", "value": language, "url": at("/")}])
    return WORDS[language]


def nothing_is_stored(page: Page) -> None:
    """Of what was typed, in this browser."""
    stored = page.evaluate(STORED)
    assert ("venues" in stored, "场馆" in stored, "workplan:draft" in stored) == (False, False, False)


def saves(name: str) -> Callable[[Response], bool]:
    """Whether an answer is that to saving a draft with that field."""
    return lambda answer: answer.url.endswith("/drafts/") and f"{name}=" in (answer.request.post_data or "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_closed_tab(signed_in: SignIn, at: At, staff: User, task: Task, language: str) -> None:
    """Typed under the row of the desk, there again on any page with the form, gone once it is discarded."""
    page = signed_in(staff)
    words = speaks(page, at, language)
    page.goto(at("/plans/2024/desk/"))
    page.get_by_role("link", name=re.compile(words["report"])).first.click()
    page.locator("textarea[name=note]").fill(NOTE)
    page.locator("label:has([value=amber])").click()
    expect(page.locator("[data-draft-status]")).to_have_text(words["saved"])
    nothing_is_stored(page)
    page.close()
    page = page.context.new_page()
    page.goto(at(f"/tasks/{task.code}/report/"))
    expect(page.locator("textarea[name=note]")).to_have_value(NOTE)
    expect(page.locator("[value=amber]")).to_be_checked()
    expect(page.locator("[data-draft-back]")).to_contain_text(words["back"])
    no_violations(page)
    page.goto(at("/plans/2024/desk/"))
    page.get_by_role("link", name=re.compile(words["report"])).first.click()
    expect(page.locator("textarea[name=note]")).to_have_value(NOTE)
    page.get_by_role("button", name=words["discard"]).click()
    expect(page.locator("textarea[name=note]")).to_have_value("")
    expect(page).to_have_url(at("/plans/2024/desk/"))
    assert Draft.objects.count() == 0


def test_a_tab_closed_at_once(signed_in: SignIn, at: At, staff: User, task: Task) -> None:
    """Before the pause after which a draft is saved."""
    page = signed_in(staff)
    page.goto(at(f"/tasks/{task.code}/report/"))
    page.locator("textarea[name=note]").fill(NOTE)
    page.close()
    page = page.context.new_page()
    for _tenth in range(150):  # of a second: nobody is there to see it arrive
        if Draft.objects.exists():
            break
        page.wait_for_timeout(100)
    page.goto(at(f"/tasks/{task.code}/report/"))
    expect(page.locator("textarea[name=note]")).to_have_value(NOTE)


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_ended_session(
    browser: Browser, signed_in: SignIn, at: At, staff: User, task: Task, language: str, scripts: bool
) -> None:
    """Whatever is sent meets the sign-in page; after it the form is there with the words."""
    staff.set_password(PASSWORD)
    staff.save()
    cookies = signed_in(staff).context.cookies()
    context = browser.new_context(java_script_enabled=scripts)
    context.add_cookies(cookies)  # type: ignore[arg-type]  # what one context gave, another takes
    page = context.new_page()
    words = speaks(page, at, language)
    page.goto(at("/plans/2024/desk/"))
    page.get_by_role("link", name=re.compile(words["report"])).first.click()
    page.locator("textarea[name=note]").fill(NOTE)
    Session.objects.all().delete()
    page.locator("form.report button.btn-primary").click()
    page.locator("input[name=username]").fill(staff.username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("textarea[name=note]")).to_have_value(NOTE)
    expect(page.locator("[data-draft-back]")).to_contain_text(words["back"])
    page.locator("input[name=percent]").fill("55")
    page.locator("form.report button.btn-primary").click()
    expect(page.locator("form.report")).to_have_count(0)
    expect(page).to_have_url(re.compile("/desk/$"))
    assert list(ProgressUpdate.objects.filter(author=staff).values_list("note", "percent")) == [(NOTE, 55)]
    assert Draft.objects.count() == 0
    context.close()


def test_an_ended_session_and_somebody_else(signed_in: SignIn, at: At, staff: User, chief: User, task: Task) -> None:
    """Who signs in next at the same machine sees nothing of it."""
    chief.set_password(PASSWORD)
    chief.save()
    page = signed_in(staff)
    page.goto(at(f"/tasks/{task.code}/report/"))
    page.locator("textarea[name=note]").fill(NOTE)
    Session.objects.all().delete()
    page.keyboard.press("Control+Enter")
    page.locator("input[name=username]").fill(chief.username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "login" not in address)
    page.goto(at(f"/tasks/{task.code}/report/"))
    expect(page.locator("textarea[name=note]")).to_have_value("")
    nothing_is_stored(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_server_error(
    signed_in: SignIn, at: At, staff: User, task: Task, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    def broken(**_arguments: object) -> None:
        raise RuntimeError("the disk is full")

    page = signed_in(staff)
    speaks(page, at, language)
    page.goto(at(f"/tasks/{task.code}/report/"))
    page.locator("textarea[name=note]").fill(NOTE)
    with monkeypatch.context() as patched:
        patched.setattr(reporting, "post_update", broken)
        page.keyboard.press("Control+Enter")
        said = {"en": "What you typed is kept as a draft", "zh-hans": "已存为草稿"}[language]
        expect(page.locator("[data-error='500']")).to_contain_text(said)
    page.goto(at(f"/tasks/{task.code}/report/"))
    expect(page.locator("textarea[name=note]")).to_have_value(NOTE)
    page.locator("textarea[name=note]").press("Control+Enter")
    expect(page.locator("form.report")).to_have_count(0)
    assert (Draft.objects.count(), ProgressUpdate.objects.filter(note=NOTE).count()) == (0, 1)


def test_a_long_form_of_the_planning_office(signed_in: SignIn, at: At, planner: User, task: Task) -> None:
    """Choices and boxes too; and the draft goes when the form has been taken."""
    page = signed_in(planner)
    page.goto(at(f"/tasks/{task.code}/edit/"))
    page.locator("textarea[name=description_en]").fill(NOTE)
    page.locator("select[name=lead_division]").select_option("")
    with page.expect_response(saves("supporting_divisions")):
        page.locator("input[name=supporting_divisions]").first.check()
    page.reload()
    expect(page.locator("textarea[name=description_en]")).to_have_value(NOTE)
    expect(page.locator("select[name=lead_division]")).to_have_value("")
    expect(page.locator("input[name=supporting_divisions]").first).to_be_checked()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(at(f"/tasks/{task.code}/"))
    assert Draft.objects.count() == 0


def test_what_earlier_versions_kept_in_the_browser_goes(signed_in: SignIn, at: At, staff: User, task: Task) -> None:
    page = signed_in(staff)
    page.goto(at("/plans/2024/"))
    page.evaluate(
        "localStorage.setItem('workplan:draft:1:report', 'venues'); localStorage.setItem('workplan:keys-off', '1')"
    )
    page.reload()
    page.wait_for_function("localStorage.length === 1")
    assert page.evaluate("Object.keys(localStorage)") == ["workplan:keys-off"]
