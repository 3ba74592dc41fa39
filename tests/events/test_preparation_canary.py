"""Canaries in the checklist of a restricted event: nowhere for others, the desk of who is to do it included."""

from datetime import date

import pytest
from django.urls import reverse

from changelog.audience import tags_of
from changelog.models import Change
from events.models.event import EventQuerySet
from events.services import tick_item
from tests.event_factories import PreparationItemFactory, SeriesFactory
from tests.events.test_checklists import sent
from tests.factories import EventFactory

pytestmark = pytest.mark.django_db
WORD = "zzcanary"
COMING = date(2024, 10, 10)


@pytest.fixture
def hidden(plan, division, other_division, protocol, planner):
    """A restricted event to come with items, one of them for each other division; late, due and done."""
    series = SeriesFactory(name_en=f"{WORD}-series", name_zh=f"{WORD}-series", registered=False)
    event = EventFactory(
        host_division=division, starts_on=COMING, status="planned", restricted=True, series=series, edition=1,
        title_en=f"{WORD}-title", title_zh=f"{WORD}-title",
    )  # fmt: skip
    for responsible in (other_division, protocol, None):
        for days in (20, 7, 3):
            PreparationItemFactory(
                event=event, division=responsible, days_before=days, label_en=f"{WORD}-item", label_zh=f"{WORD}-item"
            )
        done = PreparationItemFactory(event=event, division=responsible, label_en=f"{WORD}-done", label_zh="")
        tick_item(by=planner, item=done, done=True)
    return event


def hunt(client, event) -> set[str]:
    """The addresses at which a canary is seen: every page and fragment on which an item could be, sent forms too."""
    item, series = event.preparation.first(), event.series_id
    own = reverse("events:event", args=[event.pk])
    overview, desk = (reverse(name, args=["2024"]) for name in ("events:preparation", "priorities:desk"))
    asked = [
        *(overview + query for query in ("", "?late=true", "?division=consular", "?division=economic")),
        *(desk, f"{desk}?show=preparation", own, f"{own}preparation/"),
        *(reverse(name, args=["2024"]) for name in ("events:checklists", "events:list", "dashboard")),
        reverse("events:edition-new", args=["2024", series]),
    ]
    answers = [(address, client.get(address, follow=True)) for address in asked]
    tick, new = reverse("events:preparation-tick", args=[item.pk]), reverse("events:edition-new", args=["2024", series])
    for address, data in (
        (tick, {"in": "event"}),
        (tick, {"in": "event", "undo": "1"}),
        (tick, {}),
        (f"{own}preparation/", sent(("venue", "x", "1", {}), stamp="old")),
        (f"{own}preparation/template/", {}),
        (new, {"preview": "1"}),
    ):
        answers.append((f"POST {address}", client.post(address, data, headers={"HX-Request": "true"}, follow=True)))
    return {address for address, answer in answers if WORD in answer.content.decode() + str(dict(answer.headers))}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("person", ["staff2", "chief2", "protocol_staff", "admin", "outsider"])
def test_it_is_nowhere_for_whom_it_is_not(person, language, hidden, sign_in, request):
    client = sign_in(request.getfixturevalue(person))
    client.cookies["django_language"] = language
    assert hunt(client, hidden) == set()


@pytest.mark.parametrize("person", ["staff", "planner"])
def test_it_is_there_for_whom_it_is(person, hidden, sign_in, request):
    found = hunt(sign_in(request.getfixturevalue(person)), hidden)
    own = reverse("events:event", args=[hidden.pk])
    assert found >= {"/plans/2024/desk/", "/plans/2024/preparation/", own, f"{own}preparation/"}


def test_the_hunt_would_find_a_leak(hidden, sign_in, staff2, monkeypatch):
    monkeypatch.setattr(EventQuerySet, "visible_to", lambda self, user: self.all())
    found = hunt(sign_in(staff2), hidden)
    assert found >= {"/plans/2024/desk/", "/plans/2024/preparation/", reverse("events:event", args=[hidden.pk])}


def test_the_record_of_its_items_is_for_who_may_see_it(hidden, staff, staff2, protocol_staff, admin, leader):
    changes = Change.objects.filter(type="preparation")
    seen = [changes.seen_by(tags_of(person)).count() for person in (staff, leader, staff2, protocol_staff, admin)]
    assert seen == [3, 3, 0, 0, 0]


def test_what_is_not_ones_to_see_answers_as_what_is_not_there(hidden, sign_in, staff2):
    client = sign_in(staff2)
    there, missing = (client.post(f"/preparation/{pk}/tick/") for pk in (hidden.preparation.first().pk, 999_999_999))
    assert (there.status_code, missing.status_code) == (404, 404)
