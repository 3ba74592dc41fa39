"""Going everywhere: by links, by every route with the keys of what is hidden, by every parameter of an address."""

import html
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, URLPattern, resolve, reverse

from accounts.models import Division, User
from events.models import Event, Leader
from foundation.filters import KeyFilter, SearchFilter, StrictFilterSet
from priorities.models import Task
from tests.authorization import matrix
from tests.canary.looking import Seen, bytes_of, words_in
from tests.canary.world import PARTS, Hidden

# Routes that are not asked, each with its reason. Everything else is.
LEFT_OUT = {
    "accounts:logout": "would sign the visitor out",
    "api:not-here": "has no address of its own",
    "events:feed": "is its owner's, whoever asks: test_no_calendar_feed_carries_one reads them all",
}
# Parameters that narrow nothing, each with its reason.
NOT_NARROWING = {
    "next": "where to go on to",
    "in": "where a form stands",
    "close": "that a form is put away",
    "again": "that a report is given again",
}
LONG = bool(os.environ.get("WORKPLAN_CANARY_LONG"))  # `make canary`
MOST_ALIKE = 4 if LONG else 2  # addresses of one route with the same parameters that links alone lead to
MOST_LINKED = 60 if LONG else 6  # addresses of one route that links alone lead to: a calendar goes on for ever
MOST_OFFERED = 12 if LONG else 2  # values that pages offer for a parameter, beside those of what is hidden
MOST_NARROWED = 6 if LONG else 2  # addresses of one route that are asked with every parameter
MOST_KEYS = 12  # keys of hidden rows that a route is asked with in the short form
MOST_POSTED = 99 if LONG else 12  # addresses of one route to which a form is sent
_KNOWN = re.compile(r"Known(?: here)?: ([a-z_, ]+)\.")
Addresses = dict[str, list[str]]


class Visitor:
    """A person, or a program with a token, and what was seen of the words, by address."""

    def __init__(self, person: User | None, token: str = "", language: str = "en") -> None:
        self.client = Client(headers={"Authorization": f"Bearer {token}"} if token else None)
        if person is not None and not token:
            self.client.force_login(person, backend="accounts.backends.SignInBackend")
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        self.found: dict[str, set[str]] = {}
        self.asked = 0
        self._done: set[tuple[str, bool]] = set()

    def get(self, address: str, *, fragment: bool = False) -> Any:
        """The answer, looked through; None for what was asked before."""
        if (address, fragment) in self._done:
            return None
        self._done.add((address, fragment))
        answer = self.client.get(address, headers={"HX-Request": "true"} if fragment else None)
        self._look(f"{'fragment ' if fragment else ''}{address}", answer)
        if not fragment and "HX-Request" in answer.get("Vary", ""):
            self.get(address, fragment=True)
        return answer

    def post(self, address: str, sent: dict[str, Any]) -> None:
        """Send a form or JSON, follow to where it leads, and undo what came of it."""
        cookies = dict(self.client.cookies.items())
        with transaction.atomic():
            if address.startswith("/api/"):
                answer = self.client.post(address, json.dumps(sent), content_type="application/json")
            else:
                answer = self.client.post(address, sent, follow=True)
            self._look(f"POST {address}", answer)
            transaction.set_rollback(True)
        self.client.cookies.clear()
        self.client.cookies.update(cookies)

    def _look(self, address: str, answer: Any) -> None:
        assert answer.status_code < 500, (address, answer.status_code)
        self.asked += 1
        for word in words_in(answer):
            self.found.setdefault(word, set()).add(address)


