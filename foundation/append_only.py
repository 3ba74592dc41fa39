"""Tables whose rows are never changed nor deleted.

The model, the queryset and the base manager refuse it, a cascade is stopped by PROTECT, and a trigger in the database
refuses every UPDATE, whoever sends it. There is no trigger on DELETE: emptying the tables is how Django ends a test and
how an operator flushes a database, and on SQLite that is a DELETE like any other.
"""

from typing import Any, NoReturn

from django.apps import AppConfig
from django.db import connections, models

# One function serves the triggers of all tables.
_POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION append_only()""",
)
_SQLITE = (
    "DROP TRIGGER IF EXISTS {table}_append_only",
    """CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END""",
)


class AppendOnlyQuerySet(models.QuerySet):
    """Rows may be read and added."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused: rows stay as they were written."""
        raise TypeError(f"{self.model.__name__} is append-only.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: rows stay as they were written."""
        raise TypeError(f"{self.model.__name__} is append-only.")

    def bulk_create(self, objs: Any, batch_size: int | None = None, *args: Any, **conflicts: Any) -> Any:
        """New rows only: Django's options for a row that is there already, to change or to skip it, are refused."""
        if any(args) or any(conflicts.values()):
            raise TypeError(f"{self.model.__name__} is append-only.")
        return super().bulk_create(objs, batch_size)

    def delete(self) -> NoReturn:
        """Refused: rows stay."""
        raise TypeError(f"{self.model.__name__} is append-only.")


class AppendOnly(models.Model):
    """A row that is saved once. Comes first among the bases: its manager is then the base manager, too."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only the first save, which never overwrites a row of the same key; a second one raises TypeError."""
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is append-only.")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: rows stay."""
        raise TypeError(f"{type(self).__name__} is append-only.")


def guard_tables(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Set the triggers of an app's append-only tables, where these are there. Receives `post_migrate`.

    After every migrate, not in a migration: when SQLite alters a table it builds it anew, and the triggers of the old
    one are gone without a word.
    """
    guarded = [model._meta.db_table for model in sender.get_models() if issubclass(model, AppendOnly)]
    if not guarded:
        return
    connection = connections[using]
    statements = _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
    with connection.cursor() as cursor:
        there = connection.introspection.table_names(cursor)
        for table in guarded:
            if table in there:
                for statement in statements:
                    cursor.execute(statement.format(table=table))
