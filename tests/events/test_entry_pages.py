"""The entry form of events and the tap that says they were held: what is kept, and what comes of a mistake."""

from datetime import date

import pytest

from events.models import Delegation, Event, Outcome, Series, Status
from tests.events.entering import COMING, LIST, NEW, PAST, attended, sent
from tests.factories import (
    AreaFactory,
    DelegationFactory,
    DivisionFactory,
    EventFactory,
    LeaderFactory,
    LeaderPostFactory,
    PlanFactory,
    TaskFactory,
    at,
)


class TestHeld:
    @pytest.fixture
    def over(self, plan, division):
        """An event that is over, with two leaders expected."""
        return EventFactory(
            status="confirmed", starts_on=PAST, host_division=division, expected=[LeaderFactory(), LeaderFactory()]
        )

    def test_one_tap_each(self, over, sign_in, staff):
        first, second = (row.leader_id for row in over.attendances.order_by("id"))
        taps = {"version": 1, f"outcome-{first}": "attended", f"outcome-{second}": "represented"}
        answer = sign_in(staff).post(f"/events/{over.pk}/held/", taps)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/events/{over.pk}/")
        assert Event.objects.get().status == Status.HELD
        assert attended(over) == [(first, "meets", "attended"), (second, "meets", "represented")]

    def test_a_leader_left_out_is_asked_for(self, over, sign_in, staff):
        answer = sign_in(staff).post(f"/events/{over.pk}/held/", {"version": 1})
        assert answer.status_code == 422
        assert answer.content.decode().count("Say whether this leader attended.") == 4  # beside each, and above
        assert Event.objects.get().status == Status.CONFIRMED

    def test_what_somebody_else_changed_meanwhile_is_a_409(self, over, sign_in, staff):
        Event.objects.update(version=2)
        outcomes = {f"outcome-{row.leader_id}": "attended" for row in over.attendances.all()}
        answer = sign_in(staff).post(f"/events/{over.pk}/held/", {"version": 1} | outcomes)
        assert answer.status_code == 409
        assert "Somebody else has changed this event meanwhile." in answer.content.decode()
        assert 'name="version" value="2"' in answer.content.decode()

    def test_is_not_for_others(self, over, sign_in, staff2, leader):
        for person in (staff2, leader):
            assert sign_in(person).post(f"/events/{over.pk}/held/", {"version": 1}).status_code == 403
        assert sign_in(staff2).get(f"/events/{over.pk}/held/").status_code == 405


