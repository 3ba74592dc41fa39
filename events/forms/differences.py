"""Two versions of an event field by field, for who has typed while somebody else has saved."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django_countries import countries

from events.forms.attendance import AttendanceFormSet
from events.forms.counterparts import CounterpartFormSet
from events.forms.entry import EventForm
from events.models import Event, Kind, Outcome, Role, Status
from events.services import Attends
from foundation.bilingual import aside, clauses, listed

CHOICES: dict[str, dict[str, Any]] = {"kind": dict(Kind.choices), "status": dict(Status.choices)}


class Difference(NamedTuple):
    """A field in which what was typed differs from what stands."""

    label: Any
    typed: str
    stands: str


def differences(
    form: EventForm, attendances: AttendanceFormSet, counterparts: CounterpartFormSet, standing: Event
) -> list[Difference]:
    """Where the cleaned forms differ from the event as it stands. A few queries."""
    found, facts = [], form.facts()
    del facts["registered_venue"]  # follows from the venue
    for name, typed in facts.items():
        if name == "conflict_reason" and not form.met:
            continue  # given to what the reader cannot see
        there = standing.tasks.order_by("code") if name == "tasks" else getattr(standing, name)
        label = form.fields[name].label if name in form.fields else name
        found.append(Difference(label, _words(name, typed), _words(name, there)))
    rows = standing.attendances.select_related("leader").order_by("id")
    named = [Attends(leader=row.leader, role=row.role, outcome=row.outcome) for row in rows]
    found.append(Difference(_("Leaders"), _people(attendances.attends(facts["kind"])), _people(named)))
    if counterparts.is_bound:
        both = (counterparts.counterparts(""), standing.counterparts.all())
        found.append(Difference(_("Counterparts"), *(_words("counterparts", each) for each in both)))
    return [each for each in found if each.typed != each.stands]


def _words(name: str, value: Any) -> str:
    """A value as a person reads it."""
    if value is None or value == "":
        return "–"
    if name in CHOICES:
        return str(CHOICES[name].get(value, value))
    if name == "country_or_region":
        return countries.name(str(value)) or "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return listed(sorted(str(each) for each in value)) or "–"
    return str(value) if isinstance(value, Model | int | str) else "–"


def _people(attends: Iterable[Attends]) -> str:
    """Who attends in what role, and whether they did."""
    roles, outcomes = dict(Role.choices), dict(Outcome.choices)
    each = [aside(one.leader.name, listed([roles.get(one.role), outcomes.get(one.outcome)])) for one in attends]
    return clauses(each) or "–"
