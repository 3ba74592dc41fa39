"""Fixtures of the tests of the plan."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.priorities.loading import PLAN, Load


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
