"""What the tests of `load_plan` share: a small plan file, loading it, and what that may write."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from changelog.models import Change
from priorities.models import Baseline, Indicator, Plan, PlanFile, Schedule, Task

PLAN = """\
plan:
  code: "2025"
  year: 2025
  title_en: Work plan 2025
  title_zh: 2025年度工作计划
  status: adopted
  set_out_on: 2025-01-16
task_sources:
  - name_en: The meeting
    name_zh: 会议
areas:
  - number: 1
    name_en: First area
    name_zh: 第一方面
    source_quote: The first sentence.
    tasks:
      - number: 1
        kind: deadline
        name_en: A thing to deliver
        name_zh: 一件成果
        weight: 2
      - number: 2
        kind: ongoing
        name_en: An effort
        name_zh: 一项工作
        sources: [{name_en: A letter, name_zh: 来函}]
indicators:
  - code: 2025-visits
    kind: measured
    area: 1
    name_en: Visits
    name_zh: 来访
    target: 120.50
    baselines:
      - {year: 2024, value: 100}
achievements:
  - {order: 1, year: 2024, title_en: A result, title_zh: 一项成果}
"""
Load = Callable[..., str]


def everything() -> tuple[Any, ...]:
    """All that a load could have written."""
    return (
        *(
            list(model.objects.order_by("pk").values())
            for model in (Plan, Task, Schedule, Indicator, Baseline, PlanFile)
        ),
        Change.objects.count(),
    )


def problems(load: Load, tmp_path: Path, text: str = PLAN, **edit: Any) -> list[str]:
    """What the command refuses the file for, line by line."""
    with pytest.raises(CommandError) as refused:
        load(text, **edit)
    first, *rest = str(refused.value).replace(f"{tmp_path}/", "").splitlines()
    assert first == "nothing was written."
    return rest
