"""Which tasks need somebody to act, the gravest first."""

from foundation.dialect import fetch_dicts
from priorities.figures import sql
from priorities.figures.moment import Moment
from priorities.figures.states import TaskState
from priorities.models import Plan, Task


def needing_attention(plan: Plan, moment: Moment, limit: int) -> list[Task]:
    """The plan's tasks that are overdue, (far) behind or stale, with `state`, gravest first, at most `limit`.

    Within one signal the earliest deadline comes first. Two queries.
    """
    statement = sql.judged(plan, [moment.day], moment.known_at)
    statement.add(
        f"""SELECT * FROM judged WHERE signal IN ('overdue', 'far_behind', 'behind') OR stale = 1
        ORDER BY {sql.gravity_of("signal")}, due_on, task_id LIMIT %s""",
        limit,
    )
    rows = fetch_dicts(statement.text, statement.params)
    tasks = Task.objects.for_list().in_bulk([row["task_id"] for row in rows])
    for row in rows:
        tasks[row["task_id"]].state = TaskState.from_row(row)
    return [tasks[row["task_id"]] for row in rows]
