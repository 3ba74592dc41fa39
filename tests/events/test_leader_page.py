"""A leader's own page: posts, the month, counts and load; of what each reader may see, of one leader alone."""

from datetime import date
from fractions import Fraction

import pytest

from events.figures.leader import Week
from tests.events.entering import COMING, PAST
from tests.events.test_calendar import by_day, text
from tests.factories import EventFactory, LeaderFactory, LeaderPostFactory, at

PLANNED = {"status": "planned", "recorded_at": at(date(2024, 9, 1), 9)}


@pytest.fixture
def municipal(plan):
    return LeaderPostFactory(title_en="Vice mayor", from_on=date(2024, 3, 1), rank=7).leader


def page_of(leader, client, query=""):
    return client.get(f"/leaders/{leader.pk}/{query}")


def test_posts_newest_first(municipal, sign_in, staff, plan):
    LeaderPostFactory(leader=municipal, title_en="Director", from_on=date(2020, 1, 1), until_on=date(2024, 2, 29))
    page = page_of(municipal, sign_in(staff))
    assert [post.title_en for post in page.context["posts"]] == ["Vice mayor", "Director"]
    assert "1 January 2020 – 29 February 2024" in text(page)


def test_the_month_holds_what_was_attended_and_what_is_expected(municipal, sign_in, leader, plan):
    EventFactory(title_en="Attended", starts_on=PAST, attended_by=[municipal])
    EventFactory(title_en="Of another", starts_on=PAST, attended_by=[LeaderFactory()])
    EventFactory(title_en="Expected", starts_at=at(COMING, 9), expected=[municipal], **PLANNED)
    missed = EventFactory(title_en="Represented", starts_on=PAST, attended_by=[municipal])
    missed.attendances.update(outcome="represented")
    client = sign_in(leader)
    assert by_day(page_of(municipal, client)) == {PAST: ["Attended"]}
    assert by_day(page_of(municipal, client, "?on=2024-10-15")) == {COMING: ["Expected"]}


@pytest.mark.parametrize(
    ("person", "knows"),
    [
        *(("leader", True), ("secretary", True), ("planner", True), ("protocol_staff", True), ("staff", True)),
        *(("chief", True), ("staff2", False), ("admin", False)),
    ],
)
def test_coming_ones_are_for_whom_may_know(person, knows, municipal, sign_in, plan, division, request):
    """`staff` and `chief` are of the host division."""
    EventFactory(
        title_en="Zz-coming", host_division=division, starts_at=at(COMING, 16, 45), expected=[municipal], **PLANNED
    )
    page = page_of(municipal, sign_in(request.getfixturevalue(person)), "?on=2024-10-15")
    assert ("Zz-coming" in text(page), [each.week.expected for each in page.context["load"]]) == (
        (True, [1]) if knows else (False, [])
    )


def test_restricted_ones_count_only_for_whom_may_see_them(municipal, sign_in, leader, staff2, plan):
    EventFactory(title_en="Zz-hidden", restricted=True, starts_on=PAST, attended_by=[municipal])
    found = [page_of(municipal, sign_in(each)) for each in (leader, staff2)]
    assert [(page.context["whole"], "Zz-hidden" in text(page)) for page in found] == [(1, True), (0, False)]


def test_counts_by_kind_and_month(municipal, sign_in, staff, plan):
    for day, kind in ((date(2024, 1, 1), "meeting"), (date(2024, 1, 31), "meeting"), (date(2024, 9, 2), "signing")):
        EventFactory(starts_on=day, kind=kind, attended_by=[municipal, LeaderFactory()])
    EventFactory(starts_on=date(2023, 12, 31), attended_by=[municipal])
    EventFactory(starts_on=date(2024, 9, 3), expected=[municipal])  # nobody has said so yet
    EventFactory(starts_on=date(2024, 9, 4), status="cancelled", reason="x", attended_by=[municipal])
    context = page_of(municipal, sign_in(staff)).context
    meetings, signings = [2, *[0] * 11], [*[0] * 8, 1, 0, 0, 0]
    assert context["kinds"] == [("meeting", meetings, 2), ("signing", signings, 1)]
    assert (context["sums"], context["whole"]) == ([2, *[0] * 7, 1, 0, 0, 0], 3)
    assert page_of(municipal, sign_in(staff), "?on=2023-06-01").context["whole"] == 1


def test_the_load_of_each_week(municipal, sign_in, leader, plan):
    EventFactory(starts_on=date(2024, 9, 9), ends_at=at(date(2024, 9, 9), 11, 30), attended_by=[municipal])
    EventFactory(starts_on=date(2024, 9, 15), attended_by=[municipal])
    EventFactory(starts_on=date(2024, 9, 13), ends_at=at(date(2024, 9, 17), 9), attended_by=[municipal])
    EventFactory(starts_at=at(COMING, 9), ends_at=at(COMING, 12), expected=[municipal], **PLANNED)
    EventFactory(starts_on=date(2024, 9, 10), status="cancelled", reason="x", expected=[municipal])
    load = page_of(municipal, sign_in(leader)).context["load"]
    assert [(each.week, each.share) for each in load] == [
        (Week(monday=date(2024, 9, 9), attended=3, expected=0, hours=Fraction(5, 2), days=5), 100),
        (Week(monday=date(2024, 10, 7), attended=0, expected=1, hours=Fraction(3), days=0), 33),
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_its_queries_are_as_many_however_many(number, municipal, sign_in, staff, plan, django_assert_num_queries):
    for day in range(number):
        EventFactory(starts_on=date(2024, 9, 10 + day), attended_by=[municipal])
        LeaderPostFactory(leader=municipal, from_on=date(2010 + day, 1, 1), until_on=date(2010 + day, 2, 1))
    client = sign_in(staff)
    # session, user, leader, posts, plan, own division; keys by day, events; kinds by month; weeks; plans of the
    # header
    with django_assert_num_queries(11):
        page_of(municipal, client)


def test_lists_and_events_lead_to_it(municipal, sign_in, staff, plan):
    event = EventFactory(attended_by=[municipal])
    client = sign_in(staff)
    pages = [text(client.get(address)) for address in ("/plans/2024/leaders/", f"/events/{event.pk}/")]
    assert [f'href="/leaders/{municipal.pk}/"' in page for page in pages] == [True, True]


@pytest.mark.parametrize(
    ("query", "status"), [("?on=x", 400), ("?on=9999-12-31", 400), ("?year=2024", 400), ("?on=", 200)]
)
def test_its_address_is_strict(query, status, municipal, sign_in, staff, plan):
    assert page_of(municipal, sign_in(staff), query).status_code == status


def test_an_outsider_sees_none(municipal, sign_in, outsider, plan):
    assert page_of(municipal, sign_in(outsider)).status_code == 403


def test_a_missing_one_is_not_there(sign_in, staff, plan):
    assert sign_in(staff).get("/leaders/999999/").status_code == 404
