"""The task list as a file: what the page shows, then the columns in which one reports."""

from datetime import date, datetime

import pytest
from django.utils import translation
from django.utils.http import content_disposition_header

from exchange.lists import base, listing_of
from exchange.lists.words import TITLES
from priorities.columns import KEYS
from priorities.models import Plan
from tests.exchange.taking import address, book, content_of, table, values
from tests.factories import AreaFactory, ReviewFactory, TaskFactory, UpdateFactory

pytestmark = pytest.mark.django_db

USUAL = ["Key (leave as it is)", "No.", "Task", "Lead division", "Signal", "Deadline", "Done", "Gap", "Own rating"]
REPORTED = ["Status", "As of (empty: today)", "Progress", "Problems", "Coordination needed", "Next steps"]


@pytest.fixture
def area(plan):
    return AreaFactory(plan=plan, number=5)


@pytest.fixture
def told(area, division):
    """A task with a standing report, and one after it that waits."""
    task = TaskFactory(area=area, number=2, lead_division=division, due_on=date(2024, 10, 31))
    parts = {"note": "Going on.", "problems": "Rain.", "needs": "Cars.", "next_steps": "Wait."}
    stands = UpdateFactory(task=task, percent=45, health="amber", effective_on=date(2024, 9, 20), **parts)
    UpdateFactory(task=task, percent=60, effective_on=date(2024, 9, 25), first_review="pending", note="Not yet.")
    return task, stands


def test_a_workbook_as_a_clerk_keeps_it(sign_in, staff, plan, told, area):
    _task, stands = told
    TaskFactory(area=area, number=1, kind="ongoing")
    due = datetime(2024, 10, 31)  # noqa: DTZ001  # a sheet knows no zone
    found = book(sign_in(staff), plan, "tasks")
    sheet = found["Tasks"]
    assert [(each.title, each.sheet_state) for each in found] == [("Tasks", "visible"), ("_workplan", "hidden")]
    assert values(sheet) == [
        USUAL + REPORTED,
        [
            *("2024-5-01#0", "5-01", "Task 2024-5-01", None, "on track", "continuing", None, None, None),
            *("not started", None, None, None, None, None),
        ],
        [
            *(f"2024-5-02#{stands.pk}", "5-02", "Task 2024-5-02", "Economic Affairs", "far behind", due),
            *(0.45, -44.8, "amber", "in progress", None, "Going on.", "Rain.", "Cars.", "Wait."),
        ],
    ]
    assert (sheet["F3"].number_format, sheet["G3"].number_format) == ("yyyy-mm-dd", "0%")
    assert sheet.column_dimensions["A"].hidden
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:O3", "$1:$1")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    lists = {str(each.sqref)[0]: each.formula1 for each in sheet.data_validations.dataValidation if each.type == "list"}
    assert lists == {"I": '"green,amber,red"', "J": '"not started,in progress,completed,cancelled"'}


def test_the_hidden_sheet_says_what_the_file_is_of(sign_in, staff, plan, told):
    _task, stands = told
    rows = dict(values(book(sign_in(staff), plan, "tasks", "q=nothing")["_workplan"]))
    rows.pop("exported_at")
    assert rows == {
        "key": "value", "list": "tasks", "plan": "2024", "language": "en", "newest_report": str(stands.pk + 1),
    }  # fmt: skip


def test_it_speaks_the_readers_language(sign_in, staff, plan, told):
    client = sign_in(staff)
    client.cookies["django_language"] = "zh-hans"
    answer = client.get(address(plan, "tasks", "csv", "columns=code"))
    with translation.override("zh-hans"):
        name = f"{TITLES['tasks']} 2024 2024-09-30.csv"
    assert answer["Content-Disposition"] == content_disposition_header(True, name)
    text = content_of(answer).decode("utf-8-sig").splitlines()
    assert text[0].split(",")[1:3] == ["编号", "任务"]
    assert text[1].split(",")[1:3] == ["5-02", "任务2024-5-02"]


def test_the_file_is_named_and_kept_nowhere(sign_in, staff, plan, told):
    answer = sign_in(staff).get(address(plan, "tasks", "xlsx"))
    content_of(answer)
    assert answer["Content-Disposition"] == 'attachment; filename="Tasks 2024 2024-09-30.xlsx"'
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("private, no-store", "nosniff")


