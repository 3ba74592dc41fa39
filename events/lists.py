"""What the lists of the register are asked for by their addresses. The pages and the files made of them share it."""

from datetime import date

from django.http import HttpRequest

from accounts.models import Division, User
from events.filters import EventFilter, LeaderFilter
from events.models import Event, Leader
from priorities.models import Plan

CALENDAR_PARAMETERS = ({*EventFilter.names()} - {"plan"}) | {"view", "on"}
EVENT_PARAMETERS = ({*EventFilter.names()} - {"plan"}) | {"page"}
LEADER_PARAMETERS = {*LeaderFilter.names(), "page"}


def events_of(request: HttpRequest, plan: Plan, user: User, *, any_year: bool = False) -> EventFilter:
    """The filters of the address on the plan's events that the reader may know of, in the reader's order.

    Of `any_year`, or where a day is asked for: an event that began in the year before goes on in January.
    """
    side = (
        Event.objects.of_side(plan).filter(merged_into__isnull=True)
        if any_year or request.GET.get("day")
        else Event.objects.of_plan(plan)
    )
    seen = side.visible_to(user).in_order_for(user).for_list()
    filterset = EventFilter(request.GET, seen, request=request, plan=plan)
    filterset.choose("host_division", Division.objects.filter(demonstration=plan.demonstration))
    filterset.choose("leader", Leader.objects.filter(demonstration=plan.demonstration))
    return filterset


def leaders_of(request: HttpRequest, plan: Plan, day: date) -> LeaderFilter:
    """The filters of the address on the leaders of the plan's side, in the protocol order of the day."""
    everyone = Leader.objects.filter(demonstration=plan.demonstration).in_protocol_order(day)
    return LeaderFilter(request.GET, everyone, request=request)
