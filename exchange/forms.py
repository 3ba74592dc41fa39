"""The form of an upload."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

WORKBOOKS = ".xlsx,.csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv"


class WorkbookForm(forms.Form):
    """A workbook. What is in it is judged by the services, not here."""

    file = forms.FileField(
        label=_("Workbook"),
        widget=forms.FileInput(attrs={"accept": WORKBOOKS}),
        help_text=_("An .xlsx or .csv file of at most 10 MB"),
        error_messages={
            "required": _("Choose the file."),
            "missing": _("Choose the file."),
            "empty": _("The file is empty."),
        },
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, use_required_attribute=False)

    def refuse(self, error: str | ValidationError) -> None:
        """Say why the file did not arrive, in place of what is wrong with what arrived."""
        self.errors.pop("file", None)
        self.add_error("file", error)


PLANS = ".xlsx,.yaml,.yml,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class PlanFileForm(WorkbookForm):
    """A plan as a workbook or YAML."""

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        field = self.fields["file"]
        field.label, field.help_text = _("File"), _("An .xlsx workbook of at most 10 MB, or YAML of at most 1 MB")
        field.widget.attrs["accept"] = PLANS


class RegisterForm(WorkbookForm):
    """A register of events, and of which year it is: the year of its days that are written without one."""

    year = forms.TypedChoiceField(label=_("Year of the register"), coerce=int)

    def __init__(self, data: Any = None, files: Any = None, *, years: Sequence[int]) -> None:
        super().__init__(data, files)
        field: Any = self.fields["year"]
        field.choices = [(year, str(year)) for year in years]
        field.initial = years[0]
        field.help_text = _("Days without a year are of this one, and days of another are pointed out.")
