"""Back-planning: the next edition of a series, filled from the newest one, with its checklist and its due days."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from events.editions import newest_edition, next_day, next_title
from events.models import Event
from events.services import tick_item
from events.services.editions import register_edition
from tests.event_factories import CounterpartFactory, PreparationItemFactory, SeriesFactory, TemplateItemFactory
from tests.events.entering import sent
from tests.factories import AreaFactory, EventFactory, LeaderFactory, PlanFactory, at
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db
LAST_YEAR = date(2023, 10, 26)  # a Thursday, week 43
HTMX = {"HX-Request": "true"}


@pytest.fixture
def series(db):
    return SeriesFactory(name_en="Beijing-Hong Kong Economic Cooperation Symposium")


@pytest.fixture
def before(series, division):
    """The 27th, a year ago, over two days, with a checklist of which something was done."""
    event = EventFactory(
        title_en="27th Beijing-Hong Kong Economic Cooperation Symposium",
        title_zh="第二十七届北京·香港经济合作研讨洽谈会",
        kind="hong_kong_macao",
        series=series,
        edition=27,
        starts_on=LAST_YEAR,
        starts_at=at(LAST_YEAR, 9, 30),
        ends_at=at(date(2023, 10, 27), 17),
        venue="Conference centre",
        country_or_region="HK",
        host_division=division,
        attended_by=[LeaderFactory()],
        area=AreaFactory(plan=PlanFactory(code="2023", year=2023), number=6),
    )
    PreparationItemFactory(event=event, days_before=45, label_en="Invite the guests")
    PreparationItemFactory(event=event, topic="gifts", label_en="", label_zh="", days_before=23)
    event.counterparts.add(CounterpartFactory(country_or_region="HK"))
    return event


def url(series, plan="2024"):
    return f"/plans/{plan}/series/{series.pk}/next/"


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2023, 10, 26), 1, date(2024, 10, 24)),
        (date(2023, 10, 26), None, date(2024, 10, 24)),
        (date(2023, 10, 26), 2, date(2025, 10, 23)),
        (date(2023, 3, 9), 1, date(2025, 3, 6)),  # this year's week is over
        (date(2023, 9, 30), 1, date(2025, 9, 27)),  # 28 September 2024 too
        (date(2024, 2, 29), 4, date(2028, 3, 2)),  # the Thursday of week 9
        (date(2020, 12, 31), 4, date(2024, 12, 26)),  # 2024 has no week 53
        (date(2024, 12, 31), 1, date(2025, 12, 30)),  # the Tuesday of week 1
        (date(1950, 5, 1), 10, date(2030, 4, 29)),
    ],
)
def test_the_same_weekday_of_the_same_week_not_before_today(day, years, expected):
    found = next_day(day, years)
    assert (found, found.weekday()) == (expected, day.weekday())


def test_the_title_counts_on_number_and_year(series):
    event = EventFactory(series=series, edition=None, title_zh="2024北京·澳门合作伙伴行动", title_en="Action 2024, 3rd")
    assert next_title(event.title_zh, event, 2025) == "2025北京·澳门合作伙伴行动"
    assert next_title(event.title_en, event, 2025) == "Action 2025, 4th"


class TestNewest:
    def test_the_highest_number_that_one_sees(self, series, staff, staff2, division):
        second = EventFactory(series=series, edition=2, starts_on=date(2024, 1, 1))
        EventFactory(series=series, edition=1, starts_on=date(2024, 5, 1))
        EventFactory(series=series, edition=4, status="cancelled", reason="x")
        third = EventFactory(series=series, edition=3, restricted=True, host_division=division)
        assert (newest_edition(staff, series), newest_edition(staff2, series)) == (third, second)

    def test_by_the_day_where_none_is_numbered(self, series, staff):
        EventFactory(series=series, starts_on=date(2023, 1, 1))
        later = EventFactory(series=series, starts_on=date(2024, 1, 1))
        assert newest_edition(staff, series) == later


class TestService:
    def test_its_checklist_is_copied_and_nothing_is_done(self, before, staff, facts, other_division):
        TemplateItemFactory(topic="press")
        item = before.preparation.get(days_before=45)
        item.division = other_division
        item.save()
        tick_item(by=staff, item=item, done=True)
        made = register_edition(by=staff, of=before, facts=facts(day=date(2025, 1, 10)))
        assert [
            (each.topic, each.label_en, each.days_before, each.due_on, each.division, each.done_on)
            for each in made.preparation.all()
        ] == [
            ("venue", "Invite the guests", 45, date(2024, 11, 26), other_division, None),
            ("gifts", "", 23, date(2024, 12, 18), None, None),
        ]

    def test_without_a_checklist_it_begins_with_the_template(self, before, staff, facts):
        before.preparation.all().delete()
        TemplateItemFactory(topic="press")
        made = register_edition(by=staff, of=before, facts=facts())
        assert [each.topic for each in made.preparation.all()] == ["press"]

    def test_of_what_one_may_not_read_the_topic_goes_along(self, series, division, other_division, staff2, facts):
        coming = EventFactory(series=series, starts_on=date(2024, 11, 1), status="planned", host_division=division)
        PreparationItemFactory(event=coming, label_en="Book the east hall", label_zh="订东厅")
        made = register_edition(by=staff2, of=coming, facts=facts(host_division=other_division))
        assert [(each.topic, each.label_en, each.label_zh) for each in made.preparation.all()] == [("venue", "", "")]

    def test_nobody_follows_what_they_do_not_see(self, before, staff2, outsider, facts):
        Event.objects.filter(pk=before.pk).update(restricted=True)
        for person in (staff2, outsider):
            with pytest.raises(Http404):
                register_edition(by=person, of=before, facts=facts())

    @pytest.mark.parametrize("person", ["leader", "secretary", "admin"])
    def test_who_registers_no_events_registers_no_edition(self, person, before, facts, request):
        with pytest.raises(PermissionDenied):
            register_edition(by=request.getfixturevalue(person), of=before, facts=facts())
        assert Event.objects.get() == before


class TestPage:
    def test_it_is_filled_from_the_edition_before(self, before, series, plan, staff, sign_in):
        area = AreaFactory(plan=plan, number=6)
        page = sign_in(staff).get(url(series))
        form = page.context["form"]
        shown = {
            name: form[name].value()
            for name in ("title_zh", "title_en", "kind", "status", "venue", "area", "series", "edition", "restricted")
        }
        assert shown == {
            "title_zh": "第二十八届北京·香港经济合作研讨洽谈会",
            "title_en": "28th Beijing-Hong Kong Economic Cooperation Symposium",
            "kind": "hong_kong_macao",
            "status": "planned",
            "venue": "Conference centre",
            "area": area.pk,
            "series": series.pk,
            "edition": 28,
            "restricted": False,
        }
        text = page.content.decode()
        assert ('value="2024-10-24T09:30"' in text, 'value="2024-10-25T17:00"' in text) == (True, True)
        assert all(
            form.initial["leader"] is None if "leader" in form.initial else True for form in page.context["rows"]
        )

    def test_the_days_are_reckoned_past_ones_and_days_off_pointed_out(self, before, series, plan, staff, sign_in):
        text = text_of(sign_in(staff).get(url(series)))
        assert "9 September 2024 already past" in text  # 45 days before 24 October
        assert "1 October 2024 is a day off (National Day); the next working day is 8 October 2024." in text

    def test_another_day_is_reckoned_in_place(self, before, series, plan, staff, sign_in):
        client = sign_in(staff)
        asked = {"preview": "1", "starts_at": "2024-12-25T09:00", "title_zh": ""}
        part = client.post(url(series), asked, headers=HTMX)
        assert ("<html" in part.content.decode(), part.status_code) == (False, 200)
        assert "10 November 2024" in text_of(part)
        assert "already past" not in text_of(part)
        whole = client.post(url(series), sent(preview="1", starts_at="2024-12-25T09:00"))
        assert ("10 November 2024" in text_of(whole), whole.status_code, Event.objects.count()) == (True, 200, 1)

    @pytest.mark.parametrize("starts_at", ["", "soon", "0001-01-01T00:00", "9999-12-31T23:59"])
    def test_a_day_that_is_none_is_told_and_the_proposed_one_reckoned(
        self, starts_at, before, series, plan, staff, sign_in
    ):
        part = sign_in(staff).post(url(series), {"preview": "1", "starts_at": starts_at}, headers=HTMX)
        assert "9 September 2024" in text_of(part)

    def test_saved_it_has_the_checklist_and_the_counterparts(self, before, series, plan, staff, sign_in):
        client = sign_in(staff)
        data = sent(
            title_en="28th", kind="hong_kong_macao", series=series.pk, edition="28", starts_at="2024-10-24T09:30"
        )
        answer = client.post(url(series), data)
        made = Event.objects.get(edition=28)
        assert answer.url == f"/events/{made.pk}/"
        assert [each.due_on for each in made.preparation.all()] == [date(2024, 9, 9), date(2024, 10, 1)]
        assert (list(made.counterparts.all()), made.attendances.count()) == (list(before.counterparts.all()), 0)
        again = client.post(url(series), data)
        assert again.status_code == 422
        assert "already registered" in again.content.decode()

    def test_areas_are_those_of_the_year_that_it_falls_in(self, before, series, plan, staff, sign_in):
        day = date(2024, 3, 7)
        before.starts_at, before.ends_at, before.recorded_at = at(day, 9), at(day, 10), at(day, 11)
        before.save()
        of_2025 = AreaFactory(plan=PlanFactory(code="2025", year=2025), number=6)
        form = sign_in(staff).get(url(series)).context["form"]
        assert (form["area"].value(), list(form.fields["area"].queryset)) == (of_2025.pk, [of_2025])

    def test_of_a_coming_one_neither_venue_nor_hour_are_told(self, before, series, plan, staff2, sign_in):
        day = date(2024, 11, 7)
        before.status, before.starts_at, before.ends_at = "planned", at(day, 13, 37), at(day, 14, 41)
        before.save()
        page = sign_in(staff2).get(url(series)).content.decode()
        assert ("Conference centre" in page, "13:37" in page, "14:41" in page) == (False, False, False)
        assert 'value="2025-11-06T09:00"' in page

    def test_a_restricted_one_begins_restricted(self, before, series, plan, staff, staff2, sign_in):
        Event.objects.filter(pk=before.pk).update(restricted=True)
        assert sign_in(staff).get(url(series)).context["form"]["restricted"].value() is True
        assert sign_in(staff2).get(url(series)).context["before"] is None

    def test_a_series_without_an_edition_begins_with_the_first(self, series, plan, staff, sign_in):
        page = sign_in(staff).get(url(series))
        assert (page.context["form"]["edition"].value(), page.context["form"]["series"].value()) == (1, series.pk)
        answer = sign_in(staff).post(url(series), sent(series=series.pk, edition="1"))
        assert answer.status_code == 302

    def test_a_series_one_does_not_see_is_not_there(self, before, series, plan, staff, staff2, sign_in):
        Event.objects.filter(pk=before.pk).update(restricted=True)
        type(series).objects.filter(pk=series.pk).update(registered=False)
        PlanFactory(code="demo-2024", demonstration=True)
        assert [sign_in(person).get(url(series)).status_code for person in (staff, staff2)] == [200, 404]
        assert sign_in(staff).get(url(series, "demo-2024")).status_code == 404

    @pytest.mark.parametrize(
        ("person", "status"), [("leader", 403), ("admin", 403), ("outsider", 403), ("planner", 200)]
    )
    def test_who_may(self, person, status, before, series, plan, sign_in, request):
        assert sign_in(request.getfixturevalue(person)).get(url(series)).status_code == status

    def test_the_events_page_leads_to_it(self, before, series, plan, staff, leader, sign_in):
        shown = [sign_in(person).get(f"/events/{before.pk}/").content.decode() for person in (staff, leader)]
        assert [url(series, "2023") in each for each in shown] == [True, False]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_its_queries(self, rows, before, series, plan, staff, sign_in, django_assert_num_queries):
        for number in range(rows):
            PreparationItemFactory(event=before, days_before=number)
            before.counterparts.add(CounterpartFactory())
        client = sign_in(staff)
        # session, user, plan; series; newest edition; area, counterparts; items; delegations, series; areas, tasks
        # offered; leaders; counterparts of before, counterparts and venues suggested; drafts; own division, plans of
        # the header
        with django_assert_num_queries(20):
            client.get(url(series))
