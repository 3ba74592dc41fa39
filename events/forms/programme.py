"""The programme of a delegation: a row for each event, and what holds of all of them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Division, User
from accounts.rules import is_planning_office
from events.forms.attendance import with_post
from events.forms.counterparts import named
from events.forms.entry import MEANWHILE, LocalTimeField
from events.models import Delegation, Kind, Leader
from events.registers.wording import lies_outside, stay
from events.services import Attends
from foundation import clock
from foundation.bilingual import labelled
from foundation.text import validate_plain_text
from priorities.models import Plan, PriorityArea

ROWS = 8


class ProgrammeForm(forms.Form):
    """What holds of every event of the programme. `user`: who enters it; a division hosts its own."""

    host_division = forms.ModelChoiceField(label=_("Host division"), queryset=Division.objects.none(), empty_label="—")
    area = forms.ModelChoiceField(
        label=_("Priority area"), queryset=PriorityArea.objects.none(), required=False, empty_label="—"
    )
    restricted = forms.BooleanField(
        label=_("Restricted"),
        required=False,
        help_text=_("All events of the programme; the delegation is not."),
    )
    outside = forms.BooleanField(label=_("It is right that days lie outside the stay"), required=False)

    def __init__(self, data: Any = None, *, user: User, plan: Plan, **options: Any) -> None:
        super().__init__(data, auto_id="programme-%s", **options)
        self.user = user
        host, area = self._choice("host_division"), self._choice("area")
        host.queryset = Division.objects.filter(demonstration=plan.demonstration)
        area.queryset = plan.areas.order_by("number")
        if not is_planning_office(user):
            del self.fields["host_division"]

    def _choice(self, name: str) -> Any:
        """A field whose choices are set here."""
        return self.fields[name]

    def facts(self) -> dict[str, Any]:
        """What holds of every event, for the service."""
        said = self.cleaned_data
        host = said.get("host_division") or self.user.division
        return {"host_division": host, "area": said["area"], "restricted": said["restricted"]}


class EventRowForm(forms.Form):
    """One event of a programme; all empty, it is not there. `leaders`: those to choose from, by id."""

    title = forms.CharField(label=_("Title"), max_length=300, validators=[validate_plain_text])
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.MEETING)
    starts_at = LocalTimeField(label=_("Starts"))
    ends_at = LocalTimeField(label=_("Ends"), required=False, help_text=_("Left empty: one hour after the start."))
    venue = forms.CharField(label=_("Venue"), max_length=300, required=False, validators=[validate_plain_text])
    leaders = forms.TypedMultipleChoiceField(
        label=_("Leaders expected"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    note = ""  # what is pointed out about it

    def __init__(self, *args: Any, leaders: Mapping[int, Leader], choices: list[tuple[Any, str]], **options: Any):
        super().__init__(*args, **options)
        self.people = leaders
        chosen: Any = self.fields["leaders"]
        chosen.choices = choices

    def facts(self) -> dict[str, Any]:
        """What the cleaned row says, for the service."""
        said = self.cleaned_data
        title = {name.replace("name", "title"): text for name, text in named(said["title"]).items()}
        return title | {
            "kind": said["kind"],
            "starts_at": said["starts_at"],
            "ends_at": said["ends_at"] or said["starts_at"] + MEANWHILE,
            "venue": said["venue"],
            "attendances": [Attends(leader=self.people[pk]) for pk in said["leaders"]],
        }

    def take_error(self, error: Exception) -> None:
        """Put what the service refused beside its field; what has no field here, above the row."""
        if not isinstance(error, ValidationError):
            self.add_error(None, str(error))
            return
        beside = {"title_en": "title", "title_zh": "title", "attendances": "leaders"}
        for name, found in getattr(error, "error_dict", {"__all__": [error]}).items():
            name = beside.get(name, name)
            self.add_error(name if name in self.fields else None, list(found))


class ProgrammeFormSet(forms.BaseFormSet):
    """The rows of a programme."""

    def rows(self) -> list[EventRowForm]:
        """Those that say anything, in their order."""
        return [form for form in self.forms if form.has_changed()]

    def clean(self) -> None:
        """A programme has at least one event."""
        if not self.rows():
            raise ValidationError(_("Give at least one event: its title, day and time."))

    def outside(self, delegation: Delegation) -> list[EventRowForm]:
        """The cleaned rows of days outside the delegation's stay, each with a note that says so."""
        found = []
        for form in self.rows():
            if form.is_valid() and lies_outside(delegation, *_days(form.facts())):
                form.note = labelled(_("outside the stay"), stay(delegation))
                found.append(form)
        return found


def programme_formset(data: Any = None, *, demonstration: bool) -> ProgrammeFormSet:
    """Empty rows, with the leaders in today's protocol order. Two queries, however many rows."""
    today = clock.today()
    leaders = list(Leader.objects.filter(demonstration=demonstration).in_protocol_order(today))
    choices: list[tuple[Any, str]] = [(leader.pk, with_post(leader, today)) for leader in leaders]
    factory: Any = forms.formset_factory(
        EventRowForm, formset=ProgrammeFormSet, extra=ROWS, max_num=ROWS, absolute_max=ROWS
    )
    rows: ProgrammeFormSet = factory(
        data,
        prefix="event",
        form_kwargs={
            "leaders": {leader.pk: leader for leader in leaders},
            "choices": choices,
            "use_required_attribute": False,
        },
    )
    return rows


def _days(facts: Mapping[str, Any]) -> tuple[date, date]:
    return clock.local_day(facts["starts_at"]), clock.local_day(facts["ends_at"])
