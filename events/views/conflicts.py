"""The list of time conflicts, for those who must not double-book a leader."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.conflicts import all_conflicts, pairs_of, travel_time
from events.filters import ConflictFilter
from events.models import Event, Leader
from foundation.pages import paginate_keys, refuse_unknown
from priorities.shortcuts import get_plan, reader


@require_safe
def conflicts(request: HttpRequest, plan: str) -> HttpResponse:
    """Pairs of events of one leader at the same time, as far as the reader sees both; coming ones first."""
    refuse_unknown(request, {*ConflictFilter.names(), "page"})
    found, user = get_plan(plan), reader(request)
    filterset = ConflictFilter(request.GET, Event.objects.none(), request=request)
    filterset.choose("leader", Leader.objects.filter(demonstration=found.demonstration))
    valid = filterset.is_valid()
    keys = all_conflicts(found, user, **filterset.narrowed()) if valid else []
    page = paginate_keys(request, keys)
    context = {
        "plan": found,
        "nav": "events",
        "filter": filterset,
        "page": page,
        "pairs": pairs_of(list(page)),
        "coming": sum(key.coming for key in keys),
        "travel_minutes": int(travel_time(found.demonstration).total_seconds()) // 60,
    }
    return render(request, "events/conflicts/list.html", context, status=200 if valid else 400)
