"""What a register's rows say: names, titles, days, kinds, whatever way offices write them."""

from datetime import date

import pytest

from accounts.models import Division
from events.models import Outcome
from tests.event_factories import CounterpartFactory, SeriesFactory, VenueFactory
from tests.exchange.registers import judged, outcomes, problems, workbook
from tests.factories import LeaderFactory, LeaderPostFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaders(db):
    """甲 and 乙 are vice mayors, 丙 is mayor since June 2023, 丁 was until May."""
    found = {}
    for name, english, title, rank, more in (
        ("甲某", "Leader A", "副市长", 3, {}),
        ("乙某", "Leader B", "副市长", 4, {}),
        ("丙某", "Leader C", "市长", 1, {"from_on": date(2023, 6, 1)}),
        ("丁某某", "Leader D", "市长", 1, {"from_on": date(2020, 1, 1), "until_on": date(2023, 5, 31)}),
    ):
        leader = LeaderFactory(name_zh=name, name_en=english)
        english_title = "Mayor" if title == "市长" else "Vice mayor"
        LeaderPostFactory(leader=leader, title_zh=title, title_en=english_title, rank=rank, **more)
        found[name] = leader
    return found


def row(leaders_cell, day="2023-5-2", title="会见某市代表团", kind="会见", **more):
    return [day, "", title, kind, more.get("host", ""), leaders_cell, more.get("held_with", ""), "", "", ""]


def attending(judgement):
    """The Chinese names of who attends, row by row."""
    return [
        [each.leader.name_zh for each in line.entry.attendances] if line.entry else None for line in judgement.lines
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("甲某、乙某", ["甲某", "乙某"]),
        ("甲某，乙某", ["甲某", "乙某"]),
        ("Leader A, Leader B", ["甲某", "乙某"]),
        ("leader a; leader b", ["甲某", "乙某"]),
        ("甲某\n乙某", ["甲某", "乙某"]),
        ("甲某 乙某", ["甲某", "乙某"]),
        ("甲 某、乙　某", ["甲某", "乙某"]),
        ("甲某和乙某", ["甲某", "乙某"]),
        ("Leader A and Leader B", ["甲某", "乙某"]),
        ("副市长甲某", ["甲某"]),
        ("甲某副市长、乙某同志", ["甲某", "乙某"]),
        ("市委常委、副市长甲某", ["甲某"]),
        ("Vice mayor Leader A", ["甲某"]),
        ("市长", ["丁某某"]),
        ("Mayor", ["丁某某"]),
        ("甲某（陪同）、甲某", ["甲某"]),
        ("", []),
    ],
)
def test_names_that_are_known(staff, plan, leaders, cell, expected):
    judgement = judged(staff, plan, workbook([row(cell)]))
    assert (attending(judgement), problems(judgement), judgement.unknowns) == ([expected], [], [])


def test_a_title_is_of_who_held_it_that_day(staff, plan, leaders):
    judgement = judged(staff, plan, workbook([row("市长", "5月31日"), row("市长", "6月1日", "会见另一代表团")]))
    assert attending(judgement) == [["丁某某"], ["丙某"]]


def test_what_is_said_in_brackets(staff, plan, leaders):
    [line] = judged(staff, plan, workbook([row("甲某（主持）、乙某（委托他人出席）、丁某某")])).lines
    assert line.entry is not None
    assert [(each.role, each.outcome) for each in line.entry.attendances] == [
        ("host", Outcome.ATTENDED), ("meets", Outcome.REPRESENTED), ("meets", Outcome.ATTENDED),
    ]  # fmt: skip


def test_names_that_are_not_known_are_asked_for_once(staff, planner, plan, leaders):
    content = workbook([row("甲某、丁某"), row("丁某", "5月3日"), row("副市长", "5月4日"), row("某某某某", "5月5日")])
    judgement = judged(staff, plan, content)
    assert outcomes(judgement) == [(2, "error"), (3, "error"), (4, "error"), (5, "error")]
    asked = [(each.sort, each.text, each.rows, [label for _v, label in each.offers]) for each in judgement.unknowns]
    assert asked == [
        ("leader", "丁某", 2, ["Leader D"]),
        ("leader", "副市长", 1, ["Leader A", "Leader B"]),
        ("leader", "某某某某", 1, []),
    ]
    assert problems(judgement)[0] == (
        2, "F", "甲某、丁某", "“丁某” is not known: choose above who or what is meant.",
    )  # fmt: skip
    assert [way for way, _label in judgement.unknowns[0].ways] == ["out"]
    assert [way for way, _label in judged(planner, plan, content).unknowns[1].ways] == ["out", "new"]
    chosen = {"丁某": str(leaders["丁某某"].pk), "副市长": "out", "某某某某": "new"}
    judgement = judged(staff, plan, content, leader=chosen)
    assert attending(judgement) == [["甲某", "丁某某"], ["丁某某"], [], None]  # staff enters no leader
    assert judgement.lines[2].remarks[-1] == "Left out: “副市长”."


