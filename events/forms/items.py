"""The rows of a checklist, that of an event or the template of a kind: topic, text, days before, division."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import Division
from events.models import Topic
from events.models.preparation import BARE, LONGEST_AHEAD, Item
from events.services.items import MOST_ITEMS, Wanted
from foundation.text import validate_plain_text

SPARE_ROWS = 3
LARGEST_KEY = 10**15
TEXTS = ("label_zh", "label_en")


def _text(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=200, validators=[validate_plain_text])


class ItemForm(forms.Form):
    """One item; ticked to go, or all empty, it is not there. `divisions`: those to choose from, by id."""

    key = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY, widget=forms.HiddenInput)
    topic = forms.ChoiceField(label=_("Topic"), required=False, choices=[("", "—"), *Topic.choices])
    label_zh = _text(_("What (Chinese)"))
    label_en = _text(_("What (English)"))
    days_before = forms.IntegerField(
        label=_("Days before"), required=False, validators=[MinValueValidator(0), MaxValueValidator(LONGEST_AHEAD)]
    )
    division = forms.TypedChoiceField(label=_("Responsible division"), required=False, coerce=int, empty_value=None)
    gone = forms.BooleanField(label=_("Remove"), required=False)

    def __init__(self, *args: Any, divisions: dict[int, Division], choices: list[tuple[Any, str]], **options: Any):
        super().__init__(*args, **options)
        self.divisions = divisions
        chosen: Any = self.fields["division"]
        chosen.choices = choices

    def clean(self) -> dict[str, Any]:
        """What an item needs; and that nothing is written of security and gifts."""
        super().clean()
        said: dict[str, Any] = self.cleaned_data
        written = [name for name in TEXTS if said.get(name)]
        if said.get("gone"):
            self.errors.clear()  # what goes need not be right
            return said
        if not said.get("topic") and "topic" in said:
            if written or said.get("days_before") is not None:
                self.add_error("topic", _("What is it about?"))
            return said
        if said.get("topic") in BARE:
            for name in written:
                self.add_error(name, _("Security and gifts are ticks, no more: nothing is written of them."))
        if "days_before" in said and said["days_before"] is None:
            self.add_error("days_before", _("How many days before the event?"))
        return said

    def wanted(self) -> Wanted | None:
        """What the cleaned row says; None for an empty one or one to go."""
        said = self.cleaned_data
        if said.get("gone") or not said.get("topic"):
            return None
        return Wanted(
            key=said["key"],
            topic=said["topic"],
            label_en=said["label_en"],
            label_zh=said["label_zh"],
            days_before=said["days_before"],
            division=self.divisions[said["division"]] if said["division"] is not None else None,
        )


class ItemFormSet(forms.BaseFormSet):
    """The items of one checklist."""

    def wanted(self) -> list[Wanted]:
        """What the cleaned rows say."""
        return [said for form in self.forms if (said := form.wanted()) is not None]

    def take_errors(self, error: ValidationError) -> None:
        """Put what the service refused above the rows."""
        self.non_form_errors().extend(error.messages)


def item_formset(data: Any = None, *, demonstration: bool, items: Iterable[Item] = ()) -> ItemFormSet:
    """The rows for these items, and some to spare. One query, however many rows."""
    divisions = {division.pk: division for division in Division.objects.filter(demonstration=demonstration)}
    choices: list[tuple[Any, str]] = [
        ("", str(_("host division"))),
        *((pk, each.name) for pk, each in divisions.items()),
    ]
    factory: Any = forms.formset_factory(
        ItemForm, formset=ItemFormSet, extra=SPARE_ROWS, max_num=MOST_ITEMS, absolute_max=MOST_ITEMS
    )
    rows: ItemFormSet = factory(
        data,
        prefix="item",
        initial=None if data is not None else [_initial(item) for item in items],
        form_kwargs={"divisions": divisions, "choices": choices},
    )
    return rows


def _initial(item: Item) -> dict[str, Any]:
    """A row for an item there is."""
    names = ("topic", *TEXTS, "days_before")
    return {"key": item.pk, "division": item.division_id} | {name: getattr(item, name) for name in names}
