"""The house holds: who imports whom, one clock, no page without sign-in, no route without its row in the matrix."""

import ast
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from changelog.api.once import Once
from tests.authorization import matrix

ROOT = Path(__file__).resolve().parent.parent
# An app imports only from those behind it, wherever in a file the import stands.
LAYERS = ("workplan", "exchange", "evidence", "events", "priorities", "changelog", "accounts", "foundation")
MODULES = [path for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py")) if "migrations" not in path.parts]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
SHEETS = sorted((ROOT / "static" / "css").rglob("*.css"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
WITHOUT_SIGN_IN = {"accounts:login", "events:feed", "healthz", "readyz", "set-preference"}
# Calls that ask the system what day or hour it is. `time.monotonic` and `perf_counter` measure, they do not tell.
CLOCKS = {
    "date.today", "datetime.now", "datetime.today", "datetime.utcnow", "timezone.now", "timezone.localdate",
    "timezone.localtime", "time.time", "time.localtime", "time.gmtime", "time.time_ns",
}  # fmt: skip


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module that a file imports anywhere, by line; relative imports spelled out."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            yield node.lineno, ".".join([*base, *([node.module] if node.module else [])])


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_an_app_imports_only_from_those_behind_it(path):
    layer = LAYERS.index(path.relative_to(ROOT).parts[0])
    above = LAYERS[:layer]
    wrong = [f"line {line}: {name}" for line, name in imports(path) if name.split(".")[0] in (*above, "tests")]
    assert wrong == []


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """The last two names of every dotted call in a file: `timezone.now`, `datetime.now`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            last = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            # With an argument, localtime() converts an instant that is given.
            if not (node.func.attr in ("localtime", "localdate") and (node.args or node.keywords)):
                yield node.lineno, f"{last}.{node.func.attr}"


@pytest.mark.parametrize("path", [path for path in MODULES if name_of(path) != "foundation/clock.py"], ids=name_of)
def test_one_clock(path):
    wrong = [f"line {line}: {call}()" for line, call in calls(path) if call in CLOCKS]
    passed = re.findall(r"\b(?:auto_now|auto_now_add)\s*=\s*True|\bdefault=timezone\.now\b", path.read_text("utf-8"))
    assert wrong + passed == []


def test_sql_asks_no_clock_either():
    text = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
    assert (
        re.findall(r"CURRENT_(?:DATE|TIMESTAMP)\b|\bdate\('now'\)|\bNOW\(\)|functions import[^\n]*\bNow\b", text) == []
    )


@pytest.mark.django_db
def test_no_migration_is_missing():
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said, stderr=said)
    except (SystemExit, CommandError):
        pytest.fail(said.getvalue())


def posts_of_the_api() -> dict[str, Any]:
    """The class of the view of each address of the API that takes POST."""
    found: dict[str, Any] = {}
    for route, pattern in matrix.routes().items():
        view: Any = pattern.callback
        if route.startswith("api:") and route != "api:not-here":
            posts = "post" in view.actions if hasattr(view, "actions") else hasattr(view.cls, "post")
            found |= {route: view.cls} if posts else {}
    return found


def test_every_post_of_the_api_is_done_once_for_a_key():
    """A new resource that takes POST says too what is checked again when it is repeated."""
    amiss = [
        route
        for route, view in posts_of_the_api().items()
        if not issubclass(view, Once) or view.check_again is Once.check_again
    ]
    assert (amiss, len(posts_of_the_api())) == ([], 4)


def test_every_route_is_in_the_authorization_matrix():
    assert sorted(matrix.routes()) == sorted(matrix.load()["routes"])


SAMPLE = {
    "plan": "2024", "code": "2024-1-01", "key": 1, "pk": 1, "number": 1, "kind": "round", "language": "en", "leader": 1,
    "secret": "s" * 43,
    "event_kind": "meeting",
    "other": 2,
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("route", sorted(matrix.routes()))
def test_every_page_needs_a_sign_in(route):
    """Found by walking the URLs, so that a new page cannot forget it."""
    wanted = matrix.routes()[route].pattern.converters
    values = {name: SAMPLE.get(name, 1) for name in wanted}
    address = "/api/v1/nowhere/" if route == "api:not-here" else reverse(route, kwargs=values)
    for method in ("get", "post", "put", "delete"):
        answer = getattr(Client(), method)(address)
        refused = answer.status_code == 401 or (
            answer.status_code == 302 and answer["Location"].startswith("/accounts/login/?next=")
        )
        assert refused != (route in WITHOUT_SIGN_IN), (method, answer.status_code)


@pytest.mark.parametrize(
    ("paths", "most"), [(MODULES, 400), (TEMPLATES, 200), (SCRIPTS, 400), (SHEETS, 400), (TESTS, 400)]
)
def test_a_file_is_read_in_one_sitting(paths, most):
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    assert {name: lines for name, lines in lengths.items() if lines > most} == {}


INLINE = re.compile(
    r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style\b|<script(?![^>]*\bsrc=)(?![^>]*type="application/json")|javascript:|hx-on|hx-vals=["']js:""",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_hold_no_style_and_no_script(path):
    """The content security policy would refuse them."""
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []


OUTSIDE = re.compile(
    r"""(?:src|href|action|poster|srcset|data)\s*=\s*["']\s*(?:https?:)?//[^"']+"""
    r"""|url\(\s*["']?(?:https?:)?//|@import|\bimport\s*\(?\s*["']https?:|fetch\(\s*["']https?:"""
)


@pytest.mark.parametrize("path", [*TEMPLATES, *SCRIPTS, *SHEETS], ids=name_of)
def test_nothing_is_loaded_from_outside(path):
    text = path.read_text(encoding="utf-8")
    assert [found for found in OUTSIDE.findall(text) if "http://www.w3.org/" not in found] == []
