"""The page of an entry and its form: what is told, to whom, and what comes of two people at one thing."""

from datetime import date

import pytest

from events.models import Counterpart, Delegation, Series, Venue
from events.services import entry_stamp
from tests.event_factories import AgreementFactory, CounterpartFactory, SeriesFactory, VenueFactory
from tests.factories import DelegationFactory, EventFactory

PAST, COMING = date(2024, 9, 10), date(2024, 10, 10)


def address(folder, entry, more=""):
    return f"/plans/2024/{folder}/{entry.pk}/{more}"


class TestVenue:
    def test_who_may_not_know_the_venue_of_a_coming_event_does_not_learn_it_here(self, sign_in, staff, staff2, plan):
        venue = VenueFactory(name_en="Hall", district_en="East", capacity=300, distinction_en="By the lake")
        over = EventFactory(registered_venue=venue, starts_on=PAST, title_en="Over")
        coming = EventFactory(
            registered_venue=venue, starts_on=COMING, status="planned", title_en="To come", host_division=staff.division
        )
        told = {}
        for person in (staff, staff2):
            answer = sign_in(person).get(address("venues", venue))
            context = answer.context
            told[person.username] = (list(context["page"]), context["last"], context["next"])
            assert ("To come" in answer.content.decode()) is (person == staff)
        assert told == {"staff": ([coming, over], over, coming), "staff2": ([over], over, None)}


class TestCounterpart:
    def test_last_contact_is_the_newest_held_that_the_reader_may_see(self, sign_in, staff, staff2, plan):
        city = CounterpartFactory(kind="city", partner_since=date(2001, 2, 3))
        open_one = EventFactory(starts_on=date(2024, 5, 1), title_en="Open")
        hidden = EventFactory(starts_on=PAST, title_en="zzhidden", restricted=True, host_division=staff.division)
        for event in (open_one, hidden, EventFactory(starts_on=date(2024, 9, 20), status="confirmed")):
            event.counterparts.add(city)
        told = {}
        for person in (staff, staff2):
            answer = sign_in(person).get(address("counterparts", city))
            told[person.username] = (answer.context["last"], len(answer.context["page"]))
            assert ("zzhidden" in answer.content.decode()) is (person == staff)
        assert told == {"staff": (hidden, 3), "staff2": (open_one, 2)}

    def test_a_secretary_sees_what_serves_a_task_of_their_leader_and_no_more(self, sign_in, secretary, plan, division):
        city = CounterpartFactory()
        hidden = EventFactory(starts_on=PAST, restricted=True, host_division=division)
        hidden.counterparts.add(city)
        client = sign_in(secretary)
        assert client.get(address("counterparts", city)).context["last"] is None
        assert client.get("/plans/2024/counterparts/").context["rows"][0].last_contact is None

    def test_agreements_with_what_has_expired_marked(self, sign_in, staff, plan):
        city = CounterpartFactory()
        AgreementFactory(counterpart=city, signed_on=date(2014, 9, 30), until_on=date(2024, 9, 29))
        AgreementFactory(counterpart=city, signed_on=date(2019, 9, 30), until_on=date(2024, 9, 30))
        AgreementFactory(counterpart=city, signed_on=date(2020, 1, 1))
        page = " ".join(sign_in(staff).get(address("counterparts", city)).content.decode().split())
        told = [text in page for text in ("expired on 29 September 2024", "until 30 September 2024", "expired on 30")]
        assert told == [True, True, False]
        assert "for an unlimited time" in page


class TestDelegation:
    def test_its_events_in_the_order_of_their_days(self, sign_in, staff, staff2, plan):
        guests = DelegationFactory(
            registered=True, country_or_region="FR", size=8, arrives_on=COMING, leaves_on=date(2024, 10, 12)
        )
        late = EventFactory(delegation=guests, starts_on=date(2024, 10, 12), status="planned")
        early = EventFactory(delegation=guests, starts_on=date(2024, 10, 9), status="planned")
        EventFactory(delegation=guests, restricted=True, title_en="zzhidden")
        answer = sign_in(staff2).get(address("delegations", guests))
        page = answer.content.decode()
        assert list(answer.context["page"]) == [early, late]
        told = ("8 persons", "10 October 2024 – 12 October 2024", "France")
        assert [text for text in told if text not in page] == []
        assert (page.count("outside the stay"), "zzhidden" in page) == (1, False)


