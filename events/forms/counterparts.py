"""Counterparts under an event: rows of a name, which stands for one of the register or names a new one."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries import countries

from accounts.models import User
from events import rules
from events.models import Counterpart
from events.services.naming import counterparts_named
from foundation.bilingual import Named
from foundation.text import validate_plain_text

SPARE_ROWS = 3
MOST_ROWS = 30
OFFERED = 300  # names suggested, of the newest; any other that is visible is found all the same
PREFIX = "counterpart"
SUGGESTED = "counterpart-names"


def named(name: str) -> dict[str, str]:
    """The name in the language it is written in."""
    chinese = any("\u4e00" <= character <= "\u9fff" for character in name)
    return {"name_zh": name} if chinese else {"name_en": name}


class CounterpartForm(forms.Form):
    """One row; without a name it is not there. Kind and country are asked of a new one."""

    name = forms.CharField(
        label=pgettext_lazy("of a counterpart", "Name"),
        required=False,
        max_length=300,
        validators=[validate_plain_text],
        widget=forms.TextInput(attrs={"list": SUGGESTED, "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("new: organisation or city?"), choices=Counterpart.Kind.choices, required=False)
    country_or_region = forms.ChoiceField(label=_("new: where from, if not as the event"), required=False)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        country: Any = self.fields["country_or_region"]
        country.choices = choices

    def said(self) -> tuple[str, str] | None:
        """Name and kind of the cleaned row; None for an empty one."""
        name = self.cleaned_data.get("name", "")
        return (name, self.cleaned_data.get("kind") or Counterpart.Kind.ORGANISATION) if name else None


class CounterpartFormSet(forms.BaseFormSet):
    """The rows of one event, each counterpart once. `names`: what is suggested in them, in both languages."""

    user: User
    demonstration: bool
    own: Collection[Counterpart]
    names: list[str]

    def clean(self) -> None:
        """A counterpart named twice is pointed out in the second row."""
        seen: set[tuple[str, str]] = set()
        for form in self.forms:
            said = form.said() if form.is_valid() else None
            if said is None:
                continue
            name, kind = said[0].casefold(), said[1]
            if (name, kind) in seen:
                form.add_error("name", _("This counterpart is already named above."))
            seen.add((name, kind))

    def counterparts(self, country_or_region: str) -> list[Counterpart]:
        """The counterparts that the cleaned rows name; a new one is of the event's country unless the row says another.

        One query, none where no row names any.
        """
        rows = [(form, said) for form in self.forms if (said := form.said()) is not None]
        found = counterparts_named(
            self.user, [said for form, said in rows], demonstration=self.demonstration, own=self.own
        )
        return [
            known
            or Counterpart(
                **named(name),
                kind=kind,
                country_or_region=form.cleaned_data["country_or_region"] or country_or_region,
            )
            for known, (form, (name, kind)) in zip(found, rows, strict=True)
        ]

    def take_errors(self, errors: Sequence[Any]) -> None:
        """Put what the service refused of the counterparts above the rows."""
        for each in errors:
            self.non_form_errors().extend(each.messages)

    @property
    def holds_any(self) -> bool:
        """Whether a row names one, or something is amiss."""
        amiss = self.is_bound and not self.is_valid()
        return amiss or any(form["name"].value() for form in self.forms)


def counterpart_formset(
    data: Any = None, *, user: User, demonstration: bool, own: Sequence[Counterpart] = ()
) -> CounterpartFormSet:
    """The rows for these counterparts, and some to spare. One query: the names that are suggested.

    Not bound to what was sent without any row: that says nothing about counterparts.
    """
    if data is not None and f"{PREFIX}-TOTAL_FORMS" not in data:
        data = None
    factory: Any = forms.formset_factory(
        CounterpartForm, formset=CounterpartFormSet, extra=SPARE_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    )
    rows: CounterpartFormSet = factory(
        data,
        prefix=PREFIX,
        initial=None if data is not None else [_initial(each) for each in own],
        form_kwargs={"choices": [("", "—"), *countries]},
    )
    rows.user, rows.demonstration, rows.own = user, demonstration, own
    seen = rules.counterparts_seen_by(user).filter(demonstration=demonstration)
    rows.names = names_of([*own, *seen.order_by("-pk")[:OFFERED]])
    return rows


def _initial(counterpart: Counterpart) -> dict[str, Any]:
    """A row for a counterpart there is: its country stays its own, and that of another name is the event's."""
    return {"name": counterpart.name, "kind": counterpart.kind}


def names_of(things: Any) -> list[str]:
    """Their names, first those in the reader's language, then the others, each once. One query."""
    found: list[Named] = list(things)
    both = [name for each in found for name in (each.name_en, each.name_zh) if name]  # type: ignore[attr-defined]  # of its models
    return list(dict.fromkeys([*(each.name for each in found), *both]))
