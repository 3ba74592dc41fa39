"""The forms of the registers beside the events. What is right to enter is decided by the services, not here."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries import countries

from events.models import Agreement, Counterpart, Delegation, Series, Venue
from events.services import Agreed
from foundation.filters import DayField

SPARE_AGREEMENTS = 2
MOST_AGREEMENTS = 40
NOT_HERE = _("Taiwan matters belong to another office and are not entered here.")
NOTE = {"rows": 3, "maxlength": 2000}


class EntryForm(forms.ModelForm):
    """An entry of a register. `enter` is there for what was only named with events: tick it to put it in."""

    enter = forms.BooleanField(
        label=_("Enter it in the register"),
        required=False,
        help_text=_(
            "Every reader sees its name and what stands here from then on: nothing that tells of a restricted event."
        ),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        options.setdefault("auto_id", "entry-%s")
        super().__init__(data, **options)
        if self.instance._state.adding or self.instance.registered:
            del self.fields["enter"]
        country: Any = self.fields.get("country_or_region")
        if country is not None:
            country.choices = [("", "—"), *countries]
            country.help_text = NOT_HERE

    def _post_clean(self) -> None:
        """Nothing: the service checks the whole, on the entry as it stands."""

    def facts(self) -> dict[str, Any]:
        """What the cleaned form says, for the service."""
        return {name: value for name, value in self.cleaned_data.items() if name != "enter"}

    def take_errors(self, error: ValidationError) -> None:
        """Put what the service refused beside its field; what has no field here, above the form."""
        for name, found in getattr(error, "error_dict", {"__all__": [error]}).items():
            self.add_error(name if name in self.fields else None, list(found))


class VenueForm(EntryForm):
    """A venue."""

    capacity = forms.IntegerField(label=_("Capacity (persons)"), required=False, min_value=1, max_value=10_000_000)

    class Meta:
        model = Venue
        fields = (
            *("name_zh", "name_en", "district_zh", "district_en", "capacity"),
            *("distinction_zh", "distinction_en"),
        )
        widgets = {"distinction_zh": forms.Textarea(attrs=NOTE), "distinction_en": forms.Textarea(attrs=NOTE)}
        help_texts = {"distinction_zh": _("No security arrangements, no phone numbers.")}


class CounterpartForm(EntryForm):
    """A counterpart; its agreements are rows of their own."""

    partner_since = DayField(
        label=_("Partner city since"),
        required=False,
        help_text=_("Only cities of foreign countries: those of Hong Kong, Macao and Taiwan are no partner cities."),
    )

    class Meta:
        model = Counterpart
        fields = ("name_zh", "name_en", "kind", "country_or_region", "partner_since")


class DelegationForm(EntryForm):
    """A delegation."""

    size = forms.IntegerField(label=pgettext_lazy("size of a delegation", "Persons"), min_value=1, max_value=100_000)
    arrives_on = DayField(label=pgettext_lazy("stay of a delegation", "From"), required=False)
    leaves_on = DayField(label=pgettext_lazy("stay of a delegation", "Until"), required=False)

    class Meta:
        model = Delegation
        fields = ("name_zh", "name_en", "country_or_region", "size", "arrives_on", "leaves_on")
        help_texts = {"name_zh": _("No passport or phone numbers, nothing of health or family.")}


class SeriesForm(EntryForm):
    """A series."""

    class Meta:
        model = Series
        fields = ("name_zh", "name_en", "every_years")


class AgreementForm(forms.ModelForm):
    """One agreement; ticked to go, or all empty, it is not there."""

    signed_on = DayField(label=_("Signed on"))
    until_on = DayField(label=_("Valid until"), required=False, help_text=_("Empty: without an end."))
    gone = forms.BooleanField(label=_("Remove"), required=False)

    class Meta:
        model = Agreement
        fields = ("title_zh", "title_en", "signed_on", "until_on")

    def clean(self) -> dict[str, Any]:
        """A title in one language, an end not before the signing: said beside the row's own fields."""
        super().clean()
        said: dict[str, Any] = self.cleaned_data
        if said.get("gone") or not self.has_changed():
            return said
        if not (said.get("title_zh") or said.get("title_en") or self.errors.keys() & {"title_zh", "title_en"}):
            self.add_error("title_zh", _("Give the title in at least one language."))
        signed, until = said.get("signed_on"), said.get("until_on")
        if signed and until and until < signed:
            self.add_error("until_on", _("An agreement ends on or after the day it is signed."))
        return said

    def _post_clean(self) -> None:
        """Nothing: the service checks."""

    def agreed(self) -> Agreed | None:
        """What the cleaned row says; None for an empty one or one to go."""
        said = {name: self.cleaned_data.get(name) for name in self.Meta.fields}
        if self.cleaned_data.get("gone") or not said["signed_on"]:
            return None
        return Agreed(**said)  # type: ignore[arg-type]  # required fields are there, or the form is not valid


class AgreementFormSet(forms.BaseFormSet):
    """The agreements with one counterpart."""

    def agreements(self) -> list[Agreed]:
        """What the cleaned rows say."""
        return [agreed for form in self.forms if (agreed := form.agreed()) is not None]

    def take_errors(self, error: ValidationError) -> None:
        """Put what the service refused of the agreements above the rows."""
        for each in getattr(error, "error_dict", {}).get("agreements", []):
            self.non_form_errors().extend(each.messages)


def agreement_formset(data: Any = None, *, agreements: Iterable[Agreement] = ()) -> AgreementFormSet:
    """The rows for these agreements, and some to spare."""
    factory: Any = forms.formset_factory(
        AgreementForm,
        formset=AgreementFormSet,
        extra=SPARE_AGREEMENTS,
        max_num=MOST_AGREEMENTS,
        absolute_max=MOST_AGREEMENTS,
    )
    names = AgreementForm.Meta.fields
    initial = None if data is not None else [{name: getattr(each, name) for name in names} for each in agreements]
    rows: AgreementFormSet = factory(data, prefix="agreement", initial=initial)
    return rows
