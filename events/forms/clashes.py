"""What of an event that is being typed decides whether it collides with anything."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.conflicts import NAMED, OCCUPIES, Slot
from events.forms.attendance import AttendanceFormSet
from events.forms.entry import MEANWHILE, LocalTimeField
from events.models import Event, Kind, Status


class ClashForm(forms.Form):
    """The times, kind and status of the entry form, all of which may still be missing."""

    starts_at = LocalTimeField(label=_("Starts"), required=False)
    ends_at = LocalTimeField(label=_("Ends"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, required=False)
    status = forms.ChoiceField(label=_("Status"), choices=Status.choices, required=False)

    def slot(self, rows: AttendanceFormSet, *, demonstration: bool, event: Event | None) -> Slot | None:
        """The time that the event would take; None where that is not said yet, or it takes none."""
        said: dict[str, Any] = self.cleaned_data
        starts_at = said["starts_at"]
        if starts_at is None or (said["status"] or Status.PLANNED) not in OCCUPIES:
            return None
        return Slot.made(
            demonstration=demonstration,
            kind=said["kind"],
            starts_at=starts_at,
            ends_at=max(said["ends_at"] or starts_at + MEANWHILE, starts_at),
            leaders=_named(rows),
            event=event.pk if event else None,
        )


def _named(rows: AttendanceFormSet) -> Iterable[int]:
    """The leaders of the rows that can be read and say that they come."""
    for row in rows:
        if row.is_valid() and row.cleaned_data.get("leader") and row.cleaned_data["outcome"] in NAMED:
            yield row.cleaned_data["leader"]
