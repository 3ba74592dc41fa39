"""What was held and may not be entered: approved totals, summed in SQL by indicator and month."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from priorities.figures import Moment
from priorities.models import Indicator, OfflineTotal, Plan

COUNTED_AS_EVENTS = (Indicator.Kind.EVENTS_HELD, Indicator.Kind.EVENTS_WITH_LEADERS)


@dataclass(frozen=True)
class OfflineMonth:
    """What was approved for one indicator in one month."""

    indicator_id: int
    kind: str
    area_id: int | None
    month: date
    number: int


Totals = Sequence[OfflineMonth]


def events_offline(totals: Totals) -> Counter[int | None]:
    """How many events these totals tell of, to stand beside `held`: by area, and under None in the whole plan.

    An event with leaders is an event held, and an area's is the plan's: it is in the total of each indicator that it
    counts for, and is one event. So of the totals of a month that may tell of the same events the largest counts, of
    the plan's own and its areas' together the larger. Totals of attendances, delegations and persons are no events.
    """
    months: dict[date, dict[int | None, int]] = {}
    for total in totals:
        if total.kind in COUNTED_AS_EVENTS:
            numbers = months.setdefault(total.month, {})
            numbers[total.area_id] = max(total.number, numbers.get(total.area_id, 0))
    found: Counter[int | None] = Counter()
    for numbers in months.values():
        of_plan = numbers.pop(None, 0)
        found.update(numbers)
        found[None] += max(of_plan, sum(numbers.values()))
    return found


def offline_by_month(plan: Plan, moment: Moment) -> list[OfflineMonth]:
    """What counts at the moment of the plan's offline totals, summed by indicator and month. One query."""
    key = ("indicator", "indicator__kind", "indicator__area", "month")
    sums = offline_totals(plan, moment).order_by().values(*key).annotate(sum=Sum("number"))
    return [OfflineMonth(*row) for row in sums.values_list(*key, "sum")]


def offline_totals(plan: Plan, moment: Moment) -> QuerySet[OfflineTotal]:
    """The plan's offline totals that count at the moment, in the order of their months."""
    found = OfflineTotal.objects.filter(indicator__plan=plan, month__lte=moment.day)
    return found if moment.known_at is None else found.filter(recorded_at__lte=moment.known_at)
