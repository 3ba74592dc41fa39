"""Lists that are posted."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError

from foundation.errors import Refusals

MOST = 1000


def objects(sent: list[Any], refusals: Refusals) -> Iterator[tuple[int, dict[str, Any]]]:
    """The items by their place; those that are no objects are refused. ValidationError for too few or too many."""
    if not 1 <= len(sent) <= MOST:
        sentence = _("Expected 1 to %(most)d items; these are %(count)d.") % {"most": MOST, "count": len(sent)}
        raise ValidationError([ErrorDetail(sentence, code="length")])
    for place, item in enumerate(sent):
        if isinstance(item, dict):
            yield place, item
        else:
            refusals.add(place, ValidationError([ErrorDetail(_("Expected a JSON object."), code="invalid")]))
