"""The calendar: what falls on which day, what each reader sees of it, and how many queries that takes."""

import re
from datetime import date

import pytest

from tests.events.entering import COMING
from tests.factories import EventFactory, LeaderPostFactory, PlanFactory, at

CALENDAR = "/plans/2024/events/calendar/"


def by_day(response):
    """The titles shown, by day, in their order; a week's with hours after those without."""
    if "weeks" in response.context:
        cells = [cell for week in response.context["weeks"] for cell in week]
    else:
        cells = [cell for cell, _whole, _timed in response.context["columns"]]
    return {cell.day: [entry.event.title_en for entry in cell.shown.entries] for cell in cells if cell.shown.entries}


def text(response):
    return response.content.decode()


class TestMonth:
    def test_events_stand_on_their_days(self, sign_in, staff, plan):
        EventFactory(title_en="Call", starts_on=date(2024, 9, 10))
        EventFactory(title_en="Forum", starts_on=date(2024, 9, 2), ends_at=at(date(2024, 9, 4), 12))
        EventFactory(title_en="Before", starts_on=date(2024, 8, 26))
        EventFactory(title_en="Out of it", starts_on=date(2024, 8, 25))
        page = sign_in(staff).get(CALENDAR)
        assert by_day(page) == {
            date(2024, 8, 26): ["Before"],
            date(2024, 9, 2): ["Forum"],
            date(2024, 9, 3): ["Forum"],
            date(2024, 9, 4): ["Forum"],
            date(2024, 9, 10): ["Call"],
        }
        assert page.context["title"] == "September 2024"
        assert 'aria-current="date"' in text(page)

    def test_it_begins_on_a_monday_and_holds_the_whole_month(self, sign_in, staff, plan):
        weeks = sign_in(staff).get(CALENDAR + "?on=2024-12-05").context["weeks"]
        days = [cell.day for week in weeks for cell in week]
        assert (days[0], days[-1], {len(week) for week in weeks}) == (date(2024, 11, 25), date(2025, 1, 5), {7})

    def test_over_the_end_of_the_year(self, sign_in, staff, plan):
        EventFactory(title_en="Eve", starts_on=date(2023, 12, 31), ends_at=at(date(2024, 1, 1), 1))
        client = sign_in(staff)
        assert by_day(client.get(CALENDAR + "?on=2023-12-31")) == {date(2023, 12, 31): ["Eve"]}
        assert by_day(client.get(CALENDAR + "?on=2024-01-15")) == {date(2024, 1, 1): ["Eve"]}
        assert by_day(client.get(CALENDAR + "?view=week&on=2024-01-01")) == {date(2024, 1, 1): ["Eve"]}

    def test_days_are_those_of_the_office(self, sign_in, staff, plan):
        """23:30 in Shanghai is the day before in London, 00:30 the same day still the evening before."""
        EventFactory(title_en="Late", starts_at=at(date(2024, 9, 10), 23, 30), ends_at=at(date(2024, 9, 10), 23, 50))
        EventFactory(title_en="Early", starts_at=at(date(2024, 9, 11), 0, 30), ends_at=at(date(2024, 9, 11), 1))
        assert by_day(sign_in(staff).get(CALENDAR)) == {date(2024, 9, 10): ["Late"], date(2024, 9, 11): ["Early"]}

    def test_over_three_months(self, sign_in, staff, plan):
        EventFactory(title_en="Long", starts_on=date(2024, 4, 20), ends_at=at(date(2024, 7, 3), 12))
        client = sign_in(staff)
        numbers = [len(by_day(client.get(f"{CALENDAR}?on=2024-0{month}-15"))) for month in (4, 5, 6, 7, 8)]
        assert numbers == [16, 35, 35, 3, 0]  # with the days of the weeks around

    def test_more_than_fit_are_counted_and_lead_to_the_list_of_the_day(self, sign_in, staff, plan):
        EventFactory.create_batch(5, starts_on=date(2024, 9, 10))
        client = sign_in(staff)
        page = text(client.get(CALENDAR + "?kind=meeting"))
        assert ("+ 2 more" in page, "/plans/2024/events/?kind=meeting&amp;day=2024-09-10" in page) == (True, True)
        assert len(client.get("/plans/2024/events/?kind=meeting&day=2024-09-10").context["rows"]) == 5
        EventFactory.create_batch(26, starts_on=date(2024, 9, 10))
        assert "+ more than 27 more" in text(client.get(CALENDAR))

    def test_an_empty_month_says_so_and_offers_to_register(self, sign_in, staff, leader, plan):
        client = sign_in(staff)
        page = text(client.get(CALENDAR + "?on=2024-02-10"))
        assert ("No event in February 2024." in page, page.count("/plans/2024/events/new/")) == (True, 2)
        assert "No event fits in February 2024." in text(client.get(CALENDAR + "?on=2024-02-10&kind=signing"))
        assert "/plans/2024/events/new/" not in text(sign_in(leader).get(CALENDAR + "?on=2024-02-10"))

    def test_days_off_and_worked_weekends_are_marked(self, sign_in, staff, plan):
        weeks = sign_in(staff).get(CALENDAR).context["weeks"]
        marks = {cell.day.day: cell.mark for week in weeks for cell in week if cell.mark and not cell.outside}
        assert {day: (mark.off, mark.name) for day, mark in marks.items()} == {
            **dict.fromkeys((1, 7, 8, 21, 22, 28), (True, "")),
            **dict.fromkeys((15, 16, 17), (True, "Mid-autumn Festival")),
            **dict.fromkeys((14, 29), (False, "working day")),
        }

    def test_ways_keep_the_filters(self, sign_in, staff, plan):
        ways = sign_in(staff).get(CALENDAR + "?on=2024-01-31&kind=signing").context["ways"]
        assert ways == {
            "before": f"{CALENDAR}?kind=signing&view=month&on=2023-12-01",
            "after": f"{CALENDAR}?kind=signing&view=month&on=2024-02-01",
            "today": f"{CALENDAR}?kind=signing&view=month&on=2024-09-30",
            "month": f"{CALENDAR}?kind=signing&view=month&on=2024-01-31",
            "week": f"{CALENDAR}?kind=signing&view=week&on=2024-01-31",
        }

    def test_the_other_side_stays_out(self, sign_in, staff, plan):
        PlanFactory(code="demo-2024", demonstration=True)
        EventFactory(demonstration=True, starts_on=date(2024, 9, 10))
        assert by_day(sign_in(staff).get(CALENDAR)) == {}


