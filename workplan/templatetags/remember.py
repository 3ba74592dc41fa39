"""`{% remember a b %}…{% endremember %}`: render a part once for each language and each value of a and b.

For the parts of the frame that every page repeats: links to style sheets, a role's places, the buttons for language and
text size. What stands inside must follow from the language and the named values alone: nothing of a person, no token.
Kept in the process for as long as it lives; the oldest goes when there are too many.
"""

from collections import OrderedDict
from typing import Any

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
KEPT = 256


class RememberNode(Node):
    """A part of a template with what it has rendered to, by language and values."""

    def __init__(self, nodelist: NodeList, values: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.values = values
        self.kept: OrderedDict[tuple[Any, ...], SafeString] = OrderedDict()

    def render(self, context: Context) -> SafeString:
        """What was rendered before for the same language and values, else rendered now."""
        key = (get_language(), *(str(value.resolve(context)) for value in self.values))
        if key not in self.kept:
            self.kept[key] = self.nodelist.render(context)
            while len(self.kept) > KEPT:
                self.kept.popitem(last=False)
        return self.kept[key]


@register.tag
def remember(parser: Parser, token: Token) -> RememberNode:
    """Parse `{% remember value … %}` up to `{% endremember %}`."""
    values = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    nodelist = parser.parse(("endremember",))
    parser.delete_first_token()
    return RememberNode(nodelist, values)
