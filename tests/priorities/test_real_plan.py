"""Beijing's 2024 plan as the project ships it: held to the letter of the read-out."""

import hashlib
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command

from accounts.models import Division, User
from priorities.models import (
    Achievement,
    Indicator,
    Measurement,
    Milestone,
    OfflineTotal,
    Plan,
    PriorityArea,
    ProgressUpdate,
    Schedule,
    Task,
)

PLANS = Path(__file__).resolve().parents[2] / "priorities" / "plans"
FILE = PLANS / "beijing-2024.yaml"
READ_OUT = (PLANS / "beijing-fao-2024-meeting.txt").read_text(encoding="utf-8")
CONFERENCE = (
    "Studying and implementing the guiding principles set forth at the Central Foreign Affairs Work Conference",
    "学习贯彻中央外事工作会议精神",
)
# number, name, whether the Chinese is attested
AREAS = [
    (1, CONFERENCE[1], True),
    (2, "服务党和国家对外工作大局", True),
    (3, "服务首都高质量发展", False),
    (4, "高标准建设国际交往中心", False),
    (5, "推进城市外交和民间外交", False),
    (6, "提升港澳工作水平", False),
    (7, "加强外事管理和服务", False),
    (8, "加强处室和干部队伍建设", False),
]
# code, kind, Chinese name, whether it is attested, how its sentence begins
TASKS = [
    ("2024-1-01", "ongoing", CONFERENCE[1], True, "First, studying"),
    ("2024-2-01", "ongoing", "全力做好重大国事活动服务保障", True, "All-out efforts"),
    ("2024-2-02", "ongoing", "服务国家构建全球伙伴关系网络", False, "All-out efforts"),
    ("2024-3-01", "ongoing", "发挥外事港澳渠道优势，加大招商引资力度", False, "Actions will be"),
    ("2024-4-01", "deadline", "加快重大国际活动设施建设", False, "Progress will be"),
    ("2024-4-02", "deadline", "建设特色优质外交活动场所", False, "Progress will be"),
    ("2024-4-03", "ongoing", "提升国际化环境", False, "Progress will be"),
    ("2024-5-01", "ongoing", "巩固拓展国际“朋友圈”", False, "Continuous effo"),
    ("2024-5-02", "deadline", "完善党管民间外交机制", False, "The mechanism w"),
    ("2024-5-03", "ongoing", "引导社会力量广泛参与", False, "The mechanism w"),
    ("2024-6-01", "deadline", "第二十七届北京·香港经济合作研讨洽谈会（京港洽谈会）", True, "The 27th Beijin"),
    ("2024-6-02", "deadline", "2024北京·澳门合作伙伴行动", True, "The 27th Beijin"),
    ("2024-7-01", "ongoing", "因公出国（境）统筹管理", False, "Official visits"),
    ("2024-7-02", "deadline", "健全海外利益保护和预警体系", False, "A sound oversea"),
    ("2024-8-01", "deadline", "稳妥有序推进机构改革", False, "Institutional r"),
    ("2024-8-02", "ongoing", "锻造忠诚坚定的外事干部队伍", False, "Institutional r"),
]


@pytest.fixture
def real(db: None) -> Plan:
    """The plan as loaded."""
    call_command("load_plan", str(FILE))
    return Plan.objects.get()


def test_the_plan_is_set_out_and_adopted_and_no_demonstration(real: Plan) -> None:
    assert (real.code, real.year, real.status, real.set_out_on) == ("2024", 2024, "adopted", date(2024, 1, 18))
    assert (real.behind_points, real.far_behind_points, real.stale_days) == (10, 30, 30)
    assert real.demonstration is False


def test_the_source_names_the_read_out_and_the_office_in_full(real: Plan) -> None:
    for text in (
        "Beijing's Foreign Affairs Authorities Hold 2024 Work Review and Planning Meeting",
        "19 January 2024",
        "Official WeChat Account of Beijing Foreign Affairs Office",
        "Office of the Foreign Affairs Commission of the CPC Beijing Municipal Committee and Foreign Affairs Office "
        "(Hong Kong and Macao Affairs Office) of the People's Government of Beijing Municipality",
        "中共北京市委外事工作委员会办公室、北京市人民政府外事办公室（北京市人民政府港澳事务办公室）",
    ):
        assert text in real.source


def test_eight_areas_in_their_order(real: Plan) -> None:
    areas = [(area.number, area.name_zh, not area.name_zh_translated) for area in real.areas.order_by("number")]
    assert areas == AREAS


def test_every_deliverable_is_a_task_of_its_own(real: Plan) -> None:
    tasks = [
        (task.code, task.kind, task.name_zh, not task.name_zh_translated, task.source_quote.replace("\xa0", " "))
        for task in Task.objects.of_plan(real)
    ]
    assert [task[:4] for task in tasks] == [task[:4] for task in TASKS]
    assert [task[4][: len(begins)] for task, (*_, begins) in zip(tasks, TASKS, strict=True)] == [t[4] for t in TASKS]


def test_the_first_area_and_its_task_are_never_shortened(real: Plan) -> None:
    area, task = real.areas.get(number=1), Task.objects.get(code="2024-1-01")
    assert {(area.name_en, area.name_zh), (task.name_en, task.name_zh)} == {CONFERENCE}


