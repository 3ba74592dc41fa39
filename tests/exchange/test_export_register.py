"""Events, municipal leaders and indicators as files: no more of them than the reader's page shows."""

import io
from datetime import date

import openpyxl
import pytest

from accounts.models import Role
from exchange.events.judging import judge
from exchange.events.reading import read_register
from exchange.lists import listing_of
from priorities.models import Baseline
from tests.event_factories import CounterpartFactory, SeriesFactory
from tests.exchange.taking import address, book, content_of, table, values
from tests.factories import (
    AreaFactory,
    DelegationFactory,
    EventFactory,
    IndicatorFactory,
    LeaderFactory,
    LeaderPostFactory,
    UserFactory,
    at,
)

pytestmark = pytest.mark.django_db
ALL_HEADS = [
    "Key (leave as it is)", "Day", "Time", "Last day", "Event", "Event in the other language", "Kind",
    "Restricted event", "Host", "Leaders", "Counterparts", "Country or region", "Venue", "Delegation", "Persons",
    "Series", "Edition", "Priority area", "Status", "Confirmed by", "Approval number", "Outcome",
]  # fmt: skip
HEADS = ["Day", "Time", "Event", "Kind", "Restricted event", "Host", "Leaders", "Priority area", "Status"]


def picked(rows, *heads):
    """These columns of a table, its headings first."""
    assert list(rows[0]) == ALL_HEADS
    return [[row[ALL_HEADS.index(head)] for head in heads] for row in rows]


@pytest.fixture
def register(plan, division):
    """A held event, a coming one, and a restricted one of the division."""
    area, leader = AreaFactory(plan=plan, number=5), LeaderPostFactory().leader
    leader.name_en = "Municipal leader 01"
    leader.save()
    common = {"host_division": division, "area": area}
    early = at(date(2024, 9, 1), 9)
    EventFactory(**common, title_en="Held", attended_by=[leader])
    EventFactory(
        **common, title_en="Coming", status="confirmed", starts_on=date(2024, 11, 5), recorded_at=early,
        expected=[leader],
    )  # fmt: skip
    EventFactory(**common, title_en="Quiet", restricted=True, starts_on=date(2024, 4, 1), attended_by=[leader])
    return leader


def test_events_for_who_may_see_all(sign_in, planner, plan, register):
    sheet = book(sign_in(planner), plan, "events")["Events"]
    hosted = ["Economic Affairs", "Municipal leader 01", "5 Area 5"]
    assert sheet.column_dimensions["A"].hidden
    assert [[str(value or "")[:19] for value in row] for row in picked(values(sheet), *HEADS)] == [
        [head[:19] for head in HEADS],
        ["2024-11-05 00:00:00", "10:00-11:00", "Coming", "meeting", "", *hosted, "confirmed"],
        ["2024-04-01 00:00:00", "10:00-11:00", "Quiet", "meeting", "yes", *hosted, "held"],
        ["2024-03-15 00:00:00", "10:00-11:00", "Held", "meeting", "", *hosted, "held"],
    ]


def test_events_for_who_may_not(sign_in, admin, staff2, plan, register):
    """No restricted event, neither hour nor leaders of a coming one; and no filter tells of them."""
    for user in (admin, staff2):
        client = sign_in(user)
        assert picked(table(client, plan, "events"), "Day", "Time", "Event", "Leaders") == [
            ["Day", "Time", "Event", "Leaders"],
            ["2024-11-05", "", "Coming", "names not shown"],
            ["2024-03-15", "10:00-11:00", "Held", "Municipal leader 01"],
        ]
        assert table(client, plan, "events", "restricted=true") == [ALL_HEADS]
        assert [row[4] for row in table(client, plan, "events", f"leader={register.pk}")] == ["Event", "Held"]
        assert table(client, plan, "events", "q=Quiet") == [ALL_HEADS]


def test_an_event_hidden_while_the_file_is_made_is_left_out(staff2, plan, register):
    listing = listing_of(staff2, plan, "events", "")
    listing.plan.refresh_from_db()
    rows = listing.rows()
    EventFactory._meta.model.objects.filter(title_en="Held").update(restricted=True)
    assert [row[4] for row in rows] == ["Coming"]


@pytest.mark.parametrize("query", ["kind=x", "starts_from=2024-02-30", "leader=0", "year=x", "plan=2024", "q=%00"])
def test_what_the_page_of_events_refuses_is_refused(sign_in, planner, plan, register, query):
    client = sign_in(planner)
    assert client.get(f"/plans/2024/events/?{query}").status_code == 400
    assert client.get(address(plan, "events", "xlsx", query)).status_code == 400


@pytest.mark.parametrize("events", [1, 3])
def test_a_batch_of_events_costs_the_same_however_long(planner, plan, events, django_assert_num_queries):
    leader = LeaderPostFactory().leader
    EventFactory.create_batch(events, attended_by=[leader])
    with django_assert_num_queries(1):  # the keys
        listing = listing_of(planner, plan, "events", "")
    with django_assert_num_queries(5):  # events, attendances, leaders, posts, counterparts
        assert len(list(listing.rows())) == listing.total == events


