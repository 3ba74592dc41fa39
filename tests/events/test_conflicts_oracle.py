"""Conflicts against a second opinion: every two events compared in plain Python, by the sentence of the rule."""

import os
from datetime import date, timedelta
from itertools import combinations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.conflicts import all_conflicts, collisions_of, conflict_marks
from events.models import Event
from tests.event_factories import RegisterSettingsFactory
from tests.factories import DivisionFactory, EventFactory, LeaderFactory, at

EXAMPLES = int(os.environ.get("WORKPLAN_HYPOTHESIS_EXAMPLES", "0"))
AWAY = {"outbound_visit", "visit_hong_kong_macao"}
START = at(date(2024, 9, 28), 0)

drawn_events = st.lists(
    st.fixed_dictionaries(
        {
            "start": st.integers(0, 40).map(lambda half_hours: half_hours * 30 * 4),
            "length": st.sampled_from([0, 30, 60, 240, 60 * 20, 60 * 24 * 3]),
            "kind": st.sampled_from(["meeting", "meeting", *sorted(AWAY)]),
            "status": st.sampled_from(["planned", "confirmed", "held", "cancelled"]),
            "restricted": st.booleans(),
            "ours": st.booleans(),
            "outcomes": st.lists(
                st.sampled_from([None, "expected", "attended", "represented", "not_attending"]), min_size=2, max_size=2
            ),
        }
    ),
    max_size=6,
)


def busy(event):
    """From when until when, a visit outside the city whole days."""
    starts, ends = (
        START + timedelta(minutes=minutes) for minutes in (event["start"], event["start"] + event["length"])
    )
    if event["kind"] in AWAY:
        first, last = starts.date(), ends.date()
        return at(first, 0), at(last + timedelta(days=1), 0)
    return starts, ends


def disclosed(event, who, now):
    """Whether the reader sees the event and its schedule."""
    if event["restricted"] and not (who == "planner" or event["ours"]):
        return False
    ends = START + timedelta(minutes=event["start"] + event["length"])
    over = event["status"] == "held" or ends <= now
    return who == "planner" or over or event["ours"]


def expected_pairs(events, who, buffer, now):
    """Each two by the sentence of the rule."""
    found = set()
    for (one, a), (other, b) in combinations(enumerate(events), 2):
        if "cancelled" in (a["status"], b["status"]) or not (disclosed(a, who, now) and disclosed(b, who, now)):
            continue
        both = [{x, y} <= {"expected", "attended"} for x, y in zip(a["outcomes"], b["outcomes"], strict=True)]
        (a_from, a_until), (b_from, b_until) = busy(a), busy(b)
        if any(both) and a_from < b_until + buffer and a_until + buffer > b_from:
            found.add(frozenset({one, other}))
    return found


@pytest.mark.django_db
@settings(
    max_examples=EXAMPLES or 60, derandomize=not EXAMPLES, database=None, deadline=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(drawn=drawn_events, minutes=st.sampled_from([0, 30, 240]), who=st.sampled_from(["planner", "staff"]))
def test_pairs_marks_and_warnings_are_those_of_the_rule(plan, planner, staff, drawn, minutes, who):
    reader, now = {"planner": planner, "staff": staff}[who], at(date(2024, 9, 30), 12)
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("foundation.clock.now", lambda: now)
        RegisterSettingsFactory(travel_minutes=minutes)
        leaders, other = [LeaderFactory(), LeaderFactory()], DivisionFactory()
        made = []
        for facts in drawn:
            starts_at = START + timedelta(minutes=facts["start"])
            status = facts["status"] if facts["status"] != "held" or starts_at <= now else "planned"
            facts["status"] = status
            event = EventFactory(
                starts_at=starts_at, ends_at=starts_at + timedelta(minutes=facts["length"]),
                recorded_at=max(now, starts_at), kind=facts["kind"], status=status, restricted=facts["restricted"],
                host_division=staff.division if facts["ours"] else other,
                reason="Called off" if status == "cancelled" else "",
            )  # fmt: skip
            for leader, outcome in zip(leaders, facts["outcomes"], strict=True):
                if outcome:
                    event.attendances.create(leader=leader, outcome=outcome)
            made.append(event)
        by_rule = expected_pairs(drawn, who, timedelta(minutes=minutes), now)
        wanted = {frozenset(made[number].pk for number in pair) for pair in by_rule}
        assert {frozenset(pair[:2]) for pair in all_conflicts(plan, reader)} == wanted
        assert conflict_marks(reader, Event.objects.all()) == {pk for pair in wanted for pk in pair}
        for event in made:
            met = {frozenset({event.pk, clash.event.pk}) for clash in collisions_of(reader, event).clashes}
            assert met == {pair for pair in wanted if event.pk in pair}
        transaction.set_rollback(True)
