"""The shapes of `progress/`, of errors and of the root, for the documentation."""

from typing import Any

from rest_framework import serializers

from priorities.api.serializers import UpdateSerializer
from priorities.figures import Signal
from priorities.models import Indicator, ProgressUpdate


class Shape(serializers.Serializer[Any]):
    """A documented object."""


class CountByStatusSerializer(Shape):
    """How many tasks have each status; cancelled ones are counted too."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """One count for each status."""
        return {status: serializers.IntegerField() for status in ProgressUpdate.Status.values}


class CountBySignalSerializer(Shape):
    """How many tasks have each signal."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """One count for each signal."""
        return {signal: serializers.IntegerField() for signal in Signal.values}


class FiguresSerializer(Shape):
    """The figures of a plan, an area or a division."""

    actual_percent = serializers.FloatField(allow_null=True, help_text="To one decimal; null where there is nothing.")
    planned_percent = serializers.FloatField(allow_null=True, help_text="To one decimal.")
    gap = serializers.FloatField(allow_null=True, help_text="Actual − planned in points, to one decimal.")
    signal = serializers.ChoiceField(Signal.choices, allow_null=True, help_text="By the gap; null without tasks.")
    worst = serializers.ChoiceField(Signal.choices, allow_null=True, help_text="The gravest among the tasks.")
    tasks = CountByStatusSerializer()
    signals = CountBySignalSerializer()
    stale = serializers.IntegerField()
    disagrees = serializers.IntegerField()


class EventCountsSerializer(Shape):
    """Counts of events. A plan's include restricted events; an area's are what the reader may see."""

    held = serializers.IntegerField()
    with_leaders = serializers.IntegerField()
    leader_attendances = serializers.IntegerField()
    delegations = serializers.IntegerField()
    persons = serializers.IntegerField()
    offline = serializers.IntegerField(
        help_text="Events approved as offline totals up to the day's month: beside `held`, in none of the other "
        "counts. An event with leaders is an event held, and an area's is the plan's, so of a month's totals that may "
        "tell of the same events the largest counts. Totals of other kinds are in their indicator's `actual` only."
    )


class AreaFiguresSerializer(FiguresSerializer):
    """The figures of a priority area."""

    code = serializers.CharField()
    events = EventCountsSerializer()


class DivisionFiguresSerializer(FiguresSerializer):
    """The figures of the tasks that a division leads."""

    code = serializers.CharField()


class BaselineFiguresSerializer(Shape):
    """An indicator against a past year: to one decimal, null where it cannot be said."""

    year = serializers.IntegerField()
    value = serializers.FloatField()
    low = serializers.FloatField(allow_null=True, help_text="Of a derived value: the lowest that rounding allows.")
    high = serializers.FloatField(allow_null=True, help_text="Of a derived value: the highest.")
    derived = serializers.BooleanField(help_text="Computed from a statement, not stated.")
    change_percent = serializers.FloatField(allow_null=True)
    pace = serializers.FloatField(allow_null=True, help_text="The baseline's share of the year that is over.")
    projected = serializers.FloatField(allow_null=True, help_text="For the whole year, at the pace so far.")
    projected_change_percent = serializers.FloatField(allow_null=True)
    ahead = serializers.FloatField(allow_null=True, help_text="Actual − pace.")
    same_day = serializers.FloatField(
        allow_null=True, help_text="By the register up to the same day of that year; null where it is empty."
    )


class IndicatorFiguresSerializer(Shape):
    """An indicator's value and how it compares."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(Indicator.Kind.choices)
    actual = serializers.FloatField(
        allow_null=True,
        help_text="As counted, its own offline totals added, or as measured; an average to one decimal.",
    )
    target = serializers.FloatField(allow_null=True)
    baselines = BaselineFiguresSerializer(many=True)


class ProgressSerializer(FiguresSerializer):
    """The figures of a plan as of a day, as known at an instant, equal to those of its dashboard."""

    plan = serializers.CharField()
    as_of = serializers.DateField()
    known_at = serializers.DateTimeField(allow_null=True, help_text="Null: with all that is known now.")
    cursor = serializers.CharField(help_text="The cursor of `changes/` up to which these figures know.")
    events = EventCountsSerializer()
    areas = AreaFiguresSerializer(many=True)
    divisions = DivisionFiguresSerializer(many=True, help_text="Those whose figures the reader may see side by side.")
    indicators = IndicatorFiguresSerializer(many=True)


class WrongSerializer(Shape):
    """One thing that is wrong with what was sent."""

    field = serializers.CharField(allow_null=True, help_text="Field or parameter; null where it is none's.")
    message = serializers.CharField(help_text="In the caller's language.")
    code = serializers.CharField(help_text="A word for programs.")


class ProblemSerializer(Shape):
    """An error, of whatever kind (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField(help_text="What the status means, in the caller's language.")
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = WrongSerializer(many=True)  # type: ignore[assignment]  # hides the serializer's own errors: it reads none
    request_id = serializers.CharField(help_text="Also in the header `X-Request-Id`: name it when you ask for help.")


class ConflictSerializer(ProblemSerializer):
    """A conflict with what stands."""

    standing = UpdateSerializer(allow_null=True, help_text="The update that is in the way, in full.")
