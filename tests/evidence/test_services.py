"""Adding and removing evidence: rows, bytes, and what is recorded."""

import errno
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from changelog.models import Change
from evidence import services
from evidence.models import Evidence, StoredFile
from evidence.services import add_evidence, remove_evidence
from foundation import private_files
from priorities.models import Plan
from tests.evidence.conftest import add, kept
from tests.evidence.files import PDF, PNG, upload
from tests.factories import UpdateFactory, UserFactory

pytestmark = pytest.mark.django_db
NO_ROOM = "Not kept: the store of files is full or out of reach. Tell the administrator, and try again later."


def read(evidence: Evidence) -> bytes:
    evidence.file.refresh_from_db()
    return b"".join(private_files.chunks(evidence.file.name))


def recorded() -> list[tuple[str, Any, Any, list[tuple[str, bool, bool]]]]:
    """The changes of evidence, oldest first, with who sees them before and after."""
    return [
        (change.action, change.before, change.after, list(change.audience.values_list("tag", "before", "after")))
        for change in Change.objects.filter(type="evidence").order_by("id")
    ]


def test_a_file_is_kept_under_a_random_name_and_recorded(staff, update):
    [evidence] = add(staff, update, upload(PDF, "会议纪要.pdf"))
    assert (evidence.filename, evidence.by, evidence.update, evidence.event) == ("会议纪要.pdf", staff, update, None)
    assert kept() == [evidence.file.name]
    assert read(evidence) == PDF
    facts = {
        "task": "2024-1-01",
        "update": update.pk,
        "effective_on": "2024-09-20",
        "filename": "会议纪要.pdf",
        "size": len(PDF),
        "media_type": "application/pdf",
        "sha256": evidence.file.sha256,
    }
    assert recorded() == [("create", None, facts, [("everybody", False, True)])]


def test_good_files_are_kept_and_bad_ones_named(staff, update):
    files = [upload(PDF), upload(b"MZ\0\0", "minutes.pdf"), upload(PNG, "photo.png"), upload(b"", "empty.txt")]
    result = add_evidence(by=staff, thing=update, files=files)
    assert [each.filename for each in result.added] == ["proof.pdf", "photo.png"]
    assert [(each.filename, str(each.message)[:22]) for each in result.refused] == [
        ("minutes.pdf", "Not taken: PDF, Word, "),
        ("empty.txt", "The file is empty."),
    ]
    assert len(kept()) == 2


def test_the_same_file_twice_is_one_and_nobody_is_told(staff, chief, update):
    [first] = add(staff, update, upload(PDF, "a.pdf"), upload(PDF, "b.pdf"))
    assert add(chief, update, upload(PDF, "c.pdf")) == []
    assert (list(Evidence.objects.all()), kept(), len(recorded())) == ([first], [first.file.name], 1)


def test_the_same_bytes_on_another_thing_are_a_second_row_of_one_file(staff, update, event):
    [first], [second] = add(staff, update), add(staff, event)
    assert (first.file, kept()) == (second.file, [first.file.name])
    assert first.pk != second.pk


def test_removing_keeps_the_row_and_lets_the_bytes_go_with_the_last(
    staff, update, event, django_capture_on_commit_callbacks
):
    [first], [second] = add(staff, update), add(staff, event)
    with django_capture_on_commit_callbacks(execute=True):
        remove_evidence(by=staff, evidence=first)
    assert len(kept()) == 1
    with django_capture_on_commit_callbacks(execute=True):
        remove_evidence(by=staff, evidence=second)
    assert kept() == []
    rows = Evidence.objects.filter(removed_at__isnull=False).values_list("filename", "by", "removed_by")
    assert list(rows) == [("proof.pdf", staff.pk, staff.pk)] * 2
    assert list(StoredFile.objects.values_list("name", flat=True)) == [""]
    actions = [(action, before and before["filename"], tags) for action, before, _after, tags in recorded()[2:]]
    assert actions == [("delete", "proof.pdf", [("everybody", True, False)])] * 2


def test_removed_twice_is_removed_once(staff, chief, update):
    [evidence] = add(staff, update)
    remove_evidence(by=staff, evidence=evidence)
    assert remove_evidence(by=chief, evidence=evidence).removed_by == staff
    assert len(recorded()) == 2


def test_what_was_removed_may_be_added_again(staff, update, django_capture_on_commit_callbacks):
    [first] = add(staff, update)
    with django_capture_on_commit_callbacks(execute=True):
        remove_evidence(by=staff, evidence=first)
    [again] = add(staff, update)
    assert (again.file, kept(), read(again)) == (first.file, [again.file.name], PDF)


def test_bytes_that_are_lost_are_healed_by_the_same_file(staff, update, event):
    [first] = add(staff, update)
    private_files.remove(first.file.name)
    [second] = add(staff, event)
    assert (read(first), kept()) == (PDF, [second.file.name])


def test_at_most_ten_at_once_and_fifty_of_one_thing(staff, update, monkeypatch):
    files = [upload(b"Minutes %d" % n, f"{n}.txt") for n in range(11)]
    result = add_evidence(by=staff, thing=update, files=files)
    assert len(result.added) == 10
    assert [(each.filename, each.message) for each in result.refused] == [("10.txt", "At most 10 files at once.")]
    monkeypatch.setattr(services, "MOST_OF_ONE", 11)
    result = add_evidence(by=staff, thing=update, files=[*files[9:], upload(PDF)])
    assert [each.filename for each in result.added] == ["10.txt"]
    assert [(each.filename, each.message) for each in result.refused] == [
        ("proof.pdf", "There are 11 files already, and no more are taken.")
    ]
    assert len(kept()) == 11


