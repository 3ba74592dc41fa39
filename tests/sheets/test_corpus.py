"""Every file of the corpus comes to exactly what stands beside it, or is refused with exactly that sentence."""

from io import BytesIO

import pytest
from django.utils.translation import override

from foundation.sheets.reading import Refused, read_book
from tests.sheets.corpus import delimited, good, hostile, libreoffice
from tests.sheets.told import told

CORPORA = (good, hostile, delimited, libreoffice)
CASES = {name: case for corpus in CORPORA for name, case in corpus.CASES.items()}


@pytest.mark.parametrize("name", CASES)
def test_a_file_is_read_or_refused(name):
    build, outcome = CASES[name]
    with override("en"):
        assert told(build()) == outcome


def test_there_are_enough_of_them_and_no_name_hides_another():
    assert len(CASES) == sum(len(corpus.CASES) for corpus in CORPORA)
    assert len(CASES) >= 160
    assert sorted(libreoffice.FILES) == sorted(path.name for path in libreoffice.HERE.iterdir())


@pytest.mark.parametrize("name", ["x.csv", "x.xls", "x", "../../x.xlsx", "报表.xlsm"])
def test_the_name_of_a_file_does_not_matter(name):
    assert told(good.opened(["Task"], ["a"]), name) == {"Sheet": [["Task"], [2, "a"]]}
    assert told(b"Task\na\n", name) == {"CSV": [["Task"], [2, "a"]]}


def test_a_file_is_left_as_it_was_found():
    file = BytesIO(b"Task\na\n")
    file.seek(3)
    read_book(file, "x.csv")
    assert file.read() == b"Task\na\n"


def test_a_refusal_speaks_the_language_of_whoever_reads_it():
    with pytest.raises(Refused) as refusal, override("zh-hans"):
        read_book(BytesIO(b""), "x.csv")
    with override("en"):
        assert str(refusal.value) == str(refusal.value.message) == "The file is empty."
