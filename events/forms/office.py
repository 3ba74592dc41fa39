"""The forms of what is the whole office's: a period held free, the settings of the register."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.forms.entry import LOCAL, LocalTimeField
from events.models import HoldWindow, RegisterSettings


class OfficeForm(forms.ModelForm):
    """Fields as typed; the service checks the whole."""

    def _post_clean(self) -> None:
        """Nothing: the service checks."""

    def take_errors(self, error: ValidationError) -> None:
        """Put what the service refused beside its field, what has none above the form."""
        by_field: dict[str, Any] = getattr(error, "error_dict", {"__all__": [error]})
        for name, found in by_field.items():
            self.add_error(name if name in self.fields else None, list(found))


class PeriodField(LocalTimeField):
    """An instant that reads as it is typed, so that two versions of it can be told apart."""

    def prepare_value(self, value: Any) -> Any:
        """As the browser's control writes it."""
        value = super().prepare_value(value)
        return f"{value:{LOCAL}}" if isinstance(value, datetime) else value


class HoldForm(OfficeForm):
    """A period held free."""

    starts_at = PeriodField(label=_("Starts"))
    ends_at = PeriodField(label=_("Ends"))

    class Meta:
        model = HoldWindow
        fields = ("name_zh", "name_en", "starts_at", "ends_at")
        help_texts = {"name_zh": _("A bare name, in at least one language: no programme, no guests, no security.")}


class SettingsForm(OfficeForm):
    """The office's settings."""

    class Meta:
        model = RegisterSettings
        fields = ("travel_minutes", "feeds_tell_schedule")
