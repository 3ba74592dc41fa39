"""Who reads a calendar feed: asked at every fetch; turning on and off; the pages; what HTTP says; what the log says."""

import logging
import re
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from changelog.models import Change
from events.models import CalendarFeed, Status
from events.services import revoke_feed, turn_on_feed
from tests.event_factories import CalendarFeedFactory, RegisterSettingsFactory
from tests.events.feeding import address_of, calendar, summaries
from tests.factories import EventFactory, LeaderFactory, LeaderPostFactory, TokenFactory

PERSONS = ("leader", "secretary", "staff", "chief", "planner", "admin", "protocol_staff")
HAS = {
    "leader": {"mine", "leader"},
    "secretary": {"mine", "leader"},
    "staff": {"mine", "division"},
    "chief": {"mine", "division"},
    "planner": {"mine", "leader"},
    "admin": {"mine"},
    "protocol_staff": {"mine", "division", "leader"},
    "outsider": set(),
}


def status(address):
    """What a fetch answers."""
    return Client().get(address).status_code


@pytest.fixture
def municipal(db):
    """A municipal leader."""
    return LeaderPostFactory().leader


# --- Rights ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", [*PERSONS, "outsider"])
def test_a_feed_is_had_and_read_by_whom_it_is_for(person, municipal, request):
    owner, kinds = request.getfixturevalue(person), [("mine", None), ("division", None), ("leader", municipal)]
    turned_on, read = set(), set()
    for kind, whose in kinds:
        if status(address_of(owner, kind, whose)) == 200:
            read.add(kind)
        try:
            turn_on_feed(by=owner, kind=kind, demonstration=False, leader=whose)
        except PermissionDenied:
            continue
        turned_on.add(kind)
    assert (turned_on, read) == (HAS[person], HAS[person])


def test_rights_are_asked_at_every_fetch(staff, protocol_staff, planner, municipal, other_division):
    mine, division = address_of(staff), address_of(staff, "division")
    EventFactory(title_en="Ours", host_division=staff.division, starts_on=date(2024, 9, 10))
    EventFactory(title_en="Theirs", host_division=other_division, starts_on=date(2024, 9, 10))
    assert (status(mine), summaries(division)) == (200, ["Ours"])
    staff.division = other_division
    staff.save()
    assert summaries(division) == ["Theirs"]
    staff.role, staff.division = Role.PLANNING_OFFICE, None
    staff.save()
    assert (status(mine), status(division)) == (200, 404)
    staff.role = ""
    staff.save()
    assert status(mine) == 404
    of_leader = [address_of(person, "leader", municipal) for person in (protocol_staff, planner)]
    assert [status(address) for address in of_leader] == [200, 200]
    protocol_staff.division = other_division
    protocol_staff.save()
    planner.is_active = False
    planner.save()
    assert [status(address) for address in of_leader] == [404, 404]


def test_who_is_signed_in_makes_no_difference(staff, outsider, planner, sign_in):
    address = address_of(staff)
    anonymous = Client().get(address).content
    assert [sign_in(person).get(address).content for person in (staff, outsider, planner)] == [anonymous] * 3