@pytest.mark.parametrize("model", [PriorityArea, Task, Achievement])
def test_each_quote_is_a_sentence_of_the_read_out_word_for_word(real: Plan, model: Any) -> None:
    quotes = list(model.objects.values_list("source_quote", flat=True))
    assert quotes
    for quote in quotes:
        assert quote in READ_OUT
        assert quote.endswith(".")


def test_each_area_quotes_the_sentence_that_numbers_it(real: Plan) -> None:
    ordinals = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth"]
    quoted = [area.source_quote.split(",")[0] for area in real.areas.order_by("number")]
    assert quoted == ordinals


def test_every_sentence_of_the_eight_areas_gave_rise_to_something(real: Plan) -> None:
    passage = READ_OUT[
        READ_OUT.index("First, studying") : READ_OUT.index("steadfast loyalty.") + len("steadfast loyalty.")
    ]
    sentences = set(re.findall(r"[A-Z].*?\.(?=\s|\Z)", passage))
    quotes = {*real.areas.values_list("source_quote", flat=True)}
    quotes |= {*Task.objects.values_list("source_quote", flat=True)}
    assert quotes == sentences


def test_the_quotes_in_the_file_itself_stand_in_the_read_out() -> None:
    def quotes(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["source_quote"]] if "source_quote" in node else []
            return own + [quote for value in node.values() for quote in quotes(value)]
        return [quote for value in node for quote in quotes(value)] if isinstance(node, list) else []

    found = quotes(yaml.safe_load(FILE.read_text(encoding="utf-8")))
    assert len(found) == 8 + 16 + 2 + 8
    assert [quote for quote in found if quote not in READ_OUT] == []


def test_the_copy_of_the_read_out_is_whole() -> None:
    digest = hashlib.sha256((PLANS / "beijing-fao-2024-meeting.txt").read_bytes()).hexdigest()
    assert digest == "9d022d5b815c5ebed9ad64715fcacf1e341070108885135cce2749f528b78bec"


def test_nothing_is_invented(real: Plan) -> None:
    """No division, person, date, target, progress, milestone: tasks run over the year, decided when it was set out."""
    who: Any = Task.objects.values_list("lead_division", "responsible", "leader_in_charge", "weight")
    assert {*who} == {(None, None, None, 1)}
    when: Any = Schedule.objects.values_list("starts_on", "due_on", "decided_on", "reason", "by")
    assert {*when} == {(date(2024, 1, 1), date(2024, 12, 31), date(2024, 1, 18), "", None)}
    assert Schedule.objects.count() == 16
    for model in (Division, User, Milestone, ProgressUpdate, Measurement, OfflineTotal):
        assert model.objects.count() == 0
    assert list(Indicator.objects.values_list("target", flat=True)) == [None]


def test_each_task_comes_from_the_meeting_of_18_january(real: Plan) -> None:
    sources = {(task.code, source.name_en) for task in Task.objects.all() for source in task.sources.all()}
    meeting = "2024 work review and planning meeting, 18 January 2024"
    assert sources == {(code, meeting) for code, *_ in TASKS}


def test_the_events_indicator_has_its_stated_and_its_derived_baseline(real: Plan) -> None:
    indicator = Indicator.objects.get()
    assert (indicator.code, indicator.kind, indicator.unit_en, indicator.unit_zh) == (
        "2024-events-with-leaders",
        "events_with_leaders",
        "events",
        "场",
    )
    assert "distinct events" in indicator.note_en
    assert "does not say" in indicator.note_en
    stated, derived = indicator.baselines.order_by("-year")
    figures: Any = indicator.baselines.values_list("year", "value", "derived", "low", "high")
    assert list(figures.order_by("-year")) == [(2023, 336, False, None, None), (2019, 232, True, 231, 232)]
    for baseline in (stated, derived):
        assert baseline.source_quote in READ_OUT
        assert "336 relevant events attended by municipal leaders" in baseline.source_quote
    assert "336 ÷ 1.45 ≈ 231.7" in derived.note_en


def test_the_derived_baseline_is_all_that_rounding_allows() -> None:
    possible = [n for n in range(200, 260) if round((Decimal(336) / n - 1) * 100) == 45]
    assert possible == [231, 232]


def test_the_named_achievements_of_2023(real: Plan) -> None:
    assert list(real.achievements.order_by("order").values_list("year", "title_zh", "title_zh_translated")) == [
        (2023, "元首外交综合服务保障体系", False),
        (2023, "第三届“一带一路”国际合作高峰论坛", False),
        (2023, "制定外事和港澳工作更好服务首都高质量发展的措施", True),
        (2023, "安排市领导外事和港澳活动336场，比2019年增长45%", True),
        (2023, "京港合作会议第五次会议", False),
        (2023, "京澳合作会议第一次会议", False),
        (2023, "涉外管理和服务不断提升", True),
        (2023, "党对外事工作的领导进一步加强", True),
    ]


def test_no_name_shortens_hong_kong() -> None:
    assert not re.search(r"\bHK\b", FILE.read_text(encoding="utf-8"))