class TestSeries:
    @pytest.fixture
    def symposium(self, plan, division):
        """Editions 24 to 26 in 2020, 2021, 2023 (2022 lacks its one); that of 2024 is postponed; 23 is restricted."""
        series = SeriesFactory(name_en="Symposium", name_zh="洽谈会")
        for number, year in ((24, 2020), (25, 2021), (26, 2023)):
            EventFactory(series=series, edition=number, starts_on=date(year, 5, 1))
        EventFactory(series=series, edition=27, starts_on=COMING, status="postponed", reason="x")
        EventFactory(series=series, edition=23, starts_on=date(2018, 5, 1), restricted=True, host_division=division)
        return series

    def told(self, client, series):
        answer = client.get(address("series", series))
        editions = answer.context["editions"]
        years = [(each.year, [event.edition for event in each.events], each.lacks) for each in editions.years]
        return years, editions.lacking, " ".join(answer.content.decode().split())

    def test_years_with_their_editions_and_those_that_lack_one(self, symposium, sign_in, staff2):
        years, lacking, page = self.told(sign_in(staff2), symposium)
        assert years == [
            (2024, [27], True),
            (2023, [26], False),
            (2022, [], True),
            (2021, [25], False),
            (2020, [24], False),
        ]
        assert lacking == [2022, 2024]
        assert "Last edition: 26th Symposium, 2023" in page
        assert "2022, 2024 lack their edition" in page
        assert page.count("called off: the year lacks its edition") == 1

    def test_from_the_first_that_the_reader_sees(self, symposium, sign_in, staff):
        years, lacking, _page = self.told(sign_in(staff), symposium)
        assert (years[-1], lacking) == ((2018, [23], False), [2019, 2022, 2024])

    @pytest.mark.parametrize(("rhythm", "lacking"), [(2, [2022, 2024]), (3, []), (None, []), (10, [])])
    def test_by_its_rhythm(self, rhythm, lacking, symposium, sign_in, staff2):
        Series.objects.update(every_years=rhythm)
        assert self.told(sign_in(staff2), symposium)[1] == lacking
        answer = sign_in(staff2).get("/plans/2024/series/")
        assert [editions.lacking for _series, editions in answer.context["rows"]] == [lacking]

    def test_the_next_edition_is_offered_to_who_may_enter_it(self, symposium, sign_in, staff2, leader):
        offered = ["Prepare the 28th edition" in self.told(sign_in(each), symposium)[2] for each in (staff2, leader)]
        assert offered == [True, False]

    def test_in_chinese(self, symposium, sign_in, staff2):
        client = sign_in(staff2)
        client.cookies["django_language"] = "zh-hans"
        page = self.told(client, symposium)[2]
        assert ("第26届洽谈会" in page, "第27届" in page, "2022年、2024年" in page) == (True, True, True)


def form_of(entry, **changed):
    """The form of a counterpart as a browser sends it, without agreements."""
    rows = {"agreement-TOTAL_FORMS": "2", "agreement-INITIAL_FORMS": "0", "agreement-MAX_NUM_FORMS": "40"}
    facts = {"name_en": entry.name_en, "name_zh": entry.name_zh, "kind": entry.kind, "country_or_region": "FR"}
    return rows | facts | {"stamp": entry_stamp(entry)} | changed


SIGNED = {"agreement-0-signed_on": "2020-01-02"}