def test_filters_order_and_columns_are_those_of_the_page(sign_in, staff, plan, area, division, other_division):
    first, _second, third = (
        TaskFactory(area=area, number=number, lead_division=led, weight=number)
        for number, led in ((1, division), (2, other_division), (3, division))
    )
    UpdateFactory(task=first, percent=10, problems="Rain.")
    client = sign_in(staff)
    rows = table(client, plan, "tasks", "division=economic&sort=-weight&columns=weight&columns=problems&page=7")
    assert [row[:4] for row in rows] == [
        ["Key (leave as it is)", "Task", "Weight", "Problems"],
        [f"{third.code}#0", third.name_en, "3", ""],
        [f"{first.code}#{first.updates.get().pk}", first.name_en, "1", "Rain."],
    ]
    assert [row[1] for row in table(client, plan, "tasks", "signal=not_due")] == ["No."]


def test_every_column_can_be_taken_along(sign_in, leader, plan, told, other_division):
    task, _stands = told
    task.supporting_divisions.add(other_division)
    task.leader_in_charge = task.responsible = leader
    task.save()
    query = "&".join(f"columns={key}" for key in KEYS)
    [heads, row] = table(sign_in(leader), plan, "tasks", query)
    assert dict(zip(heads, row, strict=True)) | {"Gap": ""} == {
        "Key (leave as it is)": f"{task.code}#{task.updates.get(percent=45).pk}",
        "No.": "5-02",
        "Task": task.name_en,
        "Priority area": "5 Area 5",
        "Lead division": "Economic Affairs",
        "Supporting divisions": "Consular",
        "Responsible person": "Person leader",
        "Leader in charge": "Person leader",
        "Signal": "far behind",
        "Deadline": "2024-10-31",
        "Done": "45%",
        "Gap": "",
        "Own rating": "amber",
        "Last report": "2024-09-25",
        "Weight": "1",
        "Problems": "Rain.",
        "Status": "in progress",
        "As of (empty: today)": "",
        "Progress": "Going on.",
        "Coordination needed": "Cars.",
        "Next steps": "Wait.",
    }


@pytest.mark.parametrize("query", ["as_of=2024-09-22", "known_at=then", "as_of=2024-09-29&known_at=then"])
def test_of_a_past_moment_nothing_can_be_reported(sign_in, staff, plan, told, query):
    task, stands = told
    [heads, row] = table(sign_in(staff), plan, "tasks", query)
    assert heads == USUAL
    assert (row[0], row[6], row[8]) == (f"{task.code}#{stands.pk}", "45%", "amber")


def test_a_plan_that_takes_no_reports_has_no_columns_for_them(sign_in, staff, plan, told):
    Plan.objects.update(status=Plan.Status.CLOSED)
    assert table(sign_in(staff), plan, "tasks")[0] == USUAL


@pytest.mark.parametrize(
    "query",
    [
        "signal=purple", "area=nowhere", "due_from=2024-02-30", "sort=luck", "columns=luck", "as_of=2023-01-01",
        "as_of=never", "known_at=never", "view=1", "wrong=1", "q=%00", "division=Econ", "leader_in_charge=%EF%BF%BF",
    ],
)  # fmt: skip
def test_what_the_page_refuses_is_refused(sign_in, staff, plan, told, query):
    client = sign_in(staff)
    for file_format in ("csv", "xlsx"):
        assert client.get(address(plan, "tasks", file_format, query)).status_code == 400
        assert client.post(address(plan, "tasks", file_format, query)).status_code == 400


def test_an_invalid_filter_is_named(sign_in, staff, plan):
    answer = sign_in(staff).get(address(plan, "tasks", "csv", "signal=purple"))
    assert "signal: Select a valid choice. purple is not one of the available choices." in answer.content.decode()


def test_the_outsider_takes_nothing(sign_in, outsider, client, plan, told):
    assert client.get(address(plan, "tasks", "csv")).status_code == 302
    for name in ("tasks", "updates", "events", "indicators", "leaders"):
        assert sign_in(outsider).get(address(plan, name, "csv")).status_code == 403


