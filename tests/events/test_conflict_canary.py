"""A canary in every text of an event that one may not see, and in the reason given to it: no warning tells of it."""

from datetime import date

import pytest

from events import conflicts
from events.models import Status
from tests.events.entering import NEW, sent
from tests.factories import EventFactory, LeaderFactory, at

WORD, DAY = "zzcanary", date(2024, 10, 10)
LIST, CHECK = "/plans/2024/events/conflicts/", "/plans/2024/events/conflicts/check/"


@pytest.fixture
def world(plan, division, other_division, protocol):
    """A restricted event of `staff2`'s division, and one of Protocol at the same time that says why all the same."""
    municipal = LeaderFactory()
    common = {"status": Status.PLANNED, "starts_on": DAY, "expected": [municipal]}
    texts = {name: f"{WORD}-{name}" for name in ("title_en", "title_zh", "venue", "conflict_reason")}
    hidden = EventFactory(**common, **texts, host_division=other_division, restricted=True)
    open_one = EventFactory(**common, host_division=protocol, conflict_reason=f"{WORD}-open", title_en="Open")
    return {"municipal": municipal, "hidden": hidden, "open": open_one}


def hunt(client, world):
    """Where a canary is seen, or a conflict counted: lists, pages, the fragment, what a refused form says."""
    leader, found = world["municipal"].pk, set()
    host = world["hidden"].host_division_id  # of no matter to a division, which hosts its own
    typed = sent([(leader, "meets", "expected")], starts_at="2024-10-10T10:15", host_division=host)
    one = f"/events/{world['open'].pk}/"
    answers = {
        **{f"{LIST}{query}": client.get(LIST + query) for query in ("", f"?leader={leader}", "?reason=given")},
        **{address: client.get(address) for address in (one, f"{one}edit/")},
        CHECK: client.post(CHECK, typed),
        f"{one}conflicts/check/": client.post(f"{one}conflicts/check/", typed | {"starts_at": "2024-10-10T10:30"}),
        f"stale {one}": client.post(f"{one}edit/", typed | {"version": 77}),
        NEW: client.post(NEW, typed | {"starts_at": "2024-10-10T10:45"}),
    }
    for address, answer in answers.items():
        text = answer.content.decode()
        if WORD in text or "1 in all" in text:
            found.add(address)
    return found


@pytest.mark.parametrize("person", ["protocol_staff", "secretary", "staff", "admin", "outsider"])
def test_who_may_not_see_it_is_not_warned_of_it(person, world, sign_in, request):
    assert hunt(sign_in(request.getfixturevalue(person)), world) == set()


def test_who_may_see_both_is(world, sign_in, planner):
    one = f"/events/{world['open'].pk}/"
    pages = {LIST, f"{LIST}?leader={world['municipal'].pk}", f"{LIST}?reason=given", one, f"{one}edit/"}
    assert hunt(sign_in(planner), world) == pages | {CHECK, NEW, f"{one}conflicts/check/", f"stale {one}"}


def test_the_hunt_would_find_a_leak(world, sign_in, protocol_staff, monkeypatch):
    monkeypatch.setattr(conflicts, "occupying", lambda reader, side: conflicts._occupying(side))
    one = f"/events/{world['open'].pk}/"
    assert hunt(sign_in(protocol_staff), world) >= {LIST, one, f"{one}edit/", CHECK, f"{one}conflicts/check/"}


def test_an_event_at_that_time_is_saved_without_a_question(world, sign_in, protocol_staff):
    typed = sent(
        [(world["municipal"].pk, "meets", "expected")], starts_at="2024-10-10T10:15", ends_at="2024-10-10T10:45"
    )
    world["open"].starts_at, world["open"].ends_at = at(DAY, 20), at(DAY, 21)
    world["open"].save()
    assert sign_in(protocol_staff).post(NEW, typed).status_code == 302
