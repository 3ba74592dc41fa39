"""What text may be kept: no NUL, no lone surrogate, no control characters but tab and line ends."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

NOTE_LENGTH = 20_000
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def validate_plain_text(value: str) -> None:
    """Raise ValidationError when a database, a spreadsheet or XML could not keep the text as it is."""
    found = _FORBIDDEN.search(value)
    if found:
        raise ValidationError(
            _("Character %(character)s at position %(position)d cannot be kept: use plain text."),
            code="forbidden_character",
            params={"character": f"U+{ord(found[0]):04X}", "position": found.start() + 1},
        )


def plain(value: str) -> str:
    """The text without what may not be kept: for a draft, of which nobody waits for a complaint."""
    return _FORBIDDEN.sub("", value)


class LineField(models.CharField):
    """One line of plain text."""

    default_validators = [validate_plain_text]


class NoteField(models.TextField):
    """Plain text of several lines, at most NOTE_LENGTH characters; blank by default."""

    default_validators = [validate_plain_text]

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("max_length", NOTE_LENGTH)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed through as they came

    def clean(self, value: str, model_instance: models.Model | None) -> str:
        """Also hold `max_length`, which Django's TextField leaves to the form."""
        cleaned: str = super().clean(value, model_instance)
        if len(cleaned) > (self.max_length or NOTE_LENGTH):
            raise ValidationError(
                _("At most %(limit)d characters; these are %(length)d."),
                code="max_length",
                params={"limit": self.max_length, "length": len(cleaned)},
            )
        return cleaned
