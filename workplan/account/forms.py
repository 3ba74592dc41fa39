"""Forms of one's own account."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from foundation import clock
from foundation.bilingual import sentences

YEARS_AT_MOST = 10


class PreferencesForm(forms.Form):
    """How one likes to read; sent to the same address as the header's buttons."""

    language = forms.ChoiceField(label=_("Language"), choices=User.Language.choices, widget=forms.RadioSelect)
    text_size = forms.ChoiceField(label=_("Text size"), choices=User.TextSize.choices, widget=forms.RadioSelect)
    theme = forms.ChoiceField(label=_("Light or dark"), choices=User.Theme.choices, widget=forms.RadioSelect)


class PresentPasswordForm(forms.Form):
    """A form that asks for the present password first. A password typed is never sent back."""

    old_password = forms.CharField(
        label=_("Present password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )

    def __init__(self, data: Any = None, *, request: HttpRequest, **options: Any) -> None:
        super().__init__(data, **options)
        self.request = request

    def clean_old_password(self) -> str:
        """The present password. A wrong one counts as a failed sign-in, and too many are answered as such (429)."""
        given: str = self.cleaned_data["old_password"]
        if authenticate(self.request, username=self.request.user.get_username(), password=given) is None:
            raise ValidationError(_("This is not your present password."))
        return given


class EmailForm(PresentPasswordForm):
    """Where one's reminders are sent."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=200,
        required=False,
        help_text=_("For one mail of reminders a day. Empty: none is sent."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class PasswordForm(PresentPasswordForm):
    """The old password, and the new one twice."""

    new_password = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password, again"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data, request=request)
        self.fields["new_password"].help_text = sentences(password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        """The two are the same."""
        cleaned = super().clean() or {}
        if "again" in cleaned and "new_password" in cleaned and cleaned["again"] != cleaned["new_password"]:
            raise ValidationError({"again": _("The two differ: type the new password again.")})
        return cleaned


class TokenForm(forms.Form):
    """What an API token is for and may do."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("What will use it, such as “nightly export to the city's platform”."),
    )
    write = forms.BooleanField(
        label=_("may write"), required=False, help_text=_("Scope “write”: post reports and change things, as you may.")
    )
    schedule = forms.BooleanField(
        label=_("may see leaders' schedules and restricted events"),
        required=False,
        help_text=_("Scope “schedule”: only what you yourself may see."),
    )
    expires_on = forms.DateField(
        label=pgettext_lazy("token", "Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until you revoke it."),
    )

    def clean_expires_on(self) -> date | None:
        """A day to come, and not so far off that no clock reaches it."""
        day: date | None = self.cleaned_data["expires_on"]
        today = clock.today()
        if day is not None and (day <= today or day.year > today.year + YEARS_AT_MOST):
            raise ValidationError(_("Expected a day to come, within ten years."))
        return day

    def expires_at(self) -> datetime | None:
        """The end of the last day; None without one."""
        day: date | None = self.cleaned_data["expires_on"]
        return clock.end_of(day) if day else None
