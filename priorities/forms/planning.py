"""The forms of plan editing: plan, area, task, schedule, milestone. What is right is decided by the services."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Division, Role, User
from foundation.bilingual import aside, listed
from foundation.choices import SeveralOf
from foundation.filters import DayField
from priorities.models import Milestone, Plan, PriorityArea, Task
from priorities.services.planning_areas import AREA_FACTS
from priorities.services.planning_milestones import MILESTONE_FACTS
from priorities.services.planning_plans import PLAN_FACTS
from priorities.services.planning_schedules import schedule_in_force

PAIRS = (("name_en", "name_zh"), ("title_en", "title_zh"))
ONE_LANGUAGE = _("One language is enough: it then stands in both.")


@dataclass(frozen=True)
class Difference:
    """A field of which a form and the standing row say different things."""

    label: str
    yours: str
    stands: str


class FactsForm(forms.ModelForm):
    """A form over some facts of a row, made from one version of it. The row itself is never touched: services write."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    needed: ClassVar[Sequence[str]] = ()
    # Days that somebody is to keep: where one is a day off, that is pointed out.
    deadlines: ClassVar[Sequence[str]] = ()

    def __init__(self, data: Any = None, *, instance: Any, **options: Any) -> None:
        super().__init__(data, instance=copy(instance), **options)
        if instance.pk is None or not hasattr(instance, "version"):
            del self.fields["version"]
        else:
            self.initial["version"] = instance.version
        for english, chinese in PAIRS:
            if english in self.fields:
                self.fields[english].required = self.fields[chinese].required = False
                self.fields[chinese].help_text = ONE_LANGUAGE

    def clean(self) -> dict[str, Any]:
        """A name or title in at least one language."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for pair in PAIRS:
            if pair[0] in self.fields and not any(cleaned.get(name) or name in self.errors for name in pair):
                first = pair[1] if (get_language() or "").startswith("zh") else pair[0]
                self.add_error(first, ValidationError(_("Give it in at least one language."), code="required"))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the cleaned form says, for the service."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    def standing(self, row: Any, name: str) -> Any:
        """What a row says of a field of this form."""
        value = getattr(row, name)
        return list(value.all()) if isinstance(value, models.Manager) else value

    def row_in(self, standing: Any) -> Any:
        """The row of this form in what stood in the way: that itself, or a part of it; None where there is none."""
        return standing

    def against(self, standing: Any) -> list[Difference]:
        """Where this form, bound and cleaned, and what stands now differ, field by field."""
        found, row = list[Difference](), self.row_in(standing)
        if row is None:
            return found
        for name, value in self.facts().items():
            yours, stands = (self._shown(name, each) for each in (value, self.standing(row, name)))
            if yours != stands:
                found.append(Difference(str(self.fields[name].label), yours, stands))
        return found

    def _shown(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        if isinstance(value, list | models.QuerySet):
            return listed(value) or "–"
        choices = dict(getattr(self.instance._meta.get_field(name), "flatchoices", ())) if name != "sources" else {}
        return str(choices.get(value, "–" if value in (None, "") else value))


def _rows(number: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": number})


class PlanForm(FactsForm):
    """A plan's facts and thresholds."""

    class Meta:
        model = Plan
        fields = PLAN_FACTS
        field_classes: ClassVar = {"set_out_on": DayField}
        widgets: ClassVar = {"source": _rows(3), "set_out_on": DayField.widget}


class NewPlanForm(PlanForm):
    """A new plan: its code and year as well."""

    code = forms.CharField(label=_("Code"), max_length=40, help_text=_("The year, or words and the year: 2025."))
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)


class AreaForm(FactsForm):
    """An area's facts; the lead divisions offered are of the plan's kind, real or demonstration."""

    class Meta:
        model = PriorityArea
        fields = AREA_FACTS
        widgets: ClassVar = {"summary_en": _rows(3), "summary_zh": _rows(3), "source_quote": _rows(3)}

    def __init__(self, data: Any = None, *, instance: PriorityArea, **options: Any) -> None:
        super().__init__(data, instance=instance, **options)
        set_choices(self.fields["lead_division"], divisions_of(instance.plan), _("none yet"))


