"""The pages of the register: what they show, and how many queries that takes."""

import re
from datetime import date

import pytest

from events.models import Event
from tests.events.entering import COMING, LIST, NEW, PAST
from tests.factories import AreaFactory, DelegationFactory, EventFactory, LeaderPostFactory, PlanFactory, TaskFactory


class TestList:
    def test_shows_day_and_hour_title_host_leaders_area_and_status(self, sign_in, planner, plan, division):
        area = AreaFactory(plan=plan, number=5)
        second, first = LeaderPostFactory(rank=2).leader, LeaderPostFactory(rank=1).leader
        EventFactory(title_en="Call", host_division=division, area=area, attended_by=[second, first], starts_on=PAST)
        page = sign_in(planner).get(LIST)
        row = page.content.decode().split("<tbody>")[1].split("</tbody>")[0]
        shown = ("10 Sep", "10:00", "Call", "meeting", "Economic Affairs", f"{first.name_en}, {second.name_en}", ">5<")
        assert [text for text in shown if text not in row] == []
        assert (page.status_code, page.context["counts"].held) == (200, 1)

    def test_newest_first_fifty_a_page(self, sign_in, staff, plan, division):
        events = EventFactory.create_batch(51, host_division=division)
        client = sign_in(staff)
        first, second = client.get(LIST), client.get(LIST + "?page=2")
        assert [row.event for row in first.context["rows"]] == events[:0:-1]
        assert [row.event for row in second.context["rows"]] == events[:1]

    @pytest.mark.parametrize("number", [1, 3])
    def test_its_queries_are_as_many_however_many_rows(self, number, sign_in, staff, plan, django_assert_num_queries):
        area = AreaFactory(plan=plan)
        leader = LeaderPostFactory().leader
        for _ in range(number):
            EventFactory(area=area, attended_by=[leader], delegation=DelegationFactory(), country_or_region="FR")
        client = sign_in(staff)
        # session, user, plan, own division; whether the year is long, counts, offline totals; keys and rows of a page,
        # attendances, leaders, posts; held ones seen; saved views; choices of division, leader, counterpart, series,
        # venue; countries; areas; plans of the header
        with django_assert_num_queries(22):
            client.get(LIST)
        with django_assert_num_queries(13):  # a fragment has no filters, no header
            client.get(LIST, headers={"HX-Request": "true"})

    def test_the_fragment_is_the_table_the_page_holds(self, sign_in, staff, plan):
        EventFactory()
        client = sign_in(staff)
        page, fragment = client.get(LIST), client.get(LIST, headers={"HX-Request": "true"})
        whole, part = (
            re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", each.content.decode()) for each in (page, fragment)
        )
        assert "<html" not in part
        assert part.strip() in whole
        assert "HX-Request" in fragment.headers["Vary"]

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", {"a", "b", "c"}),
            ("?kind=signing", {"b"}),
            ("?status=planned&status=held", {"a", "b", "c"}),
            ("?status=planned", {"c"}),
            ("?starts_from=2024-09-11", {"b", "c"}),
            ("?starts_to=2024-09-11", {"a"}),
            ("?country_or_region=MO", {"b"}),
            ("?area=2024-5", {"a"}),
            ("?host_division=economic", {"c"}),
            ("?q=Alph", {"a"}),
            ("?q=首都", {"b"}),
        ],
    )
    def test_filters(self, query, found, sign_in, planner, plan, division):
        EventFactory(title_en="Alpha", area=AreaFactory(plan=plan, number=5), starts_on=PAST)
        EventFactory(title_zh="首都论坛", kind="signing", country_or_region="MO", starts_on=date(2024, 9, 12))
        EventFactory(title_en="Gamma", host_division=division, starts_on=COMING, status="planned")
        rows = sign_in(planner).get(LIST + query).context["rows"]
        order = dict(zip(Event.objects.order_by("id").values_list("id", flat=True), "abc", strict=True))
        assert {order[row.event.pk] for row in rows} == found

    @pytest.mark.parametrize("query", ["?nonsense=1", "?plan=2024", "?pages=2"])
    def test_an_unknown_parameter_is_a_400_that_names_it(self, query, sign_in, staff, plan):
        answer = sign_in(staff).get(LIST + query)
        assert answer.status_code == 400
        assert query[1:].split("=")[0] in answer.content.decode()

    @pytest.mark.parametrize(
        "query",
        [
            *("?kind=feast", "?status=gone", "?area=2023-1", "?host_division=x", "?leader=x", f"?leader={10**23}"),
            *("?starts_from=2024-02-30", "?country_or_region=ZZ", "?q=%00", "?year=1", "?task=x", "?restricted=maybe"),
        ],
    )
    def test_a_bad_value_is_a_400_that_shows_no_event(self, query, sign_in, planner, plan):
        EventFactory()
        answer = sign_in(planner).get(LIST + query)
        assert (answer.status_code, list(answer.context["rows"])) == (400, [])
        assert "errorlist" in answer.content.decode()

    def test_demonstration_events_stand_on_the_demonstration_plan_only(self, sign_in, planner, plan):
        PlanFactory(code="demo-2024", demonstration=True)
        real, demo = EventFactory(), EventFactory(demonstration=True)
        client = sign_in(planner)
        found = [client.get(f"/plans/{code}/events/").context["rows"] for code in ("2024", "demo-2024")]
        assert [[row.event for row in rows] for rows in found] == [[real], [demo]]

    def test_who_may_add_is_offered_to(self, sign_in, staff, leader, plan):
        assert [NEW in sign_in(each).get(LIST).content.decode() for each in (staff, leader)] == [True, False]


