"""The warning while an event is typed, the reason in its form, its page, and the list of conflicts."""

import re
from datetime import date

import pytest
from django.urls import reverse

from events.models import Event, Status
from tests.event_factories import HoldWindowFactory
from tests.events.entering import NEW, sent
from tests.factories import EventFactory, LeaderFactory, at

DAY = date(2024, 10, 10)
LIST, CHECK = "/plans/2024/events/conflicts/", "/plans/2024/events/conflicts/check/"


@pytest.fixture
def municipal(db):
    return LeaderFactory(name_en="First")


@pytest.fixture
def other(municipal, division, plan):
    """An event of the same leader, from half past ten."""
    return EventFactory(
        title_en="Forum", status=Status.PLANNED, starts_at=at(DAY, 10, 30), starts_on=DAY, expected=[municipal],
        host_division=division,
    )  # fmt: skip


def named(municipal, **fields):
    """The entry form with the leader expected."""
    return sent([(municipal.pk, "meets", "expected")], **fields)


def words(response):
    """The text of an answer without tags, spaces as one."""
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


class TestWhileTyping:
    def test_it_names_the_other_event_and_nothing_else(self, sign_in, staff, other, municipal):
        answer = sign_in(staff).post(CHECK, named(municipal))
        assert (answer.status_code, "<html" in answer.content.decode()) == (200, False)
        assert words(answer) == (
            "Time conflict Forum : 10 October 2024, 10:30 – 11:30 · First It can be saved all the same, with a reason."
        )
        assert f'href="/events/{other.pk}/"' in answer.content.decode()

    def test_a_hold_window_is_named(self, sign_in, staff, plan):
        HoldWindowFactory(name_en="State visit")
        assert words(sign_in(staff).post(CHECK, sent())) == (
            "In a hold window Hold window: State visit, 10 October 2024, 00:00 – 12 October 2024, 00:00 "
            "It can be saved all the same, with a reason."
        )

    @pytest.mark.parametrize(
        "fields",
        [
            {"starts_at": ""},
            {"starts_at": "2024-10-11T10:00"},
            {"status": "cancelled"},
            {"attendance-0-outcome": "not_attending"},
            {"attendance-0-leader": ""},
            {"attendance-0-leader": "999999999999999999999"},
            {"attendance-0-leader": "\x00"},
        ],
    )
    def test_nothing_where_there_is_nothing(self, fields, sign_in, staff, other, municipal):
        answer = sign_in(staff).post(CHECK, named(municipal, **fields))
        assert (answer.status_code, words(answer)) == (200, "")

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"starts_at": "soon"}, "Starts: Expected day and time, such as 2024-09-30 09:30."),
            ({"ends_at": "0001-01-01T00:00"}, "Ends: Expected a day of the years 1949 to 2100."),
            ({"kind": "party"}, "Kind: Select a valid choice. party is not one of the available choices."),
            ({"attendance-TOTAL_FORMS": "x"}, "The rows of municipal leaders are missing."),
        ],
    )
    def test_what_cannot_be_read_is_named(self, fields, said, sign_in, staff, other, municipal):
        answer = sign_in(staff).post(CHECK, named(municipal, **fields))
        assert (answer.status_code, words(answer)) == (400, said)

    def test_an_event_is_not_in_conflict_with_itself(self, sign_in, staff, other, municipal):
        answer = sign_in(staff).post(f"/events/{other.pk}/conflicts/check/", named(municipal))
        assert (answer.status_code, words(answer)) == (200, "")

    def test_what_one_may_not_see_is_not_there(self, sign_in, staff, staff2, planner, other, municipal):
        assert words(sign_in(staff2).post(CHECK, named(municipal))) == ""
        Event.objects.update(restricted=True)
        assert [bool(words(sign_in(who).post(CHECK, named(municipal)))) for who in (staff2, staff, planner)] == [
            False, True, True,
        ]  # fmt: skip

    def test_only_for_those_who_enter_events(self, sign_in, leader, admin, outsider, staff2, other, municipal):
        for who in (leader, admin, outsider):
            assert sign_in(who).post(CHECK, named(municipal)).status_code == 403
        assert sign_in(staff2).post(f"/events/{other.pk}/conflicts/check/", named(municipal)).status_code == 403

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_costs_the_same_however_many(
        self, rows, sign_in, staff, division, municipal, plan, django_assert_num_queries
    ):
        for _number in range(rows):
            EventFactory(status=Status.PLANNED, starts_on=DAY, expected=[municipal], host_division=division)
        client = sign_in(staff)
        # session, person, division; plan; leaders, posts; travel time, events, attendances, holds
        with django_assert_num_queries(10):
            answer = client.post(CHECK, named(municipal))
        assert answer.content.decode().count("<li>") == rows


