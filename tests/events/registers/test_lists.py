"""The lists of the registers: what they show and narrow by, for whom, and how many queries that takes."""

from datetime import date

import pytest

from events.models import Counterpart, Status
from tests.event_factories import AgreementFactory, CounterpartFactory, SeriesFactory, VenueFactory
from tests.factories import DelegationFactory, EventFactory, PlanFactory

PAST, COMING = date(2024, 9, 10), date(2024, 10, 10)
FOLDERS = ("venues", "counterparts", "delegations", "series")


def partner(code, since=date(2000, 1, 1), **facts):
    return CounterpartFactory(kind="city", country_or_region=code, partner_since=since, **facts)


def listing(folder, query=""):
    return f"/plans/2024/{folder}/{query}"


def rows(client, folder, query=""):
    """The entries that a list shows."""
    found = client.get(listing(folder, query)).context["rows"]
    return [row[0] if isinstance(row, tuple) else row for row in found]


class TestQueries:
    def fill(self, number, planner):
        """As many of everything, with two events each."""
        for each in range(number):
            things = {
                "delegation": DelegationFactory(registered=True, country_or_region="FR"),
                "series": SeriesFactory(),
                "registered_venue": VenueFactory(district_en="East"),
            }
            city = partner("FR")
            AgreementFactory(counterpart=city)
            for year in (2023, 2024):
                EventFactory(**things, edition=each + 1, starts_on=date(year, 3, 4)).counterparts.add(city)

    @pytest.mark.parametrize("number", [1, 3])
    def test_as_many_however_many_rows(self, number, sign_in, planner, plan, django_assert_num_queries):
        self.fill(number, planner)
        client = sign_in(planner)
        # session, user, plan; number and rows of the page, their events; plans of the header; beside the rows the
        # districts; the network, its contacts and agreements, the countries; the countries; nothing
        for folder, queries in (("venues", 8), ("counterparts", 11), ("delegations", 8), ("series", 7)):
            with django_assert_num_queries(queries):
                client.get(listing(folder))

    @pytest.mark.parametrize("number", [1, 3])
    def test_of_a_page_as_many_however_many_events(self, number, sign_in, planner, plan, django_assert_num_queries):
        venue, city, series = VenueFactory(), partner("FR"), SeriesFactory()
        guests = DelegationFactory(registered=True)
        for _ in range(number):
            AgreementFactory(counterpart=city)
            EventFactory(registered_venue=venue, delegation=guests, series=series).counterparts.add(city)
        client = sign_in(planner)
        # session, user, plan, the entry; number and rows of its events; plans of the header; the last and the next
        # there; the last contact and the agreements; a series reads its events at once
        for address, queries in (
            (("venues", f"{venue.pk}/"), 9),
            (("counterparts", f"{city.pk}/"), 9),
            (("delegations", f"{guests.pk}/"), 7),
            (("series", f"{series.pk}/"), 6),
        ):
            with django_assert_num_queries(queries):
                client.get(listing(*address))


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", "ab"),
            ("?q=湖", "a"),
            ("?district=eas", "a"),
            ("?capacity_from=101", "a"),
            ("?capacity_from=300", "a"),
            ("?capacity_from=301", ""),
        ],
    )
    def test_venues(self, query, found, sign_in, staff, plan):
        VenueFactory(name_en="a", district_en="East", capacity=300, distinction_zh="临湖")
        VenueFactory(name_en="b", capacity=None)
        assert [each.name_en for each in rows(sign_in(staff), "venues", query)] == list(found)

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", "abc"),
            ("?partner=true", "ac"),
            ("?partner=false", "b"),
            ("?kind=organisation", "b"),
            ("?country_or_region=FR", "ab"),
            ("?no_contact_since=2024-09-10", "bc"),
            ("?no_contact_since=2024-09-11", "abc"),
            ("?q=C", "c"),
        ],
    )
    def test_counterparts(self, query, found, sign_in, staff, plan):
        first = partner("FR", name_en="a")
        CounterpartFactory(name_en="b")
        third = partner("DE", name_en="c")
        EventFactory(starts_on=PAST).counterparts.add(first)
        EventFactory(starts_on=date(2024, 9, 9)).counterparts.add(third)
        EventFactory(starts_on=date(2024, 9, 20), status="confirmed").counterparts.add(third)  # no contact until held
        assert [each.name_en for each in rows(sign_in(staff), "counterparts", query)] == list(found)

    def test_delegations_and_series(self, sign_in, staff, plan):
        first, _second = (DelegationFactory(registered=True, country_or_region=code) for code in ("FR", "DE"))
        symposium, _other = SeriesFactory(name_zh="洽谈会"), SeriesFactory()
        client = sign_in(staff)
        assert rows(client, "delegations", "?country_or_region=FR") == [first]
        assert rows(client, "series", "?q=洽谈") == [symposium]

    @pytest.mark.parametrize("folder", FOLDERS)
    def test_an_unknown_parameter_is_a_400(self, folder, sign_in, staff, plan):
        assert sign_in(staff).get(listing(folder, "?nonsense=1")).status_code == 400

    @pytest.mark.parametrize(
        ("folder", "query"),
        [
            *(("venues", query) for query in ("?capacity_from=x", "?capacity_from=0", f"?capacity_from={10**23}")),
            *(("counterparts", query) for query in ("?kind=x", "?partner=maybe", "?no_contact_since=2024-02-30")),
            ("counterparts", "?country_or_region=ZZ"),
            ("delegations", "?q=%00"),
            ("series", "?q=a%0Bb"),
        ],
    )
    def test_a_bad_value_is_a_400_that_shows_nothing(self, folder, query, sign_in, staff, plan):
        VenueFactory(), CounterpartFactory(), DelegationFactory(registered=True), SeriesFactory()
        answer = sign_in(staff).get(listing(folder, query))
        assert (answer.status_code, list(answer.context["rows"])) == (400, [])


