"""The forms of indicators: facts, baselines, measured values, offline totals."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.bilingual import listed
from foundation.filters import DayField
from priorities.forms.planning import FactsForm, set_choices
from priorities.models import Baseline, Indicator, Measurement, OfflineTotal
from priorities.services.planning_indicators import BASELINE_FACTS, INDICATOR_FACTS, measured_years


class IndicatorForm(FactsForm):
    """An indicator's facts."""

    class Meta:
        model = Indicator
        fields = INDICATOR_FACTS
        widgets: ClassVar = {
            "note_en": forms.Textarea(attrs={"rows": 3}),
            "note_zh": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, data: Any = None, *, instance: Indicator, **options: Any) -> None:
        super().__init__(data, instance=instance, **options)
        set_choices(self.fields["area"], instance.plan.areas.all(), _("the plan as a whole"))
        self.fields["note_en"].help_text = _("What is counted, and what is assumed: it stands beside the figure.")
        self.fields["aggregate"].help_text = _("What is counted is always a sum.")


class NewIndicatorForm(IndicatorForm):
    """A new indicator: its code as well."""

    code = forms.CharField(label=_("Code"), max_length=60)


class BaselineForm(FactsForm):
    """A past year's figure. `version` is its indicator's."""

    class Meta:
        model = Baseline
        fields = BASELINE_FACTS
        widgets: ClassVar = {name: forms.Textarea(attrs={"rows": 2}) for name in ("source_quote", "note_en", "note_zh")}

    def __init__(self, data: Any = None, *, instance: Baseline, **options: Any) -> None:
        super().__init__(data, instance=instance, **options)
        indicator = instance.indicator
        version = forms.IntegerField(required=False, widget=forms.HiddenInput, initial=indicator.version)
        self.fields["version"] = version
        self.fields["derived"].help_text = _("Derived from another figure: then give the lowest and highest value.")

    def row_in(self, standing: Indicator) -> Baseline | None:
        """The standing baseline of this year; None where it is gone, or new."""
        return standing.baselines.filter(year=self.instance.year).first()


class NewBaselineForm(BaselineForm):
    """A baseline of a year that has none: its year as well."""

    year = forms.IntegerField(label=_("Year"), min_value=1949, max_value=2100)


class MeasurementForm(forms.ModelForm):
    """A measured value."""

    class Meta:
        model = Measurement
        fields = ("on", "value", "corrects", "note")
        field_classes: ClassVar = {"on": DayField}
        widgets: ClassVar = {"on": DayField.widget, "note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, data: Any = None, *, indicator: Indicator, **options: Any) -> None:
        super().__init__(data, **options)
        earlier = indicator.measurements.filter(corrected_by=None).order_by("-on", "-id")
        set_choices(self.fields["corrects"], earlier, _("nothing: a new value"))
        _year, *baselines = measured_years(indicator)
        if baselines:
            self.fields["on"].help_text = _(
                "A day of the plan's year. One of a baseline's year (%(years)s) is held against the same day only."
            ) % {"years": listed(baselines)}
        self.fields["corrects"].help_text = _("Recorded values are never changed: a correction takes their place.")


class MonthField(DayField):
    """A month as YYYY-MM; its first day."""

    widget = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")
    default_error_messages: ClassVar = {"invalid": _("Expected a month as YYYY-MM.")}

    def to_python(self, value: Any) -> date | None:
        """The month's first day; None for nothing."""
        if value in self.empty_values:
            return None
        if len(str(value)) != len("2024-01"):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(f"{value}-01")


class OfflineTotalForm(forms.ModelForm):
    """An approved number of events of a month."""

    class Meta:
        model = OfflineTotal
        fields = ("month", "number", "approver")
        field_classes: ClassVar = {"month": MonthField}
        widgets: ClassVar = {"month": MonthField.widget}
        help_texts: ClassVar = {
            "number": _("Add an event to each indicator that it counts for: the plan's number of events takes it once.")
        }
