"""Who attends: rows of leader, role and outcome under an event, and the taps by which it is said that it was held."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import USUAL_ROLE, Attendance, Kind, Leader, Outcome, Role
from events.services import Attends

SPARE_ROWS = 6
MOST_ROWS = 60
TAPS = [choice for choice in Outcome.choices if choice[0] != Outcome.EXPECTED]


class AttendanceForm(forms.Form):
    """One row; without a leader it is not there. `leaders`: the leaders to choose from, by id.

    A role left open is the one that is usual for the event's kind.
    """

    leader = forms.TypedChoiceField(label=_("Municipal leader"), required=False, coerce=int, empty_value=None)
    role = forms.ChoiceField(
        label=_("In what role"), required=False, choices=[("", _("as usual for the kind")), *Role.choices]
    )
    outcome = forms.ChoiceField(
        label=pgettext_lazy("attendance", "Attendance"),
        choices=Outcome.choices,
        initial=Outcome.EXPECTED,
    )

    def __init__(self, *args: Any, leaders: dict[int, Leader], choices: list[tuple[Any, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.leaders = leaders
        chosen: Any = self.fields["leader"]
        chosen.choices = choices

    def attends(self, kind: str) -> Attends | None:
        """What the cleaned row says of an event of that kind; None for an empty one."""
        said = self.cleaned_data
        if said.get("leader") is None:
            return None
        role = said["role"] or USUAL_ROLE[Kind(kind)]
        return Attends(leader=self.leaders[said["leader"]], role=role, outcome=said["outcome"])


class AttendanceFormSet(forms.BaseFormSet):
    """The rows; each leader once."""

    def clean(self) -> None:
        """A leader named twice is pointed out in the second row."""
        seen: set[int] = set()
        for form in self.forms:
            named = form.cleaned_data.get("leader") if form.is_valid() else None
            if named is not None and named in seen:
                form.add_error("leader", _("This leader is already named above."))
            seen |= {named} if named is not None else set()

    def attends(self, kind: str) -> list[Attends]:
        """What the cleaned rows say of an event of that kind, in their order."""
        return [said for form in self.forms if (said := form.attends(kind)) is not None]

    def take_errors(self, error: ValidationError) -> None:
        """Put what the service refused of the attendances above the rows."""
        found = getattr(error, "error_dict", {}).get("attendances", [])
        for each in found:
            self.non_form_errors().extend(each.messages)


def attendance_formset(
    data: Any = None, *, demonstration: bool, day: date, attendances: Iterable[Attendance] = ()
) -> AttendanceFormSet:
    """The rows of an event with the leaders in the protocol order of a day. Two queries, however many rows.

    What is sent stands by itself: it is not measured against attendances that may have changed since.
    """
    leaders = list(Leader.objects.filter(demonstration=demonstration).in_protocol_order(day))
    choices: list[tuple[Any, str]] = [("", "—"), *((leader.pk, with_post(leader, day)) for leader in leaders)]
    factory: Any = forms.formset_factory(
        AttendanceForm, formset=AttendanceFormSet, extra=SPARE_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    )
    rows: AttendanceFormSet = factory(
        data,
        prefix="attendance",
        initial=None if data is not None else [_initial(row) for row in attendances],
        form_kwargs={"leaders": {leader.pk: leader for leader in leaders}, "choices": choices},
    )
    return rows


def _initial(row: Attendance) -> dict[str, Any]:
    """A row of the form for an attendance there is."""
    return {"leader": row.leader_id, "role": row.role, "outcome": row.outcome}


def with_post(leader: Leader, day: date) -> str:
    """The leader with the title first in protocol order on a day."""
    posts = leader.posts_on(day)
    return f"{leader.name} · {posts[0].title}" if posts else leader.name
