"""Loads the demonstration: all of it in one transaction, or nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from changelog.models import Change
from changelog.services import Written, record, unit
from priorities.models import Plan
from workplan.demonstration import PLAN_CODE
from workplan.demonstration.asking import add_deputy, add_extensions
from workplan.demonstration.events import add_events, add_registers
from workplan.demonstration.evidence import add_evidence
from workplan.demonstration.indicators import add_indicators
from workplan.demonstration.people import add_divisions, add_office, add_teams
from workplan.demonstration.preparation import add_preparation
from workplan.demonstration.records import add_records
from workplan.demonstration.reports import add_reports
from workplan.demonstration.rounds import add_rounds
from workplan.demonstration.stage import Stage
from workplan.demonstration.tasks import Scripted, add_areas, add_plan, add_tasks

MAX_SCALE = 500  # a task's number has four digits


@dataclass
class Counts:
    """How much was written."""

    divisions: int = 0
    tasks: int = 0
    updates: int = 0
    events: int = 0


def exists() -> bool:
    """Whether the demonstration is there. One query."""
    return Plan.objects.filter(code=PLAN_CODE).exists()


def write(*, seed: int, scale: int, password: str, progress: Callable[[int, int], None]) -> Counts:
    """Write the demonstration `scale` times over into one plan; `progress(done, of)` hears of each copy.

    Raises IntegrityError when a name it needs is taken; writes nothing then.
    """
    counts = Counts()
    with unit():
        stage = Stage.of(seed, 0)
        plan, divisions = add_plan(), add_divisions(stage)
        registers = add_registers()
        office, known = add_office(password)
        teams = add_teams(stage, divisions, known)
        areas = add_areas(plan, teams)
        first: list[Scripted] = []
        for copy in range(scale):
            progress(copy, scale)
            if copy:
                stage = Stage.of(seed, copy)
                divisions = add_divisions(stage)
                teams = add_teams(stage, divisions, {})
            made = add_tasks(stage, areas, teams, office)
            first = first or made
            counts.divisions += len(divisions)
            counts.tasks += len(made)
            counts.updates += add_reports(stage, made, office, add_deputy(stage, teams))
            add_extensions(stage, made)
            counts.events += add_events(stage, areas, teams, made, registers)
            if not copy:
                add_preparation(stage, teams)
        add_rounds(Stage.of(seed, 0), plan, office)
        add_evidence(first)
        add_records(first)  # the other copies only make it big, and would take twice as long
        add_indicators(Stage.of(seed, 0), plan, areas, office)
        _record(plan, seed, scale, counts)
        progress(scale, scale)
    return counts


def _record(plan: Plan, seed: int, scale: int, counts: Counts) -> None:
    """One line in the change record for all of it; what was done to the first copy's tasks has its own."""
    facts = {"title_en": plan.title_en, "demonstration": True, "seed": seed, "scale": scale, **vars(counts)}
    written = Written(action=Change.Action.CREATE, type="plan", key=plan.code, version=plan.version, after=facts)
    record(by=None, written=written)


def taken_names(names: list[str]) -> list[str]:
    """Those of the user names that somebody already has. One query."""
    return list(User.objects.filter(username__in=names).order_by("username").values_list("username", flat=True))
