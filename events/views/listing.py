"""The list of a plan's events: filtered, fifty a page, above it the plan-wide counts.

Its cost does not grow with the register: of a long one the length is counted up to a limit, the counts of the year come
by a request of their own, and what is many is chosen by a part of its name.
"""

from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_countries import countries

from accounts.models import Division, User
from events.disclosure import Disclosed, disclose
from events.figures import EventCounts, counts
from events.filters import EventFilter
from events.lists import EVENT_PARAMETERS, events_of
from events.models import Counterpart, Event, Leader, Series, Status, Venue
from events.queries import LISTING, clean, with_changed
from events.rules import may_add_event
from foundation import clock, days
from foundation.pages import COUNTED_TO, paginate_capped, refuse_unknown, wants_fragment
from priorities.figures import Moment
from priorities.models import Plan
from priorities.shortcuts import get_plan, reader
from priorities.views import saved_views
from priorities.views.offering import meant_among, offered, options

# Filters that the form has no control for: links set them, and it sends them along.
FROM_ELSEWHERE = ("task", "year", "day", "delegation")
OPEN = (Status.PLANNED, Status.CONFIRMED)


class Chip(NamedTuple):
    """A filter in use: what it is called, its value in words, and the query without it."""

    label: str
    value: str
    query: str


@require_safe
@vary_on_headers("HX-Request", "HX-Boosted", "HX-History-Restore-Request")
def event_list(request: HttpRequest, plan: str) -> HttpResponse:
    """The events of the plan's year, newest first, fifty a page; above them the plan-wide counts.

    `?view=` goes on to the address that a saved view stands for; a division or leader told by a part of its name, to
    the one that is meant. A value that cannot be: 400, said beside its field, no rows.
    """
    refuse_unknown(request, {*EVENT_PARAMETERS, "view"})
    found, user = get_plan(plan), reader(request)
    if "view" in request.GET:
        view = saved_views.view_of(user, found, request.GET["view"], LISTING.key)
        return HttpResponseRedirect(LISTING.address(found, view.query))
    filterset = events_of(request, found, user)
    valid = filterset.is_valid()
    if not valid and (meant := meant_in(request, found, filterset)):
        return HttpResponseRedirect(LISTING.address(found, meant))
    moment, fragment = Moment.of(found), wants_fragment(request)
    long = not fragment and is_long(found)
    whole = None if fragment or long else counts(found, moment)
    seen = filterset.queryset if request.GET.get("q") else None
    page = paginate_capped(request, filterset.qs if valid else Event.objects.none(), among=seen)
    context = {
        "plan": found,
        "nav": "events",
        "filter": filterset,
        "page": page,
        "rows": _rows(user, page),
        "moment": moment,
        "held_back": 0 if page.has_next() else _held_back(request, found, moment, whole),
        "may_add": may_add_event(user),
        "event_base": reverse("events:event", args=[0]).removesuffix("0/"),
    }
    context |= saved_views.menu(user, found, clean(request.GET).urlencode(), LISTING.key)
    status = 200 if valid else 400
    if fragment:
        return render(request, "events/_list.html", context, status=status)
    context |= choices(request, found, filterset, long) | {"chips": _chips(request), "counts": whole}
    return render(request, "events/list.html", context, status=status)


@require_safe
@vary_on_headers("HX-Request", "HX-Boosted", "HX-History-Restore-Request")
def event_counts(request: HttpRequest, plan: str) -> HttpResponse:
    """The plan-wide counts by themselves: a long register's list asks for them once it is shown."""
    refuse_unknown(request, ())
    found = get_plan(plan)
    moment = Moment.of(found)
    context = {"plan": found, "nav": "events", "moment": moment, "counts": counts(found, moment)}
    template = "_tiles.html" if wants_fragment(request) else "counts.html"
    return render(request, f"events/{template}", context)


