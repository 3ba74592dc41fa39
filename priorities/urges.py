"""What is urged and not answered yet: for a task's page, and for the rows of lists."""

from collections.abc import Collection

from priorities.models import Task, Urge


def unanswered_of(task_ids: Collection[int]) -> dict[int, Urge]:
    """The newest unanswered urging of each of these tasks, by task id, with who urged. One query (none for no task)."""
    if not task_ids:
        return {}
    urges = Urge.objects.unanswered().filter(task__in=task_ids).select_related("by").order_by("id")
    return {urge.task_id: urge for urge in urges}


def unanswered_on(task: Task) -> list[Urge]:
    """All unanswered urgings of a task, newest first, with who urged. One query."""
    return list(task.urges.unanswered().select_related("by").order_by("-id"))
