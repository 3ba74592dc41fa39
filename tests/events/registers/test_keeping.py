"""Entering and changing venues, counterparts, delegations and series: who may, what is kept, what is refused."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from changelog.models import Change
from changelog.services import EVERYBODY
from events.models import Agreement, Counterpart, Delegation, Series, Venue
from events.services import Agreed, change_entry, enter_in_register, entry_stamp
from foundation.errors import Conflict
from tests.event_factories import AgreementFactory, CounterpartFactory, SeriesFactory, VenueFactory
from tests.events.recorded import errors
from tests.factories import DelegationFactory, DivisionFactory, EventFactory, TaskFactory, UserFactory

CITY = {
    "name_en": "Port",
    "name_zh": "港口市",
    "kind": "city",
    "country_or_region": "FR",
    "partner_since": date(2010, 5, 1),
}
MEMORANDUM = Agreed(title_en="Memorandum", signed_on=date(2010, 5, 1), until_on=date(2015, 4, 30))


def entered(by, model=Counterpart, agreements=(), **facts):
    return enter_in_register(by=by, model=model, demonstration=False, facts=facts, agreements=agreements)


def audiences(change):
    """Who could see the thing before, and who can since."""
    rows = list(change.audience.all())
    return {row.tag for row in rows if row.before}, {row.tag for row in rows if row.after}


class TestEnter:
    def test_a_partner_city_with_its_agreements_is_recorded_for_everybody(self, staff):
        city = entered(staff, agreements=[MEMORANDUM], **CITY)
        kept = Counterpart.objects.get()
        assert (kept, kept.registered, kept.kept_by, kept.demonstration) == (city, True, staff.division, False)
        change = Change.objects.get()
        assert (change.action, change.type, change.key, change.by) == ("create", "counterpart", str(city.pk), staff)
        assert change.after == {
            "name_en": "Port",
            "name_zh": "港口市",
            "kind": "city",
            "country_or_region": "FR",
            "partner_since": "2010-05-01",
            "agreements": [
                {"title_en": "Memorandum", "title_zh": "", "signed_on": "2010-05-01", "until_on": "2015-04-30"}
            ],
            "registered": True,
            "kept_by": "economic",
            "demonstration": False,
        }
        assert audiences(change) == (set(), {EVERYBODY})

    @pytest.mark.parametrize(
        ("model", "facts"),
        [
            (Venue, {"name_en": "Hall", "district_en": "East", "capacity": 300, "distinction_zh": "临湖"}),
            (Delegation, {"name_zh": "代表团", "size": 12, "arrives_on": date(2024, 10, 9)}),
            (Series, {"name_en": "Symposium", "every_years": None}),
        ],
    )
    def test_the_planning_office_keeps_what_it_enters(self, model, facts, planner):
        entry = entered(planner, model, **facts)
        assert model.objects.filter(kept_by=None, registered=True, **facts).get() == entry

    @pytest.mark.parametrize("person", ["leader", "secretary", "admin", "outsider"])
    def test_is_for_divisions_and_the_planning_office(self, person, request):
        with pytest.raises(PermissionDenied):
            entered(request.getfixturevalue(person), **CITY)
        assert (Counterpart.objects.count(), Change.objects.count()) == (0, 0)

    def test_a_division_enters_only_on_its_own_side(self, db):
        demo = UserFactory(username="d", role="staff", division=DivisionFactory(demonstration=True))
        with pytest.raises(ValidationError):
            entered(demo, **CITY)

    @pytest.mark.parametrize(
        ("changed", "field", "message"),
        [
            ({"name_en": " ", "name_zh": ""}, "name_en", "Name it in at least one language."),
            (
                {"country_or_region": "HK"},
                "partner_since",
                "Cities of Hong Kong, Macao and Taiwan are no partner cities.",
            ),
            (
                {"country_or_region": "MO"},
                "partner_since",
                "Cities of Hong Kong, Macao and Taiwan are no partner cities.",
            ),
            (
                {"country_or_region": "TW"},
                "partner_since",
                "Cities of Hong Kong, Macao and Taiwan are no partner cities.",
            ),
            ({"country_or_region": "CN"}, "country_or_region", "Partner cities are cities of foreign countries."),
            ({"country_or_region": ""}, "country_or_region", "Partner cities are cities of foreign countries."),
            (
                {"kind": "organisation"},
                "partner_since",
                "Only a city is a partner city: an organisation has agreements.",
            ),
            (
                {"partner_since": date(2024, 10, 1)},
                "partner_since",
                "A partner city is entered once the agreement is signed.",
            ),
            ({"partner_since": date(1, 1, 1)}, "partner_since", "Expected a day of the years 1949 to 2100."),
            (
                {"name_en": "a\x0b"},
                "name_en",
                "Character U+000B at position 2 cannot be kept: use plain text.",
            ),
        ],
    )
    def test_what_is_wrong_is_said_of_its_field(self, changed, field, message, staff):
        with pytest.raises(ValidationError) as raised:
            entered(staff, **(CITY | changed))
        assert errors(raised) == {field: [message]}
        assert (Counterpart.objects.count(), Change.objects.count()) == (0, 0)

    @pytest.mark.parametrize(
        ("agreed", "message"),
        [
            (Agreed(signed_on=date(2020, 1, 1)), "Give the title in at least one language."),
            (
                Agreed(title_en="A", signed_on=date(2020, 1, 2), until_on=date(2020, 1, 1)),
                "An agreement ends on or after the day it is signed.",
            ),
            (Agreed(title_en="A", signed_on=date(2024, 10, 1)), "An agreement is entered once it is signed."),
        ],
    )
    def test_a_wrong_agreement_writes_nothing(self, agreed, message, staff):
        with pytest.raises(ValidationError) as raised:
            entered(staff, agreements=[MEMORANDUM, agreed], **CITY)
        assert errors(raised) == {"agreements": [message]}
        assert Counterpart.objects.count() == 0

    def test_a_delegation_leaves_after_it_arrives(self, staff):
        with pytest.raises(ValidationError) as raised:
            entered(staff, Delegation, name_en="D", size=3, arrives_on=date(2024, 10, 9), leaves_on=date(2024, 10, 8))
        assert errors(raised) == {"leaves_on": ["A delegation leaves on or after the day it arrives."]}


class TestTwice:
    @pytest.mark.parametrize(("name", "value"), [("name_en", "PORT"), ("name_zh", "港口市")])
    def test_the_same_name_is_said_beside_the_field(self, name, value, staff, planner):
        entered(planner, **CITY)
        facts = CITY | {"name_en": "Other", "name_zh": "别的"} | {name: value}
        with pytest.raises(ValidationError) as raised:
            entered(staff, **facts)
        assert errors(raised) == {name: ["An entry of this name is there already."]}

    def test_not_on_the_other_side(self, planner):
        entered(planner, **CITY)
        assert enter_in_register(by=planner, model=Counterpart, demonstration=True, facts=CITY).pk

    def test_what_one_may_not_see_is_not_there(self, staff, staff2):
        hidden = CounterpartFactory(name_en="Port", registered=False)
        EventFactory(restricted=True, host_division=staff.division).counterparts.add(hidden)
        assert entered(staff2, **CITY).pk
        with pytest.raises(ValidationError):
            entered(staff, **(CITY | {"name_zh": "别的"}))

    @pytest.mark.parametrize(
        ("arrives", "leaves", "refused"),
        [
            (date(2024, 10, 12), date(2024, 10, 14), True),
            (date(2024, 10, 13), None, False),
            (None, date(2024, 10, 8), False),
            (None, None, True),
        ],
    )
    def test_a_delegation_may_come_again_under_its_name(self, arrives, leaves, refused, staff):
        stay = {"arrives_on": date(2024, 10, 9), "leaves_on": date(2024, 10, 12)}
        entered(staff, Delegation, name_en="City of Port", size=3, **stay)
        again = {"name_en": "City of Port", "size": 4, "arrives_on": arrives, "leaves_on": leaves}
        if refused:
            with pytest.raises(ValidationError):
                entered(staff, Delegation, **again)
        else:
            assert entered(staff, Delegation, **again).pk


class TestChange:
    def test_the_facts_and_the_agreements_that_differ(self, staff):
        city = entered(staff, agreements=[MEMORANDUM], **CITY)
        kept = Agreement.objects.get().pk
        plan = Agreed(title_zh="行动计划", signed_on=date(2023, 1, 1))
        change_entry(by=staff, entry=city, facts={"name_en": "Harbour"}, agreements=[MEMORANDUM, plan])
        city.refresh_from_db()
        assert (city.name_en, city.name_zh) == ("Harbour", "港口市")
        assert list(city.agreements.order_by("id").values_list("title_en", "title_zh")) == [
            ("Memorandum", ""),
            ("", "行动计划"),
        ]
        assert Agreement.objects.order_by("id").values_list("pk", flat=True)[0] == kept
        change_entry(by=staff, entry=city, facts={}, agreements=[plan])
        assert list(city.agreements.values_list("title_zh", flat=True)) == ["行动计划"]
        assert list(Change.objects.order_by("id").values_list("action", flat=True)) == ["create", "change", "change"]

    def test_without_a_difference_nothing_is_recorded(self, staff):
        city = entered(staff, agreements=[MEMORANDUM], **CITY)
        change_entry(by=staff, entry=city, facts=CITY, agreements=[MEMORANDUM])
        assert Change.objects.count() == 1

    def test_a_name_that_stays_is_no_duplicate(self, staff):
        first = VenueFactory(name_en="Hall", kept_by=staff.division)
        VenueFactory(name_en="Hall")
        change_entry(by=staff, entry=first, facts={"name_en": "Hall", "capacity": 7})
        assert Venue.objects.get(pk=first.pk).capacity == 7

    def test_by_who_keeps_it_and_the_planning_office(self, staff, staff2, planner, leader):
        venue = VenueFactory(kept_by=staff.division)
        for person in (staff2, leader):
            with pytest.raises(PermissionDenied):
                change_entry(by=person, entry=venue, facts={"capacity": 5})
        assert change_entry(by=planner, entry=venue, facts={"capacity": 6}).capacity == 6
        assert change_entry(by=staff, entry=venue, facts={"capacity": 7}).capacity == 7

    def test_what_one_may_not_see_is_not_there(self, staff, staff2):
        hidden = SeriesFactory(registered=False, kept_by=staff2.division)
        EventFactory(restricted=True, host_division=staff.division, series=hidden)
        with pytest.raises(Http404):
            change_entry(by=staff2, entry=hidden, facts={"every_years": 2})

    def test_a_stale_stamp_is_a_conflict_that_carries_what_stands(self, staff):
        counterpart = CounterpartFactory(kept_by=staff.division)
        stamp = entry_stamp(counterpart)
        AgreementFactory(counterpart=counterpart)
        with pytest.raises(Conflict) as raised:
            change_entry(by=staff, entry=counterpart, facts={"name_en": "Mine"}, stamp=stamp)
        assert raised.value.standing == counterpart
        assert Counterpart.objects.get().name_en != "Mine"


class TestEnterWhatWasNamed:
    def test_the_audience_grows(self, staff, leader):
        guests = DelegationFactory(kept_by=staff.division)
        event = EventFactory(restricted=True, host_division=staff.division, delegation=guests)
        event.tasks.add(TaskFactory(leader_in_charge=leader))
        some = {"role:leadership", "role:planning_office", f"division:{staff.division_id}", f"charge:{leader.pk}"}
        change_entry(by=staff, entry=guests, facts={"size": 9})
        assert audiences(Change.objects.latest("id")) == (some, some)
        change_entry(by=staff, entry=guests, facts={}, enter=True)
        assert Delegation.objects.get().registered
        assert audiences(Change.objects.latest("id")) == (some, {EVERYBODY})

    def test_of_what_an_open_event_names_too_everybody_knows(self, staff):
        guests = DelegationFactory(kept_by=staff.division)
        EventFactory(restricted=True, host_division=staff.division, delegation=guests)
        EventFactory(host_division=staff.division, delegation=guests)
        change_entry(by=staff, entry=guests, facts={"size": 9})
        assert audiences(Change.objects.latest("id")) == ({EVERYBODY}, {EVERYBODY})

    def test_nothing_takes_it_out_again(self, staff):
        series = SeriesFactory(kept_by=staff.division)
        change_entry(by=staff, entry=series, facts={"every_years": 2}, enter=False)
        assert Series.objects.get().registered

    def test_a_name_that_is_there_already_is_refused(self, staff):
        SeriesFactory(name_en="Symposium")
        named = SeriesFactory(name_en="Symposium", registered=False, kept_by=staff.division)
        EventFactory(host_division=staff.division, series=named)
        with pytest.raises(ValidationError) as raised:
            change_entry(by=staff, entry=named, facts={}, enter=True)
        assert errors(raised) == {"name_en": ["An entry of this name is there already."]}
