"""Real and demonstration data never mix: who belongs to whom is of one side."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Division, User


def errors_of_side(thing: Division | User, **named: Division | User | None) -> dict[str, Any]:
    """Errors for what a division or person names of the other side, by field."""
    apart = ValidationError(_("Demonstration and real data are kept apart: choose another."))
    return {
        field: apart
        for field, other in named.items()
        if other is not None and other.demonstration != thing.demonstration
    }
