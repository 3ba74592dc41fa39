"""Reporting rounds of Sample City: the last one closed, with its frozen list, and the one that is open; some urging."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from priorities.figures import Moment
from priorities.figures.rounds import Asked, asked
from priorities.models import Plan, ProgressUpdate, Review, Round, RoundTask, Task, Urge
from priorities.rounds import COUNTS_FROM_DAY, DUE_DAYS
from priorities.working_days import next_working_day
from workplan.demonstration import YEAR
from workplan.demonstration.loader import add_all, add_values
from workplan.demonstration.people import Office
from workplan.demonstration.stage import Stage, moment, texts

DAY = timedelta(days=1)
OPENED_DAY, DAYS_OF_GRACE = 23, timedelta(days=5)
# The closed round was the longer one: Sample City's divisions report about once in 25 days.
CLOSED_COUNTS_FROM_DAY = 10
MORNING, EVENING = 9 * 60 + 10, 17 * 60 + 5


@dataclass(frozen=True)
class _Dates:
    """When a month's round was opened, is due and closed."""

    month: int
    opened_at: datetime
    due_on: date
    closed_at: datetime

    @classmethod
    def of(cls, month: int) -> "_Dates":
        due_on = next_working_day(date(YEAR + month // 12, month % 12 + 1, DUE_DAYS))
        return cls(
            month,
            moment(next_working_day(date(YEAR, month, OPENED_DAY)), MORNING),
            due_on,
            moment(next_working_day(due_on + DAYS_OF_GRACE), EVENING),
        )


def add_rounds(stage: Stage, plan: Plan, office: Office) -> None:
    """Write the last two monthly rounds opened by the demonstration's day, closed where their time has come."""
    dates = [each for each in map(_Dates.of, range(1, 13)) if each.opened_at < stage.limit][-2:]
    rounds = [_round(stage, plan, each, office) for each in dates]
    add_all(Round, rounds)
    for this in rounds:
        if this.closed_at is not None:
            _freeze(plan, this)
        else:
            add_all(Urge, sorted(_urges(stage, plan, this, office), key=lambda urge: urge.at))


def _round(stage: Stage, plan: Plan, dates: _Dates, office: Office) -> Round:
    closed = dates.closed_at < stage.limit
    return Round(
        plan=plan,
        kind=Round.Kind.MONTH,
        number=dates.month,
        counts_from=date(YEAR, dates.month, CLOSED_COUNTS_FROM_DAY if closed else COUNTS_FROM_DAY),
        due_on=dates.due_on,
        opened_at=dates.opened_at,
        opened_by=office.planners[0],
        closed_at=dates.closed_at if closed else None,
        closed_by=office.planners[1] if closed else None,
        version=2 if closed else 1,
    )


def _freeze(plan: Plan, this: Round) -> None:
    """The list as it was when the round was closed: by what was known then."""
    assert this.closed_at is not None  # noqa: S101  # for the type checker
    frozen = asked(plan, [this], Moment(min(this.closed_at.date(), plan.last_day), this.closed_at)).get(this.pk, [])
    values = [[this.pk, each.task_id, each.division_id, each.answer_id] for each in frozen]
    add_values(RoundTask, ["round_id", "task_id", "division_id", "update_id"], values)


def _urges(stage: Stage, plan: Plan, this: Round, office: Office) -> list[Urge]:
    """Three: two of tasks that are still silent, one of them `staff`'s where there is one; one that was answered."""
    at = moment(max(stage.yesterday - 2 * DAY, this.opened_at.date() + DAY), MORNING + 50)
    if at >= stage.limit:
        return []
    found = asked(plan, [this], Moment.of(plan)).get(this.pk, [])
    told = [(task, at + timedelta(minutes=4 * number)) for number, task in enumerate(_silent(found, at))]
    answered = _answered(found, this)
    phrases = texts("phrases")["urges"]
    return [
        Urge(task_id=task, at=when, by=office.planners[0], text=phrases[number], round=this)
        for number, (task, when) in enumerate([*told, *answered])
    ]


def _silent(found: Sequence[Asked], at: datetime) -> list[int]:
    """Two tasks that have not reported, not even late, since then; of different divisions, `staff`'s first."""
    missing = [each for each in found if each.answer_id is None]
    heard = set(ProgressUpdate.objects.filter(recorded_at__gte=at).values_list("task", flat=True))
    own = set(Task.objects.filter(lead_division__code="demo-outbound").values_list("pk", flat=True))
    missing = sorted((each for each in missing if each.task_id not in heard), key=lambda each: each.task_id not in own)
    by_division = {each.division_id: each.task_id for each in reversed(missing)}
    return list(reversed(by_division.values()))[:2]


def _answered(found: Sequence[Asked], this: Round) -> list[tuple[int, datetime]]:
    """A task that reported some days after the opening, and an instant the day before that."""
    answers = ProgressUpdate.objects.filter(pk__in=[each.answer_id for each in found if each.answer_id])
    later = answers.filter(recorded_at__gt=this.opened_at + 2 * DAY).exclude(
        reviews__outcome__in=[Review.Outcome.RETURNED, Review.Outcome.WITHDRAWN]
    )
    first = later.order_by("recorded_at", "pk").first()
    return [] if first is None else [(first.task_id, first.recorded_at - DAY)]
