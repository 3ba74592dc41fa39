"""The whole of what is entered about an event: its form, and the rows of leaders and counterparts under it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.rules import division_of
from events.forms.attendance import AttendanceFormSet, attendance_formset
from events.forms.counterparts import CounterpartFormSet, counterpart_formset
from events.forms.differences import Difference, differences
from events.forms.entry import EventForm
from events.models import Event
from priorities.models import Plan


@dataclass(frozen=True)
class Entry:
    """The form and its rows, sent together."""

    form: EventForm
    rows: AttendanceFormSet
    counterparts: CounterpartFormSet

    @classmethod
    def of_new(
        cls, data: Any, *, user: User, plan: Plan, day: date, after: Event | None = None, **options: Any
    ) -> "Entry":
        """For an event of the plan; the leaders to choose from in the protocol order of the day.

        `after`: the event whose counterparts it begins with. `options`: of the form.
        """
        side = plan.demonstration
        options.setdefault("initial", {"host_division": division_of(user)})
        return cls(
            EventForm(data, user=user, plan=plan, demonstration=side, **options),
            attendance_formset(data, demonstration=side, day=day),
            counterpart_formset(
                data, user=user, demonstration=side, own=list(after.counterparts.all()) if after else ()
            ),
        )

    @classmethod
    def of(cls, event: Event, data: Any, *, user: User, plan: Plan | None) -> "Entry":
        """For an event there is, in the plan of its year; `version` says which version was changed."""
        side, own = event.demonstration, list(event.counterparts.all())
        shown = {"version": event.version}
        return cls(
            EventForm(data, user=user, plan=plan, demonstration=side, instance=event, initial=shown),
            attendance_formset(data, demonstration=side, day=event.starts_on, attendances=event.attendances.all()),
            counterpart_formset(data, user=user, demonstration=side, own=own),
        )

    @property
    def more_is_open(self) -> bool:
        """Whether what is folded away holds anything."""
        return self.form.more_is_open or self.counterparts.holds_any

    @property
    def amiss(self) -> bool:
        """Whether anything that was sent was not taken."""
        return any(part.is_bound and not part.is_valid() for part in (self.form, self.rows, self.counterparts))

    def is_valid(self) -> bool:
        """All parts are; each is asked, so that every error is shown at once. What was not sent says nothing."""
        said = [part.is_valid() for part in (self.form, self.rows)]
        return all([*said, not self.counterparts.is_bound or self.counterparts.is_valid()])

    def facts(self) -> dict[str, Any]:
        """What the cleaned parts say, for the service."""
        facts = self.form.facts()
        facts["attendances"] = self.rows.attends(facts["kind"])
        if self.counterparts.is_bound:
            facts["counterparts"] = self.counterparts.counterparts(facts["country_or_region"])
        return facts

    def take_errors(self, error: ValidationError) -> None:
        """Each error beside its field; those of attendances and counterparts above their rows."""
        self.form.take_errors(error)
        self.rows.take_errors(error)
        by_field: Mapping[str, Any] = getattr(error, "error_dict", {})
        self.counterparts.take_errors(by_field.get("counterparts", []))

    def differences(self, standing: Event) -> list[Difference]:
        """Where what was typed differs from the event as it stands. A few queries."""
        return differences(self.form, self.rows, self.counterparts, standing)
