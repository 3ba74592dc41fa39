"""`manage.py sweep_files`: what nothing names goes, but nothing that may be on its way."""

import io
import os
import time
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command

from exchange.models import DocumentTemplate, Export, Upload
from foundation import clock, private_files
from tests.evidence.conftest import add, kept

pytestmark = pytest.mark.django_db
HOUR = 3600


def old(disk: Any, name: str, hours: int) -> str:
    """The file as if it had been written that long ago."""
    then = time.time() - hours * HOUR
    os.utime(disk / name, (then, then))
    return name


def swept(**options: Any) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("sweep_files", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def named(disk, staff, planner, plan, update):
    """A file that each kind of row names, all old."""
    names = [private_files.keep(b"%d" % number) for number in range(3)]
    now = clock.now()
    Export.objects.create(by=staff, plan=plan, list="tasks", format="csv", language="en", asked_at=now, file=names[0])
    Upload.objects.create(
        by=staff, plan=plan, kind="reports", filename="a.xlsx", file=names[1], size=1, sha256="0" * 64, uploaded_at=now
    )
    DocumentTemplate.objects.create(
        kind="round", language="en", filename="a.docx", file=names[2], set_at=now, by=planner
    )
    [evidence] = add(staff, update)
    return [old(disk, name, 100) for name in [*names, evidence.file.name]]


def test_what_nothing_names_goes_after_a_day(disk, named):
    lost, young = old(disk, private_files.keep(b"lost"), 25), old(disk, private_files.keep(b"young"), 23)
    (disk / "notes.txt").write_text("not ours")
    assert swept(dry_run=True) == (f"{lost}\n1 of 6 files would be removed.\n", "")
    assert sorted(kept()) == sorted([*named, lost, young])
    assert swept() == (f"{lost}\n1 of 6 files removed.\n", "")
    assert sorted(kept()) == sorted([*named, young])
    assert (disk / "notes.txt").exists()


def test_a_fixed_day_makes_no_file_older(disk, settings):
    settings.WORKPLAN_TODAY = date(2099, 1, 1)
    name = private_files.keep(b"young")
    assert swept() == ("0 of 1 files removed.\n", "")
    assert kept() == [name]


def test_a_row_whose_file_is_not_there_is_told_of(named):
    private_files.remove(named[0])
    assert swept() == ("0 of 3 files removed.\n", f"{named[0]} is named, and is not there.\n")


def test_an_empty_store(disk):
    assert swept() == ("0 of 0 files removed.\n", "")
