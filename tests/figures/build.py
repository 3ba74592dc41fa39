"""Writes a world of plain records to the database, past the services: any history can be made."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from accounts import models as accounts
from events import models as events
from priorities import models as priorities
from tests.figures.oracle_events import local_day
from tests.figures.records import Event, EventState, Indicator, Reader, World


@dataclass
class Built:
    """The rows of a world, each list in the order of its records."""

    plan: priorities.Plan
    areas: list[priorities.PriorityArea]
    divisions: list[accounts.Division]
    office: list[accounts.User]
    tasks: list[priorities.Task] = field(default_factory=list)
    updates: dict[int, int] = field(default_factory=dict)  # an update's id → its place in its task's list
    leaders: list[events.Leader] = field(default_factory=list)
    delegations: list[events.Delegation] = field(default_factory=list)
    indicators: list[priorities.Indicator] = field(default_factory=list)

    def reader(self, reader: Reader) -> accounts.User:
        """The person who reads."""
        return accounts.User.objects.create(
            username="reader",
            name_en="Reader",
            role=reader.role,
            division=None if reader.division is None else self.divisions[reader.division],
            secretary_to=None if reader.serves is None else self.office[reader.serves],
        )


def build(world: World) -> Built:
    """Write the world."""
    divisions = accounts.Division.objects.bulk_create(
        accounts.Division(code=f"d{n}", name_en=f"D{n}", name_zh=f"处{n}", order=n) for n in range(world.divisions)
    )
    office = accounts.User.objects.bulk_create(
        accounts.User(username=f"office{n}", name_en=f"Leader {n}", role=accounts.Role.LEADERSHIP) for n in range(2)
    )
    plan = priorities.Plan.objects.create(
        code=str(world.year), year=world.year, title_en="Plan", title_zh="计划", status="adopted",
        behind_points=world.behind, far_behind_points=world.far_behind, stale_days=world.stale_days,
        demonstration=world.demonstration,
    )  # fmt: skip
    areas = priorities.PriorityArea.objects.bulk_create(
        priorities.PriorityArea(
            plan=plan, number=n + 1, code=f"{plan.code}-{n + 1}", name_en=f"A{n}", name_zh=f"方面{n}"
        )
        for n in range(world.areas)
    )
    built = Built(plan, areas, divisions, office)
    _add_tasks(built, world)
    built.leaders = events.Leader.objects.bulk_create(
        events.Leader(name_en=f"L{n}", name_zh=f"市领导{n}") for n in range(world.leaders)
    )
    built.delegations = events.Delegation.objects.bulk_create(
        events.Delegation(name_en=f"Delegation {size}", size=size) for size in world.delegations
    )
    _add_events(built, world.events)
    for indicator in world.indicators:
        _add_indicator(built, indicator)
    return built


def _add_tasks(built: Built, world: World) -> None:
    """Tasks, their schedules, milestones, updates and reviews."""
    for number, (task, leader) in enumerate(zip(world.tasks, world.in_charge, strict=True), start=1):
        area = built.areas[task.area]
        built.tasks.append(
            priorities.Task(
                area=area, number=number, code=f"{area.code}-{number:02d}", kind=task.kind, name_en="T", name_zh="任务",
                weight=task.weight, lead_division=None if task.lead is None else built.divisions[task.lead],
                leader_in_charge=None if leader is None else built.office[leader],
            )
        )  # fmt: skip
    priorities.Task.objects.bulk_create(built.tasks)
    both = list(zip(built.tasks, world.tasks, strict=True))
    priorities.Schedule.objects.bulk_create(
        priorities.Schedule(task=row, **vars(each)) for row, task in both for each in task.schedules
    )
    priorities.Milestone.objects.bulk_create(
        priorities.Milestone(task=row, name_en="M", name_zh="节点", **vars(each))
        for row, task in both
        for each in task.milestones
    )
    told = [(row, place, each) for row, task in both for place, each in enumerate(task.updates)]
    updates = priorities.ProgressUpdate.objects.bulk_create(
        priorities.ProgressUpdate(
            task=row, effective_on=each.effective_on, status=each.status, percent=each.percent, health=each.health,
            recorded_at=each.recorded_at, first_review=each.first_review, author=built.office[0],
        )
        for row, _, each in told
    )  # fmt: skip
    built.updates = {update.pk: place for update, (_, place, _) in zip(updates, told, strict=True)}
    priorities.Review.objects.bulk_create(
        priorities.Review(update=update, by=built.office[1], at=review.at, outcome=review.outcome, reason="Why")
        for update, (_, _, each) in zip(updates, told, strict=True)
        for review in each.reviews
    )


def _add_events(built: Built, told: tuple[Event, ...]) -> None:
    """Events as their last state tells, and all their states."""
    rows = [events.Event(**_facts(built, event.states[-1]), reason="Why") for event in told]
    for row in rows:
        row.derive()
    events.Event.objects.bulk_create(rows)
    both = list(zip(rows, told, strict=True))
    serves = events.Event.tasks.through
    serves.objects.bulk_create(
        serves(event_id=row.pk, task_id=built.tasks[number].pk) for row, event in both for number in event.tasks
    )
    of_states = [(row, state) for row, event in both for state in event.states]
    states = events.EventState.objects.bulk_create(
        events.EventState(event=row, **_facts(built, state)) for row, state in of_states
    )
    events.AttendanceState.objects.bulk_create(
        events.AttendanceState(state=recorded, leader=built.leaders[leader], role="meets", outcome=outcome)
        for recorded, (_, state) in zip(states, of_states, strict=True)
        for leader, outcome in state.attendances
    )
    events.Attendance.objects.bulk_create(
        events.Attendance(event=row, leader=built.leaders[leader], outcome=outcome)
        for row, event in both
        for leader, outcome in event.states[-1].attendances
    )


def _facts(built: Built, state: EventState) -> dict[str, Any]:
    """The facts of a state, as columns."""
    return {
        "title_en": "E",
        "kind": "meeting",
        "status": state.status,
        "starts_at": state.starts_at,
        "ends_at": state.starts_at + timedelta(minutes=30),
        "starts_on": local_day(state.starts_at),
        "host_division": built.divisions[state.host],
        "area": None if state.area is None else built.areas[state.area],
        "delegation": None if state.delegation is None else built.delegations[state.delegation],
        "restricted": state.restricted,
        "demonstration": state.demonstration,
        "recorded_at": state.recorded_at,
    }


def _add_indicator(built: Built, indicator: Indicator) -> None:
    """An indicator with baselines, measurements and offline totals."""
    number = len(built.indicators)
    row = priorities.Indicator.objects.create(
        plan=built.plan, code=f"i{number}", order=number, name_en="I", name_zh="指标", kind=indicator.kind,
        aggregate=indicator.aggregate, area=None if indicator.area is None else built.areas[indicator.area],
    )  # fmt: skip
    built.indicators.append(row)
    priorities.Baseline.objects.bulk_create(
        priorities.Baseline(indicator=row, year=year, value=value) for year, value in indicator.baselines
    )
    measured: list[priorities.Measurement] = []
    for each in indicator.measurements:
        measured.append(
            priorities.Measurement.objects.create(
                indicator=row, on=each.on, value=each.value, recorded_at=each.recorded_at,
                corrects=None if each.corrects is None else measured[each.corrects],
            )
        )  # fmt: skip
    priorities.OfflineTotal.objects.bulk_create(
        priorities.OfflineTotal(indicator=row, approver="Office", **vars(each)) for each in indicator.offline
    )
