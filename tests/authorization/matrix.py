"""Reads matrix.yaml into cells: one request each, and the status it is to have. The file explains its notation."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.urls import URLPattern, URLResolver, get_resolver

from tests.authorization.world import DEPUTY, RELATED, ROLES

FILE = Path(__file__).parent / "matrix.yaml"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SESSION, TOKEN, READING = "session", "token", "token_read"
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One request: who asks for which route by which method, about which thing; and the status expected.

    `sent` is JSON with `$name` for what the world knows of the thing; `by` the session, a token with every scope, or a
    token that only reads.
    """

    route: str
    method: str
    who: str
    thing: str
    relation: str
    expected: int | str
    sent: str
    by: str = SESSION

    def __str__(self) -> str:
        thing = f"{self.relation} {self.thing}" if self.thing else ""
        return "-".join(part for part in (self.route, self.method, thing, self.who, self.by) if part)


def load() -> dict[str, Any]:
    """The file as it is."""
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return loaded


def cells() -> list[Cell]:
    """Every cell of every route, in the order of the file."""
    matrix = load()
    found: list[Cell] = []
    for route, rows in matrix["routes"].items():
        kind = rows.get("is", "page")
        for key, row in rows.items():
            if key != "is":
                found += _cells_of(matrix["kinds"][kind], kind, route, key, _row(f"{route}: {key}", row))
    return found


def _row(place: str, row: Any) -> Row:
    """A row in full: `200` stands for `{all: 200}`."""
    row = row if isinstance(row, dict) else {"all": row}
    unknown = set(row) - {"all", "send", "anonymous", "outsider", READING, DEPUTY, *ROLES}
    if unknown or place.split()[1] not in METHODS:
        raise ValueError(f"{place}: {unknown or 'this method'} is not known")
    return row


def _cells_of(defaults: Row, kind: str, route: str, key: str, row: Row) -> Iterator[Cell]:
    method, _, thing = key.partition(" ")
    for who in ("anonymous", "outsider", *ROLES, DEPUTY):
        answer = row.get(who, defaults.get(who, row.get("all")))
        if who == DEPUTY:
            answer = row.get(who, row.get("staff", answer))
        for relation in RELATED.get(thing, ("none",)):
            expected = answer[relation] if isinstance(answer, dict) else answer
            if expected is None:
                raise ValueError(f"{route}: {key}: nothing is said of {who}")
            said: Any = {
                "route": route, "method": method, "who": who, "thing": thing, "relation": relation,
                "sent": json.dumps(row.get("send", {}), ensure_ascii=False),
            }  # fmt: skip
            yield Cell(**said, expected=expected)
            if kind == "api" and who != "anonymous":
                yield Cell(**said, expected=expected, by=TOKEN)
                yield Cell(**said, expected=_reading(row, method, who, relation, expected), by=READING)


def _reading(row: Row, method: str, who: str, relation: str, expected: int | str) -> int | str:
    """What a token answers that only reads: to reading the same, unless the row says so; to writing always 403."""
    if method != "GET":
        return 403
    said = row.get(READING, expected)
    if isinstance(said, dict):
        said = said.get(who, said.get("staff", expected) if who == DEPUTY else expected)
    return said[relation] if isinstance(said, dict) else said


def routes() -> dict[str, URLPattern]:
    """Every address of the site by its name with its namespaces. LookupError for one without a name."""
    return dict(_walk(get_resolver(), ()))


def _walk(resolver: URLResolver, namespaces: tuple[str, ...]) -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, (*namespaces, pattern.namespace) if pattern.namespace else namespaces)
        else:
            if not pattern.name:
                raise LookupError(f"{pattern.pattern} has no name")
            yield ":".join((*namespaces, pattern.name)), pattern
