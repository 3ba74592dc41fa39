"""What the filters of lists offer to choose from: a few things as options, many by a part of their name."""

from collections.abc import Callable, Iterable
from html import escape  # what Django's calls, hundreds of times a page: without its wrapper
from typing import Any

from django.db.models import Q, QuerySet
from django.forms.utils import ErrorList
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from foundation.bilingual import chinese, in_language
from foundation.filters import StrictFilterSet

# With more divisions, or people, than these a list to choose from is of no use: they are then searched by name.
MOST_OFFERED = 40
# How many of those that a name may mean are offered.
MOST_MEANT = 8


def options(offered: Iterable[tuple[str, str]], now: str) -> SafeString:
    """The options of a select."""
    return mark_safe(
        "".join(
            f'<option value="{escape(value)}"{" selected" if value == now else ""}>{escape(label)}</option>'
            for value, label in offered
        )
    )


def names() -> tuple[str, str]:
    """The fields of a name, that of the reader's language first."""
    return ("name_zh", "name_en") if chinese() else ("name_en", "name_zh")


def offered(rows: QuerySet[Any], key: str, now: str) -> SafeString | None:
    """The options of a few things; None for many, which are searched by name. One query."""
    found = list(rows.values_list(key, *names())[: MOST_OFFERED + 1])
    if len(found) > MOST_OFFERED:
        return None
    return options([(str(code), name or other or str(code)) for code, name, other in found] + _none_of(now), now)


def _none_of(now: str) -> list[tuple[str, str]]:
    """The choice of the tasks without one, where an address has made it."""
    return [("null", _("none"))] if now == "null" else []


def meant_among(
    request: HttpRequest,
    filterset: StrictFilterSet,
    sought: Iterable[tuple[str, QuerySet[Any], str]],
    changed: Callable[[str, str], str],
) -> str:
    """The query with the thing that a name must mean, "" where none or several may be.

    `sought`: a filter, what it may mean, and the key of that; `changed`: the query with another value of a filter.
    Several are put into the field's errors, each as a link. A query for each field that is wrong.
    """
    for name, rows, key in sought:
        said = request.GET.get(name, "")
        is_key = key == "id" and said.isdecimal()
        if name not in filterset.form.errors or is_key or "\x00" in said or len(said) > 100:
            continue
        alike = Q(name_en__icontains=said) | Q(name_zh__icontains=said)
        if key != "id":
            alike |= Q(**{f"{key}__icontains": said})
        found = list(rows.filter(alike)[: MOST_MEANT + 1])
        links = [(changed(name, str(getattr(each, key))), in_language(each, "name")) for each in found]
        if len(links) == 1:
            return links[0][0]
        if links:
            which = _("Which one?") if len(links) <= MOST_MEANT else _("Too many are called like that; among them:")
            several = format_html_join(" ", '<a class="chip" href="?{}">{}</a>', links[:MOST_MEANT])
            filterset.form.errors[name] = ErrorList([which, several])
    return ""