class TaskForm(FactsForm):
    """A task's facts. Sources are one a line, English and Chinese parted by a bar."""

    sources = forms.CharField(
        label=_("Sources of the task"),
        required=False,
        widget=_rows(2),
        help_text=_("One a line; English and Chinese parted by a bar: 2024 work meeting | 2024年工作会议"),
    )

    class Meta:
        model = Task
        fields = (
            "kind", "weight", "name_en", "name_zh", "name_zh_translated", "lead_division", "responsible",
            "supporting_divisions", "leader_in_charge", "description_en", "description_zh", "source_quote",
        )  # fmt: skip
        widgets: ClassVar = {
            "description_en": _rows(3),
            "description_zh": _rows(3),
            "source_quote": _rows(3),
            "supporting_divisions": forms.CheckboxSelectMultiple,
        }
        field_classes: ClassVar = {"supporting_divisions": SeveralOf}

    def __init__(self, data: Any = None, *, instance: Task, plan: Plan, **options: Any) -> None:
        super().__init__(data, instance=instance, **options)
        divisions = divisions_of(plan)
        set_choices(self.fields["lead_division"], divisions, _("none yet"))
        set_choices(self.fields["supporting_divisions"], divisions, None)
        set_choices(self.fields["responsible"], people_of(plan), _("nobody yet"), with_division)
        set_choices(self.fields["leader_in_charge"], leaders_of(plan), _("nobody yet"))
        if instance.pk is not None:
            self.initial["sources"] = self.standing(instance, "sources")

    def clean_sources(self) -> str:
        """One source a line, blank ones left out."""
        return "\n".join(line.strip() for line in self.cleaned_data["sources"].splitlines() if line.strip())

    def facts(self) -> dict[str, Any]:
        """What the cleaned form says; `sources` as the lines that were typed (see `source_pairs`)."""
        return super().facts() | {"sources": self.cleaned_data["sources"]}

    def standing(self, row: Any, name: str) -> Any:
        """What a task says of a field; its sources as lines."""
        if name == "sources":
            return "\n".join(
                each.name_en if each.name_en == each.name_zh else f"{each.name_en} | {each.name_zh}"
                for each in row.sources.all()
            )
        return super().standing(row, name)

    def task_facts(self) -> dict[str, Any]:
        """The facts for the service: sources as pairs."""
        return self.facts() | {"sources": source_pairs(self.cleaned_data["sources"])}


class NewTaskForm(TaskForm):
    """A new task: its area, and its period where that is known."""

    area = forms.ModelChoiceField(
        PriorityArea.objects.none(), label=_("Priority area"), to_field_name="number", empty_label=None
    )
    deadlines = ("due_on",)
    starts_on = DayField(label=_("Starts on"), required=False, help_text=_("Empty: the first day of the plan's year."))
    due_on = DayField(label=_("Deadline"), required=False, help_text=_("Empty: the last day of the plan's year."))

    def __init__(self, data: Any = None, *, instance: Task, plan: Plan, **options: Any) -> None:
        super().__init__(data, instance=instance, plan=plan, **options)
        area: Any = self.fields["area"]
        area.queryset = plan.areas.all()


class ScheduleForm(forms.Form):
    """A task's period, and why it changes."""

    deadlines: ClassVar[Sequence[str]] = ("due_on",)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    starts_on = DayField(label=_("Starts on"))
    due_on = DayField(label=_("Deadline"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        required=False,
        help_text=_("Needed where the deadline of an adopted plan's task moves later. It stays readable on the task."),
    )

    def against(self, standing: Task) -> list[Difference]:
        """Where this form, bound and cleaned, and the task's standing period differ."""
        period = schedule_in_force(standing)
        return [
            Difference(str(self.fields[name].label), str(self.cleaned_data[name]), str(getattr(period, name)))
            for name in ("starts_on", "due_on")
            if self.cleaned_data[name] != getattr(period, name)
        ]


class MilestoneForm(FactsForm):
    """A milestone. `version` is its task's."""

    deadlines = ("due_on",)

    class Meta:
        model = Milestone
        fields = MILESTONE_FACTS
        field_classes: ClassVar = {"due_on": DayField}
        widgets: ClassVar = {"due_on": DayField.widget}

    def __init__(self, data: Any = None, *, instance: Milestone, **options: Any) -> None:
        super().__init__(data, instance=instance, **options)
        version = forms.IntegerField(required=False, widget=forms.HiddenInput, initial=instance.task.version)
        self.fields["version"] = version

    def row_in(self, standing: Task) -> Milestone | None:
        """The milestone as it stands; None where it is gone, or new."""
        return standing.milestones.filter(pk=self.instance.pk).first()


def source_pairs(lines: str) -> list[tuple[str, str]]:
    """English and Chinese names from lines; one name alone stands for both."""
    pairs = []
    for line in lines.splitlines():
        english, _bar, chinese = line.partition("|")
        pairs.append((english.strip(), chinese.strip() or english.strip()))
    return pairs


def set_choices(field: Any, queryset: Any, empty: Any, label: Any = None) -> None:
    """Offer these rows in a choice, under the label that `label` gives them."""
    field.queryset = queryset
    if empty is not None:
        field.empty_label = empty
    if label is not None:
        field.label_from_instance = label


def divisions_of(plan: Plan) -> models.QuerySet[Division]:
    """The divisions that work on a plan: the demonstration's on its own, real ones on real plans."""
    return Division.objects.filter(demonstration=plan.demonstration)


def people_of(plan: Plan) -> models.QuerySet[User]:
    """Staff and chiefs of those divisions."""
    working = User.objects.filter(is_active=True, role__in=[Role.STAFF, Role.CHIEF], demonstration=plan.demonstration)
    found = working.filter(division__demonstration=plan.demonstration).select_related("division")
    return found.order_by("division__order", "division__code", "username")


def leaders_of(plan: Plan) -> models.QuerySet[User]:
    """The office's leaders, the demonstration's on its own plan."""
    return User.objects.filter(is_active=True, role=Role.LEADERSHIP, demonstration=plan.demonstration)


def with_division(person: User) -> str:
    """A person with the division they work for."""
    return aside(person, person.division)
