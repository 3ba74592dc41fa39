"""What the change record keeps of plans, areas, tasks and indicators: every fact, by the keys of section 3."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import F

from priorities.models import (
    Achievement,
    Indicator,
    Measurement,
    Milestone,
    OfflineTotal,
    Plan,
    PriorityArea,
    Round,
    Schedule,
    SpecialDay,
    Task,
    TaskSource,
)

Facts = dict[str, Any]


def plan_facts(plan: Plan) -> Facts:
    """A plan's facts and thresholds."""
    names = (
        "code", "year", "title_en", "title_zh", "status", "set_out_on", "source", "behind_points", "far_behind_points",
        "stale_days", "review_reports", "demonstration",
    )  # fmt: skip
    return {name: getattr(plan, name) for name in names}


def area_facts(area: PriorityArea) -> Facts:
    """A priority area's facts."""
    names = ("number", "name_en", "name_zh", "name_zh_translated", "summary_en", "summary_zh", "source_quote")
    return {
        "plan": area.plan.code,
        **{name: getattr(area, name) for name in names},
        "lead_division": area.lead_division.code if area.lead_division else None,
    }


def task_facts(task: Task) -> Facts:
    """A task's facts, schedules and milestones. Four queries beside the task's own relations."""
    return facts_of_tasks([task])[task.pk]


def facts_of_tasks(tasks: Collection[Task]) -> dict[int, Facts]:
    """The same of several tasks, by their ids. Four queries beside the tasks' own relations, however many there are."""
    names = (
        "number", "kind", "name_en", "name_zh", "name_zh_translated", "description_en", "description_zh", "weight",
        "source_quote",
    )  # fmt: skip
    of = {"task__in": [task.pk for task in tasks]}
    supporting = Task.supporting_divisions.through.objects.filter(**of).order_by("division__code")
    divisions = _grouped(supporting.values("task_id", code=F("division__code")))
    sources = _grouped(TaskSource.objects.filter(**of).order_by("id").values("task_id", "name_en", "name_zh"))
    schedules = _grouped(
        Schedule.objects.filter(**of).order_by("id").values("task_id", "starts_on", "due_on", "decided_on", "reason")
    )
    milestones = _grouped(
        Milestone.objects.filter(**of)
        .order_by("due_on", "id")
        .values("task_id", "id", "name_en", "name_zh", "due_on", "weight", "completed_on")
    )
    return {
        task.pk: {
            "area": task.area.code,
            **{name: getattr(task, name) for name in names},
            "lead_division": task.lead_division.code if task.lead_division else None,
            "supporting_divisions": [each["code"] for each in divisions[task.pk]],
            "responsible": task.responsible.username if task.responsible else None,
            "leader_in_charge": task.leader_in_charge.username if task.leader_in_charge else None,
            "sources": sources[task.pk],
            "schedules": schedules[task.pk],
            "milestones": milestones[task.pk],
        }
        for task in tasks
    }


def _grouped(rows: Iterable[Any]) -> dict[int, list[Facts]]:
    """Rows by the task they belong to, which they then leave out; none for every other task."""
    found: dict[int, list[Facts]] = defaultdict(list)
    for row in rows:
        found[row.pop("task_id")].append(row)
    return found


def indicator_facts(indicator: Indicator) -> Facts:
    """An indicator's facts and baselines. One query beside the indicator's own relations."""
    names = (
        "code", "order", "name_en", "name_zh", "unit_en", "unit_zh", "direction", "kind", "aggregate", "target",
        "note_en", "note_zh",
    )  # fmt: skip
    baseline = ("year", "value", "low", "high", "derived", "source_quote", "note_en", "note_zh")
    return {
        "plan": indicator.plan.code,
        "area": indicator.area.code if indicator.area else None,
        **{name: getattr(indicator, name) for name in names},
        "baselines": list(indicator.baselines.order_by("-year").values(*baseline)),
    }


def achievement_facts(achievement: Achievement) -> Facts:
    """A named achievement of the year reviewed."""
    names = ("order", "year", "title_en", "title_zh", "title_zh_translated", "source_quote")
    return {"plan": achievement.plan.code, **{name: getattr(achievement, name) for name in names}}


def measurement_facts(measurement: Measurement) -> Facts:
    """A measured value."""
    return {
        "indicator": measurement.indicator.code,
        "on": measurement.on,
        "value": measurement.value,
        "note": measurement.note,
        "corrects": measurement.corrects_id,
    }


def offline_total_facts(total: OfflineTotal) -> Facts:
    """An approved number of events that may not be entered."""
    return {
        "indicator": total.indicator.code,
        "month": f"{total.month:%Y-%m}",
        "number": total.number,
        "approver": total.approver,
    }


def round_facts(one: Round) -> Facts:
    """A reporting round; `areas` empty: the whole plan. One query beside the round's plan."""
    return {
        "plan": one.plan.code,
        "kind": one.kind,
        "number": one.number,
        "areas": list(one.areas.order_by("number").values_list("code", flat=True)),
        "counts_from": one.counts_from,
        "due_on": one.due_on,
        "closed": not one.is_open,
    }


def special_day_facts(special: SpecialDay) -> Facts:
    """A day that is not what its weekday says."""
    return {"day": special.day, "working": special.working, "name": special.name}
