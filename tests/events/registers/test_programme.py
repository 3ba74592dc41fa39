"""The programme of a delegation: several events in one go, all or none; its form."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from changelog.models import Change
from events.models import Event
from events.services import Attends, register_programme
from foundation.errors import Several
from tests.factories import AreaFactory, DelegationFactory, EventFactory, LeaderPostFactory, at

DAY, NEXT = date(2024, 10, 10), date(2024, 10, 11)


@pytest.fixture
def guests(db):
    """A delegation from France, here from 9 to 12 October."""
    return DelegationFactory(
        name_en="City of Port", country_or_region="FR", size=8, registered=True,
        arrives_on=date(2024, 10, 9), leaves_on=date(2024, 10, 12),
    )  # fmt: skip


class TestService:
    def test_registers_all_with_leaders_and_country(self, guests, staff, facts):
        leader = LeaderPostFactory().leader
        made = register_programme(
            by=staff,
            delegation=guests,
            events=[
                facts(attendances=[Attends(leader=leader)]),
                facts(day=NEXT, kind="signing"),
                facts(day=NEXT, kind="visit_hong_kong_macao"),
            ],
        )
        assert list(Event.objects.order_by("id")) == made
        assert {event.delegation for event in made} == {guests}
        assert [str(event.country_or_region) for event in made] == ["FR", "FR", ""]  # a visit to Macao is not to France
        assert [each.leader for each in made[0].attendances.all()] == [leader]
        assert Change.objects.filter(type="event").count() == 3

    def test_one_that_is_wrong_keeps_all_out_and_each_is_told(self, guests, staff, facts):
        with pytest.raises(Several) as raised:
            register_programme(
                by=staff,
                delegation=guests,
                events=[facts(), facts(status="held"), facts(ends_at=at(DAY, 9))],
            )
        refused: dict[int, Any] = raised.value.errors
        assert {place: error.message_dict for place, error in refused.items()} == {
            1: {"status": ["This event has not begun: it cannot be recorded as held."]},
            2: {"ends_at": ["An event ends at or after its start."]},
        }
        assert (Event.objects.count(), Change.objects.count()) == (0, 0)

    def test_for_divisions_as_hosts_and_the_planning_office(self, guests, staff2, leader, planner, facts):
        with pytest.raises(PermissionDenied):
            register_programme(by=leader, delegation=guests, events=[facts()])
        with pytest.raises(Several):
            register_programme(by=staff2, delegation=guests, events=[facts()])
        assert Event.objects.count() == 0
        assert len(register_programme(by=planner, delegation=guests, events=[facts()])) == 1

    def test_a_hidden_delegation_is_not_there(self, staff2, division, facts):
        hidden = DelegationFactory()
        EventFactory(restricted=True, host_division=division, delegation=hidden)
        with pytest.raises(Http404):
            register_programme(by=staff2, delegation=hidden, events=[facts()])


def sent(*rows, **more):
    """The form as a browser sends it."""
    data = {"event-TOTAL_FORMS": "8", "event-INITIAL_FORMS": "0", "event-MAX_NUM_FORMS": "8"}
    for number in range(8):
        data[f"event-{number}-kind"] = "meeting"
        row = rows[number] if number < len(rows) else {}
        data |= {f"event-{number}-{name}": value for name, value in row.items()}
    return data | more


TALKS = {"title": "会谈", "starts_at": "2024-10-10T10:00", "ends_at": "2024-10-10T11:30", "venue": "Hall"}
SIGNING = {"title": "Signing", "kind": "signing", "starts_at": "2024-10-11T15:00"}


class TestForm:
    @pytest.fixture
    def address(self, guests, plan):
        return f"/plans/2024/delegations/{guests.pk}/programme/"

    def test_makes_the_events_and_shows_them_with_the_delegation(self, address, guests, sign_in, staff, plan):
        area, leader = AreaFactory(plan=plan), LeaderPostFactory().leader
        data = sent(TALKS | {"leaders": [leader.pk]}, SIGNING, area=area.pk, restricted="on")
        answer = sign_in(staff).post(address, data, follow=True)
        assert answer.redirect_chain == [(f"/plans/2024/delegations/{guests.pk}/", 302)]
        first, second = Event.objects.order_by("id")
        assert list(answer.context["page"]) == [first, second]
        assert (first.title_zh, first.venue, first.starts_at, first.ends_at) == (
            "会谈",
            "Hall",
            at(DAY, 10),
            at(DAY, 11, 30),
        )
        assert (second.title_en, second.kind, second.ends_at) == ("Signing", "signing", at(NEXT, 16))
        assert {(each.host_division, each.area, each.restricted) for each in (first, second)} == {
            (staff.division, area, True)
        }
        assert list(first.attendances.values_list("leader", "outcome")) == [(leader.pk, "expected")]

    def test_errors_stand_in_their_rows_and_nothing_is_written(self, address, sign_in, staff):
        answer = sign_in(staff).post(
            address, sent(TALKS | {"ends_at": "2024-10-10T09:00"}, {"title": "x"}, SIGNING | {"title": ""})
        )
        assert answer.status_code == 422
        assert [dict(row.errors) for row in answer.context["rows"]][1:3] == [
            {"starts_at": ["This field is required."]},
            {"title": ["This field is required."]},
        ]
        answer = sign_in(staff).post(address, sent(TALKS | {"ends_at": "2024-10-10T09:00"}, SIGNING))
        assert answer.status_code == 422
        assert [dict(row.errors) for row in answer.context["rows"]][:2] == [
            {"ends_at": ["An event ends at or after its start."]},
            {},
        ]
        assert Event.objects.count() == 0

    @pytest.mark.parametrize(
        "rows",
        [
            [],
            [TALKS | {"leaders": ["77"]}],
            [TALKS | {"leaders": [10**30]}],
            [TALKS | {"title": "a\x00"}],
            [{"kind": "x"}],
        ],
    )
    def test_what_cannot_be_is_refused(self, rows, address, sign_in, staff):
        answer = sign_in(staff).post(address, sent(*rows))
        assert (answer.status_code, Event.objects.count()) == (422, 0)

    def test_days_outside_the_stay_are_pointed_out_and_may_be_meant(self, address, guests, sign_in, staff):
        early = SIGNING | {"starts_at": "2024-10-08T15:00"}
        client = sign_in(staff)
        answer = client.post(address, sent(TALKS, early))
        page = answer.content.decode()
        assert (answer.status_code, Event.objects.count()) == (422, 0)
        assert [row.note for row in answer.context["rows"]][:2] == [
            "",
            "outside the stay: 9 October 2024 – 12 October 2024",
        ]
        assert "It is right that days lie outside the stay" in page
        assert client.post(address, sent(TALKS, early, outside="on")).status_code == 302
        shown = client.get(f"/plans/2024/delegations/{guests.pk}/").content.decode()
        assert (Event.objects.count(), shown.count("outside the stay")) == (2, 1)

    def test_what_was_refused_is_kept_as_a_draft(self, address, sign_in, staff):
        client = sign_in(staff)
        token = client.get(address).content.decode().split('name="draft" value="')[1].split('"')[0]
        client.post(address, sent(TALKS, {"title": "Without a day"}, draft=token))
        page = client.get(address).content.decode()
        assert ('value="会谈"' in page, 'value="Without a day"' in page, "is back" in page) == (True, True, True)

    def test_the_planning_office_names_the_host(self, address, sign_in, planner, other_division):
        client = sign_in(planner)
        assert client.post(address, sent(TALKS)).status_code == 422
        assert client.post(address, sent(TALKS, host_division=other_division.pk)).status_code == 302
        assert Event.objects.get().host_division == other_division

    @pytest.mark.parametrize("number", [1, 3])
    def test_as_many_queries_however_many_leaders(self, number, address, sign_in, planner, django_assert_num_queries):
        for _ in range(number):
            LeaderPostFactory()
        client = sign_in(planner)
        # session, user, plan, delegation; divisions, areas, leaders, posts; drafts; plans of the header
        with django_assert_num_queries(10):
            client.get(address)
