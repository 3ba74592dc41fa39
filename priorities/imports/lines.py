"""YAML, read as nodes whose places are its lines; nothing of it is ever executed, and none grows beyond bounds."""

import yaml
from django.utils.translation import gettext as _

from priorities.imports.nodes import Items, Keys, Node, Scalar
from priorities.imports.places import Place, Problems

MAX_CHARACTERS = 2_000_000
MAX_VALUES = 250_000  # a plan of ten thousand tasks
MAX_DEPTH = 20  # a plan needs half of it
QUICK = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _NoPlan(Exception):
    """What the file is, instead of a plan."""


class _Loader(yaml.SafeLoader):
    """Composes up to a number of values: reading an endless file ends early."""

    most = MAX_VALUES

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """As inherited."""
        self.most -= 1
        if self.most < 0:
            raise _too_many()
        found: yaml.Node | None = super().compose_node(parent, index)
        return found


def compose(text: str, problems: Problems, most: int = MAX_VALUES) -> Node | None:
    """The file's top node; None, with a problem noted, when the text is no YAML, or too long or deep for a plan.

    `most`: so many values at most, those that an alias repeats counted each time.
    """
    line = 1
    try:
        return _read(text, most)
    except _NoPlan as error:
        expected = str(error)
    except RecursionError:
        expected = _("expected a plan, this nests too deeply")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        said = getattr(error, "problem", None) or getattr(error, "reason", "")
        expected = _("expected YAML: %(said)s") % {"said": said}
    problems.add(Place(line), "file", expected)
    return None


def _read(text: str, most: int) -> Node:
    if len(text) > MAX_CHARACTERS:
        expected = _("expected at most %(most)d characters, this has %(length)d")
        raise _NoPlan(expected % {"most": MAX_CHARACTERS, "length": len(text)})
    _check_size(text, most)
    loader = _Loader(text)
    loader.most = most
    try:
        node = loader.get_single_node()
    finally:
        loader.dispose()
    if node is None:
        raise _NoPlan(_("expected a plan, this is empty"))
    return _Nodes(most).of(node, 1)


def _check_size(text: str, most: int) -> None:
    """Raise _NoPlan or RecursionError for what holds too much, by the quick parser where it is there.

    What is no YAML passes: it is told, in the same words everywhere, by the loader that composes.
    """
    values = depth = 0
    try:
        for event in yaml.parse(text, Loader=QUICK):
            values += isinstance(event, yaml.NodeEvent)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if values > most:
                raise _too_many()
            if depth > MAX_DEPTH:
                raise RecursionError
    except (yaml.YAMLError, UnicodeError):
        return


def _too_many() -> _NoPlan:
    return _NoPlan(_("expected a plan, this has more values than any"))


class _Nodes:
    """YAML's nodes as ours. What aliases repeat is written out, so it is counted."""

    def __init__(self, most: int) -> None:
        self.left = most

    def of(self, node: yaml.Node, depth: int) -> Node:
        """Raises _NoPlan, and RecursionError for what nests too deeply, such as a list in itself."""
        self.left -= 1
        if self.left < 0:
            raise _too_many()
        if depth > MAX_DEPTH:
            raise RecursionError
        place = _place(node)
        if isinstance(node, yaml.SequenceNode):
            return Items(place, [self.of(item, depth + 1) for item in node.value])
        if isinstance(node, yaml.MappingNode):
            return Keys(
                place, [(_key(key), _place(key), self.of(value, depth + 1)) for key, value in node.value]
            )  # fmt: skip
        return Scalar(place, str(node.value), empty=node.tag == "tag:yaml.org,2002:null")


def _key(node: yaml.Node) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else "?"


def _place(node: yaml.Node) -> Place:
    return Place(int(node.start_mark.line) + 1)
