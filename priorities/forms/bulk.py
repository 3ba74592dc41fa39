"""What is typed for many tasks at once. What is right for each of them is decided by the services."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Division, User
from accounts.rules import is_planning_office
from foundation import clock, days
from foundation.filters import DayField
from foundation.text import NOTE_LENGTH, validate_plain_text
from priorities.figures import Moment
from priorities.forms.planning import leaders_of, people_of
from priorities.forms.reports import TEXTS
from priorities.models import Plan, ProgressUpdate, Task

NOBODY = "-"
AS_IT_STANDS = _("as each stands")


class BulkForm(forms.Form):
    """What is said of all the tasks chosen, by this person."""

    def __init__(self, data: Any = None, *, by: User, plan: Plan, tasks: Sequence[Task], **options: Any) -> None:
        super().__init__(data, auto_id="bulk-%s", **options)
        self.by, self.plan, self.tasks = by, plan, tasks

    def summary(self) -> list[tuple[str, str]]:
        """What the cleaned form says, in words: label and value, without what was left open."""
        return [
            (str(field.label), f"{shown}%" if name == "percent" else shown)
            for name, field in self.fields.items()
            if (shown := self._shown(field, self.cleaned_data.get(name)))
        ]

    def _shown(self, field: Any, value: Any) -> str:
        if value in (None, ""):
            return ""
        if isinstance(value, date):
            return days.in_full(value)
        return str(dict(getattr(field, "choices", ())).get(value, value))


class DayForm(BulkForm):
    """As of which day; by default today."""

    effective_on = DayField(label=pgettext_lazy("report", "As of"))

    def __init__(self, data: Any = None, *, plan: Plan, **options: Any) -> None:
        super().__init__(data, plan=plan, **options)
        field = self.fields["effective_on"]
        field.initial = Moment.default_day(plan)
        field.widget.attrs |= {"min": f"{plan.first_day}", "max": f"{min(clock.today(), plan.last_day)}"}

    def clean_effective_on(self) -> date:
        """A day of the plan's year up to today: said once, not beside every task."""
        day: date = self.cleaned_data["effective_on"]
        if not self.plan.first_day <= day <= self.plan.last_day:
            raise ValidationError(_("Expected a day of %(year)d, the plan's year."), params={"year": self.plan.year})
        if day > clock.today():
            raise ValidationError(
                _("Expected a day up to today, %(today)s."), params={"today": clock.today().isoformat()}
            )
        return day


def _text(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=NOTE_LENGTH,
        validators=[validate_plain_text],
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReportForm(DayForm):
    """A report on all of them. What is left empty of status, percent and rating stays as each stands."""

    status = forms.ChoiceField(label=_("Status"), required=False)
    percent = forms.IntegerField(
        label=pgettext_lazy("percent", "Done"),
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Expected a whole number from 0 to 100.")
        ),
    )
    health = forms.ChoiceField(
        label=_("Own rating"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", AS_IT_STANDS), *ProgressUpdate.Health.choices],
    )
    note = _text(pgettext_lazy("report", "Progress"))
    problems = _text(_("Problems"))
    needs = _text(_("Coordination needed"))
    next_steps = _text(_("Next steps"))
    field_order = ("status", "percent", "health", "effective_on", *TEXTS)

    def __init__(self, data: Any = None, *, by: User, tasks: Sequence[Task], **options: Any) -> None:
        super().__init__(data, by=by, tasks=tasks, **options)
        Status = ProgressUpdate.Status  # noqa: N806  # a short name for the enumeration
        reported = [Status.NOT_STARTED, Status.IN_PROGRESS, Status.COMPLETED]
        status: Any = self.fields["status"]
        open_to = [*reported, Status.CANCELLED] if is_planning_office(by) else reported
        status.choices = [("", AS_IT_STANDS), *((each.value, each.label) for each in open_to)]
        ongoing = sum(task.is_ongoing for task in tasks)
        if tasks and ongoing == len(tasks):
            del self.fields["percent"]
        elif ongoing:
            self.fields["percent"].help_text = _("Left empty, it stays as each stands; continuing efforts have none.")
        else:
            self.fields["percent"].help_text = _("Left empty, it stays as each stands.")

    def clean(self) -> dict[str, Any]:
        """Something is said."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        said = [cleaned.get(name) for name in self.fields if name != "effective_on"]
        if not self.errors and all(value in (None, "") for value in said):
            raise ValidationError(_("Nothing is said yet. Where nothing has changed, choose “No change” in the list."))
        return cleaned


class ExtensionForm(BulkForm):
    """Until when more time is asked for, and why."""

    due_on = DayField(label=_("New deadline"), required=False)
    days = forms.IntegerField(
        label=_("Or later by so many days, for each"),
        required=False,
        min_value=1,
        max_value=366,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Expected a whole number from 1 to 366.")
        ),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        validators=[validate_plain_text],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """A day or a number of days, not both."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        given = [name for name in ("due_on", "days") if cleaned.get(name) is not None]
        if len(given) != 1 and not {"due_on", "days"} & self.errors.keys():
            self.add_error("due_on", _("Give either one day for all of them, or a number of days."))
        return cleaned


class _PeopleForm(BulkForm):
    """Choices among people, by user name and compared here: what is sent never reaches the database."""

    def offer(self, name: str, people: Sequence[User], empty: Any) -> None:
        """Offer these people in a choice."""
        field: Any = self.fields[name]
        field.choices = [("", empty), (NOBODY, _("nobody yet")), *((each.username, str(each)) for each in people)]

    def person(self, name: str) -> User | None:
        """Who was chosen in the cleaned form; None for nobody."""
        return self.known.get(self.cleaned_data[name])

    known: dict[str, User]


class ResponsibleForm(_PeopleForm):
    """The responsible person of each lead division's tasks. One query."""

    def __init__(self, data: Any = None, *, plan: Plan, tasks: Sequence[Task], **options: Any) -> None:
        super().__init__(data, plan=plan, tasks=tasks, **options)
        self.divisions: dict[str, Division] = {}
        for task in sorted(tasks, key=lambda task: getattr(task.lead_division, "order", 0)):
            if task.lead_division is not None:
                self.divisions[task.lead_division.code] = task.lead_division
        people = list(people_of(plan).filter(division__in=list(self.divisions.values()))) if self.divisions else []
        self.known = {each.username: each for each in people}
        for code, division in self.divisions.items():
            self.fields[f"responsible-{code}"] = forms.ChoiceField(label=division.name, required=False)
            theirs = [each for each in people if each.division_id == division.pk]
            self.offer(f"responsible-{code}", theirs, AS_IT_STANDS)

    def clean(self) -> dict[str, Any]:
        """At least one division's is chosen."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.divisions and not self.errors and not any(cleaned.values()):
            raise ValidationError(_("Choose a person for at least one division."))
        return cleaned


class LeaderForm(_PeopleForm):
    """The leader in charge of all of them. One query."""

    leader_in_charge = forms.ChoiceField(label=_("leader in charge"))

    def __init__(self, data: Any = None, *, plan: Plan, **options: Any) -> None:
        super().__init__(data, plan=plan, **options)
        leaders = list(leaders_of(plan))
        self.known = {each.username: each for each in leaders}
        self.offer("leader_in_charge", leaders, _("Choose …"))


class UrgeForm(BulkForm):
    """A line of text that goes with the urging."""

    text = forms.CharField(label=_("A line of text"), required=False, max_length=500, validators=[validate_plain_text])
