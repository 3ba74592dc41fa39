"""Who is meant by the names in a cell: “Leader A, Leader B”, “甲、乙”, “市委常委、副市长甲（陪同）”, “Vice mayor B”.

A leader is known by the name, with or without a title, or by a title alone that one person held on that day. Of other
names those that are near are offered; which is meant, a person says.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from events.models import Leader, Outcome, Role
from exchange.events.aliases import OUTCOME_WORDS, ROLE_WORDS
from exchange.events.columns import folded, words_of

OFFERED = 5
NEAR = 0.6  # of difflib's ratio: 张三丰 and 张三风 are
APART = re.compile(r"[,，、;；/／|\n\r]+")
JOINED = re.compile(r"\s+and\s+|\s*&\s*|以及|[和及与]", re.IGNORECASE)
ASIDE = re.compile(r"[(（]([^()（）]*)[)）]")
CHINESE_NAME = re.compile(r"[\u4e00-\u9fff·]{2,4}")
# Titles that any office has, those before that hold others; what its leaders' own posts are called is known besides.
TITLES = (
    *("市人大常委会副主任", "市人大常委会主任", "人大常委会主任", "市政协副主席", "市政协主席", "政协主席"),
    *("市委常委", "市委副书记", "市委书记", "常务副市长", "副市长", "市长", "副秘书长", "秘书长", "副主任", "主任"),
    *("副主席", "主席", "副书记", "书记", "部长", "同志", "先生", "女士"),
    *("executivevicemayor", "vicemayor", "deputymayor", "mayor", "deputysecretary", "secretary", "vicechairman"),
    *("vicechair", "chairman", "chair", "comrade", "mr.", "mrs.", "ms."),
)


@dataclass(frozen=True)
class Named:
    """A name in a cell: as it is written, who is meant where that is known, and what is said in brackets."""

    text: str
    leader: Leader | None
    role: str = Role.MEETS
    outcome: str = ""


class Leaders:
    """The leaders of a side, looked up by names in cells. No query where they come with their posts."""

    def __init__(self, leaders: Iterable[Leader]) -> None:
        self.all = list(leaders)
        self.by_name: dict[str, list[Leader]] = {}
        self.titles: dict[str, list[Leader]] = {}
        for leader in self.all:
            for name in {folded(leader.name_en), folded(leader.name_zh)} - {""}:
                self.by_name.setdefault(name, []).append(leader)
            for post in leader.posts.all():
                for title in {folded(post.title_en), folded(post.title_zh)} - {""}:
                    self.titles.setdefault(title, []).append(leader)
        self.known_titles = sorted({*TITLES, *self.titles}, key=len, reverse=True)
        self.roles = words_of(Role.choices, ROLE_WORDS)
        self.outcomes = words_of(Outcome.choices, OUTCOME_WORDS)

    def named_in(self, text: str, day: date) -> list[Named]:
        """Everybody named in a cell, each once, in its order."""
        found: list[Named] = []
        pieces = [piece for each in APART.split(text) for piece in self._pieces(each, day)]
        for place, piece in enumerate(pieces):
            one = self._named(piece, day)
            following = self._named(pieces[place + 1], day) if place + 1 < len(pieces) else None
            if self._is_title_of(piece, one, following, day):
                continue
            if not any(one.leader is not None and one.leader == each.leader for each in found):
                found.append(one)
        return found

    def offers(self, text: str, day: date) -> list[Leader]:
        """The leaders that may be meant, nearest first: by a part of the name, its letters, a title held that day."""
        bare = folded(ASIDE.sub("", text))
        name = self._without_title(bare)
        holding = self._holding(bare.removesuffix(name) if name else bare, day)
        scored: list[tuple[float, int, Leader]] = []
        for leader in self.all:
            nearness = max(_near(name or bare, folded(each)) for each in (leader.name_en, leader.name_zh))
            if leader in holding:
                nearness = max(nearness, NEAR)
            if nearness >= NEAR:
                scored.append((-nearness, leader.pk, leader))
        return [leader for _score, _pk, leader in sorted(scored, key=lambda each: each[:2])[:OFFERED]]

    def _pieces(self, text: str, day: date) -> list[str]:
        """A piece as one name, or as several where that makes known ones of it."""
        text = text.strip()
        if not text or self._known(text, day) is not None:
            return [text] if text else []
        joined = [each.strip() for each in JOINED.split(text) if each.strip()]
        if len(joined) > 1 and any(self._known(each, day) is not None for each in joined):
            return joined
        spaced = text.split()
        if len(spaced) > 1 and all(self._known(each, day) or CHINESE_NAME.fullmatch(each) for each in spaced):
            return spaced
        return [text]

    def _named(self, text: str, day: date) -> Named:
        role, outcome = str(Role.MEETS), ""
        for said in ASIDE.findall(text):
            role, outcome = self.roles.get(folded(said), role), self.outcomes.get(folded(said), outcome)
        return Named(" ".join(text.split()), self._known(text, day), role, outcome)

    def _known(self, text: str, day: date) -> Leader | None:
        bare = folded(ASIDE.sub("", text))
        for name in (bare, self._without_title(bare)):
            if len(found := self.by_name.get(name, [])) == 1:
                return found[0]
        holding = self._holding(bare, day)
        return holding[0] if len(holding) == 1 else None

    def _holding(self, title: str, day: date) -> list[Leader]:
        """Who held the post of that title on the day."""
        return [
            leader
            for leader in dict.fromkeys(self.titles.get(title, ()))
            if any(title in (folded(post.title_en), folded(post.title_zh)) for post in leader.posts_on(day))
        ]

    def _without_title(self, bare: str) -> str:
        """The name alone; "" where there is nothing but titles."""
        for _turn in range(3):
            for title in self.known_titles:
                if bare.startswith(title):
                    bare = bare.removeprefix(title)
                    break
                if bare.endswith(title):
                    bare = bare.removesuffix(title)
                    break
            else:
                return bare
        return bare

    def _is_title_of(self, text: str, one: Named, following: Named | None, day: date) -> bool:
        """Whether a piece is only a title of the one named after it: “市委常委、副市长甲”."""
        bare = folded(ASIDE.sub("", text))
        if following is None or following.leader is None or self._without_title(bare):
            return False
        after = folded(ASIDE.sub("", following.text))
        return self._without_title(after) != after and (one.leader is None or one.leader == following.leader)


def split_names(text: str) -> list[str]:
    """The names in a cell of organisations or cities: those are not parted at “and”, which stands in their names."""
    return list(dict.fromkeys(" ".join(each.split()) for each in re.split(r"[、;；|\n\r]+", text) if each.strip()))


def near(text: str, names: Mapping[str, object]) -> list[str]:
    """Of the folded names those that are near to a text, nearest first, at most OFFERED."""
    bare = folded(text)
    scored = sorted((-_near(bare, name), name) for name in names)
    return [name for score, name in scored[:OFFERED] if score <= -NEAR]


def _near(one: str, other: str) -> float:
    """From 0 to 1; 1 also where the one stands whole within the other."""
    if not one or not other:
        return 0.0
    if min(len(one), len(other)) > 1 and (one in other or other in one):
        return 1.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= NEAR and matcher.quick_ratio() >= NEAR else 0.0
