"""The pages from which documents are taken, and the documents opened by LibreOffice."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import Division, User
from exchange.models import DocumentTemplate
from exchange.word import documents
from foundation import private_files
from priorities.models import Plan, Round, Task
from tests.exchange.docx_files import GOOD, docx
from tests.exchange.office import pages_of
from tests.factories import AreaFactory, RoundFactory, RoundTaskFactory, TaskFactory, UpdateFactory, UserFactory, at

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def this(plan: Plan, division: Division, leader: User) -> Round:
    """A closed round with thirty tasks in three areas, every third not reported."""
    found: Round = RoundFactory(plan=plan, closed_at=at(date(2024, 9, 30), 17))
    for place in range(30):
        area = plan.areas.filter(number=place // 10 + 1).first() or AreaFactory(plan=plan, number=place // 10 + 1)
        task = TaskFactory(area=area, number=place % 10 + 1, lead_division=division, leader_in_charge=leader)
        update = UpdateFactory(task=task, effective_on=date(2024, 9, 25), note="两处已签。" * 20, needs="Money.")
        RoundTaskFactory(round=found, task=task, update=update if place % 3 else None, division=division)
    return found


def test_a_closed_round_has_buttons_and_an_open_one_has_not(sign_in: SignIn, planner: User, this: Round):
    still_open = RoundFactory(plan=this.plan, number=10)
    client = sign_in(planner)
    for each, there in ((this, True), (still_open, False)):
        page = client.get(f"/rounds/{each.pk}/").content.decode()
        links = [f"/rounds/{each.pk}/summary.docx", f"/rounds/{each.pk}/sheets/"]
        assert [f'href="{link}"' in page for link in links] == [there, there]
        assert client.get(links[0]).status_code == (200 if there else 404)


def test_a_secretary_has_the_sheet_of_the_own_leader_and_staff_have_none(
    sign_in: SignIn, staff: User, leader: User, this: Round
):
    """It tells who has not reported: of all divisions to whom the round's page tells it."""
    other = UserFactory(role="leadership")
    Task.objects.filter(area__number=1).update(leader_in_charge=other)
    mine = f"/rounds/{this.pk}/sheets/{leader.pk}.docx"
    addresses = (f"/rounds/{this.pk}/sheets/", mine, f"/rounds/{this.pk}/sheets/{other.pk}.docx",
                 f"/rounds/{this.pk}/sheets/all.docx", f"/rounds/{this.pk}/summary.docx")  # fmt: skip
    secretary = UserFactory(role="secretary", secretary_to=leader)
    answers = {user: [sign_in(user).get(each).status_code for each in addresses] for user in (secretary, staff)}
    assert answers == {secretary: [200, 200, 404, 404, 404], staff: [404] * 5}
    page = sign_in(secretary).get(addresses[0])
    assert [each for each, _n in page.context["leaders"]] == [leader]
    link = re.compile(r'href="(/rounds/[^"]*(?:docx|sheets/))"')
    links = {
        user: set(link.findall(sign_in(user).get(f"/rounds/{this.pk}/").content.decode()))
        for user in (secretary, staff)
    }
    assert links == {secretary: {addresses[0]}, staff: set()}


def test_saved_under_its_own_name_and_kept_by_nobody_on_the_way(sign_in: SignIn, planner: User, this: Round):
    answer = sign_in(planner).get(f"/rounds/{this.pk}/summary.docx")
    names = ("Content-Type", "Content-Disposition", "Cache-Control", "X-Content-Type-Options")
    assert {name: answer[name] for name in names} == {
        "Content-Type": documents.WORD,
        "Content-Disposition": 'attachment; filename="Summary of progress, September 2024.docx"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    assert answer.getvalue().startswith(b"PK")
    assert sign_in(planner).get(f"/rounds/{this.pk}/summary.docx?language=en").status_code == 400


def test_a_template_that_fails_on_real_data_is_said_not_a_fault_of_ours(
    sign_in: SignIn, planner: User, this: Round, settings: Any, tmp_path: Path
):
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }
    # Fit for the sample, but here the first task did not report.
    row = DocumentTemplate.objects.create(
        kind="round", language="en", filename="a.docx", set_at=at(date(2024, 9, 30), 9), by=planner,
        file=private_files.keep(docx(*GOOD, "{{ areas[0].tasks[0].progress.text }}")),
    )  # fmt: skip
    client = sign_in(planner)
    answer = client.get(f"/rounds/{this.pk}/summary.docx")
    assert answer.status_code == 409
    assert "It asks for something that is not there: “text”." in answer.content.decode()
    private_files.remove(row.file)
    answer = client.get(f"/rounds/{this.pk}/summary.docx")
    assert (answer.status_code, "The template in use cannot be read." in answer.content.decode()) == (409, True)


def test_libreoffice_opens_the_summary(this: Round, tmp_path: Path):
    made = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            made[language] = documents.summary(this).content
    pages = pages_of(made, tmp_path)
    for language, title in (("en", "Summary of progress"), ("zh-hans", "进展情况汇总")):
        assert title in pages[language][0]
        assert "2024" in pages[language][-1]
        numbers = [re.findall(r"—\s*(\d+)\s*—", page) for page in pages[language]]
        assert numbers == [[str(place)] for place in range(1, len(numbers) + 1)]
        assert 8 < len(numbers) < 25
