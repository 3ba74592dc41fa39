"""What the entry form finds in the registers by a name: venue and counterparts; and what is asked of a confirmation."""

import pytest

from changelog.audience import tags_of
from changelog.models import Change
from events.models import Counterpart, Event
from events.services import change_event
from tests.event_factories import CounterpartFactory, VenueFactory
from tests.events.entering import COMING, NEW, PAST, sent
from tests.factories import EventFactory, LeaderFactory


def naming(*rows, initial=0):
    """The rows of counterparts as a browser sends them: (name, kind, country)."""
    said = {
        "counterpart-TOTAL_FORMS": str(max(3, len(rows))),
        "counterpart-INITIAL_FORMS": str(initial),
        "counterpart-MIN_NUM_FORMS": "0",
        "counterpart-MAX_NUM_FORMS": "30",
    }
    for number, (name, kind, country) in enumerate(rows):
        part = f"counterpart-{number}"
        said |= {f"{part}-name": name, f"{part}-kind": kind, f"{part}-country_or_region": country}
    return said


def named(event):
    """Its counterparts by their keys."""
    return list(event.counterparts.order_by("pk").values_list("pk", flat=True))


class TestRole:
    @pytest.mark.parametrize(
        ("kind", "role"),
        [("meeting", "meets"), ("conference", "speaks"), ("signing", "witnesses"), ("outbound_visit", "leads")],
    )
    def test_left_open_it_is_the_usual_one_of_the_kind(self, kind, role, sign_in, staff, plan):
        data = sent([(LeaderFactory().pk, "", "expected"), (LeaderFactory().pk, "banquet", "expected")], kind=kind)
        assert sign_in(staff).post(NEW, data).status_code == 302
        assert list(Event.objects.get().attendances.values_list("role", flat=True)) == [role, "banquet"]


class TestVenue:
    @pytest.mark.parametrize("typed", ["Guest House", " guest house ", "迎宾馆"])
    def test_the_name_of_a_registered_one_in_either_language_finds_it(self, typed, sign_in, staff, plan):
        venue = VenueFactory(name_en="Guest House", name_zh="迎宾馆")
        assert sign_in(staff).post(NEW, sent(venue=typed)).status_code == 302
        event = Event.objects.get()
        assert (event.registered_venue, event.venue) == (venue, typed.strip())

    @pytest.mark.parametrize("typed", ["", "Guest House, second floor", "House"])
    def test_another_text_stays_a_text(self, typed, sign_in, staff, plan):
        VenueFactory(name_en="Guest House")
        assert sign_in(staff).post(NEW, sent(venue=typed)).status_code == 302
        assert (Event.objects.get().registered_venue, Event.objects.get().venue) == (None, typed)

    def test_one_of_the_other_side_is_not_found(self, sign_in, staff, plan):
        VenueFactory(name_en="Guest House", demonstration=True)
        client = sign_in(staff)
        assert "Guest House" not in client.get(NEW).content.decode()
        assert client.post(NEW, sent(venue="Guest House")).status_code == 302
        assert Event.objects.get().registered_venue is None

    def test_the_form_suggests_names_in_both_languages(self, sign_in, staff, plan):
        VenueFactory(name_en="Guest House", name_zh="迎宾馆")
        page = sign_in(staff).get(NEW)
        assert page.context["form"].venues == ["Guest House", "迎宾馆"]
        assert '<option value="迎宾馆">' in page.content.decode()

    def test_a_venue_renamed_since_stays_while_its_text_does(self, sign_in, staff, plan, division):
        venue = VenueFactory(name_en="New name")
        event = EventFactory(host_division=division, venue="Old name", registered_venue=venue)
        client, address = sign_in(staff), f"/events/{event.pk}/edit/"
        told = {"starts_at": "2024-03-15T10:00", "status": "held"}
        assert client.post(address, sent(version=1, venue="Old name", **told)).status_code == 302
        assert Event.objects.get().registered_venue == venue
        assert client.post(address, sent(version=2, venue="Elsewhere", **told)).status_code == 302
        assert Event.objects.get().registered_venue is None

    @pytest.mark.parametrize(("language", "shown"), [("en", "Guest House"), ("zh-hans", "迎宾馆")])
    def test_the_page_names_it_in_the_readers_language(self, language, shown, sign_in, staff, division, plan):
        venue = VenueFactory(name_en="Guest House", name_zh="迎宾馆")
        event = EventFactory(host_division=division, venue="迎宾馆", registered_venue=venue)
        client = sign_in(staff)
        client.cookies["django_language"] = language
        page = client.get(f"/events/{event.pk}/").content.decode()
        assert [name for name in ("Guest House", "迎宾馆") if name in page] == [shown]


