"""The network of friends: partner cities by country, and with which there has been no contact for long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from events.models import Agreement, Counterpart

QUIET_YEARS = 2


@dataclass(frozen=True, kw_only=True)
class Country:
    """The partner cities of one country. `quiet`: without contact for QUIET_YEARS; `last_contact` None: none ever."""

    code: str
    cities: int
    since: date
    agreements: int
    quiet: int
    last_contact: date | None


@dataclass(frozen=True, kw_only=True)
class Network:
    """The partner cities as the reader may see them, those of countries with most of them first."""

    countries: Sequence[Country]
    quiet_since: date

    @property
    def cities(self) -> int:
        """How many partner cities."""
        return sum(each.cities for each in self.countries)

    @property
    def quiet(self) -> int:
        """With how many of them there was no contact since `quiet_since`."""
        return sum(each.quiet for each in self.countries)


def quiet_since(today: date) -> date:
    """The day since which a city without contact is quiet: QUIET_YEARS before."""
    return _years_before(today, QUIET_YEARS)


def network(partners: QuerySet[Counterpart], *, today: date, quiet: Q, contacts: Mapping[str, date]) -> Network:
    """Of partner cities: by country, with agreements in force today. Two queries.

    What was a contact depends on who reads: `quiet` is the condition that there was none since `quiet_since`,
    `contacts` the newest one of each country.
    """
    rows: Any = (
        partners.order_by()
        .values("country_or_region")
        .annotate(
            cities=Count("pk"),
            since=Min("partner_since"),
            quiet=Count("pk", filter=quiet),
        )
        .order_by("-cities", "country_or_region")
    )
    in_force = Agreement.objects.filter(Q(until_on__isnull=True) | Q(until_on__gte=today))
    of_partners = in_force.filter(counterpart__in=partners.order_by().values("pk")).order_by()
    agreements = dict(of_partners.values_list("counterpart__country_or_region").annotate(number=Count("pk")))
    return Network(
        countries=[
            Country(
                code=row["country_or_region"],
                cities=row["cities"],
                since=row["since"],
                agreements=agreements.get(row["country_or_region"], 0),
                quiet=row["quiet"],
                last_contact=contacts.get(row["country_or_region"]),
            )
            for row in rows
        ],
        quiet_since=quiet_since(today),
    )


def _years_before(day: date, years: int) -> date:
    """The same day so many years before; 28 February for 29."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
