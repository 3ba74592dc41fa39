"""Evidence on the pages: adding, giving out, removing; who sees it; the history; the report form."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from changelog.models import Change
from evidence.models import Evidence
from evidence.services import remove_evidence
from priorities.models import ProgressUpdate
from tests.evidence.conftest import add, kept
from tests.evidence.files import PDF, PNG, upload
from tests.factories import UpdateFactory
from tests.file_factories import EvidenceFactory
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db
EVERYBODY = ("leader", "secretary", "staff", "chief", "staff2", "chief2", "planner", "admin", "outsider")
FRAGMENT = {"HX-Request": "true"}


def url_of(thing: Any) -> str:
    return reverse("evidence:of-update" if isinstance(thing, ProgressUpdate) else "evidence:of-event", args=[thing.pk])


def file_url(evidence: Evidence) -> str:
    return reverse("evidence:file", args=[evidence.pk])


class TestDownload:
    """A download, nothing else."""

    def test_what_it_says_of_itself(self, sign_in, staff, leader, update):
        [evidence] = add(staff, update, upload(PDF, "9月 会议纪要.pdf"))
        response = sign_in(leader).get(file_url(evidence))
        names = (
            "Content-Type", "Content-Length", "Content-Disposition", "X-Content-Type-Options", "Cache-Control",
            "Content-Security-Policy", "Content-Language",
        )  # fmt: skip
        assert [response.get(name) for name in names] == [
            "application/pdf",
            str(len(PDF)),
            "attachment; filename*=utf-8''9%E6%9C%88%20%E4%BC%9A%E8%AE%AE%E7%BA%AA%E8%A6%81.pdf",
            "nosniff",
            "private, no-store",
            "default-src 'none'; sandbox",
            "en",
        ]
        assert b"".join(response) == PDF
        assert sign_in(leader).get(file_url(evidence) + "?inline=1").status_code == 400

    def test_the_head_alone(self, sign_in, staff, update):
        response = sign_in(staff).head(file_url(add(staff, update)[0]))
        assert (response.status_code, response["Content-Length"], b"".join(response)) == (200, str(len(PDF)), b"")

    def test_a_removed_file_is_there_for_nobody(self, sign_in, staff, update):
        [evidence] = add(staff, update)
        remove_evidence(by=staff, evidence=evidence)
        remove = reverse("evidence:remove", args=[evidence.pk])
        client = sign_in(staff)
        assert [client.get(file_url(evidence)).status_code, client.post(remove).status_code] == [404, 404]

    def test_bytes_that_are_lost(self, sign_in, staff, update):
        evidence = EvidenceFactory(update=update, file__name="aa/" + "a" * 40)
        assert sign_in(staff).get(file_url(evidence)).status_code == 503


class TestWhoSees:
    """It is there where what it proves is there, on every path."""

    @pytest.fixture
    def seen(self, request, sign_in):
        """For each person: the status of the file, and whether the thing's page names it."""

        def by_all(evidence: Evidence, page: str) -> dict[str, tuple[int, bool]]:
            found = {}
            for person in EVERYBODY:
                client = sign_in(request.getfixturevalue(person))
                named = evidence.filename in client.get(page).content.decode()
                found[person] = (client.get(file_url(evidence)).status_code, named)
            return found

        return by_all

    def test_of_a_report_everybody_with_a_role(self, seen, staff, update):
        [evidence] = add(staff, update)
        page = reverse("priorities:task", args=[update.task.code])
        assert seen(evidence, page) == dict.fromkeys(EVERYBODY, (200, True)) | {"outsider": (403, False)}

    def test_of_a_coming_event_who_may_see_its_schedule(self, seen, staff, coming):
        [evidence] = add(staff, coming)
        hidden = dict.fromkeys(("staff2", "chief2", "admin"), (404, False)) | {"outsider": (403, False)}
        page = reverse("events:event", args=[coming.pk])
        assert seen(evidence, page) == dict.fromkeys(EVERYBODY, (200, True)) | hidden

    def test_of_a_restricted_event_who_may_see_it(self, seen, staff, event):
        event.restricted = True
        event.save()
        [evidence] = add(staff, event)
        hidden = dict.fromkeys(("secretary", "staff2", "chief2", "admin"), (404, False)) | {"outsider": (403, False)}
        page = reverse("events:event", args=[event.pk])
        assert seen(evidence, page) == dict.fromkeys(EVERYBODY, (200, True)) | hidden

    @pytest.mark.parametrize(
        ("kind", "restricted", "tags"),
        [
            ("event", False, {"everybody"}),
            ("coming", False, {"role:leadership", "role:secretary", "role:planning_office", "host", "protocol"}),
            ("coming", True, {"role:leadership", "role:planning_office", "host"}),
        ],
    )
    def test_the_record_is_for_those_who_see_it(self, request, staff, protocol, division, kind, restricted, tags):
        thing = request.getfixturevalue(kind)
        thing.restricted = restricted
        thing.save()
        [evidence] = add(staff, thing)
        change = Change.objects.get(type="evidence", key=str(evidence.pk))
        names = {f"division:{division.pk}": "host", f"division:{protocol.pk}": "protocol"}
        assert {names.get(tag, tag) for tag in change.audience.values_list("tag", flat=True)} == tags