class TestForm:
    def test_without_a_reason_it_comes_back_with_what_it_collides_with(self, sign_in, staff, other, municipal):
        client = sign_in(staff)
        answer = client.post(NEW, named(municipal))
        assert answer.status_code == 422
        assert answer.context["form"].errors["conflict_reason"] == [
            "First: also at “Forum”, 10 October 2024, 10:30 – 11:30.",
            "Change the time, or say here why all the same.",
        ]
        assert client.post(NEW, named(municipal, conflict_reason="Leaves early")).status_code == 302
        assert Event.objects.order_by("-pk")[0].conflict_reason == "Leaves early"

    def test_the_form_of_an_event_says_what_it_collides_with(self, sign_in, staff, staff2, other, municipal, division):
        mine = EventFactory(
            status=Status.PLANNED, starts_on=DAY, expected=[municipal], host_division=division,
            conflict_reason="Leaves early",
        )  # fmt: skip
        page = sign_in(staff).get(f"/events/{mine.pk}/edit/").content.decode()
        assert ("Forum" in page, "Leaves early" in page) == (True, True)

    def test_a_reason_for_what_one_may_not_see_is_not_shown(
        self, sign_in, staff, planner, other, municipal, division, other_division
    ):
        mine = EventFactory(
            status=Status.PLANNED, starts_on=DAY, expected=[municipal], host_division=division,
            conflict_reason="zzcanary",
        )  # fmt: skip
        Event.objects.filter(pk=other.pk).update(restricted=True, host_division=other_division)
        client = sign_in(staff)
        pages = [f"/events/{mine.pk}/", f"/events/{mine.pk}/edit/", LIST]
        assert ["zzcanary" in client.get(page).content.decode() for page in pages] == [False] * 3
        Event.objects.filter(pk=mine.pk).update(version=2)
        stale = client.post(f"/events/{mine.pk}/edit/", named(municipal, version=1, title_en="Call"))
        assert (stale.status_code, "zzcanary" in stale.content.decode()) == (409, False)
        again = client.post(f"/events/{mine.pk}/edit/", named(municipal, version=2, title_en="Call"))
        assert (again.status_code, Event.objects.get(pk=mine.pk).conflict_reason) == (302, "zzcanary")
        client = sign_in(planner)
        assert ["zzcanary" in client.get(page).content.decode() for page in pages] == [True] * 3


class TestPage:
    def test_the_page_of_an_event_says_it_with_the_reason(self, sign_in, staff, other, municipal, division):
        mine = EventFactory(
            status=Status.PLANNED, starts_on=DAY, expected=[municipal], host_division=division,
            conflict_reason="Leaves early",
        )  # fmt: skip
        HoldWindowFactory(name_en="State visit")
        said = words(sign_in(staff).get(f"/events/{mine.pk}/"))
        assert "Forum 10 October 2024, 10:30 – 11:30 · First" in said
        assert "State visit Hold window · 10 October 2024, 00:00 – 12 October 2024, 00:00" in said
        assert "Why all the same : Leaves early" in said
        assert "No reason is given." in words(sign_in(staff).get(f"/events/{other.pk}/"))

    def test_not_for_who_may_not_see_the_schedule(self, sign_in, staff2, other, municipal, division):
        EventFactory(status=Status.PLANNED, starts_on=DAY, expected=[municipal], host_division=division)
        HoldWindowFactory(name_en="State visit")
        said = words(sign_in(staff2).get(f"/events/{other.pk}/"))
        assert ("Time conflict " in said, "State visit" in said) == (False, False)


