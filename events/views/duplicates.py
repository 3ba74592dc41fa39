"""Events that may be one entered twice: proposed, compared, merged or told apart."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.comparing import FIRST, SECOND, Comparison, compare, for_comparing
from events.duplicates import proposals, years
from events.rules import may_add_event
from events.services import merge_events, tell_apart
from events.views.access import place_of, plan_of
from foundation.errors import Conflict
from foundation.pages import refuse_unknown
from priorities.shortcuts import get_plan, reader, way_back

A_PAGE = 10


@require_safe
def duplicate_list(request: HttpRequest, plan: str) -> HttpResponse:
    """The pairs of the plan's year that may be one, as far as the reader may see both."""
    refuse_unknown(request, ("page", "year"))
    found, user = get_plan(plan), reader(request)
    _refuse_others(request)
    known = {str(year): year for year in years(user, found)}
    year = known.get(request.GET.get("year", str(found.year)))
    if year is None:
        raise BadRequest(_unknown_value("year", ", ".join(known)))
    page = Paginator(proposals(user, found, year), A_PAGE).get_page(request.GET.get("page"))
    events = for_comparing(user, {key for pair in page for key in (pair.first, pair.second)})
    pairs = [
        compare(user, events[pair.first], events[pair.second])
        for pair in page
        if pair.first in events and pair.second in events
    ]
    context = {
        "plan": found,
        "nav": "events",
        "page": page,
        "pairs": pairs,
        "year": year,
        "years": list(known.values()),
    }
    return render(request, "events/duplicates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Two events side by side; by POST they are merged. What has changed meanwhile is shown again (409)."""
    refuse_unknown(request, ())
    pair = _pair(request, pk, other)
    if not pair.may_edit:
        raise PermissionDenied(_("Only who may change both events merges them."))
    if request.method != "POST":
        return _page(request, pair)
    keep = request.POST.get("keep", "")
    if keep not in (FIRST, SECOND):
        raise BadRequest(_unknown_value("keep", "first, second"))
    kept, duplicate = (pair.first, pair.second) if keep == FIRST else (pair.second, pair.first)
    shown = {name: _version(request, name) for name in (FIRST, SECOND)}
    versions = (shown[FIRST], shown[SECOND]) if keep == FIRST else (shown[SECOND], shown[FIRST])
    take = pair.chosen(keep, request.POST.dict())
    try:
        merged = merge_events(by=reader(request), kept=kept, duplicate=duplicate, versions=versions, take=take)
    except Conflict as conflict:
        return _page(request, _pair(request, pk, other), conflict=conflict)
    except ValidationError as error:
        return _page(request, pair, refused=error.messages)
    messages.success(request, _("Merged: %(event)s. The other keeps its history.") % {"event": merged.title})
    return redirect("events:event", merged.pk)


@require_POST
def told_apart(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Say that the two are two; then back to `next`, the list of pairs."""
    pair = _pair(request, pk, other)
    tell_apart(by=reader(request), first=pair.first, second=pair.second)
    messages.success(request, _("Kept apart: the two are not proposed again."))
    return HttpResponseRedirect(way_back(request, reverse("events:event", args=[pair.first.pk])))


def _pair(request: HttpRequest, pk: int, other: int) -> Comparison:
    """Both, as the reader may see them; 404 where one is not."""
    user = reader(request)
    events = for_comparing(user, {pk, other})
    if pk == other or len(events) < 2:
        raise Http404
    return compare(user, events[pk], events[other])


def _unknown_value(name: str, known: str) -> str:
    return _("Unknown value of “%(name)s”. Known: %(known)s.") % {"name": name, "known": known}


def _version(request: HttpRequest, name: str) -> int:
    said = request.POST.get(f"version-{name}", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0


def _refuse_others(request: HttpRequest) -> None:
    """403 for who registers no events, and so merges none."""
    if not may_add_event(reader(request)):
        raise PermissionDenied(_("Divisions and the planning office register events."))


def _page(request: HttpRequest, pair: Comparison, conflict: Conflict | None = None, refused: Any = ()) -> HttpResponse:
    plan = plan_of(pair.first)
    context = place_of(pair.first, plan) | {"pair": pair, "conflict": conflict, "refused": refused}
    status = 409 if conflict else 422 if refused else 200
    return render(request, "events/merge.html", context, status=status)
