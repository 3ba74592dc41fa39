"""The request for a later deadline. What is right to ask is decided by the service, not here."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.filters import DayField
from priorities.models import Schedule
from priorities.services.extending import LONGEST_REASON


class ExtensionForm(forms.Form):
    """The new deadline, and why more time is needed."""

    due_on = DayField(label=_("New deadline"))
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_REASON}),
        max_length=LONGEST_REASON,
        help_text=_("It stays readable on the task, whatever is decided."),
    )

    def __init__(self, data: Any = None, *, standing: Schedule, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["due_on"].widget.attrs["min"] = f"{standing.due_on + timedelta(days=1)}"
