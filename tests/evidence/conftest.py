"""What tests of evidence begin with: a report of `staff`, an event of the same division, a store on the disk."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Division, User
from events.models import Event
from evidence.models import Evidence
from evidence.rules import Thing
from evidence.services import add_evidence
from foundation import private_files
from priorities.models import Plan, ProgressUpdate
from tests.evidence.files import upload
from tests.factories import AreaFactory, EventFactory, TaskFactory, UpdateFactory, at

COMING, PAST = date(2024, 11, 5), date(2024, 9, 3)


@pytest.fixture(autouse=True)
def own_store(settings: Any) -> None:
    """A store of the test's own: none finds a file that another one left, whichever ran before it in this process."""
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }


@pytest.fixture
def disk(settings: Any, tmp_path: Path) -> Path:
    """The store as a folder."""
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "foundation.private_files.DiskStore",
            "OPTIONS": {"location": str(tmp_path / "files"), "base_url": None},
        },
    }
    return tmp_path / "files"


@pytest.fixture
def update(plan: Plan, division: Division, other_division: Division, staff: User) -> ProgressUpdate:
    """A report by `staff` on a task that `division` leads and `other_division` supports."""
    task = TaskFactory(
        area=AreaFactory(plan=plan, number=1), number=1, lead_division=division, supporting=[other_division]
    )
    return UpdateFactory(task=task, author=staff, effective_on=date(2024, 9, 20))


@pytest.fixture
def event(division: Division) -> Event:
    """An event over and held, hosted by `division`."""
    return EventFactory(host_division=division, starts_on=PAST)


@pytest.fixture
def coming(division: Division) -> Event:
    """A confirmed event to come, hosted by `division`."""
    return EventFactory(
        host_division=division, starts_on=COMING, status="confirmed", recorded_at=at(date(2024, 9, 1), 9)
    )


def add(by: User, thing: Thing, *files: SimpleUploadedFile) -> list[Evidence]:
    """Add files that are all good."""
    result = add_evidence(by=by, thing=thing, files=files or [upload()])
    assert result.refused == []
    return result.added


def kept() -> list[str]:
    """The names of all files in the store."""
    return list(private_files.names())
