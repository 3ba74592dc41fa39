"""What is the whole office's: periods held free and the settings, kept by planning office and Protocol."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from changelog.models import Change
from events.models import HoldWindow, RegisterSettings
from events.services.office import add_hold, change_hold, change_settings, delete_hold, hold_stamp, settings_stamp
from foundation.errors import Conflict
from tests.event_factories import HoldWindowFactory, RegisterSettingsFactory
from tests.factories import PlanFactory, at

HOLDS, SETTINGS = "/plans/2024/holds/", "/plans/2024/events/settings/"
FROM, UNTIL = at(date(2024, 10, 10), 8), at(date(2024, 10, 12), 20)
WINDOW: dict[str, Any] = {"name_en": "State visit", "name_zh": "", "starts_at": FROM, "ends_at": UNTIL}
FACTS = {
    "name_en": "State visit",
    "name_zh": "",
    "starts_at": "2024-10-10T08:00:00+08:00",
    "ends_at": "2024-10-12T20:00:00+08:00",
    "demonstration": False,
}
TYPED = {"name_zh": "", "name_en": "State visit", "starts_at": "2024-10-10T08:00", "ends_at": "2024-10-12T20:00"}


def recorded():
    """The change record, oldest first."""
    return list(Change.objects.order_by("id").values_list("action", "type", "key", "before", "after"))


class TestHolds:
    def test_a_period_from_its_entry_to_its_end_is_on_record(self, protocol_staff):
        window = add_hold(by=protocol_staff, demonstration=False, **WINDOW)
        changed = change_hold(
            by=protocol_staff, window=window, stamp=hold_stamp(window), **WINDOW | {"name_en": "Visit"}
        )
        change_hold(by=protocol_staff, window=changed, **WINDOW | {"name_en": "Visit"})
        delete_hold(by=protocol_staff, window=window)
        delete_hold(by=protocol_staff, window=window)
        key, after = str(window.pk), FACTS | {"name_en": "Visit"}
        assert recorded() == [
            ("create", "hold_window", key, None, FACTS),
            ("change", "hold_window", key, FACTS, after),
            ("delete", "hold_window", key, after, None),
        ]
        assert not HoldWindow.objects.exists()

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"name_en": " "}, "name_zh"),
            ({"ends_at": FROM}, "ends_at"),
            ({"starts_at": FROM.replace(year=1)}, "starts_at"),
            ({"name_en": "\x00"}, "name_en"),
        ],
    )
    def test_what_is_refused(self, changed, field, planner):
        with pytest.raises(ValidationError) as raised:
            add_hold(by=planner, demonstration=False, **WINDOW | changed)
        assert (list(raised.value.message_dict), recorded()) == ([field], [])

    def test_somebody_else_was_faster(self, planner):
        window = HoldWindowFactory()
        shown = hold_stamp(window)
        HoldWindow.objects.update(name_en="Other")
        with pytest.raises(Conflict) as raised:
            change_hold(by=planner, window=window, stamp=shown, **WINDOW)
        assert raised.value.standing.name_en == "Other"

    @pytest.mark.parametrize("who", ["leader", "secretary", "staff", "chief", "admin", "outsider"])
    def test_nobody_else_keeps_them(self, who, request):
        person, window = request.getfixturevalue(who), HoldWindowFactory()
        for call in (
            lambda: add_hold(by=person, demonstration=False, **WINDOW),
            lambda: change_hold(by=person, window=window, **WINDOW),
            lambda: delete_hold(by=person, window=window),
            lambda: change_settings(by=person, demonstration=False, travel_minutes=1, feeds_tell_schedule=True),
        ):
            with pytest.raises(PermissionDenied):
                call()
        assert recorded() == []


class TestHoldPages:
    def test_from_the_form_to_the_list_and_away_again(self, sign_in, protocol_staff, plan):
        client = sign_in(protocol_staff)
        assert client.post(f"{HOLDS}new/", TYPED).status_code == 302
        window = HoldWindow.objects.get()
        assert (window.starts_at, window.ends_at, window.demonstration) == (FROM, UNTIL, False)
        page = client.get(HOLDS).content.decode()
        assert ("State visit" in page, "10 October 2024, 08:00 – 12 October 2024, 20:00" in page) == (True, True)
        edit = f"{HOLDS}{window.pk}/edit/"
        shown = client.get(edit).context["stamp"]
        assert client.post(edit, TYPED | {"name_zh": "国事活动", "stamp": shown}).status_code == 302
        assert HoldWindow.objects.get().name_zh == "国事活动"
        assert client.post(f"{HOLDS}{window.pk}/delete/").status_code == 302
        assert "No period is held free" in client.get(HOLDS).content.decode()

    def test_errors_stand_beside_their_field_and_what_was_typed_stays(self, sign_in, planner, plan):
        answer = sign_in(planner).post(f"{HOLDS}new/", TYPED | {"ends_at": "2024-10-10T08:00"})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["ends_at"])
        assert 'value="State visit"' in answer.content.decode()

    def test_both_versions_where_somebody_else_was_faster(self, sign_in, planner, plan):
        window = HoldWindowFactory(name_zh="")
        HoldWindow.objects.filter(pk=window.pk).update(starts_at=FROM, ends_at=UNTIL)
        client, edit = sign_in(planner), f"{HOLDS}{window.pk}/edit/"
        answer = client.post(edit, TYPED | {"stamp": "of-before"})
        assert answer.status_code == 409
        [difference] = answer.context["differences"]
        assert (difference.yours, difference.stands) == ("State visit", "Major state event")
        assert client.post(edit, TYPED | {"stamp": answer.context["stamp"]}).status_code == 302
        assert HoldWindow.objects.get().name_en == "State visit"

    def test_everybody_with_a_role_reads_and_the_others_change_nothing(self, sign_in, staff, outsider, plan):
        window, client = HoldWindowFactory(), sign_in(staff)
        page = client.get(HOLDS).content.decode()
        assert ("Major state event" in page, "/edit/" in page, "/new/" in page) == (True, False, False)
        assert client.get(f"{HOLDS}{window.pk}/edit/").status_code == 403
        assert client.post(f"{HOLDS}{window.pk}/delete/").status_code == 403
        assert sign_in(outsider).get(HOLDS).status_code == 403

    def test_the_coming_ones_first_and_each_side_its_own(self, sign_in, staff, plan):
        for day in (date(2024, 9, 1), date(2024, 12, 1), date(2024, 10, 1), date(2024, 2, 1)):
            HoldWindowFactory(name_en=f"On {day}", starts_at=at(day, 8), ends_at=at(day, 9))
        HoldWindowFactory(demonstration=True)
        PlanFactory(code="demo-2024", demonstration=True)
        names = [window.name_en for window in sign_in(staff).get(HOLDS).context["page"]]
        assert names == ["On 2024-10-01", "On 2024-12-01", "On 2024-09-01", "On 2024-02-01"]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_costs_the_same_however_long(self, rows, sign_in, staff, plan, django_assert_num_queries):
        HoldWindowFactory.create_batch(rows)
        client = sign_in(staff)
        with django_assert_num_queries(7):  # session, person, division; plan; count, page; the frame: plans
            client.get(HOLDS)


class TestSettings:
    def test_they_are_set_for_a_side_and_recorded(self, sign_in, protocol_staff, plan):
        client = sign_in(protocol_staff)
        shown = client.get(SETTINGS).context["stamp"]
        assert client.post(SETTINGS, {"travel_minutes": "30", "stamp": shown}).status_code == 302
        settings = RegisterSettings.objects.get()
        assert (settings.travel_minutes, settings.feeds_tell_schedule, settings.demonstration) == (30, False, False)
        after = {"travel_minutes": 30, "feeds_tell_schedule": False, "demonstration": False}
        assert recorded() == [("create", "register_settings", str(settings.pk), None, after)]
        shown = client.get(SETTINGS).context["stamp"]
        data = {"travel_minutes": "30", "feeds_tell_schedule": "on", "stamp": shown}
        assert client.post(SETTINGS, data).status_code == 302
        assert recorded()[1:] == [
            ("change", "register_settings", str(settings.pk), after, after | {"feeds_tell_schedule": True})
        ]

    def test_saving_the_same_writes_no_change(self, planner):
        settings = RegisterSettingsFactory(travel_minutes=15)
        change_settings(by=planner, demonstration=False, travel_minutes=15, feeds_tell_schedule=False)
        assert (RegisterSettings.objects.get().pk, recorded()) == (settings.pk, [])

    @pytest.mark.parametrize("minutes", ["", "-1", "601", "x", "99999999999999999999"])
    def test_what_is_refused(self, minutes, sign_in, planner, plan):
        answer = sign_in(planner).post(SETTINGS, {"travel_minutes": minutes})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["travel_minutes"])
        assert not RegisterSettings.objects.exists()

    def test_both_versions_where_somebody_else_was_faster(self, sign_in, planner, plan):
        shown = settings_stamp(RegisterSettings.of(False))
        RegisterSettingsFactory(travel_minutes=45)
        answer = sign_in(planner).post(SETTINGS, {"travel_minutes": "30", "stamp": shown})
        assert answer.status_code == 409
        [difference] = answer.context["differences"]
        assert (difference.yours, difference.stands) == ("30", "45")

    def test_their_page_is_for_those_who_keep_them(self, sign_in, planner, staff, outsider, plan):
        assert SETTINGS in sign_in(planner).get(HOLDS).content.decode()
        client = sign_in(staff)
        assert (client.get(SETTINGS).status_code, SETTINGS in client.get(HOLDS).content.decode()) == (403, False)
        assert sign_in(outsider).get(SETTINGS).status_code == 403
