"""Filters narrow, and never tell of what the reader may not see."""

from datetime import date

import pytest
from django.utils import timezone

from events.models import Attendance, Series
from priorities.models import Indicator, Measurement
from tests.factories import (
    AreaFactory,
    DelegationFactory,
    DivisionFactory,
    EventFactory,
    IndicatorFactory,
    LeaderFactory,
    LeaderPostFactory,
    PlanFactory,
    ReviewFactory,
    TaskFactory,
    UpdateFactory,
    at,
)


def keys(client, query, key="code"):
    """The keys that a list holds."""
    response = client.get(f"/api/v1/{query}")
    assert response.status_code == 200, response.content
    return [row[key] for row in response.json()["results"]]


class TestTasks:
    @pytest.fixture
    def client(self, api, planner):
        return api(planner)

    @pytest.fixture(autouse=True)
    def tasks(self, plan, division, other_division, leader):
        first, second = AreaFactory(plan=plan, number=1), AreaFactory(plan=plan, number=2)
        done = TaskFactory(area=first, number=1, lead_division=division, name_en="Build 50% of the hall")
        TaskFactory(area=first, number=2, kind="ongoing", name_zh="招商引资", leader_in_charge=leader)
        late = TaskFactory(
            area=second, number=1, lead_division=other_division, supporting=[division], due_on=date(2024, 6, 30)
        )
        UpdateFactory(task=done, status="completed", percent=100)
        UpdateFactory(task=late, effective_on=date(2024, 9, 20), percent=60, health="green")
        TaskFactory(area=AreaFactory(plan=PlanFactory(code="2023", year=2023), number=1), number=1)

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", ["2023-1-01", "2024-1-01", "2024-1-02", "2024-2-01"]),
            ("?plan=2024", ["2024-1-01", "2024-1-02", "2024-2-01"]),
            ("?area=2024-1", ["2024-1-01", "2024-1-02"]),
            ("?division=economic", ["2024-1-01", "2024-2-01"]),
            ("?lead_division=economic", ["2024-1-01"]),
            ("?lead_division=null", ["2023-1-01", "2024-1-02"]),
            ("?leader_in_charge=leader", ["2024-1-02"]),
            ("?leader_in_charge=null&plan=2023", ["2023-1-01"]),
            ("?kind=ongoing", ["2024-1-02"]),
            ("?status=completed", ["2024-1-01"]),
            ("?status=completed&status=in_progress", ["2024-1-01", "2024-2-01"]),
            ("?signal=overdue", ["2024-2-01"]),
            ("?signal=overdue&signal=completed&division=economic", ["2024-1-01", "2024-2-01"]),
            ("?stale=true", ["2023-1-01", "2024-1-02"]),
            ("?stale=false&plan=2024", ["2024-1-01", "2024-2-01"]),
            ("?disagrees=true", ["2024-2-01"]),
            ("?due_from=2024-07-01", ["2024-1-01", "2024-1-02"]),
            ("?due_to=2024-06-30", ["2023-1-01", "2024-2-01"]),
            ("?q=HALL", ["2024-1-01"]),
            ("?q=50%25", ["2024-1-01"]),
            ("?q=%25", ["2024-1-01"]),
            ("?q=_", []),
            ("?q=招商", ["2024-1-02"]),
            ("?q=2024-2", ["2024-2-01"]),
            ("?q=2024&plan=2024&kind=deadline&status=in_progress", ["2024-2-01"]),
        ],
    )
    def test_each_filter(self, client, query, expected):
        assert keys(client, f"tasks/{query}") == expected

    def test_the_first_schedule_does_not_count_when_a_later_one_is_in_force(self, client, plan):
        area = plan.areas.get(number=2)
        task = TaskFactory(area=area, number=9, due_on=date(2024, 5, 1))
        task.schedules.create(
            starts_on=date(2024, 1, 1), due_on=date(2024, 12, 1), decided_on=date(2024, 4, 1),
            recorded_at=at(date(2024, 4, 1), 9),
        )  # fmt: skip
        assert keys(client, "tasks/?area=2024-2&due_to=2024-06-30") == ["2024-2-01"]