class Ground:
    """What there is to ask: every address, every value for a parameter; gathered by who sees everything."""

    def __init__(self, hidden: Hidden, everything: Visitor) -> None:
        self.hidden = hidden
        self.values: dict[str, list[str]] = defaultdict(list)
        self.addresses: Addresses = {}
        self.routes = {name: each for name, each in matrix.routes().items() if name not in LEFT_OUT}
        for route, pattern in self.routes.items():
            self.addresses[route] = list(self._filled(route, pattern))
        self.by_links(everything)
        self.parameters = self._parameters(everything)

    def by_links(self, visitor: Visitor, start: str = "/") -> None:
        """Breadth first from the start; of addresses that are alike only a few."""
        alike: dict[Any, int] = defaultdict(int)
        waiting = [start, *(each for found in self.addresses.values() for each in found)]
        for address in waiting:  # grows as it is walked
            answer = visitor.get(address)
            if answer is None or answer.status_code >= 400:
                continue
            if answer.status_code == 302:
                waiting.append(answer["Location"])
            if not answer.get("Content-Type", "").startswith("text/html"):
                continue
            seen = Seen(urlsplit(address).path, bytes_of(answer).decode())
            for name, value in seen.offered:
                if value not in self.values[name]:
                    self.values[name].append(value)
            for found in seen.addresses:
                route = route_of(found)
                kind = (route, tuple(sorted(name for name, _value in parse_qsl(urlsplit(found).query))))
                if route not in self.routes or found in self.addresses[route]:
                    continue
                if alike[kind] >= MOST_ALIKE or alike[route] >= MOST_LINKED:
                    continue
                alike[kind] += 1
                alike[route] += 1
                self.addresses[route].append(found)
                waiting.append(found)

    def _filled(self, route: str, pattern: URLPattern) -> Iterator[str]:
        """The addresses of a route with the keys of what is hidden."""
        names = list(pattern.pattern.converters)
        for values in product(*(self._keys(route, name, pattern.pattern.converters[name]) for name in names)):
            yield reverse(route, kwargs=dict(zip(names, values, strict=True)))

    def _keys(self, route: str, name: str, converter: Any) -> list[Any]:
        """What a part of an address may be: the hidden keys first of all."""
        world = self.hidden.world
        codes = [world.keys["task"][relation]["code"] for relation in ("own", "other")]
        known: dict[str, list[Any]] = {
            "plan": [world.plan.code], "number": [1], "leader": [self._leader()], "kind": ["round"],
            "language": ["en", "zh"], "name": ["events", "tasks", "updates", "leaders", "indicators"],
            "file_format": ["csv", "xlsx"], "year": [2023, 2024], "other": self.hidden.ids(Event)[:2],
        }  # fmt: skip
        if name in known:
            return known[name]
        if type(converter).__name__ == "Identity":
            if LONG and is_near(route):
                return self.hidden.ids()
            return self.hidden.ids(*self._named(route))[:MOST_KEYS] if is_near(route) else self.hidden.ids(Event)[:1]
        if type(converter).__name__ == "IntConverter":
            return [9, 10, 2024]
        return codes if "task" in route or name == "code" else [*codes, world.plan.code]

    def _named(self, route: str) -> list[Any]:
        """The kinds of hidden rows that a route speaks of; events where it speaks of none."""
        words = [word for word in re.split("[:-]", route) if len(word) > 3 and word != "events"]
        kinds = {type(row) for rows in self.hidden.rows.values() for row in rows}
        named = [kind for kind in kinds if any(word.rstrip("s") in kind.__name__.lower() for word in words)]
        return sorted({Event, *named}, key=lambda kind: kind.__name__)

    def _leader(self) -> int:
        return int(Leader.objects.order_by("-pk").values_list("pk", flat=True)[0])

    def _parameters(self, visitor: Visitor) -> Addresses:
        """The parameters that each route takes: it says so itself when it is asked for one that there is not."""
        found = {}
        for route in self.routes:
            for path in self.paths(route)[:2]:
                said = _KNOWN.search(
                    html.unescape(bytes_of(visitor.client.get(f"{path}?zz=1")).decode(errors="replace"))
                )
                if said:
                    names = [name.strip() for name in said[1].split(",")]
                    found[route] = [name for name in names if name and name not in NOT_NARROWING]
        return found

    def paths(self, route: str) -> list[str]:
        """The addresses of a route without their parameters."""
        return list(dict.fromkeys(urlsplit(each).path for each in self.addresses[route]))

    def everything(self) -> list[str]:
        """Every address."""
        return [each for found in self.addresses.values() for each in found]

    def narrow(self, visitor: Visitor, path: str, name: str) -> None:
        """Ask for an address with one of its parameters, by each value that concerns what is hidden."""
        for value in self._values(name):
            visitor.get(f"{path}?{urlencode({name: value})}")

    def _values(self, name: str) -> list[str]:
        found: list[str] = []
        for each in filters_called(name):
            if isinstance(each, SearchFilter):
                return list(PARTS)
            if isinstance(each, KeyFilter):
                found += self._keys_of(each)
        mine = {str(getattr(event, name, "")) for event in self.hidden.events()}
        offered = self.values.get(name, [])
        found += [value for value in offered if value in mine]
        return list(dict.fromkeys([*found, *offered[:MOST_OFFERED]])) or [PARTS[0], "2024-09-10", "1"]

    def _keys_of(self, filter_: KeyFilter) -> list[str]:
        """The keys of the hidden rows, or those that they name, of the kind that a filter is by."""
        model = filter_.queryset.model
        key = filter_.extra["to_field_name"]
        mine = [row for rows in self.hidden.rows.values() for row in rows if isinstance(row, model)]
        if model is Division:
            mine = [event.host_division for event in self.hidden.events()]
        elif model is Task:
            mine = [task for event in self.hidden.events() for task in event.tasks.all()]
        elif model is Leader:
            return [str(self._leader())]
        return list(dict.fromkeys(str(getattr(row, key)) for row in mine))


