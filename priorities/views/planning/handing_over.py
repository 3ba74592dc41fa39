"""Handing a leaver's tasks over: choose the person, choose who takes them, look through it, confirm."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import User
from foundation.errors import Conflict
from foundation.pages import refuse_unknown
from priorities.forms.planning import with_division
from priorities.forms.reports import take_errors
from priorities.models import Plan, Task
from priorities.services import handing_over
from priorities.services.handing_over import Holding
from priorities.shortcuts import get_plan, reader
from priorities.views.planning.base import METHODS, planning_office_only
from priorities.views.planning.plans import hub_of


class PersonForm(forms.Form):
    """Whose tasks."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Whose tasks"),
        to_field_name="username",
        empty_label=gettext_lazy("choose a person"),
    )

    def __init__(self, data: Any = None, *, plan: Plan) -> None:
        super().__init__(data)
        person: Any = self.fields["person"]
        person.queryset = holders(plan)
        person.label_from_instance = with_division_or_name


class SuccessorForm(forms.Form):
    """Who takes each of a person's holdings."""

    def __init__(self, data: Any = None, *, person: User, held: list[Holding]) -> None:
        super().__init__(data)
        for each in held:
            self.fields[each.key] = forms.ModelChoiceField(
                each.candidates(person),
                label=gettext_lazy("Successor"),
                to_field_name="username",
                empty_label=gettext_lazy("choose a person"),
            )

    def rows(self, held: list[Holding]) -> list[dict[str, Any]]:
        """Each holding with its field, and who was chosen."""
        chosen = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return [{"holding": each, "field": self[each.key], "successor": chosen.get(each.key)} for each in held]


def with_division_or_name(person: User) -> str:
    """A person with the division they work for, where there is one."""
    return with_division(person) if person.division else str(person)


def holders(plan: Plan) -> QuerySet[User]:
    """Who is named by tasks of plans not closed, on the plan's side; closed accounts too: they are the leavers."""
    tasks = Task.objects.exclude(area__plan__status=Plan.Status.CLOSED)
    named = Q(Exists(tasks.filter(responsible=OuterRef("pk")))) | Q(
        Exists(tasks.filter(leader_in_charge=OuterRef("pk")))
    )
    people = User.objects.filter(named, demonstration=plan.demonstration).select_related("division")
    return people.order_by("division__order", "division__code", "username")


@require_http_methods(METHODS)
@planning_office_only
def hand_over(request: HttpRequest, plan: str) -> HttpResponse:
    """`?person=` shows what somebody holds; a POST shows what would go to whom, and with `confirm` does it."""
    refuse_unknown(request, ("person",))
    found = get_plan(plan)
    asked = request.POST if request.method == "POST" else request.GET
    choosing = PersonForm(asked if asked.get("person") else None, plan=found)
    person: User | None = choosing.cleaned_data["person"] if choosing.is_bound and choosing.is_valid() else None
    context: dict[str, Any] = {"plan": found, "nav": "planning", "choosing": choosing, "person": person}
    if person is None:
        status = 422 if request.method == "POST" else 400 if choosing.is_bound else 200
        return render(request, "priorities/planning/hand_over.html", context, status=status)
    held = handing_over.holdings(person)
    form = SuccessorForm(request.POST if request.method == "POST" else None, person=person, held=held)
    status, context["conflict"] = 200, ""
    if request.method == "POST":
        status = 200 if form.is_valid() else 422
        if form.is_valid() and "confirm" in request.POST:
            try:
                handed = _write(request, person, form)
            except Conflict as refused:
                status, context["conflict"] = 409, refused.message
            except ValidationError as error:
                status = 422
                take_errors(form, error)
            else:
                said = ngettext("%(n)d task was handed over.", "%(n)d tasks were handed over.", len(handed))
                messages.success(request, said % {"n": len(handed)})
                return redirect(hub_of(found))
    context |= {"form": form, "rows": form.rows(held), "stand": sorted(handing_over.stand(held)), "n": _number(held)}
    preview = request.method == "POST" and status in (200, 409)
    template = "hand_over_preview.html" if preview else "hand_over.html"
    return render(request, f"priorities/planning/{template}", context, status=status)


def _write(request: HttpRequest, person: User, form: SuccessorForm) -> list[Task]:
    looked_at = request.POST.getlist("held")
    return handing_over.hand_over(by=reader(request), person=person, successors=form.cleaned_data, looked_at=looked_at)


def _number(held: list[Holding]) -> int:
    return len({task.pk for each in held for task in each.tasks})
