"""What is searched for, as a condition on rows and as marks in what is shown."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from accounts.rules import Reader
from foundation.text import validate_plain_text
from priorities.models import Plan

LONGEST = 100
MOST_WORDS = 10
AROUND = 90  # characters of context at either side of a hit
_CODE = re.compile(r"(?:(?P<plan>[a-z0-9-]+)-)?(?P<area>[0-9]{1,2})-(?P<number>[0-9]{1,4})\Z")
_SPACE = re.compile(r"\s+")


class SearchForm(forms.Form):
    """The one field: words separated by spaces, all of which must be there."""

    q = forms.CharField(label=_("Search for"), required=False, max_length=LONGEST, validators=[validate_plain_text])

    def clean_q(self) -> str:
        """Each word is looked for in every text: more than a few are no search, and slow."""
        text: str = self.cleaned_data["q"]
        if len(text.split()) > MOST_WORDS:
            raise ValidationError(_("At most %(number)d words."), code="too_many", params={"number": MOST_WORDS})
        return text


class Excerpt(NamedTuple):
    """A part of a text that holds a hit, marked; `label` says which text, "" where that goes without saying."""

    label: str
    text: SafeString


@dataclass(frozen=True, kw_only=True)
class Search:
    """Who searches which plan for what."""

    plan: Plan
    user: Reader
    text: str

    @cached_property
    def words(self) -> list[str]:
        """The words, each once, in the order typed."""
        return list(dict.fromkeys(self.text.split()))

    @cached_property
    def code(self) -> str | None:
        """The code that a task of this plan would have if the whole text is one (`5-02`, `2024-5-2`), else None."""
        return self.code_of(self.text)

    def code_of(self, word: str) -> str | None:
        """The same of one word. Digits of full width are digits."""
        found = _CODE.match(unicodedata.normalize("NFKC", word).lower())
        if not found or found["plan"] not in (None, self.plan.code):
            return None
        return f"{self.plan.code}-{int(found['area'])}-{int(found['number']):02d}"

    def mark(self, text: str) -> SafeString:
        """The text, escaped, with every word that it holds marked."""
        parts, at = [], 0
        for hit in self._any.finditer(text):
            parts += [escape(text[at : hit.start()]), f"<mark>{escape(hit[0])}</mark>"]
            at = hit.end()
        return mark_safe("".join([*parts, escape(text[at:])]))  # every part is escaped above

    def excerpts(self, title: str, texts: Iterable[tuple[object, str]]) -> list[Excerpt]:
        """Where the words are that the title does not hold: of each text that has one of them, the part around it."""
        missing, found = [word for word in self.words if not _holds(title, word)], []
        for label, text in texts:
            here = [word for word in missing if _holds(text, word)]
            if here:
                found.append(Excerpt(str(label), self.mark(_around(text, here))))
                missing = [word for word in missing if word not in here]
        return found

    @cached_property
    def _any(self) -> re.Pattern[str]:
        """Any of the words, the longest first."""
        longest_first = sorted(self.words, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)


def holding(fields: Sequence[str], word: str) -> Q:
    """The condition that any of these fields holds the word, whatever its case, on both databases alike.

    A word without small and big letters (Chinese, digits) is compared as it is: PostgreSQL is four times as quick then.
    SQLite knows only the case of English letters: of others it is asked for both.
    """
    lookup = "contains" if word.lower() == word.upper() else "icontains"
    spelled = {word} if word.isascii() else {word, word.lower(), word.upper()}
    condition = Q()
    for field in fields:
        for each in sorted(spelled):
            condition |= Q(**{f"{field}__{lookup}": each})
    return condition


def _holds(text: str, word: str) -> bool:
    return re.search(re.escape(word), text, re.IGNORECASE) is not None


def _around(text: str, words: Sequence[str]) -> str:
    """The part of a text around the first of the words in it, on one line; "…" where something is left out."""
    line = _SPACE.sub(" ", text).strip()
    hits = [hit for word in words if (hit := re.search(re.escape(word), line, re.IGNORECASE))]
    first = min(hits, key=lambda hit: hit.start())
    start, end = max(first.start() - AROUND, 0), min(first.end() + AROUND, len(line))
    head, tail = line[start : first.start()], line[first.end() : end]
    if start:  # from the next space on, where there is one: no half words
        head = "…" + head[head.find(" ") + 1 :]
    if end < len(line):
        tail = (tail[: tail.rfind(" ")] if " " in tail else tail) + "…"
    return head + first[0] + tail
