"""The table of plan editing: lead division and dates of many tasks at once."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Division
from foundation.errors import Conflict
from foundation.filters import DayField
from priorities.forms.reports import take_errors
from priorities.models import Schedule, Task

# With more divisions than these a list of them in every row is of no use: rows then link to the task's own form.
MOST_DIVISIONS = 60


class AssignmentForm(forms.Form):
    """What was sent of a row. The row remembers what it was shown with: only what a person changed is written."""

    lead_division = forms.ChoiceField(required=False, show_hidden_initial=True)
    starts_on = DayField(show_hidden_initial=True)
    due_on = DayField(show_hidden_initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, code: str, divisions: Mapping[str, Division]) -> None:
        super().__init__(data, prefix=code)
        self.divisions = divisions
        lead: Any = self.fields["lead_division"]
        lead.choices = [("", ""), *((code, code) for code in divisions)]

    @property
    def changes(self) -> set[str]:
        """The fields that a person changed in the row."""
        return set(self.changed_data) - {"version"}

    @property
    def lead(self) -> Division | None:
        """The division chosen in the cleaned row."""
        return self.divisions.get(self.cleaned_data["lead_division"])


class Row:
    """A task in the table: what its fields show, what they were first shown with, and what was refused of them.

    Plain values, which the template writes by itself: fifty rows of rendered form fields would take seconds.
    """

    def __init__(self, task: Task, schedule: Schedule, form: AssignmentForm | None) -> None:
        self.task, self.schedule, self.form = task, schedule, form
        self.first = self.shown = {
            "lead_division": task.lead_division.code if task.lead_division else "",
            "starts_on": schedule.starts_on.isoformat(),
            "due_on": schedule.due_on.isoformat(),
        }
        self.version: Any = task.version
        if form is not None:
            self.shown = {name: form.data.get(f"{task.code}-{name}", "") for name in self.first}
            self.first = {name: form.data.get(f"initial-{task.code}-{name}", "") for name in self.first}
            self.version = form.data.get(f"{task.code}-version", "")

    @property
    def errors(self) -> Mapping[str, Any]:
        """What was refused, by field; `__all__` for the row."""
        return self.form.errors if self.form is not None else {}

    @property
    def refused(self) -> list[Any]:
        """What was refused of the row as a whole."""
        return list(self.form.non_field_errors()) if self.form is not None else []

    def refuse(self, refusal: ValidationError | Conflict) -> None:
        """Say in the row why it was not written; of a conflict, what stands now, which a second try then replaces."""
        form = self.form
        if form is None:
            return
        if isinstance(refusal, ValidationError):
            take_errors(form, refusal)
            return
        lead = self.task.lead_division.name if self.task.lead_division else _("no lead division")
        stands = f"{lead}, {self.schedule.starts_on} – {self.schedule.due_on}"
        form.add_error(None, _("Someone else changed this task: it now has %(stands)s.") % {"stands": stands})
        self.version = self.task.version
