"""What the checklist of an event and the template of a kind share: items as wanted, and how they are put into rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Division
from events.models.preparation import Item, Topic
from foundation.bilingual import in_language

MOST_ITEMS = 40
FIELDS = ("topic", "label_en", "label_zh", "days_before", "division")
Row = TypeVar("Row", bound=Item)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """An item as it shall be. `key`: the item there is, None for a new one; `division` None: the host division."""

    topic: str
    days_before: int
    label_en: str = ""
    label_zh: str = ""
    division: Division | None = None
    key: int | None = None

    @property
    def label(self) -> str:
        """What it says, in the reader's language; the topic's word where nothing is written."""
        return in_language(self, "label") or str(Topic(self.topic).label)


def wanted_of(item: Item) -> Wanted:
    """The same item, to be made anew."""
    return Wanted(**{name: getattr(item, name) for name in FIELDS})


def item_facts(item: Item) -> dict[str, Any]:
    """What an item says; the division by its code."""
    return {name: getattr(item, name) for name in FIELDS[:-1]} | {"division": item.division and item.division.code}


def put(there: Iterable[Row], wanted: Sequence[Wanted], *, demonstration: bool, new: Callable[[], Row]) -> list[Row]:
    """The rows wanted, unsaved, in their order: those there are with their keys, the others from `new`.

    ValidationError under `items` for the first that may not be.
    """
    if len(wanted) > MOST_ITEMS:
        raise ValidationError({"items": _("At most %(most)d items.") % {"most": MOST_ITEMS}})
    by_key, rows = {row.pk: row for row in there}, []
    for each in wanted:
        row = by_key.pop(each.key, None) or new()
        for name in FIELDS:
            setattr(row, name, getattr(each, name))
        if row.division is not None and row.division.demonstration != demonstration:
            raise ValidationError({"items": _("Demonstration and real data are kept apart: choose another.")})
        rows.append(row)
    return rows


def check(row: Item) -> None:
    """ValidationError under `items` where the row may not be."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise ValidationError({"items": error.messages}) from error
