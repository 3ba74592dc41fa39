"""The summary of a closed round: all of its text in both languages, whatever was typed, and whenever it is made."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from docx import Document

from accounts.models import Division, User
from exchange.word import documents
from exchange.word.sample import sample_of
from exchange.word.sheets import sheets_data
from exchange.word.summary import summary_data
from priorities.models import Plan, Round
from tests.exchange.docx_files import told
from tests.factories import AreaFactory, RoundFactory, RoundTaskFactory, TaskFactory, UpdateFactory, at

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def closed(plan: Plan, division: Division, other_division: Division, leader: User) -> Round:
    """Three tasks asked for in two of three areas: one told in full, one unchanged, one not reported."""
    first, second, _empty = (AreaFactory(plan=plan, number=number) for number in (1, 2, 3))
    common = {"area": first, "leader_in_charge": leader}
    full = TaskFactory(number=1, lead_division=division, name_en="Hall & <park>", name_zh="会展中心二期", **common)
    same = TaskFactory(number=2, lead_division=other_division, kind="ongoing", **common)
    silent = TaskFactory(number=1, area=second, lead_division=division, due_on=date(2024, 9, 20))
    told_in_full = UpdateFactory(
        task=full, effective_on=date(2024, 9, 25), percent=45, health="red",
        note="Two of three venues are signed.\n\n  已签两处。 ", problems="", needs="Funds & staff < needed.",
        next_steps="Sign.",
    )  # fmt: skip
    unchanged = UpdateFactory(task=same, effective_on=date(2024, 9, 26), percent=None, no_change=True, note="")
    UpdateFactory(task=silent, effective_on=date(2024, 8, 1), percent=20)
    this = RoundFactory(plan=plan, closed_at=at(date(2024, 9, 30), 17))
    for task, update, lead in (
        (full, told_in_full, division),
        (same, unchanged, other_division),
        (silent, None, division),
    ):
        RoundTaskFactory(round=this, task=task, update=update, division=lead)
    found: Round = Round.objects.select_related("plan").prefetch_related("areas").get(pk=this.pk)
    return found


def test_the_whole_document_in_english(closed: Round):
    with translation.override("en"):
        made = documents.summary(closed)
    assert made.filename == "Summary of progress, September 2024.docx"
    assert told(made.content) == [
        ("title", "Work plan 2024"),
        ("title", "Summary of progress"),
        ("subtitle", "(September 2024)"),
        ("body", ""),
        (
            "body",
            "Under “Work plan 2024”, the September round was opened on 25 September 2024 and closed on "
            "30 September 2024; reports were due on 8 October 2024. Asked for: 3. Reported: 2. Not reported: 1.",
        ),
        (
            "body",
            "As of 30 September 2024, 32.5% of all 3 tasks is done, 87.4% was planned: a gap of −54.9 points. "
            "Completed: 0; on track: 1; behind: 1; far behind: 0; overdue: 1; not due: 0. The table shows each area; "
            "the tasks follow one by one.",
        ),
        ("caption", "Progress by priority area, as of 30 September 2024"),
        [
            [
                *("Priority area", "Tasks", "Done %", "Plan %", "Gap", "Completed", "On track", "Behind", "Far behind"),
                *("Overdue", "Not due", "Cancelled", "Not reported"),
            ],
            ["1. Area 1", "2", "45.0", "74.9", "−29.9", "0", "1", "1", "0", "0", "0", "0", "0"],
            ["2. Area 2", "1", "20.0", "100.0", "−80.0", "0", "0", "0", "0", "1", "0", "0", "1"],
            ["3. Area 3", "0", "–", "–", "–", "0", "0", "0", "0", "0", "0", "0", "0"],
            ["Total", "3", "32.5", "87.4", "−54.9", "0", "1", "1", "0", "1", "0", "0", "1"],
        ],
        ("note", "Plan %: planned percent. Gap: done less planned, in points. The other columns count tasks."),
        ("heading 1", "1. Area 1"),
        ("heading 2", "(1) Hall & <park>"),
        (
            "body",
            "Lead division: Economic Affairs. Deadline: 31 December 2024. Signal: behind; 45% done, 74.9% planned, "
            "gap −29.9 points. As of 25 September 2024.",
        ),
        ("body", "1. Progress. Two of three venues are signed."),
        ("body", "已签两处。"),
        ("body", "2. Coordination needed. Funds & staff < needed."),
        ("body", "3. Next steps. Sign."),
        ("heading 2", "(2) Task 2024-1-02"),
        (
            "body",
            "Lead division: Consular. Deadline: 31 December 2024. Signal: on track. As of 26 September 2024.",
        ),
        ("body", "No change."),
        ("heading 1", "2. Area 2"),
        ("heading 2", "(1) Task 2024-2-01"),
        (
            "body",
            "Lead division: Economic Affairs. Deadline: 20 September 2024. Signal: overdue; 20% done, 100.0% planned, "
            "gap −80.0 points.",
        ),
        ("body", "Not reported. The last report is as of 1 August 2024."),
        ("heading 1", "3. Area 3"),
        ("body", "No task was asked for."),
        ("signature", ""),
        ("signature", "Office of the Foreign Affairs Commission of the CPC Beijing Municipal Committee"),
        ("signature", "Foreign Affairs Office (Hong Kong and Macao Affairs Office)"),
        ("signature", "of the People's Government of Beijing Municipality"),
        ("signature", "30 September 2024"),
    ]


def test_the_whole_document_in_chinese(closed: Round):
    with translation.override("zh-hans"):
        made = documents.summary(closed)
    assert told(made.content) == [
        ("title", "2024年度工作计划"),
        ("title", "进展情况汇总"),
        ("subtitle", "（2024年9月）"),
        ("body", ""),
        (
            "body",
            "根据《2024年度工作计划》，9月填报期于2024年9月25日开启，2024年9月30日关闭，填报截止日期为2024年10月8日。"
            "本期应填报任务3项，已填报2项，逾期未报1项。",
        ),
        (
            "body",
            "截至2024年9月30日，全部3项任务总体完成32.5%，序时进度87.4%，滞后54.9个百分点。其中，已办结0项，正常推进1项，"
            "进度滞后1项，严重滞后0项，逾期1项，未到启动时间0项。各方面情况见下表，各项任务进展情况分述如下。",
        ),
        ("caption", "各方面工作进度（截至2024年9月30日）"),
        [
            [
                *("重点方面", "任务", "完成%", "序时%", "差", "已办结", "正常推进", "进度滞后", "严重滞后", "逾期"),
                *("未到启动", "已取消", "逾期未报"),
            ],
            ["一、第1方面", "2", "45.0", "74.9", "−29.9", "0", "1", "1", "0", "0", "0", "0", "0"],
            ["二、第2方面", "1", "20.0", "100.0", "−80.0", "0", "0", "0", "0", "1", "0", "0", "1"],
            ["三、第3方面", "0", "–", "–", "–", "0", "0", "0", "0", "0", "0", "0", "0"],
            ["合计", "3", "32.5", "87.4", "−54.9", "0", "1", "1", "0", "1", "0", "0", "1"],
        ],
        ("note", "注：“序时%”为序时进度；“差”为完成与序时进度差（个百分点）；其余各列为任务项数。"),
        ("heading 1", "一、第1方面"),
        ("heading 2", "（一）会展中心二期"),
        (
            "body",
            "牵头处室：经济处。完成时限：2024年12月31日。进度状态：进度滞后，完成45%，序时进度74.9%，滞后29.9个百分点。"
            "情况截至2024年9月25日。",
        ),
        ("body", "1．工作进展。Two of three venues are signed."),
        ("body", "已签两处。"),
        ("body", "2．需协调事项。Funds & staff < needed."),
        ("body", "3．下一步。Sign."),
        ("heading 2", "（二）任务2024-1-02"),
        ("body", "牵头处室：领事处。完成时限：2024年12月31日。进度状态：正常推进。情况截至2024年9月26日。"),
        ("body", "无新进展。"),
        ("heading 1", "二、第2方面"),
        ("heading 2", "（一）任务2024-2-01"),
        (
            "body",
            "牵头处室：经济处。完成时限：2024年9月20日。进度状态：逾期，完成20%，序时进度100.0%，滞后80.0个百分点。",
        ),
        ("body", "逾期未报。最近一次填报的情况截至2024年8月1日。"),
        ("heading 1", "三、第3方面"),
        ("body", "本期无需填报的任务。"),
        ("signature", ""),
        ("signature", "中共北京市委外事工作委员会办公室"),
        ("signature", "北京市人民政府外事办公室"),
        ("signature", "（北京市人民政府港澳事务办公室）"),
        ("signature", "2024年9月30日"),
    ]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_made_later_it_says_the_same(closed: Round, settings: Any, language: str):
    with translation.override(language):
        before = told(documents.summary(closed).content)
        for row in closed.tasks.select_related("task"):
            percent = 99 if row.task.kind == "deadline" else None
            late = {"effective_on": date(2024, 9, 29), "recorded_at": at(date(2024, 10, 8), 9)}
            UpdateFactory(task=row.task, percent=percent, note="Reported late.", **late)
        settings.WORKPLAN_TODAY = date(2025, 3, 1)
        assert told(documents.summary(closed).content) == before


HOSTILE = "{{ 7*7 }} {% raw %} {_{ x }_} {_% %_} <w:p/> &amp; </w:t> ]]> \t| \"“‘'"


def test_what_was_typed_stands_there_as_it_was_typed(closed: Round):
    row = closed.tasks.select_related("task").get(task__code="2024-2-01")
    update = UpdateFactory(task=row.task, effective_on=date(2024, 9, 27), note=HOSTILE, problems="{%p for x in y %}")
    this = RoundFactory(plan=closed.plan, number=8, closed_at=at(date(2024, 9, 30), 18))
    RoundTaskFactory(round=this, task=row.task, update=update, division=row.division)
    with translation.override("en"):
        said = [
            text for _style, text in (one for one in told(documents.summary(this).content) if isinstance(one, tuple))
        ]
    assert f"1. Progress. {HOSTILE}" in said
    assert "2. Problems. {%p for x in y %}" in said


def test_a_round_of_some_areas_has_no_total(closed: Round):
    area = closed.plan.areas.get(number=2)
    this = RoundFactory(plan=closed.plan, number=3, kind="quarter", closed_at=at(date(2024, 9, 30), 18))
    this.areas.set([area])
    with translation.override("en"):
        data = summary_data(this)
        assert (data["total"], [each["name"] for each in data["areas"]]) == (None, ["Area 2"])
        assert (data["round"]["period"], documents.summary(this).filename) == (
            "third quarter of 2024", "Summary of progress, third quarter of 2024.docx",
        )  # fmt: skip


def shape(data: Any) -> Any:
    """The keys of data, all the way down; of a list those of its first entry."""
    if isinstance(data, dict):
        return {key: shape(value) for key, value in data.items()}
    return [shape(data[0])] if isinstance(data, list) and data else None


def test_the_sample_has_the_shape_of_what_is_real(closed: Round):
    real = summary_data(closed)
    (full, _empty), (roomy, _medium, *_) = sample_of("round"), sample_of("leader")
    full["areas"] = full["areas"][:1]
    full["areas"][0]["tasks"] = [
        {**task, "progress": full["areas"][0]["tasks"][1]["progress"]} for task in full["areas"][0]["tasks"]
    ]
    for part in ("problems", "needs", "next_steps", "progress"):
        real["areas"][0]["tasks"][0][part] = full["areas"][0]["tasks"][0][part] = None
    assert shape(full) == shape(real)
    sheets = sheets_data(closed)
    roomy["sheets"][0]["issues"] = [dict.fromkeys(("code", "task", "problems", "needs"))]
    assert shape(roomy) == shape(sheets)


@pytest.mark.parametrize("tasks", [3, 60])
def test_queries_are_the_same_however_many_tasks(
    sign_in: SignIn,
    planner: User,
    plan: Plan,
    division: Division,
    leader: User,
    tasks: int,
    django_assert_num_queries: Any,
):
    area = AreaFactory(plan=plan, number=1)
    this = RoundFactory(plan=plan, closed_at=at(date(2024, 9, 30), 17))
    for number in range(1, tasks + 1):
        task = TaskFactory(area=area, number=number, lead_division=division, leader_in_charge=leader)
        update = UpdateFactory(task=task, effective_on=date(2024, 9, 25))
        RoundTaskFactory(round=this, task=task, update=update, division=division)
    client = sign_in(planner)
    for path, queries in (("summary.docx", 9), ("sheets/", 7), ("sheets/all.docx", 9), (f"sheets/{leader.pk}.docx", 9)):
        with django_assert_num_queries(queries):
            answer = client.get(f"/rounds/{this.pk}/{path}")
            assert answer.status_code == 200


def test_properties_hold_no_name_of_a_person(closed: Round, tmp_path: Any):
    with translation.override("en"):
        (tmp_path / "a.docx").write_bytes(documents.summary(closed).content)
    properties = Document(str(tmp_path / "a.docx")).core_properties
    assert (properties.title, properties.author, properties.last_modified_by, properties.comments) == (
        "Summary of progress, September 2024", "", "", "",
    )  # fmt: skip
