"""The kept state of today: what long lists are filtered and sorted by (`priorities.models.StateToday`).

Filled by the one statement that judges tasks, and by nothing else; shown figures come from that statement itself.
`holds(days)` asks whether the kept rows are of today, and refreshes those that are not. Where it says no, somebody is
writing at this very moment, and the caller judges all tasks, which is always right and only slower.

Why a reader's older snapshot never overwrites (PostgreSQL, READ COMMITTED; SQLite has one writer at a time):

- A writer's triggers write the kept rows of the tasks it changes, in its own transaction: it has their locks from then
  until it commits.
- A refresh first locks the rows that are outdated, and judges in a second statement, whose snapshot is taken after
  that. Who changed one of these tasks before has committed, or its lock had not been free: the new snapshot sees it.
  Who comes later waits in its trigger until the refresh has committed, and then marks the row outdated again.
- Were it one statement, or without the lock, a change committed between its snapshot and its write would be
  overwritten by the state before, marked as of today (`tests/figures/test_kept.py` shows it).
- A refresh skips rows that somebody has locked. So it never waits while it holds locks: it cannot deadlock with a
  writer, and no reader waits for a long write. It needs not the write lock of all writes either.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from django.db import connection, models
from django.db.models import Q, Value
from django.db.models.functions import Lower, StrIndex
from django.db.models.lookups import GreaterThan

from foundation.dialect import Busy, write_at_once
from priorities.figures import sql
from priorities.figures.moment import Moment
from priorities.figures.states import Wanted
from priorities.models import Plan, StateToday

Days = Sequence[tuple[Plan, date]]


def holds(days: Days) -> bool:
    """Whether all kept rows of these plans are of the day given for each; they are made so first where they can be.

    One query, and four more when there is something to refresh. Not within `one_snapshot`, which reads only.
    """
    outdated = _outdated(days)
    if not outdated.exists():
        return True
    with suppress(Busy), write_at_once():
        _refresh(days, outdated)
    return not outdated.exists()


def holds_at(plan: Plan, moment: Moment) -> bool:
    """`holds` for one plan, when the moment is as things stand now: today held within its year, with all known."""
    return moment == Moment(Moment.default_day(plan)) and holds([(plan, moment.day)])


def narrowed(rows: models.QuerySet[StateToday], wanted: Wanted) -> models.QuerySet[StateToday]:
    """The rows whose kept state fits every condition; ask `holds` before."""
    for name, values in (("signal", wanted.signal), ("status", wanted.status)):
        if values:
            rows = rows.filter(**{f"{name}__in": list(values)})
    for name, value in (
        ("stale", wanted.stale),
        ("disagrees", wanted.disagrees),
        ("due_on__gte", wanted.due_from),
        ("due_on__lte", wanted.due_to),
    ):
        if value is not None:
            rows = rows.filter(**{name: value})
    return rows


def containing(rows: models.QuerySet[StateToday], text: str) -> models.QuerySet[StateToday]:
    """The rows whose task has the text in its code, a name or a description, whatever its case. Of any moment.

    A substring, as two Chinese characters are a word; both sides in small letters as the database makes them.
    """
    return rows.filter(GreaterThan(StrIndex("text", Lower(Value(text))), 0))


def _outdated(days: Days) -> models.QuerySet[StateToday]:
    """The rows that are of another day, on either side of it, so that an index finds them."""
    condition = Q(pk__in=[])
    for plan, day in days:
        condition |= Q(plan=plan, day__lt=day) | Q(plan=plan, day__gt=day)
    return StateToday.objects.filter(condition)


def _refresh(days: Days, outdated: models.QuerySet[StateToday]) -> None:
    """Judge the outdated tasks whose rows nobody else has locked, and keep it. Two statements, and see above why."""
    keys = list(outdated.select_for_update(skip_locked=True).values_list("pk", flat=True))
    if not keys:
        return
    statement = sql.judged_across(days, None, keys)
    statement.add(
        f"""UPDATE {StateToday._meta.db_table} AS kept SET day = j.d, status = j.status, percent = j.percent,
        signal = j.signal, gravity = {sql.gravity_of("j.signal")}, stale = (j.stale = 1),
        disagrees = (j.disagrees = 1), due_on = j.due_on, reported_on = j.reported_on, gap = j.gap
        FROM (SELECT judged.*, {sql.GAP} AS gap FROM judged) j WHERE kept.task_id = j.task_id"""
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.params)
