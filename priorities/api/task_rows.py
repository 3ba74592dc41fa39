"""How tasks read as JSON: everything of a page of tasks in one statement, on top of the one that judges them.

The API's list of tasks is read by other systems all day long: it costs one query for the keys of its page and one for
all that the page shows (tests and benchmarks hold it there).
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

import orjson
from django.db.models import QuerySet

from foundation.dialect import fetch_dicts, json_rows, read_instant
from foundation.numbers import one_decimal
from foundation.rest.shape import local
from priorities.figures import Moment, sql
from priorities.models import Plan, Task

Row = Mapping[str, Any]
Body = dict[str, Any]

SOURCE = ("name_en", "name_zh")
SCHEDULE = ("starts_on", "due_on", "decided_on", "recorded_at", "reason")
MILESTONE = ("name_en", "name_zh", "due_on", "weight", "completed_on")
SUPPORTING = "priorities_task_supporting_divisions x JOIN accounts_division d ON d.id = x.division_id"


def tasks() -> QuerySet[Any]:
    """The rows of tasks: their keys, and their plans', of which `task_bodies` makes the rest."""
    return Task.objects.values("id", "code", "area__plan_id", "area__plan__year")


def task_bodies(rows: Collection[Row]) -> list[Body]:
    """The tasks as they are today, each in its own plan. One query, none for no task."""
    if not rows:
        return []
    years = {row["area__plan_id"]: row["area__plan__year"] for row in rows}
    plans = [Plan(pk=key, year=year) for key, year in years.items()]
    statement = sql.judged_across(
        [(plan, Moment.default_day(plan)) for plan in plans], None, [row["id"] for row in rows]
    )
    statement.add(_facts())
    found = {row["task_id"]: row for row in fetch_dicts(statement.text, statement.params)}
    return [_body(found[row["id"]]) for row in rows]


def _facts() -> str:
    """The rest of the statement: the task beside its state, and what belongs to it as JSON."""
    return f"""SELECT j.task_id, j.status, j.percent, j.health, j.signal, j.stale, j.disagrees, j.starts_on, j.due_on,
    j.planned_num, j.planned_den, t.code, t.kind, t.name_en, t.name_zh, t.description_en, t.description_zh, t.weight,
    t.source_quote, t.version, a.code AS area, p.code AS plan, p.demonstration, lead.code AS lead_division,
    responsible.username AS responsible, leader.username AS leader_in_charge,
    (SELECT MAX(u.recorded_at) FROM priorities_progressupdate u WHERE u.task_id = t.id) AS reported_at,
    (SELECT MAX(r.at) FROM priorities_review r JOIN priorities_progressupdate u ON u.id = r.update_id
     WHERE u.task_id = t.id) AS reviewed_at,
    {json_rows(["d.code"], f"{SUPPORTING} WHERE x.task_id = t.id", "d.code")} AS supporting_divisions,
    {_list_of("tasksource", SOURCE, "id")} AS sources,
    {_list_of("schedule", SCHEDULE, "id")} AS schedules,
    {_list_of("milestone", MILESTONE, "due_on, s.id")} AS milestones
    FROM judged j JOIN priorities_task t ON t.id = j.task_id JOIN priorities_priorityarea a ON a.id = t.area_id
    JOIN priorities_plan p ON p.id = a.plan_id LEFT JOIN accounts_division lead ON lead.id = t.lead_division_id
    LEFT JOIN accounts_user responsible ON responsible.id = t.responsible_id
    LEFT JOIN accounts_user leader ON leader.id = t.leader_in_charge_id"""  # noqa: S608  # names are the module's own


def _list_of(table: str, columns: Collection[str], order: str) -> str:
    """The rows of a table that belong to the task."""
    return json_rows(
        [f"s.{column}" for column in columns], f"priorities_{table} s WHERE s.task_id = t.id", f"s.{order}"
    )


def _body(row: Row) -> Body:
    """One task."""
    schedules = _objects(SCHEDULE, row["schedules"])
    for schedule in schedules:
        schedule["recorded_at"] = local(read_instant(schedule["recorded_at"]))
    return {
        "code": row["code"],
        "plan": row["plan"],
        "area": row["area"],
        "kind": row["kind"],
        "name_en": row["name_en"],
        "name_zh": row["name_zh"],
        "description_en": row["description_en"],
        "description_zh": row["description_zh"],
        "lead_division": row["lead_division"],
        "supporting_divisions": [code for (code,) in orjson.loads(row["supporting_divisions"])],
        "responsible": row["responsible"],
        "leader_in_charge": row["leader_in_charge"],
        "sources": _objects(SOURCE, row["sources"]),
        "starts_on": row["starts_on"],
        "due_on": row["due_on"],
        "schedules": schedules,
        "weight": row["weight"],
        "source_quote": row["source_quote"],
        "milestones": _objects(MILESTONE, row["milestones"]),
        "demonstration": bool(row["demonstration"]),
        "version": row["version"],
        "status": row["status"],
        "percent": row["percent"],
        "health": row["health"],
        "planned_percent": _percent(row["planned_num"], row["planned_den"]),
        "signal": row["signal"],
        "stale": bool(row["stale"]),
        "disagrees": bool(row["disagrees"]),
        "updated_at": _newest([row["reported_at"], row["reviewed_at"]], schedules),
    }


def _objects(names: Collection[str], text: str) -> list[Body]:
    """JSON objects of these names from the text of a list of lists."""
    return [dict(zip(names, values, strict=True)) for values in orjson.loads(text)]


@lru_cache(maxsize=4096)
def _percent(numerator: int | None, denominator: int | None) -> float | None:
    """The planned percent, exact until it is rounded to one decimal."""
    if numerator is None or denominator is None:
        return None
    return float(one_decimal(Fraction(100 * int(numerator), int(denominator))) or 0)


def _newest(instants: Collection[datetime | str | None], schedules: Collection[Row]) -> datetime | None:
    """When the newest report, review or schedule was recorded; None where there is none."""
    known = [local(read_instant(each)) for each in instants if each]
    return max([*known, *(schedule["recorded_at"] for schedule in schedules)], default=None)