class TestCounterparts:
    def test_known_ones_are_found_and_others_are_made(self, sign_in, staff, plan):
        known = CounterpartFactory(name_en="Chamber", name_zh="商会", kind="city")
        rows = naming((" chamber ", "organisation", ""), ("里昂市", "city", ""), ("Trade Office", "", "BE"))
        assert sign_in(staff).post(NEW, sent(country_or_region="FR") | rows).status_code == 302
        city, office = Counterpart.objects.exclude(pk=known.pk).order_by("pk")
        assert named(Event.objects.get()) == [known.pk, city.pk, office.pk]
        assert (city.name_zh, city.name_en, city.kind, str(city.country_or_region)) == ("里昂市", "", "city", "FR")
        assert (office.name_en, office.kind, str(office.country_or_region)) == ("Trade Office", "organisation", "BE")
        assert [(each.registered, each.kept_by) for each in (city, office)] == [(False, staff.division)] * 2

    def test_rows_left_empty_are_counterparts_gone_and_no_rows_say_nothing(self, sign_in, staff, plan, division):
        event = EventFactory(host_division=division, starts_on=COMING, status="planned")
        event.counterparts.add(CounterpartFactory())
        client, address = sign_in(staff), f"/events/{event.pk}/edit/"
        assert client.post(address, sent(version=1, venue="Hall")).status_code == 302
        assert len(named(event)) == 1
        assert client.post(address, sent(version=2) | naming(initial=1)).status_code == 302
        assert named(event) == []

    def test_the_form_holds_those_there_are_in_the_readers_language(self, sign_in, staff, plan, division):
        event = EventFactory(host_division=division, starts_on=COMING, status="planned")
        event.counterparts.add(CounterpartFactory(name_en="Chamber", name_zh="商会"))
        client, address = sign_in(staff), f"/events/{event.pk}/edit/"
        client.cookies["django_language"] = "zh-hans"
        rows = client.get(address).context["entry"].counterparts
        assert [form["name"].value() for form in rows][:2] == ["商会", None]
        assert (
            client.post(address, sent(version=1) | naming(("商会", "organisation", ""), initial=1)).status_code == 302
        )
        assert Counterpart.objects.count() == 1

    def test_two_of_a_name_are_told_apart_by_their_kind(self, sign_in, staff, plan):
        port, city = (CounterpartFactory(name_en="Port", kind=kind) for kind in ("organisation", "city"))
        rows = naming(("Port", "city", ""), ("Port", "organisation", ""))
        assert sign_in(staff).post(NEW, sent() | rows).status_code == 302
        assert named(Event.objects.get()) == [port.pk, city.pk]

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_form_takes_as_many_queries_however_many(
        self, number, sign_in, staff, plan, division, django_assert_num_queries
    ):
        event = EventFactory(host_division=division, starts_on=COMING, status="planned")
        for _ in range(number):
            event.counterparts.add(CounterpartFactory())
            VenueFactory()
        client = sign_in(staff)
        # session, user, division; event, attendances, tasks, counterparts; its plan; areas, tasks, delegations, series,
        # leaders, counterparts, venues; what it collides with (2); drafts, plans of the header
        with django_assert_num_queries(19):
            client.get(f"/events/{event.pk}/edit/")

    @pytest.mark.parametrize(
        ("rows", "message"),
        [
            ([("a\x00b", "city", "")], "Null characters are not allowed."),
            ([("a" * 301, "city", "")], "at most 300 characters"),
            ([("Lyon", "planet", "")], "Select a valid choice."),
            ([("Lyon", "city", "ZZ")], "Select a valid choice."),
            ([("Lyon", "city", ""), ("LYON", "city", "")], "This counterpart is already named above."),
            ([("Lyon\x0bcity", "city", "")], "Character U+000B at position 5"),
        ],
    )
    def test_a_mistake_stands_beside_its_row_and_the_rest_stays(self, rows, message, sign_in, staff, plan):
        answer = sign_in(staff).post(NEW, sent(venue="Kept text") | naming(*rows))
        page = answer.content.decode()
        assert (answer.status_code, message in page, 'value="Kept text"' in page) == (422, True, True)
        assert ('<details class="more" open' in page, Event.objects.count()) == (True, 0)

    @pytest.mark.parametrize("total", ["x", "-1", "9" * 30])
    def test_odd_numbers_of_rows_are_no_fault_of_the_server(self, total, sign_in, staff, plan):
        rows = naming(("Lyon", "city", "")) | {"counterpart-TOTAL_FORMS": total}
        assert sign_in(staff).post(NEW, sent() | rows).status_code in (302, 422)

    def test_a_hidden_one_is_neither_offered_nor_found(self, sign_in, staff2, planner, plan, division):
        hidden = CounterpartFactory(name_en="Hidden Chamber", registered=False)
        EventFactory(restricted=True, host_division=division).counterparts.add(hidden)
        client = sign_in(staff2)
        assert "Hidden" not in client.get(NEW).content.decode()
        assert client.post(NEW, sent() | naming(("Hidden Chamber", "organisation", ""))).status_code == 302
        made = Event.objects.get(restricted=False).counterparts.get()
        assert (made.pk != hidden.pk, made.kept_by) == (True, staff2.division)
        assert hidden.name in sign_in(planner).get(NEW).context["entry"].counterparts.names

    def test_one_made_with_a_restricted_event_is_told_to_nobody_else(self, sign_in, staff, staff2, plan):
        data = sent(restricted="on") | naming(("Hidden Chamber", "organisation", ""))
        assert sign_in(staff).post(NEW, data).status_code == 302
        told = [Change.objects.filter(type="counterpart").seen_by(tags_of(each)).count() for each in (staff, staff2)]
        assert told == [1, 0]

    def test_the_service_takes_no_hidden_one(self, staff2, division, other_division, plan):
        hidden = CounterpartFactory(registered=False)
        EventFactory(restricted=True, host_division=division).counterparts.add(hidden)
        event = EventFactory(host_division=other_division)
        with pytest.raises(Exception, match="Choose one that is there"):
            change_event(by=staff2, event=event, version=1, facts={"counterparts": [hidden]})


