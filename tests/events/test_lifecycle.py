"""The steps in an event's life: which is open when, what each writes, who may, and what comes of two people at once."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.urls import reverse

from events.models import Event, Outcome, Role, Status
from events.services import (
    STEPS,
    Attends,
    call_off_event,
    change_event,
    confirm_event,
    hold_event,
    is_open,
    register_event,
    say_attendance,
    take_up_again,
)
from foundation.errors import Conflict
from tests.events.entering import COMING, PAST, attended
from tests.events.recorded import changes, errors, states
from tests.factories import AreaFactory, EventFactory, LeaderFactory, at

# What each step makes of an event of each status; no entry: it is refused, and nothing is written.
BECOMES = {
    ("planned", "confirm"): "confirmed",
    ("planned", "hold"): "held",
    ("planned", "postpone"): "postponed",
    ("planned", "cancel"): "cancelled",
    ("confirmed", "hold"): "held",
    ("confirmed", "postpone"): "postponed",
    ("confirmed", "cancel"): "cancelled",
    ("postponed", "again"): "planned",
    ("postponed", "again, confirmed"): "confirmed",
    ("postponed", "cancel"): "cancelled",
}
TAKE = {
    "confirm": lambda **given: confirm_event(**given),
    "hold": lambda **given: hold_event(outcomes={}, **given),
    "postpone": lambda **given: call_off_event(status="postponed", reason="The guests come later.", **given),
    "cancel": lambda **given: call_off_event(status="cancelled", reason="The guests do not come.", **given),
    "again": lambda **given: take_up_again(starts_at=at(COMING, 9), **given),
    "again, confirmed": lambda **given: take_up_again(starts_at=at(COMING, 9), status="confirmed", **given),
}
REASONED = ("postponed", "cancelled")


@pytest.fixture
def of_status(staff, facts):
    """`of_status(status, **facts)`: a registered event of yesterday's week, so that it may be called held."""

    def made(status: str, **changed) -> Event:
        reason = "Called off." if status in REASONED else ""
        said = facts(day=PAST, status=status, reason=reason, **changed)
        return register_event(by=staff, demonstration=False, facts=said)

    return made


class TestTable:
    @pytest.mark.parametrize("status", Status.values)
    @pytest.mark.parametrize("step", TAKE)
    def test_each_step_from_each_status(self, status, step, of_status, staff):
        event, wanted = of_status(status), BECOMES.get((status, step))
        if wanted is None:
            with pytest.raises(Conflict) as raised:
                TAKE[step](by=staff, event=event, version=1)
            assert raised.value.standing == event
            assert (Event.objects.get().status, len(states(event)), len(changes(event))) == (status, 1, 1)
        else:
            assert TAKE[step](by=staff, event=event, version=1).status == wanted
            assert [state for state, _people in states(event)] == [status, wanted]
            assert changes(event) == [("create", 1, staff.pk), ("change", 2, staff.pk)]

    @pytest.mark.parametrize("status", Status.values)
    def test_the_services_and_the_table_agree(self, status):
        named = {step.partition(",")[0] for of, step in BECOMES if of == status}
        assert {step for step in STEPS if is_open(Event(status=status), step)} == named


