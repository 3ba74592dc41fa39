"""Canaries: a word in every text of a restricted event and of what is protected of a coming one, looked for everywhere.

Each hunt has its control: with the guard taken away the very same hunt finds the canaries, so it would find a leak.
"""

from datetime import date
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from events import disclosure, filters
from events.models import Event, Kind, Series, Status
from events.models.event import EventQuerySet
from tests.event_factories import CounterpartFactory, VenueFactory
from tests.factories import (
    AreaFactory,
    DelegationFactory,
    EventFactory,
    IndicatorFactory,
    LeaderFactory,
    LeaderPostFactory,
    TaskFactory,
    at,
)

WORD, PART = "zzcanary", "zzcan"  # a search is echoed: it asks for the part, which is not the word
TEXTS = (
    *("title-en", "title-zh", "venue", "reason", "delegation-en", "delegation-zh", "series-en", "series-zh"),
    *("guest-en", "confirmed-by", "approval-number", "outcome-note", "counterpart-en", "counterpart-zh"),
)
STEPS = ("events:confirm", "events:call-off", "events:again", "events:held")
SCHEDULE = {"venue", "hall", "leader", "start", "end", "confirmed", "number"}
PAST, COMING = date(2024, 9, 10), date(2024, 10, 10)


@pytest.fixture
def world(plan, division, leader):
    """A plan with an area, a task and an unrestricted event; three restricted ones whose every text is a canary."""
    area = AreaFactory(plan=plan, number=5, lead_division=division)
    task = TaskFactory(area=area, lead_division=division, leader_in_charge=leader)
    IndicatorFactory(plan=plan)
    IndicatorFactory(plan=plan, area=area, kind="events_held", name_en="Events of area 5")
    municipal = LeaderPostFactory().leader
    EventFactory(host_division=division, area=area, attended_by=[municipal])
    delegation = DelegationFactory(name_en=f"{WORD}-delegation-en", name_zh=f"{WORD}-delegation-zh")
    only_coming = DelegationFactory(name_en=f"{WORD}-guest-en", name_zh=f"{WORD}-guest-zh")
    series = Series.objects.create(name_en=f"{WORD}-series-en", name_zh=f"{WORD}-series-zh")
    common: dict[str, Any] = {
        "title_en": f"{WORD}-title-en",
        "title_zh": f"{WORD}-title-zh",
        "venue": f"{WORD}-venue",
        "restricted": True,
        "host_division": division,
        "area": area,
        "series": series,
        "country_or_region": "FR",
        "kind": Kind.SIGNING,
        "confirmed_by": f"{WORD}-confirmed-by",
        "approval_number": f"{WORD}-approval-number",
        "outcome_note": f"{WORD}-outcome-note",
    }
    counterpart = CounterpartFactory(
        name_en=f"{WORD}-counterpart-en", name_zh=f"{WORD}-counterpart-zh", registered=False
    )
    hidden = [
        EventFactory(**common, delegation=delegation, starts_on=PAST, attended_by=[municipal]),
        EventFactory(**common, delegation=only_coming, starts_on=COMING, status=Status.PLANNED, expected=[municipal]),
        EventFactory(**common, starts_on=PAST, status=Status.CANCELLED, reason=f"{WORD}-reason"),
    ]
    for event in hidden:
        event.tasks.add(task)
        event.counterparts.add(counterpart)
    return {"plan": plan, "area": area, "task": task, "leader": municipal, "hidden": hidden}


# What of an event stands in the file of the list, whose reader reads English.
IN_FILE = {
    *("title-en", "title-zh", "venue", "delegation-en", "guest-en", "series-en", "counterpart-en", "confirmed-by"),
    *("approval-number", "outcome-note"),
}


def lists(world):
    """The list of events, narrowed in every way."""
    listing, host = reverse("events:list", args=[world["plan"].code]), world["hidden"][0].host_division
    asked = (
        *("", "?restricted=true", f"?q={PART}", f"?area={world['area'].code}", f"?task={world['task'].code}"),
        *("?country_or_region=FR", "?kind=signing", f"?host_division={host.code}", f"?leader={world['leader'].pk}"),
        *("?starts_from=2024-09-10&starts_to=2024-10-10", "?year=2024"),
        *(f"?status={status}" for status in Status.values),
    )
    return [listing + query for query in asked]


