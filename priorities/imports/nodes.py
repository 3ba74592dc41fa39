"""What a plan file is made of, whatever it is written in: keys with values, lists, single values in their places."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priorities.imports.places import Place, Problems

Json = Any  # a value as JSON keeps it


@dataclass(frozen=True)
class Scalar:
    """A single value as its text; `empty`: YAML's null."""

    place: Place
    text: str
    empty: bool = False

    def read(self, kind: str) -> Json:
        """The value as JSON keeps it. Raises ValueError, ArithmeticError, or a ValidationError that says what it is.

        `kind`: text, integer, boolean, day (kept as YYYY-MM-DD), decimal (kept as text). Empty stays None, of text "".
        """
        if self.empty:
            return "" if kind == "text" else None
        return READERS[kind](self.text)


@dataclass(frozen=True)
class Items:
    """A list."""

    place: Place
    items: list["Node"]


@dataclass(frozen=True)
class Keys:
    """Keys with values, as they come: a key may be unknown or stand twice.

    A table's row also has `headings` by which its keys are named, `spots` where the values of missing keys would stand,
    and `excused` keys whose absence is nothing to complain of.
    """

    place: Place
    entries: list[tuple[str, Place, "Node"]]
    headings: Mapping[str, str] = field(default_factory=dict)
    spots: Mapping[str, Place] = field(default_factory=dict)
    excused: Collection[str] = ()


Node = Scalar | Items | Keys
START = Place(1)


class Fields:
    """Known keys with their values. Unknown, repeated and missing ones are noted as problems when it is made."""

    def __init__(
        self,
        node: Node | None,
        path: str,
        problems: Problems,
        *,
        known: Collection[str],
        required: Collection[str],
    ) -> None:
        self.path, self.problems, self.nodes = path, problems, dict[str, Node]()
        self.place = node.place if node is not None else START
        self.keys = node if isinstance(node, Keys) else Keys(self.place, [])
        if self.keys.headings:
            self.path = ""  # its place says enough
        if not isinstance(node, Keys):
            if node is not None:
                expected = _("expected keys with values, this is %(this)s") % {"this": _is(node)}
                problems.add(node.place, path or "file", expected)
            return
        for key, place, value in node.entries:
            self._take(key, place, value, known)
        for key in required:
            if key not in self.nodes and key not in node.excused and all(key != name for name, *_rest in node.entries):
                problems.add(self.place_of(key), self.at(key), _("expected, but missing"))

    def _take(self, key: str, place: Place, value: Node, known: Collection[str]) -> None:
        if key not in known:
            near = get_close_matches(key, known, 1)
            hint = {"near": near[0]} if near else {"known": ", ".join(known)}
            expected = _("unknown key: did you mean %(near)s?") if near else _("unknown key: known are %(known)s")
            self.problems.add(place, self.at(key), expected % hint)
        elif key in self.nodes:
            self.problems.add(place, self.at(key), _("expected once, this is the second time"))
        else:
            self.nodes[key] = value

    def at(self, key: str) -> str:
        """The path of one of its keys, `areas[2].tasks[1].kind`; of a table's row the heading."""
        if key in self.keys.headings:
            return self.keys.headings[key]
        return f"{self.path}.{key}" if self.path else key

    def place_of(self, key: str) -> Place:
        """The place of a key's value; where the key is missing, where it would stand, or the whole."""
        return self.nodes[key].place if key in self.nodes else self.keys.spots.get(key, self.place)

    def note(self, key: str, expected: str) -> None:
        """Note a problem at a key, with what stands there."""
        node = self.nodes.get(key)
        self.problems.add(self.place_of(key), self.at(key), expected, node.text if isinstance(node, Scalar) else "")

    def items(self, key: str) -> Iterator[tuple[str, Node]]:
        """Path and node of each item of a list; nothing where the key is missing or, with a problem, no list."""
        node = self.nodes.get(key)
        if isinstance(node, Items):
            for index, item in enumerate(node.items, 1):
                yield f"{self.at(key)}[{index}]", item
        elif node is not None:
            self.note(key, _("expected a list, this is %(this)s") % {"this": _is(node)})

    def read(self, key: str, kind: str, into: dict[str, Json]) -> None:
        """Put a key's value into `into` (see `Scalar.read`); not when it is missing or, with a problem, unreadable."""
        node = self.nodes.get(key)
        if node is None:
            return
        if isinstance(node, Scalar):
            try:
                into[key] = node.read(kind)
            except ValidationError as error:
                self.note(key, " ".join(error.messages))
                return
            except (ValueError, ArithmeticError):
                pass
            else:
                return
        self.note(key, _("expected %(kind)s, this is %(this)s") % {"kind": EXPECTED[kind], "this": _is(node)})


def _is(node: Node) -> str:
    if isinstance(node, Scalar):
        return f"“{node.text[:60]}”"
    return _("a list") if isinstance(node, Items) else _("a mapping")


def _integer(value: str) -> int:
    if not value.isascii() or not value.isdecimal() or len(value) > 9:
        raise ValueError(value)
    return int(value)


def _boolean(value: str) -> bool:
    if value.lower() not in ("true", "false"):
        raise ValueError(value)
    return value.lower() == "true"


def _day(value: str) -> str:
    if len(value) != len("2024-01-01"):
        raise ValueError(value)
    return date.fromisoformat(value).isoformat()


def decimal_text(value: Decimal) -> str:
    """A decimal as the facts keep it: without an exponent and without trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimal(value: str) -> str:
    number = Decimal(value)
    if not number.is_finite() or len(value) > 20:
        raise ValueError(value)
    return decimal_text(number)


READERS: dict[str, Callable[[str], Json]] = {
    "text": str.strip,
    "integer": _integer,
    "boolean": _boolean,
    "day": _day,
    "decimal": _decimal,
}
EXPECTED = {
    "text": gettext_lazy("text"),
    "integer": gettext_lazy("a whole number"),
    "boolean": gettext_lazy("true or false"),
    "day": gettext_lazy("a day as YYYY-MM-DD"),
    "decimal": gettext_lazy("a number"),
}
