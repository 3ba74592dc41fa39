"""Words about days in forms. `{% load day_words %}`

{% day_off_hint form.due_on as note %}   that the day in the field is a day off; "" where it is none, or no day at all
"""

from datetime import date
from typing import Any

from django import template
from django.core.exceptions import ValidationError
from django.forms import BoundField

from priorities.working_days import day_off_note

register = template.Library()


@register.simple_tag
def day_off_hint(field: BoundField) -> str:
    """The hint beside a deadline: about the day that the form holds, as it was or as it was sent. Mostly no query."""
    value: Any = field.value()
    if value and not isinstance(value, date):
        try:
            value = field.field.clean(value)
        except ValidationError:  # said beside the field
            value = None
    return day_off_note(value or None)
