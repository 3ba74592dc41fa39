"""Who is reminded of what: in words, on the page, by the bell; and turning kinds off."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from changelog.models import Change
from priorities.models import Plan, ReminderKind, ReminderOff
from priorities.reminders import Reminder, reminders_of
from priorities.services.reminding import choose_kinds
from tests.conftest import TODAY
from tests.factories import (
    ExtensionRequestFactory,
    ReviewFactory,
    ScheduleFactory,
    TaskFactory,
    UpdateFactory,
    UrgeFactory,
    UserFactory,
    at,
)
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db
PAGE, BELL, KINDS = "/reminders/", "/reminders/bell/", "/reminders/kinds/"
FRESH = date(2024, 9, 20)


def kinds(user: User) -> list[tuple[str, str]]:
    return [(each.kind.value, each.task.short_code) for each in reminders_of(user)]


def said(user: User) -> list[str]:
    return [each.text for each in reminders_of(user)]


class TestWords:
    """Each kind in its order, in words, with the day and whoever it was."""

    def test_a_divisions(self, plan: Plan, staff: User, chief: User, planner: User, area: Any) -> None:
        for number, due in enumerate((30, 7, 2, 1, 0, -1, -30), start=1):
            task = TaskFactory(area=area, number=number, lead_division=staff.division, due_on=TODAY + timedelta(due))
            UpdateFactory(task=task, effective_on=FRESH)
        silent = TaskFactory(area=area, number=8, lead_division=staff.division, starts_on=date(2024, 3, 1))
        UpdateFactory(task=silent, effective_on=date(2024, 8, 20))
        TaskFactory(area=area, number=9, lead_division=staff.division, starts_on=date(2024, 8, 1), responsible=staff)
        UrgeFactory(task=silent, by=planner, text="The meeting needs it.")
        back = UpdateFactory(task=silent, effective_on=date(2024, 8, 19), author=staff, first_review="pending")
        ReviewFactory(update=back, by=chief, outcome="returned", reason="Name the venue.")
        waiting = UpdateFactory(task=silent, effective_on=date(2024, 8, 18), author=staff, first_review="pending")
        assert kinds(chief) == [
            ("urged", "1-08"),
            *(("overdue", code) for code in ("1-07", "1-06")),
            *(("due_1", code) for code in ("1-05", "1-04")),
            *(("due_7", code) for code in ("1-03", "1-02")),
            *(("stale", code) for code in ("1-09", "1-08")),
            ("awaiting", "1-08"),
        ]
        assert said(chief) == [
            "urged by Person planner on 27 Sep",
            "was due on 31 Aug, 30 days overdue",
            "was due on 29 Sep, 1 day overdue",
            "due today, 30 Sep",
            "due tomorrow, 1 Oct",
            "due in 2 days, on 2 Oct",
            "due in 7 days, on 7 Oct",
            "nothing reported since it began on 1 Aug",
            "nothing reported since 20 Aug",
            "report as of 18 Aug by Person staff: to release or return",
        ]
        assert reminders_of(chief)[-1].path == f"/tasks/{silent.code}/#u-{waiting.pk}"
        assert [each.note for each in reminders_of(chief)][:2] == ["The meeting needs it.", ""]
        assert kinds(staff) == kinds(chief)[:-1]  # one's later report has answered the returned one

    def test_what_was_returned_is_told_to_its_author(self, plan: Plan, staff: User, chief: User, area: Any) -> None:
        update = UpdateFactory(
            task=TaskFactory(area=area, number=1), author=staff, first_review="pending", effective_on=FRESH
        )
        ReviewFactory(update=update, by=chief, outcome="returned", reason="Name the venue.")
        [one] = reminders_of(staff)
        assert (one.kind, one.text, one.note, one.path) == (
            ReminderKind.RETURNED,
            "your report as of 20 Sep was returned by Person chief",
            "Name the venue.",
            f"/tasks/2024-1-01/#u-{update.pk}",
        )

    def test_leaders_secretaries_and_the_planning_office(
        self, plan: Plan, leader: User, secretary: User, planner: User, staff: User, chief: User, area: Any
    ) -> None:
        late = TaskFactory(
            area=area, number=1, leader_in_charge=leader, lead_division=staff.division, due_on=date(2024, 9, 1)
        )
        TaskFactory(area=area, number=2, leader_in_charge=leader, due_on=date(2024, 10, 1))
        UrgeFactory(task=late)
        claim = UpdateFactory(task=late, author=staff, status="completed", percent=100, first_review="endorsed")
        asked = ExtensionRequestFactory(
            task=late, by=chief, standing_due_on=date(2024, 9, 1), due_on=date(2024, 10, 20)
        )
        leaders = ["was due on 1 Sep, 29 days overdue", "Person chief asks for a later deadline: 1 Sep → 20 Oct"]
        assert said(leader) == said(secretary) == leaders
        assert said(planner) == ["Person staff reports the task as completed: to close out", leaders[1]]
        assert [each.path.partition("#")[2] for each in reminders_of(planner)] == [
            f"u-{claim.pk}",
            f"extension-{asked.pk}",
        ]

    def test_an_urging_by_a_command_is_the_planning_offices(self, plan: Plan, staff: User, area: Any) -> None:
        task = TaskFactory(area=area, number=1, lead_division=staff.division)
        UpdateFactory(task=task, effective_on=FRESH)
        UrgeFactory(task=task, by=None)
        assert said(staff) == ["urged by the planning office on 27 Sep"]

    def test_the_newest_urging_speaks_for_those_before(self, plan: Plan, staff: User, area: Any) -> None:
        task = TaskFactory(area=area, number=1, lead_division=staff.division)
        UpdateFactory(task=task, effective_on=FRESH)
        for day in (25, 26):
            UrgeFactory(task=task, at=at(date(2024, 9, day), 9), text=str(day))
        assert [(each.kind, each.note) for each in reminders_of(staff)] == [(ReminderKind.URGED, "26")]

    def test_a_later_deadline_ends_the_reminder(self, plan: Plan, staff: User, area: Any) -> None:
        task = TaskFactory(area=area, number=1, lead_division=staff.division, due_on=date(2024, 9, 29))
        UpdateFactory(task=task, effective_on=FRESH)
        assert kinds(staff) == [("overdue", "1-01")]
        ScheduleFactory(task=task, due_on=date(2024, 12, 1), decided_on=date(2024, 9, 30))
        assert kinds(staff) == []


@pytest.fixture
def busy(plan: Plan, area: Any, staff: User, chief: User, leader: User, planner: User) -> Any:
    """Makes tasks with all there is to be reminded of."""

    def make(tasks: int) -> None:
        for number in range(1, tasks + 1):
            task = TaskFactory(
                area=area, number=number, lead_division=staff.division, leader_in_charge=leader, due_on=date(2024, 9, 1)
            )
            UrgeFactory(task=task, by=planner)
            ExtensionRequestFactory(task=task, by=chief, standing_due_on=date(2024, 9, 1))
            back = UpdateFactory(task=task, author=staff, first_review="pending")
            UpdateFactory(task=task, author=UserFactory(), first_review="pending", status="completed", percent=100)
            ReviewFactory(update=back, by=chief, outcome="returned", reason="Why.")

    return make


@pytest.mark.parametrize("tasks", [1, 3])
@pytest.mark.parametrize(
    ("who", "each", "queries"),
    [
        # kinds off; tasks, states, urgings; returned, their reviews; extensions and reports: no rule, no query
        ("staff", 4, 6),
        ("chief", 4, 6),  # nothing returned to them; reports to release
        ("leader", 2, 5),  # kinds off; tasks, states; returned; extensions
        ("secretary", 2, 6),  # and the leader served
        ("planner", 2, 4),  # kinds off; returned; to close out; extensions
        ("admin", 0, 0),
        ("outsider", 0, 0),
    ],
)
def test_as_many_queries_however_many_tasks(
    request: Any, busy: Any, tasks: int, who: str, each: int, queries: int, django_assert_num_queries: Any
) -> None:
    busy(tasks)
    user = User.objects.signed_in().get(pk=request.getfixturevalue(who).pk)
    with django_assert_num_queries(queries):
        assert len([reminder.text for reminder in reminders_of(user)]) == tasks * each


@pytest.mark.parametrize("tasks", [1, 3])
def test_the_page_and_the_bell_cost_the_same_however_many(
    busy: Any, sign_in: Any, staff: User, tasks: int, django_assert_num_queries: Any
) -> None:
    busy(tasks)
    client = sign_in(staff)
    with django_assert_num_queries(11):  # session, person, plans, division; the reminders: 6; kinds off
        assert client.get(PAGE).context["n"] == 4 * tasks
    with django_assert_num_queries(9):  # session, person; the last change; the reminders: 6
        tag = client.get(BELL)["ETag"]
    with django_assert_num_queries(3):  # session, person; the last change
        assert client.get(BELL, headers={"If-None-Match": tag}).status_code == 304


class TestPage:
    """By kind, gravest first; what somebody wrote is text and nothing else."""

    def test_by_kind(self, busy: Any, sign_in: Any, staff: User) -> None:
        busy(2)
        response = sign_in(staff).get(PAGE)
        assert [(group.kind.value, len(group.reminders)) for group in response.context["groups"]] == [
            ("urged", 2), ("overdue", 2), ("stale", 2), ("returned", 2),
        ]  # fmt: skip
        assert "8 reminders · 30 September 2024" in text_of(response)
        assert "Please report." in text_of(response)
        assert response["Cache-Control"] == "private, no-store"

    def test_nothing(self, sign_in: Any, plan: Plan, staff: User) -> None:
        assert "Nothing reminds you today" in text_of(sign_in(staff).get(PAGE))

    def test_what_was_typed_is_no_markup(self, sign_in: Any, plan: Plan, staff: User, area: Any) -> None:
        task = TaskFactory(area=area, number=1, lead_division=staff.division, name_en="<img src=x>")
        UrgeFactory(task=task, text="<script>alert(1)</script>")
        client = sign_in(staff)
        for path in (PAGE, BELL):
            assert "<script>alert" not in client.get(path).content.decode()
            assert "<img src=x>" not in client.get(path).content.decode()

    @pytest.mark.parametrize("path", [PAGE, BELL])
    def test_who_has_no_part_in_a_plan(self, sign_in: Any, admin: User, outsider: User, path: str) -> None:
        assert sign_in(outsider).get(path).status_code == 403
        assert sign_in(admin).get(path).status_code == 403
        assert 'class="bell"' not in sign_in(admin).get("/administration/users/").content.decode()
        assert 'class="bell"' not in sign_in(outsider).get("/accounts/me/").content.decode()

    @pytest.mark.parametrize("path", [PAGE, BELL])
    def test_unknown_parameters(self, sign_in: Any, staff: User, path: str) -> None:
        assert sign_in(staff).get(path + "?x=1").status_code == 400


class TestBell:
    """The header's link works by itself; its number is loaded after the page."""

    def test_the_header_costs_no_query_and_links(self, sign_in: Any, plan: Plan, staff: User) -> None:
        text = sign_in(staff).get(reverse("priorities:desk", args=[plan.code])).content.decode()
        assert 'hx-get="/reminders/bell/?plan=2024" hx-trigger="load, ' in text
        assert '<a id="bell-link" href="/reminders/" aria-label="Reminders"' in text

    def test_who_has_to_choose_a_password_has_none(self, sign_in: Any, staff: User) -> None:
        User.objects.filter(pk=staff.pk).update(must_change_password=True)
        assert 'class="bell"' not in sign_in(staff).get("/accounts/password/").content.decode()

    def test_the_number_and_the_first_ten(self, busy: Any, sign_in: Any, staff: User) -> None:
        busy(3)
        response = sign_in(staff).get(BELL)
        text = response.content.decode()
        assert 'aria-label="Reminders, 12"' in text
        assert (text.count("<li>"), "and 2 more" in text) == (10, True)
        assert (response["Cache-Control"], response["Vary"]) == ("private, no-cache", "Cookie, Accept-Language")

    def test_kept_until_anything_changes(self, sign_in: Any, plan: Plan, staff: User, chief: User, area: Any) -> None:
        TaskFactory(area=area, number=1, lead_division=staff.division, due_on=date(2024, 9, 1))
        client = sign_in(staff)
        tag = client.get(BELL)["ETag"]
        again = client.get(BELL, headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
        assert again["Cache-Control"] == "private, no-cache"
        client.cookies["django_language"] = "zh-hans"
        assert client.get(BELL, headers={"If-None-Match": tag}).status_code == 200
        assert sign_in(chief).get(BELL, headers={"If-None-Match": tag}).status_code == 200
        client.cookies["django_language"] = "en"
        assert sign_in(staff).get(BELL, headers={"If-None-Match": tag}).status_code == 304
        choose_kinds(by=staff, kinds=[])
        assert client.get(BELL, headers={"If-None-Match": tag}).status_code == 200

    def test_tomorrow_is_another_day(self, sign_in: Any, staff: User, settings: Any) -> None:
        client = sign_in(staff)
        tag = client.get(BELL)["ETag"]
        settings.WORKPLAN_TODAY = date(2024, 10, 1)
        assert client.get(BELL, headers={"If-None-Match": tag}).status_code == 200


class TestKinds:
    """Every kind but urging can be turned off: on the page, in the bell, in the mail."""

    def test_off_and_on_again(self, busy: Any, sign_in: Any, staff: User) -> None:
        busy(1)
        client = sign_in(staff)
        answer = client.post(KINDS, {"kinds": ["due_1", "due_7", "returned", "awaiting"]})
        assert (answer.status_code, answer["Location"]) == (302, PAGE)
        assert kinds(staff) == [("urged", "1-01"), ("returned", "1-01")]
        assert "2 kinds turned off" in text_of(client.get(PAGE))
        change = Change.objects.get()
        assert (change.action, change.type, change.key, change.by, change.before, change.after) == (
            "change", "reminders", "staff", staff, {"off": []}, {"off": ["overdue", "stale"]},
        )  # fmt: skip
        assert list(change.audience.values_list("tag", flat=True)) == [f"user:{staff.pk}"]
        client.post(KINDS, {"kinds": ["due_1", "due_7", "returned", "awaiting"]})
        assert Change.objects.count() == 1  # nothing differs, nothing is recorded
        client.post(KINDS, {"kinds": [kind.value for kind in ReminderOff.KINDS]})
        assert len(kinds(staff)) == 4
        assert not ReminderOff.objects.exists()

    def test_urging_stays_whatever_is_sent(self, busy: Any, sign_in: Any, staff: User) -> None:
        busy(1)
        assert sign_in(staff).post(KINDS).status_code == 302
        assert kinds(staff) == [("urged", "1-01")]
        choose_kinds(by=staff, kinds=["urged"])
        assert kinds(staff) == [("urged", "1-01")]

    @pytest.mark.parametrize("kind", ["urged", "x", "stale\x00", "ö" * 1000, ""])
    def test_an_unknown_kind_is_refused_and_changes_nothing(self, sign_in: Any, staff: User, kind: str) -> None:
        answer = sign_in(staff).post(KINDS, {"kinds": [kind, "overdue"]})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["kinds"])
        assert not ReminderOff.objects.exists()
        with pytest.raises(ValidationError):
            choose_kinds(by=staff, kinds=["nothing of the kind"])

    def test_one_persons_choice_is_no_other_persons(self, busy: Any, staff: User, chief: User) -> None:
        busy(1)
        choose_kinds(by=staff, kinds=[])
        assert len(kinds(chief)) == 4

    def test_outsiders_choose_nothing(self, outsider: User, admin: User) -> None:
        for user in (outsider, admin):
            with pytest.raises(PermissionDenied):
                choose_kinds(by=user, kinds=[])


def test_in_the_readers_language(busy: Any, staff: User) -> None:
    busy(1)
    with translation.override("zh-hans"):
        one: Reminder = reminders_of(staff)[1]
        assert (one.task.name, "9月1日" in one.text) == ("任务2024-1-01", True)
