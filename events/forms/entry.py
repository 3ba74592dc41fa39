"""The form of an event. What is right to enter is decided by the services, not here."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries import countries

from accounts.models import Division, User
from accounts.rules import is_planning_office
from events import rules
from events.conflicts import NOTHING, collisions_of
from events.forms.counterparts import named, names_of
from events.models import Delegation, Event, Kind, Series, Status, Venue
from events.services.checking import FIRST_YEAR, LAST_YEAR
from events.services.naming import venue_named
from foundation import clock
from foundation.bilingual import aside, chinese
from foundation.choices import SeveralOf
from foundation.text import validate_plain_text
from priorities.models import Plan, Task

MEANWHILE = timedelta(hours=1)
OFFERED = 200  # of delegations and series the newest; any other that is visible is taken all the same
LOCAL = "%Y-%m-%dT%H:%M"
COUNTRIES_BLANK = [("", "—")]
FOLDED = (
    *("ends_at", "reason", "confirmed_by", "approval_number", "outcome_note", "area", "country_or_region"),
    *("delegation", "new_delegation", "new_delegation_size", "series", "new_series", "edition", "tasks"),
)
VENUES = "venue-names"
# What does not belong in this system (product.md), said beside the field wherever it is asked for.
NOT_IN_A_REASON = _("Nothing of health or family, no reasons why somebody does not attend.")
NO_RESTRICTED_EVENT = _("Needed where a time conflict or a hold window is named. Name no restricted event.")
NOT_IN_A_CONFIRMATION = _("The office or function is enough. No verbatim instructions.")
NOT_OF_AN_APPROVAL = _("The number alone, nothing of what the paper says.")
YEARS = {"first": FIRST_YEAR, "last": LAST_YEAR}


class LocalTimeField(forms.DateTimeField):
    """Day and time in the product's time zone, by the browser's own control."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
    default_error_messages = {"invalid": _("Expected day and time, such as 2024-09-30 09:30.")}

    def validate(self, value: Any) -> None:
        """Years far off are refused before they are reckoned with."""
        super().validate(value)
        if value and not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise ValidationError(_("Expected a day of the years %(first)d to %(last)d.") % YEARS)


class TitleInput(forms.TextInput):
    """A title that is required only while the other is blank: the browser is not to hold the form back."""

    def use_required_attribute(self, initial: Any) -> bool:
        """Never."""
        return False


