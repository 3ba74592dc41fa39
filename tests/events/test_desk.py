"""Attendance to confirm: what the register puts on the desk of the division that hosted an event."""

from datetime import date

import pytest
from django.urls import reverse

from events.models import Attendance, Event
from tests.factories import EventFactory, LeaderFactory, PlanFactory
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db
OVER, COMING = date(2024, 9, 20), date(2024, 10, 20)


@pytest.fixture
def desk_url(plan):
    return reverse("priorities:desk", args=[plan.code])


def event(division, day=OVER, status="confirmed", **facts) -> Event:
    made: Event = EventFactory(host_division=division, starts_on=day, status=status, **facts)
    return made


def asked(response) -> list[int]:
    """The ids of the events that the desk asks about, in its order."""
    section = response.context["desk"].section("attendance")
    return [one.event.pk for one in section.things] if section else []


def test_what_is_over_and_not_called_held_is_asked_of_its_host(sign_in, staff, other_division, plan, desk_url):
    ours = staff.division
    late, early = event(ours), event(ours, date(2024, 3, 1), status="planned")
    unsaid = event(ours, date(2024, 9, 25), status="held", expected=[LeaderFactory()])
    event(ours, COMING)
    event(ours, status="held", attended_by=[LeaderFactory()])
    event(ours, status="cancelled", reason="Called off.")
    event(other_division)
    event(ours, date(2023, 9, 20))
    event(ours, demonstration=True)
    response = sign_in(staff).get(desk_url)
    assert asked(response) == [early.pk, late.pk, unsaid.pk]
    assert "Attendance to confirm" in text_of(response)


def test_only_divisions_that_host_are_asked(sign_in, staff, staff2, chief, planner, leader, desk_url):
    one = event(staff.division)
    assert {
        person.username: asked(sign_in(person).get(desk_url)) for person in (staff, chief, staff2, planner, leader)
    } == {"staff": [one.pk], "chief": [one.pk], "staff2": [], "planner": [], "leader": []}


def test_it_is_said_on_the_desk_and_leaves_it(sign_in, staff, desk_url):
    came, sent = LeaderFactory(), LeaderFactory()
    one = event(staff.division, expected=[came, sent])
    client = sign_in(staff)
    form = client.get(desk_url).context["desk"].section("attendance").things[0].form
    assert [(taps.label, role.value()) for taps, role in form.people()] == [(came.name, "meets"), (sent.name, "meets")]
    said = {f"outcome-{came.pk}": "attended", f"outcome-{sent.pk}": "represented", f"role-{came.pk}": "speaks"}
    response = client.post(reverse("events:held", args=[one.pk]), {"version": 1, "next": desk_url, **said})
    assert (response.status_code, response.url) == (302, desk_url)
    one.refresh_from_db()
    assert (one.status, list(Attendance.objects.order_by("id").values_list("leader", "role", "outcome"))) == (
        "held", [(came.pk, "speaks", "attended"), (sent.pk, "meets", "represented")],
    )  # fmt: skip
    assert asked(client.get(desk_url)) == []


def test_the_section_can_be_asked_for_alone(sign_in, staff, desk_url):
    event(staff.division)
    client = sign_in(staff)
    assert client.get(desk_url + "?show=attendance").status_code == 200
    assert "Was it held?" in text_of(client.get(desk_url + "?show=attendance"))
    assert "Was it held?" not in text_of(client.get(desk_url + "?show=late"))


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_four_queries_however_many(sign_in, staff, desk_url, rows, django_assert_num_queries):
    client = sign_in(staff)
    PlanFactory(code="demo-2024", demonstration=True)
    for _ in range(rows):
        event(staff.division, expected=[LeaderFactory()])
    # session, user, plan; the newest report; tasks, open rounds, returned; events, attendances, leaders, posts;
    # to prepare; division, plans of the switch
    with django_assert_num_queries(14):
        client.get(desk_url)
