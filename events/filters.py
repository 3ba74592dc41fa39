"""What lists of events and leaders are filtered by: one FilterSet for the pages and the API.

The queryset given is already what the reader may see; a filter never looks at what is hidden in a visible row: leaders
and venues match only where the reader may see the schedule.
"""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts.models import Division
from accounts.rules import Reader
from events.models import Attendance, Counterpart, Delegation, Event, Kind, Leader, Series, Status, Venue
from events.preparation import of_division, with_late
from events.rules import (
    counterparts_seen_by,
    delegations_seen_by,
    schedule_seen,
    schedule_seen_by,
    series_seen_by,
    venues_seen_by,
)
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
    """Events. The reader is `reader`, else `request.user`. On a page of a plan pass `plan`: there is no choice then.

    Entries of the registers are found as far as the reader may know of them: a hidden one is not there.
    """

    plan = KeyFilter(Plan.objects.for_switch(), method="of_plan", label=_("plan"))
    year = YearFilter(field_name="starts_on", lookup_expr="year", label=_("year"))
    kind = SomeOfFilter(choices=Kind.choices, distinct=False, label=_("kind"))
    status = SomeOfFilter(choices=Status.choices, distinct=False, label=_("status"))
    host_division = KeyFilter(Division.objects.all(), label=_("host division"))
    area = KeyFilter(PriorityArea.objects.select_related("plan"), null_label=NONE, label=_("priority area"))
    task = KeyFilter(Task.objects.all(), field_name="tasks", label=_("task"))
    country_or_region = OneOfFilter(choices=lambda: list(countries), label=_("country or region"))
    day = DayFilter(method="on_day", label=_("on the day"))
    starts_from = DayFilter(field_name="starts_on", lookup_expr="gte", label=_("from"))
    starts_to = DayFilter(field_name="starts_on", lookup_expr="lte", label=_("until"))
    leader = KeyFilter(Leader.objects.all(), key="id", method="of_leader", label=_("municipal leader"))
    delegation = KeyFilter(Delegation.objects.all(), key="id", label=_("delegation"))
    series = KeyFilter(Series.objects.all(), key="id", label=_("series"))
    counterpart = KeyFilter(Counterpart.objects.all(), key="id", field_name="counterparts", label=_("counterpart"))
    venue = KeyFilter(Venue.objects.all(), key="id", method="at_venue", label=_("venue"))
    restricted = YesNoFilter(label=_("restricted"))
    q = SearchFilter((), method="search", label=_("search"))

    class Meta:
        model = Event
        fields = ()

    def __init__(self, *args: Any, plan: Plan | None = None, reader: Reader | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.reader: Reader = self.request.user if reader is None else reader
        self.choose("delegation", delegations_seen_by(self.reader))
        self.choose("series", series_seen_by(self.reader))
        self.choose("counterpart", counterparts_seen_by(self.reader))
        self.choose("venue", venues_seen_by(self.reader))
        if plan is not None:
            self.filters.pop("plan", None)
            self.choose("area", plan.areas.order_by("number"))
            self.choose("task", Task.objects.of_plan(plan))

    def of_plan(self, queryset: Any, name: str, value: Plan) -> QuerySet[Event]:
        """Of the plan's year, demonstration or not as the plan is; merged duplicates, too: the API hides none."""
        found: QuerySet[Event] = queryset.of_year(value)
        return found

    def of_leader(self, queryset: QuerySet[Event], name: str, value: Leader) -> QuerySet[Event]:
        """At which the leader was or is expected, where the reader may see who is."""
        at_event = Attendance.objects.filter(event=OuterRef("pk"), leader=value)
        return schedule_seen_by(queryset.filter(Exists(at_event)), self.reader)

    def on_day(self, queryset: QuerySet[Event], name: str, value: date) -> QuerySet[Event]:
        """That take place on the day, also as one of several."""
        return queryset.filter(takes_place_on(value))

    def at_venue(self, queryset: QuerySet[Event], name: str, value: Venue) -> QuerySet[Event]:
        """At a venue of the register, where the reader may see the venue."""
        return schedule_seen_by(queryset.filter(registered_venue=value), self.reader)

    def search(self, queryset: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        """By a part of title, delegation or series, and of the venue where the reader may see it."""
        shown = holds(
            (
                *("title_en", "title_zh", "delegation__name_en", "delegation__name_zh"),
                *("series__name_en", "series__name_zh"),
            ),
            value,
        )
        return queryset.filter(shown | (Q(venue__icontains=value) & schedule_seen(self.reader)))


def takes_place_on(day: Any) -> Q:
    """The condition that an event takes place on a day, or an expression for one: it starts on it, or goes on then.

    Written as what is kept apart in the index of events of several days.
    """
    return Q(starts_on=day) | Q(ends_on__gt=F("starts_on"), ends_on__gte=day, starts_on__lt=day)


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


class ConflictFilter(StrictFilterSet):
    """What the list of time conflicts is narrowed by: `narrowed()` says it to `events.conflicts.all_conflicts`."""

    leader = KeyFilter(Leader.objects.all(), key="id", method="leave", label=_("municipal leader"))
    reason = OneOfFilter(choices=(("given", _("given")), ("missing", _("missing"))), method="leave", label=_("reason"))

    class Meta:
        model = Event
        fields = ()

    def narrowed(self) -> dict[str, Any]:
        """What is asked for; the filters are valid."""
        said = self.form.cleaned_data
        return {"leader": said["leader"], "with_reason": {"given": True, "missing": False}.get(said["reason"])}


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
