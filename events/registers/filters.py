"""What the lists of the registers are filtered by. The queryset given is already what the reader may see."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from django_filters.filters import Filter

from events.models import Counterpart, Delegation, Series, Venue
from events.registers.queries import without_contact_since
from foundation.filters import DayFilter, OneOfFilter, SearchFilter, StrictFilterSet, YesNoFilter

NAMES = ("name_en", "name_zh")
MOST = 10_000_000


class NumberFilter(Filter):
    """By a whole number from 1 on."""

    field_class = forms.IntegerField

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=MOST, **options)


class VenueFilter(StrictFilterSet):
    """Venues."""

    q = SearchFilter((*NAMES, "district_en", "district_zh", "distinction_en", "distinction_zh"), label=_("search"))
    district = SearchFilter(("district_en", "district_zh"), label=_("district"))
    capacity_from = NumberFilter(field_name="capacity", lookup_expr="gte", label=_("capacity at least"))

    class Meta:
        model = Venue
        fields = ()


class CounterpartFilter(StrictFilterSet):
    """Counterparts. `request.user` is the reader: a contact is an event held that they may see."""

    q = SearchFilter(NAMES, label=_("search"))
    kind = OneOfFilter(choices=Counterpart.Kind.choices, label=_("kind"))
    country_or_region = OneOfFilter(choices=lambda: list(countries), label=_("country or region"))
    partner = YesNoFilter(method="of_partners", label=_("partner cities only"))
    no_contact_since = DayFilter(method="without_contact", label=_("no contact since"))

    class Meta:
        model = Counterpart
        fields = ()

    def of_partners(self, queryset: QuerySet[Counterpart], name: str, value: str) -> QuerySet[Counterpart]:
        """Partner cities, or all others."""
        return queryset.filter(partner_since__isnull=value == "false")

    def without_contact(self, queryset: QuerySet[Counterpart], name: str, value: date) -> QuerySet[Counterpart]:
        """Whose last contact lies before the day, or that have had none."""
        return queryset.filter(without_contact_since(self.request.user, value))


class DelegationFilter(StrictFilterSet):
    """Delegations."""

    q = SearchFilter(NAMES, label=_("search"))
    country_or_region = OneOfFilter(choices=lambda: list(countries), label=_("country or region"))

    class Meta:
        model = Delegation
        fields = ()


class SeriesFilter(StrictFilterSet):
    """Series."""

    q = SearchFilter(NAMES, label=_("search"))

    class Meta:
        model = Series
        fields = ()
