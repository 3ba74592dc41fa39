"""Indicators, measurements, events and leaders read as the contract says: the whole of each."""

from datetime import date

import pytest

from events.models import Series
from priorities.models import Baseline, Indicator, Measurement
from tests.api.reading import read
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


@pytest.fixture
def reader(api, planner):
    """A client of the planning office with every scope of reading."""
    return api(planner, schedule=True)


def test_an_indicator_with_its_baselines(reader, plan):
    indicator = IndicatorFactory(plan=plan, code="events-2024", unit_en="events", unit_zh="场", target=400)
    Baseline.objects.create(indicator=indicator, year=2019, value=232, low=231, high=232, derived=True, note_en="+45%")
    Baseline.objects.create(indicator=indicator, year=2023, value="336.50", source_quote="336.")
    assert read(reader, "indicators/events-2024") == {
        "code": "events-2024",
        "plan": "2024",
        "area": None,
        "name_en": "Events attended by municipal leaders",
        "name_zh": "市领导外事和港澳活动",
        "unit": "events",
        "unit_zh": "场",
        "direction": "up",
        "kind": "events_with_leaders",
        "aggregate": "sum",
        "target": 400,
        "note_en": "",
        "note_zh": "",
        "version": 1,
        "baselines": [
            {
                "year": 2023,
                "value": 336.5,
                "low": None,
                "high": None,
                "derived": False,
                "source_quote": "336.",
                "note_en": "",
                "note_zh": "",
            },
            {
                "year": 2019,
                "value": 232,
                "low": 231,
                "high": 232,
                "derived": True,
                "source_quote": "",
                "note_en": "+45%",
                "note_zh": "",
            },
        ],
    }


def test_a_measurement(reader, plan):
    indicator = IndicatorFactory(plan=plan, code="visitors", kind=Indicator.Kind.MEASURED)
    first = Measurement.objects.create(
        indicator=indicator, on=date(2024, 3, 31), value="12.25", recorded_at=at(date(2024, 4, 1), 9)
    )
    second = Measurement.objects.create(
        indicator=indicator, on=date(2024, 3, 31), value=13, note="typed wrongly", corrects=first,
        recorded_at=at(date(2024, 4, 2), 9),
    )  # fmt: skip
    assert read(reader, f"measurements/{first.pk}")["value"] == 12.25
    assert read(reader, f"measurements/{second.pk}") == {
        "id": second.pk,
        "indicator": "visitors",
        "on": "2024-03-31",
        "value": 13,
        "note": "typed wrongly",
        "corrects": first.pk,
        "recorded_at": "2024-04-02T09:00:00+08:00",
    }


def test_an_event(reader, plan, division):
    mayor = LeaderFactory()
    task = TaskFactory(area=AreaFactory(plan=plan, number=6), number=1)
    event = EventFactory(
        title_en="Talks",
        title_zh="会谈",
        starts_on=date(2024, 9, 20),
        venue="City hall",
        country_or_region="HK",
        host_division=division,
        area=task.area,
        delegation=DelegationFactory(),
        series=Series.objects.create(name_en="Symposium", name_zh="洽谈会"),
        edition=27,
        attended_by=[mayor],
    )
    event.tasks.add(task)
    assert read(reader, f"events/{event.pk}") == {
        "id": event.pk,
        "title_en": "Talks",
        "title_zh": "会谈",
        "kind": "meeting",
        "status": "held",
        "starts_at": "2024-09-20T10:00:00+08:00",
        "ends_at": "2024-09-20T11:00:00+08:00",
        "venue": "City hall",
        "country_or_region": "HK",
        "host_division": "economic",
        "area": "2024-6",
        "tasks": ["2024-6-01"],
        "delegation": event.delegation_id,
        "series": event.series_id,
        "edition": 27,
        "restricted": False,
        "attendances": [{"leader": mayor.pk, "role": "meets", "outcome": "attended"}],
        "demonstration": False,
        "recorded_at": "2024-09-21T11:00:00+08:00",
        "version": 1,
    }


def test_a_leader_with_posts_in_protocol_order(reader, db):
    mayor = LeaderFactory(name_en="Municipal leader 01", name_zh="市领导01")
    LeaderPostFactory(leader=mayor, rank=5, body="cppcc", until_on=date(2024, 5, 1))
    LeaderPostFactory(leader=mayor, rank=2, title_en="Mayor", title_zh="市长")
    assert read(reader, f"leaders/{mayor.pk}") == {
        "id": mayor.pk,
        "name_en": "Municipal leader 01",
        "name_zh": "市领导01",
        "posts": [
            {
                "body": "government",
                "title_en": "Mayor",
                "title_zh": "市长",
                "rank": 2,
                "from": "2023-01-01",
                "until": None,
            },
            {
                "body": "cppcc",
                "title_en": "Vice mayor",
                "title_zh": "副市长",
                "rank": 5,
                "from": "2023-01-01",
                "until": "2024-05-01",
            },
        ],
    }
