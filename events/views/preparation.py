"""The checklist of an event: ticked off in place, changed on a page of its own; and what is to be prepared at all."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.models import Division
from events.filters import PreparationFilter
from events.forms import item_formset
from events.models import Event, PreparationItem
from events.preparation import checklist, events_to_prepare, line_of, with_late
from events.rules import may_edit_event
from events.services import change_checklist, take_template, tick_item
from events.services.preparation import checklist_of, checklist_stamp, is_prepared
from events.views.access import place_of, plan_of, visible_event
from foundation.errors import Conflict
from foundation.pages import paginate, refuse_unknown, wants_fragment
from priorities.shortcuts import get_plan, reader, way_back

METHODS = ["GET", "HEAD", "POST"]
vary_on_htmx = vary_on_headers("HX-Request", "HX-Boosted", "HX-History-Restore-Request")


@require_safe
def preparation(request: HttpRequest, plan: str) -> HttpResponse:
    """The plan's events that are still to come, with how far their preparation is."""
    refuse_unknown(request, {*PreparationFilter.names(), "page"})
    found, user = get_plan(plan), reader(request)
    events = events_to_prepare(user, found)
    filterset = PreparationFilter(request.GET, events, request=request)
    filterset.choose("division", Division.objects.filter(demonstration=found.demonstration))
    valid = filterset.is_valid()
    context = {
        "plan": found,
        "nav": "events",
        "filter": filterset,
        "page": paginate(request, filterset.qs if valid else Event.objects.none()),
        "events_late": with_late(events, late=True).count(),
    }
    return render(request, "events/preparation.html", context, status=200 if valid else 400)


@require_POST
@vary_on_htmx
def preparation_tick(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick an item off, or, with `undo`, take the tick back; the card of the event's page, or back to `next`."""
    user, done = reader(request), "undo" not in request.POST
    seen = PreparationItem.objects.filter(event__in=Event.objects.visible_to(user))
    item = get_object_or_404(seen.select_related("event"), pk=pk)
    tick_item(by=user, item=item, done=done)
    said = (_("Ticked off: %(name)s.") if done else _("No longer ticked off: %(name)s.")) % {
        "name": line_of(user, item).label
    }
    if request.POST.get("in") == "event" and wants_fragment(request):
        card = {"event": item.event, "preparation": checklist(user, item.event), "said": said, "at": pk}
        return render(request, "events/_preparation.html", card)
    messages.success(request, said)
    return HttpResponseRedirect(way_back(request, reverse("events:event", args=[item.event_id]) + "#preparation"))


@require_POST
def preparation_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the items of the template of the event's kind, where there are none yet or nothing of them is done."""
    event = visible_event(request, pk)
    try:
        take_template(by=reader(request), event=event, stamp=request.POST.get("stamp"))
    except Conflict as conflict:
        messages.warning(request, _("%(message)s This is how it stands now.") % {"message": conflict.message})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The items of the template are taken."))
    return HttpResponseRedirect(reverse("events:event", args=[event.pk]) + "#preparation")


@require_http_methods(METHODS)
def event_preparation(request: HttpRequest, pk: int) -> HttpResponse:
    """Add, change and remove items; where somebody else has changed or ticked them meanwhile, 409 with both."""
    event, user = visible_event(request, pk), reader(request)
    if not may_edit_event(user, event):
        raise PermissionDenied(_("Only the host division and the planning office keep this event."))
    data = request.POST if request.method == "POST" else None
    items = checklist_of(event)
    rows = item_formset(data, demonstration=event.demonstration, items=items)
    stamp, status = checklist_stamp(event, items), 200
    meanwhile: dict[str, Any] = {}
    if data is not None:
        shown, status = data.get("stamp"), 422
        if rows.is_valid():
            try:
                change_checklist(by=user, event=event, items=rows.wanted(), stamp=shown)
            except ValidationError as error:
                rows.take_errors(error)
            except Conflict as conflict:
                meanwhile, status = {"conflict": conflict, "stands": [line_of(user, each) for each in items]}, 409
            else:
                messages.success(request, _("Saved: the checklist of %(event)s.") % {"event": event.title})
                return redirect(reverse("events:event", args=[event.pk]) + "#preparation")
        stamp = stamp if meanwhile else shown or stamp
    context = place_of(event, plan_of(event)) | {
        "event": event,
        "rows": rows,
        "stamp": stamp,
        "prepared": is_prepared(event),
        **meanwhile,
    }
    return render(request, "events/checklist_form.html", context, status=status)
