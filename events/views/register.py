"""The register: the list of a plan's events, and one event."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_countries import countries

from events.disclosure import disclose
from events.figures import EventCounts, counts
from events.filters import EventFilter
from events.forms import HeldForm
from events.lists import EVENT_PARAMETERS, events_of
from events.models import Event, EventQuerySet, EventState, Status
from events.preparation import checklist
from events.rules import may_add_event, may_edit_event
from events.views.access import place_of, plan_of, visible_event
from foundation import clock
from foundation.pages import paginate, refuse_unknown, wants_fragment
from priorities.figures import Moment
from priorities.shortcuts import get_plan, reader

FROM_ELSEWHERE = ("task", "year", "restricted")
OPEN = (Status.PLANNED, Status.CONFIRMED)


@require_safe
@vary_on_headers("HX-Request", "HX-Boosted", "HX-History-Restore-Request")
def event_list(request: HttpRequest, plan: str) -> HttpResponse:
    """The events of the plan's year, newest first, fifty a page; above them the plan-wide counts."""
    refuse_unknown(request, EVENT_PARAMETERS)
    found, user = get_plan(plan), reader(request)
    seen = Event.objects.of_plan(found).visible_to(user)
    filterset = events_of(request, found, user)
    valid = filterset.is_valid()
    page = paginate(request, filterset.qs if valid else Event.objects.none())
    moment = Moment.of(found)
    whole = counts(found, moment)
    context = {
        "plan": found,
        "nav": "events",
        "filter": filterset,
        "page": page,
        "rows": disclose(user, page.object_list),
        "moment": moment,
        "counts": whole,
        "held_back": _held_back(request, whole, seen, moment),
        "may_add": may_add_event(user),
        "event_base": reverse("events:event", args=[0]).removesuffix("0/"),
        "chips": _chips(request),
        "countries": _countries(seen),
        "also": _also(request, filterset),
    }
    template = "_list.html" if wants_fragment(request) else "list.html"
    return render(request, f"events/{template}", context, status=200 if valid else 400)


def _chips(request: HttpRequest) -> list[dict[str, Any]]:
    """Ways to narrow the list by a click: what is to come, what is over and waits to be called held, what was held."""
    today = clock.today().isoformat()
    open_ones = [("status", status) for status in OPEN]
    narrowed: list[tuple[Any, list[tuple[str, Any]]]] = [
        (_("Coming"), [*open_ones, ("starts_from", today)]),
        (_("Over, not yet confirmed as held"), [*open_ones, ("starts_to", today)]),
        (_("Held"), [("status", Status.HELD)]),
    ]
    now = request.GET.urlencode()
    return [{"label": label, "query": urlencode(query), "on": urlencode(query) == now} for label, query in narrowed]


def _also(request: HttpRequest, filterset: EventFilter) -> list[dict[str, Any]]:
    """What else the list is narrowed by that the form has no control for: how it reads, and the list without it."""
    found = []
    for name in FROM_ELSEWHERE:
        if request.GET.get(name):
            without = request.GET.copy()
            without.pop(name)
            label = filterset.filters[name].label
            found.append({"label": label, "value": request.GET[name], "query": without.urlencode()})
    return found


def _countries(seen: EventQuerySet) -> list[tuple[str, str]]:
    """The countries and regions of the events seen, by name. One query."""
    codes = seen.exclude(country_or_region="").order_by().values_list("country_or_region", flat=True).distinct()
    return sorted(((code, countries.name(code)) for code in codes), key=lambda pair: pair[1])


def _held_back(request: HttpRequest, whole: EventCounts, seen: EventQuerySet, moment: Moment) -> int:
    """How many of the events counted plan-wide the reader's list leaves out; 0 for a narrowed list, which says nothing.

    One query, or none.
    """
    asked = {name for name, value in request.GET.items() if value and name != "page"}
    if asked - {"status"} or request.GET.getlist("status") not in ([], [Status.HELD]):
        return 0
    return whole.held - seen.filter(status=Status.HELD, starts_on__lte=moment.day).count()


@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """One event, as the reader may see it."""
    found = visible_event(request, pk)
    return render(request, "events/event.html", event_context(request, found))


def event_context(request: HttpRequest, found: Event, held: HeldForm | None = None) -> dict[str, Any]:
    """What the page of an event shows. `held`: the form that was sent and not taken."""
    user = reader(request)
    [shown] = disclose(user, [found])
    may_edit = may_edit_event(user, found)
    waits = may_edit and found.status in OPEN and found.ends_at <= clock.now()
    states = EventState.objects.filter(event=found).select_related("by").order_by("-id") if shown.schedule else []
    return place_of(found, plan_of(found)) | {
        "event": found,
        "shown": shown,
        "people": [(row, row.leader.posts_on(found.day)) for row in shown.attendances],
        "tasks": found.tasks.all(),
        "states": list(states),
        "may_edit": may_edit,
        "may_add": may_add_event(user),
        "preparation": checklist(user, found),
        "held": held or (HeldForm(event=found, attendances=shown.attendances) if waits else None),
    }
