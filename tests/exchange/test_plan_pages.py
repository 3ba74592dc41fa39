"""Loading a plan on the pages: template, upload, preview, loading once, and who may not."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from changelog.models import Change
from exchange.models import Upload
from exchange.plans.reading import read_plan
from foundation import private_files
from foundation.dialect import is_postgresql
from foundation.sheets.reading import read_book
from priorities.models import Plan, Task
from priorities.services import planning_tasks
from tests.exchange.plan_files import edited, loaded, workbook
from tests.factories import AreaFactory, MilestoneFactory, PlanFactory, TaskFactory, UserFactory
from tests.priorities.loading import PLAN, everything

pytestmark = pytest.mark.django_db
LOAD = reverse("exchange:plan-load")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def office(sign_in: Any, planner: User) -> Client:
    """The planning office's browser."""
    client: Client = sign_in(planner)
    return client


def send(client: Client, content: bytes, name: str = "plan.xlsx", address: str = LOAD) -> Any:
    """Upload a file."""
    return client.post(address, {"file": SimpleUploadedFile(name, content)})


def shown(page: Any) -> dict[str, str]:
    """What the form of a preview carries."""
    return {"shown": page.context["shown"], "overwrite": "1" if page.context["overwrite"] else ""}


def test_the_whole_way(office: Client, planner: User) -> None:
    before = everything()
    sent = send(office, workbook())
    upload = Upload.objects.get()
    address = reverse("exchange:plan-preview", args=[upload.pk])
    assert (sent.status_code, sent["Location"]) == (302, address)
    page = office.get(address)
    preview = page.context["preview"]
    assert [(line.kind, line.code, line.name, line.place, line.said) for line in preview.added] == [
        ("Plan", "2025", "Work plan 2025", "Plan", ""),
        ("Priority area", "2025-1", "First area", "Areas, row 2", ""),
        ("Task", "2025-1-01", "A thing to deliver", "Tasks, row 2",
         "Kind of task by a deadline · Deadline 2025-11-30 · Weight 2"),
        ("Milestone", "2025-1-01", "Draft", "Milestones, row 2", "Due on 2025-06-30 · Weight 1"),
        ("Milestone", "2025-1-01", "Final", "Milestones, row 3", "Due on 2025-10-31 · Weight 3"),
        ("Task", "2025-1-02", "An effort", "Tasks, row 3", "Kind of task continuing"),
    ]  # fmt: skip
    assert everything() == before
    done = office.post(address, shown(page))
    assert (done.status_code, done["Location"]) == (302, address)
    assert set(Change.objects.values_list("by__username", flat=True)) == {"planner"}
    upload.refresh_from_db()
    assert (upload.plan, upload.result["unchanged"], len(upload.result["added"])) == (Plan.objects.get(), 0, 6)
    assert office.get(address).context["added"][0] == ("Plan", "2025")


def test_loaded_once_however_often_it_is_sent(office: Client) -> None:
    send(office, workbook())
    address = reverse("exchange:plan-preview", args=[Upload.objects.get().pk])
    form = shown(office.get(address))
    office.post(address, form)
    before = everything()
    assert (office.post(address, form).status_code, everything()) == (302, before)
    office.post(reverse("exchange:plan-discard", args=[Upload.objects.get().pk]))
    assert Upload.objects.count() == 1  # what was taken in stays


def test_what_changed_since_the_preview_is_shown_again(office: Client, planner: User) -> None:
    loaded(workbook())
    send(office, workbook({"Tasks!F2": 5, "Tasks!D2": "Renamed"}))
    address = reverse("exchange:plan-preview", args=[Upload.objects.get().pk])
    form = shown(office.get(address))
    task = Task.objects.get(number=1)
    planning_tasks.change_task(by=planner, task=task, facts={"weight": 9})
    before = everything()
    again = office.post(address, form)
    assert (again.status_code, everything()) == (409, before)
    [line] = again.context["preview"].kept
    assert [(each.label, each.before, each.after) for each in line.differences] == [("Weight", "9", "5")]
    assert office.post(address, shown(again)).status_code == 302
    task.refresh_from_db()
    assert (task.name_en, task.weight) == ("Renamed", 9)


def test_the_files_values_may_be_taken_over_those_of_pages(office: Client, planner: User) -> None:
    loaded(workbook())
    planning_tasks.change_task(by=planner, task=Task.objects.get(number=1), facts={"weight": 9})
    send(office, workbook({"Tasks!F2": 5}))
    address = reverse("exchange:plan-preview", args=[Upload.objects.get().pk])
    page = office.get(address, {"overwrite": "1"})
    [line] = page.context["preview"].changed
    assert [(each.label, each.before, each.after) for each in line.differences] == [("Weight", "9", "5")]
    assert office.post(address, shown(page)).status_code == 302
    assert Task.objects.get(number=1).weight == 5