class TestConfirmation:
    def test_it_is_kept_and_shown_to_who_may_see_the_schedule(self, sign_in, staff, staff2, plan):
        said = {"confirmed_by": "General Office", "approval_number": "No. 17", "status": "confirmed"}
        client = sign_in(staff)
        assert client.post(NEW, sent(**said)).status_code == 302
        event = Event.objects.get()
        assert (event.confirmed_by, event.approval_number) == ("General Office", "No. 17")
        for person, shown in ((staff, True), (staff2, False)):
            page = sign_in(person).get(f"/events/{event.pk}/").content.decode()
            assert ("General Office" in page, "No. 17" in page) == (shown, shown)

    def test_what_came_of_it_stands_on_the_page(self, sign_in, staff, staff2, plan):
        data = sent(starts_at="2024-09-10T10:00", status="held", outcome_note="A memorandum was signed.")
        assert sign_in(staff).post(NEW, data).status_code == 302
        page = sign_in(staff2).get(f"/events/{Event.objects.get().pk}/").content.decode()
        assert "A memorandum was signed." in page

    def test_every_field_says_what_is_not_entered(self, sign_in, staff, plan):
        page = sign_in(staff).get(NEW).content.decode()
        for sentence in (
            "No talking points, no verbatim instructions.",
            "No security arrangements, no phone numbers.",
            "Nothing of health or family, no reasons why somebody does not attend.",
            "The office or function is enough. No verbatim instructions.",
            "The number alone, nothing of what the paper says.",
            "No talking points, no gifts in detail.",
            "no passport or phone numbers",
            "Taiwan matters belong to another office",
            "An event whose very existence is secret is not entered at all.",
            "Reasons for not attending are not entered.",
        ):
            assert sentence in page, sentence


class TestMeanwhile:
    def test_the_new_fields_are_among_the_differences(self, sign_in, staff, plan, division):
        event = EventFactory(
            title_en="Call", title_zh="会见代表团", host_division=division, starts_on=COMING, status="planned",
            approval_number="1", outcome_note="Theirs", registered_venue=VenueFactory(),
        )  # fmt: skip
        event.counterparts.add(CounterpartFactory(name_en="Chamber"))
        Event.objects.update(version=2)
        data = sent(version=1, title_en="Call", confirmed_by="Mine", approval_number="2")
        answer = sign_in(staff).post(f"/events/{event.pk}/edit/", data | naming(("Lyon", "city", "")))
        assert answer.status_code == 409
        assert {str(each.label): (each.typed, each.stands) for each in answer.context["differences"]} == {
            "Confirmed by": ("Mine", "–"),
            "Approval number": ("2", "1"),
            "Outcome": ("–", "Theirs"),
            "Counterparts": ("Lyon", "Chamber"),
        }
        page = answer.content.decode()
        assert ('value="Mine"' in page, 'value="Lyon"' in page) == (True, True)


class TestFold:
    @pytest.mark.parametrize(
        ("made", "is_open"),
        [
            ({}, False),
            ({"status": "confirmed"}, True),
            ({"approval_number": "3"}, True),
            ({"country_or_region": "FR"}, True),
        ],
    )
    def test_more_is_open_where_it_holds_anything(self, made, is_open, sign_in, staff, plan):
        answer = sign_in(staff).post(NEW, sent(title_zh="", title_en="x", kind="") | made)
        assert (answer.status_code, answer.context["entry"].more_is_open) == (422, is_open)

    def test_the_title_in_the_readers_language_is_in_sight(self, sign_in, staff, plan):
        client = sign_in(staff)
        shown = []
        for language in ("en", "zh-hans"):
            client.cookies["django_language"] = language
            form = client.get(NEW).context["form"]
            shown.append((form.title.name, form.other_title.name))
        assert shown == [("title_en", "title_zh"), ("title_zh", "title_en")]

    def test_is_over_asks_for_an_outcome(self, sign_in, staff, plan, division):
        client = sign_in(staff)
        asked = []
        for day in (PAST, COMING):
            event = EventFactory(host_division=division, starts_on=day, status="planned")
            asked.append(client.get(f"/events/{event.pk}/edit/").context["form"].is_over)
        assert asked == [True, False]
