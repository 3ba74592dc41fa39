"""Two people at one thing that has no version: a stamp of its facts tells whether it is still what one was shown."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from foundation.bilingual import listed
from foundation.errors import Conflict


@dataclass(frozen=True)
class Difference:
    """A field of which a form and what stands say different things."""

    label: str
    yours: str
    stands: str


def stamp_of(facts: Mapping[str, Any]) -> str:
    """Short, and equal for equal facts only."""
    text = json.dumps(facts, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def check_stamp(shown: str | None, facts: Mapping[str, Any], standing: Any) -> None:
    """Raise Conflict, carrying what stands, when it is no longer what was `shown`. None: whatever stands."""
    if shown is not None and shown != stamp_of(facts):
        raise Conflict(_("Someone else changed this in the meantime. Nothing of yours is lost."), standing)


def differences(typed: forms.BaseForm, stands: forms.BaseForm) -> list[Difference]:
    """Where a form as sent and the same form made from what stands differ, field by field, as a person reads them."""
    found = []
    for field in typed.visible_fields():
        yours, theirs = _shown(field), _shown(stands[field.name])
        if yours != theirs:
            found.append(Difference(str(field.label), yours, theirs))
    return found


def _shown(field: forms.BoundField) -> str:
    value = field.value()
    if isinstance(field.field, forms.BooleanField):
        return _("yes") if field.field.to_python(value) else _("no")
    if hasattr(field.field, "choices"):
        chosen = {str(each) for each in (value if isinstance(value, list | tuple) else [value])}
        return listed(str(label) for key, label in field.field.choices if str(key) in chosen and str(key)) or "–"
    return "–" if value in (None, "") else str(value)
