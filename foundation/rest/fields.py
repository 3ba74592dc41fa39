"""Fields of what is sent: the JSON type that is asked for and no other, and text as it can be kept."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from foundation.filters import DayField
from foundation.rest.parameters import printable, refused
from foundation.text import NOTE_LENGTH, validate_plain_text


class WholeNumber(serializers.IntegerField):
    """A JSON number without fraction: no text, no true or false."""

    default_error_messages = {"invalid": _("Expected a whole number.")}

    def to_internal_value(self, data: Any) -> int:
        """The number."""
        if type(data) is not int:
            self.fail("invalid")
        return int(data)


class YesNo(serializers.BooleanField):
    """true or false."""

    default_error_messages = {"invalid": _("Expected true or false.")}

    def to_internal_value(self, data: Any) -> bool:
        """The fact."""
        if type(data) is not bool:
            self.fail("invalid")
        return bool(data)


class Text(serializers.CharField):
    """A JSON string that a database, a spreadsheet and XML can keep."""

    default_error_messages = {"invalid": _("Expected a text.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", NOTE_LENGTH)
        options.setdefault("trim_whitespace", False)
        super().__init__(**options)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """First what kind of thing it is, then what it holds."""
        if isinstance(data, str):
            if len(data) > (self.max_length or NOTE_LENGTH):
                self.fail("max_length", max_length=self.max_length)
            validate_plain_text(data)
        elif data is not serializers.empty and data is not None:
            self.fail("invalid")
        return super().run_validation(data)


class Word(serializers.ChoiceField):
    """One of a few words, as a JSON string."""

    def to_internal_value(self, data: Any) -> Any:
        """The word."""
        if not isinstance(data, str) or data not in self.choices:
            self.fail("invalid_choice", input=printable(data) if isinstance(data, str) else type(data).__name__)
        return data


class Day(serializers.DateField):
    """A day as YYYY-MM-DD."""

    def to_internal_value(self, value: Any) -> date:
        """The day."""
        found = DayField().to_python(value) if isinstance(value, str) else None
        if found is None:
            raise DjangoValidationError(DayField.default_error_messages["invalid"], code="invalid")
        return found


class Body(serializers.Serializer[Any]):
    """What is sent: known fields only."""

    def to_internal_value(self, data: Any) -> Any:
        """The values. ValidationError naming a field that is not known."""
        for name in data if isinstance(data, dict) else ():
            if name not in self.fields:
                known = ", ".join(self.fields) or "–"
                raise refused(name, _("Unknown field. Known here: %(known)s.") % {"known": known}, "unknown")
        return super().to_internal_value(data)


def read(kind: type[Body], sent: Any) -> dict[str, Any]:
    """What was sent, as the kind of body asks for. ValidationError by field."""
    body = kind(data=sent)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)