class TestAdding:
    """The form on a page of its own, and the part of a page."""

    def post(self, client: Any, thing: Any, *files: SimpleUploadedFile, **options: Any) -> Any:
        return client.post(url_of(thing), {"evidence": list(files)}, **options)

    def test_all_good_leads_back(self, sign_in, staff, update):
        client = sign_in(staff)
        response = self.post(client, update, upload(), upload(PNG, "photo.png"))
        assert (response.status_code, response.url) == (302, f"/tasks/{update.task.code}/")
        assert "2 files added as evidence." in text_of(client.get(response.url))

    def test_bad_ones_are_named_and_the_good_kept(self, sign_in, staff, event):
        response = self.post(sign_in(staff), event, upload(), upload(b"MZ\0\0", "minutes.pdf"))
        text = text_of(response)
        assert response.status_code == 422
        for said in ("minutes.pdf: Not taken: PDF, Word", "1 other file was added.", "must not be entered"):
            assert said in text
        assert [each.filename for each in Evidence.objects.all()] == ["proof.pdf"]

    def test_none_chosen(self, sign_in, staff, event):
        response = self.post(sign_in(staff), event)
        assert (response.status_code, "Choose at least one file." in text_of(response)) == (422, True)

    def test_a_part_of_the_page(self, sign_in, staff, update):
        good = self.post(sign_in(staff), update, upload(), headers=FRAGMENT)
        bad = self.post(sign_in(staff), update, upload(b"", "a.txt"), headers=FRAGMENT)
        for response, status in ((good, 200), (bad, 422)):
            assert (response.status_code, response.templates[0].name) == (status, "evidence/_proof.html")
            assert "proof.pdf" in response.content.decode()
        assert "The file is empty." in bad.content.decode()

    def test_larger_than_is_taken(self, sign_in, settings, staff, update):
        settings.WORKPLAN_EVIDENCE_MB = 1
        large = upload(PDF + bytes(4 * 1024 * 1024))
        response = self.post(sign_in(staff), update, large, upload(PNG, "photo.png"))
        assert (response.status_code, "proof.pdf: Larger than 1 MB." in text_of(response)) == (422, True)
        assert [each.filename for each in Evidence.objects.all()] == ["photo.png"]

    def test_a_request_beyond_all_measure_is_refused_unread(self, sign_in, staff, update):
        client, read = sign_in(staff), []

        class Endless(io.BytesIO):
            def read(self, size: int | None = -1) -> bytes:
                read.append(size)
                return b""

        response = client.generic(
            "POST", url_of(update), CONTENT_TYPE="multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(2 * 1024**3), **{"wsgi.input": Endless()},
        )  # fmt: skip
        assert (response.status_code, read) == (413, [])
        assert "larger than 10 files of 20 MB each" in text_of(response)

    @pytest.mark.parametrize("less", [1, 60, 200])
    def test_one_that_breaks_off_leaves_nothing(self, sign_in, staff, update, less):
        body = (
            b'--x\r\nContent-Disposition: form-data; name="evidence"; filename="a.txt"\r\n\r\n'
            + b"Minutes\n" * 50
            + b"\r\n--x--\r\n"
        )
        client = sign_in(staff)
        response = client.generic(
            "POST", url_of(update), CONTENT_TYPE="multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(len(body)), **{"wsgi.input": io.BytesIO(body[:-less])},
        )  # fmt: skip
        assert (response.status_code, Evidence.objects.count(), kept()) == (400, 0, [])

    def test_no_room_while_it_arrives(self, sign_in, settings, staff, update, tmp_path):
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
        client = sign_in(staff)
        with pytest.MonkeyPatch.context() as patched:

            def write(*_arguments: object) -> None:
                raise OSError(28, "No space left on device")

            patched.setattr("django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk", write)
            response = self.post(client, update, upload())
        assert (response.status_code, "The store of files is full".lower() in text_of(response).lower()) == (507, True)
        assert (Evidence.objects.count(), kept()) == (0, [])


