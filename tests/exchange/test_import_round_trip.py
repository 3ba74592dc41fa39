"""What was exported and comes back untouched changes nothing, whatever is in it and whoever saved it in between."""

import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Division, User
from priorities.columns import KEYS
from priorities.models import Plan, ProgressUpdate, Task
from tests.exchange.importing import URL, sent
from tests.factories import AreaFactory, TaskFactory, UpdateFactory

pytestmark = pytest.mark.django_db
SOFFICE = shutil.which("soffice")


@pytest.fixture
def tasks(plan: Plan, division: Division, other_division: Division) -> list[Task]:
    """Tasks in every state, with texts that programs like to change."""
    area = AreaFactory(plan=plan, number=1)
    texts = [
        "=1+1",
        "+86 10 6519 2708",
        "'quoted",
        "@all",
        "45%",
        "2024-02-03",
        "1/2",
        "0012",
        "Two\r\n  lines\n",
        "，。",
    ]
    made: list[Task] = []
    for number, text in enumerate(texts, start=1):
        lead = division if number % 2 else other_division
        task = TaskFactory(area=area, number=number, lead_division=lead)
        UpdateFactory(
            task=task, percent=number, health=["green", "amber", "red", None][number % 4], note=text,
            problems=text, needs=text, next_steps=text, effective_on=date(2024, 8, 20),
        )  # fmt: skip
        made.append(task)
    made.append(TaskFactory(area=area, number=20, lead_division=division))
    ongoing = TaskFactory(area=area, number=21, kind=Task.Kind.ONGOING, lead_division=division)
    UpdateFactory(task=ongoing, percent=None)
    for number, status, percent in ((22, "completed", 100), (23, "cancelled", 10), (24, "not_started", 0)):
        UpdateFactory(task=TaskFactory(area=area, number=number), status=status, percent=percent)
    TaskFactory(area=area, number=25, kind=Task.Kind.ONGOING, lead_division=division)
    return made


def exported(client: Client, ending: str, language: str, **query: Any) -> bytes:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer: Any = client.get(f"/plans/2024/export/tasks.{ending}", query)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def came_back(client: Client, content: bytes, name: str) -> tuple[dict[str, int], list[Any]]:
    """How many rows would change something, and what is wrong with the others."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.post(URL, sent(content, name))
    assert answer.status_code == 302, answer.context["form"].errors
    context = client.get(answer["Location"]).context
    changed = [(line.key, line.edited, line.said) for line in context["judgement"].lines if line.outcome != "same"]
    return context["counts"], changed


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("columns", [None, KEYS], ids=["the usual columns", "all columns"])
def test_untouched_it_changes_nothing(
    ending: str, language: str, columns: Any, sign_in: Callable[[User], Client], staff: User, tasks: list[Task]
) -> None:
    client = sign_in(staff)
    content = exported(client, ending, language, **({"columns": columns} if columns else {}))
    assert came_back(client, content, f"tasks.{ending}") == ({"new": 0, "same": 16, "error": 0}, [])


@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice on PATH")
def test_saved_by_libreoffice_it_changes_nothing(
    tmp_path: Path, sign_in: Callable[[User], Client], staff: User, tasks: list[Task]
) -> None:
    client = sign_in(staff)
    (tmp_path / "tasks.xlsx").write_bytes(exported(client, "xlsx", "zh-hans"))
    command = [
        str(SOFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx",
        "--outdir", str(tmp_path / "saved"), str(tmp_path / "tasks.xlsx"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    content = (tmp_path / "saved" / "tasks.xlsx").read_bytes()
    assert came_back(client, content, "tasks.xlsx") == ({"new": 0, "same": 16, "error": 0}, [])
    assert ProgressUpdate.objects.filter(author=staff).count() == 0
