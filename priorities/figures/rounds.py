"""Who has reported in a reporting round (填报期), and who has not: counted in SQL, here and nowhere else.

An open round asks for the tasks in its scope that have a lead division and are open and begun on the day, and for those
that have reported in it, whatever became of them. A report answers that is as of `counts_from` or later and was neither
returned nor withdrawn: one that waits for release does. Of a closed round its frozen list tells, whatever is reported
later.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Subquery

from foundation.dialect import fetch_dicts, instant, read_day
from priorities.figures import sql
from priorities.figures.moment import Moment
from priorities.models import Plan, ProgressUpdate, Round, RoundTask


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A task that a round asks for: who leads it, the report that answers (None: missing), the day of its last report.

    Of a closed round: who led it then, and the last report recorded by then.
    """

    round_id: int
    task_id: int
    division_id: int | None
    answer_id: int | None
    reported_on: date | None


@dataclass(frozen=True)
class Tally:
    """How many tasks are asked for, and how many of them have reported."""

    asked: int = 0
    reported: int = 0

    @property
    def missing(self) -> int:
        """How many have not reported."""
        return self.asked - self.reported

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.asked + other.asked, self.reported + other.reported)


Tallies = dict[int | None, Tally]


def tallies(plan: Plan, rounds: Iterable[Round]) -> dict[int, Tallies]:
    """Of each of these rounds of the plan its tally by division, as of now. Two queries, however many rounds."""
    found: dict[int, Tallies] = {each.pk: {} for each in rounds}
    is_open = {each.pk for each in rounds if each.is_open}
    for round_id, division, tally in _open_tallies(plan, is_open) + _closed_tallies(found.keys() - is_open):
        found[round_id][division] = tally
    return found


def asked(
    plan: Plan, rounds: Collection[Round], moment: Moment, *, division_id: int | None = None
) -> dict[int, list[Asked]]:
    """By round the tasks that these rounds of the plan ask for at a moment, closed or not, in the plan's order.

    Only those that one division leads, where that is given. One query; none for no round.
    """
    found = defaultdict[int, list[Asked]](list)
    if rounds:
        statement = _statement(plan, [each.pk for each in rounds], moment, division_id)
        statement.add(
            """SELECT c.* FROM counted c JOIN priorities_task t ON t.id = c.task_id
            JOIN priorities_priorityarea a ON a.id = t.area_id ORDER BY a.number, t.number"""
        )
        for row in fetch_dicts(statement.text, statement.params):
            found[row["round_id"]].append(
                Asked(
                    round_id=row["round_id"],
                    task_id=row["task_id"],
                    division_id=row["lead_division_id"],
                    answer_id=row["answer_id"],
                    reported_on=read_day(row["reported_on"]) if row["reported_on"] else None,
                )
            )
    return dict(found)


def asked_by(this: Round) -> list[Asked]:
    """The tasks of one round, as of now or as frozen when it was closed. One query; `this.plan` is there."""
    return asked(this.plan, [this], Moment.of(this.plan)).get(this.pk, []) if this.is_open else _frozen(this)


def _frozen(this: Round) -> list[Asked]:
    known = ProgressUpdate.objects.filter(task=OuterRef("task"), recorded_at__lte=this.closed_at)
    newest = Subquery(known.order_by("-effective_on").values("effective_on")[:1])
    rows = this.tasks.annotate(last=newest).order_by("task__area__number", "task__number")
    return [
        Asked(round_id=this.pk, task_id=task, division_id=division, answer_id=update, reported_on=last)
        for task, division, update, last in rows.values_list("task", "division", "update", "last")
    ]


def _open_tallies(plan: Plan, rounds: Collection[int]) -> list[tuple[int, int | None, Tally]]:
    if not rounds:
        return []
    statement = _statement(plan, rounds, Moment.of(plan), None)
    statement.add(
        """SELECT round_id, lead_division_id, COUNT(*) AS asked, COUNT(answer_id) AS reported
        FROM counted GROUP BY round_id, lead_division_id"""
    )
    rows = fetch_dicts(statement.text, statement.params)
    return [(row["round_id"], row["lead_division_id"], Tally(row["asked"], row["reported"])) for row in rows]


def _closed_tallies(rounds: Collection[int]) -> list[tuple[int, int | None, Tally]]:
    if not rounds:
        return []
    counted = RoundTask.objects.filter(round__in=rounds).values("round", "division").order_by()
    rows = counted.annotate(asked=Count("pk"), reported=Count("update")).values_list(
        "round", "division", F("asked"), F("reported")
    )
    return [(this, division, Tally(of, done)) for this, division, of, done in rows]


def _statement(plan: Plan, rounds: Collection[int], moment: Moment, division_id: int | None) -> sql.Statement:
    """`judged`, then `counted`: a row for each task that a round asks for, with the report that answers."""
    known = [] if moment.known_at is None else [instant(moment.known_at)]
    update_known, review_known = ("AND u.recorded_at <= %s", "AND v.at <= %s") if known else ("", "")
    statement = sql.judged(plan, [moment.day], moment.known_at, led_by=division_id)
    statement.add(
        f""", asked AS MATERIALIZED (
        SELECT r.id AS round_id, j.task_id, j.lead_division_id, j.reported_on, j.signal,
        (SELECT u.id FROM priorities_progressupdate u
         WHERE u.task_id = j.task_id AND u.effective_on >= r.counts_from AND u.effective_on <= j.d {update_known}
         AND NOT EXISTS (SELECT 1 FROM priorities_review v
             WHERE v.update_id = u.id AND v.outcome IN ('returned', 'withdrawn') {review_known})
         ORDER BY u.effective_on DESC, u.id DESC LIMIT 1) AS answer_id
        FROM judged j JOIN priorities_round r ON r.plan_id = j.plan_id
        WHERE r.id IN ({", ".join(["%s"] * len(rounds))}) AND j.lead_division_id IS NOT NULL
        AND (NOT EXISTS (SELECT 1 FROM priorities_round_areas s WHERE s.round_id = r.id)
             OR EXISTS (SELECT 1 FROM priorities_round_areas s
                        WHERE s.round_id = r.id AND s.priorityarea_id = j.area_id))),
        counted AS (SELECT * FROM asked
        WHERE answer_id IS NOT NULL OR signal NOT IN ('completed', 'cancelled', 'not_due')) """,
        *known, *known, *rounds,
    )  # fmt: skip
    return statement
