"""The columns of the register as a workbook: what an export writes, a template asks for, and a register calls them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from exchange.events.aliases import HEADINGS
from foundation.sheets.columns import Kind as Shape

KEY_LABEL = _("Key (leave as it is)")


class EventColumn(NamedTuple):
    """A column: its key, its heading, its shape and width in a workbook, what is to be written."""

    key: str
    label: str | Promise
    shape: Shape
    width: int
    explained: str | Promise
    needed: bool = False


COLUMNS = (
    EventColumn(
        "day",
        _("Day"),
        "day",
        12,
        _("2024-03-05; several days also as 3月5日—7日. Without an hour the whole day is meant."),
        needed=True,
    ),
    EventColumn("hour", _("Time"), "text", 12, _("9:30 or 9:30-11:00.")),
    EventColumn("until", _("Last day"), "day", 12, _("Of several days. Empty: one day.")),
    EventColumn(
        "title",
        _("Event"),
        "text",
        44,
        _("What it is called. No talking points, no verbatim instructions."),
        needed=True,
    ),
    EventColumn("title_other", _("Event in the other language"), "text", 30, _("The same in the other language.")),
    EventColumn("kind", _("Kind"), "choice", 20, _("One of the kinds of the list."), needed=True),
    EventColumn(
        "restricted",
        pgettext_lazy("file", "Restricted event"),
        "choice",
        12,
        _("“yes” for one that only some may see."),
    ),
    EventColumn(
        "host", pgettext_lazy("of an event", "Host"), "choice", 18, _("The division that hosts it. Empty: yours.")
    ),
    EventColumn(
        "leaders",
        _("Leaders"),
        "text",
        30,
        _("Municipal leaders who attend, one after the other: “A、B”. No reasons for not attending."),
    ),
    EventColumn("counterparts", _("Counterparts"), "text", 30, _("Organisations or cities, one after the other.")),
    EventColumn(
        "country",
        _("Country or region"),
        "text",
        18,
        _("Taiwan matters belong to another office and are not entered here."),
    ),
    EventColumn("venue", _("Venue"), "text", 24, _("No security arrangements, no phone numbers.")),
    EventColumn(
        "delegation",
        _("Delegation"),
        "text",
        26,
        _("The delegation that it is of; one delegation may make several events."),
    ),
    EventColumn("persons", _("Persons"), "number", 10, _("How many the delegation has.")),
    EventColumn("series", _("Series"), "text", 24, _("The series whose edition it is.")),
    EventColumn("edition", _("Edition"), "number", 10, _("27 of the 27th.")),
    EventColumn("area", _("Priority area"), "choice", 26, _("Number or name of the area.")),
    EventColumn(
        "status", _("Status"), "choice", 12, _("Empty: held when its day is over, planned when it is to come.")
    ),
    EventColumn("confirmed_by", _("Confirmed by"), "text", 18, _("Who confirmed it.")),
    EventColumn("approval", _("Approval number"), "text", 18, _("Under which number.")),
    EventColumn(
        "outcome", _("Outcome"), "long", 40, _("What came of it. Nothing of health or family, no gifts in detail.")
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}
NEEDED_TO_BE_ONE = ("day", "title")


def folded(text: str) -> str:
    """A heading or word as it is looked up: without spaces, case, width of signs."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold().rstrip(":*")


def in_every_language(text: str | Promise) -> Iterator[str]:
    """The text as each language has it."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            yield str(text)


def words_of(things: Iterable[tuple[str, str | Promise]], more: Mapping[str, str]) -> dict[str, str]:
    """The value that goes by each word: by its labels in every language, by itself, by `more`."""
    found: dict[str, str] = {}
    for value, label in things:
        for word in (value, *in_every_language(label), *more.get(value, value).split("|")):
            found.setdefault(folded(word), value)
    return found


def headings() -> dict[str, str]:
    """The key of the column that goes by each heading, in every language; "key" of the hidden one."""
    found = {folded(each): "key" for each in in_every_language(KEY_LABEL)}
    for column in COLUMNS:
        for word in (*in_every_language(column.label), *HEADINGS[column.key].split("|")):
            found.setdefault(folded(word), column.key)
    return found


def key_of(pk: int) -> str:
    """What the hidden column says of an event."""
    return f"event#{pk}"


def read_key(text: str) -> int | None:
    """The key of an event; None for what is none."""
    found = re.fullmatch(r"event#(\d{1,18})", text.strip(), re.ASCII)
    return int(found[1]) if found else None
