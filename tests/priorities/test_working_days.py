"""Working days: what the package knows, what is entered by hand, and how a deadline on a day off is pointed out."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import translation

from accounts.models import Division, User
from changelog.models import Change
from priorities import working_days
from priorities.models import Plan, SpecialDay, Task
from priorities.services.special_days import add_special_day, delete_special_day
from tests.factories import AreaFactory, MilestoneFactory, TaskFactory
from tests.priorities.planning import last, refused
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PAGE = "/plans/2024/working-days/"
LATER = 2031  # a year that no package knows yet
NATIONAL_DAY = "1 October 2024 is a day off (National Day); the next working day is 8 October 2024."


class TestTheCalendar:
    """What a day is."""

    def test_the_package_knows_holidays_and_working_weekends(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(0):
            assert [working_days.is_working(date(2024, 9, day)) for day in (27, 28, 29, 30)] == [
                True, False, True, True,
            ]  # fmt: skip
            assert working_days.next_working_day(date(2024, 10, 1)) == date(2024, 10, 8)
            assert working_days.next_working_day(date(2024, 9, 30)) == date(2024, 9, 30)

    def test_a_later_year_is_weekdays_and_what_is_entered(self, django_assert_num_queries: Any) -> None:
        assert LATER not in working_days.known_years()
        friday, saturday, monday = date(LATER, 9, 26), date(LATER, 9, 27), date(LATER, 9, 29)
        assert [working_days.is_working(day) for day in (friday, saturday, monday)] == [True, False, True]
        SpecialDay.objects.create(day=monday, working=False, name="National Day")
        SpecialDay.objects.create(day=saturday, working=True)
        assert [working_days.is_working(day) for day in (friday, saturday, monday)] == [True, True, False]
        with django_assert_num_queries(1):
            assert working_days.next_working_day(date(LATER, 9, 28)) == date(LATER, 9, 30)

    def test_the_table_is_not_asked_where_the_package_knows(self) -> None:
        SpecialDay.objects.create(day=date(2024, 9, 30), working=False)
        assert working_days.is_working(date(2024, 9, 30))

    def test_the_years_meet(self) -> None:
        """The last known day of December goes on into a year of the table."""
        after = working_days.known_years()[-1] + 1
        for day in range(1, 32):
            SpecialDay.objects.create(day=date(after, 1, day), working=False)
        sunday = next(date(after - 1, 12, day) for day in range(31, 24, -1) if date(after - 1, 12, day).weekday() == 6)
        found = working_days.next_working_day(sunday)
        assert found.year in (after - 1, after)
        assert working_days.is_working(found)
        assert working_days.next_working_day(date(after, 1, 1)).month == 2

    def test_the_note(self, django_assert_num_queries: Any) -> None:
        assert working_days.day_off_note(date(2024, 10, 1)) == NATIONAL_DAY
        assert working_days.day_off_note(date(2024, 9, 28)) == (
            "28 September 2024 is a day off (weekend); the next working day is 29 September 2024."
        )
        SpecialDay.objects.create(day=date(LATER, 10, 1), name="国庆节")
        SpecialDay.objects.create(day=date(LATER, 10, 2))
        with django_assert_num_queries(1):
            assert working_days.day_off_notes([date(LATER, 10, 2), date(LATER, 10, 1), date(LATER, 10, 3)]) == [
                "1 October 2031 is a day off (国庆节); the next working day is 3 October 2031.",
                "2 October 2031 is a day off (holiday); the next working day is 3 October 2031.",
            ]
        assert [working_days.day_off_note(day) for day in (None, date(2024, 9, 30), date.max, date.min)][:3] == [""] * 3

    def test_the_note_in_chinese_names_the_holiday_in_chinese(self) -> None:
        with translation.override("zh-hans"):
            note = working_days.day_off_note(date(2024, 10, 1))
        assert "2024年10月1日" in note
        assert "国庆节" in note


class TestTheTable:
    """The planning office enters what is announced."""

    def test_a_day_is_entered_and_deleted_on_the_record(self, planner: User) -> None:
        special = add_special_day(by=planner, day=date(LATER, 10, 1), working=False, name=" National  Day ")
        assert (last().action, last().type, last().key, last().by) == ("create", "special_day", "2031-10-01", planner)
        assert last().after == {"day": "2031-10-01", "working": False, "name": "National Day"}
        delete_special_day(by=planner, special=special)
        assert (last().action, last().key, last().before["name"]) == ("delete", "2031-10-01", "National Day")
        delete_special_day(by=planner, special=special)  # somebody else was faster
        assert Change.objects.count() == 2

    @pytest.mark.parametrize(
        ("day", "working", "said"),
        [
            (date(2024, 10, 1), False, "The working days of 2024 are known already: nothing is to be entered."),
            (date(LATER, 10, 1), True, "1 October 2031 is a working day by its weekday: nothing is to be entered."),
            (date(1999, 10, 1), False, "Expected a day of the years 2000 to 2101."),
            (date(9999, 12, 31), False, "Expected a day of the years 2000 to 2101."),
            (
                date(LATER, 9, 27),
                False,
                "27 September 2031 is a Saturday or Sunday, a day off as it is: nothing is to be entered.",
            ),
            (date(LATER, 10, 2), False, "2 October 2031 is entered already: delete that entry first."),
        ],
    )
    def test_what_is_wrong_or_idle_is_refused(self, planner: User, day: date, working: bool, said: str) -> None:
        SpecialDay.objects.create(day=date(LATER, 10, 2))
        assert refused(add_special_day, by=planner, day=day, working=working) == {"day": [said]}

    @pytest.mark.parametrize("who", ["leader", "chief", "admin", "outsider"])
    def test_nobody_else_may(self, request: Any, who: str) -> None:
        special = SpecialDay.objects.create(day=date(LATER, 10, 2))
        person = request.getfixturevalue(who)
        with pytest.raises(PermissionDenied):
            add_special_day(by=person, day=date(LATER, 10, 1), working=False)
        with pytest.raises(PermissionDenied):
            delete_special_day(by=person, special=special)
        assert (SpecialDay.objects.count(), Change.objects.count()) == (1, 0)

    def test_the_page(self, sign_in: SignIn, planner: User, plan: Plan) -> None:
        client = sign_in(planner)
        text = text_of(client.get(PAGE))
        years = working_days.known_years()
        assert f"The State Council's calendar of {years[0]} to {years[-1]} is known." in text
        sent = {"day": "2031-10-01", "working": "false", "name": "National Day"}
        text = text_of(client.post(PAGE, sent, follow=True))
        assert "1 October 2031 National Day" in text
        response = client.post(PAGE, sent)
        assert response.status_code == 422
        assert "1 October 2031 is entered already" in text_of(response)
        special = SpecialDay.objects.get()
        response = client.post(f"{PAGE}{special.pk}/delete/", follow=True)
        assert "Deleted: 1 October 2031." in text_of(response)
        assert not SpecialDay.objects.exists()
        assert "Working days" in text_of(client.get("/plans/2024/edit/"))

    @pytest.mark.parametrize(
        "changed",
        [{"day": "x"}, {"day": "2031-02-30"}, {"working": "perhaps"}, {"name": "\x00"}, {"name": "\x07"},
         {"name": "x" * 101}],
    )  # fmt: skip
    def test_odd_input_is_refused(self, sign_in: SignIn, planner: User, plan: Plan, changed: dict[str, str]) -> None:
        sent = {"day": "2031-10-01", "working": "false", "name": "x"} | changed
        assert sign_in(planner).post(PAGE, sent).status_code == 422
        assert not SpecialDay.objects.exists()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_same_queries_however_long(
        self, sign_in: SignIn, planner: User, plan: Plan, rows: int, django_assert_num_queries: Any
    ) -> None:
        for number in range(rows):
            SpecialDay.objects.create(day=date(LATER, 10, 1 + number))
        client = sign_in(planner)
        with django_assert_num_queries(7):  # session, user; plan; count, page; drafts; plans of the header
            client.get(PAGE)


class TestADeadlineOnADayOff:
    """A hint beside the field, and a message after saving; never an error."""

    @pytest.fixture
    def task(self, plan: Plan, division: Division) -> Task:
        found: Task = TaskFactory(
            area=AreaFactory(plan=plan, number=5), number=2, lead_division=division, due_on=date(2024, 10, 1)
        )
        return found

    def test_of_a_schedule(self, sign_in: SignIn, planner: User, task: Task) -> None:
        client, address = sign_in(planner), f"/tasks/{task.code}/schedule/"
        assert NATIONAL_DAY in text_of(client.get(address))
        sent = {"starts_on": "2024-01-01", "due_on": "2024-09-28", "version": "1"}
        text = text_of(client.post(address, sent, follow=True))
        assert "Saved. 28 September 2024 is a day off (weekend)" in text
        text = text_of(client.post(address, sent | {"due_on": "2024-09-29", "version": "2", "reason": "More time."}))
        assert "day off" not in text

    def test_of_a_refused_form_and_one_that_holds_no_day(self, sign_in: SignIn, planner: User, task: Task) -> None:
        client, address = sign_in(planner), f"/tasks/{task.code}/schedule/"
        response = client.post(address, {"starts_on": "2025-01-01", "due_on": "2024-09-28"})
        assert response.status_code == 422
        assert "28 September 2024 is a day off" in text_of(response)
        for odd in ("", "x", "9999-12-31", "2024-02-30"):
            response = client.post(address, {"starts_on": "2024-01-01", "due_on": odd})
            assert (response.status_code, "is a day off" in text_of(response)) == (422, False)

    def test_of_a_milestone(self, sign_in: SignIn, chief: User, task: Task) -> None:
        milestone = MilestoneFactory(task=task, due_on=date(2024, 9, 15))  # a Sunday before a holiday
        client, address = sign_in(chief), f"/tasks/{task.code}/milestones/"
        assert "15 September 2024 is a day off (Mid-autumn Festival)" in text_of(
            client.get(f"{address}{milestone.pk}/edit/")
        )
        sent = {"name_en": "Rehearsal", "due_on": "2024-09-21", "weight": "1"}
        assert "21 September 2024 is a day off (weekend)" in text_of(client.post(f"{address}new/", sent, follow=True))

    def test_in_the_table_of_all_tasks_and_of_a_new_one(self, sign_in: SignIn, planner: User, task: Task) -> None:
        client = sign_in(planner)
        shown = {"lead_division": "economic", "starts_on": "2024-01-01", "due_on": "2024-10-01"}
        sent = {f"initial-{task.code}-{name}": value for name, value in shown.items()}
        sent |= {f"{task.code}-{name}": value for name, value in shown.items()} | {f"{task.code}-version": "1"}
        text = text_of(client.post("/plans/2024/edit/", sent | {f"{task.code}-due_on": "2024-09-28"}, follow=True))
        assert "1 task was changed. 28 September 2024 is a day off (weekend)" in text
        new = {"kind": "deadline", "weight": "1", "name_en": "A", "area": "5", "due_on": "2024-10-01"}
        assert NATIONAL_DAY in text_of(client.post("/plans/2024/tasks/new/", new, follow=True))


class TestMarks:
    """What a calendar says of days."""

    def test_days_off_and_worked_weekends(self):
        found = working_days.marks_between(date(2024, 9, 27), date(2024, 10, 1))
        assert found == {
            date(2024, 9, 28): (True, ""),
            date(2024, 9, 29): (False, "working day"),
            date(2024, 10, 1): (True, "National Day"),
        }

    @pytest.mark.django_db
    def test_of_a_year_that_only_the_table_knows(self):
        SpecialDay.objects.create(day=date(2031, 1, 1), working=False, name="New Year")
        SpecialDay.objects.create(day=date(2031, 1, 4), working=True)
        found = working_days.marks_between(date(2031, 1, 1), date(2031, 1, 5))
        assert found == {
            date(2031, 1, 1): (True, "New Year"),
            date(2031, 1, 4): (False, "working day"),
            date(2031, 1, 5): (True, ""),
        }
