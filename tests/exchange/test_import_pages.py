"""Upload, preview, taking in, discarding: by the pages, as a person does."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Division, User
from changelog.models import Change
from exchange.models import Upload
from foundation import clock, private_files
from foundation.dialect import is_postgresql
from priorities.models import Plan, ProgressUpdate, Task
from tests.exchange.importing import URL, Row, exported, said, sent, workbook
from tests.factories import AreaFactory, TaskFactory, UpdateFactory
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
MB = 1024 * 1024


@pytest.fixture
def tasks(plan: Plan, division: Division) -> list[Task]:
    """Forty tasks that the division leads, each reported on in August."""
    area = AreaFactory(plan=plan, number=1)
    made: list[Task] = [TaskFactory(area=area, number=n, lead_division=division) for n in range(1, 41)]
    for task in made:
        UpdateFactory(task=task, percent=30, health="green", effective_on=date(2024, 8, 20))
    return made


def rows(tasks: list[Task], **edits: Any) -> list[Row]:
    return [exported(task, task.updates.earliest("id"), **edits) for task in tasks]


def shown(page: Any) -> str:
    """The fingerprint that the preview carries."""
    found = re.search(r'name="shown" value="([0-9a-f]{64})"', page.content.decode())
    assert found
    return found[1]


def uploaded(client: Client, content: bytes) -> tuple[str, Any]:
    """The address of the preview, and the preview."""
    answer = client.post(URL, sent(content))
    assert answer.status_code == 302, text_of(answer)
    return answer["Location"], client.get(answer["Location"])


def take(client: Client, address: str, page: Any, which: str = "all") -> Any:
    return client.post(address, {"take": which, "shown": shown(page)})


def outcomes(page: Any) -> dict[str, int]:
    counts: dict[str, int] = page.context["counts"]
    return counts


def written() -> tuple[int, int]:
    return ProgressUpdate.objects.count(), Change.objects.count()


def test_forty_reports_in_one_upload(sign_in: SignIn, staff: User, tasks: list[Task]) -> None:
    client = sign_in(staff)
    address, page = uploaded(client, workbook(rows(tasks, percent=45, note="Signed.")))
    assert (outcomes(page), written()) == ({"new": 40, "same": 0, "error": 0}, (40, 0))
    answer = take(client, address, page)
    assert (answer.status_code, answer["Location"]) == (302, address)
    posted = ProgressUpdate.objects.filter(author=staff)
    assert {said(each) for each in posted} == {("in_progress", 45, "green", "2024-09-30", "Signed.", "", "", "", False)}
    assert sorted(posted.values_list("task", flat=True)) == sorted(task.pk for task in tasks)
    assert set(posted.values_list("first_review", flat=True)) == {"pending"}
    assert written() == (80, 40)
    assert Upload.objects.get().result == {
        "new": 40, "confirmed": 0, "same": 0, "already": 0, "error": 0,
        "updates": list(posted.order_by("id").values_list("id", flat=True)),
    }  # fmt: skip
    result = client.get(address)
    assert "40 reports were taken in." in text_of(result)
    assert result.content.decode().count(f'href="/tasks/{tasks[0].code}/"') == 1


def test_the_same_file_again_changes_nothing(sign_in: SignIn, staff: User, tasks: list[Task]) -> None:
    """Also while the first is still to be released."""
    client, content = sign_in(staff), workbook(rows(tasks[:3], percent=45) + rows(tasks[3:]))
    address, page = uploaded(client, content)
    take(client, address, page)
    before = written()
    address, page = uploaded(client, content)
    assert outcomes(page) == {"new": 0, "same": 40, "error": 0}
    assert 'name="take"' not in page.content.decode()
    answer = client.post(address, {"take": "all", "shown": page.context["judgement"].fingerprint})
    assert (answer.status_code, written()) == (422, before)
    assert "No row says anything new: there is nothing to take in." in text_of(answer)


def test_nothing_is_half_taken_in(sign_in: SignIn, staff: User, tasks: list[Task]) -> None:
    """All that is wrong is told at once; as chosen, the good rows alone."""
    client = sign_in(staff)
    wrong = [exported(task, task.updates.get(), percent="half", health="blue") for task in tasks[:5]]
    address, page = uploaded(client, workbook([*rows(tasks[5:], percent=45), *wrong]))
    assert outcomes(page) == {"new": 35, "same": 0, "error": 5}
    assert [(line.number, problem.column) for line, problem in page.context["problems"]] == [
        (number, column) for number in range(37, 42) for column in ("D", "E")
    ]
    assert [line.number for line in page.context["page"]][:6] == [37, 38, 39, 40, 41, 2]
    before = written()
    refused = take(client, address, page)
    assert (refused.status_code, written()) == (422, before)
    assert take(client, address, page, "good").status_code == 302
    assert ProgressUpdate.objects.filter(author=staff).count() == 35
    assert Upload.objects.get().result["error"] == 5
    result = client.get(address)
    assert "5 rows left out" in text_of(result)
    assert f'href="{address}marked/"' in result.content.decode()
    left_out = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}marked/").content))["Tasks"]
    assert [cell.row for cell in left_out["D"] if cell.comment] == [37, 38, 39, 40, 41]


def test_the_workbook_with_the_errors_marked(sign_in: SignIn, staff: User, tasks: list[Task]) -> None:
    client = sign_in(staff)
    address, _page = uploaded(client, workbook(rows(tasks[:1], percent="half") + rows(tasks[1:2])))
    answer = client.get(f"{address}marked/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="tasks (errors marked).xlsx"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["Tasks"]
    message = "“half” is no whole percentage: write a number from 0 to 100, as 45 or 45%."
    assert (sheet["D2"].value, sheet["D2"].comment and message in sheet["D2"].comment.text) == ("half", True)
    [heading] = [cell for cell in sheet[1] if cell.value == "Errors"]
    told = [sheet.cell(row, heading.column).value for row in (2, 3)]
    assert told == [f"Done: {message}", None]


def test_the_outcomes_are_narrowed(sign_in: SignIn, staff: User, tasks: list[Task]) -> None:
    content = workbook(rows(tasks[:2], percent=45) + rows(tasks[2:5]) + rows(tasks[5:6], percent="half"))
    client = sign_in(staff)
    address, _page = uploaded(client, content)
    numbers = {
        show: [line.number for line in client.get(address, {"show": show}).context["page"]]
        for show in ("new", "same", "error", "")
    }
    assert numbers == {"new": [2, 3], "same": [4, 5, 6], "error": [7], "": [7, 2, 3, 4, 5, 6]}
    assert client.get(address, {"show": "odd"}).status_code == 400
    assert client.get(address, {"odd": "1"}).status_code == 400


def test_what_changed_since_the_preview_is_shown_again(
    sign_in: SignIn, staff: User, chief: User, tasks: list[Task]
) -> None:
    client = sign_in(staff)
    address, page = uploaded(client, workbook(rows(tasks[:2], percent=45)))
    UpdateFactory(task=tasks[0], author=chief, percent=70, effective_on=date(2024, 9, 29), note="Faster.")
    before = written()
    answer = take(client, address, page)
    assert (answer.status_code, written()) == (409, before)
    assert "Something has changed since the preview" in text_of(answer)
    assert "Reports by others that the file does not hold" in text_of(answer)
    assert "Faster." in text_of(answer)
    assert take(client, address, answer).status_code == 302
    assert ProgressUpdate.objects.filter(author=staff).count() == 2


def test_taken_in_once(sign_in: SignIn, staff: User, tasks: list[Task]) -> None:
    client = sign_in(staff)
    address, page = uploaded(client, workbook(rows(tasks[:2], percent=45)))
    assert [take(client, address, page).status_code for _click in range(3)] == [302] * 3
    assert ProgressUpdate.objects.filter(author=staff).count() == 2
    assert client.post(f"{address}discard/").status_code == 302
    assert client.get(address).context["page"].paginator.count == 2  # what was taken in stays


def test_discarded_leaves_nothing(sign_in: SignIn, staff: User, tasks: list[Task]) -> None:
    client = sign_in(staff)
    address, page = uploaded(client, workbook(rows(tasks[:2], percent=45)))
    name = Upload.objects.get().file
    with pytest.MonkeyPatch.context() as patch:  # the transaction of the test never commits
        patch.setattr("django.db.transaction.on_commit", lambda deed, *_args, **_options: deed())
        answer = client.post(f"{address}discard/")
    assert (answer.status_code, answer["Location"]) == (302, URL)
    assert (Upload.objects.count(), private_files.store().exists(name), written()[0]) == (0, False, 40)
    assert (client.get(address).status_code, take(client, address, page).status_code) == (404, 404)


def test_what_nobody_decided_on_goes_after_a_week(sign_in: SignIn, staff: User, tasks: list[Task]) -> None:
    client, content = sign_in(staff), workbook(rows(tasks[:2], percent=45))
    old, page = uploaded(client, content)
    taken, page = uploaded(client, content)
    take(client, taken, page)
    Upload.objects.update(uploaded_at=clock.now() - timedelta(days=7, minutes=1))
    uploaded(client, content)
    assert (client.get(old).status_code, client.get(taken).status_code, Upload.objects.count()) == (404, 200, 2)


def test_an_upload_is_its_owners_alone(
    sign_in: SignIn, staff: User, chief: User, leader: User, outsider: User, tasks: list[Task]
) -> None:
    """Nor is it there under another plan's address."""
    address, page = uploaded(sign_in(staff), workbook(rows(tasks[:2], percent=45)))
    assert sign_in(staff).get(address.replace("2024", "demo-2024")).status_code == 404
    for user, status in ((chief, 404), (leader, 403), (outsider, 403)):
        client = sign_in(user)
        answers = [client.get(address), client.get(f"{address}marked/"), client.post(f"{address}discard/")]
        answers.append(take(client, address, page))
        assert [answer.status_code for answer in answers] == [status] * 4
    assert (Upload.objects.count(), written()[0]) == (1, 40)


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (None, "", "Choose the file."),
        (b"", "empty.xlsx", "The file is empty."),
        (b"x" * (10 * MB + 1), "large.xlsx", "The file is larger than 10 MB."),
        (b"%PDF-1.7", "tasks.xlsx", "This is a PDF: save the table as .xlsx."),
        (workbook([], key="Number"), "tasks.xlsx", "This file has no column “Key (leave as it is)”, by which a row"),
    ],
    ids=["none", "empty", "large", "pdf", "no key"],
)
def test_a_file_that_is_not_taken_says_why_beside_the_field(
    content: bytes | None, name: str, message: str, sign_in: SignIn, staff: User, plan: Plan
) -> None:
    form = {} if content is None else {"file": SimpleUploadedFile(name, content)}
    answer = sign_in(staff).post(URL, form)
    assert answer.status_code == 422
    [error] = answer.context["form"].errors["file"]
    assert error.startswith(message)
    assert Upload.objects.count() == 0


