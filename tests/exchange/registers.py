"""Registers of events as offices keep them, written cell by cell."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from exchange.events.judging import judge
from exchange.events.outcomes import Judgement
from exchange.events.reading import read_register
from priorities.models import Plan

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS = ("日期", "时间", "活动名称", "类别", "主办处室", "市领导", "外方单位", "国家（地区）", "地点", "备注")


def workbook(
    rows: Sequence[Sequence[Any]],
    *,
    headings: Sequence[str] = HEADINGS,
    above: Sequence[Sequence[Any]] = (),
    merged: Sequence[str] = (),
    title: str = "台账",
) -> bytes:
    """An .xlsx of a register: lines `above` its headings, its rows, and areas that are merged afterwards."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for line in (*above, headings, *rows):
        sheet.append(list(line))
    for area in merged:
        sheet.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def judged(by: User, plan: Plan, content: bytes, year: int = 2023, **choices: dict[str, str]) -> Judgement:
    """What would become of the rows."""
    return judge(by, plan, read_register(io.BytesIO(content), "register.xlsx"), {"year": year} | choices)


def outcomes(judgement: Judgement) -> list[tuple[int, str]]:
    """Row and outcome of each line."""
    return [(line.number, str(line.outcome)) for line in judgement.lines]


def problems(judgement: Judgement) -> list[tuple[int, str, str, str]]:
    """Row, column, value and message of all that is wrong."""
    return [(line.number, problem.column, problem.value, problem.message) for line, problem in judgement.problems()]


def sent(content: bytes, name: str = "register.xlsx", year: int = 2023) -> dict[str, Any]:
    """The form of an upload."""
    return {"file": SimpleUploadedFile(name, content, content_type=XLSX), "year": str(year)}
