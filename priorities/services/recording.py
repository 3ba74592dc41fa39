"""What the change record keeps of the plan's things, by their keys."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from priorities.models import ProgressUpdate, Task


def update_facts(update: ProgressUpdate, review: str) -> dict[str, Any]:
    """The facts of a report."""
    return {
        "task": update.task.code,
        "effective_on": update.effective_on,
        "status": update.status,
        "percent": update.percent,
        "health": update.health,
        "note": update.note,
        "problems": update.problems,
        "needs": update.needs,
        "next_steps": update.next_steps,
        "no_change": update.no_change,
        "review": review,
    }


def lock_task(task: Task) -> Task:
    """The task as it stands, its row locked until the end of the transaction."""
    return _locked().get(pk=task.pk)


def lock_tasks(pks: Collection[int]) -> dict[int, Task]:
    """The same of several, by their ids, with their supporting divisions. Two queries."""
    return _locked().prefetch_related("supporting_divisions").order_by("pk").in_bulk(pks)


def _locked() -> QuerySet[Task]:
    """Tasks with their plans, the tasks' rows locked."""
    return Task.objects.select_for_update(of=("self",)).select_related("area__plan")