@pytest.mark.parametrize(
    ("came", "content", "name"),
    [
        ("纪要.pdf", PDF, "纪要.pdf"),
        ("run.bat", b"del", "run.bat.txt"),
        ("page.html", b"Minutes", "page.html.txt"),
        ("photo.JPEG", b"\xff\xd8\xff\xe0", "photo.JPEG"),
        ("table.csv", b"a,b", "table.csv"),
        ("minutes", PDF, "minutes.pdf"),
        ("photo\u202egpj.exe", PDF, "photogpj.exe.pdf"),
        ("a\tb\nc.pdf", PDF, "abc.pdf"),
        ("x" * 300 + ".pdf", PDF, "x" * 196 + ".pdf"),
        (".", PDF, "file.pdf"),
    ],
)
def test_the_name_is_kept_and_ends_as_its_kind_does(staff, update, came, content, name):
    file = upload(content)
    file.__dict__["_name"] = came  # past Django's own cleaning
    [evidence] = add(staff, update, file)
    assert evidence.filename == name


class TestWhoMay:
    """product.md: post evidence."""

    @pytest.mark.parametrize(
        ("person", "may"),
        [
            ("staff", True), ("chief", True), ("staff2", True), ("chief2", True), ("planner", True),
            ("leader", False), ("secretary", False), ("admin", False), ("outsider", False),
        ],
    )  # fmt: skip
    def test_add_to_a_report_of_a_colleague(self, request, update, person, may):
        by = request.getfixturevalue(person)
        if may:
            assert len(add(by, update)) == 1
            return
        with pytest.raises(PermissionDenied):
            add(by, update)
        assert kept() == []

    @pytest.mark.parametrize(
        ("person", "may"),
        [
            ("staff", True), ("chief", True), ("planner", True), ("staff2", False), ("chief2", False),
            ("leader", False), ("secretary", False), ("admin", False), ("outsider", False),
        ],
    )  # fmt: skip
    def test_add_to_an_event(self, request, event, person, may):
        by = request.getfixturevalue(person)
        if may:
            assert len(add(by, event)) == 1
            return
        with pytest.raises(PermissionDenied):
            add(by, event)
        assert kept() == []

    @pytest.mark.parametrize(
        ("person", "may"),
        [
            ("staff", True),
            ("colleague", False),
            ("chief", True),
            ("planner", True),
            ("staff2", False),
            ("chief2", False),
        ],
    )
    @pytest.mark.parametrize("kind", ["update", "event"])
    def test_remove_what_staff_added(self, request, staff, update, event, kind, person, may):
        [evidence] = add(staff, update if kind == "update" else event)
        if person == "colleague":
            by = UserFactory(username="colleague", role="staff", division=staff.division)
        else:
            by = request.getfixturevalue(person)
        if may:
            assert remove_evidence(by=by, evidence=evidence).removed_by == by
            return
        with pytest.raises(PermissionDenied):
            remove_evidence(by=by, evidence=evidence)
        assert Evidence.objects.filter(removed_at__isnull=True).count() == 1

    def test_who_has_left_the_division_no_longer_removes(self, staff, other_division, update, event):
        [evidence] = add(staff, event)
        staff.division = other_division
        staff.save()
        with pytest.raises(PermissionDenied):
            remove_evidence(by=staff, evidence=evidence)

    def test_a_closed_plan_takes_and_loses_nothing(self, staff, planner, update):
        [evidence] = add(staff, update)
        Plan.objects.update(status=Plan.Status.CLOSED)
        later = UpdateFactory._meta.model.objects.select_related("task__area__plan").get(pk=update.pk)
        with pytest.raises(ValidationError, match="while the plan is adopted"):
            add(staff, later, upload(PNG))
        with pytest.raises(ValidationError, match="while the plan is adopted"):
            remove_evidence(by=planner, evidence=evidence)


class TestNothingIsHalf:
    """A full disk, a row that is not written: neither row nor file."""

    @pytest.fixture
    def full(self, disk, monkeypatch):
        def write(handle: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr("foundation.private_files.os.fsync", write)
        return disk

    def test_a_full_disk(self, full, staff, update):
        result = add_evidence(by=staff, thing=update, files=[upload()])
        assert (result.added, [str(each.message) for each in result.refused]) == ([], [NO_ROOM])
        assert [path for path in full.rglob("*") if path.is_file()] == []
        assert (Evidence.objects.count(), StoredFile.objects.count(), recorded()) == (0, 0, [])

    def test_a_row_that_is_refused(self, disk, staff, update, monkeypatch):
        def record_all(**_said: object) -> None:
            raise DatabaseError

        monkeypatch.setattr(services, "record_all", record_all)
        with pytest.raises(DatabaseError), transaction.atomic():
            add_evidence(by=staff, thing=update, files=[upload()])
        assert [path for path in disk.rglob("*") if path.is_file()] == []
        assert (Evidence.objects.count(), StoredFile.objects.count()) == (0, 0)

    def test_on_the_disk_it_is_its_owners_alone(self, disk, staff, update):
        [evidence] = add(staff, update)
        path = disk / evidence.file.name
        modes = [oct(each.stat().st_mode & 0o777) for each in (disk, path.parent, path)]
        assert modes == ["0o700", "0o700", "0o600"]
        assert path.read_bytes() == PDF