def test_mistakes_are_named_and_marked_and_nothing_can_be_loaded(office: Client) -> None:
    send(office, workbook({"Tasks!F2": "many", "Milestones!E3": "2025-12-31"}))
    upload = Upload.objects.get()
    address = reverse("exchange:plan-preview", args=[upload.pk])
    page = office.get(address)
    assert [(str(each.place), each.field, each.value) for each in page.context["problems"]] == [
        ("Tasks, row 2, column F", "Weight", "many"), ("Milestones, row 3, column E", "Due on", "2025-12-31")
    ]  # fmt: skip
    assert page.context["preview"] is None
    assert office.post(address, {"shown": "", "overwrite": ""}).status_code == 409
    assert Plan.objects.count() == 0
    marked = office.get(reverse("exchange:plan-marked", args=[upload.pk]))
    assert (marked["Content-Type"], marked["X-Content-Type-Options"]) == (XLSX, "nosniff")
    book = read_book(BytesIO(marked.content), "")
    assert [sheet.header[-1] for sheet in book.sheets] == ["Value", "Source sentence", "Errors", "Errors"]
    send(office, edited(marked.content, {"Tasks!F2": 2, "Milestones!E3": "2025-10-31"}))
    newest = Upload.objects.first()
    assert newest is not None
    assert office.get(reverse("exchange:plan-preview", args=[newest.pk])).context["problems"] == []


def test_yaml_names_its_lines(office: Client) -> None:
    send(office, PLAN.replace("weight: 2", "weight: 0").encode(), "plan.yaml")
    pk = Upload.objects.get().pk
    page = office.get(reverse("exchange:plan-preview", args=[pk]))
    assert [(str(each.place), each.field, each.value) for each in page.context["problems"]] == [
        ("line 21", "areas[1].tasks[1].weight", "0")
    ]
    assert office.get(reverse("exchange:plan-marked", args=[pk])).status_code == 400


def test_a_file_for_another_plan_is_a_mistake(office: Client, plan: Plan) -> None:
    send(office, workbook(), address=reverse("exchange:plan-load-into", args=[plan.code]))
    page = office.get(reverse("exchange:plan-preview", args=[Upload.objects.get().pk]))
    assert [(str(each.place), each.expected) for each in page.context["problems"]] == [
        ("Plan, row 2, column B", "expected 2024: the file is to be loaded into that plan")
    ]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"%PDF-1.7", "plan.xlsx", "This is a PDF"),
        (b"PK\x03\x04junk", "plan.xlsx", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "plan.xls", "Excel 97"),
        (b"\x00" * 100, "plan.yaml", "This is neither"),
    ],
    ids=["pdf", "zip", "xls", "nulls"],
)
def test_what_is_no_plan_is_refused_beside_the_field(office: Client, content: bytes, name: str, said: str) -> None:
    answer = send(office, content, name)
    assert (answer.status_code, Upload.objects.count()) == (422, 0)
    assert said in answer.context["form"].errors["file"][0]


def test_one_sees_ones_own_files_only(office: Client, planner2: User, staff: User) -> None:
    send(office, workbook())
    pk = Upload.objects.get().pk
    other = Client()
    for person, status in ((planner2, 404), (staff, 403)):
        other.force_login(person, backend="accounts.backends.SignInBackend")
        answers = [other.get(reverse(f"exchange:plan-{name}", args=[pk])).status_code for name in ("preview", "marked")]
        answers += [
            other.post(reverse(f"exchange:plan-{name}", args=[pk])).status_code for name in ("preview", "discard")
        ]
        assert answers == [status] * 4
    assert Upload.objects.count() == 1


def test_discarded_is_gone_with_its_file(office: Client, django_capture_on_commit_callbacks: Any) -> None:
    send(office, workbook())
    upload = Upload.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        office.post(reverse("exchange:plan-discard", args=[upload.pk]))
    assert Upload.objects.count() == 0
    with pytest.raises(FileNotFoundError):
        private_files.read(upload.file)


def test_the_demonstrations_office_makes_demonstration_plans(sign_in: Any) -> None:
    client = sign_in(UserFactory(role="planning_office", demonstration=True))
    send(client, workbook())
    address = reverse("exchange:plan-preview", args=[Upload.objects.get().pk])
    client.post(address, shown(client.get(address)))
    assert Plan.objects.get().demonstration is True


def test_the_template_says_what_to_write_and_is_refused_empty(office: Client) -> None:
    answer = office.get(reverse("exchange:plan-template"))
    assert (answer["Content-Type"], answer["Cache-Control"]) == (XLSX, "private, no-store")
    book = read_book(BytesIO(answer.content), "")
    assert [sheet.title for sheet in book.sheets] == ["Instructions", "Plan", "Areas", "Tasks", "Milestones"]
    send(office, answer.content)
    page = office.get(reverse("exchange:plan-preview", args=[Upload.objects.get().pk]))
    assert [str(each.place) for each in page.context["problems"]] == [
        f"Plan, row {row}, column B" for row in (2, 3, 4, 5)
    ]  # fmt: skip


@pytest.mark.parametrize("tasks", [1, 3])
def test_a_workbook_and_its_preview_cost_the_same_however_long(
    office: Client, tasks: int, django_assert_num_queries: Any
) -> None:
    plan = PlanFactory()
    area = AreaFactory(plan=plan, number=1)
    for number in range(tasks):
        MilestoneFactory(task=TaskFactory(area=area, number=number + 1))
    with django_assert_num_queries(15):
        made = office.get(reverse("exchange:plan-workbook", args=[plan.code])).content
    assert len(read_plan(read_book(BytesIO(made), ""), "").things) == 2 + 2 * tasks
    send(office, made)
    with django_assert_num_queries(36 + is_postgresql()):  # the write lock
        page = office.get(reverse("exchange:plan-preview", args=[Upload.objects.get().pk]))
    assert (page.context["preview"].writes, page.context["preview"].unchanged) == (False, 2 + 2 * tasks)