class EventForm(forms.ModelForm):
    """An event as `user` may enter it under `plan`. A delegation and a series are chosen, or named anew.

    A new delegation comes from the event's country or region. The title in the reader's language is asked for, the
    other (`other_title`) is folded away with all that a usual event does not need. `venues`: names to suggest. `met`:
    what the event as it stands collides with.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    starts_at = LocalTimeField(label=_("Starts"))
    ends_at = LocalTimeField(label=_("Ends"), required=False, help_text=_("Left empty: one hour after the start."))
    new_delegation = forms.CharField(
        label=_("or a new delegation: its name"),
        required=False,
        max_length=300,
        validators=[validate_plain_text],
        help_text=_("No passport or phone numbers, nothing of health or family."),
    )
    new_delegation_size = forms.IntegerField(
        label=pgettext_lazy("size of a delegation", "persons"),
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
    )
    new_series = forms.CharField(
        label=_("or a new series: its name"), required=False, max_length=300, validators=[validate_plain_text]
    )

    class Meta:
        model = Event
        fields = (
            *("title_zh", "title_en", "kind", "status", "starts_at", "ends_at", "venue", "host_division", "area"),
            *("restricted", "reason", "country_or_region", "tasks", "delegation", "series", "edition"),
            *("confirmed_by", "approval_number", "outcome_note", "conflict_reason"),
        )
        field_classes = {"tasks": SeveralOf}
        widgets = {
            "tasks": forms.CheckboxSelectMultiple,
            "reason": forms.Textarea(attrs={"rows": 2, "maxlength": 2000}),
            "outcome_note": forms.Textarea(attrs={"rows": 3, "maxlength": 5000}),
            "title_zh": TitleInput,
            "title_en": TitleInput,
            "venue": forms.TextInput(attrs={"list": VENUES, "autocomplete": "off"}),
            "conflict_reason": forms.Textarea(attrs={"rows": 2, "maxlength": 500, "placeholder": " "}),
        }
        help_texts = {
            "title_zh": _("Give it in at least one language. No talking points, no verbatim instructions."),
            "title_en": _("Give it in at least one language. No talking points, no verbatim instructions."),
            "venue": _("No security arrangements, no phone numbers."),
            "reason": NOT_IN_A_REASON,
            "confirmed_by": NOT_IN_A_CONFIRMATION,
            "approval_number": NOT_OF_AN_APPROVAL,
            "outcome_note": _("What came of it, in a few sentences. No talking points, no gifts in detail."),
            "conflict_reason": NO_RESTRICTED_EVENT,
            "country_or_region": _("Taiwan matters belong to another office and are not entered here."),
            "restricted": _(
                "Seen by leadership, the planning office, the host division and the secretary of the leader in charge "
                "of a task it serves; everywhere else it is only part of totals. An event whose very existence is "
                "secret is not entered at all."
            ),
        }

    def __init__(self, data: Any = None, *, user: User, plan: Plan | None, demonstration: bool, **options: Any) -> None:
        options.setdefault("auto_id", "event-%s")
        super().__init__(data, **options)
        self.user, self.demonstration = user, demonstration
        self._order_titles(data)
        self.met = collisions_of(user, self.instance) if self.instance.pk else NOTHING
        if not self.met:
            self.initial["conflict_reason"] = ""  # one given to what the reader cannot see would tell of it
        self._offer_host(demonstration)
        self._offer_plan(plan)
        self._offer("delegation", rules.delegations_seen_by(user).filter(demonstration=demonstration))
        self._offer("series", rules.series_seen_by(user).filter(demonstration=demonstration))
        self._choice("country_or_region").choices = [*COUNTRIES_BLANK, *countries]
        self._choice("kind").choices = [("", "—"), *Kind.choices]
        if self.instance.restricted and not rules.may_clear_restricted(user):
            self.fields["restricted"].disabled = True
            self.fields["restricted"].help_text = _("Only the planning office opens a restricted event again.")

    def _order_titles(self, data: Any) -> None:
        """The title in the reader's language first: it is needed unless the other is given."""
        first, other = ("title_zh", "title_en") if chinese() else ("title_en", "title_zh")
        self.title, self.other_title = self[first], self[other]
        self.fields[first].required = not (data and data.get(other, "").strip())
        self.fields[first].error_messages["required"] = _("Give the title in at least one language.")
        if data is None and self.instance._state.adding:
            self.fields[first].widget.attrs["autofocus"] = True

    def _offer_host(self, demonstration: bool) -> None:
        """The planning office names any host; a division is its own."""
        if not is_planning_office(self.user):
            del self.fields["host_division"]
            return
        host = self._choice("host_division")
        host.queryset, host.empty_label = Division.objects.filter(demonstration=demonstration), "—"

    def _offer_plan(self, plan: Plan | None) -> None:
        """Areas and tasks of the plan of the event's year; none where there is no such plan."""
        area, tasks = self._choice("area"), self._choice("tasks")
        area.queryset = plan.areas.order_by("number") if plan else area.queryset.none()
        tasks.queryset = Task.objects.of_plan(plan).select_related("area") if plan else Task.objects.none()
        area.empty_label = "—"
        tasks.label_from_instance = lambda task: f"{task.short_code} {task.name}"

    def _offer(self, name: str, seen: Any) -> None:
        """Delegations or series: what may be seen, the newest first to choose from, and the event's own."""
        field = self._choice(name)
        field.queryset = seen
        offered = list(seen.order_by("-pk")[:OFFERED])
        own = getattr(self.instance, name)
        if own is not None and own not in offered:
            offered.append(own)
            field.queryset = seen | type(own).objects.filter(pk=own.pk)
        field.choices = [("", "—"), *((thing.pk, self._label(thing)) for thing in offered)]

    @staticmethod
    def _label(thing: Delegation | Series) -> str:
        """A delegation with its size, a series by its name."""
        return aside(thing.name, thing.size) if isinstance(thing, Delegation) else thing.name

    def _choice(self, name: str) -> Any:
        """A field whose choices are set here."""
        return self.fields[name]

    def _post_clean(self) -> None:
        """Nothing: the service checks the whole, on the event as it stands."""

    def clean(self) -> dict[str, Any]:
        """What the two ways to name a delegation or a series have to do with each other."""
        super().clean()
        said: dict[str, Any] = self.cleaned_data
        if said.get("new_delegation") and said.get("delegation"):
            self.add_error("new_delegation", _("Choose one, or name a new one: not both."))
        elif said.get("new_delegation") and "new_delegation_size" in said and said["new_delegation_size"] is None:
            self.add_error("new_delegation_size", _("How many persons?"))
        elif said.get("new_delegation_size") and not said.get("new_delegation"):
            self.add_error("new_delegation", _("What is the delegation called?"))
        if said.get("new_series") and said.get("series"):
            self.add_error("new_series", _("Choose one, or name a new one: not both."))
        return said

    @property
    def venues(self) -> list[str]:
        """The names of the registered venues that the reader may see, the newest, in both languages. One query."""
        seen = rules.venues_seen_by(self.user).filter(demonstration=self.demonstration)
        return names_of(seen.order_by("-pk")[:OFFERED])

    @property
    def more_is_open(self) -> bool:
        """Whether the folded part of the form holds anything: a value or an error."""
        folded = [self.other_title, *(self[name] for name in FOLDED)]
        unusual = self["status"].errors or self["status"].value() != Status.PLANNED
        return bool(unusual) or any(field.errors or field.value() for field in folded)

    @property
    def is_over(self) -> bool:
        """Whether the event's time has come and gone, so that an outcome may be asked for."""
        instance: Event = self.instance
        return not instance._state.adding and instance.ends_at <= clock.now()

    def facts(self) -> dict[str, Any]:
        """What the cleaned form says, for the service."""
        said = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data}
        said["ends_at"] = said["ends_at"] or said["starts_at"] + MEANWHILE
        said["registered_venue"] = self._registered_venue(said["venue"])
        if "host_division" not in self.fields and self.instance._state.adding:
            said["host_division"] = self.user.division
        if name := self.cleaned_data["new_delegation"]:
            said["delegation"] = Delegation(
                size=self.cleaned_data["new_delegation_size"],
                country_or_region=said["country_or_region"],
                **named(name),
            )
        if name := self.cleaned_data["new_series"]:
            said["series"] = Series(**named(name))
        return said

    def _registered_venue(self, text: str) -> Venue | None:
        """The venue that the text names; while the text stays, the event's own, which may have a new name by now."""
        found = venue_named(self.user, text, demonstration=self.demonstration)
        return found or (self.instance.registered_venue if text == self.instance.venue else None)

    def take_errors(self, error: ValidationError) -> None:
        """Put what the service refused beside its field; what has no field here, above the form."""
        by_field: dict[str, Sequence[Any]] = getattr(error, "error_dict", {"__all__": [error]})
        for name, found in by_field.items():
            self.add_error(name if name in self.fields else None, list(found))
