"""A word in every text of restricted events, and of what hangs on them, looked for everywhere, by everybody.

Its control: with `visible_to` open the same crawl finds it on many addresses, so it would find a leak.
"""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from events.models.event import EventQuerySet
from tests.canary.walking import LONG, Ground, Visitor, crawl, post_everywhere, route_of
from tests.canary.world import OTHER, OWN, PARTS, Hidden, build, unmarked
from tests.conftest import TODAY
from tests.factories import TokenFactory

pytestmark = pytest.mark.django_db
BOTH = {OWN, OTHER}
# What each person must see nowhere, and the language they read. Whoever hosts an event, or serves the leader in charge
# of its task, sees it. `make canary` asks everybody everything in both languages; the suite, one person everything, and
# the others what is near events.
NOT_FOR: dict[tuple[str, str], set[str]] = {
    ("secretary", "en"): {OTHER},
    ("secretary2", "zh-hans"): BOTH,
    ("staff", "zh-hans"): {OTHER},
    ("staff3", "en"): BOTH,
    ("protocol", "en"): BOTH,
    ("administrator", "zh-hans"): BOTH,
    ("outsider", "en"): BOTH,
}
THOROUGH = ("staff3",)
if LONG:
    everybody = {each: words for (each, _language), words in NOT_FOR.items()}
    everybody |= {"chief": {OTHER}, "deputy": {OTHER}, "somebody": {OWN}, "chief3": BOTH}
    NOT_FOR = {(each, language): words for each, words in everybody.items() for language in ("en", "zh-hans")}
TOKENS = {
    ("leadership", False): BOTH,
    ("planning_office", False): BOTH,
    ("secretary", True): {OTHER},
    ("staff", False): BOTH,
    ("staff", True): {OTHER},
    ("protocol", True): BOTH,
    ("administrator", True): BOTH,
    ("outsider", True): BOTH,
}


class Stage:
    """The world, and the ground that who sees everything has found in it."""

    def __init__(self) -> None:
        self.hidden: Hidden = build()
        self.everything = Visitor(self.hidden.people["planning_office"])
        self.ground = Ground(self.hidden, self.everything)


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """One world for all, taken down with the module. What is refused here would fill the log."""
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock(), override_settings(WORKPLAN_TODAY=TODAY), transaction.atomic():
        yield Stage()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def betrayed(visitor: Visitor, words: set[str]) -> dict[str, list[str]]:
    """Where a visitor saw what is not for them."""
    return {word: sorted(where) for word, where in visitor.found.items() if word in words}


def test_every_text_carries_the_word(stage):
    assert list(unmarked()) == []


def test_who_sees_everything_finds_both_wherever_events_are(stage):
    found = {word: {route_of(each.split()[-1]) for each in where} for word, where in stage.everything.found.items()}
    assert set(found) == BOTH
    assert found[OWN] >= {"events:list", "events:event", "evidence:file", "api:events", "api:event", "exchange:export"}


@pytest.mark.parametrize(("person", "language"), sorted(NOT_FOR))
def test_it_is_nowhere_for_whom_it_is_not(person, language, stage):
    visitor = Visitor(stage.hidden.people[person], language=language)
    thorough = LONG or person in THOROUGH
    crawl(visitor, stage.ground, quick=not thorough)
    if thorough:
        post_everywhere(visitor, stage.ground)
    assert betrayed(visitor, NOT_FOR[person, language]) == {}
    assert set(visitor.found) == BOTH - NOT_FOR[person, language]


def test_nothing_before_sign_in(stage):
    visitor = Visitor(None)
    for address in stage.ground.everything():
        visitor.get(address)
    assert visitor.found == {}


@pytest.mark.parametrize(("person", "schedule"), sorted(TOKENS))
def test_no_token_reads_more_than_it_may(person, schedule, stage):
    token = TokenFactory(user=stage.hidden.people[person], write=True, schedule=schedule)
    visitor = Visitor(None, token=token.secret)
    crawl(visitor, stage.ground, only="/api/", quick=not LONG)
    post_everywhere(visitor, stage.ground, only="/api/")
    assert betrayed(visitor, TOKENS[person, schedule]) == {}
    assert set(visitor.found) == BOTH - TOKENS[person, schedule]


def test_no_calendar_feed_carries_one(stage):
    visitor, answered = Visitor(None), 0
    for secret in (secret for secrets in stage.hidden.feeds.values() for secret in secrets):
        answered += visitor.get(reverse("events:feed", args=[secret])).status_code == 200
    assert (visitor.found, answered) == ({}, 24)  # three kinds, for whom each is


def test_the_crawl_would_find_a_leak(stage, monkeypatch):
    monkeypatch.setattr(EventQuerySet, "visible_to", lambda self, user: self.all())
    visitor = Visitor(stage.hidden.people["staff3"])
    crawl(visitor, stage.ground, quick=not LONG)
    routes = {route_of(each.split()[-1]) for each in visitor.found[OTHER]}
    assert routes >= {
        *("events:list", "events:event", "events:new", "api:events", "api:event", "exchange:export"),
        *("search", "search-suggestions", "evidence:file"),
    }
    listing = reverse("events:list", args=["2024"])
    assert visitor.found[OTHER] >= {listing, f"fragment {listing}", f"{listing}?q={PARTS[1]}"}
