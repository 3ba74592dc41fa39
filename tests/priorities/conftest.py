"""Fixtures of the tests of the plan."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import Deputy, Division, Role, User
from priorities.models import Plan, PriorityArea, ProgressUpdate, Task
from tests.factories import AreaFactory, DeputyFactory, TaskFactory, UpdateFactory, UserFactory
from tests.priorities.loading import PLAN, Load


@pytest.fixture
def area(plan: Plan) -> PriorityArea:
    """The plan's first area."""
    return AreaFactory(plan=plan, number=1)


@pytest.fixture
def task(area: PriorityArea, division: Division, other_division: Division) -> Task:
    """2024-1-01, led by the division of `staff`, supported by that of `staff2`."""
    return TaskFactory(area=area, number=1, lead_division=division, supporting=[other_division])


@pytest.fixture
def task_url(task: Task) -> str:
    """The address of the task's page."""
    return reverse("priorities:task", args=[task.code])


@pytest.fixture
def tasks(plan: Plan, division: Division) -> list[Task]:
    """Three tasks that the division leads: the first two by a deadline, the third continuing."""
    area = AreaFactory(plan=plan, number=1)
    kinds = {1: "deadline", 2: "deadline", 3: "ongoing"}
    return [TaskFactory(area=area, number=n, lead_division=division, kind=kind) for n, kind in kinds.items()]


@pytest.fixture
def colleague(division: Division) -> User:
    """Staff of the lead division, none of the personas."""
    return UserFactory(username="colleague", role=Role.STAFF, division=division)


@pytest.fixture
def pending(task: Task, colleague: User) -> ProgressUpdate:
    """A report of the colleague's that waits for the chief."""
    return UpdateFactory(task=task, author=colleague, first_review="pending", effective_on=date(2024, 9, 1))


@pytest.fixture
def standing(chief: User, staff: User) -> Deputy:
    """`staff` stands in for `chief`, from today on."""
    return DeputyFactory(chief=chief, deputy=staff)


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load a text as a plan file and give what the command printed; `edit` replaces parts of the standard text."""

    def run(text: str = PLAN, *options: str, edit: dict[str, str] | None = None) -> str:
        for old, new in (edit or {}).items():
            assert old in text
            text = text.replace(old, new)
        file = tmp_path / "plan.yaml"
        file.write_text(text, encoding="utf-8")
        out = StringIO()
        call_command("load_plan", str(file), *options, stdout=out)
        return out.getvalue().replace(f"{tmp_path}/", "")

    return run
