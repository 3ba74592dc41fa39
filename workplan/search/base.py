"""What every group of the search is made of."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString

from foundation.bilingual import chinese
from workplan.search.words import Excerpt, Search

NAMES = ("name_en", "name_zh")


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing found: where it is, its title, what else to say of it, and where else in it the words are."""

    pk: int
    url: str
    title: SafeString
    code: str = ""
    about: Sequence[str] = ()
    excerpts: Sequence[Excerpt] = ()
    thing: Any = None


class Group(ABC):
    """One kind of thing that can be found."""

    key: ClassVar[str]
    name: ClassVar[Any]

    def matching(self, search: Search) -> QuerySet[Any]:
        """What the reader may see and that holds every word, in the order of the list. Lazy."""
        return self.visible(search).filter(reduce(and_, (self.holds(search, word) for word in search.words)))

    @abstractmethod
    def visible(self, search: Search) -> QuerySet[Any]:
        """All that the reader may see of the plan, in the order of the list. Lazy."""

    @abstractmethod
    def holds(self, search: Search, word: str) -> Q:
        """The condition that one word is in it."""

    @abstractmethod
    def hits(self, search: Search, ids: Sequence[int]) -> list[Hit]:
        """The things of these ids, in their order, ready to show."""


def in_order(queryset: Any, ids: Sequence[int]) -> list[Any]:
    """The rows of these ids, in this order; without those that are gone."""
    rows = queryset.in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]


def both(thing: Any, field: str) -> list[str]:
    """A paired field in the reader's language, then in the other; nothing for None."""
    if thing is None:
        return []
    first, second = ("_zh", "_en") if chinese() else ("_en", "_zh")
    return [getattr(thing, field + first), getattr(thing, field + second)]
