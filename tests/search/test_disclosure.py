"""What one may not see is not found: not by any of its texts, not by number, page, order or suggestion.

Each hunt has its control: with the guard taken away the very same hunt finds the canaries, so it would find a leak.
"""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from events import disclosure
from events.models import Event, Series, Status
from events.models.event import EventQuerySet
from tests.factories import (
    AreaFactory,
    DelegationFactory,
    EventFactory,
    LeaderFactory,
    TaskFactory,
    UpdateFactory,
    UserFactory,
    at,
)
from tests.search.conftest import results, suggested
from workplan.search import groups

pytestmark = pytest.mark.django_db
PAST, COMING = date(2024, 9, 10), date(2024, 10, 10)
WORDS = ("canary-title", "金丝雀", "canary-guest", "canary-series", "canary-venue", "canary-leader")
OUTSIDERS = ["staff2", "chief2", "protocol_staff", "admin"]  # of the kinds of reader who may not see a restricted event


@pytest.fixture
def hidden(plan: Any, division: Any, leader: Any) -> list[Event]:
    """Restricted events of `division`, over and to come, that serve a task `leader` is in charge of."""
    task = TaskFactory(area=AreaFactory(plan=plan, number=5), number=1, leader_in_charge=leader)
    municipal = LeaderFactory(name_en="canary-leader", name_zh="市领导")
    events: list[Event] = [
        EventFactory(
            title_en="canary-title", title_zh="金丝雀", venue="canary-venue", restricted=True, host_division=division,
            starts_on=day, status=status, attended_by=[municipal], delegation=DelegationFactory(name_en="canary-guest"),
            series=Series.objects.create(name_en="canary-series"),
        )
        for day, status in ((PAST, Status.HELD), (COMING, Status.PLANNED))
    ]  # fmt: skip
    for event in events:
        event.tasks.add(task)
    return events


def everywhere(client: Client, text: str) -> tuple[list[int], list[int], int, list[str]]:
    """The events found on the page, on the page of the group, their number, and the events suggested."""
    answer = client.get(reverse("search", args=["2024"]), {"q": text, "in": "events"})
    assert answer.status_code == 200
    assert "held back" not in answer.content.decode()
    return (
        results(client, text).get("events", []),
        [hit.pk for hit in answer.context["hits"]],
        answer.context["page"].paginator.count,
        [url for group, url in suggested(client, text) if group == "events"],
    )


NOWHERE: tuple[list[int], list[int], int, list[str]] = ([], [], 0, [])


class TestRestrictedEvents:
    @pytest.mark.parametrize("person", OUTSIDERS)
    def test_not_found_by_anything_by_whom_they_are_not_for(self, sign_in, request, hidden, person):
        client = sign_in(request.getfixturevalue(person))
        assert {word: everywhere(client, word) for word in WORDS} == dict.fromkeys(WORDS, NOWHERE)

    def test_nor_by_a_secretary_whose_leader_is_not_in_charge(self, sign_in, hidden):
        other = UserFactory(username="leader2", role=Role.LEADERSHIP)
        client = sign_in(UserFactory(username="secretary2", role=Role.SECRETARY, secretary_to=other))
        assert {word: everywhere(client, word) for word in WORDS} == dict.fromkeys(WORDS, NOWHERE)

    @pytest.mark.parametrize("person", ["leader", "secretary", "staff", "chief", "planner"])
    def test_found_by_whom_they_are_for(self, sign_in, request, hidden, person):
        client = sign_in(request.getfixturevalue(person))
        newest_first = [hidden[1].pk, hidden[0].pk]
        urls = [f"/events/{pk}/" for pk in newest_first]
        assert {word: everywhere(client, word) for word in WORDS} == dict.fromkeys(
            WORDS, (newest_first, newest_first, 2, urls)
        )

    def test_numbers_count_only_what_is_seen(self, sign_in, staff2, staff, hidden):
        for number in range(3):
            EventFactory(title_en=f"canary-title {number}")
        found = [
            sign_in(person).get(reverse("search", args=["2024"]), {"q": "canary-title"}) for person in (staff2, staff)
        ]
        assert [each.context["results"][0].number for each in found] == [3, 5]

    def test_the_hunt_would_find_a_leak(self, sign_in, staff2, hidden, monkeypatch):
        monkeypatch.setattr(EventQuerySet, "visible_to", lambda self, user: self.all())
        client = sign_in(staff2)
        found = {word: everywhere(client, word)[2] for word in WORDS}
        assert found == dict.fromkeys(WORDS[:4], 2) | dict.fromkeys(WORDS[4:], 1)  # of the coming one: no schedule

    def test_without_a_role_nothing_opens(self, sign_in, outsider, hidden):
        client = sign_in(outsider)
        for name in ("search", "search-suggestions"):
            assert client.get(reverse(name, args=["2024"]), {"q": "canary"}).status_code == 403


