"""Query parameters: what is not understood is refused by name, on every address."""

from collections.abc import Collection, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError

from foundation.filters import StrictFilterSet

SHOWN = 60


def printable(text: object) -> str:
    """A caller's own text as it may be shown back: short, and without what no text may hold."""
    cut = str(text)[:SHOWN]
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in cut)


def refused(name: str, message: object, code: str) -> ValidationError:
    """The error (400) on one parameter or field."""
    return ValidationError({printable(name): [ErrorDetail(str(message), code=code)]})


def check_parameters(given: QueryDict, known: Collection[str], repeatable: Collection[str] = ()) -> None:
    """Raise ValidationError naming the first parameter that is unknown, empty, or given twice without being a list."""
    for name, values in given.lists():
        if name not in known:
            sentence = _("Unknown parameter. Known here: %(known)s.") if known else _("No parameters are known here.")
            raise refused(name, sentence % {"known": ", ".join(sorted(known))}, "unknown")
        if not all(value.strip() for value in values):
            raise refused(name, _("Expected a value: leave the parameter out to ask for everything."), "empty")
        if len(values) > 1 and name not in repeatable:
            raise refused(name, _("Expected one value; %(count)d were given.") % {"count": len(values)}, "repeated")


def check_filters(filters: StrictFilterSet) -> None:
    """Raise ValidationError with every wrong value, by its parameter."""
    errors: Mapping[str, Any] = filters.errors.get_json_data() if not filters.is_valid() else {}
    if errors:
        raise ValidationError(
            {
                name: [ErrorDetail(each["message"], code=each["code"] or "invalid") for each in found]
                for name, found in errors.items()
            }
        )
