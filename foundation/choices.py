"""Choices among rows in forms."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class SeveralOf(forms.ModelMultipleChoiceField):
    """Several of the rows offered, or none. Compared here: a number too large for a database never reaches it."""

    def clean(self, value: Any) -> Any:
        """The rows chosen, as a list."""
        rows: Any = self.queryset
        offered = {str(row.pk): row for row in rows}
        unknown = [key for key in value or () if key not in offered]
        if unknown:
            message = self.error_messages["invalid_choice"]
            raise ValidationError(message, code="invalid_choice", params={"value": unknown[0][:50]})
        return [offered[key] for key in dict.fromkeys(value or ())]