def test_a_formula_is_no_formula(sign_in, staff, plan, area):
    TaskFactory(area=area, number=1, name_en='=HYPERLINK("http://x")')
    client = sign_in(staff)
    assert table(client, plan, "tasks", "columns=code")[1][2] == '\'=HYPERLINK("http://x")'
    cell = book(client, plan, "tasks", "columns=code")["Tasks"]["C2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", '=HYPERLINK("http://x")', True)


@pytest.mark.parametrize("tasks", [1, 3])
def test_a_batch_costs_the_same_however_long(staff, plan, area, division, tasks, django_assert_num_queries):
    for task in TaskFactory.create_batch(tasks, area=area, lead_division=division):
        UpdateFactory(task=task)
    with translation.override("en"), django_assert_num_queries(2):  # the newest report, the keys
        listing = listing_of(staff, plan, "tasks", "columns=code&columns=supporting")
    with translation.override("en"), django_assert_num_queries(4):  # facts, states, supporting divisions, texts
        assert len(list(listing.rows())) == listing.total == tasks


def test_the_rows_come_in_batches(staff, plan, area, django_assert_num_queries, monkeypatch):
    for task in TaskFactory.create_batch(3, area=area):
        UpdateFactory(task=task)
    listing = listing_of(staff, plan, "tasks", "")
    assert base.BATCH == 500
    monkeypatch.setattr(base, "BATCH", 1)
    with django_assert_num_queries(9):
        assert len(list(listing.rows())) == 3


class TestUpdates:
    """All reports of the tasks of a list, or of one task."""

    HEADS = ["No.", "Task", "As of", "Status", "Done", "Own rating", "No change, confirmed", "Progress", "Problems"]

    def test_the_newest_of_each_task_first_with_their_reviews(self, sign_in, staff, planner, plan, told, area):
        task, _stands = told
        back = UpdateFactory(task=task, percent=70, effective_on=date(2024, 9, 28), first_review="pending", note="X")
        ReviewFactory(update=back, by=planner, outcome="returned", reason="Say more.")
        UpdateFactory(task=TaskFactory(area=area, number=1), percent=5, note="Begun.")
        rows = table(sign_in(staff), plan, "updates")
        assert rows[0] == [
            *self.HEADS, "Coordination needed", "Next steps", "Author", "Recorded", "Review", "Reviewed by", "Reason",
        ]  # fmt: skip
        assert [[row[0], row[2], row[4], row[7], *row[13:]] for row in rows[1:]] == [
            ["5-01", "2024-06-30", "5%", "Begun.", "", "", ""],
            ["5-02", "2024-09-28", "70%", "X", "returned", "Person planner", "Say more."],
            ["5-02", "2024-09-25", "60%", "Not yet.", "pending", "", ""],
            ["5-02", "2024-09-20", "45%", "Going on.", "", "", ""],
        ]

    def test_of_the_filtered_tasks_up_to_the_day(self, sign_in, staff, plan, told, area):
        UpdateFactory(task=TaskFactory(area=area, number=1))
        rows = table(sign_in(staff), plan, "updates", "division=economic&as_of=2024-09-22")
        assert [row[:3] for row in rows[1:]] == [["5-02", "Task 2024-5-02", "2024-09-20"]]

    def test_of_one_task(self, sign_in, staff, plan, told, area):
        other = UpdateFactory(task=TaskFactory(area=area, number=1))
        rows = table(sign_in(staff), plan, "updates", f"task={other.task.code}")
        assert [row[0] for row in rows[1:]] == ["5-01"]

    @pytest.mark.parametrize("code", ["2024-5-99", "%00", "x" * 200])
    def test_of_a_task_that_is_not_there(self, sign_in, staff, plan, told, code):
        assert sign_in(staff).get(address(plan, "updates", "csv", f"task={code}")).status_code == 400

    @pytest.mark.parametrize("updates", [1, 3])
    def test_a_batch_costs_the_same_however_long(self, staff, plan, area, updates, django_assert_num_queries):
        UpdateFactory.create_batch(updates, task=TaskFactory(area=area, number=1))
        with django_assert_num_queries(3):  # the tasks, the newest report, the keys
            listing = listing_of(staff, plan, "updates", "")
        with django_assert_num_queries(2):  # reports with authors and tasks, reviews
            assert len(list(listing.rows())) == listing.total == updates
