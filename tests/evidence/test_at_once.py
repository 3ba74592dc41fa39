"""The same file by several people at the same moment: one row, its bytes once."""

from typing import Any

import pytest

from evidence.models import Evidence, StoredFile
from evidence.services import add_evidence
from tests.evidence.conftest import kept
from tests.evidence.files import upload
from tests.factories import UserFactory
from tests.priorities.test_at_once import CLIENTS, Together, together

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["Together", "together"]


def test_the_same_file_on_the_same_report_is_one(together, disk, division, update):
    people = [UserFactory(username=f"staff{n}", role="staff", division=division) for n in range(10, 10 + CLIENTS)]

    def add(number: int) -> Any:
        return add_evidence(by=people[number], thing=update, files=[upload()])

    found = together(add)
    [evidence] = Evidence.objects.all()
    assert [each.refused for each in found] == [[]] * CLIENTS
    assert [one for each in found for one in each.added] == [evidence]
    assert (StoredFile.objects.count(), kept()) == (1, [evidence.file.name])