class TestForm:
    def test_enters_a_partner_city_with_an_agreement(self, sign_in, staff, plan):
        data = form_of(Counterpart(kind="city"), name_zh="港口市", partner_since="2010-05-01")
        data |= {"agreement-0-title_zh": "备忘录", "agreement-0-signed_on": "2010-05-01"}
        answer = sign_in(staff).post("/plans/2024/counterparts/new/", data)
        city = Counterpart.objects.get()
        assert (answer.status_code, answer.headers["Location"]) == (302, address("counterparts", city))
        assert (str(city.partner_since), city.agreements.get().title_zh, city.kept_by) == (
            "2010-05-01", "备忘录", staff.division,
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("changed", "message"),
        [
            ({"country_or_region": "HK", "kind": "city", "partner_since": "2010-05-01"}, "are no partner cities."),
            ({"country_or_region": "ZZ"}, "Select a valid choice."),
            ({"kind": ""}, "This field is required."),
            ({"name_en": "a\x00"}, "Null characters are not allowed."),
            ({"partner_since": "0001-01-01"}, "Expected a day of the years 1949 to 2100."),
            ({"agreement-0-title_en": "A"}, "This field is required."),
            ({"agreement-0-signed_on": "2020-01-01"}, "Give the title in at least one language."),
            (
                {
                    "agreement-0-title_en": "A",
                    "agreement-0-signed_on": "2020-01-02",
                    "agreement-0-until_on": "2020-01-01",
                },
                "An agreement ends on or after the day it is signed.",
            ),
            (
                {"agreement-0-title_en": "A\x0bB", "agreement-0-signed_on": "2020-01-02"},
                "cannot be kept: use plain text.",
            ),
            (
                {"agreement-0-title_en": "A", "agreement-0-signed_on": "2024-12-01"},
                "An agreement is entered once it is signed.",
            ),
            ({"agreement-TOTAL_FORMS": "x"}, "ManagementForm data is missing"),
        ],
    )
    def test_an_error_stands_beside_its_field_and_nothing_is_lost(self, changed, message, sign_in, staff, plan):
        data = form_of(Counterpart(kind="city", name_zh="所填名称"), **changed)
        answer = sign_in(staff).post("/plans/2024/counterparts/new/", data)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert message in page
        assert "所填名称" in page
        assert Counterpart.objects.count() == 0

    @pytest.mark.parametrize(
        ("folder", "model", "facts", "message"),
        [
            ("venues", Venue, {"name_en": "V", "capacity": "0"}, "greater than or equal to 1"),
            ("venues", Venue, {"name_en": "V", "distinction_en": "x" * 2001}, "at most 2000 characters"),
            ("delegations", Delegation, {"name_en": "D", "size": "0"}, "greater than or equal to 1"),
            ("series", Series, {"name_en": "S", "every_years": "11"}, "less than or equal to 10"),
            ("series", Series, {"name_en": "S", "every_years": "9" * 30}, "less than or equal to"),
        ],
    )
    def test_of_the_other_registers_too(self, folder, model, facts, message, sign_in, staff, plan):
        answer = sign_in(staff).post(f"/plans/2024/{folder}/new/", facts)
        assert (answer.status_code, model.objects.count()) == (422, 0)
        assert message in answer.content.decode()

    def test_a_stale_stamp_shows_both_field_by_field_and_saving_again_is_meant(self, sign_in, staff, plan):
        entry = CounterpartFactory(name_en="First", kept_by=staff.division)
        data = form_of(entry, name_en="Mine")
        Counterpart.objects.update(name_en="Theirs")
        AgreementFactory(counterpart=entry)
        client = sign_in(staff)
        answer = client.post(address("counterparts", entry, "edit/"), data)
        assert answer.status_code == 409
        differing = {each.label: (each.yours, each.stands) for each in answer.context["differences"]}
        assert differing["Name (English)"] == ("Mine", "Theirs")
        assert differing["Agreements"] == ("–", "备忘录 (2023-05-01 – )")
        again = data | {"stamp": answer.context["stamp"]}
        assert client.post(address("counterparts", entry, "edit/"), again).status_code == 302
        assert Counterpart.objects.get().name_en == "Mine"

    def test_what_was_only_named_is_entered_by_a_tick_that_says_who_sees_it(self, sign_in, staff, staff2, plan):
        guests = DelegationFactory(kept_by=staff.division)
        EventFactory(restricted=True, host_division=staff.division, delegation=guests)
        assert sign_in(staff2).get(address("delegations", guests)).status_code == 404
        client = sign_in(staff)
        page = client.get(address("delegations", guests, "edit/")).content.decode()
        assert "Every reader sees its name and what stands here from then on" in page
        data = {"name_en": "Guests", "size": "9", "stamp": entry_stamp(guests)}
        assert client.post(address("delegations", guests, "edit/"), data).status_code == 302
        assert not Delegation.objects.get().registered
        data = {"name_en": "Guests", "size": "9", "stamp": entry_stamp(Delegation.objects.get()), "enter": "on"}
        assert client.post(address("delegations", guests, "edit/"), data).status_code == 302
        assert Delegation.objects.get().registered
        assert "from then on" not in client.get(address("delegations", guests, "edit/")).content.decode()
        assert sign_in(staff2).get(address("delegations", guests)).status_code == 200

    def test_what_somebody_else_has_entered_meanwhile_is_a_conflict(self, sign_in, staff, planner, plan):
        guests = DelegationFactory(kept_by=staff.division)
        EventFactory(host_division=staff.division, delegation=guests)
        data = {"name_en": "Guests", "size": "9", "stamp": entry_stamp(guests), "enter": "on"}
        Delegation.objects.update(registered=True)
        answer = sign_in(staff).post(address("delegations", guests, "edit/"), data)
        assert answer.status_code == 409
        assert "enter" not in answer.context["form"].fields

    def test_the_events_page_leads_to_what_it_names(self, sign_in, staff, staff2, plan):
        venue, city, series = VenueFactory(), CounterpartFactory(), SeriesFactory()
        guests = DelegationFactory()
        event = EventFactory(
            registered_venue=venue, delegation=guests, series=series, starts_on=COMING, status="planned",
            host_division=staff.division,
        )  # fmt: skip
        event.counterparts.add(city)
        links = [address("counterparts", city), address("series", series), address("delegations", guests)]
        for person, expected in ((staff, [*links, address("venues", venue)]), (staff2, links)):
            page = sign_in(person).get(f"/events/{event.pk}/").content.decode()
            assert [link for link in [*links, address("venues", venue)] if f'href="{link}"' in page] == expected


def test_what_has_no_events_and_no_facts_has_its_page(sign_in, staff, plan):
    things = {
        "venues": VenueFactory(capacity=None),
        "counterparts": CounterpartFactory(country_or_region=""),
        "delegations": DelegationFactory(registered=True),
        "series": SeriesFactory(every_years=None),
    }
    client = sign_in(staff)
    answers = {folder: client.get(address(folder, thing)) for folder, thing in things.items()}
    assert {folder: answer.status_code for folder, answer in answers.items()} == dict.fromkeys(things, 200)
    told = {folder: "that you may see." in answer.content.decode() for folder, answer in answers.items()}
    assert told == dict.fromkeys(things, True)