class TestUpdates:
    def test_each_filter(self, api, plan, division, other_division, staff, planner):
        client = api(planner)
        led = TaskFactory(area=AreaFactory(plan=plan, number=1), number=1, lead_division=division)
        other = TaskFactory(area=led.area, number=2, lead_division=other_division)
        first = UpdateFactory(task=led, author=staff, effective_on=date(2024, 3, 1), first_review="pending").pk
        second = UpdateFactory(task=led, author=planner, effective_on=date(2024, 4, 1), status="completed", percent=100)
        third = UpdateFactory(task=other, author=staff, effective_on=date(2024, 5, 1), first_review="pending")
        ReviewFactory(update=third, by=planner, outcome="returned", reason="Say more.")
        second, third = second.pk, third.pk
        found = {
            query: keys(client, f"updates/?{query}", "id")
            for query in (
                "plan=2024",
                "task=2024-1-01",
                "division=economic",
                "author=staff",
                "review=pending",
                "review=returned&review=not_required",
                "status=completed",
                "effective_from=2024-04-01",
                "effective_to=2024-04-01",
            )
        }
        assert found == {
            "plan=2024": [first, second, third],
            "task=2024-1-01": [first, second],
            "division=economic": [first, second],
            "author=staff": [first, third],
            "review=pending": [first],
            "review=returned&review=not_required": [second, third],
            "status=completed": [second],
            "effective_from=2024-04-01": [second, third],
            "effective_to=2024-04-01": [first, second],
        }


def test_small_lists(api, planner, plan):
    client = api(planner)
    area = AreaFactory(plan=plan, number=1)
    AreaFactory(plan=PlanFactory(code="2023", year=2023, status="closed"), number=1)
    IndicatorFactory(plan=plan, code="counted", area=area)
    measured = IndicatorFactory(plan=plan, code="measured", kind=Indicator.Kind.MEASURED)
    value = Measurement.objects.create(indicator=measured, on=date(2024, 1, 1), value=1, recorded_at=timezone.now())
    DivisionFactory(code="sample", demonstration=True)
    mayor = LeaderFactory(name_en="Municipal leader 77", name_zh="市领导七七")
    LeaderPostFactory(leader=mayor, title_en="Mayor", title_zh="市长")
    LeaderPostFactory(leader=mayor, title_en="Former mayor", title_zh="原市长")
    LeaderFactory(name_en="Somebody else", name_zh="别人")
    assert {
        "areas": keys(client, "areas/?plan=2024"),
        "year": keys(client, "plans/?year=2023"),
        "status": keys(client, "plans/?status=adopted&status=draft"),
        "plan's indicators": keys(client, "indicators/?plan=2024"),
        "area's indicators": keys(client, "indicators/?area=2024-1"),
        "plan-wide indicators": keys(client, "indicators/?area=null"),
        "kind": keys(client, "indicators/?kind=measured"),
        "measurements": keys(client, "measurements/?indicator=measured", "id"),
        "divisions": keys(client, "divisions/?demonstration=true"),
        "title": keys(client, "leaders/?q=mayor", "id"),
        "name": keys(client, "leaders/?q=七七", "id"),
    } == {
        "areas": ["2024-1"],
        "year": ["2023"],
        "status": ["2024"],
        "plan's indicators": ["counted", "measured"],
        "area's indicators": ["counted"],
        "plan-wide indicators": ["measured"],
        "kind": ["measured"],
        "measurements": [value.pk],
        "divisions": ["sample"],
        "title": [mayor.pk],
        "name": [mayor.pk],
    }


