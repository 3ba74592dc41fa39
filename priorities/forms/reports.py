"""The report form and the reason of a return. What is right to report is decided by the services, not here."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from foundation import clock
from foundation.filters import DayField
from foundation.uploads import FilesField
from priorities import rules
from priorities.figures import Moment
from priorities.models import ProgressUpdate, Task
from priorities.services.reporting import Report

Status = ProgressUpdate.Status
LARGEST_ID = 2**63 - 1
TEXTS = ("note", "problems", "needs", "next_steps")


def take_errors(form: forms.Form, error: ValidationError) -> None:
    """Put what a service refused beside the fields of the form; what has no field there, above it."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, errors)


class ReportForm(forms.Form):
    """A report in its four parts, with the statuses that `user` may report on `task`; a percent where there is one."""

    status = forms.ChoiceField(label=_("Status"))
    percent = forms.IntegerField(
        label=pgettext_lazy("percent", "Done"),
        required=False,
        widget=forms.NumberInput(attrs={"min": 0, "max": 100, "inputmode": "numeric", "data-percent": ""}),
        error_messages={"invalid": _("Expected a whole number from 0 to 100.")},
    )
    health = forms.ChoiceField(
        label=_("Own rating"), required=False, widget=forms.RadioSelect, choices=ProgressUpdate.Health.choices
    )
    effective_on = DayField(label=pgettext_lazy("report", "As of"))
    note = forms.CharField(
        label=pgettext_lazy("report", "Progress"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
    )
    problems = forms.CharField(label=_("Problems"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    needs = forms.CharField(label=_("Coordination needed"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    next_steps = forms.CharField(label=_("Next steps"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    evidence = FilesField(label=_("Evidence"), required=False)
    # The newest report that its writer has seen: who reported since is told of before both stand.
    seen = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_ID, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, *, user: User, task: Task, **options: Any) -> None:
        super().__init__(data, files, auto_id=f"report-{task.code}-%s", **options)
        status: Any = self.fields["status"]
        status.choices = [(each.value, each.label) for each in rules.statuses_open_to(user, task)]
        status.widget.attrs["data-status"] = ""
        last = min(clock.today(), task.plan.last_day)
        self.fields["effective_on"].widget.attrs |= {"min": f"{task.plan.first_day}", "max": f"{last}"}
        if task.is_ongoing:
            del self.fields["percent"]
        if not rules.may_report(user, task):  # a leader in charge, who may cancel
            del self.fields["evidence"]

    @staticmethod
    def initial_from(task: Task, standing: ProgressUpdate | None, again: ProgressUpdate | None) -> dict[str, Any]:
        """What the form starts with: what stands, without its text; or a returned report with its text."""
        initial: dict[str, Any] = {"effective_on": Moment.default_day(task.plan), "status": Status.IN_PROGRESS}
        said = again or standing
        if said is not None:
            initial |= {"status": said.status, "percent": said.percent, "health": said.health}
        if again is not None:
            initial |= {name: getattr(again, name) for name in TEXTS}
        return initial

    def report(self) -> Report:
        """What the cleaned form says."""
        said = self.cleaned_data
        return Report(
            effective_on=said["effective_on"],
            status=said["status"],
            percent=said.get("percent"),
            health=said["health"] or None,
            **{name: said[name] for name in TEXTS},
        )


class ReturnForm(forms.Form):
    """Why a report is returned."""

    reason = forms.CharField(
        label=pgettext_lazy("return", "Reason"), widget=forms.Textarea(attrs={"rows": 2, "maxlength": 2000})
    )
