"""The locks are what pyproject.toml asks for, whole, and name no address."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("base", "test", "lint")


def text_of(lock):
    return (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")


def pins_of(lock):
    """Name → version of one lock; a package pinned twice is an error."""
    pins = re.findall(r"^([a-z0-9.-]+)==([^\s;]+)", text_of(lock), re.MULTILINE)
    assert len(dict(pins)) == len(pins)
    return dict(pins)


def group(name):
    """The requirements of a dependency group, included groups too."""
    found: list[Requirement] = []
    for entry in PROJECT["dependency-groups"][name]:
        found += group(entry["include-group"]) if isinstance(entry, dict) else [Requirement(entry)]
    return found


def asked_for(lock):
    wanted = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
    return wanted if lock == "base" else wanted + group(lock)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_everything_asked_for_within_its_bounds(lock):
    pins = pins_of(lock)
    amiss = [
        str(wanted)
        for wanted in asked_for(lock)
        if not wanted.specifier.contains(pins.get(canonicalize_name(wanted.name), "0"))
        or canonicalize_name(wanted.name) not in pins
    ]
    assert amiss == []


@pytest.mark.parametrize(("narrow", "wide"), [("base", "test"), ("test", "lint")])
def test_a_wider_lock_holds_the_same_versions(narrow, wide):
    assert pins_of(narrow).items() <= pins_of(wide).items()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_its_hashes(lock):
    entries = re.split(r"\n(?=[a-z0-9])", text_of(lock).split("\n", 1)[1].strip())
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert len(entries) == len(pins_of(lock))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address_and_no_path(lock):
    assert re.findall(r"^.*(?:://|--(?:index|extra|find)|^-).*$", text_of(lock), re.MULTILINE) == []
