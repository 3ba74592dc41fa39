"""Word documents by hand: saved from a closed round, the template edited and put in; in English and in Chinese."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from accounts.models import Division, User
from exchange.models import DocumentTemplate
from priorities.models import Round
from tests.browser.accessibility import no_violations
from tests.exchange.docx_files import GOOD, docx
from tests.factories import AreaFactory, RoundFactory, RoundTaskFactory, TaskFactory, UpdateFactory, at

SignIn = Callable[[User], Page]
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def this(transactional_db: None, plan: Any, division: Division, leader: User) -> Round:
    """A closed round of one task that has reported."""
    found: Round = RoundFactory(plan=plan, closed_at=at(date(2024, 9, 30), 17))
    task = TaskFactory(area=AreaFactory(plan=plan, number=1), number=1, lead_division=division, leader_in_charge=leader)
    update = UpdateFactory(task=task, effective_on=date(2024, 9, 25), note="Two of three venues are signed.")
    RoundTaskFactory(round=found, task=task, update=update, division=division)
    return found


@pytest.fixture
def speaking(signed_in: SignIn, live_server: Any) -> Callable[[User, str], Page]:
    """`speaking(user, language)`: that person's page in that language."""

    def open_page(user: User, language: str) -> Page:
        page = signed_in(user)
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        return page

    return open_page


def saved(page: Page, link: str) -> list[str]:
    """Click a link, and read the paragraphs of the document that it saves."""
    with page.expect_download() as download:
        page.locator(link).click()
    return [paragraph.text for paragraph in Document(str(download.value.path())).paragraphs]


@LANGUAGES
def test_summary_and_sheets_are_saved_from_a_closed_round(
    speaking: Callable[[User, str], Page], live_server: Any, planner: User, this: Round, language: str
) -> None:
    page = speaking(planner, language)
    page.goto(f"{live_server.url}/rounds/{this.pk}/")
    no_violations(page)
    assert {"en": "Summary of progress", "zh-hans": "进展情况汇总"}[language] in saved(
        page, ".head a[href$='summary.docx']"
    )
    page.locator(".head a[href$='/sheets/']").click()
    no_violations(page)
    title = saved(page, f"table a[href$='/{this.tasks.get().task.leader_in_charge_id}.docx']")[0]
    assert title == {"en": "Tasks in the charge of Person leader", "zh-hans": "人员leader分管任务进展情况"}[language]
    assert saved(page, ".head a[href$='all.docx']")[0] == title
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@LANGUAGES
def test_a_template_is_edited_refused_put_in_and_taken_back(
    speaking: Callable[[User, str], Page], live_server: Any, planner: User, this: Round, language: str,
    settings: Any, tmp_path: Path,
) -> None:  # fmt: skip
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }
    page = speaking(planner, language)
    page.goto(f"{live_server.url}/plans/2024/edit/")
    page.locator(".head a[href='/plans/2024/templates/']").click()
    no_violations(page)
    card = page.locator(f"#round-{language}")
    with page.expect_download() as download:
        card.locator("a.btn").click()
    assert "{%p for area in areas %}" in [each.text for each in Document(str(download.value.path())).paragraphs]

    edited = Document(io.BytesIO(Path(download.value.path()).read_bytes()))
    edited.paragraphs[0].text = "Ours: {{ plan.title }} {{ oops }}"
    edited.save(str(tmp_path / "ours.docx"))
    card.locator("input[type=file]").set_input_files(tmp_path / "ours.docx")
    card.locator("form.form button").click()
    expect(card.locator(".errorlist")).to_contain_text("“oops”")
    no_violations(page)
    assert not DocumentTemplate.objects.exists()

    (tmp_path / "ours.docx").write_bytes(docx("Ours", *GOOD))
    card.locator("input[type=file]").set_input_files(tmp_path / "ours.docx")
    card.locator("form.form button").click()
    expect(card).to_contain_text("ours.docx")
    no_violations(page)
    page.goto(f"{live_server.url}/rounds/{this.pk}/")
    assert saved(page, ".head a[href$='summary.docx']") == ["Ours", {"en": "Area 1", "zh-hans": "第1方面"}[language]]
    page.goto(f"{live_server.url}/plans/2024/templates/")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    card.locator("form:not(.form) button").click()
    expect(card.locator("form:not(.form)")).to_have_count(0)
    assert DocumentTemplate.objects.filter(file="").count() == 1