def is_long(plan: Plan) -> bool:
    """Whether the plan's year holds more events than are counted for a page. One query, over no more than those."""
    return bool(Event.objects.of_plan(plan).order_by().values("pk")[COUNTED_TO : COUNTED_TO + 1])


def meant_in(request: HttpRequest, plan: Plan, filterset: EventFilter) -> str:
    """The query with what a name in it must mean: see `meant_among`."""
    sought = ((name, rows, key) for name, (rows, key) in _offers(plan).items())
    return meant_among(request, filterset, sought, partial(with_changed, request.GET))


def choices(request: HttpRequest, plan: Plan, filterset: EventFilter, long: bool) -> dict[str, Any]:
    """What the filter form offers; None for what is too many to choose from. Six queries, five for a long register."""
    asked = request.GET
    lists = {name: offered(rows, key, asked.get(name, "")) for name, (rows, key) in _offers(plan).items()}
    return {
        "offered": lists,
        "countries": options(_countries(request, plan, long), asked.get("country_or_region", "")),
        "also": also(request, filterset),
        "kept_parameters": [(name, asked[name]) for name in FROM_ELSEWHERE if asked.get(name)],
        "more_open": any(asked.get(name) for name in ("kind", "country_or_region", "restricted", *lists)),
    }


def also(request: HttpRequest, filterset: EventFilter) -> list[Chip]:
    """What else the list is narrowed by that the form has no control for: how it reads, and the list without it."""
    found = []
    for name in FROM_ELSEWHERE:
        if said := request.GET.get(name):
            value = filterset.form.cleaned_data.get(name) if filterset.form.is_valid() else None
            words = days.in_full(value) if name == "day" and value else str(value or said)
            found.append(Chip(str(filterset.filters[name].label), words, with_changed(request.GET, name)))
    return found


def _offers(plan: Plan) -> dict[str, tuple[QuerySet[Any], str]]:
    """By filter, what of the plan's side it is offered to choose from, and by which key."""
    side = {"demonstration": plan.demonstration}
    registered = side | {"registered": True}
    return {
        "host_division": (Division.objects.filter(**side), "code"),
        "leader": (Leader.objects.filter(**side), "id"),
        "counterpart": (Counterpart.objects.filter(**registered), "id"),
        "series": (Series.objects.filter(**registered), "id"),
        "venue": (Venue.objects.filter(**registered), "id"),
    }


def _rows(user: User, page: Page[Any]) -> list[Disclosed]:
    """The rows of the page, whose keys are known. Four queries, none for an empty page."""
    keys = list(page.object_list)
    found = Event.objects.for_list().in_bulk(keys)
    return disclose(user, [found[key] for key in keys if key in found])


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


def _countries(request: HttpRequest, plan: Plan, long: bool) -> list[tuple[str, str]]:
    """The countries and regions of the events that the reader may see, by name; all there are in a long register.

    One query, or none.
    """
    if long:
        return [("", _("any")), *((code, name) for code, name in countries)]
    seen = Event.objects.of_plan(plan).visible_to(reader(request)).exclude(country_or_region="").order_by()
    codes = seen.values_list("country_or_region", flat=True).distinct()
    return [("", _("any")), *sorted(((code, countries.name(code)) for code in codes), key=lambda pair: pair[1])]


def _held_back(request: HttpRequest, plan: Plan, moment: Moment, whole: EventCounts | None) -> int:
    """How many of the events counted plan-wide the reader's list leaves out; 0 for a narrowed list, which says nothing.

    `whole`: the plan-wide counts, where they are known. One query, three without them, none where nothing is said.
    """
    asked = {name for name, value in request.GET.items() if value and name != "page"}
    if asked - {"status"} or request.GET.getlist("status") not in ([], [Status.HELD]):
        return 0
    known = whole or counts(plan, moment)
    seen = Event.objects.of_plan(plan).visible_to(reader(request))
    return known.held - seen.filter(status=Status.HELD, starts_on__lte=moment.day).count()