class TestWho:
    """A coming event whose schedule is hidden stands on its day, without hour, leaders or venue."""

    @pytest.fixture
    def coming(self, plan, division):
        leader = LeaderPostFactory(leader__name_en="Leader Seven").leader
        return EventFactory(
            title_en="Visit", host_division=division, starts_at=at(COMING, 16, 45), ends_at=at(COMING, 17, 55),
            status="confirmed", expected=[leader], venue="Hall of a name", recorded_at=at(date(2024, 9, 1), 9),
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("person", "knows"),
        [
            *(("staff", True), ("chief", True), ("planner", True), ("leader", True), ("secretary", True)),
            *(("protocol_staff", True), ("staff2", False), ("admin", False)),
        ],
    )
    def test_each_role(self, person, knows, coming, sign_in, request):
        client = sign_in(request.getfixturevalue(person))
        month, week = (client.get(f"{CALENDAR}?on=2024-10-10&view={view}") for view in ("month", "week"))
        assert by_day(month) == by_day(week) == {COMING: ["Visit"]}
        assert ["16:45" in text(month), "16:45" in text(week), "17:55" in text(week)] == [knows] * 3
        named = re.sub(r"<option.*?</option>", "", text(week))
        assert ("Leader Seven" in named, ">hour not shown" in named) == (knows, not knows)
        assert "Hall of a name" not in text(month) + text(week)

    def test_the_order_tells_no_hour(self, sign_in, staff2, plan):
        """Hidden ones by their numbers, before those whose hour is known."""
        facts = {"status": "planned", "recorded_at": at(date(2024, 9, 1), 9)}
        for title, hour in (("A", 17), ("B", 9), ("C", 12)):
            EventFactory(title_en=title, starts_at=at(COMING, hour), **facts)
        EventFactory(title_en="Own", host_division=staff2.division, starts_at=at(COMING, 8), **facts)
        page = sign_in(staff2).get(CALENDAR + "?view=week&on=2024-10-10")
        assert by_day(page) == {COMING: ["A", "B", "C", "Own"]}

    def test_a_restricted_one_is_not_there(self, sign_in, staff2, leader, plan):
        EventFactory(title_en="Hidden", restricted=True, starts_on=date(2024, 9, 10))
        assert by_day(sign_in(staff2).get(CALENDAR)) == {}
        page = sign_in(leader).get(CALENDAR)
        assert (by_day(page), "restricted event" in text(page)) == ({date(2024, 9, 10): ["Hidden"]}, True)

    def test_by_leader_only_where_one_may_know(self, coming, sign_in, staff, staff2):
        [attendance] = coming.attendances.all()
        address = f"{CALENDAR}?on=2024-10-10&leader={attendance.leader_id}"
        assert [by_day(sign_in(each).get(address)) for each in (staff, staff2)] == [{COMING: ["Visit"]}, {}]

    def test_an_outsider_sees_none(self, sign_in, outsider, plan):
        assert sign_in(outsider).get(CALENDAR).status_code == 403


