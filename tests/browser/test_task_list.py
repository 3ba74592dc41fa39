"""The task list by hand: search, filter, sort, choose columns, save and share a view; on a phone; without scripts."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from accounts.models import Division, User
from priorities.models import SavedView, Task
from tests.browser.accessibility import no_violations
from tests.factories import AreaFactory, TaskFactory, UpdateFactory

SignIn = Callable[[User], Page]
LIST = "/plans/2024/tasks/"


@pytest.fixture(autouse=True)
def tasks(transactional_db: None, plan: Any, division: Division, other_division: Division) -> list[Task]:
    """Three tasks: one overdue, one on track, one far behind."""
    area = AreaFactory(plan=plan, number=1)
    made: list[Task] = [
        TaskFactory(
            area=area,
            number=1,
            name_en="Cooperation fair",
            name_zh="京港洽谈会",
            lead_division=division,
            supporting=[other_division],
            due_on=date(2024, 8, 31),
        ),
        TaskFactory(area=area, number=2, name_en="Friends", name_zh="国际朋友圈", lead_division=division),
        TaskFactory(area=area, number=3, name_en="Training", name_zh="业务培训", lead_division=other_division),
    ]
    for task, percent in zip(made, (60, 75, 5), strict=True):
        UpdateFactory(
            task=task, percent=percent, health="green", effective_on=date(2024, 9, 20), problems="Visas are late."
        )
    return made


@pytest.fixture
def at(live_server: Any) -> Callable[[str], str]:
    """The address of a path of the live server."""
    return lambda path: f"{live_server.url}{path}"


@pytest.fixture
def in_chinese(page: Page, live_server: Any) -> Callable[[], None]:
    """Read on in Chinese; after signing in, as that begins with no cookies."""
    return lambda: page.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": "zh-hans", "url": live_server.url}]
    )


def numbers(page: Page) -> Any:
    return page.locator("#results td.no")


def test_searching_filtering_and_sorting(signed_in: SignIn, at: Callable[[str], str], staff: User) -> None:
    page = signed_in(staff)
    page.goto(at(LIST))
    expect(numbers(page)).to_have_text(["1-01", "1-02", "1-03"])
    page.locator("#f-q").fill("洽谈")
    page.locator("#f-q").press("Enter")
    expect(numbers(page)).to_have_text(["1-01"])
    expect(page).to_have_url(re.compile(r"/tasks/\?q=[^&]+$"))
    expect(page.locator("#results").get_by_role("status").first).to_have_text("1 task")
    page.locator("#results").get_by_role("link", name=re.compile("search: 洽谈")).click()
    expect(numbers(page)).to_have_text(["1-01", "1-02", "1-03"])
    page.locator('input[name="signal"][value="overdue"]').check()
    page.locator('input[name="signal"][value="far_behind"]').check()
    expect(numbers(page)).to_have_text(["1-01", "1-03"])
    page.get_by_role("columnheader", name="Gap").get_by_role("link").click()
    expect(numbers(page)).to_have_text(["1-03", "1-01"])
    expect(page.get_by_role("columnheader", name="Gap")).to_have_attribute("aria-sort", "ascending")
    expect(page).to_have_url(re.compile(r"\?signal=overdue&signal=far_behind&sort=gap$|signal=.*sort=gap$"))
    page.locator("#f-due_from").fill("2024-12-01")
    page.locator("#f-due_from").blur()
    expect(numbers(page)).to_have_text(["1-03"])
    no_violations(page)


def test_a_view_is_saved_and_shared_and_another_opens_it(
    signed_in: SignIn, at: Callable[[str], str], staff: User, leader: User, outsider: User
) -> None:
    page = signed_in(staff)
    page.goto(at(f"{LIST}?signal=far_behind&sort=-due"))
    page.locator(".pick-columns summary").click()
    page.get_by_label("Supporting divisions").check()
    expect(page.get_by_role("columnheader", name="Supporting divisions")).to_be_visible()
    page.get_by_label("Problems").check()
    expect(page.locator("#results")).to_contain_text("Visas are late.")
    page.keyboard.press("Escape")
    page.locator(".save-view summary").click()
    page.locator("#v-name").fill("Far behind")
    page.locator("#v-shared").check()
    no_violations(page)
    page.locator(".save-view").get_by_role("button", name="Save").click()
    expect(page.get_by_text("The view “Far behind” is saved.")).to_be_visible()
    view = SavedView.objects.get()
    assert view.shared
    assert re.fullmatch(r"signal=far_behind&sort=-due(&columns=\w+)+", view.query)

    page = signed_in(leader)
    page.goto(at(LIST))
    page.locator(".views summary", has_text="Views").click()
    page.get_by_role("link", name=re.compile("Far behind")).click()
    expect(page).to_have_url(at(f"{LIST}?{view.query}"))
    expect(numbers(page)).to_have_text(["1-03"])
    expect(page.get_by_role("columnheader", name="Problems")).to_be_visible()

    page = signed_in(outsider)
    assert page.goto(at(f"{LIST}?view={view.pk}")).status == 403  # type: ignore[union-attr]  # there is an answer


def test_a_view_is_renamed_and_deleted(signed_in: SignIn, at: Callable[[str], str], staff: User, plan: Any) -> None:
    view = SavedView.objects.create(owner=staff, plan=plan, name="Mine", query="signal=overdue")
    page = signed_in(staff)
    page.goto(at(LIST))
    page.locator(".views summary", has_text="Views").click()
    page.locator(".views .edit").click()
    page.locator("input[name=name]").fill("Overdue ones")
    no_violations(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(at(f"{LIST}?signal=overdue"))
    view.refresh_from_db()
    assert view.name == "Overdue ones"
    page.goto(at(f"/views/{view.pk}/"))
    page.get_by_role("button", name="Delete the view").click()
    expect(page.get_by_text("The view “Overdue ones” is deleted.")).to_be_visible()
    assert not SavedView.objects.exists()


def test_in_chinese(signed_in: SignIn, at: Callable[[str], str], in_chinese: Callable[[], None], staff: User) -> None:
    page = signed_in(staff)
    in_chinese()
    page.goto(at(LIST))
    page.locator("#f-q").fill("培训")
    page.locator("#f-q").press("Enter")
    expect(numbers(page)).to_have_text(["1-03"])
    expect(page.locator("#results").get_by_role("status").first).to_have_text("1项任务")
    page.locator("#f-sort").select_option("-gap")
    page.locator("#f-q").fill("")
    page.locator("#f-q").press("Enter")
    expect(numbers(page)).to_have_text(["1-02", "1-01", "1-03"])
    page.locator(".pick-columns summary").click()
    page.get_by_label("最近填报").check()
    expect(page.get_by_role("columnheader", name="最近填报")).to_be_visible()
    expect(page.locator("#results")).to_contain_text("9月20日")
    page.keyboard.press("Escape")
    page.locator(".save-view summary", has_text="存为视图").click()
    page.locator("#v-name").fill("按差距")
    page.locator(".save-view").get_by_role("button").click()
    expect(page.get_by_text("视图“按差距”已保存。")).to_be_visible()
    page.locator(".views summary", has_text=re.compile(r"^\s*视图\s*$")).click()
    expect(page.get_by_role("link", name=re.compile(r"按差距\s*仅自己可见"))).to_be_visible()
    no_violations(page)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_on_a_phone(
    signed_in: SignIn, at: Callable[[str], str], in_chinese: Callable[[], None], staff: User, language: str
) -> None:
    """Rows of two lines, filters folded away, nothing that scrolls sideways."""
    page = signed_in(staff)
    if language != "en":
        in_chinese()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(at(LIST))
    expect(page.locator("#f-due_from")).to_be_hidden()
    page.locator(".fold-filters summary").click()
    page.locator('input[name="signal"][value="overdue"]').check()
    expect(numbers(page)).to_have_text(["1-01"])
    page.locator(".pick-columns summary").click()
    no_violations(page)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.keyboard.press("Escape")
    page.locator(".save-view summary").click()
    expect(page.locator("#v-name")).to_be_visible()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.fixture
def without_scripts(browser: Browser, live_server: Any, staff: User) -> Iterator[Page]:
    """A page of `staff` in a browser that runs no scripts."""
    client = Client()
    client.force_login(staff, backend="accounts.backends.SignInBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    yield context.new_page()
    context.close()


def test_without_scripts(without_scripts: Page, at: Callable[[str], str]) -> None:
    page = without_scripts
    page.goto(at(LIST))
    page.locator("#f-q").fill("a")
    page.locator('input[name="signal"][value="on_track"]').check()
    page.locator('input[name="signal"][value="far_behind"]').check()
    page.locator("#f-sort").select_option("-percent")
    page.locator(".pick-columns summary").click()
    page.locator('input[name="columns"][value="own"]').uncheck()
    page.locator("#task-filter > .buttons button").click()
    expect(numbers(page)).to_have_text(["1-03"])
    expect(page.locator("#results thead th")).to_have_count(8)  # one for ticking
    page.locator(".save-view summary").click()
    page.locator("#v-name").fill("By percent")
    page.locator(".save-view button").click()
    expect(page.get_by_text("The view “By percent” is saved.")).to_be_visible()
    expect(numbers(page)).to_have_text(["1-03"])
    assert SavedView.objects.get().name == "By percent"