def pages(world):
    """Every page on which an event is, or could be by mistake, but the lists."""
    plan = world["plan"].code
    return [
        *(reverse(name, args=[each.pk]) for each in world["hidden"] for name in ("events:event", "events:edit")),
        reverse("events:new", args=[plan]),
        reverse("events:duplicates", args=[plan]),
        reverse("events:merge", args=[world["hidden"][0].pk, world["hidden"][2].pk]),
        reverse("events:leaders", args=[plan]),
        reverse("events:leader", args=[world["leader"].pk]),
        reverse("events:leader", args=[world["leader"].pk]) + "?on=2024-10-10",
        reverse("events:counts", args=[plan]),
        *(reverse("events:calendar", args=[plan]) + f"?view={view}" for view in ("month", "week")),
        *(reverse("events:calendar", args=[plan]) + f"?on=2024-{day}&view=week&q={PART}" for day in ("09-10", "10-10")),
        reverse("dashboard", args=[plan]),
        reverse("area", args=[plan, world["area"].number]),
        reverse("indicators", args=[plan]),
        reverse("priorities:task-list", args=[plan]) + f"?q={PART}",
        *(reverse("search", args=[plan]) + f"?q={PART}{more}" for more in ("", "&in=events")),
        reverse("search-suggestions", args=[plan]) + f"?q={PART}",
        reverse("priorities:task", args=[world["task"].code]),
        reverse("priorities:task-history", args=[world["task"].code]),
    ]


def files(world):
    """Every list as a file, that of events narrowed in every way."""
    plan = world["plan"].code
    asked = {address.partition("?")[2] for address in lists(world)}
    events = reverse("exchange:export", args=[plan, "events", "csv"])
    others = ("tasks", "updates", "leaders", "indicators")
    return [
        *(f"{events}?{query}" for query in sorted(asked)),
        *(reverse("exchange:export", args=[plan, name, "csv"]) for name in others),
    ]


def hunt(client: Client, world) -> dict[str, set[str]]:
    """The canaries seen, by address: the pages, the fragments, and what comes of sending the forms."""
    found: dict[str, set[str]] = {}
    for address in lists(world):
        look(found, address, client.get(address))
        look(found, address, client.get(address, headers={"HX-Request": "true"}))
    for address in [*pages(world), *files(world)]:
        look(found, address, client.get(address))
    client.cookies["django_language"] = "zh-hans"
    for address in [*lists(world)[:3], *pages(world)]:
        look(found, address, client.get(address))
    for event in world["hidden"]:
        for name in ("events:edit", *STEPS):
            address = reverse(name, args=[event.pk])
            look(found, f"POST {address}", client.post(address, {"version": 1, "title_en": "x"}))
    return found


def look(found, address, response):
    """Note the canaries in an answer, its headers included."""
    text = response.getvalue().decode() + str(dict(response.headers))
    seen = {name for name in TEXTS if f"{WORD}-{name}" in text}
    if WORD in text:
        found.setdefault(address, set()).update(seen)


def everything(found):
    """All canaries seen anywhere."""
    return set().union(*found.values()) if found else set()


@pytest.mark.parametrize("person", ["staff2", "protocol_staff", "admin", "outsider"])
def test_a_restricted_event_is_nowhere_for_whom_it_is_not(person, world, sign_in, request):
    assert hunt(sign_in(request.getfixturevalue(person)), world) == {}


@pytest.mark.parametrize("person", ["secretary", "staff", "planner"])
def test_it_is_there_for_whom_it_is(person, world, sign_in, request):
    found = hunt(sign_in(request.getfixturevalue(person)), world)
    listing = reverse("events:list", args=["2024"])
    assert {"title-en", "title-zh"} == found[listing] == found[f"{listing}?q={PART}"]
    assert everything(found) >= set(TEXTS) - {"guest-en"}
    assert found[reverse("exchange:export", args=["2024", "events", "csv"]) + "?"] == IN_FILE


def test_the_hunt_would_find_a_leak(world, sign_in, staff2, monkeypatch):
    monkeypatch.setattr(EventQuerySet, "visible_to", lambda self, user: self.all())
    found = hunt(sign_in(staff2), world)
    listing = reverse("events:list", args=["2024"])
    assert set(found) >= {listing, f"{listing}?q={PART}", f"{listing}?restricted=true", f"{listing}?area=2024-5"}
    assert set(found) >= {reverse("events:event", args=[world["hidden"][0].pk]), reverse("events:new", args=["2024"])}
    assert everything(found) == set(TEXTS)


def test_what_is_not_ones_to_see_answers_as_what_is_not_there(world, sign_in, staff2):
    client = sign_in(staff2)
    for name in ("events:event", "events:edit", *STEPS):
        ask = client.post if name in STEPS else client.get
        hidden, missing = (ask(reverse(name, args=[pk])) for pk in (world["hidden"][0].pk, 999_999_999))
        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert stripped(hidden, world["hidden"][0].pk) == stripped(missing, 999_999_999)


def stripped(response, pk):
    """The page without its tokens and the id asked for."""
    lines = response.content.decode().replace(f"/{pk}/", "/ID/").splitlines()
    return [line for line in lines if "csrf" not in line.lower()]


