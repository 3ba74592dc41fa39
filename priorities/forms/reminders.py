"""Which kinds of reminder one wants."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from priorities.models import ReminderOff
from priorities.reminders import kinds_off


class KindsForm(forms.Form):
    """The kinds that are on. Urging is none of them: it cannot be turned off."""

    kinds = forms.MultipleChoiceField(label=_("Remind me of"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, user: User) -> None:
        self.off = kinds_off(user)
        super().__init__(data, initial={"kinds": [kind for kind in ReminderOff.KINDS if kind not in self.off]})
        self.fields["kinds"].choices = [(kind.value, capfirst(str(kind.label))) for kind in ReminderOff.KINDS]  # type: ignore[attr-defined]  # a choice field
