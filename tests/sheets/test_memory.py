"""What hostile files and long ones take, each in a process of its own: base included, no hostile one takes 150 MB."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.sheets.corpus import delimited, hostile
from tests.sheets.corpus.raw import with_part

ROOT = Path(__file__).resolve().parent.parent.parent
MEGABYTE = 1024  # Linux tells in kilobytes
BEGIN = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
django.setup()
def peak():
    # Of this process alone: getrusage would count what its parent held when it started it.
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
"""
REFUSE = """
from foundation.sheets.reading import Refused, read_book
for name in sys.argv[1:]:
    with open(name, "rb") as file:
        try:
            read_book(file, name)
            print(name, "was taken")
        except Refused:
            pass
print(peak())
"""
WRITE = """
from foundation.sheets.delimited import csv_lines
from foundation.sheets.writing import Column, SheetPlan, write_book
columns = [Column(str(place), f"Column {place}", "long") for place in range(8)]
def rows(count):
    for number in range(count):
        yield [f"{number} text {place}" for place in range(8)]
write_book(open(os.devnull, "wb"), [SheetPlan("S", columns, rows(100))], language="en")
before = peak()
write_book(open(os.devnull, "wb"), [SheetPlan("S", columns, rows(int(sys.argv[1])))], language="en")
sum(map(len, csv_lines(columns, rows(int(sys.argv[1])))))
print(peak() - before)
"""
WORST = (
    "a bomb that says it is small",
    "200,001 cells",
    "cells under a prefix",
    "few cells on a plain too wide",
    "strings without end",
    "one text of 21 million characters",
    "one text shown a thousand times",
    "tags without end",
    "one tag of two megabytes",
    "merged cells over each other",
    "5,001 members",
)


def output(code: str, *arguments: str) -> list[str]:
    """What a process of its own prints."""
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + code, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


linux = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the peak of a process")


@pytest.fixture(scope="module")
def worst(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    cases = {
        **{name: hostile.CASES[name][0]() for name in WORST},
        "one line of a million commas": delimited.CASES["one line of a million commas"][0](),
        "99 MB of one text": with_part("xl/sharedStrings.xml", b"<sst><si><t>" + b"x" * 99_000_000),
    }
    for number, content in enumerate(cases.values()):
        (folder / f"{number}.xlsx").write_bytes(content)
    return [str(path) for path in sorted(folder.iterdir())]


@linux
def test_hostile_files_are_refused_within_150_megabytes(worst):
    *taken, peak = output(REFUSE, *worst)
    assert taken == []
    assert int(peak) < 150 * MEGABYTE


@linux
def test_writing_takes_no_more_memory_for_more_rows():
    (growth,) = output(WRITE, "5000")
    assert int(growth) < 12 * MEGABYTE
