"""Preparation on the pages: the event's card and its form, the tick in place, the desk, the overview."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from events.models import PreparationItem
from events.services import tick_item
from foundation.dialect import is_postgresql
from tests.event_factories import PreparationItemFactory, TemplateItemFactory
from tests.events.test_checklists import sent
from tests.factories import DivisionFactory, EventFactory, LeaderFactory, PlanFactory, at
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db
COMING = date(2024, 10, 10)
HTMX = {"HX-Request": "true"}
DESK, OVERVIEW = "/plans/2024/desk/", "/plans/2024/preparation/"


def coming(division, **facts):
    return EventFactory(**({"host_division": division, "starts_on": COMING, "status": "planned"} | facts))


def page(event):
    return f"/events/{event.pk}/"


def tick(item):
    return f"/preparation/{item.pk}/tick/"


class TestCard:
    def test_says_what_is_done_due_and_late(self, sign_in, staff, division, plan):
        event = coming(division)
        for before, label in ((20, "Late one"), (14, "Done late"), (7, "To do")):
            PreparationItemFactory(event=event, days_before=before, label_en=label)
        done = PreparationItem.objects.get(label_en="Done late")
        tick_item(by=staff, item=done, done=True)
        text = text_of(sign_in(staff).get(page(event)))
        assert "1 of 3 done" in text
        assert "10 days late" in text  # due 20 September
        assert "✓ 30 Sep, 4 days late" in text
        assert "3 Oct not yet" in text

    @pytest.mark.parametrize(
        ("facts", "late"),
        [({}, True), ({"status": "cancelled", "reason": "x"}, False), ({"status": "postponed", "reason": "x"}, False)],
    )
    def test_nothing_is_late_of_what_does_not_come(self, facts, late, sign_in, staff, division, plan):
        item = PreparationItemFactory(event=coming(division, **facts), days_before=20)
        shown = sign_in(staff).get(page(item.event))
        assert ("10 days late" in text_of(shown), tick(item) in shown.content.decode()) == (late, late)

    def test_ticked_in_place_and_taken_back(self, sign_in, staff, division, plan):
        item = PreparationItemFactory(event=coming(division))
        client = sign_in(staff)
        card = client.post(tick(item), {"in": "event"}, headers=HTMX)
        assert (card.status_code, "<html" in card.content.decode()) == (200, False)
        assert ("Ticked off: Book the room." in text_of(card), "1 of 1 done" in text_of(card)) == (True, True)
        card = client.post(tick(item), {"in": "event", "undo": "1"}, headers=HTMX)
        assert "0 of 1 done" in text_of(card)
        assert "HX-Request" in card.headers["Vary"]

    def test_without_javascript_it_leads_back(self, sign_in, staff, division, plan):
        item = PreparationItemFactory(event=coming(division))
        client = sign_in(staff)
        assert client.post(tick(item)).url == f"{page(item.event)}#preparation"
        assert client.post(tick(item), {"next": DESK}).url == DESK
        assert client.post(tick(item), {"next": "https://elsewhere.example/"}).url == f"{page(item.event)}#preparation"
        assert client.get(tick(item)).status_code == 405

    @pytest.mark.parametrize(
        ("person", "ticks", "changes"),
        [
            *(("staff", True, True), ("planner", True, True), ("staff2", True, False)),
            *(("leader", False, False), ("secretary", False, False), ("admin", False, False)),
        ],
    )
    def test_each_is_offered_what_they_may(
        self, person, ticks, changes, sign_in, request, division, other_division, plan
    ):
        item = PreparationItemFactory(event=coming(division), division=other_division)
        shown = sign_in(request.getfixturevalue(person)).get(page(item.event)).content.decode()
        assert (tick(item) in shown, f"{page(item.event)}preparation/" in shown) == (ticks, changes)

    @pytest.mark.parametrize(
        ("person", "reads"),
        [
            *(("staff", True), ("planner", True), ("leader", True), ("protocol_staff", True), ("chief2", True)),
            ("admin", False),
        ],
    )
    def test_what_an_item_says_may_name_a_place(self, person, reads, sign_in, request, division, other_division, plan):
        """Of a coming event it is told to who knows its schedule and who is to do it; to others its topic."""
        item = PreparationItemFactory(event=coming(division), division=other_division, label_en="Book the east hall")
        shown = text_of(sign_in(request.getfixturevalue(person)).get(page(item.event)))
        assert ("Book the east hall" in shown, "Venue" in shown) == (reads, True)

    def test_who_is_not_to_do_it_is_told_the_topic(self, sign_in, staff2, division, plan):
        event = coming(division, expected=[LeaderFactory()], starts_at=at(COMING, 13, 37), ends_at=at(COMING, 14))
        PreparationItemFactory(event=event, label_en="Book the east hall")
        shown = text_of(sign_in(staff2).get(page(event)))
        assert ("Book the east hall" in shown, "13:37" in shown, "3 Oct" in shown) == (False, False, True)

    def test_an_event_that_is_over_shows_no_empty_card(self, sign_in, staff, division, plan):
        client = sign_in(staff)
        assert 'id="preparation"' not in client.get(page(EventFactory(host_division=division))).content.decode()
        assert "No checklist yet" in text_of(client.get(page(coming(division))))

    @pytest.mark.parametrize("rows", [1, 3])
    def test_its_queries(self, rows, sign_in, staff, division, plan, django_assert_num_queries):
        event = coming(division)
        for _ in range(rows):
            item = PreparationItemFactory(event=event, division=DivisionFactory())
        client = sign_in(staff)
        # session, user; event, attendances, tasks, counterparts; checklist, template; states; what it collides with
        # (3); evidence; its plan, own division, plans of the header
        with django_assert_num_queries(16):
            client.get(page(event))
        client.post(tick(item), {"in": "event"}, headers=HTMX)
        # session, user; item; savepoint, the lock of writes on PostgreSQL, item, end of savepoint; event; checklist
        with django_assert_num_queries(8 + is_postgresql()):
            client.post(tick(item), {"in": "event"}, headers=HTMX)


class TestOffer:
    def test_the_template_is_offered_where_there_is_none(self, sign_in, staff, division, plan):
        event = coming(division)
        client = sign_in(staff)
        assert "Take the template" not in text_of(client.get(page(event)))
        TemplateItemFactory()
        shown = client.get(page(event))
        assert "Take the template's items" in text_of(shown)
        sent_back = client.post(f"{page(event)}preparation/template/", {"stamp": shown.context["preparation"].stamp})
        assert sent_back.url == f"{page(event)}#preparation"
        assert event.preparation.count() == 1
        assert "Take the template" not in text_of(client.get(page(event)))

    def test_after_another_kind_it_is_offered_instead(self, sign_in, staff, division, plan):
        TemplateItemFactory(kind="signing", topic="protocol", label_en="Check both texts")
        event = coming(division)
        item = PreparationItemFactory(event=event)
        client = sign_in(staff)
        assert client.get(page(event)).context["preparation"].offer == ""
        type(event).objects.filter(pk=event.pk).update(kind="signing")
        assert "Take the items of “signing” instead" in text_of(client.get(page(event)))
        client.post(f"{page(event)}preparation/template/")
        assert [each.label_en for each in event.preparation.all()] == ["Check both texts"]
        assert client.get(page(event)).context["preparation"].offer == ""
        assert not PreparationItem.objects.filter(pk=item.pk).exists()

    def test_a_stale_offer_changes_nothing_and_says_so(self, sign_in, staff, division, plan):
        TemplateItemFactory()
        event = coming(division)
        answer = sign_in(staff).post(f"{page(event)}preparation/template/", {"stamp": "old"}, follow=True)
        assert "This is how it stands now." in text_of(answer)
        assert event.preparation.count() == 0


class TestForm:
    def url(self, event):
        return f"{page(event)}preparation/"

    def test_added_changed_removed(self, sign_in, staff, division, other_division, plan):
        event = coming(division)
        kept, gone = PreparationItemFactory(event=event), PreparationItemFactory(event=event, topic="press")
        client = sign_in(staff)
        stamp = client.get(self.url(event)).context["stamp"]
        rows = (
            ("venue", "The hall", "20", {"key": kept.pk}),
            ("press", "x", "5", {"key": gone.pk, "gone": "on"}),
            ("gifts", "", "2", {"division": other_division.pk}),
        )
        answer = client.post(self.url(event), sent(*rows, stamp=stamp, initial=2))
        assert (answer.status_code, answer.url) == (302, f"{page(event)}#preparation")
        assert [(each.topic, each.label_en, each.due_on, each.division) for each in event.preparation.all()] == [
            ("venue", "The hall", date(2024, 9, 20), None),
            ("gifts", "", date(2024, 10, 8), other_division),
        ]

    def test_a_tick_meanwhile_is_shown(self, sign_in, staff, planner, division, plan):
        item = PreparationItemFactory(event=coming(division))
        client = sign_in(staff)
        shown = client.get(self.url(item.event)).context["stamp"]
        tick_item(by=planner, item=item, done=True)
        answer = client.post(self.url(item.event), sent(("press", "Mine", "5", {}), stamp=shown))
        text = text_of(answer)
        assert (answer.status_code, "✓ 30 Sep" in text, "Mine" in answer.content.decode()) == (409, True, True)
        assert PreparationItem.objects.get() == item

    def test_nothing_is_written_of_gifts(self, sign_in, staff, division, plan):
        event = coming(division)
        answer = sign_in(staff).post(self.url(event), sent(("gifts", "A vase", "5", {})))
        assert (answer.status_code, event.preparation.count()) == (422, 0)
        assert text_of(answer).count("Security and gifts are ticks, no more") == 1

    @pytest.mark.parametrize("rows", [1, 3])
    def test_its_queries(self, rows, sign_in, staff, division, plan, django_assert_num_queries):
        event = coming(division)
        for _ in range(rows):
            PreparationItemFactory(event=event, division=DivisionFactory())
        client = sign_in(staff)
        # session, user; event, attendances, leaders, posts, tasks, counterparts; items, divisions; plan; drafts; plans
        # of the header
        with django_assert_num_queries(12):
            client.get(self.url(event))


class TestDesk:
    def asked(self, client, show=""):
        section = client.get(DESK + show).context["desk"].section("preparation")
        return [line.item.pk for line in section.things] if section else []

    def test_late_or_due_within_a_week_of_ones_own_division(
        self, sign_in, staff, staff2, division, other_division, plan
    ):
        ours, theirs = coming(division), coming(other_division)
        late, due, _later = (PreparationItemFactory(event=ours, days_before=days) for days in (20, 3, 2))
        given_away = PreparationItemFactory(event=ours, division=other_division)
        given = PreparationItemFactory(event=theirs, division=division)
        done = PreparationItemFactory(event=ours)
        tick_item(by=staff, item=done, done=True)
        assert self.asked(sign_in(staff)) == [late.pk, given.pk, due.pk]
        assert self.asked(sign_in(staff2)) == [given_away.pk]

    def test_of_a_restricted_event_the_host_is_asked_for_what_others_do_not_see(
        self, sign_in, staff, staff2, division, other_division, plan
    ):
        item = PreparationItemFactory(event=coming(division, restricted=True), division=other_division)
        assert (self.asked(sign_in(staff)), self.asked(sign_in(staff2))) == ([item.pk], [])

    @pytest.mark.parametrize(
        "facts",
        [
            {"status": "held", "starts_on": date(2024, 9, 20)},
            {"status": "confirmed", "starts_on": date(2024, 9, 29)},
            {"status": "postponed", "reason": "x"},
            {"status": "cancelled", "reason": "x"},
            {"demonstration": True},
            {"starts_on": date(2025, 1, 15)},
        ],
    )
    def test_nothing_is_asked_of_other_events(self, facts, sign_in, staff, division, plan):
        event = coming(division, **facts)
        due = event.starts_on if event.starts_on.year == 2025 else date(2024, 9, 25)
        PreparationItemFactory(event=event, due_on=due)
        assert self.asked(sign_in(staff)) == []

    def test_next_years_event_is_prepared_this_year(self, sign_in, staff, division, plan, settings):
        settings.WORKPLAN_TODAY = date(2024, 12, 20)
        PlanFactory(code="2025", year=2025)
        item = PreparationItemFactory(event=coming(division, starts_on=date(2025, 1, 10)), days_before=21)
        client = sign_in(staff)
        assert self.asked(client) == [item.pk]
        section = client.get("/plans/2025/desk/").context["desk"].section("preparation")
        assert [line.item.pk for line in section.things] == [item.pk]

    @pytest.mark.parametrize(("person", "count"), [("planner", 1), ("leader", 0), ("secretary", 0)])
    def test_the_planning_office_has_all_that_is_late(self, person, count, sign_in, request, division, plan):
        event = coming(division)
        PreparationItemFactory(event=event, days_before=20), PreparationItemFactory(event=event, days_before=8)
        assert len(self.asked(sign_in(request.getfixturevalue(person)))) == count

    def test_ticked_on_the_desk_it_leaves_it(self, sign_in, staff, division, plan):
        item = PreparationItemFactory(event=coming(division))
        client = sign_in(staff)
        shown = client.get(DESK + "?show=preparation")
        assert "Book the room" in text_of(shown)
        answer = client.post(tick(item), {"next": f"{DESK}#s-preparation"}, follow=True)
        assert "Ticked off: Book the room." in text_of(answer)
        assert self.asked(client) == []

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_costs_one_query_however_many(self, rows, sign_in, staff, division, plan, django_assert_num_queries):
        for number in range(rows):
            PreparationItemFactory(event=coming(division), division=division if number % 2 else None)
        client = sign_in(staff)
        # session, user, plan; the newest report; tasks, open rounds, returned; events to confirm, to prepare; division,
        # plans of the switch
        with django_assert_num_queries(11):
            client.get(DESK)


class TestOverview:
    def rows(self, client, query=""):
        return [
            (event.pk, event.items, event.done, event.late, event.next_due)
            for event in client.get(OVERVIEW + query).context["page"]
        ]

    def test_the_events_to_come_with_their_progress(self, sign_in, staff, staff2, division, other_division, plan):
        bare = coming(other_division, starts_on=date(2024, 10, 1))
        event = coming(division)
        for days in (20, 12, 2):
            item = PreparationItemFactory(event=event, days_before=days)
        tick_item(by=staff, item=item, done=True)
        given = coming(other_division, starts_on=date(2024, 11, 1))
        PreparationItemFactory(event=given, division=division, days_before=5)
        (
            EventFactory(host_division=division),
            coming(division, starts_on=date(2025, 2, 1)),
            coming(division, demonstration=True),
        )
        hidden = coming(division, restricted=True)
        first = [(bare.pk, 0, 0, 0, None), (event.pk, 3, 1, 2, date(2024, 9, 20))]
        last = [(given.pk, 1, 0, 0, date(2024, 10, 27))]
        client = sign_in(staff2)
        assert self.rows(client) == [*first, *last]
        assert self.rows(client, "?late=true") == [first[1]]
        assert self.rows(client, "?late=false") == [first[0], *last]
        assert self.rows(client, "?division=economic") == [first[1], *last]
        assert "In 1 event to come something is late." in text_of(client.get(OVERVIEW))
        assert self.rows(sign_in(staff), "?late=false")[1] == (hidden.pk, 0, 0, 0, None)

    @pytest.mark.parametrize("query", ["?late=maybe", "?division=nowhere", "?x=1"])
    def test_odd_questions(self, query, sign_in, staff, plan):
        assert sign_in(staff).get(OVERVIEW + query).status_code == 400

    def test_an_outsider_sees_none(self, sign_in, outsider, plan):
        assert sign_in(outsider).get(OVERVIEW).status_code == 403

    @pytest.mark.parametrize("rows", [1, 3])
    def test_its_queries(self, rows, sign_in, staff, division, plan, django_assert_num_queries):
        for _ in range(rows):
            PreparationItemFactory(event=coming(division))
        client = sign_in(staff)
        # session, user, plan; late ones; number and rows; choice of division; own division, plans of the header
        with django_assert_num_queries(9):
            client.get(reverse("events:preparation", args=["2024"]))

    def test_what_comes_is_told_by_the_day_and_not_by_the_hour(self, sign_in, staff2, division, plan, settings):
        """An event of today stays to the end of the day: leaving earlier would tell when it ended."""
        today = settings.WORKPLAN_TODAY
        early = coming(division, starts_on=today, starts_at=at(today, 0), ends_at=at(today, 0) + timedelta(minutes=1))
        assert [row[0] for row in self.rows(sign_in(staff2))] == [early.pk]
