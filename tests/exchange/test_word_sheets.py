"""Sheets for leaders in charge: what they say, and that each is one page, whatever is put on it; LibreOffice counts."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import Division, User
from exchange.word import documents
from exchange.word.sheets import sheets_data
from priorities.models import Plan, Round
from tests.exchange.docx_files import told
from tests.exchange.office import pages_of
from tests.factories import AreaFactory, RoundFactory, RoundTaskFactory, TaskFactory, UpdateFactory, UserFactory, at

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NUMBERS = (6, 10, 14, 23)
LONG = "因人员借调，经费下达比计划晚了三个月；we shall need another three weeks, at least. " * 30
HOSTILE = "W" * 500 + "{{ 7*7 }}<w:p/>\n" * 20 + "，。" * 50


@pytest.fixture
def this(plan: Plan) -> Round:
    """September's round, closed on 30 September."""
    found: Round = RoundFactory(plan=plan, closed_at=at(date(2024, 9, 30), 17))
    return found


def add_tasks(this: Round, area: Any, leader: User, division: Division, number: int, text: str) -> None:
    line = " ".join(text.split())
    for place in range(1, number + 1):
        task = TaskFactory(
            area=area, number=place, lead_division=division, leader_in_charge=leader,
            name_en=f"Task {place} {line}"[:300], name_zh=f"任务{place}{line}"[:300],
        )  # fmt: skip
        update = UpdateFactory(task=task, effective_on=date(2024, 9, 25), note=text, problems=text, needs=text)
        RoundTaskFactory(round=this, task=task, update=update, division=division)


def test_the_whole_sheet(this: Round, leader: User, division: Division):
    area = AreaFactory(plan=this.plan, number=1)
    good, bad, new = (
        TaskFactory(area=area, number=number, lead_division=division, leader_in_charge=leader, **more)
        for number, more in ((1, {}), (2, {"due_on": date(2024, 9, 20)}), (3, {"starts_on": date(2024, 11, 1)}))
    )
    TaskFactory(area=area, number=4, lead_division=division)  # nobody's
    standing = UpdateFactory(task=bad, effective_on=date(2024, 8, 1), percent=20, note="Late.", problems="No room.")
    answer = UpdateFactory(
        task=good, effective_on=date(2024, 9, 25), percent=80, note="Goes on.\nWell.", needs="Money."
    )
    RoundTaskFactory(round=this, task=good, update=answer, division=division)
    RoundTaskFactory(round=this, task=bad, update=None, division=division)
    assert (standing.pk, new.pk) != (None, None)
    with translation.override("en"):
        made = documents.leader_sheets(this, leader.pk)
    assert made is not None
    assert made.filename == "Sheet for Person leader, September 2024.docx"
    assert told(made.content) == [
        ("Sheet title", "Tasks in the charge of Person leader"),
        ("Sheet subtitle", "Work plan 2024, September 2024"),
        (
            "Sheet text",
            "As of 30 September 2024, 3 tasks. Completed: 0; on track: 1; behind: 0; far behind: 0; overdue: 1; "
            "not due: 1. Not reported in this round: 1.",
        ),
        [
            ["No.", "Task", "Lead", "Signal", "Done", "Plan", "Gap", "Latest progress"],
            ["1-01", "Task 2024-1-01", "Economic Affairs", "on track", "80", "74.9", "+5.1", "Goes on. Well."],
            ["1-02", "Task 2024-1-02", "Economic Affairs", "overdue", "20", "100.0", "−80.0", "Late."],
            ["1-03", "Task 2024-1-03", "Economic Affairs", "not due", "0", "0.0", "0.0", "–"],
        ],
        ("Sheet heading", "Problems and coordination needed"),
        [
            ["No.", "Task", "Problems", "Coordination needed"],
            ["1-02", "Task 2024-1-02", "No room.", "–"],
            ["1-01", "Task 2024-1-01", "–", "Money."],
        ],
        (
            "Sheet note",
            "Done and planned in percent; gap: done less planned, in points. What is too long ends in “…”: the summary "
            "has all of it.",
        ),
    ]


def test_the_gravest_stay_where_not_all_find_room(this: Round, leader: User, division: Division):
    area = AreaFactory(plan=this.plan, number=1)
    add_tasks(this, area, leader, division, 23, "Goes on.")
    TaskFactory(area=area, number=40, leader_in_charge=leader, lead_division=division, due_on=date(2024, 9, 1))
    (sheet,) = sheets_data(this, leader.pk)["sheets"]
    assert (len(sheet["tasks"]), sheet["more_tasks"], len(sheet["issues"]), sheet["more_issues"]) == (22, 2, 5, 18)
    assert sheet["tasks"][-1]["code"] == "1-40"
    assert [task["code"] for task in sheet["tasks"]] == sorted(task["code"] for task in sheet["tasks"])


def test_each_is_one_page_whatever_is_on_it(this: Round, division: Division, tmp_path: Any):
    sheets = [(number, text) for text in (LONG, HOSTILE) for number in NUMBERS] + [
        (22, "Goes on. 进展顺利。"),
        (1, LONG),
    ]
    for place, (number, text) in enumerate(sheets, 1):
        leader = UserFactory(username=f"leader{place}", name_en=f"Leader {place:02d}", name_zh=f"办领导{place:02d}")
        add_tasks(this, AreaFactory(plan=this.plan, number=place), leader, division, number, text)
    made = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            found = documents.leader_sheets(this)
        assert found is not None
        made[language] = found.content
    for language, pages in pages_of(made, tmp_path).items():
        names = [f"{'Leader' if language == 'en' else '办领导'}{place:02d}" for place in range(1, len(sheets) + 1)]
        assert [name in "".join(page.split()) for name, page in zip(names, pages, strict=True)] == [True] * len(sheets)


def test_nobody_in_charge_nothing_to_save(sign_in: SignIn, planner: User, this: Round, leader: User):
    client = sign_in(planner)
    assert [client.get(f"/rounds/{this.pk}/sheets/{name}.docx").status_code for name in ("all", leader.pk)] == [
        404,
        404,
    ]
    page = client.get(f"/rounds/{this.pk}/sheets/").content.decode()
    assert "No leader is in charge of a task of this round" in page
