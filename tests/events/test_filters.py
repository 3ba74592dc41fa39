"""What the list is filtered by beside its facts: days, entries of the registers, names; and its saved views."""

from datetime import date

import pytest
from django.urls import reverse

from changelog.models import Change
from events.models import Event
from priorities.models import SavedView
from tests.event_factories import CounterpartFactory, SeriesFactory, VenueFactory
from tests.events.entering import COMING, LIST, PAST
from tests.factories import DelegationFactory, DivisionFactory, EventFactory, LeaderFactory, SavedViewFactory, at

NEW_VIEW = "/plans/2024/views/"


def shown(response):
    return {row.event.pk for row in response.context["rows"]}


class TestRegisters:
    @pytest.mark.parametrize("name", ["counterpart", "series", "delegation", "venue"])
    def test_by_an_entry_of_a_register(self, name, sign_in, staff, plan):
        made = {
            "counterpart": CounterpartFactory,
            "series": SeriesFactory,
            "delegation": DelegationFactory,
            "venue": VenueFactory,
        }[name]()
        field = "registered_venue" if name == "venue" else name
        event = EventFactory(**({} if name == "counterpart" else {field: made}))
        if name == "counterpart":
            event.counterparts.add(made)
        EventFactory()
        client = sign_in(staff)
        page = client.get(f"{LIST}?{name}={made.pk}")
        assert (page.status_code, shown(page)) == (200, {event.pk})
        token = client.get(f"/api/v1/events/?{name}={made.pk}")
        assert [each["id"] for each in token.json()["results"]] == [event.pk]

    @pytest.mark.parametrize("name", ["counterpart", "series", "delegation"])
    def test_a_hidden_entry_answers_like_one_that_is_not_there(self, name, sign_in, staff, leader, plan, division):
        made = {
            "counterpart": lambda: CounterpartFactory(registered=False),
            "series": lambda: SeriesFactory(registered=False),
            "delegation": DelegationFactory,
        }[name]()
        event = EventFactory(restricted=True, **({} if name == "counterpart" else {name: made}))
        if name == "counterpart":
            event.counterparts.add(made)
        for base in (LIST, "/api/v1/events/"):
            hidden, missing = (sign_in(staff).get(f"{base}?{name}={key}") for key in (made.pk, 999_999))
            assert (hidden.status_code, missing.status_code) == (400, 400)
            assert made.name_en not in hidden.content.decode()
        assert shown(sign_in(leader).get(f"{LIST}?{name}={made.pk}")) == {event.pk}

    def test_a_venue_finds_a_coming_event_only_for_who_may_know_where_it_is(
        self, sign_in, staff, staff2, leader, plan, division
    ):
        venue = VenueFactory()
        event = EventFactory(registered_venue=venue, host_division=division, starts_on=COMING, status="planned")
        found = [shown(sign_in(each).get(f"{LIST}?venue={venue.pk}")) for each in (staff, staff2, leader)]
        assert found == [{event.pk}, set(), {event.pk}]

    def test_a_name_that_can_mean_one_thing_goes_on_to_it(self, sign_in, staff, plan):
        leader = LeaderFactory(name_en="Leader Seven")
        division = DivisionFactory(name_en="Visits")
        client = sign_in(staff)
        assert client.get(f"{LIST}?leader=Seven")["Location"] == f"{LIST}?leader={leader.pk}"
        assert client.get(f"{LIST}?host_division=Visit")["Location"] == f"{LIST}?host_division={division.code}"
        LeaderFactory(name_en="Leader Seventeen")
        several = client.get(f"{LIST}?leader=Seven")
        assert (several.status_code, "Which one?" in several.content.decode()) == (400, True)

    def test_many_are_searched_by_name(self, sign_in, staff, plan):
        LeaderFactory.create_batch(41)
        page = sign_in(staff).get(LIST).content.decode()
        assert '<input type="search" id="id_leader" name="leader"' in page


class TestDays:
    def test_the_day_finds_what_goes_on_then(self, sign_in, staff, plan):
        long = EventFactory(starts_on=date(2024, 6, 1), ends_at=at(date(2024, 6, 3), 12))
        EventFactory(starts_on=date(2024, 6, 4))
        client = sign_in(staff)
        found = [shown(client.get(f"{LIST}?day=2024-06-0{day}")) for day in (1, 2, 3, 4)]
        assert found[:3] == [{long.pk}] * 3
        assert long.pk not in found[3]

    def test_over_the_end_of_the_year(self, sign_in, staff, plan):
        event = EventFactory(starts_on=date(2023, 12, 31), ends_at=at(date(2024, 1, 1), 1))
        assert shown(sign_in(staff).get(f"{LIST}?day=2024-01-01")) == {event.pk}
        assert shown(sign_in(staff).get(LIST)) == set()


