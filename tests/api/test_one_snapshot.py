"""Figures are read as they stood at one instant, which their cursor names."""

import pytest
from django.db import DatabaseError, connection, connections

from accounts.models import Division
from foundation.dialect import is_postgresql, one_snapshot
from tests.factories import DivisionFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_others_commit_meanwhile_is_not_seen():
    other = connection.copy()
    try:
        with one_snapshot():
            assert Division.objects.count() == 0
            with other.cursor() as cursor:
                cursor.execute(
                    'INSERT INTO accounts_division (code, name_en, name_zh, "order", protocol, demonstration)'
                    " VALUES ('x', 'X', 'X', 0, false, false)"
                )
            assert Division.objects.count() == 0
        assert Division.objects.count() == 1
    finally:
        other.close()


@pytest.mark.parametrize("fails", [False, True])
def test_it_ends_whatever_happens(fails):
    def read():
        with one_snapshot():
            Division.objects.count()
            if fails:
                raise LookupError

    if fails:
        with pytest.raises(LookupError):
            read()
    else:
        read()
    DivisionFactory()  # writes again
    assert connections["default"].get_autocommit()
    if not is_postgresql():
        assert not connection.connection.in_transaction


def test_nothing_is_written_within_it():
    if not is_postgresql():
        pytest.skip("SQLite knows no read-only transaction")
    with pytest.raises(DatabaseError), one_snapshot():
        DivisionFactory()
