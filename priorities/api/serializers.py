"""The shapes of the plan's things: for the documentation, and to read what is sent.

The JSON of what is read is put together in `rows`; tests/api hold the two to the same names.
"""

from rest_framework import serializers

from foundation.rest.fields import Body, Day, Text, WholeNumber, Word, YesNo
from foundation.rest.shape import Shown
from priorities.figures import Signal
from priorities.models import (
    Baseline,
    Indicator,
    Measurement,
    Milestone,
    Plan,
    PriorityArea,
    ProgressUpdate,
    Review,
    Schedule,
    Task,
    TaskSource,
)

REVIEWS = tuple(dict.fromkeys((*ProgressUpdate.FirstReview.values, *Review.Outcome.values)))


class PlanSerializer(Shown):
    """An annual work plan, with the thresholds by which its signals are judged."""

    class Meta:
        model = Plan
        fields = (
            *("code", "year", "title_en", "title_zh", "status", "set_out_on", "source", "behind_points"),
            *("far_behind_points", "stale_days", "review_reports", "demonstration", "version"),
        )


class AreaSerializer(Shown):
    """A priority area of a plan."""

    plan = serializers.CharField(help_text="Code of the plan.")
    lead_division = serializers.CharField(allow_null=True, help_text="Code of the division; null until it is set.")

    class Meta:
        model = PriorityArea
        fields = (
            *("code", "plan", "number", "name_en", "name_zh", "summary_en", "summary_zh", "source_quote"),
            *("lead_division", "version"),
        )


class ScheduleSerializer(Shown):
    """The period of a task as decided on a day: the first one, then each change of dates."""

    class Meta:
        model = Schedule
        fields = ("starts_on", "due_on", "decided_on", "recorded_at", "reason")


class MilestoneSerializer(Shown):
    """A step of a task."""

    class Meta:
        model = Milestone
        fields = ("name_en", "name_zh", "due_on", "weight", "completed_on")


class TaskSourceSerializer(Shown):
    """Where a task comes from."""

    class Meta:
        model = TaskSource
        fields = ("name_en", "name_zh")


class TaskSerializer(Shown):
    """A task of a plan, with its state as of today (held within the plan's year): read `progress/` for another day."""

    plan = serializers.CharField(help_text="Code of the plan.")
    area = serializers.CharField(help_text="Code of the priority area.")
    lead_division = serializers.CharField(allow_null=True, help_text="Code of the division; null until it is set.")
    supporting_divisions = serializers.ListField(child=serializers.CharField(), help_text="Codes of the divisions.")
    responsible = serializers.CharField(allow_null=True, help_text="User name of the responsible person.")
    leader_in_charge = serializers.CharField(allow_null=True, help_text="User name of the leader in charge.")
    sources = TaskSourceSerializer(many=True)
    starts_on = serializers.DateField(help_text="Of the schedule in force today.")
    due_on = serializers.DateField(help_text="Of the schedule in force today.")
    schedules = ScheduleSerializer(many=True, help_text="Append-only, the first one first.")
    milestones = MilestoneSerializer(many=True)
    demonstration = serializers.BooleanField(help_text="As its plan is.")
    status = serializers.ChoiceField(ProgressUpdate.Status.choices, help_text="Of the standing update.")
    percent = serializers.IntegerField(
        allow_null=True, min_value=0, max_value=100, help_text="Of the standing update; null for a continuing effort."
    )
    health = serializers.ChoiceField(
        ProgressUpdate.Health.choices, allow_null=True, help_text="The division's own rating."
    )
    planned_percent = serializers.FloatField(allow_null=True, help_text="To one decimal; null for a continuing effort.")
    signal = serializers.ChoiceField(Signal.choices, help_text="By the plan's thresholds.")
    stale = serializers.BooleanField(help_text="Not reported for more than the plan's `stale_days`.")
    disagrees = serializers.BooleanField(help_text="Rated green while the signal is overdue, far behind or behind.")
    updated_at = serializers.DateTimeField(
        help_text="When the newest update, review or schedule of the task was recorded."
    )

    class Meta:
        model = Task
        fields = (
            *("code", "plan", "area", "kind", "name_en", "name_zh", "description_en", "description_zh"),
            *("lead_division", "supporting_divisions", "responsible", "leader_in_charge", "sources", "starts_on"),
            *("due_on", "schedules", "weight", "source_quote", "milestones", "demonstration", "version", "status"),
            *("percent", "health", "planned_percent", "signal", "stale", "disagrees", "updated_at"),
        )


