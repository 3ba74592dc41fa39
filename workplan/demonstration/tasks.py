"""The plan of Sample City: areas, tasks, their schedules and milestones."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from foundation import clock
from priorities.models import Achievement, Milestone, Plan, PriorityArea, Schedule, Task, TaskSource
from workplan.demonstration import PLAN_CODE, YEAR
from workplan.demonstration.loader import add_all
from workplan.demonstration.people import Office, Team
from workplan.demonstration.stage import FIRST_DAY, Stage, day_of, texts


@dataclass(frozen=True)
class Scripted:
    """A task with what the file tells of it. Its schedules and milestones are sorted by day."""

    task: Task
    script: dict[str, Any]
    lead: Team
    supporting: list[Team]
    schedules: list[Schedule]
    milestones: list[Milestone]
    sources: list[TaskSource] = field(default_factory=list)

    @property
    def starts_on(self) -> date:
        """The day on which work begins."""
        return self.schedules[0].starts_on

    def planned(self, day: date) -> Fraction:
        """The planned percent on a day, by the schedule in force then and the milestones."""
        schedule = [each for each in self.schedules if each.decided_on <= day or each is self.schedules[0]][-1]
        if self.milestones:
            due = sum(each.weight for each in self.milestones if each.due_on <= day)
            return Fraction(100 * due, sum(each.weight for each in self.milestones))
        return 100 * share(day, schedule.starts_on, schedule.due_on)


def share(day: date, first: date, last: date) -> Fraction:
    """How much of the days from first to last is over at the end of a day, from 0 to 1."""
    return Fraction(min(max((day - first).days + 1, 0), (last - first).days + 1), (last - first).days + 1)


def add_plan() -> Plan:
    """Write the plan and last year's achievements."""
    script = texts("plan")
    plan = Plan.objects.create(
        code=PLAN_CODE,
        year=YEAR,
        title_en=script["title"]["en"],
        title_zh=script["title"]["zh"],
        status=Plan.Status.ADOPTED,
        set_out_on=FIRST_DAY,
        source="\n".join(script["source"].values()),
        demonstration=True,
    )
    add_all(
        Achievement,
        [
            Achievement(plan=plan, order=order, year=YEAR - 1, title_en=each["en"], title_zh=each["zh"])
            for order, each in enumerate(script["achievements"], start=1)
        ],
    )
    return plan


def add_areas(plan: Plan, teams: dict[str, Team]) -> list[PriorityArea]:
    """Write the eight areas."""
    rows = [
        PriorityArea(
            plan=plan,
            number=number,
            code=f"{plan.code}-{number}",
            name_en=area["en"],
            name_zh=area["zh"],
            source_quote=area["quote"],
            lead_division=teams[area["lead"]].division,
        )
        for number, area in enumerate(texts("plan")["areas"], start=1)
    ]
    add_all(PriorityArea, rows)
    return rows


def add_tasks(stage: Stage, areas: list[PriorityArea], teams: dict[str, Team], office: Office) -> list[Scripted]:
    """Write a copy's sixty tasks with schedules, milestones, supporting divisions and sources."""
    made = []
    for area, told in zip(areas, texts("plan")["areas"], strict=True):
        for number, script in enumerate(told["tasks"], start=1):
            task = _task(stage, area, stage.copy * len(told["tasks"]) + number, script, teams[script["lead"]])
            task.leader_in_charge = office.leaders[script.get("in_charge", told["in_charge"]) - 1]
            supporting = [teams[code] for code in script.get("with", ())]
            made.append(
                Scripted(task, script, teams[script["lead"]], supporting, _schedules(stage, task, script, office), [])
            )
    add_all(Task, [each.task for each in made])
    add_all(Schedule, _in_order(made))
    for each in made:
        each.milestones.extend(_milestones(each))
    add_all(Milestone, [milestone for each in made for milestone in each.milestones])
    supports = Task.supporting_divisions.through
    add_all(
        supports,
        [supports(task_id=each.task.pk, division_id=team.division.pk) for each in made for team in each.supporting],
    )
    for each in made:
        each.sources.append(_source(stage, each.task))
    add_all(TaskSource, [source for each in made for source in each.sources])
    return made


