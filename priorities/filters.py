"""What lists of the plan are filtered by: one FilterSet for the pages and the API."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Division, Role, User
from foundation.filters import (
    NONE,
    DayFilter,
    KeyFilter,
    OneOfFilter,
    SearchFilter,
    SomeOfFilter,
    StrictFilterSet,
    YearFilter,
    YesNoFilter,
)
from priorities.figures import Moment, Signal, kept
from priorities.figures.states import Wanted, narrow_across
from priorities.models import Indicator, Measurement, Plan, PriorityArea, ProgressUpdate, Review, StateToday, Task


class TaskFilter(StrictFilterSet):
    """Tasks. On a page of a plan pass `plan` and `moment`: there is no choice of plan then, and states are as of then.

    Without them (the API) each task is judged as it is today in its own plan. `status`, `signal`, `stale`, `disagrees`
    and the deadline are of that state: by the kept state where it holds, else by one condition in SQL.
    """

    plan = KeyFilter(Plan.objects.for_switch(), field_name="area__plan", label=_("plan"))
    area = KeyFilter(PriorityArea.objects.select_related("plan"), label=_("priority area"))
    division = KeyFilter(Division.objects.all(), method="of_division", label=_("lead or supporting division"))
    lead_division = KeyFilter(Division.objects.all(), null_label=NONE, label=_("lead division"))
    leader_in_charge = KeyFilter(
        User.objects.filter(role=Role.LEADERSHIP), key="username", null_label=NONE, label=_("leader in charge")
    )
    responsible = KeyFilter(User.objects.all(), key="username", null_label=NONE, label=_("responsible person"))
    kind = OneOfFilter(choices=Task.Kind.choices, label=_("kind"))
    status = SomeOfFilter(choices=ProgressUpdate.Status.choices, method="leave", label=_("status"))
    signal = SomeOfFilter(choices=Signal.choices, method="leave", label=_("signal"))
    stale = YesNoFilter(method="leave", label=_("not reported"))
    disagrees = YesNoFilter(method="leave", label=_("rated green, behind schedule"))
    due_from = DayFilter(method="leave", label=_("deadline from"))
    due_to = DayFilter(method="leave", label=_("deadline until"))
    q = SearchFilter((), method="leave", label=_("search"))

    # Those of the state, and those of the kept row: the others are facts of the task.
    OF_STATE = ("status", "signal", "stale", "disagrees", "due_from", "due_to")
    OF_ROW = (*OF_STATE, "q")

    class Meta:
        model = Task
        fields = ()

    def __init__(self, *args: Any, plan: Plan | None = None, moment: Moment | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.page_plan, self.moment = plan, moment
        if plan is not None:
            self.filters.pop("plan", None)
            self.choose("area", plan.areas.order_by("number"))

    def of_division(self, queryset: Any, name: str, value: Division) -> QuerySet[Task]:
        """Led or supported by the division."""
        found: QuerySet[Task] = queryset.of_division(value.pk)
        return found

    @property
    def wanted(self) -> Wanted:
        """What is asked of the state."""
        asked = self.form.cleaned_data
        flags = {"true": True, "false": False}
        return Wanted(
            status=asked.get("status") or (),
            signal=asked.get("signal") or (),
            stale=flags.get(asked.get("stale", "")),
            disagrees=flags.get(asked.get("disagrees", "")),
            due_from=asked.get("due_from"),
            due_to=asked.get("due_to"),
        )

    def filter_queryset(self, queryset: QuerySet[Task]) -> QuerySet[Task]:
        """Narrow by facts, then by text and state."""
        tasks: QuerySet[Task] = super().filter_queryset(queryset)
        text = self.form.cleaned_data.get("q")
        if text:
            tasks = tasks.filter(kept__in=kept.containing(StateToday.objects.all(), text))
        if self.wanted == Wanted():
            return tasks
        if self.page_plan is not None:
            moment = self.moment or Moment.of(self.page_plan)
            return self._by_state(tasks, [(self.page_plan, moment.day)], moment.known_at)
        asked = self.form.cleaned_data.get("plan")
        plans = [asked] if asked else list(Plan.objects.all())
        return self._by_state(tasks, [(plan, Moment.default_day(plan)) for plan in plans], None)

    def _by_state(self, tasks: QuerySet[Task], days: kept.Days, known_at: datetime | None) -> QuerySet[Task]:
        now = known_at is None and all(day == Moment.default_day(plan) for plan, day in days)
        if now and kept.holds(days):
            rows = StateToday.objects.filter(plan__in=[plan for plan, _day in days])
            return tasks.filter(kept__in=kept.narrowed(rows, self.wanted))
        return narrow_across(tasks, days, known_at, self.wanted)

    def narrow_rows(self, rows: QuerySet[StateToday], holds: bool) -> QuerySet[StateToday]:
        """The same for the rows of a page's list. `holds`: the kept states do, at the page's moment.

        Each condition where it costs least: the list reads the tasks themselves only when it is asked of their facts.
        """
        asked = self.form.cleaned_data
        if any(asked.get(name) for name in self.filters if name not in self.OF_ROW):
            rows = rows.filter(task__in=super().filter_queryset(Task.objects.order_by()))
        if asked.get("q"):
            rows = kept.containing(rows, asked["q"])
        if self.wanted == Wanted():
            return rows
        if holds:
            return kept.narrowed(rows, self.wanted)
        plan: Any = self.page_plan
        moment = self.moment or Moment.of(plan)
        days = [(plan, moment.day)]
        return rows.filter(task__in=narrow_across(Task.objects.order_by(), days, moment.known_at, self.wanted))


class UpdateFilter(StrictFilterSet):
    """Progress updates. The queryset carries `review` (see `with_review`)."""

    task = KeyFilter(Task.objects.all(), label=_("task"))
    plan = KeyFilter(Plan.objects.for_switch(), field_name="task__area__plan", label=_("plan"))
    division = KeyFilter(Division.objects.all(), method="of_division", label=_("lead or supporting division"))
    author = KeyFilter(
        User.objects.filter(Exists(ProgressUpdate.objects.filter(author=OuterRef("pk")))),
        key="username",
        label=_("author"),
    )
    review = SomeOfFilter(choices=(*ProgressUpdate.FirstReview.choices, *Review.Outcome.choices[1:]), label=_("review"))
    status = SomeOfFilter(choices=ProgressUpdate.Status.choices, label=_("status"))
    effective_from = DayFilter(field_name="effective_on", lookup_expr="gte", label=_("as of, from"))
    effective_to = DayFilter(field_name="effective_on", lookup_expr="lte", label=_("as of, until"))

    class Meta:
        model = ProgressUpdate
        fields = ()

    def of_division(self, queryset: Any, name: str, value: Division) -> QuerySet[ProgressUpdate]:
        """On the tasks that the division leads or supports."""
        found: QuerySet[ProgressUpdate] = queryset.filter(task__in=Task.objects.of_division(value.pk))
        return found


class PlanFilter(StrictFilterSet):
    """Plans."""

    year = YearFilter(label=_("year"))
    status = SomeOfFilter(choices=Plan.Status.choices, label=_("status"))
    demonstration = YesNoFilter(label=_("demonstration"))

    class Meta:
        model = Plan
        fields = ()


class AreaFilter(StrictFilterSet):
    """Priority areas."""

    plan = KeyFilter(Plan.objects.for_switch(), label=_("plan"))

    class Meta:
        model = PriorityArea
        fields = ()


class IndicatorFilter(StrictFilterSet):
    """Indicators."""

    plan = KeyFilter(Plan.objects.for_switch(), label=_("plan"))
    area = KeyFilter(PriorityArea.objects.select_related("plan"), null_label=NONE, label=_("priority area"))
    kind = OneOfFilter(choices=Indicator.Kind.choices, label=_("counting rule"))

    class Meta:
        model = Indicator
        fields = ()


class MeasurementFilter(StrictFilterSet):
    """Measurements."""

    indicator = KeyFilter(Indicator.objects.filter(kind=Indicator.Kind.MEASURED), label=_("indicator"))

    class Meta:
        model = Measurement
        fields = ()