def test_a_revoked_or_unknown_address_answers_as_nothing_there(staff, outsider):
    revoked = address_of(staff, revoked_at=CalendarFeedFactory.build().created_at)
    answers = [
        Client().get(address)
        for address in (revoked, address_of(outsider), f"/feeds/{'x' * 43}.ics", "/feeds/nothing-of-the-kind")
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert len({stripped(answer) for answer in answers}) == 1


def stripped(answer):
    """The page without its tokens and the address asked for."""
    lines = re.sub(r"/feeds/[^\"&<]*", "", answer.content.decode()).splitlines()
    return "".join(line for line in lines if "csrf" not in line.lower())


# --- Turning on and off ----------------------------------------------------------------------------------------------


def test_turning_on_keeps_the_digest_and_records_who(staff):
    feed, secret = turn_on_feed(by=staff, kind="division", demonstration=False)
    assert (feed.digest, feed.hint, len(secret)) == (CalendarFeed.digest_of(secret), secret[:7], 43)
    [change] = Change.objects.filter(type="feed")
    facts = {"owner": "staff", "kind": "division", "leader": None, "demonstration": False, "revoked": False}
    assert (change.action, change.by, change.key, change.after) == ("create", staff, str(feed.pk), facts)
    assert {row.tag for row in change.audience.all()} == {"role:administrator", f"user:{staff.pk}"}
    assert secret not in str(list(Change.objects.values()))


def test_turning_on_anew_replaces_the_address(staff, planner, municipal):
    first, _secret = turn_on_feed(by=staff, kind="mine", demonstration=False)
    other = turn_on_feed(by=planner, kind="mine", demonstration=False)[0]
    second, _secret = turn_on_feed(by=staff, kind="mine", demonstration=False)
    live = CalendarFeed.objects.live().values_list("pk", flat=True)
    assert set(live) == {second.pk, other.pk}
    assert list(Change.objects.filter(type="feed", key=first.pk).values_list("action", flat=True)) == [
        "create",
        "change",
    ]


def test_what_is_wrong_is_said_by_field_and_writes_nothing(planner):
    with pytest.raises(ValidationError) as raised:
        turn_on_feed(by=planner, kind="leader", demonstration=False)
    assert raised.value.message_dict == {"leader": ["Choose whose calendar."]}
    with pytest.raises(ValidationError) as raised:
        turn_on_feed(by=planner, kind="leader", demonstration=False, leader=LeaderFactory(demonstration=True))
    assert list(raised.value.message_dict) == ["leader"]
    assert (CalendarFeed.objects.count(), Change.objects.count()) == (0, 0)


def test_no_token_turns_one_on_or_off(staff):
    feed = CalendarFeedFactory(owner=staff)
    staff.token = TokenFactory(user=staff, write=True, schedule=True)
    with pytest.raises(PermissionDenied):
        turn_on_feed(by=staff, kind="mine", demonstration=False)
    with pytest.raises(PermissionDenied):
        revoke_feed(by=staff, feed=feed)


@pytest.mark.parametrize("person", [*PERSONS, "staff2"])
def test_its_owner_and_an_administrator_turn_it_off(person, staff, request):
    by, address = request.getfixturevalue(person), address_of(staff)
    feed = CalendarFeed.objects.get()
    if person not in ("staff", "admin"):
        with pytest.raises(PermissionDenied):
            revoke_feed(by=by, feed=feed)
        assert status(address) == 200
        return
    revoke_feed(by=by, feed=feed)
    revoke_feed(by=by, feed=feed)
    assert (status(address), Change.objects.filter(type="feed", after__revoked=True).count()) == (404, 1)


# --- Pages -----------------------------------------------------------------------------------------------------------


def test_the_page_offers_what_one_may_have_and_shows_the_address_once(plan, staff, municipal, sign_in):
    client, page = sign_in(staff), reverse("events:feeds", args=[plan.code])
    shown = client.get(page)
    assert [value for value, _label in shown.context["form"]["kind"].field.choices] == ["mine", "division"]
    assert "No calendar is on" in shown.content.decode()
    made = client.post(page, {"kind": "division"})
    [address] = re.findall(r"http://testserver(/feeds/[\w-]{43}\.ics)", made.content.decode())
    assert (status(address), made["Cache-Control"]) == (200, "private, no-store")
    feed = CalendarFeed.objects.get()
    for place in (page, reverse("accounts:me")):
        text = client.get(place).content.decode()
        assert (feed.hint in text, address in text) == (True, False)
    back = client.post(reverse("events:feed-revoke", args=[feed.pk]), {"next": page})
    assert (back["Location"], status(address)) == (page, 404)


@pytest.mark.parametrize("sent", [{}, {"kind": "leader"}, {"kind": "every"}, {"kind": "leader", "leader": "9" * 30}])
def test_a_form_that_is_not_taken_says_so(sent, plan, planner, municipal, sign_in):
    answer = sign_in(planner).post(reverse("events:feeds", args=[plan.code]), sent)
    assert (answer.status_code, CalendarFeed.objects.count()) == (422, 0)
    assert list(answer.context["form"].errors) == (["leader"] if sent.get("kind") == "leader" else ["kind"])


def test_a_leaders_calendar_is_for_whom_product_md_lets_know(plan, municipal, sign_in, staff, leader):
    sent, page = {"kind": "leader", "leader": municipal.pk}, reverse("events:feeds", args=[plan.code])
    assert sign_in(staff).post(page, sent).status_code == 422
    assert sign_in(leader).post(page, sent).status_code == 200
    assert list(CalendarFeed.objects.values_list("owner", "leader")) == [(leader.pk, municipal.pk)]


def test_the_page_says_what_the_office_has_set(plan, staff, sign_in):
    page = reverse("events:feeds", args=[plan.code])
    assert "This office has set it so" not in sign_in(staff).get(page).content.decode()
    RegisterSettingsFactory(feeds_tell_schedule=True)
    assert "This office has set it so" in sign_in(staff).get(page).content.decode()


def test_the_administrator_sees_them_and_turns_them_off(staff, admin, sign_in):
    address = address_of(staff, "division")
    client, page = sign_in(admin), reverse("administration:tokens")
    assert "My division&#x27;s" in client.get(page).content.decode()
    client.post(reverse("administration:feed-revoke", args=[CalendarFeed.objects.get().pk]))
    assert (status(address), "My division&#x27;s" in client.get(page).content.decode()) == (404, False)


@pytest.mark.parametrize("feeds", [1, 3])
def test_the_page_takes_the_same_queries_however_many(feeds, plan, planner, sign_in, django_assert_num_queries):
    for _ in range(feeds):
        CalendarFeedFactory(owner=planner, kind="leader", leader=LeaderPostFactory().leader)
    client = sign_in(planner)
    client.get(reverse("events:feeds", args=[plan.code]))
    with django_assert_num_queries(8):  # session, user, plan, settings, feeds, leaders, their posts, plans
        client.get(reverse("events:feeds", args=[plan.code]))


# --- HTTP ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["mine", "division", "leader"])
@pytest.mark.parametrize("events", [1, 3])
def test_a_fetch_is_three_queries_however_many_events(kind, events, protocol_staff, municipal):
    for _ in range(events):
        EventFactory(
            host_division=protocol_staff.division, expected=[municipal], starts_on=date(2024, 10, 10), status="planned"
        )
    address = address_of(protocol_staff, kind, municipal if kind == "leader" else None)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = Client().get(address)
    assert found.status_code == 200
    assert len(asked) == 3  # the feed with its owner, the settings, the events


def test_a_program_that_has_it_is_told_so(staff, division):
    EventFactory(host_division=division, starts_on=date(2024, 10, 10), status=Status.PLANNED)
    address = address_of(staff, "division")
    first = Client().get(address)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert (first["Cache-Control"], first["Referrer-Policy"]) == ("private, no-cache", "no-referrer")
    again = Client(headers={"If-None-Match": first["ETag"]}).get(address)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    EventFactory(host_division=division, starts_on=date(2024, 10, 11), status=Status.PLANNED)
    later = Client(headers={"If-None-Match": first["ETag"]}).get(address)
    assert (later.status_code, later["ETag"] != first["ETag"]) == (200, True)


def test_only_reading(staff):
    address = address_of(staff)
    head = Client().head(address)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", Client().get(address)["ETag"])
    assert [getattr(Client(), method)(address).status_code for method in ("post", "put", "patch", "delete")] == [
        405
    ] * 4


def test_the_calendar_says_what_programs_go_by(staff, division):
    read = calendar(address_of(staff, "division"))
    assert {name: lines[0].value for name, lines in read.contents.items() if name != "vevent"} == {
        "prodid": "-//Workplan//Workplan//EN",
        "version": "2.0",
        "calscale": "GREGORIAN",
        "method": "PUBLISH",
        "name": "Events of Economic Affairs",
        "x-wr-calname": "Events of Economic Affairs",
        "refresh-interval": "PT1H",
        "x-published-ttl": "PT1H",
    }


@pytest.mark.parametrize(("preferred", "asked", "name"), [("zh-hans", "en", "我的活动"), ("", "en", "My events")])
def test_in_the_owners_language(preferred, asked, name, staff):
    staff.language = preferred
    staff.save()
    assert calendar(address_of(staff), accept_language=asked).x_wr_calname.value in (name, "My events")


@pytest.mark.parametrize("name", ["django.request", "django.server", "django.security.csrf"])
def test_no_secret_in_the_log(name, db, caplog):
    secret = "s" * 43
    logger = logging.getLogger(name)
    record = logger.makeRecord(name, logging.INFO, "", 0, "%s %s", ("GET", f"/feeds/{secret}.ics"), None)
    assert (bool(logger.filter(record)), record.getMessage()) == (True, "GET /feeds/…")
    Client().get(f"/feeds/{secret}.ics")
    Client(enforce_csrf_checks=True).post(f"/feeds/{secret}.ics")
    assert (secret in caplog.text, caplog.text.count("/feeds/…")) == (False, 2)
