"""Factories of the registers beside the events."""

from datetime import date

import factory

from events.models import (
    Agreement,
    CalendarFeed,
    Counterpart,
    HoldWindow,
    PreparationItem,
    RegisterSettings,
    Series,
    TemplateItem,
    Venue,
)
from foundation import clock
from tests.factories import EventFactory, Factory, UserFactory, at


class SeriesFactory(Factory):
    """In its register, an edition every year."""

    class Meta:
        model = Series

    name_en = factory.Sequence(lambda n: f"Series {n}")
    name_zh = factory.Sequence(lambda n: f"第{n}个品牌活动")
    registered = True


class CounterpartFactory(Factory):
    """An organisation in its register; `partner_since=` a partner city needs `kind="city"`."""

    class Meta:
        model = Counterpart

    name_en = factory.Sequence(lambda n: f"Counterpart {n}")
    name_zh = factory.Sequence(lambda n: f"第{n}个对方单位")
    kind = Counterpart.Kind.ORGANISATION
    country_or_region = "FR"
    registered = True


class AgreementFactory(Factory):
    class Meta:
        model = Agreement

    counterpart = factory.SubFactory(CounterpartFactory)
    title_en = "Memorandum"
    title_zh = "备忘录"
    signed_on = date(2023, 5, 1)


class VenueFactory(Factory):
    class Meta:
        model = Venue

    name_en = factory.Sequence(lambda n: f"Venue {n}")
    name_zh = factory.Sequence(lambda n: f"第{n}会场")
    capacity = 100
    registered = True


class TemplateItemFactory(Factory):
    class Meta:
        model = TemplateItem

    kind = "meeting"
    topic = "venue"
    label_en = "Book the room"
    label_zh = "预订会场"
    days_before = 7


class PreparationItemFactory(Factory):
    """To be done a week before its event."""

    class Meta:
        model = PreparationItem

    event = factory.SubFactory(EventFactory)
    topic = "venue"
    label_en = "Book the room"
    label_zh = "预订会场"
    days_before = 7
    due_on = factory.LazyAttribute(lambda item: date.fromordinal(item.event.starts_on.toordinal() - item.days_before))


class HoldWindowFactory(Factory):
    """The whole of 10 and 11 October 2024."""

    class Meta:
        model = HoldWindow

    name_en = "Major state event"
    name_zh = "重大国事活动"
    starts_at = factory.LazyFunction(lambda: at(date(2024, 10, 10), 0))
    ends_at = factory.LazyFunction(lambda: at(date(2024, 10, 12), 0))


class RegisterSettingsFactory(Factory):
    class Meta:
        model = RegisterSettings

    demonstration = False


class CalendarFeedFactory(Factory):
    """The owner's own events; its secret is not known."""

    class Meta:
        model = CalendarFeed

    owner = factory.SubFactory(UserFactory)
    kind = CalendarFeed.Kind.MINE
    digest = factory.Sequence(lambda n: f"{n:064x}")
    hint = "abcdefg"
    created_at = factory.LazyFunction(clock.now)
