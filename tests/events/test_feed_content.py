"""What a calendar feed tells, read back by vobject: whole entries, never a restricted event, no leader's engagement."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from events.models import Attendance, Event, Outcome, Status
from events.services import Attends, change_event, register_event
from foundation import clock
from tests.event_factories import RegisterSettingsFactory, VenueFactory
from tests.events.feeding import address_of, busy, calendar, entries, summaries
from tests.factories import AreaFactory, EventFactory, LeaderPostFactory, TaskFactory, at

COMING = date(2024, 10, 10)
WORDS = "zzleader"


@pytest.fixture
def municipal(db):
    """A municipal leader whose name would be noticed."""
    return LeaderPostFactory(leader__name_en=WORDS, leader__name_zh=WORDS).leader


@pytest.fixture
def coming(division):
    """`coming(**facts)`: a planned event of the division on 10 October 2024, 10:00 to 11:00, with a venue."""

    def made(**facts):
        common = {"host_division": division, "starts_on": COMING, "status": Status.PLANNED, "venue": "Hall 3"}
        return EventFactory(**common | {"title_en": "Reception", "recorded_at": at(date(2024, 9, 1), 9)} | facts)

    return made


def told(**facts):
    """The entry of an event of `coming` with its hour."""
    return {
        "summary": "Reception",
        "dtstart": datetime(2024, 10, 10, 2, 0, tzinfo=UTC),
        "dtend": datetime(2024, 10, 10, 3, 0, tzinfo=UTC),
        "status": "TENTATIVE",
        "transp": "OPAQUE",
        "location": "Hall 3",
        "description": "meeting · Economic Affairs",
    } | facts


def of_the_day(**facts):
    """The entry of an event of `coming` of which day and title alone are told."""
    said = told(dtstart=COMING, dtend=COMING + timedelta(days=1), transp="TRANSPARENT") | facts
    del said["location"]
    return said


def test_an_event_without_leaders_has_its_hour_and_venue(staff, coming):
    coming()
    assert entries(address_of(staff, "division")) == [told()]


def test_a_coming_event_with_leaders_is_a_day_and_a_title(staff, coming, municipal):
    coming(expected=[municipal])
    address = address_of(staff, "division")
    assert entries(address) == [of_the_day()]
    assert WORDS not in Client().get(address).content.decode()


def test_the_offices_setting_tells_hour_and_venue_but_no_name(staff, coming, municipal):
    coming(expected=[municipal])
    RegisterSettingsFactory(feeds_tell_schedule=True)
    address = address_of(staff, "division")
    assert entries(address) == [told()]
    assert WORDS not in Client().get(address).content.decode()


def test_the_setting_tells_nobody_more_than_the_pages_do(staff, coming, municipal, other_division):
    RegisterSettingsFactory(feeds_tell_schedule=True)
    task = TaskFactory(lead_division=staff.division)
    coming(host_division=other_division, expected=[municipal]).tasks.add(task)
    coming(host_division=other_division).tasks.add(task)
    day = of_the_day(description="meeting · Consular")
    assert entries(address_of(staff, "division")) == [day, day]


def test_the_setting_is_that_of_its_own_side(staff, coming, municipal):
    coming(expected=[municipal])
    RegisterSettingsFactory(demonstration=True, feeds_tell_schedule=True)
    assert entries(address_of(staff, "division")) == [of_the_day()]


def test_what_is_over_is_no_secret(staff, coming, municipal):
    event = coming(expected=[municipal], starts_on=date(2024, 9, 10), status=Status.HELD, recorded_at=at(COMING, 9))
    when = {"dtstart": datetime(2024, 9, 10, 2, 0, tzinfo=UTC), "dtend": datetime(2024, 9, 10, 3, 0, tzinfo=UTC)}
    address = address_of(staff, "division")
    assert entries(address) == [told(**when, status="CONFIRMED")]
    Event.objects.filter(pk=event.pk).update(status=Status.POSTPONED, reason="Weather")  # to come, whatever its day
    day = {"dtstart": date(2024, 9, 10), "dtend": date(2024, 9, 11)}
    assert entries(address) == [of_the_day(**day, summary="Postponed: Reception")]


def test_the_registers_venue_is_told_where_none_is_written(staff, coming):
    coming(venue="", registered_venue=VenueFactory(name_en="Great Hall"))
    assert entries(address_of(staff, "division")) == [told(location="Great Hall")]


def test_a_leaders_calendar_says_busy_and_nothing_else(planner, coming, municipal):
    coming(expected=[municipal])
    coming(starts_on=date(2024, 9, 10), status=Status.HELD, attended_by=[municipal], recorded_at=at(COMING, 9))
    address = address_of(planner, "leader", municipal)
    assert entries(address) == [
        busy(datetime(2024, 9, 10, 2, 0, tzinfo=UTC), datetime(2024, 9, 10, 3, 0, tzinfo=UTC)),
        busy(datetime(2024, 10, 10, 2, 0, tzinfo=UTC), datetime(2024, 10, 10, 3, 0, tzinfo=UTC), "TENTATIVE"),
    ]
    text = Client().get(address).content.decode()
    assert [word for word in (WORDS, "Reception", "Hall", "event-", "meeting", "Economic") if word in text] == []
    assert calendar(address).x_wr_calname.value == "Engagements"


def test_with_the_setting_it_says_title_and_venue(planner, coming, municipal):
    coming(expected=[municipal])
    RegisterSettingsFactory(feeds_tell_schedule=True)
    address = address_of(planner, "leader", municipal)
    said = told()
    del said["description"]
    assert entries(address) == [said]
    assert WORDS not in Client().get(address).content.decode()


def test_a_visit_outside_the_city_takes_its_days(planner, coming, municipal):
    coming(kind="outbound_visit", starts_at=at(COMING, 9), ends_at=at(date(2024, 10, 12), 18), expected=[municipal])
    assert entries(address_of(planner, "leader", municipal)) == [busy(COMING, date(2024, 10, 13), "TENTATIVE")]


@pytest.mark.parametrize("outcome", [Outcome.NOT_ATTENDING, Outcome.REPRESENTED])
def test_who_does_not_come_is_not_busy(outcome, planner, staff, coming, municipal):
    event = coming(expected=[municipal])
    Attendance.objects.filter(event=event).update(outcome=outcome)
    assert entries(address_of(planner, "leader", municipal)) == []
    assert entries(address_of(staff, "division")) == [of_the_day()]


@pytest.mark.parametrize("tells", [False, True])
def test_a_restricted_event_is_in_no_feed(tells, leader, secretary, staff, planner, coming, municipal):
    RegisterSettingsFactory(feeds_tell_schedule=tells)
    task = TaskFactory(leader_in_charge=leader, responsible=staff, lead_division=staff.division)
    event = coming(restricted=True, expected=[municipal])
    event.tasks.add(task)
    addresses = [
        address_of(owner, kind, municipal if kind == "leader" else None)
        for owner, kinds in (
            (leader, ("mine", "leader")),
            (secretary, ("mine", "leader")),
            (staff, ("mine", "division")),
            (planner, ("leader",)),
        )
        for kind in kinds
    ]
    assert [entries(address) for address in addresses] == [[]] * 7
    Event.objects.filter(pk=event.pk).update(restricted=False)
    assert [len(entries(address)) for address in addresses] == [1] * 7


def test_mine_are_those_of_my_tasks_and_those_i_registered(leader, secretary, staff, chief, planner, coming, facts):
    area = AreaFactory()
    in_charge, responsible = TaskFactory(area=area, leader_in_charge=leader), TaskFactory(area=area, responsible=chief)
    TaskFactory(area=area)  # nobody's
    coming(title_en="Of nobody").tasks.add(TaskFactory(area=area))
    coming(title_en="In charge").tasks.add(in_charge)
    coming(title_en="Responsible").tasks.add(responsible, in_charge)
    registered = register_event(by=staff, demonstration=False, facts=facts(title_en="Registered"))
    change_event(by=planner, event=registered, version=1, facts={"venue": "Elsewhere"})
    assert {
        person.username: summaries(address_of(person)) for person in (leader, secretary, chief, staff, planner)
    } == {
        "leader": ["In charge", "Responsible"],
        "secretary": ["In charge", "Responsible"],
        "chief": ["Responsible"],
        "staff": ["Registered"],
        "planner": [],
    }


def test_a_secretary_of_nobody_has_no_tasks_of_nobody(secretary, coming):
    secretary.secretary_to = None
    secretary.save()
    coming().tasks.add(TaskFactory())
    assert entries(address_of(secretary)) == []


def test_a_divisions_are_those_it_hosts_and_those_of_its_tasks_each_once(staff, coming, other_division):
    area = AreaFactory()
    led = [TaskFactory(area=area, lead_division=staff.division) for _ in range(2)]
    coming(title_en="Hosted").tasks.add(*led)
    coming(title_en="Served", host_division=other_division).tasks.add(*led)
    supported = TaskFactory(area=area, lead_division=other_division, supporting=[staff.division])
    coming(title_en="Others'", host_division=other_division).tasks.add(supported)
    assert summaries(address_of(staff, "division")) == ["Hosted", "Served"]


def test_demonstration_and_real_data_are_apart(staff, coming):
    coming()
    assert entries(address_of(staff, "division", demonstration=True)) == []


@pytest.mark.parametrize(
    ("day", "there"),
    [(date(2024, 8, 1), True), (date(2024, 7, 31), False), (date(2025, 11, 4), True), (date(2025, 11, 5), False)],
)
def test_it_reaches_from_two_months_back_to_a_year_ahead(day, there, staff, coming):
    coming(starts_on=day)
    assert len(entries(address_of(staff, "division"))) == there


def test_what_lasts_into_the_span_is_there(staff, coming):
    coming(starts_at=at(date(2024, 7, 1), 9), ends_at=at(date(2024, 8, 1), 9))
    assert len(entries(address_of(staff, "division"))) == 1


# --- Times -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "seen_in_berlin"),
    [(date(2024, 10, 26), "2024-10-26T04:30:00+02:00"), (date(2024, 10, 28), "2024-10-28T03:30:00+01:00")],
)
def test_right_for_a_reader_in_a_zone_with_summer_time(day, seen_in_berlin, staff, coming):
    coming(starts_at=at(day, 10, 30), ends_at=at(day, 12))
    [entry] = entries(address_of(staff, "division"))
    there = entry["dtstart"].astimezone(ZoneInfo("Europe/Berlin"))
    assert (there.isoformat(), there.astimezone(clock.now().tzinfo)) == (seen_in_berlin, at(day, 10, 30))


def test_from_midnight_to_midnight(staff, coming, municipal):
    night = {"starts_at": at(COMING, 0), "ends_at": at(date(2024, 10, 12), 0)}
    coming(**night)
    coming(**night, expected=[municipal])
    timed, whole = entries(address_of(staff, "division"))
    assert (timed["dtstart"], timed["dtend"]) == (
        datetime(2024, 10, 9, 16, 0, tzinfo=UTC),
        datetime(2024, 10, 11, 16, 0, tzinfo=UTC),
    )
    assert (whole["dtstart"], whole["dtend"]) == (COMING, date(2024, 10, 12))


def test_an_event_without_length_has_no_end(staff, coming):
    coming(ends_at=at(COMING, 10))
    said = told()
    del said["dtend"]
    assert entries(address_of(staff, "division")) == [said]


# --- Changes ---------------------------------------------------------------------------------------------------------


def test_a_change_and_a_cancellation_reach_the_reader(staff, facts, municipal):
    event = register_event(by=staff, demonstration=False, facts=facts(venue="Hall 3"))
    address = address_of(staff, "division")
    seen = [_first(address)]
    change_event(by=staff, event=event, version=1, facts={"status": Status.CONFIRMED, "venue": "Hall 4"})
    seen.append(_first(address))
    called_off = {"status": Status.CANCELLED, "reason": "zzreason", "attendances": [Attends(leader=municipal)]}
    change_event(by=staff, event=event, version=2, facts=called_off)
    seen.append(_first(address))
    assert len({uid for uid, *_rest in seen}) == 1
    assert [rest for _uid, *rest in seen] == [
        ["0", "TENTATIVE", "Call by a delegation", "Hall 3"],
        ["1", "CONFIRMED", "Call by a delegation", "Hall 4"],
        ["2", "CANCELLED", "Cancelled: Call by a delegation", None],
    ]
    assert "zzreason" not in Client().get(address).content.decode()
    recorded = Event.objects.get().recorded_at.astimezone(UTC).replace(microsecond=0)
    [entry] = calendar(address).vevent_list
    assert entry.last_modified.value == entry.dtstamp.value == recorded


def _first(address):
    [entry] = calendar(address).vevent_list
    place = entry.contents.get("location")
    return [entry.uid.value, entry.sequence.value, entry.status.value, entry.summary.value, place and place[0].value]


def test_an_id_stays_under_another_host_and_a_busy_one_is_its_feeds_own(planner, staff, coming, municipal, settings):
    event = coming(expected=[municipal])
    settings.ALLOWED_HOSTS = ["a.example", "b.example", "testserver"]
    address = address_of(staff, "division")
    ids = {calendar(address, host=host).vevent.uid.value for host in ("a.example", "b.example")}
    assert [each.partition("@")[0] for each in ids] == [f"event-{event.pk}"]
    first, second = (calendar(address_of(planner, "leader", municipal)).vevent.uid.value for _ in range(2))
    assert first != second


def test_commas_lines_and_chinese_come_through(staff, coming):
    title = "中法" * 80 + ", a; b\\c"
    coming(title_zh=title, venue="一号厅, 二层; A")
    staff.language = "zh-hans"
    staff.save()
    address = address_of(staff, "division")
    [entry] = entries(address)
    assert (entry["summary"], entry["location"]) == (title, "一号厅, 二层; A")
    answer = Client().get(address)
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75
    assert answer["Content-Language"] == "zh-hans"
    assert "经济处" in calendar(address).x_wr_calname.value


def test_an_entry_links_to_its_page_where_the_site_knows_its_address(staff, planner, coming, municipal, settings):
    settings.WORKPLAN_BASE_URL = "https://plan.example"
    event = coming(expected=[municipal])
    assert entries(address_of(staff, "division")) == [of_the_day(url=f"https://plan.example/events/{event.pk}/")]
    assert "url" not in entries(address_of(planner, "leader", municipal))[0]
