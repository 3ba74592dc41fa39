"""YAML with line numbers, and every problem collected before anything is refused."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, NamedTuple

import yaml

MAX_CHARACTERS = 2_000_000
Json = Any  # a value as JSON keeps it


class Problem(NamedTuple):
    """Where the file is wrong, and what was expected there."""

    line: int
    field: str
    expected: str


class PlanFileError(Exception):
    """The file cannot be loaded: `problems` in the order of their lines, each named in the text of the error."""

    def __init__(self, name: str, problems: Collection[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(f"{name}:{each.line}: {each.field}: {each.expected}" for each in self.problems))


@dataclass
class Problems:
    """What is wrong so far."""

    name: str
    found: list[Problem] = field(default_factory=list)

    def add(self, where: yaml.Node | int, path: str, expected: str) -> None:
        """Note one problem at a node or a line."""
        self.found.append(Problem(where if isinstance(where, int) else line_of(where), path, expected))

    def stop(self) -> None:
        """Raise PlanFileError when there is any."""
        if self.found:
            raise PlanFileError(self.name, self.found)


def line_of(node: yaml.Node) -> int:
    """The line on which a node begins, from 1."""
    return int(node.start_mark.line) + 1


def compose(text: str, problems: Problems) -> yaml.Node | None:
    """The file's top node; None, with a problem noted, when the text is no YAML."""
    if len(text) > MAX_CHARACTERS:
        problems.add(1, "file", f"expected at most {MAX_CHARACTERS} characters, this has {len(text)}")
        return None
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or getattr(error, "reason", "")
        problems.add(mark.line + 1 if mark else 1, "file", f"expected YAML: {said}")
        return None
    except RecursionError:
        problems.add(1, "file", "expected a plan, this nests too deeply")
        return None
    if node is None:
        problems.add(1, "file", "expected a plan, this is empty")
    return node


class Mapping:
    """A mapping of known keys. Unknown, repeated and missing ones are noted as problems when it is made."""

    def __init__(
        self,
        node: yaml.Node | None,
        path: str,
        problems: Problems,
        *,
        known: Collection[str],
        required: Collection[str],
    ) -> None:
        self.path, self.problems, self.nodes = path, problems, dict[str, yaml.Node]()
        self.line = line_of(node) if node is not None else 1
        if not isinstance(node, yaml.MappingNode):
            if node is not None:
                problems.add(node, path or "file", f"expected keys with values, this is {_is(node)}")
            return
        for key_node, value in node.value:
            self._take(key_node, value, known)
        for key in required:
            if key not in self.nodes and not any(key == entry.value for entry, _ in node.value):
                problems.add(self.line, self.at(key), "expected, but missing")

    def _take(self, key_node: yaml.Node, value: yaml.Node, known: Collection[str]) -> None:
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
        if key not in known:
            near = get_close_matches(key, known, 1)
            hint = f"did you mean {near[0]}?" if near else "known are " + ", ".join(known)
            self.problems.add(key_node, self.at(key), f"unknown key: {hint}")
        elif key in self.nodes:
            self.problems.add(key_node, self.at(key), "expected once, this is the second time")
        else:
            self.nodes[key] = value

    def at(self, key: str) -> str:
        """The path of one of its keys: `areas[2].tasks[1].kind`."""
        return f"{self.path}.{key}" if self.path else key

    def line_at(self, key: str) -> int:
        """The line of a key's value, of the mapping where the key is missing."""
        return line_of(self.nodes[key]) if key in self.nodes else self.line

    def items(self, key: str) -> Iterator[tuple[str, yaml.Node]]:
        """Path and node of each item of a list; nothing where the key is missing or, with a problem, no list."""
        node = self.nodes.get(key)
        if isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value, 1):
                yield f"{self.at(key)}[{index}]", item
        elif node is not None:
            self.problems.add(node, self.at(key), f"expected a list, this is {_is(node)}")

    def read(self, key: str, kind: str, into: dict[str, Json]) -> None:
        """Put a key's value into `into` as JSON keeps it; not when the key is missing or, with a problem, unreadable.

        `kind`: text, integer, boolean, day (kept as YYYY-MM-DD) or decimal (kept as text). null stays None, of text "".
        """
        node = self.nodes.get(key)
        if node is None:
            return
        if not isinstance(node, yaml.ScalarNode):
            self.problems.add(node, self.at(key), f"expected {EXPECTED[kind]}, this is {_is(node)}")
        elif node.tag == "tag:yaml.org,2002:null":
            into[key] = "" if kind == "text" else None
        else:
            try:
                into[key] = READERS[kind](node.value)
            except (ValueError, ArithmeticError):
                self.problems.add(node, self.at(key), f"expected {EXPECTED[kind]}, this is {_is(node)}")


def _is(node: yaml.Node) -> str:
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    return "a mapping" if isinstance(node, yaml.MappingNode) else f"“{str(node.value)[:60]}”"


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
    "text": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "day": "a day as YYYY-MM-DD",
    "decimal": "a number",
}
