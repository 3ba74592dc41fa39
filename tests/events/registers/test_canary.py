"""Canaries in every text of what only a restricted event names, and of that event: on no page of the registers.

The hunt has its control: with the guard taken away it finds them, so it would find a leak.
"""

from datetime import date

import pytest
from django.urls import reverse

from events.models import Status
from events.models.event import EventQuerySet
from tests.event_factories import AgreementFactory, CounterpartFactory, SeriesFactory, VenueFactory
from tests.factories import DelegationFactory, EventFactory

WORD, PART = "zzcanary", "zzcan"  # a search is echoed: it asks for the part, which is not the word
PAST, COMING = date(2024, 9, 10), date(2024, 10, 10)
KEYS = ("venue", "counterpart", "delegation", "series")
LISTS = {"venue": "venues", "counterpart": "counterparts", "delegation": "delegations", "series": "series-list"}
QUERIES = {
    "venue": ("", f"?q={PART}", "?capacity_from=1"),
    "counterpart": (
        *("", f"?q={PART}", "?kind=city", "?country_or_region=IS", "?partner=true", "?no_contact_since=2024-09-30"),
        "?partner=true&country_or_region=IS",
    ),
    "delegation": ("", f"?q={PART}", "?country_or_region=IS"),
    "series": ("", f"?q={PART}"),
}
NAMES = {"name_en": f"{WORD}-en", "name_zh": f"{WORD}-zh"}


@pytest.fixture
def world(plan, division):
    """Entries in the registers, and such as only a restricted event of `division` names; it is held and to come."""
    registered = {
        "venue": VenueFactory(kept_by=division),
        "counterpart": CounterpartFactory(kept_by=division),
        "delegation": DelegationFactory(registered=True, kept_by=division),
        "series": SeriesFactory(kept_by=division),
    }
    city = CounterpartFactory(
        registered=False, kind="city", country_or_region="IS", partner_since=PAST, kept_by=division, **NAMES
    )
    AgreementFactory(counterpart=city, title_en=f"{WORD}-agreement", title_zh=f"{WORD}-agreement")
    hidden = {
        "counterpart": city,
        "delegation": DelegationFactory(country_or_region="IS", size=4711, kept_by=division, **NAMES),
        "series": SeriesFactory(registered=False, kept_by=division, **NAMES),
    }
    titles = {"title_en": f"{WORD}-title", "title_zh": f"{WORD}-title", "restricted": True, "host_division": division}
    for day, status in ((PAST, Status.HELD), (COMING, Status.PLANNED)):
        for things in (hidden, registered):
            event = EventFactory(
                **titles, starts_on=day, status=status, edition=3, country_or_region="IS",
                delegation=things["delegation"], series=things["series"], registered_venue=registered["venue"],
            )  # fmt: skip
            event.counterparts.add(things["counterpart"])
    return {"registered": registered, "hidden": hidden}


def hunt(client, world):
    """The addresses on which a canary, the number 4711 or the name of Iceland, of no open entry, is seen."""
    found = set()
    addresses = [reverse(f"events:{LISTS[key]}", args=["2024"]) + query for key in KEYS for query in QUERIES[key]]
    for things in world.values():
        for key, entry in things.items():
            addresses += [reverse(f"events:{key}{more}", args=["2024", entry.pk]) for more in ("", "-edit")]
    addresses += [
        reverse("events:delegation-programme", args=["2024", each["delegation"].pk]) for each in world.values()
    ]
    addresses += [reverse("search", args=["2024"]) + f"?q={PART}"]
    addresses += [
        reverse("search", args=["2024"]) + f"?q={PART}&in={group}"
        for group in ("delegations", "counterparts", "venues", "series", "events")
    ]
    addresses += [reverse("search-suggestions", args=["2024"]) + f"?q={PART}", reverse("events:new", args=["2024"])]
    for language in ("en", "zh-hans"):
        client.cookies["django_language"] = language
        for address in addresses:
            text = client.get(address).content.decode()
            forms = ("new", "edit")  # there every country is offered
            if WORD in text or "4711" in text or ("冰岛" in text and not any(each in address for each in forms)):
                found.add(address)
    return found


def told(world):
    """The lists and pages that name what is hidden to who may see it."""
    lists = {reverse(f"events:{LISTS[key]}", args=["2024"]) for key in KEYS if key != "venue"}
    pages = {
        reverse(f"events:{key}", args=["2024", entry.pk]) for things in world.values() for key, entry in things.items()
    }
    return lists | pages


@pytest.mark.parametrize("person", ["staff2", "chief2", "admin", "outsider", "secretary"])
def test_nowhere_for_whom_it_is_not(person, world, sign_in, request):
    assert hunt(sign_in(request.getfixturevalue(person)), world) == set()


@pytest.mark.parametrize("person", ["staff", "planner", "leader"])
def test_there_for_whom_it_is(person, world, sign_in, request):
    found = hunt(sign_in(request.getfixturevalue(person)), world)
    lists = {reverse(f"events:{LISTS[key]}", args=["2024"]) for key in KEYS if key != "venue"}
    pages = {
        reverse(f"events:{key}", args=["2024", each.pk]) for things in world.values() for key, each in things.items()
    }
    assert found >= lists | pages


def test_the_hunt_would_find_a_leak(world, sign_in, staff2, monkeypatch):
    monkeypatch.setattr(EventQuerySet, "visible_to", lambda self, user: self.all())
    found = hunt(sign_in(staff2), world)
    lists = {reverse(f"events:{LISTS[key]}", args=["2024"]) for key in KEYS if key != "venue"}
    pages = {
        reverse(f"events:{key}", args=["2024", each.pk]) for things in world.values() for key, each in things.items()
    }
    assert found >= lists | pages


@pytest.mark.parametrize("key", ["counterpart", "delegation", "series"])
def test_what_is_not_ones_to_see_answers_as_what_is_not_there(key, world, sign_in, staff2):
    client = sign_in(staff2)
    for more in ("", "-edit"):
        answers = [
            client.get(reverse(f"events:{key}{more}", args=["2024", pk])) for pk in (world["hidden"][key].pk, 999_999)
        ]
        assert [each.status_code for each in answers] == [404, 404]


def test_a_name_that_is_hidden_may_be_entered_again(world, sign_in, staff2):
    """To refuse it as there already would tell."""
    answer = sign_in(staff2).post(reverse("events:series-new", args=["2024"]), NAMES | {"every_years": "1"})
    assert answer.status_code == 302


def test_a_hidden_delegation_is_not_offered_with_an_event(world, sign_in, staff2, staff):
    address, pk = reverse("events:new", args=["2024"]), world["hidden"]["delegation"].pk
    offered = [f'value="{pk}">{WORD}' in sign_in(each).get(address).content.decode() for each in (staff2, staff)]
    assert offered == [False, True]
