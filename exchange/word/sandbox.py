"""Where the templates of documents run: names, loops, conditions and a few filters, counted; and nothing else.

What is put in is text and nothing but text: markup is escaped, control characters go, and braces stay braces.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _
from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2 import Template as JinjaTemplate
from jinja2.exceptions import UndefinedError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from foundation.text import plain

MOST_STEPS = 200_000
MOST_CHARACTERS = 40_000_000
FILTERS = ("default", "first", "int", "join", "last", "length", "lower", "round", "trim", "upper")
TESTS = ("defined", "undefined", "none", "even", "odd", "eq", "ne", "lt", "le", "gt", "ge")
NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Name, nodes.Getattr, nodes.Getitem,
    nodes.Const, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.CondExpr,
)  # fmt: skip
LOOPED = (nodes.Name, nodes.Getattr)
# Where docxtpl itself would put braces back: told as numbers, they are out of its sight.
_BRACES = {ord(each): f"&#{ord(each)};" for each in "{}%"}


class TooMuch(Exception):
    """A template that loops or writes without end."""


class Text(str):
    """A text put in: not a thing to loop over."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        """Raises TypeError."""
        raise TypeError(_("A text is not a list: nothing can be repeated for it."))


class Rows(list[Any]):
    """A list put in, whose every round of a loop is counted, over the whole document."""

    def __init__(self, rows: Iterable[Any], counter: "Counter") -> None:
        super().__init__(rows)
        self._counter = counter

    def __iter__(self) -> Iterator[Any]:
        """Raises TooMuch when all loops together have gone on for too long."""
        for row in super().__iter__():
            self._counter.step()
            yield row


class Counter:
    """Counts the rounds of all loops of one document."""

    def __init__(self) -> None:
        self.steps = 0

    def step(self) -> None:
        """One more. Raises TooMuch."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooMuch


def put_in(value: Any, counter: Counter) -> Any:
    """Plain data as a template may use it: records by name, lists counted, texts as texts."""
    if isinstance(value, Mapping):
        return SimpleNamespace(**{key: put_in(each, counter) for key, each in value.items()})
    if isinstance(value, list | tuple):
        return Rows((put_in(each, counter) for each in value), counter)
    return Text(value) if isinstance(value, str) else value


def as_text(value: Any) -> Markup:
    """What stands in the document for a value: its text, every character of it, line ends as line breaks."""
    if isinstance(value, StrictUndefined):
        str(value)  # raises UndefinedError with the name
    if not isinstance(value, str | int | float):
        raise TypeError(_("Only a text or a number can be put in; a list is repeated by {% for %}."))
    text = re.sub(r"\r\n?|\u2028|\u2029|\x85", "\n", str.__str__(value) if isinstance(value, str) else str(value))
    return Markup(str(escape(plain(text))).translate(_BRACES))  # noqa: S704  # escaped in this very line


class _Bounded(JinjaTemplate):
    """A template that stops when it has written too much."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """The text. Raises TooMuch."""
        pieces, size = [], 0
        for piece in self.generate(*args, **kwargs):
            size += len(piece)
            if size > MOST_CHARACTERS:
                raise TooMuch
            pieces.append(piece)
        return "".join(pieces)


class DocumentEnvironment(SandboxedEnvironment):
    """A sandbox that refuses, when it reads a template, all that is not listed above. `names`: what it asks for."""

    template_class = _Bounded

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=as_text)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.tests = {name: self.tests[name] for name in TESTS}
        self.names: set[str] = set()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in _all(tree):
            self._check(node)
        return tree

    def _check(self, node: nodes.Node) -> None:
        if not isinstance(node, NODES):
            raise _refused(_("Allowed are names, “for”, “if” and a few filters; this is none of them."), node)
        if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            raise _refused(_("There is no “%(name)s” to be put in.") % {"name": node.attr}, node)
        if isinstance(node, nodes.Getitem) and not (
            isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, int)
        ):
            raise _refused(_("In square brackets only a number may stand."), node)
        if isinstance(node, nodes.For) and (node.recursive or not isinstance(node.iter, LOOPED)):
            raise _refused(_("“for” repeats for a list that is named, and for nothing else."), node)
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            raise _refused(_("There is no filter “%(name)s” here.") % {"name": node.name}, node)
        if isinstance(node, nodes.Test) and node.name not in TESTS:
            raise _refused(_("There is no test “%(name)s” here.") % {"name": node.name}, node)
        if isinstance(node, nodes.Name) and node.ctx == "load":
            self.names.add(node.name)


def _all(tree: nodes.Node) -> Iterator[nodes.Node]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.iter_child_nodes())


def _refused(message: str, node: nodes.Node) -> TemplateSyntaxError:
    return TemplateSyntaxError(message, node.lineno or 1)


__all__ = ["Counter", "DocumentEnvironment", "TooMuch", "UndefinedError", "put_in"]
