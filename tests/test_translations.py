"""Chinese is complete, says what the English says, and is compiled."""

import re
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[sd%]|\{(\w*)\}")
# Words that stand as they are in both languages, or are written in Chinese in the English too.
AS_THEY_ARE = {"A", "API", "CSV", "EN"}


@pytest.fixture(scope="module")
def entries() -> list[polib.POEntry]:
    """The entries of the catalogue that are in use."""
    return [entry for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete]


def chinese(entry: polib.POEntry) -> str:
    """What the entry says in Chinese, which has one form for any number."""
    return entry.msgstr_plural[0] if entry.msgid_plural else entry.msgstr


def test_every_text_has_its_chinese(entries):
    assert [entry.msgid for entry in entries if not chinese(entry)] == []


def test_nothing_is_guessed(entries):
    assert [entry.msgid for entry in entries if "fuzzy" in entry.flags] == []


def test_what_is_filled_in_is_the_same_in_both(entries):
    def names(text: str) -> set[str]:
        return {found[1] or found[2] or found[0] for found in PLACEHOLDER.finditer(text)} - {"%%", "%"}

    # A singular may leave out its number; the Chinese, used for every number, may not add a name of its own.
    odd = [
        entry.msgid
        for entry in entries
        if names(chinese(entry)) != names(entry.msgid_plural or entry.msgid)
        and not (entry.msgid_plural and names(chinese(entry)) == names(entry.msgid) | names(entry.msgid_plural))
    ]
    assert odd == []


def test_chinese_is_chinese(entries):
    plain = [
        entry.msgid
        for entry in entries
        if not re.search(r"[\u4e00-\u9fff]", chinese(entry))
        and re.search(r"[A-Za-z]{3}", PLACEHOLDER.sub("", chinese(entry)))
        and entry.msgid not in AS_THEY_ARE
    ]
    assert plain == []


def test_the_compiled_catalogue_is_fresh():
    found = subprocess.run(  # the project's own script
        [sys.executable, "scripts/messages.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stdout) == (0, "")


def test_every_text_of_the_code_is_in_the_catalogue(entries):
    """The texts that the templates mark stand in the catalogue: without gettext on the machine, by reading them."""
    known = {entry.msgid for entry in entries}
    marked = re.compile(r"\{%\s*translate\s+(\"([^\"]+)\"|'([^']+)')")
    missing = sorted(
        text
        for template in (ROOT / "templates").rglob("*.html")
        for found in marked.finditer(template.read_text("utf-8"))
        if (text := (found[2] or found[3]).replace("%", "%%")) not in known and text.replace("%%", "%") not in known
    )
    assert missing == []