def test_leaders_in_protocol_order_with_their_posts(sign_in, planner, plan):
    LeaderPostFactory(leader=LeaderFactory(name_en="Second"), rank=2)
    first = LeaderFactory(name_en="First")
    LeaderPostFactory(leader=first, rank=1, title_en="Mayor")
    LeaderPostFactory(leader=first, rank=5, title_en="Deputy secretary", body="party_committee")
    LeaderFactory(name_en="Nobody now")
    LeaderFactory(name_en="Of the demonstration", demonstration=True)
    client = sign_in(planner)
    since = "(since 1 January 2023)"
    assert table(client, plan, "leaders") == [
        ["Protocol order", "Name", "Posts held", "Body"],
        ["1", "First", f"Mayor {since}\nDeputy secretary {since}", "municipal government\nmunicipal Party committee"],
        ["2", "Second", f"Vice mayor {since}", "municipal government"],
        ["", "Nobody now", "", ""],
    ]
    assert [row[1] for row in table(client, plan, "leaders", "q=mayor")] == ["Name", "First", "Second"]
    assert client.get(address(plan, "leaders", "csv", "kind=x")).status_code == 400


def test_indicators_against_their_baselines(sign_in, planner, plan, register):
    indicator = IndicatorFactory(plan=plan, code="2024-held", kind="events_held", name_en="Events held", target=10)
    Baseline.objects.create(indicator=indicator, year=2023, value=4)
    Baseline.objects.create(indicator=indicator, year=2019, value=3, low=2, high=4, derived=True)
    IndicatorFactory(plan=plan, code="2024-none", kind="measured", order=2, name_en="Measured")
    heads, *rows = table(sign_in(planner), plan, "indicators")
    held = ["2024-held", "Events held", "", "events held", "", "2", "", "2.7", "10.00", "higher is better", ""]
    assert [dict(zip(heads, row, strict=True)) for row in rows] == [
        dict(zip(heads, row, strict=True))
        for row in (
            [*held, "2023", "stated", "4.00", "", "", "-50", "3.0", "-1.0", "-33.2", ""],
            [*held, "2019", "derived", "3.00", "2.00", "4.00", "-33.3", "2.2", "-0.2", "-10.9", ""],
            ["2024-none", "Measured", "", "sum", "", "", "", "", "", "higher is better", "", *[""] * 10],
        )
    ]


def test_an_indicator_of_an_area_counts_what_the_reader_may_see(sign_in, planner, staff2, plan, register):
    area = plan.areas.get()
    IndicatorFactory(plan=plan, area=area, code="2024-area", kind="events_held")
    assert [table(sign_in(user), plan, "indicators")[1][5] for user in (planner, staff2)] == ["2", "1"]


def test_indicators_of_a_past_day(sign_in, planner, plan, register):
    IndicatorFactory(plan=plan, code="2024-held", kind="events_held")
    client = sign_in(planner)
    assert table(client, plan, "indicators", "as_of=2024-03-31")[1][5] == "1"
    assert client.get(address(plan, "indicators", "csv", "as_of=2024-12-01")).status_code == 400
    assert client.get(address(plan, "indicators", "csv", "page=x&sort=name")).status_code == 400


@pytest.mark.parametrize(
    "path", ["/plans/2024/export/users.csv", "/plans/2024/export/tasks.pdf", "/plans/1999/export/tasks.csv"]
)
def test_what_is_no_list_is_not_there(sign_in, planner, plan, path):
    client = sign_in(planner)
    assert (client.get(path).status_code, client.post(path).status_code) == (404, 404)


def test_every_role_takes_what_its_page_shows(sign_in, plan, division, register):
    """As many events as the page lists, for each role."""
    for role in Role.values:
        user = UserFactory(role=role, division=division if role in (Role.STAFF, Role.CHIEF) else None)
        client = sign_in(user)
        listed = client.get("/plans/2024/events/").context["page"].paginator.count
        assert len(table(client, plan, "events")) - 1 == listed


def test_all_that_an_event_says_and_back_again_without_a_change(sign_in, planner, plan, register):
    """Every column; and the file comes back as it went, with nothing new."""
    series = SeriesFactory(name_en="Symposium")
    event = EventFactory(
        title_en="Full", title_zh="全部", country_or_region="FR", venue="Hall 1", series=series, edition=27,
        delegation=DelegationFactory(name_en="Port delegation", size=12), confirmed_by="Chief", approval_number="7",
        outcome_note="Agreed.", starts_on=date(2024, 5, 2), attended_by=[register],
    )  # fmt: skip
    event.counterparts.add(CounterpartFactory(name_en="Port City"))
    content = content_of(sign_in(planner).get(address(plan, "events", "xlsx", "q=Full")))
    [row] = picked(values(openpyxl.load_workbook(io.BytesIO(content))["Events"]), *ALL_HEADS)[1:]
    assert [str(value)[:24] for value in row] == [
        f"event#{event.pk}", "2024-05-02 00:00:00", "10:00-11:00", "None", "Full", "全部", "meeting", "None",
        event.host_division.name, "Municipal leader 01", "Port City", "France", "Hall 1", "Port delegation", "12",
        "Symposium", "27", "None", "held", "Chief", "7", "Agreed.",
    ]  # fmt: skip
    for file in (content, content_of(sign_in(planner).get(address(plan, "events", "csv", "q=Full")))):
        [line] = judge(planner, plan, read_register(io.BytesIO(file), "x"), {"year": 2024}).lines
        assert (line.outcome, line.twin) == ("same", event)
