"""The demonstration's registers beside its events: venues, counterparts, checklists, an event entered twice."""

import io

import pytest
from django.core.management import call_command

from events.models import Counterpart, Event, HoldWindow, PreparationItem, Venue
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


def test_the_registers_beside_the_events() -> None:
    call_command("demo_data", password="x", stdout=io.StringIO(), stderr=io.StringIO())
    assert (Venue.objects.count(), Counterpart.objects.count(), HoldWindow.objects.count()) == (6, 52, 2)
    partners = Counterpart.objects.filter(partner_since__isnull=False)
    assert [each.agreements.count() for each in partners] == [1] * 9
    assert not Event.objects.exclude(country_or_region="").filter(counterparts=None).exists()
    assert not Event.objects.filter(restricted=True, delegation__registered=True).exists()
    coming = PreparationItem.objects.filter(event__status__in=["planned", "confirmed"])
    late = coming.filter(done_on__isnull=True, due_on__lt=TODAY)
    assert 0 < late.count() < coming.filter(done_on__isnull=False).count()
    assert Event.objects.filter(title_zh__endswith="（重复登记）").count() == 1
    named = [*Venue.objects.values_list("name_en", "name_zh"), *Counterpart.objects.values_list("name_en", "name_zh")]
    assert not [names for names in named if "北京" in names[1] or "Beijing" in names[0]]
