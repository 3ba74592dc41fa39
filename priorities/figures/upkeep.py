"""The triggers by which the database itself says that a kept state of today no longer holds.

Whatever writes a schedule, report, review, milestone, task, area or plan, a service, a bulk load or raw SQL, passes
them, so no write can forget. They always write the rows concerned, even those that are outdated already: so a writer
holds their locks until it commits, which is what `priorities.figures.kept` relies on.

PostgreSQL's work once for each statement, as a bulk load writes thousands of rows in one; SQLite's once for each row.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from priorities.models import Milestone, Plan, PriorityArea, ProgressUpdate, Review, Schedule, StateToday, Task
from priorities.models.state_today import OUTDATED

NAME = "state_today"
KEPT, TASK, AREA, PLAN, UPDATE, REVIEW = (
    model._meta.db_table for model in (StateToday, Task, PriorityArea, Plan, ProgressUpdate, Review)
)
# Tables whose rows name their task.
OF_TASKS = tuple(model._meta.db_table for model in (Schedule, ProgressUpdate, Milestone))
THRESHOLDS = ("year", "behind_points", "far_behind_points", "stale_days")
JUDGED_OTHERWISE = " OR ".join(f"OLD.{name} <> NEW.{name}" for name in THRESHOLDS)
TEXTS = ("code", "name_en", "name_zh", "description_en", "description_zh")
OUT = f"UPDATE {KEPT} SET day = '{OUTDATED}'"


def _facts(character: str) -> str:
    """SQL of what a row keeps of its task `t` and of the task's area `a`: plan, place, text."""
    text = f" || {character}(1) || ".join(f"t.{name}" for name in TEXTS)
    return f"a.plan_id, a.number * 10000 + t.number, lower({text})"


def _add(character: str, source: str) -> str:
    """SQL that adds the rows of tasks `t`, which `source` gives."""
    return (
        f"INSERT INTO {KEPT} (task_id, plan_id, place, text, day, status, signal, stale, disagrees)"
        f" SELECT t.id, {_facts(character)}, '{OUTDATED}', '', '', false, false"
        f" FROM {source} t JOIN {AREA} a ON a.id = t.area_id"
    )


def _take_over(character: str, of: str) -> str:
    """SQL that brings rows up to their tasks' facts, of the tasks that `of` is the condition for."""
    facts = f"SELECT {_facts(character)} FROM {TASK} t JOIN {AREA} a ON a.id = t.area_id WHERE t.id = {KEPT}.task_id"
    return f"UPDATE {KEPT} SET (plan_id, place, text) = ({facts}), day = '{OUTDATED}' WHERE {of}"


def _postgresql() -> Iterator[str]:
    """One function for each kind of change; `changed` holds the rows that a statement wrote."""
    of_update = f"SELECT u.task_id FROM changed c JOIN {UPDATE} u ON u.id = c.update_id"
    of_area = f"SELECT t.id FROM changed c JOIN {TASK} t ON t.area_id = c.id"
    for name, body in {
        "of_tasks": f"{OUT} WHERE task_id IN (SELECT task_id FROM changed)",
        "of_reviews": f"{OUT} WHERE task_id IN ({of_update})",
        "task_added": _add("chr", "changed"),
        "task_changed": _take_over("chr", "task_id IN (SELECT id FROM changed)"),
        "task_gone": f"DELETE FROM {KEPT} WHERE task_id IN (SELECT id FROM changed)",
        "area_changed": _take_over("chr", f"task_id IN ({of_area})"),
        "plan_changed": f"{OUT} WHERE plan_id = NEW.id",
    }.items():
        yield (
            f"CREATE OR REPLACE FUNCTION {NAME}_{name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {body}; RETURN NULL; END $$"
        )
    for table, function in (*((table, "of_tasks") for table in OF_TASKS), (REVIEW, "of_reviews")):
        for event, rows in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            yield _statement_trigger(table, event, rows, function)
    yield _statement_trigger(TASK, "INSERT", "NEW", "task_added")
    yield _statement_trigger(TASK, "UPDATE", "NEW", "task_changed")
    yield _statement_trigger(TASK, "DELETE", "OLD", "task_gone")
    yield _statement_trigger(AREA, "UPDATE", "NEW", "area_changed")
    yield (
        f"CREATE OR REPLACE TRIGGER {NAME}_update AFTER UPDATE ON {PLAN} FOR EACH ROW"
        f" WHEN ({JUDGED_OTHERWISE}) EXECUTE FUNCTION {NAME}_plan_changed()"
    )


def _statement_trigger(table: str, event: str, rows: str, function: str) -> str:
    return (
        f"CREATE OR REPLACE TRIGGER {NAME}_{event.lower()}_{rows.lower()} AFTER {event} ON {table}"
        f" REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {NAME}_{function}()"
    )


def _sqlite() -> Iterator[str]:
    """One trigger for each table and kind of change. A name there is one of the whole database."""
    of_update = f"SELECT task_id FROM {UPDATE} WHERE id = {{row}}.update_id"
    for table, rows in (*((table, "{row}.task_id") for table in OF_TASKS), (REVIEW, f"({of_update})")):
        for event, sides in (("INSERT", ("NEW",)), ("UPDATE", ("NEW", "OLD")), ("DELETE", ("OLD",))):
            body = "; ".join(f"{OUT} WHERE task_id = {rows.format(row=side)}" for side in sides)
            yield from _row_trigger(table, event, body)
    yield from _row_trigger(TASK, "INSERT", f"{_add('char', TASK)} WHERE t.id = NEW.id")
    yield from _row_trigger(TASK, "UPDATE", _take_over("char", "task_id = NEW.id"))
    yield from _row_trigger(TASK, "DELETE", f"DELETE FROM {KEPT} WHERE task_id = OLD.id")
    of_area = f"task_id IN (SELECT id FROM {TASK} WHERE area_id = NEW.id)"
    yield from _row_trigger(AREA, "UPDATE", _take_over("char", of_area))
    yield from _row_trigger(PLAN, "UPDATE", f"{OUT} WHERE plan_id = NEW.id", f"WHEN {JUDGED_OTHERWISE}")


def _row_trigger(table: str, event: str, body: str, condition: str = "") -> Iterator[str]:
    name = f"{table}_{NAME}_{event.lower()}"
    yield f"DROP TRIGGER IF EXISTS {name}"
    yield f"CREATE TRIGGER {name} AFTER {event} ON {table} {condition} BEGIN {body}; END"


def keep_states(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Set the triggers, and bring every row up to its task. Receives `post_migrate`.

    After every migrate, as those of `foundation.append_only`: SQLite loses triggers where it builds a table anew, and
    what was written without them is then unknown. Back at a state of the database without the table they go.
    """
    if sender.label != StateToday._meta.app_label:
        return
    connection = connections[using]
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        if KEPT not in there:
            _remove(connection, cursor)
            return
        for statement in _postgresql() if postgresql else _sqlite():
            cursor.execute(statement)
        character = "chr" if postgresql else "char"
        cursor.execute(f"{_add(character, TASK)} WHERE t.id NOT IN (SELECT task_id FROM {KEPT})")
        cursor.execute(_take_over(character, "true"))


def _remove(connection: BaseDatabaseWrapper, cursor: Any) -> None:
    """Remove the triggers: without their table every write would fail."""
    if connection.vendor == "postgresql":
        cursor.execute("SELECT oid::regprocedure FROM pg_proc WHERE proname LIKE %s", [f"{NAME}\\_%"])
        for (function,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION {function} CASCADE")
    else:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"%\\_{NAME}\\_%"])
        for (trigger,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {trigger}")
