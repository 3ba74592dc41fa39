"""What lists of events and leaders are filtered by: one FilterSet for the pages and the API.

The queryset given is already what the reader may see; a filter never looks at what is hidden in a visible row: leaders
and venues match only where the reader may see the schedule.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts.models import Division
from events.models import Attendance, Event, Kind, Leader, Status
from events.preparation import of_division, with_late
from events.rules import schedule_seen_by
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
    holds,
)
from priorities.models import Plan, PriorityArea, Task


class EventFilter(StrictFilterSet):
    """Events. `request.user` is the reader. On a page of a plan pass `plan`: there is no choice of plan then."""

    plan = KeyFilter(Plan.objects.for_switch(), method="of_plan", label=_("plan"))
    year = YearFilter(field_name="starts_on", lookup_expr="year", label=_("year"))
    kind = SomeOfFilter(choices=Kind.choices, label=_("kind"))
    status = SomeOfFilter(choices=Status.choices, label=_("status"))
    host_division = KeyFilter(Division.objects.all(), label=_("host division"))
    area = KeyFilter(PriorityArea.objects.select_related("plan"), null_label=NONE, label=_("priority area"))
    task = KeyFilter(Task.objects.all(), field_name="tasks", label=_("task"))
    country_or_region = OneOfFilter(choices=lambda: list(countries), label=_("country or region"))
    starts_from = DayFilter(field_name="starts_on", lookup_expr="gte", label=_("from"))
    starts_to = DayFilter(field_name="starts_on", lookup_expr="lte", label=_("until"))
    leader = KeyFilter(Leader.objects.all(), key="id", method="of_leader", label=_("municipal leader"))
    restricted = YesNoFilter(label=_("restricted"))
    q = SearchFilter((), method="search", label=_("search"))

    class Meta:
        model = Event
        fields = ()

    def __init__(self, *args: Any, plan: Plan | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if plan is not None:
            self.filters.pop("plan", None)
            self.choose("area", plan.areas.order_by("number"))
            self.choose("task", Task.objects.of_plan(plan))

    def of_plan(self, queryset: Any, name: str, value: Plan) -> QuerySet[Event]:
        """Of the plan's year, demonstration or not as the plan is."""
        found: QuerySet[Event] = queryset.of_plan(value)
        return found

    def of_leader(self, queryset: QuerySet[Event], name: str, value: Leader) -> QuerySet[Event]:
        """At which the leader was or is expected, where the reader may see who is."""
        at_event = Attendance.objects.filter(event=OuterRef("pk"), leader=value)
        return schedule_seen_by(queryset.filter(Exists(at_event)), self.request.user)

    def search(self, queryset: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        """By a part of title, delegation or series, and of the venue where the reader may see it."""
        at_venue = schedule_seen_by(Event.objects.filter(venue__icontains=value), self.request.user)
        shown = holds(
            (
                *("title_en", "title_zh", "delegation__name_en", "delegation__name_zh"),
                *("series__name_en", "series__name_zh"),
            ),
            value,
        )
        return queryset.filter(shown | Q(pk__in=at_venue.order_by().values("pk")))


class LeaderFilter(StrictFilterSet):
    """Municipal leaders, by a part of their name or of a title they hold or held."""

    q = SearchFilter((), method="search", label=_("search"))

    class Meta:
        model = Leader
        fields = ()

    def search(self, queryset: QuerySet[Leader], name: str, value: str) -> QuerySet[Leader]:
        """Each leader once, however many posts match."""
        by_post = Leader.objects.filter(holds(("posts__title_en", "posts__title_zh"), value)).order_by().values("pk")
        return queryset.filter(holds(("name_en", "name_zh"), value) | Q(pk__in=by_post))


class PreparationFilter(StrictFilterSet):
    """Events to prepare (`events.preparation.events_to_prepare`): where something is late; those of a division."""

    late = YesNoFilter(method="are_late", label=_("something is late"))
    division = KeyFilter(Division.objects.all(), method="of_division", label=_("division"))

    class Meta:
        model = Event
        fields = ()

    def are_late(self, queryset: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        """Those of which an item is late, or those of which none is."""
        return with_late(queryset, late=value == "true")

    def of_division(self, queryset: QuerySet[Event], name: str, value: Division) -> QuerySet[Event]:
        """Those that the division hosts or prepares something of."""
        return of_division(queryset, value.pk)