class TestEvents:
    @pytest.fixture
    def mayor(self, db):
        return LeaderFactory(name_en="Municipal leader 01")

    @pytest.fixture(autouse=True)
    def events(self, plan, division, other_division, mayor):
        task = TaskFactory(area=AreaFactory(plan=plan, number=6), number=1)
        self.held = EventFactory(
            host_division=division, starts_on=date(2024, 3, 15), venue="City hall", country_or_region="HK",
            attended_by=[mayor], area=task.area, title_zh="会谈纪要", kind="signing",
        )  # fmt: skip
        self.held.tasks.add(task)
        self.coming = EventFactory(
            host_division=division, starts_on=date(2024, 10, 9), status="confirmed", venue="Guest house",
            expected=[mayor], recorded_at=timezone.now(), delegation=DelegationFactory(name_en="Sister city"),
            series=Series.objects.create(name_en="Symposium", name_zh="洽谈会"),
        )  # fmt: skip
        self.restricted = EventFactory(
            host_division=division, starts_on=date(2024, 3, 16), venue="City hall", restricted=True,
            attended_by=[mayor], country_or_region="MO", title_en="Secret talks",
        )  # fmt: skip
        self.earlier = EventFactory(host_division=other_division, starts_on=date(2023, 12, 31))
        self.demo = EventFactory(host_division=division, starts_on=date(2024, 1, 1), demonstration=True)

    def found(self, client, query):
        """Names of the events that a list holds."""
        names = {getattr(self, name).pk: name for name in ("held", "coming", "restricted", "earlier", "demo")}
        return [names[key] for key in keys(client, f"events/?{query}", "id")]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("plan=2024", ["held", "coming", "restricted"]),
            ("year=2023", ["earlier"]),
            ("kind=signing&kind=conference", ["held"]),
            ("status=confirmed", ["coming"]),
            ("host_division=consular", ["earlier"]),
            ("area=2024-6", ["held"]),
            ("area=null&plan=2024", ["coming", "restricted"]),
            ("task=2024-6-01", ["held"]),
            ("country_or_region=HK", ["held"]),
            ("starts_from=2024-03-16&plan=2024", ["coming", "restricted"]),
            ("starts_to=2024-01-01", ["earlier", "demo"]),
            ("restricted=true", ["restricted"]),
            ("restricted=false&plan=2024", ["held", "coming"]),
            ("q=会谈", ["held"]),
            ("q=city hall", ["held", "restricted"]),
            ("q=guest", ["coming"]),
            ("q=sister", ["coming"]),
            ("q=洽谈", ["coming"]),
        ],
    )
    def test_each_filter_for_who_sees_everything(self, api, planner, query, expected):
        assert self.found(api(planner, schedule=True), query) == expected

    def test_by_leader(self, api, planner, mayor):
        other = LeaderFactory()
        assert self.found(api(planner, schedule=True), f"leader={mayor.pk}") == ["held", "coming", "restricted"]
        assert self.found(api(planner, schedule=True), f"leader={other.pk}") == []

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("plan=2024", ["held", "coming"]),
            ("restricted=true", []),
            ("country_or_region=MO", []),
            ("q=secret", []),
            ("q=city hall", ["held"]),
            ("q=guest", []),
            ("q=sister", ["coming"]),
            ("starts_from=2024-03-16&plan=2024", ["coming"]),
        ],
    )
    @pytest.mark.parametrize("who", ["other division", "administrator", "leadership without the scope"])
    def test_nothing_hidden_is_found(self, api, staff2, admin, leader, query, expected, who):
        client = {
            "other division": api(staff2, schedule=True),
            "administrator": api(admin, schedule=True),
            "leadership without the scope": api(leader),
        }[who]
        assert self.found(client, query) == expected

    def test_a_coming_event_is_not_found_by_its_leader(self, api, staff, staff2, admin, leader, mayor):
        query = f"leader={mayor.pk}"
        assert {
            "host division": self.found(api(staff, schedule=True), query),
            "host division without the scope": self.found(api(staff), query),
            "other division": self.found(api(staff2, schedule=True), query),
            "administrator": self.found(api(admin, schedule=True), query),
            "leadership": self.found(api(leader, schedule=True), query),
            "leadership without the scope": self.found(api(leader), query),
        } == {
            "host division": ["held", "coming", "restricted"],
            "host division without the scope": ["held"],
            "other division": ["held"],
            "administrator": ["held"],
            "leadership": ["held", "coming", "restricted"],
            "leadership without the scope": ["held"],
        }

    def test_who_is_expected_cannot_be_told_from_the_order_or_the_paging(self, api, staff2, mayor):
        client = api(staff2, schedule=True)
        before = client.get("/api/v1/events/?page_size=1").json()
        self.coming.starts_at = at(date(2024, 10, 9), 7)
        self.coming.venue = "Elsewhere"
        self.coming.save()
        Attendance.objects.filter(event=self.coming).delete()
        assert client.get("/api/v1/events/?page_size=1").json() == before
