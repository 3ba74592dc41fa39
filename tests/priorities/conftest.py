"""Fixtures of the tests of the plan."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import Division
from priorities.models import Plan, PriorityArea, Task
from tests.factories import AreaFactory, TaskFactory
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