class TestList:
    @pytest.fixture
    def pair(self, other, municipal, division):
        return EventFactory(
            title_en="Call", status=Status.PLANNED, starts_on=DAY, expected=[municipal], host_division=division,
            conflict_reason="Leaves early",
        )  # fmt: skip

    def test_both_events_the_leader_the_time_and_the_reason(self, sign_in, staff, pair):
        said = words(sign_in(staff).get(LIST))
        assert "10 October 2024, 10:30 – 11:00 Call 10 October 2024, 10:00 – 11:00" in said
        assert "Forum 10 October 2024, 10:30 – 11:30" in said
        assert "First Leaves early" in said

    def test_who_may_not_see_both_sees_an_empty_list(self, sign_in, staff2, outsider, pair):
        answer = sign_in(staff2).get(LIST)
        assert (answer.context["page"].paginator.count, "No time conflicts" in words(answer)) == (0, True)
        assert sign_in(outsider).get(LIST).status_code == 403

    @pytest.mark.parametrize(("query", "count"), [("?reason=given", 1), ("?reason=missing", 0), ("?page=7", 1)])
    def test_by_reason(self, query, count, sign_in, staff, pair):
        assert sign_in(staff).get(LIST + query).context["page"].paginator.count == count

    def test_by_leader(self, sign_in, staff, pair, municipal):
        client, nobody = sign_in(staff), LeaderFactory()
        counts = [
            client.get(f"{LIST}?leader={each.pk}").context["page"].paginator.count for each in (municipal, nobody)
        ]
        assert counts == [1, 0]
        assert "No conflict fits" in words(client.get(f"{LIST}?leader={nobody.pk}"))

    @pytest.mark.parametrize(
        "query", ["?leader=x", "?leader=99999999999999999999", "?reason=some", "?leader=%00", "?x=1"]
    )
    def test_a_bad_filter_is_a_400(self, query, sign_in, staff, pair):
        answer = sign_in(staff).get(LIST + query)
        assert (answer.status_code, "Forum" in answer.content.decode()) == (400, False)

    def test_it_is_a_place_of_the_register(self, sign_in, staff, plan):
        assert LIST in sign_in(staff).get(reverse("events:list", args=["2024"])).content.decode()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_costs_the_same_however_long(
        self, rows, sign_in, staff, municipal, division, plan, django_assert_num_queries
    ):
        for number in range(rows):
            day = date(2024, 10, 10 + number)
            for _each in range(2):
                EventFactory(status=Status.PLANNED, starts_on=day, expected=[municipal], host_division=division)
        client = sign_in(staff)
        # session, person, division; plan; times, travel time; events, attendances, leaders, posts; travel time, leaders
        # to choose from; the frame: plans
        with django_assert_num_queries(13):
            answer = client.get(LIST)
        assert answer.context["page"].paginator.count == rows


class TestSteps:
    """A short form asks for the reason once it has met something."""

    def test_confirming_asks_and_takes_the_reason(self, sign_in, staff, other, municipal, division):
        mine = EventFactory(status=Status.PLANNED, starts_on=DAY, expected=[municipal], host_division=division)
        client, address = sign_in(staff), f"/events/{mine.pk}/confirm/"
        refused = client.post(address, {"version": 1})
        assert (refused.status_code, 'name="conflict_reason"' in refused.content.decode()) == (422, True)
        assert "First: also at “Forum”" in words(refused)
        assert client.post(address, {"version": 1, "conflict_reason": "Leaves early"}).status_code == 302
        mine.refresh_from_db()
        assert (mine.status, mine.conflict_reason) == (Status.CONFIRMED, "Leaves early")

    def test_a_new_time_asks_too(self, sign_in, staff, other, municipal, division):
        mine = EventFactory(
            status=Status.POSTPONED, reason="Weather", starts_on=date(2024, 10, 8), expected=[municipal],
            host_division=division,
        )  # fmt: skip
        client, address = sign_in(staff), f"/events/{mine.pk}/again/"
        typed = {"version": 1, "status": "planned", "starts_at": "2024-10-10T10:00"}
        assert client.post(address, typed).status_code == 422
        assert client.post(address, typed | {"conflict_reason": "Leaves early"}).status_code == 302
        mine.refresh_from_db()
        assert (mine.status, mine.conflict_reason) == (Status.PLANNED, "Leaves early")

    def test_without_a_conflict_no_reason_is_asked(self, sign_in, staff, plan, division):
        mine = EventFactory(status=Status.PLANNED, starts_on=DAY, host_division=division)
        client = sign_in(staff)
        steps = client.get(f"/events/{mine.pk}/").content.decode()
        assert 'name="conflict_reason"' not in steps
        assert client.post(f"/events/{mine.pk}/confirm/", {"version": 1}).status_code == 302


@pytest.mark.parametrize("view", ["month", "week"])
def test_calendars_mark_it_for_who_may_see_both(view, sign_in, staff, staff2, other, municipal, division):
    EventFactory(status=Status.PLANNED, starts_on=DAY, expected=[municipal], host_division=division)
    address = f"/plans/2024/events/calendar/?view={view}&on=2024-10-10"
    pages = [sign_in(who).get(address) for who in (staff, staff2)]
    assert [page.status_code for page in pages] == [200, 200]
    assert [page.content.decode().count("time conflict") for page in pages] == [2, 0]