def _in_order(made: list[Scripted]) -> list[Schedule]:
    """The schedules of all tasks in the order in which they were recorded, now that the tasks have keys."""
    for each in made:
        for schedule in each.schedules:
            schedule.task = each.task
    return sorted((one for each in made for one in each.schedules), key=lambda schedule: schedule.recorded_at)


def _task(stage: Stage, area: PriorityArea, number: int, script: dict[str, Any], lead: Team) -> Task:
    mark_en, mark_zh = (f" (part {stage.copy + 1})", f"（第{stage.copy + 1}期）") if stage.copy else ("", "")
    return Task(
        area=area,
        number=number,
        code=f"{area.code}-{number:02d}",
        kind=Task.Kind.ONGOING if script.get("ongoing") else Task.Kind.DEADLINE,
        name_en=script["en"] + mark_en,
        name_zh=script["zh"] + mark_zh,
        lead_division=lead.division,
        responsible=lead.staff[number % len(lead.staff)],
        weight=script.get("weight", 1),
        source_quote=area.source_quote,
    )


def _schedules(stage: Stage, task: Task, script: dict[str, Any], office: Office) -> list[Schedule]:
    """The first schedule, and the extensions decided before the demonstration's day."""
    starts_on = day_of(script.get("from", "01-18"))
    found = [
        Schedule(
            starts_on=starts_on,
            due_on=day_of(script.get("due", "12-31")),
            decided_on=FIRST_DAY,
            recorded_at=stage.instant(FIRST_DAY),
            by=office.planners[0],
        )
    ]
    told = [day_of(each) for each in script.get("extended", ())]
    for decided_on, due_on in zip(told[::2], told[1::2], strict=True):
        recorded_at = stage.instant(decided_on + timedelta(days=stage.chance.randrange(4)))
        if recorded_at < stage.limit:
            reason = stage.chance.choice(texts("phrases")["extension_reasons"])
            found.append(
                Schedule(
                    starts_on=starts_on,
                    due_on=due_on,
                    decided_on=decided_on,
                    recorded_at=recorded_at,
                    reason=reason,
                    by=office.planners[1],
                )
            )
    return found


def _milestones(scripted: Scripted) -> list[Milestone]:
    """Steps evenly over the first schedule, the last one on its deadline."""
    steps = scripted.script.get("milestones", 0)
    if not steps:
        return []
    first = scripted.schedules[0]
    days = (first.due_on - first.starts_on).days
    return [
        Milestone(
            task=scripted.task,
            name_en=name["en"],
            name_zh=name["zh"],
            weight=2,
            due_on=first.starts_on + timedelta(days=int(days * (number / steps) ** 1.15)),
        )
        for number, name in enumerate(texts("phrases")["milestones"][steps - 2], start=1)
    ]


def _source(stage: Stage, task: Task) -> TaskSource:
    told = stage.chance.choice(texts("plan")["sources"])
    return TaskSource(task=task, name_en=told["en"], name_zh=told["zh"])


def tick_milestones(stage: Stage, made: list[Scripted], percents: dict[int, int]) -> None:
    """Mark the milestones done that a task's percent has reached by now."""
    done = []
    for each in made:
        total, reached = sum(one.weight for one in each.milestones), 0
        for milestone in each.milestones:
            reached += milestone.weight
            if 100 * reached <= percents.get(each.task.pk, 0) * total and milestone.due_on < clock.today():
                milestone.completed_on = min(
                    milestone.due_on - timedelta(days=stage.chance.randrange(-6, 9)), stage.yesterday
                )
                done.append(milestone)
    Milestone.objects.bulk_update(done, ["completed_on"])