class TestForWhom:
    @pytest.mark.parametrize("folder", FOLDERS)
    def test_an_outsider_sees_nothing(self, folder, sign_in, outsider, plan):
        assert sign_in(outsider).get(listing(folder)).status_code == 403

    def test_sides_do_not_mix(self, sign_in, planner, plan):
        PlanFactory(code="demo-2024", demonstration=True)
        real, demo = (
            {
                "venues": VenueFactory(demonstration=side),
                "counterparts": CounterpartFactory(demonstration=side),
                "delegations": DelegationFactory(demonstration=side, registered=True),
                "series": SeriesFactory(demonstration=side),
            }
            for side in (False, True)
        )
        client = sign_in(planner)
        for folder in FOLDERS:
            assert rows(client, folder) == [real[folder]]
            assert client.get(listing(folder, f"{demo[folder].pk}/")).status_code == 404
            assert client.get(f"/plans/demo-2024/{folder}/{demo[folder].pk}/").status_code == 200

    def test_who_may_add_is_offered_to(self, sign_in, staff, leader, plan):
        for folder in FOLDERS:
            offers = [listing(folder, "new/") in sign_in(each).get(listing(folder)).content.decode()
                      for each in (staff, leader)]  # fmt: skip
            assert offers == [True, False]

    def test_a_coming_event_at_a_venue_is_counted_where_its_venue_is_known(self, sign_in, staff, staff2, plan):
        venue = VenueFactory()
        EventFactory(registered_venue=venue, starts_on=PAST)
        EventFactory(registered_venue=venue, starts_on=COMING, status="planned", host_division=staff.division)
        seen = {person.username: rows(sign_in(person), "venues")[0].events_seen for person in (staff, staff2)}
        assert seen == {"staff": 2, "staff2": 1}


class TestNetwork:
    @pytest.fixture
    def friends(self, plan, division):
        """Two partner cities in France, one in Germany; a restricted event is the newest contact of the German one."""
        a, b, c = partner("FR", name_en="A"), partner("FR", since=date(1995, 5, 1)), partner("DE", name_en="C")
        AgreementFactory(counterpart=a, until_on=date(2024, 9, 30))
        AgreementFactory(counterpart=a, until_on=date(2024, 9, 29))
        AgreementFactory(counterpart=b)
        EventFactory(starts_on=date(2022, 9, 30)).counterparts.add(a)
        EventFactory(starts_on=date(2022, 9, 29)).counterparts.add(b, c)
        EventFactory(starts_on=PAST, restricted=True, host_division=division).counterparts.add(c)
        EventFactory(starts_on=PAST, status=Status.CANCELLED, reason="x").counterparts.add(b)

    def told(self, client):
        answer = client.get(listing("counterparts"))
        text = " ".join(answer.content.decode().split())
        assert "3 partner cities in 2 countries" in text
        return [
            (name, each.cities, each.since, each.agreements, each.quiet, each.last_contact)
            for name, each in answer.context["by_country"]
        ], [line for line in ("1 without contact for two years", "2 without contact for two years") if line in text]

    def test_by_country_and_in_a_sentence(self, friends, sign_in, staff):
        france = ("France", 2, date(1995, 5, 1), 2, 1, date(2022, 9, 30))
        assert self.told(sign_in(staff)) == (
            [france, ("Germany", 1, date(2000, 1, 1), 0, 0, PAST)],
            ["1 without contact for two years"],
        )

    def test_who_sees_less_reads_of_less_contact(self, friends, sign_in, staff2):
        france = ("France", 2, date(1995, 5, 1), 2, 1, date(2022, 9, 30))
        assert self.told(sign_in(staff2)) == (
            [france, ("Germany", 1, date(2000, 1, 1), 0, 1, date(2022, 9, 29))],
            ["2 without contact for two years"],
        )

    def test_nor_does_a_filter_tell(self, friends, sign_in, staff, staff2):
        query = "?partner=true&no_contact_since=2022-09-30"
        found = {
            person.username: sorted(
                each.country_or_region.code for each in rows(sign_in(person), "counterparts", query)
            )
            for person in (staff, staff2)
        }
        assert found == {"staff": ["FR"], "staff2": ["DE", "FR"]}

    def test_none_yet(self, sign_in, staff, plan):
        CounterpartFactory()
        assert "No partner cities yet." in sign_in(staff).get(listing("counterparts")).content.decode()
        assert Counterpart.objects.count() == 1