class TestRegister:
    def test_a_division_registers_its_own_with_two_leaders(self, sign_in, staff, plan):
        first, second = LeaderFactory(), LeaderFactory()
        data = sent([(first.pk, "host", "expected"), (second.pk, "meets", "expected")])
        answer = sign_in(staff).post(NEW, data)
        event = Event.objects.get()
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/events/{event.pk}/")
        assert (event.title_zh, event.host_division, event.starts_at) == ("会见代表团", staff.division, at(COMING, 10))
        assert event.ends_at == at(COMING, 11)  # left empty: one hour
        assert attended(event) == [(first.pk, "host", "expected"), (second.pk, "meets", "expected")]

    def test_all_there_is_to_say(self, sign_in, planner, plan, other_division):
        area = AreaFactory(plan=plan)
        task = TaskFactory(area=area)
        data = sent(
            title_en="Symposium",
            kind="hong_kong_macao",
            status="postponed",
            reason="Weather",
            ends_at="2024-10-12T18:00",
            venue="Hall",
            host_division=other_division.pk,
            area=area.pk,
            tasks=[task.pk],
            country_or_region="HK",
            restricted="on",
            new_delegation="香港代表团",
            new_delegation_size="30",
            new_series="Symposium",
            edition="27",
        )
        assert sign_in(planner).post(NEW, data).status_code == 302
        event, delegation = Event.objects.get(), Delegation.objects.get()
        assert (event.host_division, event.area, list(event.tasks.all())) == (other_division, area, [task])
        assert (event.status, event.reason, event.venue, event.restricted) == ("postponed", "Weather", "Hall", True)
        assert event.ends_at == at(date(2024, 10, 12), 18)
        assert (delegation.name_zh, delegation.name_en, delegation.size) == ("香港代表团", "", 30)
        assert (str(event.country_or_region), str(delegation.country_or_region)) == ("HK", "HK")
        assert (event.delegation, event.series, event.edition) == (delegation, Series.objects.get(), 27)

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"title_zh": "", "title_en": ""}, "Give the title in at least one language."),
            ({"kind": ""}, "This field is required."),
            ({"starts_at": "soon"}, "Expected day and time, such as 2024-09-30 09:30."),
            ({"starts_at": "0001-01-01T00:00"}, "Expected a day of the years 1949 to 2100."),
            ({"starts_at": "9999-12-31T23:59"}, "Expected a day of the years 1949 to 2100."),
            ({"ends_at": "2024-10-10T09:00"}, "An event ends at or after its start."),
            ({"status": "held"}, "This event has not begun: it cannot be recorded as held."),
            ({"status": "cancelled"}, "Say why the event is postponed or cancelled."),
            ({"venue": "a" * 301}, "Ensure this value has at most 300 characters (it has 301)."),
            ({"venue": "a\x00"}, "Null characters are not allowed."),
            ({"venue": "a\x0bb"}, "Character U+000B at position 2 cannot be kept: use plain text."),
            ({"reason": "a" * 2001, "status": "cancelled"}, "Ensure this value has at most 2000 characters"),
            ({"new_delegation": "Guests"}, "How many persons?"),
            ({"new_delegation_size": "7"}, "What is the delegation called?"),
            ({"edition": "3"}, "An edition belongs to a series: choose one."),
            ({"area": "77"}, "Select a valid choice."),
            ({"area": str(10**30)}, "Select a valid choice."),
            ({"tasks": ["x"]}, "Select a valid choice. x is not one of the available choices."),
            ({"delegation": str(10**30)}, "Select a valid choice."),
            ({"country_or_region": "ZZ"}, "Select a valid choice."),
            ({"attendance-0-leader": "77"}, "Select a valid choice."),
            ({"attendance-TOTAL_FORMS": "x"}, "ManagementForm data is missing"),
        ],
    )
    def test_an_error_stands_beside_its_field_and_nothing_is_lost(self, fields, message, sign_in, staff, plan):
        answer = sign_in(staff).post(NEW, sent(title_en="What was typed", edition="") | fields)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert message in page.replace("&#x27;", "'").replace("&quot;", '"')
        assert ('value="What was typed"' in page) is ("title_en" not in fields)
        assert Event.objects.count() == 0

    def test_a_leader_named_twice_is_pointed_out_in_the_second_row(self, sign_in, staff, plan):
        leader = LeaderFactory()
        answer = sign_in(staff).post(NEW, sent([(leader.pk, "host", "expected"), (leader.pk, "meets", "expected")]))
        rows = answer.context["rows"]
        assert (answer.status_code, Event.objects.count()) == (422, 0)
        assert [form.errors.get("leader") for form in rows][:3] == [None, ["This leader is already named above."], None]

    def test_what_has_not_begun_nobody_attended(self, sign_in, staff, plan):
        answer = sign_in(staff).post(NEW, sent([(LeaderFactory(name_en="L").pk, "host", "attended")]))
        assert (answer.status_code, Event.objects.count()) == (422, 0)
        assert "L cannot have attended what is still to come." in answer.content.decode()

    def test_a_division_cannot_send_another_as_host(self, sign_in, staff, other_division, plan):
        assert sign_in(staff).post(NEW, sent(host_division=other_division.pk)).status_code == 302
        assert Event.objects.get().host_division == staff.division

    def test_what_was_said_of_it_goes_with_the_session(self, sign_in, client, staff, staff2, plan):
        answer = sign_in(staff).post(NEW, sent(title_en="Not for everybody", restricted="on"))
        assert "Not for everybody" not in str(answer.cookies)
        client.post("/accounts/logout/")
        assert "Not for everybody" not in client.get("/accounts/login/").content.decode()
        assert "Not for everybody" not in sign_in(staff2).get("/accounts/me/").content.decode()
        told = sign_in(staff).post(NEW, sent(title_en="Not for everybody", restricted="on"), follow=True)
        assert "Registered: Not for everybody." in told.content.decode()

    def test_only_those_who_may(self, sign_in, leader, secretary, admin, plan):
        for person in (leader, secretary, admin):
            client = sign_in(person)
            assert (client.get(NEW).status_code, client.post(NEW, sent()).status_code) == (403, 403)
        assert Event.objects.count() == 0

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_form_takes_as_many_queries_however_many_choices(
        self, number, sign_in, planner, plan, django_assert_num_queries
    ):
        area = AreaFactory(plan=plan)
        for _ in range(number):
            TaskFactory(area=area)
            LeaderPostFactory()
            EventFactory(delegation=DelegationFactory(), series=Series.objects.create(name_en="S"))
        client = sign_in(planner)
        # session, user, plan; areas, tasks, delegations, series, divisions, leaders, posts, counterparts, venues;
        # drafts; plans of the header
        with django_assert_num_queries(14):
            client.get(NEW)

    def test_choices_are_of_the_plans_side(self, sign_in, planner, plan):
        PlanFactory(code="demo-2024", demonstration=True)
        for demonstration, mark in ((False, "REAL"), (True, "DEMO")):
            LeaderFactory(name_en=f"{mark}-leader", demonstration=demonstration)
            division = DivisionFactory(name_en=f"{mark}-division", demonstration=demonstration)
            delegation = DelegationFactory(name_en=f"{mark}-delegation", demonstration=demonstration)
            EventFactory(demonstration=demonstration, host_division=division, delegation=delegation)
        client = sign_in(planner)
        pages = [client.get(f"/plans/{code}/events/new/").content.decode() for code in ("2024", "demo-2024")]
        seen = [{mark: page.count(f"{mark}-") for mark in ("REAL", "DEMO")} for page in pages]
        assert seen == [{"REAL": 8, "DEMO": 0}, {"REAL": 0, "DEMO": 8}]  # six rows of leaders, a division, a delegation


