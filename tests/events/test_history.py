"""What was recorded of an event: what changed with each state, in words, and for whom."""

from datetime import date

import pytest

from events.models import Counterpart, Delegation, Series, Status
from events.services import Attends, call_off_event, change_event, confirm_event, register_event, take_up_again
from tests.event_factories import CounterpartFactory
from tests.factories import AreaFactory, EventFactory, LeaderFactory, TaskFactory, at


def told(client, event):
    """What the page says changed, newest first: label, before, after."""
    states = client.get(f"/events/{event.pk}/").context["states"]
    return [[(each.label, each.before, each.after) for each in state.changed] for state in states]


@pytest.fixture
def event(staff, facts):
    """A planned meeting of 10 October, 10:00 to 11:00, hosted by `staff`'s division."""
    return register_event(by=staff, demonstration=False, facts=facts())


def test_each_state_says_what_changed(event, sign_in, staff, plan):
    confirm_event(by=staff, event=event, version=1, confirmed_by="General Office")
    call_off_event(by=staff, event=event, version=2, status=Status.POSTPONED, reason="They come later")
    take_up_again(by=staff, event=event, version=3, starts_at=at(date(2024, 10, 20), 9))
    client = sign_in(staff)
    assert told(client, event) == [
        [
            ("status", "postponed", "planned"),
            ("starts", "2024-10-10 10:00", "2024-10-20 09:00"),
            ("ends", "2024-10-10 11:00", "2024-10-20 10:00"),
            ("reason (postponed or cancelled)", "They come later", ""),
            ("confirmed by", "General Office", ""),
        ],
        [("status", "confirmed", "postponed"), ("reason (postponed or cancelled)", "", "They come later")],
        [("status", "planned", "confirmed"), ("confirmed by", "", "General Office")],
        [],
    ]
    page = client.get(f"/events/{event.pk}/").content.decode()
    assert "<del>2024-10-10 10:00</del>" in page
    assert "<ins>2024-10-20 09:00</ins>" in page


def test_what_is_named_is_called_by_its_name(event, sign_in, staff, planner, plan, other_division):
    first, second = LeaderFactory(name_en="First"), LeaderFactory(name_en="Second")
    area = AreaFactory(plan=plan, number=5, name_en="City diplomacy")
    task = TaskFactory(area=area, name_en="A task")
    change_event(
        by=staff, event=event, version=1,
        facts={
            "attendances": [Attends(leader=first)], "area": area, "tasks": [task], "series": Series(name_en="Forum"),
            "edition": 3, "delegation": Delegation(name_en="Guests", size=4),
            "counterparts": [Counterpart(name_en="Trade Office", kind="organisation")],
            "country_or_region": "HK", "restricted": True, "kind": "conference",
        },
    )  # fmt: skip
    change_event(
        by=planner, event=event, version=2,
        facts={
            "attendances": [Attends(leader=first, role="speaks"), Attends(leader=second)],
            "host_division": other_division, "restricted": False,
        },
    )  # fmt: skip
    assert told(sign_in(planner), event) == [
        [
            ("leaders", "First (meets, expected)", "First (speaks, expected)\nSecond (meets, expected)"),
            ("host division", "Economic Affairs", "Consular"),
            ("restricted", "yes", ""),
        ],
        [
            ("kind", "meeting", "conference or forum"),
            ("leaders", "", "First (meets, expected)"),
            ("counterparts", "", "Trade Office"),
            ("priority area", "", "City diplomacy"),
            ("tasks served", "", "A task"),
            ("country or region", "", "Hong Kong, China"),
            ("delegation", "", "Guests"),
            ("series", "", "Forum"),
            ("edition", "", "3"),
            ("restricted", "", "yes"),
        ],
        [],
    ]


def test_what_was_recorded_while_it_was_restricted_is_told_to_whom_it_was_open(
    sign_in, staff, staff2, planner, facts, plan
):
    event = register_event(by=staff, demonstration=False, facts=facts(day=date(2024, 9, 10), restricted=True))
    change_event(by=staff, event=event, version=1, facts={"venue": "Secret hall"})
    change_event(by=staff, event=event, version=2, facts={"venue": "Museum"})
    change_event(by=planner, event=event, version=3, facts={"restricted": False})
    change_event(by=planner, event=event, version=4, facts={"status": Status.HELD})
    assert [len(changes) for changes in told(sign_in(staff), event)] == [1, 1, 1, 1, 0]
    assert [len(changes) for changes in told(sign_in(staff2), event)] == [1, 1, 0, 0, 0]
    assert "Secret hall" not in sign_in(staff2).get(f"/events/{event.pk}/").content.decode()


def test_who_may_not_see_the_schedule_is_told_nothing(event, sign_in, staff, staff2, plan):
    change_event(by=staff, event=event, version=1, facts={"venue": "Museum"})
    page = sign_in(staff2).get(f"/events/{event.pk}/")
    assert (page.context["states"], "Museum" in page.content.decode()) == ([], False)


def test_a_counterpart_that_is_hidden_by_now_is_not_named(event, sign_in, staff2, staff, planner, division, plan):
    was = CounterpartFactory(name_en="Was once here", registered=False)
    event.counterparts.add(was)
    change_event(by=planner, event=event, version=1, facts={"counterparts": []})
    EventFactory(restricted=True, host_division=division).counterparts.add(was)
    change_event(by=planner, event=event, version=2, facts={"starts_at": at(date(2024, 9, 10), 9), "status": "held"})
    assert told(sign_in(staff2), event)[1] == [("counterparts", "not shown", "")]
    assert told(sign_in(staff), event)[1] == [("counterparts", "Was once here", "")]


@pytest.mark.parametrize("number", [1, 3])
def test_its_queries_are_as_many_however_many_changes(number, event, sign_in, staff, plan, django_assert_num_queries):
    for version in range(1, number + 1):
        leader = LeaderFactory()
        change_event(by=staff, event=event, version=version, facts={"attendances": [Attends(leader=leader)]})
    client = sign_in(staff)
    # session, user, division; event, attendances, leaders, posts, tasks, counterparts; states, changes, the leaders
    # that these name; what it collides with (4), its checklist and its kind's; its plan; drafts, evidence, plans of the
    # header
    with django_assert_num_queries(22):
        client.get(f"/events/{event.pk}/")
