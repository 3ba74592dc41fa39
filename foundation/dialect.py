"""The few places where SQLite and PostgreSQL spell the same SQL differently."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import DateField, Func, IntegerField, Value

# Up to here a statement names each key: SQLite takes some 32,000 parameters at most.
FEW = 1000


def is_postgresql() -> bool:
    """Whether the default database is PostgreSQL (else SQLite)."""
    return connection.vendor == "postgresql"


def days_between(later: str, earlier: str) -> str:
    """SQL for the whole number of days between two date columns."""
    if is_postgresql():
        return f"({later} - {earlier})"
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


def hundredths(column: str) -> str:
    """SQL for a decimal column of two places as a whole number of hundredths.

    Exact; on SQLite, which keeps decimals as floats, for values of up to 15 digits, as it keeps them.
    """
    if is_postgresql():
        return f"CAST({column} * 100 AS bigint)"
    return f"CAST(ROUND({column} * 100) AS INTEGER)"


def among(column: str, keys: Sequence[int]) -> tuple[str, list[Any]]:
    """SQL for “the column is one of these keys”, and its parameters: one parameter where the keys are many."""
    if len(keys) <= FEW:
        return f"{column} IN ({', '.join(['%s'] * len(keys)) or 'NULL'})", list(keys)
    if is_postgresql():
        return f"{column} = ANY(%s)", [list(keys)]
    return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(list(keys))]  # noqa: S608  # a column of ours


def keyed_day_rows(rows: Sequence[tuple[int, date]]) -> tuple[str, list[Any]]:
    """SQL of a list of ids with days, for use as `WITH days(some_id, d) AS (…)`, and its parameters."""
    one = "(CAST(%s AS bigint), CAST(%s AS date))" if is_postgresql() else "(%s, %s)"
    return "VALUES " + ", ".join([one] * len(rows)), [value for key, day in rows for value in (key, day.isoformat())]


def instant(value: datetime) -> Any:
    """An aware instant as the database keeps it, for use as a parameter of raw SQL."""
    return connection.ops.adapt_datetimefield_value(value)


def read_instant(value: datetime | str) -> datetime:
    """An instant from raw SQL: as a column of either database gives it, or within JSON."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def read_day(value: date | str) -> date:
    """A day from raw SQL: a date from PostgreSQL, text from SQLite."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def json_rows(columns: Sequence[str], source: str, order: str) -> str:
    """SQL of one value: the rows of a sub-select as the text of a JSON list of lists, so that no row is fetched twice.

    Days and instants in it are text: see `read_instant`.
    """
    names = ", ".join(columns)
    if is_postgresql():
        rows = f"json_agg(json_build_array({names}) ORDER BY {order})"
        return f"(SELECT COALESCE({rows}, '[]')::text FROM {source})"  # noqa: S608  # names are the callers' own
    row = f"SELECT json_array({names}) AS one FROM {source} ORDER BY {order}"  # noqa: S608  # as above
    return f"(SELECT json_group_array(json(one)) FROM ({row}))"  # noqa: S608  # as above


def fetch_dicts(sql: str, params: Iterable[Any]) -> list[dict[str, Any]]:
    """Run one query and return its rows as dictionaries by column name."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        columns = [column[0] for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Read several things as they stood at one instant: what others commit meanwhile is not seen.

    Inside a transaction nothing changes: its reads are the caller's affair.
    """
    if connection.in_atomic_block:
        yield
    elif is_postgresql():
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # atomic() would take the write lock
        try:
            yield
        finally:
            connection.connection.rollback()


class Busy(Exception):
    """Somebody else is writing at this moment."""


@contextmanager
def write_at_once() -> Iterator[None]:
    """A transaction that takes SQLite's one write lock now or not at all. Raises Busy when somebody is writing.

    On PostgreSQL, which has no such lock, and within a transaction, which has it, as `atomic()`.
    """
    with ExitStack() as stack:
        if is_postgresql() or connection.in_atomic_block:
            stack.enter_context(transaction.atomic())
        else:
            with _no_patience():
                try:
                    stack.enter_context(transaction.atomic())
                except OperationalError as error:
                    raise Busy from error
        yield


@contextmanager
def _no_patience() -> Iterator[None]:
    """On SQLite: whoever finds the database locked does not wait for it."""
    with connection.cursor() as cursor:
        (before,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(before)}")


class DaysLater(Func):
    """A date so many whole days later, or earlier, as an expression: `DaysLater(F("starts_on"), -1)`."""

    output_field = DateField()
    arg_joiner = " + "
    template = "(%(expressions)s)"

    def __init__(self, day: Any, number: int, **extra: Any) -> None:
        super().__init__(day, Value(number, output_field=IntegerField()), **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """By SQLite's own function, which takes the number in words."""
        template = "date(%(expressions)s || ' days')"
        return self.as_sql(compiler, connection, template=template, arg_joiner=", ", **context)