def test_days_below_a_title_and_under_merged_cells(staff, plan, leaders):
    content = workbook(
        [
            row("甲某", "5月2日", "First"),
            row("乙某", None, "Second"),
            row("", None, "Third"),
            row("", "5.20-5.22", "Fourth"),
            ["合计", "", "", "", "", "", "", "", "", ""],
        ],
        above=[["2023年市领导外事活动台账"], [], ["单位：礼宾处"]],
        merged=["A1:J1", "A5:A7", "F6:F7"],
    )
    judgement = judged(staff, plan, content)
    events = [(line.number, line.entry.event) for line in judgement.lines[:4] if line.entry]
    days = [(number, f"{event.starts_on} {event.ends_on}") for number, event in events]
    assert days == [
        (5, "2023-05-02 2023-05-02"), (6, "2023-05-02 2023-05-02"), (7, "2023-05-02 2023-05-02"),
        (8, "2023-05-20 2023-05-22"),
    ]  # fmt: skip
    assert attending(judgement)[:4] == [["甲某"], ["乙某"], ["乙某"], []]
    assert problems(judgement) == [
        (9, "A", "合计", "“合计” is no day: write it as 2024-03-05, 2024-03-05 9:30 or 3月5日—7日."),
        (9, "C", "", "Expected what the event is called."),
        (9, "D", "", "Choose the kind above."),
    ]


def test_all_that_is_wrong_with_a_row_is_said_at_once(staff, planner, plan, division):
    Division.objects.filter(pk=division.pk).update(name_zh="经济处")
    Division.objects.create(code="protocol", name_en="Protocol", name_zh="礼宾处")
    content = workbook([["soon", "25点", "", "聚餐", "某处", "", "", "某国", "", ""], row("", host="礼宾处")])
    judgement = judged(staff, plan, content)
    assert problems(judgement) == [
        (2, "A", "soon", "“soon” is no day: write it as 2024-03-05, 2024-03-05 9:30 or 3月5日—7日."),
        (2, "C", "", "Expected what the event is called."),
        (2, "D", "聚餐", "Choose the kind above."),
        (2, "E", "某处", "Choose the division above."),
        (2, "H", "某国", "Choose the country or region above."),
        (3, "E", "礼宾处", "A division keeps its own events: only the planning office keeps those of another."),
    ]
    assert [each.sort for each in judgement.unknowns] == ["kind", "host", "country"]
    assert outcomes(judged(planner, plan, content))[1] == (3, "new")


def test_registers_beside_the_events(staff, plan):
    venue, city = VenueFactory(name_zh="第一会议厅"), CounterpartFactory(name_zh="港口市政府", name_en="Port City")
    series = SeriesFactory(name_zh="合作洽谈会")
    headings = ("日期", "活动名称", "类别", "外方", "地点", "团组", "人数", "品牌活动", "届次", "国别", "联系人")
    rows = [
        ["5月2日", "洽谈会", "论坛", "港口市政府、新公司", "第一会议厅", "港口市代表团", "12人", "合作洽谈会",
         "第二十七届", "法国", "x"],
        ["5月3日", "参观", "来访", "新公司", "某处大楼", "港口市代表团", "", "", "", "HK", "x"],
        ["5月4日", "座谈", "来访", "港口市", "某处大楼", "另一代表团", "", "", "", "", "x"],
    ]  # fmt: skip
    judgement = judged(staff, plan, workbook(rows, headings=headings))
    assert judgement.register.unplaced == ["联系人"]
    first, second, third = judgement.lines
    assert first.entry is not None
    assert second.entry is not None
    event = first.entry.event
    assert event.delegation is not None
    assert (event.registered_venue, event.venue, event.series, event.edition) == (venue, venue.name, series, 27)
    assert (event.delegation.name, event.delegation.size, str(event.country_or_region)) == ("港口市代表团", 12, "FR")
    assert [each.pk for each in first.entry.counterparts] == [city.pk, None]
    assert second.entry.counterparts[0] is first.entry.counterparts[1]  # one new one
    assert second.entry.event.delegation is event.delegation
    assert (second.entry.event.venue, str(second.entry.event.country_or_region)) == ("某处大楼", "HK")
    assert problems(judgement) == [
        (4, "D", "港口市", "“港口市” is not known: choose above who or what is meant."),
        (4, "G", "", "Expected how many persons this new delegation has."),
    ]
    assert third.outcome == "error"
    assert [(each.sort, each.text, each.rows, each.open) for each in judgement.unknowns] == [
        ("counterpart", "港口市", 1, True), ("counterpart", "新公司", 2, False), ("venue", "某处大楼", 2, False),
    ]  # fmt: skip
    chosen = judged(
        staff, plan, workbook(rows, headings=headings), counterpart={"港口市": str(city.pk), "新公司": "out"}
    )
    entry = chosen.lines[0].entry
    assert entry is not None
    assert [each.pk for each in entry.counterparts] == [city.pk]
