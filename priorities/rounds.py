"""Reporting rounds in words, and what a division's desk says of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from foundation import clock
from foundation.bilingual import chinese
from foundation.days import MONTHS
from priorities import working_days
from priorities.figures import Moment
from priorities.figures.rounds import asked
from priorities.models import Plan, Round

QUARTERS_EN, QUARTERS_ZH = ("First", "Second", "Third", "Fourth"), "一二三四"
# A report of the last ten days or so of a month is about that month.
COUNTS_FROM_DAY = 20
# Reports are due some days into the month after.
DUE_DAYS = 5


def name_of(this: Round, language: str | None = None) -> str:
    """“September round”, 9月填报期; “Third-quarter round”, 第三季度填报期. In the reader's language, or that given."""
    quarter, zh = this.kind == Round.Kind.QUARTER, chinese(language)
    if zh:
        return f"第{QUARTERS_ZH[this.number - 1]}季度填报期" if quarter else f"{this.number}月填报期"
    return f"{QUARTERS_EN[this.number - 1]}-quarter round" if quarter else f"{MONTHS[this.number - 1]} round"


def open_rounds(plan: Plan) -> QuerySet[Round]:
    """The rounds that ask for reports now: none while the plan takes none. The one due first comes first."""
    found = Round.objects.open() if plan.status == Plan.Status.ADOPTED else Round.objects.none()
    return found.filter(plan=plan).order_by("due_on", "pk")


@dataclass(frozen=True, kw_only=True)
class AskedOf:
    """What an open round asks of one division: how many of the tasks it leads, how many reported, which are missing."""

    round: Round
    asked: int
    reported: int
    missing: Sequence[int]

    @property
    def name(self) -> str:
        """The round's name in the reader's language."""
        return name_of(self.round)

    @property
    def due_on(self) -> date:
        """The day by which to report."""
        return self.round.due_on

    @property
    def days_left(self) -> int:
        """Days until then; negative after it."""
        return (self.round.due_on - clock.today()).days


def asked_of_division(division_id: int, plan: Plan, moment: Moment) -> list[AskedOf]:
    """What the plan's open rounds ask of a division; rounds that ask nothing of it are left out.

    Two queries, or one where no round is open. `missing`: ids of tasks, in the plan's order.
    """
    rounds = list(open_rounds(plan))
    tasks = asked(plan, rounds, moment, division_id=division_id)
    return [
        AskedOf(
            round=each,
            asked=len(tasks[each.pk]),
            reported=sum(one.answer_id is not None for one in tasks[each.pk]),
            missing=[one.task_id for one in tasks[each.pk] if one.answer_id is None],
        )
        for each in rounds
        if each.pk in tasks
    ]


@dataclass(frozen=True)
class Days:
    """From which day reports count in a round, and by which they are due."""

    counts_from: date
    due_on: date


def usual_number(plan: Plan, kind: str) -> int:
    """The month or the quarter that it is, within the plan's year."""
    month = Moment.default_day(plan).month
    return (month + 2) // 3 if kind == Round.Kind.QUARTER else month


def usual_days(plan: Plan, kind: str, number: int) -> Days:
    """What a round's days are unless the planning office sets others.

    Reports count from the 20th of the month (of the quarter's last month); in a round opened before that, from the day
    of opening, so that nobody reports in vain. They are due on the fifth of the month after, or the working day that
    follows; five days after the opening where that is later. September's round of 2024: 20 September, 8 October.
    """
    month, today = number * 3 if kind == Round.Kind.QUARTER else number, clock.today()
    counts_from = date(plan.year, month, COUNTS_FROM_DAY)
    after = date(plan.year + month // 12, month % 12 + 1, DUE_DAYS)
    due_on = working_days.next_working_day(max(after, today + timedelta(days=DUE_DAYS)))
    return Days(max(min(counts_from, today), plan.first_day), due_on)