class TestChange:
    @pytest.fixture
    def event(self, plan, division):
        """A coming event of `division` with one leader."""
        return EventFactory(
            title_en="Call", title_zh="会见", host_division=division, starts_on=COMING, status="planned", venue="Hall",
            expected=[LeaderFactory(name_en="First")],
        )  # fmt: skip

    def named(self, event):
        """Its leader, as a row of the form."""
        return [(event.attendances.get().leader_id, "meets", "expected")]

    def test_the_form_holds_what_stands(self, event, sign_in, staff):
        page = sign_in(staff).get(f"/events/{event.pk}/edit/")
        form = page.context["form"]
        assert (form["title_en"].value(), form["venue"].value(), form["version"].value()) == ("Call", "Hall", 1)
        assert 'value="2024-10-10T10:00"' in page.content.decode()
        assert page.context["rows"].forms[0]["leader"].value() == event.attendances.get().leader_id

    def test_saves(self, event, sign_in, staff):
        data = sent(self.named(event), version=1, title_en="Call", venue="Museum", status="confirmed")
        assert sign_in(staff).post(f"/events/{event.pk}/edit/", data).status_code == 302
        event.refresh_from_db()
        assert (event.venue, event.status, event.version) == ("Museum", "confirmed", 2)

    def test_a_row_emptied_is_a_leader_gone(self, event, sign_in, staff):
        assert sign_in(staff).post(f"/events/{event.pk}/edit/", sent(version=1)).status_code == 302
        assert attended(event) == []

    def test_a_stale_version_shows_both_field_by_field_and_saving_again_is_meant(self, event, sign_in, staff):
        Event.objects.update(venue="Theatre", version=2)
        client, data = sign_in(staff), sent(self.named(event), version=1, title_en="Call", venue="Museum")
        answer = client.post(f"/events/{event.pk}/edit/", data)
        page = answer.content.decode()
        assert answer.status_code == 409
        differing = {str(each.label): (each.typed, each.stands) for each in answer.context["differences"]}
        assert differing == {"Venue": ("Museum", "Theatre"), "Title (Chinese)": ("会见代表团", "会见")}
        assert ('value="Museum"' in page, 'name="version" value="2"' in page) == (True, True)
        assert Event.objects.get().venue == "Theatre"
        assert client.post(f"/events/{event.pk}/edit/", data | {"version": 2}).status_code == 302
        assert Event.objects.get().venue == "Museum"

    def test_a_changed_list_of_leaders_is_a_difference_too(self, event, sign_in, staff):
        Event.objects.update(version=2)
        other = LeaderFactory(name_en="Other")
        data = sent([(other.pk, "host", "expected")], version=1, title_en="Call", title_zh="会见", venue="Hall")
        answer = sign_in(staff).post(f"/events/{event.pk}/edit/", data)
        assert [tuple(each) for each in answer.context["differences"]] == [
            ("Leaders", "Other (presides, expected)", "First (meets, expected)")
        ]

    def test_without_a_version_it_is_a_conflict(self, event, sign_in, staff):
        assert sign_in(staff).post(f"/events/{event.pk}/edit/", sent(title_en="Call")).status_code == 409

    def test_only_the_planning_office_can_untick_restricted(self, event, sign_in, staff, planner):
        Event.objects.update(restricted=True)
        data = sent(version=1, host_division=event.host_division_id)
        assert sign_in(staff).post(f"/events/{event.pk}/edit/", data).status_code == 302
        assert Event.objects.get().restricted
        assert sign_in(planner).post(f"/events/{event.pk}/edit/", data | {"version": 2}).status_code == 302
        assert not Event.objects.get().restricted

    def test_only_those_who_may(self, event, sign_in, staff2, leader, secretary, admin):
        for person in (staff2, leader, secretary, admin):
            client, address = sign_in(person), f"/events/{event.pk}/edit/"
            assert (client.get(address).status_code, client.post(address, sent()).status_code) == (403, 403)

    def test_no_hidden_delegation_can_be_chosen(self, event, sign_in, staff, other_division):
        hidden = DelegationFactory(name_en="Hidden")
        EventFactory(restricted=True, host_division=other_division, delegation=hidden)
        client, address = sign_in(staff), f"/events/{event.pk}/edit/"
        assert "Hidden" not in client.get(address).content.decode()
        answer = client.post(address, sent(version=1, delegation=hidden.pk))
        assert (answer.status_code, "Hidden" in answer.content.decode()) == (422, False)


class TestOutcome:
    def test_held_and_attendance_by_the_form(self, sign_in, staff, plan, division):
        leader = LeaderFactory()
        data = sent([(leader.pk, "speaks", "attended")], starts_at="2024-09-10T10:00", status="held")
        assert sign_in(staff).post(NEW, data).status_code == 302
        assert Event.objects.get().status == Status.HELD
        assert attended(Event.objects.get()) == [(leader.pk, "speaks", Outcome.ATTENDED)]
        assert sign_in(staff).get(LIST).context["counts"].with_leaders == 1