class TestEvent:
    @pytest.mark.parametrize("number", [1, 3])
    def test_its_queries_are_as_many_however_many_leaders_and_tasks(
        self, number, sign_in, planner, plan, django_assert_num_queries
    ):
        area = AreaFactory(plan=plan)
        event = EventFactory(area=area, attended_by=[LeaderPostFactory().leader for _ in range(number)])
        event.tasks.set(TaskFactory.create_batch(number, area=area))
        client = sign_in(planner)
        # session, user; event, attendances, leaders, posts, tasks, counterparts; its checklist, states; what it
        # collides with (4); evidence; its plan, plans of the header
        with django_assert_num_queries(17):
            client.get(f"/events/{event.pk}/")

    def test_shows_the_post_held_that_day_in_protocol_order(self, sign_in, staff, plan):
        leader = LeaderPostFactory(rank=9, title_en="Deputy", until_on=date(2024, 6, 30)).leader
        LeaderPostFactory(leader=leader, rank=1, title_en="Mayor", from_on=date(2024, 7, 1))
        other = LeaderPostFactory(rank=5).leader
        before = EventFactory(attended_by=[leader, other], starts_on=date(2024, 6, 30))
        after = EventFactory(attended_by=[other, leader], starts_on=date(2024, 7, 1))
        client = sign_in(staff)
        people = [client.get(f"/events/{each.pk}/").context["people"] for each in (before, after)]
        named = [[(row.leader, [post.title_en for post in posts]) for row, posts in each] for each in people]
        assert named == [
            [(other, ["Vice mayor"]), (leader, ["Deputy"])],
            [(leader, ["Mayor"]), (other, ["Vice mayor"])],
        ]

    def test_a_plan_of_its_year_need_not_be(self, sign_in, staff, plan):
        event = EventFactory(starts_on=date(2022, 5, 5))
        page = sign_in(staff).get(f"/events/{event.pk}/")
        assert (page.status_code, page.context["plan"]) == (200, plan)  # the reader's own stays

    @pytest.mark.parametrize(
        ("status", "day", "person", "asked"),
        [
            ("confirmed", PAST, "staff", True),
            ("planned", PAST, "planner", True),
            ("confirmed", COMING, "staff", False),
            ("held", PAST, "staff", False),
            ("confirmed", PAST, "staff2", False),
            ("confirmed", PAST, "leader", False),
        ],
    )
    def test_what_is_over_is_asked_about_until_it_is_held(
        self, status, day, person, asked, sign_in, plan, division, request
    ):
        event = EventFactory(status=status, starts_on=day, host_division=division)
        page = sign_in(request.getfixturevalue(person)).get(f"/events/{event.pk}/")
        assert (page.context["held"] is not None) is asked