def filters_called(name: str) -> list[Any]:
    """The filters of that name of every FilterSet there is."""
    kinds: list[Any] = [StrictFilterSet]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return [kind.base_filters[name] for kind in kinds if name in kind.base_filters]


@cache
def methods_of(route: str) -> set[str]:
    """The methods that a route answers, as the matrix has it; its own tests hold that it is complete."""
    return {key.split()[0] for key in _matrix()[route] if key != "is"}


@cache
def _matrix() -> dict[str, Any]:
    routes: dict[str, Any] = matrix.load()["routes"]
    return routes


def route_of(address: str) -> str:
    """The route of an address; "" where there is none."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def is_near(route: str) -> bool:
    """Whether the route is about events themselves, or looks for things by their words."""
    return route.split(":")[0] in ("events", "evidence") or any(word in route for word in ("event", "search", "export"))


def crawl(visitor: Visitor, ground: Ground, only: str = "/", *, quick: bool = False) -> None:
    """Ask for everything that begins with `only`, as a visitor. `quick`: what is not near events once each."""
    for route, addresses in ground.addresses.items():
        for address in _of(addresses[: None if not quick or is_near(route) else 1], only):
            visitor.get(address)
    for route, names in ground.parameters.items():
        for path in _of(ground.paths(route)[:1], only):
            visitor.get(f"{path}?{PARTS[0]}=1")
        for path in _of(ground.paths(route)[: MOST_NARROWED if is_near(route) else 1], only):
            for name in names:
                if not quick or route == "api:events" or (name == "q" and is_near(route)):
                    ground.narrow(visitor, path, name)


def post_everywhere(visitor: Visitor, ground: Ground, only: str = "/") -> None:
    """Send forms that say too little to every address that takes one, about what is hidden."""
    for route in ground.routes:
        if "POST" in methods_of(route):
            most = MOST_POSTED if is_near(route) or LONG else 1
            for path in _of(ground.paths(route)[:most], only):
                visitor.post(path, {"version": 1, "title_en": "x"})


def _of(addresses: Iterable[str], only: str) -> list[str]:
    return [address for address in addresses if address.startswith(only)]
