"""What the tests of bulk actions share."""

import re
from collections.abc import Callable
from typing import Any

from django.test import Client

from accounts.models import User
from changelog.models import Change
from priorities.models import ProgressUpdate, Task

SignIn = Callable[[User], Client]
URL = "/plans/2024/tasks/bulk/"


def sent(action: str, *tasks: Task, **more: Any) -> dict[str, Any]:
    return {"action": action, "task": [task.code for task in tasks], **more}


def carried(page: Any) -> dict[str, Any]:
    """What a step sends on by itself: the hidden fields of its form, and the ticks."""
    html = page.content.decode().split('<main id="main"')[1]
    pairs = re.findall(r'<input type="hidden" name="(\w[\w-]*)" value="([^"]*)"', html)
    found: dict[str, Any] = {name: value for name, value in pairs if name not in ("task", "csrfmiddlewaretoken")}
    hidden = [value for name, value in pairs if name == "task"]
    ticks = re.findall(r'type="checkbox" name="task" value="([^"]*)"[^>]* checked', html)
    return found | {"task": hidden or ticks}


def codes(page: Any, *, ticked: bool = True) -> list[str]:
    return [line.task.short_code for line in page.context["lines"] if line.ticked == ticked]


def refusals(page: Any) -> dict[str, list[str]]:
    return {line.task.short_code: line.refusals for line in page.context["lines"] if line.refusals}


def outcome(page: Any) -> list[tuple[str, str, str]]:
    """Of each task: how it stands, how it would, and when."""
    return [(line.before.text, line.after.text, line.after.more) for line in page.context["lines"] if line.after]


def written() -> tuple[int, int]:
    return Change.objects.count(), ProgressUpdate.objects.count()
