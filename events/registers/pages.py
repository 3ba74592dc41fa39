"""What the pages of the registers say beside their rows and facts."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_countries import countries

from accounts.models import User
from events.figures.editions import editions, editions_of_several
from events.figures.friends import Network, network, quiet_since
from events.models import Agreement, Counterpart, Series, Venue
from events.models.keeping import Kept
from events.registers.kinds import COUNTERPARTS, SERIES, VENUES, Register
from events.registers.queries import (
    attach_events,
    contacts_by_country,
    events_of,
    events_seen,
    last_held,
    next_one,
    partners_for,
    without_contact_since,
)
from events.registers.wording import edition_name
from foundation import clock
from foundation.bilingual import chinese
from foundation.pages import paginate
from priorities.models import Plan


def beside_list(
    register: Register, user: User, plan: Plan, seen: QuerySet[Any], entries: Sequence[Any]
) -> dict[str, Any]:
    """What the list of a register shows beside its entries, and their events. At most five queries."""
    if register is SERIES:
        found = editions_of_several(entries, events_seen(user, Series).in_order_for(user), plan.year)
        return {"rows": [(each, found[each.pk]) for each in entries]}
    attach_events(user, entries)
    if register is COUNTERPARTS:
        friends = _network(user, plan.demonstration)
        return {
            "rows": entries,
            "friends": friends,
            "friends_said": _how_many(friends),
            "by_country": sorted(
                ((countries.name(each.code), each) for each in friends.countries),
                key=lambda row: (-row[1].cities, row[0]),
            ),
            "countries": _named(seen),
        }
    if register is VENUES:
        name = "district_zh" if chinese() else "district_en"
        districts = seen.exclude(**{name: ""}).order_by(name).values_list(name, flat=True).distinct()
        return {"rows": entries, "districts": list(districts)}
    return {"rows": entries, "countries": _named(seen)}


def _network(user: User, demonstration: bool) -> Network:
    """The partner cities as the reader may see them. Three queries."""
    partners, limit = partners_for(user, demonstration), quiet_since(clock.today())
    return network(
        partners,
        today=clock.today(),
        quiet=without_contact_since(user, limit),
        contacts=contacts_by_country(user, partners),
    )


def _how_many(friends: Network) -> str:
    """9 partner cities in 7 countries."""
    cities, number = friends.cities, len(friends.countries)
    return _("%(cities)s in %(countries)s") % {
        "cities": ngettext("%(n)d partner city", "%(n)d partner cities", cities) % {"n": cities},
        "countries": ngettext("%(n)d country", "%(n)d countries", number) % {"n": number},
    }


def _named(seen: QuerySet[Any]) -> list[tuple[str, str]]:
    """The countries and regions of the entries seen, by name. One query."""
    codes = seen.exclude(country_or_region="").order_by().values_list("country_or_region", flat=True).distinct()
    return sorted(((code, countries.name(code)) for code in codes), key=lambda pair: pair[1])


def about(request: HttpRequest, user: User, thing: Kept, plan: Plan) -> dict[str, Any]:
    """What the page of an entry shows beside its facts. At most four queries."""
    if isinstance(thing, Series):
        found = editions(thing, events_of(user, thing), plan.year)
        return {"editions": found, "last_name": edition_name(thing, found.last.edition) if found.last else ""}
    context: dict[str, Any] = {"page": paginate(request, events_of(user, thing))}
    if isinstance(thing, Venue):
        context |= {"last": last_held(user, thing), "next": next_one(user, thing, clock.today())}
    if isinstance(thing, Counterpart):
        agreements = [(each, _expired(each)) for each in thing.agreements.all()]
        context |= {"last": last_held(user, thing), "agreements": agreements}
    return context


def _expired(agreement: Agreement) -> bool:
    """Whether it has ended before today."""
    return agreement.until_on is not None and agreement.until_on < clock.today()
