"""The forms of reporting rounds and urging, and of days that are not what their weekday says."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.bilingual import listed
from foundation.choices import SeveralOf
from foundation.filters import DayField
from priorities.forms.planning import Difference
from priorities.models import Plan, PriorityArea, Round
from priorities.rounds import name_of


class RoundForm(forms.Form):
    """When a round is due, and which areas it asks for."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    due_on = DayField(label=_("Due on"))
    areas = SeveralOf(
        PriorityArea.objects.none(),
        label=_("Priority areas"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: the whole plan."),
    )
    deadlines: ClassVar = ("due_on",)

    def __init__(self, data: Any = None, *, plan: Plan, **options: Any) -> None:
        super().__init__(data, **options)
        areas: Any = self.fields["areas"]
        areas.queryset = plan.areas.all()

    def against(self, standing: Round) -> list[Difference]:
        """Where this form, bound and cleaned, and the round as it stands differ."""
        said = self.cleaned_data
        pairs = {
            "due_on": (str(said["due_on"]), str(standing.due_on)),
            "areas": (listed(said["areas"]) or "–", listed(standing.areas.order_by("number")) or "–"),
        }
        return [
            Difference(str(self.fields[name].label), yours, stands)
            for name, (yours, stands) in pairs.items()
            if yours != stands
        ]


class NewRoundForm(RoundForm):
    """A new round: also the month or the quarter that it is about, and from when reports count."""

    period = forms.ChoiceField(label=_("Round"))
    counts_from = DayField(
        label=_("Reports count from"), help_text=_("A report as of this day or later answers the round.")
    )

    def __init__(self, data: Any = None, *, plan: Plan, **options: Any) -> None:
        super().__init__(data, plan=plan, **options)
        del self.fields["version"]
        period: Any = self.fields["period"]
        period.choices = [
            (period_of(kind, number), name_of(Round(kind=kind, number=number)))
            for kind, last in ((Round.Kind.MONTH, 12), (Round.Kind.QUARTER, 4))
            for number in range(1, last + 1)
        ]
        self.fields["counts_from"].widget.attrs |= {"min": f"{plan.first_day}", "max": f"{plan.last_day}"}

    def facts(self) -> dict[str, Any]:
        """What the cleaned form says, for the service."""
        said = self.cleaned_data
        kind, _dash, number = said["period"].partition("-")
        days = {name: said[name] for name in ("counts_from", "due_on", "areas")}
        return {"kind": kind, "number": int(number), **days}


def period_of(kind: str, number: int) -> str:
    """A month or a quarter as one choice: `month-9`, `quarter-3`."""
    return f"{kind}-{number}"


class UrgeForm(forms.Form):
    """The line of text with which a task is urged."""

    text = forms.CharField(
        label=_("Line of text"),
        max_length=500,
        required=False,
        help_text=_("It stands on the task until a report answers it, and in its history for good."),
    )


class SpecialDayForm(forms.Form):
    """A day off in the week, or a working day at a weekend."""

    day = DayField(label=_("Day"))
    working = forms.ChoiceField(
        label=_("What it is"), choices=(("false", _("day off")), ("true", _("working day"))), initial="false"
    )
    name = forms.CharField(label=_("Occasion"), max_length=100, required=False)

    def facts(self) -> dict[str, Any]:
        """What the cleaned form says, for the service."""
        return self.cleaned_data | {"working": self.cleaned_data["working"] == "true"}