class TestSteps:
    def test_confirming_says_by_whom_and_under_which_number(self, of_status, staff):
        said = {"confirmed_by": "General Office", "approval_number": "2024-17"}
        event = confirm_event(by=staff, event=of_status("planned"), version=1, **said)
        assert (event.confirmed_by, event.approval_number, event.version) == ("General Office", "2024-17", 2)

    @pytest.mark.parametrize("status", ["postponed", "cancelled"])
    def test_calling_off_needs_a_reason(self, status, of_status, staff):
        with pytest.raises(ValidationError) as raised:
            call_off_event(by=staff, event=of_status("planned"), version=1, status=status, reason=" ")
        assert errors(raised) == {"reason": ["Say why the event is postponed or cancelled."]}

    @pytest.mark.parametrize("status", ["held", "planned", "gone"])
    def test_calling_off_is_nothing_else(self, status, of_status, staff):
        with pytest.raises(ValidationError) as raised:
            call_off_event(by=staff, event=of_status("planned"), version=1, status=status, reason="Why not.")
        assert set(errors(raised)) == {"status"}

    def test_taken_up_again_it_is_as_long_as_it_was_to_be_and_waits_to_be_confirmed_anew(self, of_status, staff):
        event = of_status("postponed", ends_at=at(PAST, 12, 30), confirmed_by="General Office", approval_number="1")
        again = take_up_again(by=staff, event=event, version=1, starts_at=at(COMING, 9))
        assert (again.starts_on, again.starts_at, again.ends_at) == (COMING, at(COMING, 9), at(COMING, 11, 30))
        assert (again.status, again.reason, again.confirmed_by, again.approval_number) == ("planned", "", "", "")

    def test_its_new_time_is_checked_as_any(self, of_status, staff, plan):
        event = of_status("postponed", area=AreaFactory(plan=plan))
        cases: list[tuple[dict[str, Any], str]] = [
            ({"starts_at": at(COMING, 9), "ends_at": at(COMING, 8)}, "ends_at"),
            ({"starts_at": at(date(2025, 3, 1), 9)}, "area"),
        ]
        for wrong, field in cases:
            with pytest.raises(ValidationError) as raised:
                take_up_again(by=staff, event=event, version=1, **wrong)
            assert set(errors(raised)) == {field}
        assert Event.objects.get().status == "postponed"

    def test_held_says_who_attended_in_what_role(self, of_status, staff):
        here, away, unsaid = LeaderFactory(), LeaderFactory(), LeaderFactory()
        event = of_status("planned", attendances=[Attends(leader=each) for each in (here, away, unsaid)])
        hold_event(
            by=staff, event=event, version=1, outcomes={here.pk: "attended", away.pk: "represented"},
            roles={here.pk: "speaks"},
        )  # fmt: skip
        assert attended(event) == [
            (here.pk, "speaks", "attended"),
            (away.pk, "meets", "represented"),
            (unsaid.pk, "meets", "expected"),
        ]

    def test_attendance_is_said_of_what_is_held_and_of_nothing_else(self, of_status, staff):
        leader = LeaderFactory()
        event = of_status("held", attendances=[Attends(leader=leader)])
        said: dict[str, Any] = {"outcomes": {leader.pk: Outcome.ATTENDED}, "roles": {leader.pk: Role.HOST}}
        assert say_attendance(by=staff, event=event, version=1, **said).version == 2
        assert attended(event) == [(leader.pk, "host", "attended")]
        with pytest.raises(Conflict):
            say_attendance(by=staff, event=of_status("confirmed"), version=1, outcomes={})

    @pytest.mark.parametrize("step", ["confirm", "hold", "postpone", "cancel"])
    def test_another_version_is_a_conflict(self, step, of_status, staff):
        event = of_status("planned")
        change_event(by=staff, event=event, version=1, facts={"venue": "Museum"})
        with pytest.raises(Conflict) as raised:
            TAKE[step](by=staff, event=event, version=1)
        assert (raised.value.standing.venue, Event.objects.get().status) == ("Museum", "planned")

    @pytest.mark.parametrize("step", TAKE)
    def test_is_for_the_host_and_the_planning_office(
        self, step, of_status, staff2, chief2, leader, secretary, admin, outsider, planner
    ):
        event = of_status("postponed" if step.startswith("again") else "planned")
        for person in (staff2, chief2, leader, secretary, admin):
            with pytest.raises(PermissionDenied):
                TAKE[step](by=person, event=event, version=1)
        with pytest.raises(Http404):
            TAKE[step](by=outsider, event=event, version=1)
        assert TAKE[step](by=planner, event=event, version=1).version == 2


