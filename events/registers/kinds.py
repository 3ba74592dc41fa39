"""The four registers beside the events: what each is made of. Pages, forms and addresses are made from these."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.forms.keeping import CounterpartForm, DelegationForm, EntryForm, SeriesForm, VenueForm
from events.models import Counterpart, Delegation, Series, Venue
from events.models.keeping import Kept
from events.registers.filters import CounterpartFilter, DelegationFilter, SeriesFilter, VenueFilter
from foundation.filters import StrictFilterSet

Text = str | Promise


@dataclass(frozen=True)
class Register:
    """One register. `key` names its templates and routes: `events:<key>`, `…-new`, `…-edit`; `listed` its list."""

    key: str
    listed: str
    model: type[Kept]
    filterset: type[StrictFilterSet]
    form: type[EntryForm]
    title: Text
    intro: Text
    add: Text
    none_yet: Text
    none_fits: Text

    @property
    def route(self) -> str:
        """The name of the list's address."""
        return f"events:{self.listed}"

    @property
    def rows(self) -> str:
        """The template of the list's rows."""
        return f"events/registers/{self.key}_rows.html"

    @property
    def filters(self) -> str:
        """The template of the list's filters."""
        return f"events/registers/{self.key}_filter.html"

    @property
    def fields(self) -> str:
        """The template of the form's fields."""
        return f"events/registers/{self.key}_fields.html"


VENUES = Register(
    key="venue",
    listed="venues",
    model=Venue,
    filterset=VenueFilter,
    form=VenueForm,
    title=_("Venues"),
    intro=_("Where events are held: district, capacity, what distinguishes each"),
    add=_("Add a venue"),
    none_yet=_("No venues yet"),
    none_fits=_("No venue fits"),
)
COUNTERPARTS = Register(
    key="counterpart",
    listed="counterparts",
    model=Counterpart,
    filterset=CounterpartFilter,
    form=CounterpartForm,
    title=_("Counterparts"),
    intro=_("Organisations and cities that events are held with; the network of friends among them"),
    add=_("Add a counterpart"),
    none_yet=_("No counterparts yet"),
    none_fits=_("No counterpart fits"),
)
DELEGATIONS = Register(
    key="delegation",
    listed="delegations",
    model=Delegation,
    filterset=DelegationFilter,
    form=DelegationForm,
    title=pgettext_lazy("register", "Delegations"),
    intro=_("Who comes or goes, from where, how many, from when to when; one delegation makes several events"),
    add=_("Add a delegation"),
    none_yet=_("No delegations yet"),
    none_fits=_("No delegation fits"),
)
SERIES = Register(
    key="series",
    listed="series-list",
    model=Series,
    filterset=SeriesFilter,
    form=SeriesForm,
    title=_("Series"),
    intro=_("Events that come again, with the numbers of their editions and the years that lack one"),
    add=_("Add a series"),
    none_yet=_("No series yet"),
    none_fits=_("No series fits"),
)
