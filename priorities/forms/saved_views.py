"""The forms of saved views."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from foundation.text import validate_plain_text
from priorities.listings import keys, listing_of
from priorities.models import Plan, SavedView


class ViewForm(forms.Form):
    """Name and sharing of a view."""

    name = forms.CharField(label=_("name"), max_length=80, validators=[validate_plain_text])
    shared = forms.BooleanField(label=_("shared with everybody"), required=False)

    def __init__(self, data: Any, *, view: SavedView | None = None) -> None:
        super().__init__(data, initial={"name": view.name, "shared": view.shared} if view else None)


class SaveViewForm(ViewForm):
    """Keeping the list as it is: under a new name, or in place of one of the owner's views."""

    instead = forms.ModelChoiceField(
        SavedView.objects.none(), label=_("in place of"), required=False, empty_label=_("– a new view –")
    )
    query = forms.CharField(required=False, widget=forms.HiddenInput)
    listing = forms.ChoiceField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, plan: Plan, owner: User) -> None:
        super().__init__(data)
        own: Any = self.fields["instead"]
        own.queryset = SavedView.objects.filter(plan=plan, owner=owner, listing=self.listing_key)
        choice: Any = self.fields["listing"]
        choice.choices = [(key, key) for key in keys()]
        self.fields["name"].required = not (data and data.get("instead"))
        self.fields["name"].widget.is_required = True

    @property
    def query_text(self) -> str:
        """What was sent, as far as a list could be called with it."""
        return listing_of(self.listing_key).clean(QueryDict(self.data.get("query", ""))).urlencode()

    @property
    def listing_key(self) -> str:
        """Of which list the view is: as sent; of tasks where that says nothing, or nothing that is known."""
        sent = self.data.get("listing", "") if self.data else ""
        return sent if sent in keys() else SavedView.Listing.TASKS

    def facts(self) -> dict[str, Any]:
        """What the cleaned form says, for the service."""
        return self.cleaned_data | {"listing": self.listing_key}
