"""The list of a plan's tasks: filters, orders, pages."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from priorities.columns import KEYS
from priorities.figures import Moment, kept
from priorities.figures.ordering import in_order
from priorities.figures.states import states_at
from priorities.models import StateToday
from tests.factories import (
    AreaFactory,
    DivisionFactory,
    ScheduleFactory,
    TaskFactory,
    UpdateFactory,
    start_of,
)
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def list_url(plan):
    return reverse("priorities:task-list", args=[plan.code])


def codes(response):
    return [task.short_code for task in response.context["rows"]]


def without_token(response):
    """A page without its form token, which differs from answer to answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


class TestList:
    """Filters, orders, pages."""

    def test_filters_narrow_as_they_do_in_the_api(self, sign_in, staff, area, division, other_division, list_url):
        led = TaskFactory(area=area, number=1, lead_division=division, name_zh="京港洽谈会", due_on=date(2024, 8, 31))
        TaskFactory(area=area, number=2, lead_division=other_division, supporting=[division])
        done = TaskFactory(area=AreaFactory(plan=area.plan, number=2), number=3)
        UpdateFactory(task=done, status="completed", percent=100)
        UpdateFactory(task=led, percent=50, health="green", effective_on=date(2024, 9, 20))
        client = sign_in(staff)
        for query, expected in {
            "": ["1-01", "1-02", "2-03"],
            "area=2024-2": ["2-03"],
            f"division={division.code}": ["1-01", "1-02"],
            "signal=overdue": ["1-01"],
            "signal=overdue&signal=completed": ["1-01", "2-03"],
            "status=not_started": ["1-02"],
            "stale=true": ["1-02"],
            "disagrees=true": ["1-01"],
            "q=洽谈": ["1-01"],
            "q=2024-2": ["2-03"],
            "lead_division=null": ["2-03"],
            "due_to=2024-09-30": ["1-01"],
            "status=completed&as_of=2024-06-29": [],
            "q=nowhere": [],
        }.items():
            assert codes(client.get(f"{list_url}?{query}")) == expected, query

    @pytest.mark.parametrize(
        "query",
        [
            "x=1",
            "plan=2024",
            "sort=area",
            "columns=x",
            "columns=gap&columns=%00",
            "as_of=2024-13-01",
            "as_of=2025-01-01",
            "as_of=2024-10-01",
            "known_at=x",
        ],
    )
    def test_what_is_not_understood_is_refused(self, sign_in, staff, list_url, query):
        assert sign_in(staff).get(f"{list_url}?{query}").status_code == 400

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("area=2023-1", "area"),
            ("division=x", "division"),
            ("signal=late", "signal"),
            ("status=late", "status"),
            ("stale=perhaps", "stale"),
            ("disagrees=1", "disagrees"),
            ("q=%00", "q"),
            ("q=" + "x" * 101, "q"),
            ("due_to=30.9.2024", "due_to"),
            ("lead_division=%ED%A0%80", "lead_division"),
        ],
    )
    @pytest.mark.parametrize("fragment", [False, True])
    def test_a_value_that_cannot_be_is_said_beside_its_filter(
        self, sign_in, staff, task, list_url, query, field, fragment
    ):
        response = sign_in(staff).get(f"{list_url}?{query}", **({"HTTP_HX_REQUEST": "true"} if fragment else {}))
        assert response.status_code == 400
        assert codes(response) == []
        assert list(response.context["errors"]) == [field]
        assert "No tasks are shown." in text_of(response)

    def test_orders(self, sign_in, staff, area, list_url):
        TaskFactory(area=area, number=1, due_on=date(2024, 12, 1))
        moved = TaskFactory(area=area, number=2, due_on=date(2024, 10, 1))
        ScheduleFactory(task=moved, due_on=date(2024, 12, 20), decided_on=date(2024, 9, 1))
        TaskFactory(area=area, number=3, due_on=date(2024, 11, 1))
        client = sign_in(staff)
        for query, expected in {
            "": ["1-01", "1-02", "1-03"],
            "sort=-code": ["1-03", "1-02", "1-01"],
            "sort=due": ["1-03", "1-01", "1-02"],
            "sort=-due": ["1-02", "1-01", "1-03"],
            "sort=due&as_of=2024-08-31": ["1-02", "1-03", "1-01"],
        }.items():
            assert codes(client.get(f"{list_url}?{query}")) == expected, query

    def test_the_order_by_deadline_is_that_of_the_state(self, plan, area):
        """Known then or now, decided or not yet: the order's deadlines are the states'."""
        recorded = start_of(date(2024, 9, 15))
        for number in (1, 2, 3):
            task = TaskFactory(area=area, number=number, due_on=date(2024, 12, number))
            ScheduleFactory(
                task=task, due_on=date(2024, 7 - number, 30), decided_on=date(2024, 3, 1), recorded_at=recorded
            )
            ScheduleFactory(task=task, due_on=date(2024, 9, 10 * number), decided_on=date(2024, 8, 1))
        rows = StateToday.objects.filter(plan=plan)
        for day in (date(2024, 1, 1), date(2024, 3, 1), date(2024, 7, 31), date(2024, 9, 30)):
            for known_at in (None, recorded - timedelta(days=1), start_of(date(2023, 1, 1))):
                moment = Moment(day, known_at)
                found = in_order(rows, "due", plan, moment, kept.holds_at(plan, moment))
                keys = list(found) if isinstance(found, list) else list(found.values_list("pk", flat=True))
                states = states_at(plan, moment, keys)
                assert keys == sorted(keys, key=lambda key: (states[key].due_on, key)), moment

    def test_sorted_by_every_column_in_both_directions(self, sign_in, staff, area, division, list_url):
        first = TaskFactory(area=area, number=1, name_en="Bravo", due_on=date(2024, 8, 31), weight=3)
        second = TaskFactory(area=area, number=2, name_en="Alpha", lead_division=division, weight=5)
        ongoing = TaskFactory(area=area, number=3, name_en="Delta", kind="ongoing", weight=5)
        UpdateFactory(task=first, percent=90, effective_on=date(2024, 9, 1))
        UpdateFactory(task=second, percent=20, effective_on=date(2024, 9, 2))
        assert ongoing.updates.count() == 0
        client = sign_in(staff)
        for order, expected in {
            "name": ["1-02", "1-01", "1-03"],
            "-name": ["1-03", "1-01", "1-02"],
            "division": ["1-02", "1-01", "1-03"],
            "-division": ["1-02", "1-01", "1-03"],
            "signal": ["1-01", "1-02", "1-03"],
            "-signal": ["1-03", "1-02", "1-01"],
            "percent": ["1-02", "1-01", "1-03"],
            "-percent": ["1-01", "1-02", "1-03"],
            "gap": ["1-02", "1-01", "1-03"],
            "-gap": ["1-01", "1-02", "1-03"],
            "reported": ["1-03", "1-01", "1-02"],
            "-reported": ["1-02", "1-01", "1-03"],
            "weight": ["1-01", "1-02", "1-03"],
            "-weight": ["1-02", "1-03", "1-01"],
        }.items():
            for moment in ("", "&as_of=2024-09-29"):  # kept, and judged
                found = codes(client.get(f"{list_url}?sort={order}{moment}"))
                assert found == expected, (order, moment)

    def test_a_head_sorts_by_its_column_and_keeps_the_filters(self, sign_in, staff, task, list_url):
        response = sign_in(staff).get(f"{list_url}?signal=behind&signal=far_behind&sort=gap&page=2&q=&columns=gap")
        task_head, gap = response.context["heads"]
        assert (task_head.query, task_head.now) == ("?signal=behind&signal=far_behind&sort=name&columns=gap", "")
        assert (gap.query, gap.now) == ("?signal=behind&signal=far_behind&sort=-gap&columns=gap", "ascending")
        assert 'aria-sort="ascending"' in response.content.decode()

    def test_fifty_a_page(self, sign_in, staff, area, list_url):
        for number in range(1, 54):
            TaskFactory(area=area, number=number)
        client = sign_in(staff)
        assert len(codes(client.get(list_url))) == 50
        second = client.get(list_url + "?page=2&q=Task")
        assert codes(second) == ["1-51", "1-52", "1-53"]
        assert "51 to 53 of 53" in text_of(second)

    def test_htmx_gets_the_very_part_of_the_page(self, sign_in, staff, task, list_url):
        client = sign_in(staff)
        page = client.get(list_url + "?q=Task")
        part = client.get(list_url + "?q=Task", HTTP_HX_REQUEST="true")
        assert without_token(part).strip() in without_token(page)
        assert "<html" not in part.content.decode()
        for header in ("HTTP_HX_BOOSTED", "HTTP_HX_HISTORY_RESTORE_REQUEST"):
            whole = client.get(list_url, HTTP_HX_REQUEST="true", **{header: "true"})
            assert "<html" in whole.content.decode()
        assert "HX-Request, HX-Boosted, HX-History-Restore-Request" in part.headers["Vary"]

    def test_filters_in_use_are_named_and_can_be_left_out(self, sign_in, staff, task, leader, list_url):
        query = "lead_division=economic&q=Task&signal=overdue&signal=behind&due_to=2024-12-31&leader_in_charge=leader"
        response = sign_in(staff).get(f"{list_url}?{query}&stale=true&page=1")
        assert [(chip.label, chip.value) for chip in response.context["chips"]] == [
            ("lead division", "Economic Affairs"),
            ("leader in charge", "Person leader"),
            ("signal", "overdue"),
            ("signal", "behind"),
            ("not reported", "yes"),
            ("deadline until", "31 December 2024"),
            ("search", "Task"),
        ]
        assert response.context["chips"][2].without == (
            "lead_division=economic&leader_in_charge=leader&signal=behind&stale=true&due_to=2024-12-31&q=Task"
        )

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_same_queries_however_long(self, sign_in, staff, area, list_url, rows, django_assert_num_queries):
        for number in range(1, rows + 1):
            each = TaskFactory(area=area, number=number, lead_division=DivisionFactory())
            UpdateFactory(task=each)
        client = sign_in(staff)
        # session, user, plan; page with its count, rows, states; saved views; areas, divisions, leaders, people of the
        # filter; division, plans of the header
        with django_assert_num_queries(13):
            response = client.get(list_url)
        assert len(codes(response)) == rows
        assert len(codes(client.get(f"{list_url}?sort=gap"))) == rows
        with django_assert_num_queries(14):  # and whether the kept state holds
            client.get(f"{list_url}?signal=far_behind&signal=behind&signal=overdue&signal=on_track&sort=gap")
        with django_assert_num_queries(15):  # supporting divisions; problems of the standing reports
            client.get(f"{list_url}?" + "&".join(f"columns={key}" for key in KEYS))
        with django_assert_num_queries(14):  # states are judged twice: to sort by, then of the page; keys to be sorted
            client.get(f"{list_url}?sort=gap&as_of=2024-09-29")