def test_a_file_too_large_is_dropped_on_its_way_and_the_form_still_read(
    sign_in: SignIn, staff: User, plan: Plan
) -> None:
    """The forgery token stands before the file: the answer is the field's error, not a 403."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = sign_in(staff).cookies
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(URL).content.decode())
    assert token
    large = SimpleUploadedFile("large.xlsx", b"x" * (12 * MB))
    answer = client.post(URL, {"csrfmiddlewaretoken": token[1], "file": large})
    assert (answer.status_code, answer.context["form"].errors["file"]) == (422, ["The file is larger than 10 MB."])


@pytest.mark.parametrize(("status", "said_so"), [("draft", "draft"), ("closed", "closed")])
def test_a_plan_that_takes_no_reports(
    status: str, said_so: str, sign_in: SignIn, staff: User, plan: Plan, tasks: list[Task]
) -> None:
    client = sign_in(staff)
    address, page = uploaded(client, workbook(rows(tasks[:2], percent=45)))
    Plan.objects.update(status=status)
    answer = client.post(URL, sent(workbook(rows(tasks[:2], percent=45))))
    sentence = f"Reports are taken while the plan is adopted: this one is {said_so}."
    assert (answer.status_code, answer.context["form"].errors["file"]) == (422, [sentence])
    answer = take(client, address, page)
    assert (answer.status_code, answer.context["refused"], written()) == (422, [sentence], (40, 0))


def test_the_way_there_is_offered_to_who_reports(
    sign_in: SignIn, staff: User, planner: User, leader: User, admin: User, plan: Plan
) -> None:
    link = f'href="{URL}"'

    def offered(user: User) -> list[bool]:
        client = sign_in(user)
        return [link in client.get(f"/plans/2024/{page}/").content.decode() for page in ("tasks", "desk")]

    assert (offered(staff), offered(planner), offered(leader), offered(admin)) == (
        [True, True], [True, True], [False, False], [False, False],
    )  # fmt: skip
    Plan.objects.update(status=Plan.Status.CLOSED)
    assert offered(staff) == [False, False]


@pytest.mark.parametrize("number", [5, 40])
def test_queries_do_not_grow_with_the_rows(
    number: int, sign_in: SignIn, staff: User, tasks: list[Task], django_assert_num_queries: Any
) -> None:
    client = sign_in(staff)
    address, page = uploaded(client, workbook(rows(tasks[:number], percent=45)))
    with django_assert_num_queries(11):
        client.get(address)
    with django_assert_num_queries(24 + 2 * is_postgresql()):  # each of the two units takes the write lock there
        take(client, address, page)
    with django_assert_num_queries(11):
        client.get(address)
