"""What lists of the plan are filtered by: one FilterSet for the pages and the API."""

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
from priorities.figures import Moment, Signal
from priorities.figures.states import Wanted, narrow_across
from priorities.models import Indicator, Measurement, Plan, PriorityArea, ProgressUpdate, Review, Task


class TaskFilter(StrictFilterSet):
    """Tasks. On a page of a plan pass `plan` and `moment`: there is no choice of plan then, and states are as of then.

    Without them (the API) each task is judged as it is today in its own plan. `status`, `signal`, `stale`, `disagrees`
    and the deadline are of that state; they cost one condition in SQL.
    """

    plan = KeyFilter(Plan.objects.for_switch(), field_name="area__plan", label=_("plan"))
    area = KeyFilter(PriorityArea.objects.select_related("plan"), label=_("priority area"))
    division = KeyFilter(Division.objects.all(), method="of_division", label=_("lead or supporting division"))
    lead_division = KeyFilter(Division.objects.all(), null_label=NONE, label=_("lead division"))
    leader_in_charge = KeyFilter(
        User.objects.filter(role=Role.LEADERSHIP), key="username", null_label=NONE, label=_("leader in charge")
    )
    kind = OneOfFilter(choices=Task.Kind.choices, label=_("kind"))
    status = SomeOfFilter(choices=ProgressUpdate.Status.choices, method="leave", label=_("status"))
    signal = SomeOfFilter(choices=Signal.choices, method="leave", label=_("signal"))
    stale = YesNoFilter(method="leave", label=_("not reported"))
    disagrees = YesNoFilter(method="leave", label=_("rated green, behind schedule"))
    due_from = DayFilter(method="leave", label=_("deadline from"))
    due_to = DayFilter(method="leave", label=_("deadline until"))
    q = SearchFilter(("code", "name_en", "name_zh", "description_en", "description_zh"), label=_("search"))

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

    def filter_queryset(self, queryset: QuerySet[Task]) -> QuerySet[Task]:
        """Narrow by facts, then by state."""
        tasks: QuerySet[Task] = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        flags = {"true": True, "false": False}
        wanted = Wanted(
            status=asked.get("status") or (),
            signal=asked.get("signal") or (),
            stale=flags.get(asked.get("stale", "")),
            disagrees=flags.get(asked.get("disagrees", "")),
            due_from=asked.get("due_from"),
            due_to=asked.get("due_to"),
        )
        if wanted == Wanted():
            return tasks
        if self.page_plan is not None:
            moment = self.moment or Moment.of(self.page_plan)
            return narrow_across(tasks, [(self.page_plan, moment.day)], moment.known_at, wanted)
        plans = [asked["plan"]] if asked.get("plan") else list(Plan.objects.all())
        return narrow_across(tasks, [(plan, Moment.default_day(plan)) for plan in plans], None, wanted)


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