class ReviewSerializer(Shown):
    """One step of a report's review."""

    by = serializers.CharField(help_text="User name.")

    class Meta:
        model = Review
        fields = ("by", "at", "outcome", "reason")


class UpdateSerializer(Shown):
    """What a division reports on a task as of a day. Created, never changed."""

    task = serializers.CharField(help_text="Code of the task.")
    author = serializers.CharField(help_text="User name.")
    review = serializers.ChoiceField(REVIEWS, help_text="How it stands in review now.")
    reviews = ReviewSerializer(many=True, help_text="Append-only, the first one first.")

    class Meta:
        model = ProgressUpdate
        fields = (
            *("id", "task", "effective_on", "status", "percent", "health", "note", "problems", "needs", "next_steps"),
            *("no_change", "author", "recorded_at", "review", "reviews"),
        )


class UpdateInput(Body):
    """A report to be posted. With `no_change` true only `task` and `effective_on` are sent: the rest is repeated."""

    task = Text(max_length=60, help_text="Code of the task.")
    effective_on = Day(required=False, help_text="As of which day; today, held within the plan's year, by default.")
    status = Word(ProgressUpdate.Status.choices, required=False, help_text="Needed unless `no_change` is true.")
    percent = WholeNumber(
        required=False,
        allow_null=True,
        help_text="0 to 100; may be left out where the status leaves no choice; null for a continuing effort.",
    )
    health = Word(ProgressUpdate.Health.choices, required=False, allow_null=True)
    note = Text(required=False, allow_blank=True)
    problems = Text(required=False, allow_blank=True)
    needs = Text(required=False, allow_blank=True)
    next_steps = Text(required=False, allow_blank=True)
    no_change = YesNo(required=False, help_text="Repeat the standing update, marked so.")


class ReturnInput(Body):
    """Why a report is returned to its author."""

    reason = Text(max_length=2000)


class NothingInput(Body):
    """No fields: an empty object, or no body."""


class BaselineSerializer(Shown):
    """A past year's figure: stated by a source, or derived from one, then with the range that rounding allows."""

    value = serializers.FloatField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)

    class Meta:
        model = Baseline
        fields = ("year", "value", "low", "high", "derived", "source_quote", "note_en", "note_zh")


class IndicatorSerializer(Shown):
    """A figure followed over the year; its values are in `progress/`."""

    plan = serializers.CharField(help_text="Code of the plan.")
    area = serializers.CharField(allow_null=True, help_text="Code of the priority area, for one that is an area's own.")
    unit = serializers.CharField(help_text="In English; `unit_zh` in Chinese.")
    target = serializers.FloatField(allow_null=True)
    baselines = BaselineSerializer(many=True, help_text="The newest year first.")

    class Meta:
        model = Indicator
        fields = (
            *("code", "plan", "area", "name_en", "name_zh", "unit", "unit_zh", "direction", "kind", "aggregate"),
            *("target", "note_en", "note_zh", "version", "baselines"),
        )


class MeasurementSerializer(Shown):
    """A value of a measured indicator on a day."""

    indicator = serializers.CharField(help_text="Code of the indicator.")
    value = serializers.FloatField()
    corrects = serializers.IntegerField(allow_null=True, help_text="Id of the measurement that it takes the place of.")

    class Meta:
        model = Measurement
        fields = ("id", "indicator", "on", "value", "note", "corrects", "recorded_at")