class TestRemoving:
    """By its button."""

    def test_it_goes_and_the_history_keeps_it(self, sign_in, staff, update):
        [evidence] = add(staff, update)
        client = sign_in(staff)
        back = f"/tasks/{update.task.code}/#proof-u{update.pk}"
        response = client.post(reverse("evidence:remove", args=[evidence.pk]), {"next": back})
        assert (response.status_code, response.url) == (302, back)
        page = client.get(f"/tasks/{update.task.code}/history/?kind=evidence")
        assert [
            (entry.title, str(entry.change.by), [(d.label, d.before, d.after) for d in entry.differences])
            for entry in page.context["entries"]
        ] == [
            ("Evidence removed: proof.pdf", "Person staff", [("report as of", "20 September 2024", "")]),
            ("Evidence added: proof.pdf", "Person staff", [("report as of", "", "20 September 2024")]),
        ]

    def test_of_an_event_its_page_tells(self, sign_in, staff, planner, event):
        [evidence] = add(staff, event)
        remove_evidence(by=planner, evidence=evidence)
        text = text_of(sign_in(staff).get(f"/events/{event.pk}/"))
        assert text.index("Evidence removed: proof.pdf") < text.index("Evidence added: proof.pdf")

    def test_what_is_offered(self, sign_in, staff, staff2, leader, chief, update):
        [evidence] = add(staff, update)
        page, remove = f"/tasks/{update.task.code}/", reverse("evidence:remove", args=[evidence.pk])
        offered = {
            person.username: [
                address in sign_in(person).get(page).content.decode() for address in (url_of(update), remove)
            ]
            for person in (staff, staff2, chief, leader)
        }
        assert offered == {
            "staff": [True, True],
            "staff2": [True, False],
            "chief": [True, True],
            "leader": [False, False],
        }
        past = sign_in(staff).get(page + "?as_of=2024-09-25").content.decode()
        assert (url_of(update) in past, file_url(evidence) in past) == (False, True)


@pytest.mark.parametrize("files", [1, 3])
def test_a_task_is_as_many_queries_however_many_files(sign_in, staff, update, files, django_assert_num_queries):
    UpdateFactory(task=update.task, author=staff)
    EvidenceFactory.create_batch(files, update=update)
    client = sign_in(staff)
    # as tests/priorities/test_task_page.py has it, here without review
    with django_assert_num_queries(21):
        client.get(f"/tasks/{update.task.code}/")


class TestWithAReport:
    """One step: the report and what proves it."""

    def send(self, client: Any, task: Any, *files: SimpleUploadedFile, **fields: Any) -> Any:
        given = {"status": "in_progress", "percent": "60", "effective_on": "2024-09-30", "note": "Signed.", **fields}
        return client.post(reverse("priorities:task-report", args=[task.code]), given | {"evidence": list(files)})

    def test_both_are_written(self, sign_in, staff, update):
        response = self.send(sign_in(staff), update.task, upload(), upload(PNG, "photo.png"))
        assert response.status_code == 302
        report = ProgressUpdate.objects.latest("pk")
        assert (report.percent, [each.filename for each in report.evidence.all()]) == (60, ["proof.pdf", "photo.png"])

    def test_a_bad_file_keeps_both_back_and_what_was_typed(self, sign_in, staff, update):
        response = self.send(sign_in(staff), update.task, upload(), upload(b"MZ\0\0", "minutes.pdf"))
        text = text_of(response)
        assert response.status_code == 422
        assert response.context["form"]["note"].value() == "Signed."
        for said in ("minutes.pdf: Not taken: PDF", "Choose the files again: a browser does not keep them."):
            assert said in text
        assert (ProgressUpdate.objects.count(), Evidence.objects.count(), kept()) == (1, 0, [])

    def test_a_refused_report_keeps_its_files_back(self, sign_in, staff, update):
        response = self.send(sign_in(staff), update.task, upload(), percent="160")
        assert (response.status_code, "Choose the files again" in text_of(response)) == (422, True)
        assert (Evidence.objects.count(), kept()) == (0, [])

    def test_a_leader_who_cancels_brings_no_files(self, sign_in, leader, update):
        update.task.leader_in_charge = leader
        update.task.save()
        page = sign_in(leader).get(reverse("priorities:task-report", args=[update.task.code]))
        assert b'type="file"' not in page.content
        response = self.send(sign_in(leader), update.task, upload(), status="cancelled")
        assert (response.status_code, Evidence.objects.count()) == (302, 0)

    def test_the_same_text_with_another_file_is_not_the_same_form(self, sign_in, staff, update):
        """A form sent a second time is known by what it holds, and its files are a part of that."""
        client = sign_in(staff)
        page = client.get(reverse("priorities:task-report", args=[update.task.code])).content.decode()
        token = page.split('name="draft" value="')[1].split('"')[0]
        for files in ([], [upload()], [upload()]):
            assert self.send(client, update.task, *files, draft=token).status_code == 302
        assert (ProgressUpdate.objects.count(), Evidence.objects.count()) == (2, 1)