class TestWeek:
    def test_hours_stand_in_rows(self, sign_in, staff, plan):
        day = date(2024, 9, 10)
        EventFactory(title_en="Early", starts_at=at(day, 6, 30), ends_at=at(day, 7, 15))
        EventFactory(title_en="Long", starts_at=at(day, 9), ends_at=at(day, 12))
        EventFactory(title_en="Days", starts_at=at(day, 9), ends_at=at(date(2024, 9, 11), 10))
        EventFactory(title_en="No time", starts_at=at(day, 23, 30), ends_at=at(day, 23, 30))
        page = sign_in(staff).get(CALENDAR + "?view=week&on=2024-09-12")
        columns = {cell.day: (whole, timed) for cell, whole, timed in page.context["columns"]}
        whole, timed = columns[day]
        assert [each.event.title_en for each in whole] == ["Days"]
        assert [(each.entry.event.title_en, each.row, each.span) for each in timed] == [
            ("Early", 1, 2),
            ("Long", 4, 3),
            ("No time", 18, 1),
        ]
        assert (page.context["hours"][0], page.context["rows"]) == ((1, "06:00"), 18)
        assert page.context["title"] == "9 Sep – 15 September 2024"


class TestStrict:
    @pytest.mark.parametrize(
        "query",
        [
            *("?nonsense=1", "?page=2", "?plan=2024", "?view=year", "?on=x", "?on=2024-02-30", "?on=0001-01-01"),
            *("?on=9999-12-31", "?on=%00", "?on=2024-9-1"),
        ],
    )
    def test_a_wrong_address_is_a_400(self, query, sign_in, staff, plan):
        assert sign_in(staff).get(CALENDAR + query).status_code == 400

    @pytest.mark.parametrize(
        "query", ["?kind=feast", f"?leader={10**23}", "?q=%00", "?day=2024-02-30", "?series=1", "?counterpart=null"]
    )
    def test_a_bad_filter_is_said_beside_it_and_shows_nothing(self, query, sign_in, staff, plan):
        EventFactory(starts_on=date(2024, 9, 10))
        answer = sign_in(staff).get(CALENDAR + query)
        assert (answer.status_code, by_day(answer), "errorlist" in text(answer)) == (400, {}, True)

    @pytest.mark.parametrize(("query", "found"), [("?kind=signing", 1), ("?status=held", 2), ("?q=Alph", 1), ("", 2)])
    def test_filtered_as_the_list(self, query, found, sign_in, staff, plan):
        EventFactory(title_en="Alpha", kind="signing", starts_on=date(2024, 9, 10))
        EventFactory(title_en="Beta", starts_on=date(2024, 9, 10))
        assert sum(map(len, by_day(sign_in(staff).get(CALENDAR + query)).values())) == found

    def test_a_name_that_means_one_leader_goes_on_to_them(self, sign_in, staff, plan):
        leader = LeaderPostFactory(leader__name_en="Leader Seven").leader
        answer = sign_in(staff).get(CALENDAR + "?leader=Seven&view=week&on=2024-05-06")
        assert answer["Location"] == f"{CALENDAR}?leader={leader.pk}&view=week&on=2024-05-06"


@pytest.mark.parametrize("number", [1, 3])
def test_its_queries_are_as_many_however_many_events(number, sign_in, staff, plan, django_assert_num_queries):
    leader = LeaderPostFactory().leader
    for day in range(number):
        EventFactory(starts_on=date(2024, 9, 10 + day), attended_by=[leader], country_or_region="FR")
    client = sign_in(staff)
    # session, user, plan, own division; keys by day, events; choices of division, leader, counterpart,
    # series, venue; whether the year is long, countries; areas; plans of the header
    with django_assert_num_queries(15):
        client.get(CALENDAR)
    with django_assert_num_queries(18):  # and attendances, leaders, posts
        client.get(CALENDAR + "?view=week&on=2024-09-10")
