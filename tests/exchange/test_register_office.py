"""A register saved by LibreOffice says the same: merged cells, days, what stands above the headings."""

from datetime import date, datetime

import pytest

from tests.exchange.registers import judged, outcomes, problems, workbook
from tests.factories import LeaderFactory
from tests.sheets.test_libreoffice import soffice

pytestmark = pytest.mark.django_db
__all__ = ["soffice"]


def test_a_register_saved_by_libreoffice(soffice, staff, plan):
    LeaderFactory(name_zh="甲某")
    LeaderFactory(name_zh="乙某")
    rest = ["会见", "", "甲某、乙某", "", "法国", "", ""]
    content = workbook(
        [
            [date(2023, 5, 2), "9:30", "第一项", *rest],
            [None, "", "第二项", *rest],
            [datetime(2023, 5, 3, 15, 0), "", "第三项", *rest],  # noqa: DTZ001 - a sheet knows no zone
            ["5月4日—6日", "", "第四项", *rest],
            [5.4, "", "第五项", *rest],
        ],
        above=[["2023年活动台账"], []],
        merged=["A1:J1", "A4:A5"],
    )
    told = []
    for file in (content, soffice(content)):
        judgement = judged(staff, plan, file)
        assert (problems(judgement), {outcome for _row, outcome in outcomes(judgement)}) == ([], {"new"})
        events = [line.entry.event for line in judgement.lines if line.entry]
        told.append([(event.title_zh, event.starts_at.isoformat(), event.ends_at.isoformat()) for event in events])
        assert [len(line.entry.attendances) for line in judgement.lines if line.entry] == [2] * 5
    assert told[0] == told[1]
    assert [starts[:16] for _title, starts, _ends in told[0]] == [
        "2023-05-02T09:30", "2023-05-02T00:00", "2023-05-03T15:00", "2023-05-04T00:00", "2023-05-04T00:00",
    ]  # fmt: skip
