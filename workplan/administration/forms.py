"""Forms of the administration. They gather what was typed; the services judge it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Division, Role, User
from workplan.administration.services import DivisionFacts, Person

NO_ROLE = [("", _("none: own account page only"))]


def add_errors(form: forms.Form, error: ValidationError, renamed: Mapping[str, str] | None = None) -> None:
    """Put a service's refusal beside the fields it names; `renamed` where the form calls a field otherwise."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    for name, errors in by_field.items():
        field = (renamed or {}).get(name, name)
        form.add_error(field if field in form.fields else None, list(errors))


class PersonForm(forms.Form):
    """Who someone is. `own`: one's own account, of which role, division and leader stay as they are."""

    name_zh = forms.CharField(label=pgettext_lazy("person", "Name (Chinese)"), max_length=100, required=False)
    name_en = forms.CharField(label=pgettext_lazy("person", "Name (English)"), max_length=100, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=NO_ROLE + Role.choices, required=False)
    division = forms.ModelChoiceField(
        Division.objects.all(), label=_("Division"), required=False, empty_label=_("none"), to_field_name="code"
    )
    secretary_to = forms.ModelChoiceField(
        User.objects.filter(role=Role.LEADERSHIP),
        label=_("Secretary to"),
        required=False,
        empty_label=_("nobody"),
        to_field_name="username",
        help_text=_("Of a secretary: the leader served."),
    )
    email = forms.EmailField(
        label=_("E-mail address"), max_length=200, required=False, help_text=_("For one mail of reminders a day.")
    )
    demonstration = forms.BooleanField(
        label=_("belongs to the demonstration"), required=False, help_text=_("Begins at the demonstration plan.")
    )

    def __init__(self, *args: Any, own: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            for name in ("role", "division", "secretary_to"):
                self.fields[name].disabled = True

    @staticmethod
    def facts_of(user: User) -> dict[str, Any]:
        """What the form starts from for an account."""
        return {
            "name_zh": user.name_zh,
            "name_en": user.name_en,
            "role": user.role,
            "division": user.division.code if user.division else None,
            "secretary_to": user.secretary_to.username if user.secretary_to else None,
            "email": user.email,
            "demonstration": user.demonstration,
        }

    def person(self) -> Person:
        """What was typed."""
        return Person(**{name: self.cleaned_data[name] for name in Person.__dataclass_fields__})


class NewPersonForm(PersonForm):
    """A person to add: user name and first password beside who they are."""

    username = forms.CharField(
        label=_("User name"), max_length=60, help_text=_("Letters, digits and . @ + - _. It cannot be changed later.")
    )
    password = forms.CharField(
        label=_("First password"),
        required=False,
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Empty: one is made and shown once."),
    )
    field_order = ("username", "password")


class ResetForm(forms.Form):
    """A new password for somebody."""

    password = forms.CharField(
        label=_("New password"),
        required=False,
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Empty: one is made and shown once."),
    )


class DivisionForm(forms.Form):
    """What a division is."""

    name_zh = forms.CharField(label=_("Name (Chinese)"), max_length=200)
    name_en = forms.CharField(label=_("Name (English)"), max_length=200)
    order = forms.IntegerField(
        label=_("Order"), min_value=0, max_value=32_767, help_text=_("Lists of divisions go by it, smallest first.")
    )
    parent = forms.ModelChoiceField(
        Division.objects.all(),
        label=_("Parent division"),
        required=False,
        empty_label=_("none"),
        to_field_name="code",
        help_text=_("For order only: a parent sums nothing of those under it."),
    )
    protocol = forms.BooleanField(
        label=_("keeps the leaders' schedule (Protocol)"),
        required=False,
        help_text=_("Its people see which leaders are expected at coming events, when and where."),
    )
    demonstration = forms.BooleanField(label=_("belongs to the demonstration"), required=False)

    @staticmethod
    def facts_of(division: Division) -> dict[str, Any]:
        """What the form starts from for a division."""
        return {
            "name_zh": division.name_zh,
            "name_en": division.name_en,
            "order": division.order,
            "parent": division.parent.code if division.parent else None,
            "protocol": division.protocol,
            "demonstration": division.demonstration,
        }

    def facts(self) -> DivisionFacts:
        """What was typed."""
        return DivisionFacts(**{name: self.cleaned_data[name] for name in DivisionFacts.__dataclass_fields__})


class NewDivisionForm(DivisionForm):
    """A division to add: its code beside what it is."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Small letters, digits and single hyphens. Other systems know it by this; it stays for good."),
    )
    field_order = ("code",)
