"""How a write is made: `with unit():` … `record(…)`."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from accounts.models import User
from changelog.models import Audience, Change
from foundation import clock
from foundation.dialect import is_postgresql

EVERYBODY = "everybody"
_WRITE_LOCK = 0x776F726B  # one lock for all writes of the product
request_id: ContextVar[str] = ContextVar("request_id", default="")


@contextmanager
def unit() -> Iterator[None]:
    """One transaction that holds the write lock from its start to its commit.

    Writes are serial on both databases: SQLite's nature (IMMEDIATE), on PostgreSQL an advisory lock. So a change's id
    is in commit order, and who follows changes by id misses nothing. Units may nest.
    """
    with transaction.atomic():
        if is_postgresql():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITE_LOCK])
        yield


@dataclass(frozen=True, kw_only=True)
class Written:
    """One write to be recorded. `seen_before`, `seen_after`: the tags of who could see the thing, who can now."""

    action: Change.Action
    type: str
    key: object
    version: int | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    seen_before: Collection[str] = (EVERYBODY,)
    seen_after: Collection[str] = (EVERYBODY,)


def record(*, by: User | None, written: Written) -> Change:
    """Record one write, within its unit. `by` is None for commands run on the server."""
    return record_all(by=by, several=[written])[0]


def record_all(*, by: User | None, several: Collection[Written]) -> list[Change]:
    """Record several writes in their order, in two inserts."""
    if not connection.in_atomic_block:
        raise RuntimeError("A change is recorded in the transaction of its write: use changelog.services.unit().")
    at, token = clock.now(), by.token.name if by is not None and by.token is not None else ""
    changes = Change.objects.bulk_create(
        [
            Change(
                at=at,
                by=by,
                token_name=token,
                request_id=request_id.get(),
                action=one.action,
                type=one.type,
                key=str(one.key),
                version=one.version,
                before=one.before,
                after=one.after,
            )
            for one in several
        ],
        batch_size=500,
    )
    rows = []
    for change, one in zip(changes, several, strict=True):
        before = set(one.seen_before) if one.action != Change.Action.CREATE else set()
        after = set(one.seen_after) if one.action != Change.Action.DELETE else set()
        rows += [
            Audience(change=change, tag=tag, before=tag in before, after=tag in after) for tag in sorted(before | after)
        ]
    Audience.objects.bulk_create(rows, batch_size=500)
    return changes


def cursor() -> int:
    """The id of the last change committed: where a follower of changes goes on from. One query."""
    return Change.objects.order_by("-id").values_list("id", flat=True).first() or 0