class TestComingEngagements:
    @pytest.fixture
    def coming(self, plan, division):
        """An unrestricted event to come, with venue and leader; and one that is over, with the same."""
        municipal = LeaderFactory(name_en="canary-leader", name_zh="金丝雀")
        common = {"host_division": division, "venue": "canary-venue", "title_en": "Reception"}
        return {
            "over": EventFactory(**common, starts_on=PAST, attended_by=[municipal]),
            "coming": EventFactory(**common, starts_on=COMING, status=Status.PLANNED, expected=[municipal]),
            "postponed": EventFactory(
                **common, starts_on=date(2024, 9, 1), status=Status.POSTPONED, reason="Rain.", expected=[municipal]
            ),
        }

    @pytest.mark.parametrize("person", ["staff2", "chief2", "admin"])
    @pytest.mark.parametrize(
        "text", ["canary-leader", "金丝雀", "canary-venue", "reception canary-leader", "reception 金丝"]
    )
    def test_not_found_by_leader_or_venue(self, sign_in, request, coming, person, text):
        client, over = sign_in(request.getfixturevalue(person)), coming["over"].pk
        assert everywhere(client, text) == ([over], [over], 1, [f"/events/{over}/"])

    @pytest.mark.parametrize("person", ["leader", "secretary", "staff", "chief", "protocol_staff", "planner"])
    def test_found_by_both_by_whom_product_md_names(self, sign_in, request, coming, person):
        client = sign_in(request.getfixturevalue(person))
        newest_first = [coming[key].pk for key in ("coming", "over", "postponed")]
        assert [results(client, text)["events"] for text in ("canary-leader", "canary-venue")] == [newest_first] * 2

    def test_found_by_its_title_it_says_no_more_than_its_day(self, sign_in, staff2, coming):
        client = sign_in(staff2)
        start, end = at(COMING, 13, 37), at(COMING, 14, 41)
        hours = {"starts_at": start, "ends_at": end, "busy_from": start, "busy_until": end}
        Event.objects.filter(pk=coming["coming"].pk).update(**hours, title_zh="canary")
        for name in ("search", "search-suggestions"):
            body = client.get(reverse(name, args=["2024"]), {"q": "canary"}).content.decode()
            assert "10 October 2024" in body
            assert "13:37" not in body

    def test_this_hunt_too_would_find_a_leak(self, sign_in, staff2, coming, monkeypatch):
        from django.db.models import Q

        monkeypatch.setattr(groups, "schedule_seen", lambda user: Q())
        monkeypatch.setattr(disclosure, "may_see_schedule", lambda user, event: True)
        client = sign_in(staff2)
        assert [everywhere(client, text)[2] for text in ("canary-leader", "canary-venue")] == [3, 3]


def test_notes_are_for_everybody_with_a_role(sign_in, request, plan, division):
    task = TaskFactory(area=AreaFactory(plan=plan, number=5), number=1, lead_division=division)
    report = UpdateFactory(task=task, problems="canary", first_review="pending")
    for person in ("leader", "secretary", "staff", "chief", "staff2", "planner", "admin"):
        assert results(sign_in(request.getfixturevalue(person)), "canary") == {"notes": [report.pk]}, person