def counted(client, query):
    """How many events a list says it has."""
    return client.get(reverse("events:list", args=["2024"]) + query).context["page"].paginator.count


@pytest.mark.parametrize(
    "query",
    ["", "?area=2024-5", "?status=held", "?kind=signing", "?country_or_region=FR", "?q=a", "?restricted=true"],
)
def test_a_filtered_list_counts_only_what_is_seen(query, world, sign_in, staff2, staff):
    others = {"": 1, "?area=2024-5": 1, "?status=held": 1}.get(query, 0)
    own = {"": 4, "?area=2024-5": 4, "?status=held": 2, "?q=a": 3}.get(query, 3)
    assert (counted(sign_in(staff2), query), counted(sign_in(staff), query)) == (others, own)


@pytest.mark.parametrize(("query", "held_back"), [("", 1), ("?status=held", 1), ("?area=2024-5", 0), ("?q=a", 0)])
def test_only_the_list_behind_the_plan_wide_figure_says_what_is_held_back(query, held_back, world, sign_in, staff2):
    response = sign_in(staff2).get(reverse("events:list", args=["2024"]) + query)
    assert (response.context["counts"].held, response.context["held_back"]) == (2, held_back)
    assert ("held back" in response.content.decode()) is bool(held_back)


# --- What is protected of a coming event -----------------------------------------------------------------------------


@pytest.fixture
def coming(plan, division):
    """An unrestricted coming event with venue, hour and leader as canaries; and one that is over, at the same hour."""
    municipal = LeaderFactory(name_en=f"{WORD}-leader", name_zh=f"{WORD}-leader")
    return EventFactory(
        host_division=division,
        title_en="Reception",
        starts_on=COMING,
        starts_at=at(COMING, 13, 37),
        ends_at=at(COMING, 14, 41),
        status=Status.PLANNED,
        venue=f"{WORD}-venue",
        registered_venue=VenueFactory(name_en=f"{WORD}-hall", name_zh=f"{WORD}-hall", registered=False),
        confirmed_by=f"{WORD}-confirmed",
        approval_number=f"{WORD}-number",
        expected=[municipal],
    )


def schedule_seen(client, event) -> set[str]:
    """What of the schedule is seen in the list, its fragments and on the event's page."""
    listing = reverse("events:list", args=["2024"])
    fragments = [
        client.get(listing + query, headers={"HX-Request": "true"})
        for query in (
            "",
            "?status=planned",
            "?starts_from=2024-10-10",
            "?q=Recep",
            "?q=zzcan",
            f"?leader={leader_of(event)}",
        )
    ]
    answers = [*fragments, client.get(reverse("events:event", args=[event.pk]))]
    text = "".join(answer.content.decode() for answer in answers)
    words = {name: f"{WORD}-{name}" for name in ("venue", "leader", "hall", "confirmed", "number")}
    marks = words | {"start": "13:37", "end": "14:41"}
    return {name for name, mark in marks.items() if mark in text}


def leader_of(event):
    """The id of its leader."""
    return event.attendances.get().leader_id


@pytest.mark.parametrize("person", ["staff2", "chief2", "admin"])
def test_a_coming_event_shows_its_day_and_no_more(person, coming, sign_in, request):
    client = sign_in(request.getfixturevalue(person))
    assert schedule_seen(client, coming) == set()
    page = client.get(reverse("events:event", args=[coming.pk])).content.decode()
    assert "10 October 2024" in page
    assert list(client.get(reverse("events:event", args=[coming.pk])).context["states"]) == []


@pytest.mark.parametrize("query", ["?q=zzcan", "?leader={leader}"])
def test_no_filter_finds_it_by_what_is_hidden(query, coming, sign_in, staff2, staff):
    query = query.format(leader=leader_of(coming))
    assert (counted(sign_in(staff2), query), counted(sign_in(staff), query)) == (0, 1)


@pytest.mark.parametrize("person", ["leader", "secretary", "staff", "chief", "protocol_staff", "planner"])
def test_it_is_shown_to_whom_product_md_names(person, coming, sign_in, request):
    assert schedule_seen(sign_in(request.getfixturevalue(person)), coming) == SCHEDULE


def test_this_hunt_too_would_find_a_leak(coming, sign_in, staff2, monkeypatch):
    monkeypatch.setattr(disclosure, "may_see_schedule", lambda user, event: True)
    assert schedule_seen(sign_in(staff2), coming) == SCHEDULE
    monkeypatch.undo()
    monkeypatch.setattr(filters, "schedule_seen", lambda user: Q())
    assert counted(sign_in(staff2), "?q=zzcan") == 1


def test_once_held_it_is_no_secret(coming, sign_in, staff2):
    Event.objects.filter(pk=coming.pk).update(status=Status.HELD)
    assert schedule_seen(sign_in(staff2), coming) == SCHEDULE
