"""Files in an S3-compatible store: by signed requests, never public, passed on as they come."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from evidence.models import Evidence
from evidence.services import add_evidence, remove_evidence
from foundation import private_files
from tests.evidence.conftest import add
from tests.evidence.files import PDF, PNG, upload
from tests.evidence.s3 import Store, running
from tests.evidence.test_services import NO_ROOM
from workplan.file_store import bucket

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(settings: Any) -> Iterator[Store]:
    with running() as server:
        settings.STORAGES = {**settings.STORAGES, "private": bucket(server.address)}
        yield server


def test_kept_given_out_and_removed(store, sign_in, staff, update, django_capture_on_commit_callbacks):
    [evidence] = add(staff, update)
    name = evidence.file.name
    assert (store.files, store.asked) == ({name: PDF}, [f"PUT /proofs/{name}"])
    assert not [header for header in store.headers[0] if header.startswith("x-amz-acl")]
    response = sign_in(staff).get(reverse("evidence:file", args=[evidence.pk]))
    assert (b"".join(response), response["Content-Disposition"]) == (PDF, 'attachment; filename="proof.pdf"')
    with django_capture_on_commit_callbacks(execute=True):
        remove_evidence(by=staff, evidence=evidence)
    assert store.files == {}
    assert store.asked[1:] == [f"GET /proofs/{name}", f"DELETE /proofs/{name}"]


def test_a_large_file_is_sent_at_once_and_comes_in_pieces(store, staff, update):
    content = PDF + bytes(9 * 1024 * 1024)
    [evidence] = add(staff, update, upload(content))
    assert [each.split()[0] for each in store.asked] == ["PUT"]
    pieces = list(private_files.chunks(evidence.file.name))
    assert (b"".join(pieces) == content, max(map(len, pieces)) <= private_files.CHUNK) == (True, True)


def test_out_of_order_it_keeps_nothing_and_says_so(store, sign_in, staff, update):
    [evidence] = add(staff, update)
    store.broken = True
    result = add_evidence(by=staff, thing=update, files=[upload(PNG, "photo.png")])
    assert [str(each.message) for each in result.refused] == [NO_ROOM]
    assert list(Evidence.objects.all()) == [evidence]
    response = sign_in(staff).get(reverse("evidence:file", args=[evidence.pk]))
    assert (response.status_code, "cannot be read now" in response.content.decode()) == (503, True)
    store.broken = False


def test_it_is_swept_as_a_folder_is(store, staff, update):
    [evidence] = add(staff, update)
    lost = private_files.keep(b"lost")
    out = io.StringIO()
    call_command("sweep_files", stdout=out)
    assert out.getvalue() == f"{lost}\n1 of 2 files removed.\n"
    assert list(store.files) == [evidence.file.name]
