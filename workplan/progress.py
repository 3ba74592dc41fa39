"""The plan's progress with its events: what the dashboard shows and the API's `progress/` says, put together once."""

from dataclasses import dataclass

from accounts.models import Division
from accounts.rules import Reader
from changelog.services import cursor
from events.figures import EventCounts, IndicatorFigures, counts, counts_by_area, indicator_figures, offline_by_month
from priorities import figures
from priorities.figures import Moment, Progress
from priorities.models import Plan, PriorityArea
from priorities.rules import league_divisions


@dataclass(frozen=True, kw_only=True)
class PlanProgress:
    """A plan at a moment, as one reader may see it. `cursor`: the last change these figures include."""

    plan: Plan
    moment: Moment
    cursor: int
    whole: Progress
    events: EventCounts
    areas: list[tuple[PriorityArea, Progress, EventCounts]]
    indicators: list[IndicatorFigures]

    @property
    def gravest(self) -> int:
        """How many tasks are overdue or far behind."""
        return self.whole.signals["overdue"] + self.whole.signals["far_behind"]

    @property
    def needing_attention(self) -> int:
        """How many tasks are overdue, far behind or behind."""
        return self.gravest + self.whole.signals["behind"]


def plan_progress(plan: Plan, moment: Moment, user: Reader) -> PlanProgress:
    """The figures of plan, areas and indicators. A constant number of queries."""
    last_change, totals = cursor(), offline_by_month(plan, moment)
    whole, by_area = figures.by_area(plan, moment)
    events = counts_by_area(plan, moment, user, totals)
    areas = PriorityArea.objects.filter(plan=plan).select_related("lead_division", "plan").order_by("number")
    return PlanProgress(
        plan=plan,
        moment=moment,
        cursor=last_change,
        whole=whole,
        events=counts(plan, moment, totals),
        areas=[(area, by_area.get(area.pk, Progress(plan=plan)), events.get(area.pk, EventCounts())) for area in areas],
        indicators=indicator_figures(plan, moment, user, totals),
    )


def division_progress(plan: Plan, moment: Moment, user: Reader) -> list[tuple[Division, Progress]]:
    """The divisions that lead tasks of the plan, with their progress, as far as the reader may see. Two queries."""
    seen = league_divisions(user, plan)
    if seen is not None and not seen:
        return []
    progress = figures.by_division(plan, moment)
    divisions = Division.objects.filter(
        pk__in=[key for key in progress if key is not None and (seen is None or key in seen)]
    )
    return [(division, progress[division.pk]) for division in divisions]
