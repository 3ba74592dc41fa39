"""What the page of a reporting round shows: who has reported and who has not, by division."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Division, User
from priorities import rules
from priorities.figures.rounds import Asked, Tally, asked_by, tallies
from priorities.models import Plan, Round, Task, Urge
from priorities.rounds import name_of
from priorities.urges import unanswered_of


@dataclass(kw_only=True)
class Missing:
    """A task that has not reported: the day of its last report, and the newest urging that nobody has answered.

    `undone`: that last report would answer, but was returned or withdrawn.
    """

    task: Task
    reported_on: date | None
    undone: bool
    urge: Urge | None


@dataclass(kw_only=True)
class DivisionRow:
    """What a round asks of one division (None: nobody led the task)."""

    division: Division | None
    tally: Tally
    silent: Sequence[Asked] = ()
    missing: list[Missing] = field(default_factory=list)


@dataclass(kw_only=True)
class Sheet:
    """A round as its reader may see it. `rows`: the divisions with the most missing tasks first."""

    rows: list[DivisionRow]

    @property
    def total(self) -> Tally:
        """All tasks of all rows."""
        return sum((row.tally for row in self.rows), Tally())

    @property
    def complete(self) -> int:
        """How many divisions have reported on everything."""
        return sum(not row.tally.missing for row in self.rows)


def sheet_of(user: User, this: Round) -> Sheet:
    """The round as it stands, or as it was frozen; only the rows that the reader may see. Two queries."""
    seen = rules.round_divisions(user, this.plan)
    by_division: dict[int | None, list[Asked]] = {}
    for each in asked_by(this):
        if seen is None or each.division_id in seen:
            by_division.setdefault(each.division_id, []).append(each)
    divisions = Division.objects.in_bulk([key for key in by_division if key is not None])
    rows = [_row(divisions.get(key) if key else None, tasks) for key, tasks in by_division.items()]
    return Sheet(rows=sorted(rows, key=_most_missing_first))


def _row(division: Division | None, tasks: Sequence[Asked]) -> DivisionRow:
    silent = [each for each in tasks if each.answer_id is None]
    return DivisionRow(division=division, tally=Tally(len(tasks), len(tasks) - len(silent)), silent=silent)


def _most_missing_first(row: DivisionRow) -> tuple[int, int, str]:
    return -row.tally.missing, row.division.order if row.division else -1, row.division.code if row.division else ""


def fill_missing(this: Round, rows: Sequence[DivisionRow]) -> None:
    """Name the missing tasks of these rows of a round, with who is responsible; while it is open, what they are urged.

    Two queries, or one.
    """
    silent = [each.task_id for row in rows for each in row.silent]
    tasks = Task.objects.select_related("area", "responsible").in_bulk(silent)
    urged = unanswered_of(silent) if this.is_open else {}
    for row in rows:
        row.missing = [
            Missing(
                task=tasks[each.task_id],
                reported_on=each.reported_on,
                undone=each.reported_on is not None and each.reported_on >= this.counts_from,
                urge=urged.get(each.task_id),
            )
            for each in row.silent
        ]


@dataclass(kw_only=True)
class ListedRound:
    """A round in the list of rounds, with the tally of what the reader may see; None where that is nothing."""

    round: Round
    tally: Tally | None

    @property
    def name(self) -> str:
        """The round's name in the reader's language."""
        return name_of(self.round)


def listed_rounds(user: User, plan: Plan, rounds: Sequence[Round]) -> list[ListedRound]:
    """These rounds of the plan with their tallies. Two queries, however many rounds."""
    seen, found = rules.round_divisions(user, plan), tallies(plan, rounds)
    rows = []
    for each in rounds:
        shown = [tally for division, tally in found[each.pk].items() if seen is None or division in seen]
        rows.append(ListedRound(round=each, tally=sum(shown, Tally()) if seen is None or shown else None))
    return rows
