"""The next edition of a series: the form of an event filled from the newest one, and when its preparation is due."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from accounts.models import User
from events.editions import newest_edition, next_day, planned, proposal
from events.forms import EventForm
from events.forms.whole import Entry
from events.models import Event, Series
from events.rules import may_add_event, series_seen_by
from events.services.editions import items_to_copy, register_edition
from events.services.items import Wanted
from events.services.preparation import template_of
from events.services.registering import register_event
from events.views.entry import METHODS, registering
from foundation import clock
from foundation.pages import wants_fragment
from priorities.models import Plan
from priorities.shortcuts import get_plan, reader


@require_http_methods(METHODS)
@vary_on_headers("HX-Request", "HX-Boosted", "HX-History-Restore-Request")
def edition_new(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    """Register the next edition of a series; `preview` only reckons the days for the start typed."""
    found, user = get_plan(plan), reader(request)
    series = get_object_or_404(series_seen_by(user), pk=pk, demonstration=found.demonstration)
    if not may_add_event(user):
        raise PermissionDenied(_("Divisions and the planning office register events."))
    before = newest_edition(user, series)
    data, day = request.POST if request.method == "POST" else None, clock.today()
    if before is not None:
        day = next_day(before.starts_on, series.every_years)
    offered = _plan_of_year(found, day)
    entry = Entry.of_new(
        data,
        user=user,
        plan=offered,
        day=day,
        after=before,
        instance=Event(series=series),
        initial=_initial(user, before, offered, day),
    )
    due = _checklist(user, series, before, entry.form, day)
    if "preview" in request.POST and wants_fragment(request):
        request.not_taken = True  # type: ignore[attr-defined]  # so that the draft stays
        return render(request, "events/_due_days.html", due)
    save = _save(user, before, found)
    return registering(request, entry, save=save, plan=offered, series=series, before=before, edition=True, **due)


def _plan_of_year(plan: Plan, day: date) -> Plan:
    """The plan of the side and of the year of a day; where there is none, the one at hand."""
    if plan.year == day.year:
        return plan
    of_year = Plan.objects.filter(demonstration=plan.demonstration, year=day.year)
    return of_year.order_by("code").first() or plan


def _initial(user: User, before: Event | None, plan: Plan, day: date) -> dict[str, Any]:
    """What the form begins with; of a first edition no more than its number."""
    if before is None:
        return {"edition": 1, "host_division": user.division_id}
    return proposal(user, before, plan if plan.year == day.year else None, day)


def _save(user: User, before: Event | None, plan: Plan) -> Callable[..., Event]:
    """How it is registered: after the edition before, of which the checklist goes along."""
    if before is None:
        return partial(register_event, by=user, demonstration=plan.demonstration)

    def save(*, facts: dict[str, Any]) -> Event:
        """What was sent without its rows of counterparts says nothing of them: they go along."""
        return register_edition(by=user, of=before, facts={"counterparts": list(before.counterparts.all())} | facts)

    return save


def _checklist(user: User, series: Series, before: Event | None, form: EventForm, day: date) -> dict[str, Any]:
    """The items that the edition would begin with, with their days for the start typed, else for that proposed."""
    starts_at: datetime | None = None
    kind = form.initial.get("kind") or ""
    if form.is_bound:
        form.is_valid()  # asked for what is right in it: a day stands whatever else is to be put right
        starts_at, kind = form.cleaned_data.get("starts_at"), form.cleaned_data.get("kind") or ""
    day = clock.local_day(starts_at) if starts_at else day
    copied = items_to_copy(user, before) if before is not None else []
    items: list[Wanted] = copied or template_of(Event(kind=kind, demonstration=series.demonstration))
    return {"day": day, "due": planned(items, day), "copied": bool(copied), "over": day < clock.today()}
