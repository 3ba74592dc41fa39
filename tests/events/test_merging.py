"""Events entered twice: proposed, compared, merged, told apart; what was known then stays."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from changelog.models import Change
from events.duplicates import alike, proposals
from events.figures import counts
from events.models import DistinctEvents, Event, EventState
from events.services import change_event, merge_events, tell_apart
from foundation import clock
from foundation.errors import Conflict
from priorities.figures import Moment
from tests.event_factories import CounterpartFactory, SeriesFactory
from tests.factories import AreaFactory, EventFactory, LeaderFactory, TaskFactory

pytestmark = pytest.mark.django_db
URL = "/plans/2024/events/duplicates/"


def held(title, day=date(2024, 5, 2), **more):
    return EventFactory(title_en=title, title_zh="", starts_on=day, **more)


@pytest.fixture
def pair(division):
    """One event twice: the second knows more."""
    first = held("Meeting with Port City", host_division=division, country_or_region="FR")
    second = held("Meeting with the Port City", host_division=division, country_or_region="FR", venue="Hall 1")
    return first, second


def merge(by, kept, duplicate, take=()):
    return merge_events(by=by, kept=kept, duplicate=duplicate, versions=(kept.version, duplicate.version), take=take)


def refreshed(*events):
    for event in events:
        event.refresh_from_db()
    return events


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Meeting with Port City", "meeting with the port city", True),
        ("会见港口市代表团", "会见港口市代表团一行", True),
        ("第27届洽谈会", "第２７届洽谈会！", True),
        ("Meeting with Port City", "Signing with Hill Town", False),
        ("会见", "会谈", False),
        ("", "", False),
    ],
)
def test_titles_that_are_alike(one, other, expected):
    assert alike([one], [other]) is expected


def test_proposed_are_pairs_of_a_day_with_alike_titles_and_the_same_counterpart_or_country(planner, plan, pair):
    first, second = pair
    city = CounterpartFactory()
    third, fourth = held("Forum on ports", date(2024, 5, 3)), held("Forum on the ports", date(2024, 5, 3))
    third.counterparts.add(city)
    fourth.counterparts.add(city)
    same, again = held("Reception", date(2024, 5, 4)), held("reception!", date(2024, 5, 4), country_or_region="DE")
    held("Meeting with Port City", date(2024, 5, 5), country_or_region="FR")  # another day
    held("Meeting with Port City II", country_or_region="DE")  # alike, but another country
    held("Meeting with Port City", country_or_region="FR", status="cancelled", reason="x")
    held("Meeting with Port City", country_or_region="FR", demonstration=True)
    found = [(each.first, each.second) for each in proposals(planner, plan)]
    assert found == [(same.pk, again.pk), (third.pk, fourth.pk), (first.pk, second.pk)]


def test_a_pair_is_of_who_may_see_both(staff2, planner, plan, division):
    held("Meeting with Port City", host_division=division, country_or_region="FR")
    held("Meeting with Port City", host_division=division, country_or_region="FR", restricted=True)
    assert (len(proposals(planner, plan)), proposals(staff2, plan)) == (1, [])


def test_the_one_kept_takes_what_is_chosen_and_the_other_says_where_it_went(staff, plan, pair):
    first, second = pair
    one, other, third = LeaderFactory(), LeaderFactory(), LeaderFactory()
    first.attendances.create(leader=one, role="host", outcome="expected")
    second.attendances.create(leader=one, role="meets", outcome="attended")
    second.attendances.create(leader=other, outcome="represented")
    first.attendances.create(leader=third, outcome="attended")
    task = TaskFactory(area=AreaFactory(plan=plan))
    second.tasks.add(task)
    city = CounterpartFactory()
    second.counterparts.add(city)
    series = SeriesFactory()
    Event.objects.filter(pk=second.pk).update(series=series, edition=3, approval_number="7")
    before = EventState.objects.count()
    merged = merge(staff, first, second, {"venue", "series", "approval_number", "attendances", "tasks", "counterparts"})
    first, second = refreshed(first, second)
    assert merged == first
    assert [first.title_en, first.venue, first.series, first.edition, first.approval_number, first.version] == [
        "Meeting with Port City", "Hall 1", series, 3, "7", 2,
    ]  # fmt: skip
    assert list(first.attendances.values_list("leader", "role", "outcome")) == [
        (one.pk, "host", "attended"), (third.pk, "meets", "attended"), (other.pk, "meets", "represented"),
    ]  # fmt: skip
    assert ([*first.tasks.all()], [*first.counterparts.all()]) == ([task], [city])
    assert [second.status, second.merged_into, second.version, second.title_en] == [
        "cancelled", first, 2, "Meeting with the Port City",
    ]  # fmt: skip
    assert "Merged as a duplicate." in second.reason
    assert EventState.objects.count() == before + 2
    changes = Change.objects.order_by("id")
    assert [(each.action, each.type, each.key, each.version) for each in changes] == [
        ("change", "event", str(second.pk), 2), ("change", "event", str(first.pk), 2),
    ]  # fmt: skip
    said = [(each or {})["merged_into"] for each in (changes[0].before, changes[0].after)]
    assert said == [None, first.pk]


def test_figures_of_then_stay_and_those_of_now_count_it_once(planner, plan, division):
    """States are appended: as known before the merging there were two."""
    recorded = clock.end_of(date(2024, 6, 1))
    common = {"host_division": division, "country_or_region": "FR", "recorded_at": recorded}
    leader = LeaderFactory()
    first, second = (held(title, **common, attended_by=[leader]) for title in ("Meeting", "Meeting."))
    now, then = Moment.of(plan), Moment(day=date(2024, 6, 30), known_at=clock.end_of(date(2024, 6, 30)))
    assert [counts(plan, each).held for each in (now, then)] == [2, 2]
    merge(planner, first, second)
    assert [counts(plan, each).held for each in (now, then)] == [1, 2]
    assert [counts(plan, each).leader_attendances for each in (now, then)] == [1, 2]
    assert counts(plan, Moment(day=date(2024, 6, 30))).held == 1


def test_nothing_is_merged_that_has_changed_or_went_already(planner, pair):
    first, second = pair
    with pytest.raises(Conflict):
        merge_events(by=planner, kept=first, duplicate=second, versions=(first.version, second.version + 1))
    merge(planner, first, second)
    refreshed(first, second)
    third = held("Meeting", host_division=first.host_division)
    for kept, duplicate in ((third, second), (second, third)):
        with pytest.raises(Conflict):
            merge(planner, kept, duplicate)
    assert refreshed(third)[0].merged_into is None
    with pytest.raises(Conflict):
        change_event(by=planner, event=second, version=second.version, facts={"status": "planned"})


def test_a_restricted_event_does_not_flow_into_an_open_one(planner, staff, pair):
    first, second = pair
    Event.objects.filter(pk=second.pk).update(restricted=True)
    second.refresh_from_db()
    with pytest.raises(ValidationError):
        merge(planner, first, second, {"venue"})
    merge(planner, second, first)
    assert refreshed(first)[0].merged_into == second


def test_only_who_may_change_both(staff, staff2, leader, outsider, other_division, pair):
    first, second = pair
    Event.objects.filter(pk=second.pk).update(host_division=other_division)
    for person in (staff, staff2, leader):
        with pytest.raises(PermissionDenied):
            merge(person, first, second)
        with pytest.raises(PermissionDenied):
            tell_apart(by=person, first=first, second=second)
    with pytest.raises(Http404):
        merge(outsider, first, second)
    assert Event.objects.filter(merged_into__isnull=False).count() == 0


def test_two_that_were_told_apart_are_not_proposed_again(staff, plan, pair):
    first, second = pair
    for _time in range(2):
        tell_apart(by=staff, first=second, second=first)
    assert list(DistinctEvents.objects.values_list("first", "second", "by")) == [(first.pk, second.pk, staff.pk)]
    assert proposals(staff, plan) == []
    assert [(each.type, each.key) for each in Change.objects.all()] == [("distinct_events", f"{first.pk}-{second.pk}")]


def test_the_page_merges_and_both_pages_tell_of_it(sign_in, staff, leader, plan, pair):
    first, second = pair
    client = sign_in(staff)
    page = client.get(URL)
    assert [(each.first, each.second) for each in page.context["pairs"]] == [pair]
    assert [fact.key for fact in page.context["pairs"][0].facts] == ["title_en", "venue"]
    form = {"keep": "first", "version-first": first.version, "version-second": second.version, "fact-venue": "second"}
    answer = client.post(f"/events/{first.pk}/duplicate/{second.pk}/", form, follow=True)
    assert answer.redirect_chain == [(f"/events/{first.pk}/", 302)]
    assert "Merged duplicates" in answer.content.decode()
    assert refreshed(first)[0].venue == "Hall 1"
    assert client.get(URL).context["pairs"] == []
    for person in (leader, staff):
        reader = sign_in(person)
        assert f'href="/events/{first.pk}/"' in reader.get(f"/events/{second.pk}/").content.decode()
        listed = reader.get("/plans/2024/events/").content.decode()
        assert (f"/events/{first.pk}/" in listed, f"/events/{second.pk}/" in listed) == (True, False)
    assert client.post(f"/events/{first.pk}/duplicate/{second.pk}/", form).status_code == 409


def test_who_may_not_see_the_one_kept_learns_nothing_of_it(sign_in, staff2, planner, pair):
    first, second = pair
    merge(planner, first, second)
    Event.objects.filter(pk=first.pk).update(restricted=True, title_en="Canary")
    text = sign_in(staff2).get(f"/events/{second.pk}/").content.decode()
    assert ("was entered twice" in text, "Canary" in text, f"/events/{first.pk}/" in text) == (True, False, False)


def test_of_a_coming_event_nothing_is_compared_for_who_may_not_know_it(sign_in, planner, staff, other_division, plan):
    """The page of two events is of who may change both."""
    coming = {
        "day": date(2024, 11, 5),
        "status": "confirmed",
        "country_or_region": "FR",
        "recorded_at": clock.now(),
    }
    for _n in range(2):
        held("Visit", host_division=other_division, venue="Canary", **coming)
    first, second = Event.objects.order_by("pk")
    client = sign_in(staff)
    assert client.get(f"/events/{first.pk}/duplicate/{second.pk}/").status_code == 403
    page = client.get(URL)
    assert (len(page.context["pairs"]), "Canary" in page.content.decode()) == (1, False)


def test_odd_requests(sign_in, staff, pair):
    first, second = pair
    client = sign_in(staff)
    address = f"/events/{first.pk}/duplicate/{second.pk}/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"keep": "x"}).status_code == 400
    assert client.post(address, {"keep": "first", "version-first": "²", "version-second": "9" * 30}).status_code == 409
    assert client.get(f"/events/{first.pk}/duplicate/{first.pk}/").status_code == 404
    assert client.get(f"{address}?x=1").status_code == 400
    assert client.post(f"{address}apart/", {"next": "https://elsewhere.example/"})["Location"] == f"/events/{first.pk}/"


def test_last_year_s_register_is_looked_through_as_well(sign_in, staff, plan, division):
    for _time in range(2):
        held("Meeting", date(2023, 5, 2), host_division=division)
    client = sign_in(staff)
    assert client.get(URL).context["pairs"] == []
    page = client.get(f"{URL}?year=2023")
    assert (len(page.context["pairs"]), page.context["years"]) == (1, [2024, 2023])
    for year in ("2022", "x", "²", "\x00"):
        assert client.get(URL, {"year": year}).status_code == 400


@pytest.mark.parametrize("pairs", [1, 3])
def test_the_list_costs_the_same_however_many(sign_in, staff, plan, division, pairs, django_assert_num_queries):
    for number in range(pairs):
        for _time in range(2):
            event = held("Meeting", date(2024, 5, number + 1), host_division=division, attended_by=[LeaderFactory()])
            event.counterparts.add(CounterpartFactory())
    client = sign_in(staff)
    with django_assert_num_queries(15):
        assert len(client.get(URL).context["pairs"]) == pairs
