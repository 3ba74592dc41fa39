"""What the change record keeps of the plan's things, by their keys."""

from typing import Any

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
    return Task.objects.select_for_update(of=("self",)).select_related("area__plan").get(pk=task.pk)
