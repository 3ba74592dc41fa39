"""The one SQL statement behind every figure of tasks: the state of each task at each asked day.

`WITH days, base, state, judged` then whatever a caller selects from `judged`, whose columns are:
d, task_id, area_id, plan_id, lead_division_id, kind, weight, schedule_id, starts_on, due_on, standing_id, status,
percent (null for ongoing), health, reported_on, planned_num ÷ planned_den (the planned fraction, null for ongoing),
signal, stale and disagrees (0 or 1). All arithmetic is on integers, so no database's division shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from foundation.dialect import among, days_between, instant, keyed_day_rows
from priorities.models import Plan

SIGNALS = ("completed", "on_track", "behind", "far_behind", "overdue", "not_due", "cancelled")
# From the gravest on, as `worst` picks (contract.md).
GRAVITY = ("overdue", "far_behind", "behind", "on_track", "not_due", "completed", "cancelled")


def gravity_of(column: str) -> str:
    """SQL for a signal's place in GRAVITY: 0 for the gravest."""
    places = " ".join(f"WHEN '{signal}' THEN {place}" for place, signal in enumerate(GRAVITY))
    return f"CASE {column} {places} END"


# Actual − planned as a float, to sort by and nothing else: whole numbers divided once, so that equal gaps give equal
# floats, and, as those of plans differ by far more than a float's last digit, different ones different floats.
GAP = "CAST(percent * planned_den - 100 * planned_num AS double precision) / planned_den"


@dataclass
class Statement:
    """SQL text with its parameters in order."""

    text: str = ""
    params: list[Any] = field(default_factory=list)

    def add(self, text: str, *params: Any) -> "Statement":
        """Append text that uses these parameters."""
        self.text += text
        self.params.extend(params)
        return self


def judged(
    plan: Plan,
    days: Sequence[date],
    known_at: datetime | None,
    task_ids: Sequence[int] | None = None,
    led_by: int | None = None,
) -> Statement:
    """The statement up to and including `judged`, for the plan's tasks.

    Only for those of them in `task_ids`, or that the division `led_by` leads, where these are given.
    """
    return judged_across([(plan, day) for day in days], known_at, task_ids, led_by)


def judged_across(
    days: Sequence[tuple[Plan, date]],
    known_at: datetime | None,
    task_ids: Sequence[int] | None = None,
    led_by: int | None = None,
) -> Statement:
    """The same for the tasks of several plans, each on the days given for its plan and by its plan's thresholds."""
    rows, params = keyed_day_rows([(plan.pk, day) for plan, day in days])
    statement = Statement().add(f"WITH days(plan_id, d) AS ({rows}), ", *params)
    _add_base(statement, known_at, task_ids, led_by)
    _add_state(statement)
    _add_judged(statement)
    return statement


def _add_base(
    statement: Statement, known_at: datetime | None, task_ids: Sequence[int] | None, led_by: int | None
) -> None:
    """Per task and day: the schedule in force, the standing update, the newest report, milestone weights."""
    known = [] if known_at is None else [instant(known_at)]
    schedule_known, update_known, review_known = (
        ("", "", "") if known_at is None
        else ("AND s.recorded_at <= %s ", "AND u.recorded_at <= %s ", "AND r.at <= %s ")
    )  # fmt: skip
    statement.add(
        """base AS MATERIALIZED (SELECT days.d, t.id AS task_id, t.area_id, a.plan_id, t.lead_division_id, t.kind,
        t.weight, """
    )
    statement.add(
        f"""COALESCE(
        (SELECT s.id FROM priorities_schedule s WHERE s.task_id = t.id AND s.decided_on <= days.d {schedule_known}
         ORDER BY s.decided_on DESC, s.id DESC LIMIT 1),
        (SELECT MIN(s.id) FROM priorities_schedule s WHERE s.task_id = t.id {schedule_known}),
        (SELECT MIN(s.id) FROM priorities_schedule s WHERE s.task_id = t.id)) AS schedule_id,
        (SELECT u.id FROM priorities_progressupdate u
         WHERE u.task_id = t.id AND u.effective_on <= days.d {update_known}
         AND (u.first_review = 'not_required' OR EXISTS (SELECT 1 FROM priorities_review r
              WHERE r.update_id = u.id AND r.outcome = 'accepted' {review_known}))
         ORDER BY u.effective_on DESC, u.id DESC LIMIT 1) AS standing_id,
        (SELECT MAX(u.effective_on) FROM priorities_progressupdate u
         WHERE u.task_id = t.id AND u.effective_on <= days.d {update_known}) AS reported_on, """,
        *known, *known, *known, *known, *known,
    )  # fmt: skip
    statement.add(
        """(SELECT SUM(m.weight) FROM priorities_milestone m WHERE m.task_id = t.id) AS milestone_weight,
        (SELECT SUM(m.weight) FROM priorities_milestone m
         WHERE m.task_id = t.id AND m.due_on <= days.d) AS milestone_due
        FROM priorities_task t JOIN priorities_priorityarea a ON a.id = t.area_id
        JOIN days ON days.plan_id = a.plan_id"""
    )
    if task_ids is not None:
        one_of, params = among("t.id", task_ids)
        statement.add(f" WHERE {one_of}", *params)
    elif led_by is not None:
        statement.add(" WHERE t.lead_division_id = %s", led_by)
    statement.add("), ")


