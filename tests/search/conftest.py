"""What tests of the search begin with: a plan with one of each thing, and people of the Protocol division."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Division, Role, User
from priorities.models import Plan
from tests.event_factories import CounterpartFactory, SeriesFactory, VenueFactory
from tests.factories import (
    AreaFactory,
    DelegationFactory,
    EventFactory,
    LeaderFactory,
    LeaderPostFactory,
    TaskFactory,
    UpdateFactory,
    UserFactory,
)


@pytest.fixture
def protocol_staff(protocol: Division) -> User:
    """Staff of the division that keeps the leaders' schedules."""
    return UserFactory(username="protocol-staff", role=Role.STAFF, division=protocol)


@pytest.fixture
def things(plan: Plan, division: Division) -> dict[str, Any]:
    """One thing of each group that holds “harbour” and 港口, and one of each that does not."""
    area = AreaFactory(plan=plan, number=5, name_en="Harbour cities", name_zh="港口城市")
    task = TaskFactory(
        area=area, number=2, name_en="Harbour forum", name_zh="港口论坛", lead_division=division,
        description_en="A forum of twelve ports.", source_quote="Fifth, the harbour forum will be held.",
    )  # fmt: skip
    leader = LeaderFactory(name_en="Leader Harbour", name_zh="港口领导")
    found = {
        "tasks": task,
        "areas": area,
        "events": EventFactory(title_en="Opening of the harbour", title_zh="港口开幕式", host_division=division),
        "leaders": LeaderPostFactory(leader=leader).leader,
        "delegations": DelegationFactory(name_en="Guests of the harbour", name_zh="港口代表团", registered=True),
        "counterparts": CounterpartFactory(name_en="Harbour authority", name_zh="港口管理局"),
        "venues": VenueFactory(distinction_en="Above the harbour", distinction_zh="临港口"),
        "series": SeriesFactory(name_en="Harbour days", name_zh="港口节"),
        "notes": UpdateFactory(task=task, note="Two of three harbours have signed. 两个港口已签约。"),
    }
    other = TaskFactory(area=AreaFactory(plan=plan, number=6, name_en="Else", name_zh="其他"), number=1)
    UpdateFactory(task=other, effective_on=date(2024, 7, 1))
    EventFactory(host_division=division)
    LeaderPostFactory()
    DelegationFactory(registered=True)
    CounterpartFactory()
    VenueFactory()
    SeriesFactory()
    return found


def results(client: Client, text: str, plan: str = "2024") -> dict[str, list[int]]:
    """The ids found, by group."""
    answer = client.get(reverse("search", args=[plan]), {"q": text})
    assert answer.status_code == 200, answer.content.decode()
    return {each.group.key: ids(each.hits) for each in answer.context.get("results") or ()}


def suggested(client: Client, text: str, plan: str = "2024") -> list[tuple[str, str]]:
    """The groups and addresses offered while typing, without the last one, which leads to all results."""
    answer = client.get(reverse("search-suggestions", args=[plan]), {"q": text})
    assert answer.status_code == 200
    return [(each.group.key, hit.url) for each in answer.context["results"] for hit in each.hits]


def ids(hits: Any) -> list[int]:
    """The ids of the things hit: each carries its own."""
    return [hit.pk for hit in hits]