class TestLongRegister:
    """Nothing is counted beyond a limit."""

    @pytest.fixture
    def short_limit(self, monkeypatch):
        monkeypatch.setattr("foundation.pages.COUNTED_TO", 60)
        monkeypatch.setattr("events.views.listing.COUNTED_TO", 60)

    def test_says_more_than_and_loads_the_counts_by_themselves(self, short_limit, sign_in, staff, plan):
        EventFactory.create_batch(112)
        client = sign_in(staff)
        pages = [client.get(f"{LIST}?page={number}") for number in (1, 2, 3, 4)]
        texts = [page.content.decode() for page in pages]
        said = [f"more than {n} events" in text for n, text in zip((60, 100, 60, 60), texts, strict=True)]
        assert said == [True, True, False, False]
        assert [len(page.context["rows"]) for page in pages] == [50, 50, 12, 12]
        assert ["101 to 112 of 112" in text for text in texts] == [False, False, True, True]
        assert [page.context["counts"] for page in pages] == [None] * 4
        address = reverse("events:counts", args=["2024"])
        assert f'hx-get="{address}"' in texts[0]
        fragment = client.get(address, headers={"HX-Request": "true"})
        assert (fragment.context["counts"].held, "<html" in fragment.content.decode()) == (112, False)
        assert "<html" in client.get(address).content.decode()

    def test_a_search_finds_the_same_near_and_far(self, short_limit, sign_in, staff, plan):
        """Among the first rows where there are enough, else everywhere."""
        near = [EventFactory(title_en="Alpha", starts_on=date(2024, 9, 1)) for _ in range(61)]
        EventFactory.create_batch(300, title_en="Gamma", starts_on=date(2024, 6, 1))
        far = [EventFactory(title_en="Beta", starts_on=date(2024, 3, 1)) for _ in range(52)]
        client = sign_in(staff)
        pages = [client.get(f"{LIST}?q={q}&page={number}") for q in ("alpha", "beta") for number in (1, 2)]
        found = [[row.event.pk for row in page.context["rows"]] for page in pages]
        numbers = [[event.pk for event in reversed(each)] for each in (near, far)]
        assert found == [part for each in numbers for part in (each[:50], each[50:])]
        said = [page.context["page"].paginator for page in pages]
        assert [(each.count, each.more) for each in said] == [(60, True), (61, False), (52, False), (52, False)]

    def test_the_last_page_says_what_is_held_back(self, short_limit, sign_in, staff, plan):
        EventFactory.create_batch(61)
        EventFactory(restricted=True)
        client = sign_in(staff)
        assert [client.get(f"{LIST}?page={number}").context["held_back"] for number in (1, 2)] == [0, 1]

    def test_an_outsider_sees_no_counts(self, sign_in, outsider, plan):
        assert sign_in(outsider).get(reverse("events:counts", args=["2024"])).status_code == 403


class TestSavedViews:
    def test_the_filters_are_kept_under_a_name_and_opened_by_it(self, sign_in, staff, staff2, plan):
        client = sign_in(staff)
        sent = {"listing": "events", "name": "Signings", "query": "kind=signing&q=&page=2", "shared": "on"}
        assert client.post(NEW_VIEW, sent)["Location"] == f"{LIST}?kind=signing"
        view = SavedView.objects.get()
        assert (view.listing, view.query, view.shared) == ("events", "kind=signing", True)
        assert (Change.objects.get(type="saved_view").after or {})["listing"] == "events"
        other = sign_in(staff2)
        assert other.get(f"{LIST}?view={view.pk}")["Location"] == f"{LIST}?kind=signing"
        assert [each.pk for each, _now in other.get(LIST).context["views"]] == [view.pk]

    def test_views_of_tasks_and_of_events_keep_apart(self, sign_in, staff, plan):
        tasks = SavedViewFactory(owner=staff, plan=plan, name="Mine")
        events = SavedViewFactory(owner=staff, plan=plan, name="Mine", listing="events", query="kind=signing")
        client, task_list = sign_in(staff), reverse("priorities:task-list", args=["2024"])
        assert client.get(f"{LIST}?view={tasks.pk}").status_code == 404
        assert client.get(f"{task_list}?view={events.pk}").status_code == 404
        found = [[each for each, _now in client.get(address).context["views"]] for address in (LIST, task_list)]
        assert found == [[events], [tasks]]
        wrong = client.post(NEW_VIEW, {"listing": "events", "instead": tasks.pk, "query": "kind=signing"})
        assert wrong.status_code == 422

    @pytest.mark.parametrize("query", ["kind=feast", "leader=x", "q=" + "x" * 300, "day=2024-02-30"])
    def test_a_list_that_cannot_be_shown_is_not_kept(self, query, sign_in, staff, plan):
        answer = sign_in(staff).post(NEW_VIEW, {"listing": "events", "name": "N", "query": query})
        assert (answer.status_code, SavedView.objects.exists()) == (422, False)
        assert LIST in answer.content.decode()

    def test_what_only_some_may_see_is_kept_by_them_alone(self, sign_in, staff, leader, plan):
        hidden = SeriesFactory(registered=False)
        EventFactory(restricted=True, series=hidden)
        sent = {"listing": "events", "name": "N", "query": f"series={hidden.pk}"}
        assert [sign_in(each).post(NEW_VIEW, sent).status_code for each in (staff, leader)] == [422, 302]

    def test_renamed_and_deleted(self, sign_in, staff, plan):
        view = SavedViewFactory(owner=staff, plan=plan, listing="events", query="kind=signing")
        client = sign_in(staff)
        edit = reverse("priorities:view-edit", args=[view.pk])
        assert "The events stay as they are." in client.get(edit).content.decode()
        assert client.post(edit, {"name": "Ours"})["Location"] == f"{LIST}?kind=signing"
        assert client.post(reverse("priorities:view-delete", args=[view.pk]))["Location"] == f"{LIST}?kind=signing"
        assert not SavedView.objects.exists()

    def test_an_outsider_keeps_none(self, sign_in, outsider, plan):
        sent = {"listing": "events", "name": "N", "query": "kind=signing"}
        assert sign_in(outsider).post(NEW_VIEW, sent).status_code == 403

    def test_an_unknown_list_is_refused(self, sign_in, staff, plan):
        answer = sign_in(staff).post(NEW_VIEW, {"listing": "leaders", "name": "N", "query": ""})
        assert answer.status_code == 422

    def test_the_order_of_events_stays_newest_first(self, sign_in, planner, plan):
        first, last = EventFactory(starts_on=PAST), EventFactory(starts_on=date(2024, 9, 11))
        rows = sign_in(planner).get(LIST).context["rows"]
        assert [row.event for row in rows] == [last, first] == list(Event.objects.order_by("-starts_on"))
