"""The short forms of an event's page and of the desk: each is one step in the event's life."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.forms.entry import (
    NO_RESTRICTED_EVENT,
    NOT_IN_A_CONFIRMATION,
    NOT_IN_A_REASON,
    NOT_OF_AN_APPROVAL,
    LocalTimeField,
)
from events.models import Attendance, Event, Outcome, Role, Status
from foundation.bilingual import labelled
from foundation.text import validate_plain_text

WHY = "conflict_reason"
TAPS = [choice for choice in Outcome.choices if choice[0] != Outcome.EXPECTED]
OPEN_AGAIN = [choice for choice in Status.choices if choice[0] in (Status.PLANNED, Status.CONFIRMED)]


class StepForm(forms.Form):
    """A step of one event; `version` says which version of it was shown. The service checks the whole.

    `asks_why`: a step that may meet a time conflict asks for the reason once the service has named what it meets.
    """

    key: ClassVar[str] = ""
    asks_why: ClassVar[bool] = False

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, event: Event) -> None:
        super().__init__(data, initial={"version": event.version}, auto_id=f"{self.key}-{event.pk}-%s")
        if self.asks_why and data is not None and WHY in data:
            self._ask_why()

    def _ask_why(self) -> None:
        """A field for the reason, after the others."""
        self.fields[WHY] = forms.CharField(
            label=_called(WHY),
            required=False,
            max_length=500,
            validators=[validate_plain_text],
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=NO_RESTRICTED_EVENT,
        )

    def said(self) -> dict[str, Any]:
        """What the cleaned form says, for the service."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def take_errors(self, error: ValidationError) -> None:
        """Put what the service refused beside its field; of a field that is not asked for here, above the form."""
        for name, found in getattr(error, "error_dict", {"__all__": [error]}).items():
            if name == WHY and self.asks_why and WHY not in self.fields:
                self._ask_why()
            if name in self.fields or name == "__all__":
                self.add_error(None if name == "__all__" else name, list(found))
            else:
                self.add_error(None, [labelled(_called(name), text) for each in found for text in each.messages])


def _called(name: str) -> str:
    """What a fact of an event is called, with a capital where its language has them."""
    field: Any = Event._meta.get_field(name)
    label = str(getattr(field, "verbose_name", _("Leaders")))
    return label[:1].upper() + label[1:]


def _line(label: Any, length: int, help_text: Any) -> forms.CharField:
    """One line of text that may be left empty."""
    return forms.CharField(
        label=label, required=False, max_length=length, validators=[validate_plain_text], help_text=help_text
    )


class ConfirmForm(StepForm):
    """Who confirmed the event, and under which approval number; either may be left open."""

    key = "confirm"
    asks_why = True

    confirmed_by = _line(_("Confirmed by"), 200, NOT_IN_A_CONFIRMATION)
    approval_number = _line(_("Approval number"), 100, NOT_OF_AN_APPROVAL)

    def __init__(self, data: Any = None, *, event: Event) -> None:
        super().__init__(data, event=event)
        self.initial["confirmed_by"], self.initial["approval_number"] = event.confirmed_by, event.approval_number


class CallOffForm(StepForm):
    """Why the event is postponed or cancelled: `status` says which, and is part of the form."""

    status = forms.ChoiceField(
        choices=[choice for choice in Status.choices if choice[0] in (Status.POSTPONED, Status.CANCELLED)],
        widget=forms.HiddenInput,
    )
    reason = forms.CharField(
        label=pgettext_lazy("of an event", "Reason"),
        max_length=2000,
        validators=[validate_plain_text],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=NOT_IN_A_REASON,
        error_messages={"required": _("Say why the event is postponed or cancelled.")},
    )


class PostponeForm(CallOffForm):
    """To another time, which is not known yet."""

    key = "postpone"

    def __init__(self, data: Any = None, *, event: Event) -> None:
        super().__init__(data, event=event)
        self.initial["status"] = Status.POSTPONED


class CancelForm(CallOffForm):
    """For good."""

    key = "cancel"

    def __init__(self, data: Any = None, *, event: Event) -> None:
        super().__init__(data, event=event)
        self.initial["status"] = Status.CANCELLED


class AgainForm(StepForm):
    """The new time of a postponed event, planned or confirmed already."""

    key = "again"
    asks_why = True

    starts_at = LocalTimeField(label=_("Starts"))
    ends_at = LocalTimeField(
        label=_("Ends"), required=False, help_text=_("Left empty: as long as the event was to be.")
    )
    status = forms.ChoiceField(label=_("Status"), choices=OPEN_AGAIN, initial=Status.PLANNED, widget=forms.RadioSelect)
    confirmed_by = _line(_("Confirmed by"), 200, NOT_IN_A_CONFIRMATION)
    approval_number = _line(_("Approval number"), 100, NOT_OF_AN_APPROVAL)


class HeldForm(StepForm):
    """Was it held, and who attended: one tap for each leader, who is asked for only while still “expected”.

    Fields `outcome-<leader id>` and, beside it, `role-<leader id>`: the role expected unless another is chosen.
    """

    key = "held"

    def __init__(self, data: Any = None, *, event: Event, attendances: Iterable[Attendance]) -> None:
        super().__init__(data, event=event)
        self.leaders: list[int] = []
        for row in attendances:
            self.leaders.append(row.leader_id)
            self.fields[f"outcome-{row.leader_id}"] = forms.ChoiceField(
                label=row.leader.name,
                choices=TAPS,
                widget=forms.RadioSelect,
                initial=None if row.outcome == Outcome.EXPECTED else row.outcome,
                error_messages={"required": _("Say whether this leader attended.")},
            )
            self.fields[f"role-{row.leader_id}"] = forms.ChoiceField(
                label=labelled(row.leader.name, _("in what role")),
                choices=Role.choices,
                required=False,
                initial=row.role,
            )

    def people(self) -> Iterator[tuple[BoundField, BoundField]]:
        """For each leader the taps and the role beside them."""
        for leader in self.leaders:
            yield self[f"outcome-{leader}"], self[f"role-{leader}"]

    def said(self) -> dict[str, Any]:
        """`outcomes` and `roles` by leader id; a role left out stays as expected."""
        return {"outcomes": self._by_leader("outcome"), "roles": self._by_leader("role")}

    def _by_leader(self, kind: str) -> dict[int, str]:
        """What was said under each leader's field of that kind."""
        said = {leader: self.cleaned_data.get(f"{kind}-{leader}") for leader in self.leaders}
        return {leader: value for leader, value in said.items() if value}