class TestPages:
    @pytest.fixture
    def ask(self, sign_in, staff):
        """`ask(event, route, **said)`: the answer to a step that staff of the host division takes."""
        client = sign_in(staff)
        return lambda event, route, **said: client.post(f"/events/{event.pk}/{route}/", {"version": 1} | said)

    @pytest.mark.parametrize(
        ("status", "offered", "taps"),
        [
            ("planned", ["confirm", "postpone", "cancel"], True),
            ("confirmed", ["postpone", "cancel"], True),
            ("postponed", ["again", "cancel"], False),
            ("cancelled", [], False),
            ("held", [], False),
        ],
    )
    def test_the_page_offers_what_comes_next(self, status, offered, taps, of_status, sign_in, staff, staff2, plan):
        event = of_status(status)
        page = sign_in(staff).get(f"/events/{event.pk}/")
        assert [step.form.key for step in page.context["steps"]] == offered
        assert (page.context["held"] is not None) is taps
        assert 'id="steps"' not in sign_in(staff2).get(f"/events/{event.pk}/").content.decode()

    def test_who_attended_is_asked_of_what_is_held_while_it_is_not_said(self, of_status, ask, client):
        leader = LeaderFactory(name_en="Leader L")
        event = of_status("held", attendances=[Attends(leader=leader)])
        page = ask(event, "held", **{f"outcome-{leader.pk}": ""})
        assert (page.status_code, "Who attended?" in page.content.decode()) == (422, True)
        assert (
            ask(event, "held", **{f"outcome-{leader.pk}": "attended", f"role-{leader.pk}": "host"}).status_code == 302
        )
        assert attended(event) == [(leader.pk, "host", "attended")]
        assert client.get(f"/events/{event.pk}/").context["held"] is None

    @pytest.mark.parametrize(
        ("status", "route", "said", "becomes"),
        [
            ("planned", "confirm", {"confirmed_by": "General Office"}, "confirmed"),
            ("planned", "confirm", {}, "confirmed"),
            ("planned", "call-off", {"status": "postponed", "reason": "Weather"}, "postponed"),
            ("confirmed", "call-off", {"status": "cancelled", "reason": "Weather"}, "cancelled"),
            ("postponed", "again", {"starts_at": "2024-10-20T09:00", "status": "planned"}, "planned"),
            (
                "postponed",
                "again",
                {"starts_at": "2024-10-20T09:00", "status": "confirmed", "approval_number": "7"},
                "confirmed",
            ),
        ],
    )
    def test_a_step_goes_back_to_the_event(self, status, route, said, becomes, of_status, ask, plan):
        event = of_status(status)
        answer = ask(event, route, **said)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/events/{event.pk}/")
        event.refresh_from_db()
        assert (event.status, event.version) == (becomes, 2)

    @pytest.mark.parametrize(
        ("status", "route", "said", "message"),
        [
            ("planned", "call-off", {"status": "cancelled"}, "Say why the event is postponed or cancelled."),
            ("planned", "call-off", {"status": "held", "reason": "x"}, "Select a valid choice."),
            ("planned", "call-off", {"reason": "a\x00", "status": "postponed"}, "Null characters are not allowed."),
            ("planned", "call-off", {"reason": "a" * 2001, "status": "postponed"}, "at most 2000 characters"),
            ("planned", "confirm", {"confirmed_by": "a" * 201}, "at most 200 characters"),
            ("planned", "confirm", {"approval_number": "a\x0bb"}, "Character U+000B at position 2"),
            ("planned", "confirm", {"version": "x"}, "Enter a whole number."),
            ("postponed", "again", {"status": "planned"}, "This field is required."),
            ("postponed", "again", {"status": "held", "starts_at": "2024-10-20T09:00"}, "Select a valid choice."),
            (
                "postponed",
                "again",
                {"status": "planned", "starts_at": "9999-12-31T09:00"},
                "Expected a day of the years",
            ),
            (
                "postponed",
                "again",
                {"status": "planned", "starts_at": "2024-10-20T09:00", "ends_at": "2024-10-20T08:00"},
                "An event ends at or after its start.",
            ),
        ],
    )
    def test_a_mistake_stands_beside_its_field(self, status, route, said, message, of_status, ask, plan):
        event = of_status(status)
        answer = ask(event, route, **said)
        assert (answer.status_code, message in answer.content.decode()) == (422, True)
        assert '<details name="step"' in answer.content.decode()
        assert Event.objects.get().status == status

    def test_a_role_that_is_none_stands_beside_its_leader(self, of_status, ask, plan):
        leader = LeaderFactory()
        event = of_status("confirmed", attendances=[Attends(leader=leader)])
        answer = ask(event, "held", **{f"outcome-{leader.pk}": "attended", f"role-{leader.pk}": "king"})
        assert answer.status_code == 422
        assert "king is not one of the available choices" in answer.content.decode()
        assert Event.objects.get().status == "confirmed"

    @pytest.mark.parametrize(
        ("status", "route", "said"),
        [
            ("planned", "confirm", {}),
            ("postponed", "again", {"starts_at": "2024-09-10T10:30", "status": "planned"}),
        ],
    )
    def test_a_time_conflict_is_told_and_asked_about_in_place(self, status, route, said, of_status, ask, staff, plan):
        leader = LeaderFactory()
        event = of_status(status, attendances=[Attends(leader=leader)])
        EventFactory(host_division=staff.division, starts_on=PAST, status="confirmed", expected=[leader])
        answer = ask(event, route, **said)
        form = next(step.form for step in answer.context["steps"] if step.sent)
        assert (answer.status_code, list(form.errors)) == (422, ["conflict_reason"])
        assert 'name="conflict_reason"' in answer.content.decode()
        assert ask(event, route, conflict_reason="Both are in one house", **said).status_code == 302
        event.refresh_from_db()
        assert (event.version, event.conflict_reason) == (2, "Both are in one house")

    def test_what_is_asked_for_elsewhere_is_named(self, of_status, ask, plan):
        event = of_status("postponed", area=AreaFactory(plan=plan))
        answer = ask(event, "again", status="planned", starts_at="2025-03-01T09:00")
        assert "Priority area: Expected one of the plan of 2025" in answer.content.decode()

    def test_what_somebody_else_did_meanwhile_is_shown_and_nothing_typed_is_lost(self, of_status, ask, planner, plan):
        event = of_status("planned")
        confirm_event(by=planner, event=event, version=1, approval_number="17")
        answer = ask(event, "call-off", status="postponed", reason="They come later")
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Somebody else has changed this event meanwhile. This is how it stands now." in page
        assert ("They come later" in page, ">17<" in page, 'name="version" value="2"' in page) == (True, True, True)
        assert ask(event, "call-off", status="postponed", reason="They come later", version=2).status_code == 302

    def test_a_step_that_is_open_no_more_says_so(self, of_status, ask, plan):
        event = of_status("cancelled")
        answer = ask(event, "confirm", confirmed_by="General Office")
        assert answer.status_code == 409
        assert "This step is not open to the event as it stands: it is cancelled." in answer.content.decode()
        assert 'value="General Office"' in answer.content.decode()

    @pytest.mark.parametrize("route", ["confirm", "call-off", "again", "held"])
    def test_is_not_for_others_and_never_by_get(self, route, of_status, sign_in, staff2, outsider, plan):
        event = of_status("planned")
        client = sign_in(staff2)
        address = f"/events/{event.pk}/{route}/"
        assert (client.post(address, {"version": 1}).status_code, client.get(address).status_code) == (403, 405)
        assert sign_in(outsider).post(address, {"version": 1}).status_code == 403

    def test_its_draft_comes_back(self, of_status, sign_in, staff, plan):
        event, client = of_status("planned"), sign_in(staff)
        steps = client.get(f"/events/{event.pk}/").content.decode()
        token = steps.split('id="postpone"')[1].split('name="draft" value="')[1].split('"')[0]
        assert client.post(reverse("accounts:draft"), {"draft": token, "reason": "Half a reason"}).status_code in (
            200,
            204,
        )
        page = client.get(f"/events/{event.pk}/").content.decode()
        part = page.split('id="postpone"')[1].split("</details>")[0]
        assert ("Half a reason" in part, "Half a reason" in page.replace(part, "")) == (True, False)
