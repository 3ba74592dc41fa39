"""What the one-page sheets for leaders in charge (分管领导) say, as data for their template."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from accounts.models import User
from exchange.word import closed, words
from exchange.word.fitting import ISSUE_COLUMNS, TASK_COLUMNS, Density, density_for, fit, fit_cell
from foundation.bilingual import in_language
from foundation.days import in_full
from priorities.figures.sql import SIGNALS
from priorities.figures.states import states_at, urgency
from priorities.models import ProgressUpdate, Round, Task

# The sheet's width in characters of its title, its sub-title and its text.
TITLE_WIDTH, LINE_WIDTH = 24, 39


@dataclass
class _Item:
    """A task of the leader with the report that is told: the one that answered the round, else the one that stood."""

    task: Task
    update: ProgressUpdate | None
    missing: bool


def leaders_of(this: Round) -> list[tuple[User, int]]:
    """The leaders in charge of tasks in the round's scope, with how many, by name. One query; two for some areas."""
    found = _tasks(this).values("leader_in_charge").annotate(n=Count("pk")).order_by()
    counts = {row["leader_in_charge"]: row["n"] for row in found if row["leader_in_charge"]}
    people = User.objects.in_bulk(list(counts))
    return sorted(((people[key], n) for key, n in counts.items()), key=lambda each: _by_name(each[0]))


def sheets_data(this: Round, leader_id: int | None = None) -> dict[str, Any]:
    """The sheet of one leader, or those of all, by name; an empty list for none. Five queries, however many."""
    moment = closed.moment_of(this)
    chosen = _tasks(this).exclude(leader_in_charge=None)
    if leader_id is not None:
        chosen = chosen.filter(leader_in_charge=leader_id)
    tasks = list(chosen.select_related("area__plan", "lead_division", "leader_in_charge"))
    states = states_at(this.plan, moment, [task.pk for task in tasks])
    for task in tasks:
        task.state = states[task.pk]
    items = _items(this, tasks)
    leaders: dict[int, User] = {
        task.leader_in_charge.pk: task.leader_in_charge for task in tasks if task.leader_in_charge
    }
    return {
        "plan": closed.plan_data(this),
        "round": {key: value for key, value in closed.round_data(this, 0, 0).items() if not isinstance(value, int)},
        "as_of": in_full(moment.day),
        "sheets": [
            _sheet(this, person, [item for item in items if item.task.leader_in_charge_id == person.pk])
            for person in sorted(leaders.values(), key=_by_name)
        ],
    }


def _by_name(person: User) -> tuple[str, int]:
    return person.name_en or person.name_zh, person.pk


def _tasks(this: Round) -> Any:
    """The tasks of the plan in the round's scope, in the plan's order."""
    scope = [area.pk for area in this.areas.all()]
    tasks = Task.objects.of_plan(this.plan)
    return tasks.filter(area__in=scope) if scope else tasks


def _items(this: Round, tasks: Sequence[Task]) -> list[_Item]:
    """With what is told of each task. Two queries."""
    answers = {row.task_id: row for row in this.tasks.filter(task__in=[task.pk for task in tasks])}
    wanted = {task.pk: task.state.standing_id for task in tasks}
    wanted |= {key: row.update_id for key, row in answers.items() if row.update_id}
    updates = ProgressUpdate.objects.in_bulk([key for key in wanted.values() if key])
    return [
        _Item(
            task=task,
            update=updates.get(wanted[task.pk] or 0),
            missing=task.pk in answers and answers[task.pk].update_id is None,
        )
        for task in tasks
    ]


def _sheet(this: Round, leader: User, items: Sequence[_Item]) -> dict[str, Any]:
    density, signals = density_for(len(items)), Counter(item.task.state.signal for item in items)
    gravest = sorted(items, key=lambda item: urgency(item.task))
    kept = {item.task.pk for item in gravest[: density.tasks]}
    issues = [item for item in gravest if item.update and (item.update.problems.strip() or item.update.needs.strip())]
    return {
        "leader": fit(leader.name, TITLE_WIDTH / 2, 1),
        "plan": fit(this.plan.title, LINE_WIDTH * 0.6, 1),
        "count": len(items),
        "signals": {signal: signals[signal] for signal in SIGNALS},
        "missing": sum(item.missing for item in items),
        "density": density.name,
        "tasks": [_task(item, density) for item in items if item.task.pk in kept],
        "more_tasks": max(len(items) - density.tasks, 0),
        "issues": [_issue(item, density) for item in issues[: density.issues]],
        "more_issues": max(len(issues) - density.issues, 0),
    }


def _task(item: _Item, density: Density) -> dict[str, Any]:
    task, state, update = item.task, item.task.state, item.update
    texts = {
        "task": task.name,
        "lead": words.name_or_dash(task.lead_division),
        "latest": _latest(update),
    }
    return {
        "code": task.short_code,
        "signal": words.signal_word(state.signal),
        "done": words.percent(state.percent),
        "planned": words.tenths(state.planned),
        "gap": words.points(state.gap),
        "missing": item.missing,
        "latest_on": in_full(update.effective_on) if update else "",
        **{name: _cut(text, TASK_COLUMNS[name], density, density.lines) for name, text in texts.items()},
    }


def _latest(update: ProgressUpdate | None) -> str:
    return update.note if update is not None and update.note.strip() else "–"


def _issue(item: _Item, density: Density) -> dict[str, str]:
    assert item.update is not None  # noqa: S101  # for the type checker: chosen so
    texts = {
        "task": in_language(item.task, "name"),
        "problems": item.update.problems.strip() or "–",
        "needs": item.update.needs.strip() or "–",
    }
    cut = {name: _cut(text, ISSUE_COLUMNS[name], density, density.issue_lines) for name, text in texts.items()}
    return {"code": item.task.short_code, **cut}


def _cut(text: str, column: float, density: Density, lines: int) -> str:
    return fit_cell(text, column, density.size, lines)