def _add_state(statement: Statement) -> None:
    """Join schedule and standing update; the planned fraction as two integers."""
    duration = f"({days_between('sch.due_on', 'sch.starts_on')} + 1)"
    elapsed = f"({days_between('base.d', 'sch.starts_on')} + 1)"
    statement.add(
        f"""state AS MATERIALIZED (SELECT base.d, base.task_id, base.area_id, base.plan_id, base.lead_division_id,
        base.kind, base.weight, base.schedule_id, base.standing_id, base.reported_on, sch.starts_on, sch.due_on,
        COALESCE(u.status, 'not_started') AS status, u.health,
        CASE WHEN base.kind = 'ongoing' THEN NULL
             WHEN u.status = 'completed' THEN 100
             ELSE COALESCE(u.percent, 0) END AS percent,
        CASE WHEN base.kind = 'ongoing' THEN NULL
             WHEN base.milestone_weight IS NOT NULL THEN COALESCE(base.milestone_due, 0)
             WHEN base.d < sch.starts_on THEN 0
             WHEN base.d >= sch.due_on THEN {duration}
             ELSE {elapsed} END AS planned_num,
        CASE WHEN base.kind = 'ongoing' THEN NULL
             ELSE COALESCE(base.milestone_weight, {duration}) END AS planned_den
        FROM base JOIN priorities_schedule sch ON sch.id = base.schedule_id
        LEFT JOIN priorities_progressupdate u ON u.id = base.standing_id), """
    )


def _add_judged(statement: Statement) -> None:
    """The rules: signal (the first that fits), stale, disagrees. Thresholds are those of the task's plan."""
    lag = "(100 * planned_num - percent * planned_den)"
    heard = days_between("d", "CASE WHEN reported_on > starts_on THEN reported_on ELSE starts_on END")
    statement.add(
        f"""signalled AS (SELECT state.*,
        CASE WHEN state.status = 'cancelled' THEN 'cancelled'
             WHEN state.status = 'completed' THEN 'completed'
             WHEN kind = 'deadline' AND d > due_on THEN 'overdue'
             WHEN kind = 'deadline' AND {lag} > p.far_behind_points * planned_den THEN 'far_behind'
             WHEN kind = 'deadline' AND {lag} >= p.behind_points * planned_den THEN 'behind'
             WHEN d < starts_on THEN 'not_due'
             ELSE 'on_track' END AS signal,
        CASE WHEN state.status IN ('completed', 'cancelled') OR d < starts_on THEN 0
             WHEN {heard} > p.stale_days THEN 1 ELSE 0 END AS stale
        FROM state JOIN priorities_plan p ON p.id = state.plan_id),
        judged AS (SELECT signalled.*,
        CASE WHEN health = 'green' AND signal IN ('overdue', 'far_behind', 'behind') THEN 1 ELSE 0 END AS disagrees
        FROM signalled) """
    )
