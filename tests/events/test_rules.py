"""Who may see which event, and what of a coming one: product.md's table, row by row, and its queryset twins."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Role
from events import rules
from events.disclosure import disclose
from events.models import Event, Leader, Series, Status
from tests.factories import (
    AreaFactory,
    DelegationFactory,
    EventFactory,
    LeaderFactory,
    LeaderPostFactory,
    TaskFactory,
    TokenFactory,
    UserFactory,
    at,
)

COMING = date(2024, 10, 10)
PEOPLE = ("leader", "secretary", "staff", "chief", "staff2", "protocol_staff", "planner", "admin", "outsider")


@pytest.fixture
def people(request):
    """Everybody by name, with a second secretary who serves another leader, and one who serves nobody."""
    found = {name: request.getfixturevalue(name) for name in PEOPLE}
    other = UserFactory(username="leader2", role=Role.LEADERSHIP)
    found["secretary2"] = UserFactory(username="secretary2", role=Role.SECRETARY, secretary_to=other)
    found["secretary3"] = UserFactory(username="secretary3", role=Role.SECRETARY)
    found["nobody"] = AnonymousUser()
    return found


def may_see(person, event):
    """Whether the event is there for the person."""
    return Event.objects.visible_to(person).filter(pk=event.pk).exists()


def who(people, holds):
    """The names of those for whom it holds."""
    return {name for name, person in people.items() if holds(person)}


def test_an_unrestricted_event_is_there_for_everybody_with_a_role(people, division):
    event = EventFactory(host_division=division)
    assert who(people, lambda each: may_see(each, event)) == set(people) - {"outsider", "nobody"}


def test_a_restricted_one_for_leadership_planning_office_the_host_and_the_secretary_of_whom_it_serves(
    people, division, leader, plan
):
    event = EventFactory(host_division=division, restricted=True)
    assert who(people, lambda each: may_see(each, event)) == {"leader", "planner", "staff", "chief"}
    event.tasks.add(TaskFactory(area=AreaFactory(plan=plan), leader_in_charge=leader))
    seen = {"leader", "planner", "staff", "chief", "secretary"}
    assert who(people, lambda each: may_see(each, event)) == seen


def test_a_token_needs_the_scope_for_what_is_restricted_and_for_the_schedule(planner, leader, staff, division):
    restricted = EventFactory(host_division=division, restricted=True)
    coming = EventFactory(host_division=division, starts_on=COMING, status=Status.PLANNED)
    for person in (planner, leader, staff):
        person.token = TokenFactory(user=person)
        assert not may_see(person, restricted)
        assert may_see(person, coming)
        assert not rules.may_see_schedule(person, coming)
        assert list(rules.schedule_seen_by(Event.objects.all(), person)) == [restricted]  # it is over
        person.token = TokenFactory(user=person, schedule=True)
        assert may_see(person, restricted)
        assert rules.may_see_schedule(person, coming)
        assert rules.schedule_seen_by(Event.objects.all(), person).count() == 2


def test_the_schedule_of_a_coming_event(people, division):
    event = EventFactory(host_division=division, starts_on=COMING, status=Status.CONFIRMED)
    seen = {"leader", "secretary", "secretary2", "secretary3", "staff", "chief", "protocol_staff", "planner"}
    assert who(people, lambda each: rules.may_see_schedule(each, event)) == seen
    assert who(people, lambda each: rules.schedule_seen_by(Event.objects.all(), each).exists()) == seen


@pytest.mark.parametrize(
    ("facts", "coming"),
    [
        ({"status": Status.PLANNED, "starts_on": COMING}, True),
        ({"status": Status.CANCELLED, "starts_on": COMING, "reason": "off"}, True),
        ({"status": Status.PLANNED, "starts_on": date(2024, 9, 10)}, False),
        ({"status": Status.CANCELLED, "starts_on": date(2024, 9, 10), "reason": "off"}, False),
        ({"status": Status.POSTPONED, "starts_on": date(2024, 9, 10), "reason": "later"}, True),
        ({"status": Status.CONFIRMED, "starts_on": date(2024, 9, 29), "ends_at": at(date(2024, 10, 2), 18)}, True),
        ({"status": Status.HELD, "starts_on": date(2024, 9, 29), "ends_at": at(date(2024, 10, 2), 18)}, False),
    ],
)
def test_coming_means_not_held_and_not_over_or_postponed(facts, coming, staff2, division):
    event = EventFactory(host_division=division, **facts)
    assert event.is_coming is coming
    assert rules.may_see_schedule(staff2, event) is not coming
    assert rules.schedule_seen_by(Event.objects.all(), staff2).exists() is not coming


def test_what_is_disclosed_of_a_coming_event(staff2, leader, division, django_assert_num_queries):
    first = LeaderPostFactory(rank=2).leader
    second = LeaderPostFactory(rank=1, until_on=date(2024, 10, 9)).leader  # no longer first on the day
    EventFactory(
        host_division=division, starts_on=COMING, status=Status.PLANNED, venue="City Hall", expected=[second, first]
    )
    events = list(Event.objects.for_list())
    with django_assert_num_queries(0):
        [hidden], [shown] = disclose(staff2, events), disclose(leader, events)
    assert (hidden.schedule, hidden.venue, hidden.starts_at, hidden.ends_at, hidden.attendances) == (
        *(False, "", None, None),
        [],
    )
    assert (shown.schedule, shown.venue, shown.starts_at) == (True, "City Hall", at(COMING, 10))
    assert [each.leader for each in shown.attendances] == [first, second]


def test_the_order_of_a_list_does_not_tell_the_hour(staff2, planner, protocol_staff, division):
    late = EventFactory(host_division=division, starts_at=at(COMING, 18), starts_on=COMING, status=Status.PLANNED)
    early = EventFactory(host_division=division, starts_at=at(COMING, 8), starts_on=COMING, status=Status.PLANNED)
    assert [list(Event.objects.in_order_for(each)) for each in (staff2, planner, protocol_staff)] == [
        *([early, late], [late, early]),
        [late, early],
    ]


def test_who_may_add_and_edit(people, division):
    event = EventFactory(host_division=division)
    divisions = {"staff", "chief", "staff2", "protocol_staff"}
    assert who(people, rules.may_add_event) == divisions | {"planner"}
    assert who(people, lambda each: rules.may_edit_event(each, event)) == {"staff", "chief", "planner"}
    assert who(people, rules.may_clear_restricted) == {"planner"}
    assert who(people, rules.may_edit_leaders) == {"planner"}


def test_delegations_and_series_of_hidden_events_are_hidden(staff, staff2, division):
    hidden, seen = DelegationFactory(), DelegationFactory()
    DelegationFactory()  # of no event
    series = Series.objects.create(name_en="Hidden")
    EventFactory(host_division=division, restricted=True, delegation=hidden, series=series)
    EventFactory(host_division=division, delegation=seen)
    assert [set(rules.delegations_seen_by(each)) for each in (staff, staff2)] == [{hidden, seen}, {seen}]
    assert [set(rules.series_seen_by(each)) for each in (staff, staff2)] == [{series}, set()]


def test_the_protocol_order_is_that_of_the_day(db):
    low, high, none = LeaderFactory(), LeaderFactory(), LeaderFactory()
    LeaderPostFactory(leader=low, rank=20)
    LeaderPostFactory(leader=high, rank=30, until_on=date(2024, 6, 30))
    LeaderPostFactory(leader=high, rank=5, from_on=date(2024, 7, 1))
    assert list(Leader.objects.in_protocol_order(date(2024, 6, 30))) == [low, high, none]
    assert list(Leader.objects.in_protocol_order(date(2024, 7, 1))) == [high, low, none]
    assert [post.rank for post in high.posts_on(date(2024, 6, 30))] == [30]
