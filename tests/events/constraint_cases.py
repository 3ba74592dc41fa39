"""What breaks each constraint and key of the registers beside the events (tests/priorities/test_constraints.py)."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from events.models import DistinctEvents, Event
from foundation import clock
from tests.event_factories import (
    AgreementFactory,
    CalendarFeedFactory,
    CounterpartFactory,
    HoldWindowFactory,
    PreparationItemFactory,
    RegisterSettingsFactory,
    SeriesFactory,
    TemplateItemFactory,
    VenueFactory,
)
from tests.factories import EventFactory, UserFactory, at


def changed(**facts: Any) -> Callable[[], Any]:
    """An event with these columns set past the model."""
    event = EventFactory()
    return lambda: Event.objects.filter(pk=event.pk).update(**facts)


def two(times: int = 1, backwards: bool = False) -> Callable[[], Any]:
    """Two events told apart, `times` times."""
    pair = sorted((EventFactory(), EventFactory()), key=lambda each: each.pk, reverse=backwards)
    given = {"first": pair[0], "second": pair[1], "by": UserFactory(), "at": clock.now()}
    return lambda: [DistinctEvents.objects.create(**given) for _ in range(times)]


CASES: dict[str, Callable[[], Callable[[], Any]]] = {
    "series_every_years_range": lambda: partial(SeriesFactory, every_years=0),
    "counterpart_has_a_name": lambda: partial(CounterpartFactory, name_en="", name_zh=""),
    "counterpart_kind_known": lambda: partial(CounterpartFactory, kind="person"),
    "counterpart_partner_is_a_foreign_city": lambda: partial(
        CounterpartFactory, kind="city", country_or_region="HK", partner_since=date(2001, 5, 1)
    ),
    "agreement_has_a_title": lambda: partial(
        AgreementFactory, counterpart=CounterpartFactory(), title_en="", title_zh=""
    ),
    "agreement_until_not_before_signed": lambda: partial(
        AgreementFactory, counterpart=CounterpartFactory(), until_on=date(2023, 4, 30)
    ),
    "venue_has_a_name": lambda: partial(VenueFactory, name_en="", name_zh=""),
    "event_merged_is_cancelled": lambda: changed(merged_into=EventFactory()),
    "event_days_in_order": lambda: changed(ends_on=date(2024, 3, 1)),
    "distinct_events_once": lambda: two(times=2),
    "distinct_events_in_order": lambda: two(backwards=True),
    "templateitem_topic_known": lambda: partial(TemplateItemFactory, topic="weather"),
    "templateitem_days_range": lambda: partial(TemplateItemFactory, days_before=366),
    "templateitem_bare_tick": lambda: partial(TemplateItemFactory, topic="security"),
    "templateitem_kind_known": lambda: partial(TemplateItemFactory, kind="banana"),
    "preparationitem_topic_known": lambda: partial(PreparationItemFactory, event=EventFactory(), topic="weather"),
    "preparationitem_days_range": lambda: partial(PreparationItemFactory, event=EventFactory(), days_before=366),
    "preparationitem_bare_tick": lambda: partial(PreparationItemFactory, event=EventFactory(), topic="gifts"),
    "preparationitem_done_by_whom": lambda: partial(
        PreparationItemFactory, event=EventFactory(), done_on=date(2024, 3, 1)
    ),
    "settings_travel_range": lambda: partial(RegisterSettingsFactory, travel_minutes=601),
    "hold_has_a_name": lambda: partial(HoldWindowFactory, name_en="", name_zh=""),
    "hold_ends_after_start": lambda: partial(HoldWindowFactory, ends_at=at(date(2024, 10, 10), 0)),
    "feed_kind_known": lambda: partial(CalendarFeedFactory, kind="all"),
    "feed_of_a_leader": lambda: partial(CalendarFeedFactory, kind="leader"),
}
KEYS: dict[tuple[str, str], Callable[[], Any]] = {
    ("RegisterSettings", "demonstration"): RegisterSettingsFactory,
    ("CalendarFeed", "digest"): partial(CalendarFeedFactory, digest="d"),
}
