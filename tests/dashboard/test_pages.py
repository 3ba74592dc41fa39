"""The pages of figures: what they show, to whom, and how many queries they take."""

import re
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from priorities.models import Baseline, Indicator, OfflineTotal
from tests.factories import (
    AreaFactory,
    EventFactory,
    IndicatorFactory,
    LeaderFactory,
    TaskFactory,
    UpdateFactory,
    at,
)

pytestmark = pytest.mark.django_db


def fill(plan, rows):
    """So many areas, tasks, reports, events, indicators."""
    for _ in range(rows):
        area = AreaFactory(plan=plan)
        UpdateFactory(task=TaskFactory(area=area), percent=10)
        EventFactory(area=area, attended_by=[LeaderFactory()])
        Baseline.objects.create(indicator=IndicatorFactory(plan=plan), year=2023, value=336)


@pytest.mark.parametrize("rows", [1, 3])
def test_dashboard_is_nineteen_queries_however_large(sign_in, leader, plan, rows, django_assert_num_queries):
    fill(plan, rows)
    client = sign_in(leader)
    with django_assert_num_queries(19):
        assert client.get(reverse("dashboard", args=[plan.code])).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_area_is_eleven_queries_however_large(sign_in, leader, plan, rows, django_assert_num_queries):
    area = AreaFactory(plan=plan, number=1)
    for _ in range(rows):
        UpdateFactory(task=TaskFactory(area=area), percent=10)
        EventFactory(area=area)
    client = sign_in(leader)
    with django_assert_num_queries(11):
        assert client.get(reverse("area", args=[plan.code, 1])).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_indicators_are_eleven_queries_however_many(sign_in, leader, plan, rows, django_assert_num_queries):
    fill(plan, rows)
    client = sign_in(leader)
    with django_assert_num_queries(11):
        assert client.get(reverse("indicators", args=[plan.code])).status_code == 200


def test_an_area_counts_only_the_events_its_reader_may_see(sign_in, staff, leader, plan):
    area = AreaFactory(plan=plan, number=1)
    EventFactory(area=area)
    EventFactory(area=area, restricted=True)
    url = reverse("area", args=[plan.code, 1])
    assert sign_in(staff).get(url).context["events"].held == 1
    assert sign_in(leader).get(url).context["events"].held == 2
    # The plan-wide figure is the same for everybody.
    url = reverse("dashboard", args=[plan.code])
    assert sign_in(staff).get(url).context["progress"].events.held == 2
    assert sign_in(leader).get(url).context["progress"].events.held == 2


def test_a_past_day_shows_what_stood_then(sign_in, leader, plan):
    task = TaskFactory(area=AreaFactory(plan=plan))
    UpdateFactory(task=task, percent=10, effective_on=date(2024, 3, 31))
    UpdateFactory(task=task, percent=60, effective_on=date(2024, 8, 31))
    url = reverse("dashboard", args=[plan.code])
    assert sign_in(leader).get(url, {"as_of": "2024-04-30"}).context["progress"].whole.actual == 10
    assert sign_in(leader).get(url).context["progress"].whole.actual == 60


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"as_of": "2024-10-01"}, "Expected a day up to today, 2024-09-30."),
        ({"as_of": "2023-12-31"}, "Expected a day of 2024, the plan's year."),
        ({"as_of": "2024-02-30"}, "Expected a day as YYYY-MM-DD."),
        ({"as_of": "1"}, "Expected a day as YYYY-MM-DD."),
        ({"as_of": "2024-01-01\x00"}, "Expected a day as YYYY-MM-DD."),
        ({"known_at": "yesterday"}, "Expected an instant as ISO 8601 with offset"),
        ({"known_at": "2024-09-30T10:00:00"}, "Expected an instant as ISO 8601 with offset"),
        ({"known_at": "0001-01-01T00:00:00+14:00"}, "Expected an instant"),
        ({"colour": "red"}, "Unknown parameter “colour”."),
    ],
)
@pytest.mark.parametrize("page", ["dashboard", "indicators"])
def test_what_is_not_understood_is_a_400_that_says_so(sign_in, leader, plan, page, parameters, said):
    response = sign_in(leader).get(reverse(page, args=[plan.code]), parameters)
    assert response.status_code == 400
    assert said in unescape(response.content.decode())


@pytest.mark.parametrize("page", ["/plans/1999/", "/plans/2024/areas/99/", "/plans/2024/areas/999999999999999/"])
def test_what_is_not_there_is_a_404(sign_in, leader, plan, page):
    assert sign_in(leader).get(page).status_code == 404


def test_the_role_less_are_told_whom_to_ask(sign_in, outsider, plan):
    response = sign_in(outsider).get(reverse("dashboard", args=[plan.code]))
    assert response.status_code == 403
    assert "Ask an administrator" in response.content.decode()


DRILLED = re.compile(r"/plans/2024/(?:areas/\d+/|tasks/|indicators/)|/tasks/2024-[\d-]+/\Z")


@pytest.mark.parametrize("page", ["/plans/2024/", "/plans/2024/areas/1/", "/plans/2024/tasks/"])
def test_what_opens_from_a_figure_opens_as_of_the_same_moment(sign_in, leader, plan, page):
    area = AreaFactory(plan=plan, number=1)
    UpdateFactory(task=TaskFactory(area=area), percent=10, effective_on=date(2024, 3, 1))
    IndicatorFactory(plan=plan, kind=Indicator.Kind.EVENTS_WITH_LEADERS)
    asked = {"as_of": "2024-06-30", "known_at": "2024-07-01T12:00:00+08:00"}
    content = sign_in(leader).get(page, asked).content.decode()
    main = content[content.index("<main") : content.index("</main>")]
    opened = [urlsplit(unescape(href)) for href in re.findall(r'href="([^"]+)"', main)]
    kept = {link.path: parse_qs(link.query) for link in opened if DRILLED.match(link.path)}
    assert kept
    moment = {name: [value] for name, value in asked.items()}
    assert {path: {name: query.get(name) for name in asked} for path, query in kept.items()} == dict.fromkeys(
        kept, moment
    )


def test_offline_totals_are_shown_as_a_part_of_their_own(sign_in, leader, plan):
    area = AreaFactory(plan=plan, number=1)
    for kind, part, number in (("events_with_leaders", None, 2), ("events_held", area, 3)):
        indicator = IndicatorFactory(plan=plan, kind=kind, area=part)
        recorded_at = at(date(2024, 8, 1), 9)
        OfflineTotal.objects.create(
            indicator=indicator, month=date(2024, 7, 1), number=number, approver="Office", recorded_at=recorded_at
        )
    client = sign_in(leader)
    for address, said in (
        (reverse("dashboard", args=[plan.code]), "of these 2 entered as offline totals"),
        (reverse("area", args=[plan.code, 1]), "plus an offline total of 3"),
        (reverse("events:list", args=[plan.code]), "plus an offline total of 3"),
        (reverse("indicators", args=[plan.code]), "of these 2 entered as offline totals"),
    ):
        assert said in client.get(address).content.decode(), address
