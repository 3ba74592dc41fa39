"""The templates of checklists, one for each kind of event: read by everyone, kept by planning office and Protocol."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.forms import item_formset
from events.models import Kind, TemplateItem
from events.rules import may_keep_office
from events.services import begin_with_usual, change_template, items_of_kind, template_stamp
from foundation.errors import Conflict
from priorities.shortcuts import get_plan, reader

METHODS = ["GET", "HEAD", "POST"]


@require_safe
def checklists(request: HttpRequest, plan: str) -> HttpResponse:
    """The templates of all kinds on the plan's side. One query for their items."""
    found = get_plan(plan)
    items: dict[str, list[TemplateItem]] = {kind: [] for kind in Kind.values}
    for item in TemplateItem.objects.filter(demonstration=found.demonstration).select_related("division"):
        items[item.kind].append(item)
    context = {
        "plan": found,
        "nav": "events",
        "kinds": [(kind, label, items[kind]) for kind, label in Kind.choices],
        "may_keep": may_keep_office(request.user),
    }
    return render(request, "events/checklists.html", context)


@require_http_methods(METHODS)
def checklist_edit(request: HttpRequest, plan: str, event_kind: str) -> HttpResponse:
    """Change the template of a kind; where somebody else has changed it meanwhile, both are shown (409)."""
    found, label = get_plan(plan), _label(event_kind)
    _refuse_others(request)
    data, side = request.POST if request.method == "POST" else None, found.demonstration
    items = items_of_kind(event_kind, demonstration=side)
    rows = item_formset(data, demonstration=side, items=items)
    stamp, status = template_stamp(items), 200
    meanwhile: dict[str, Any] = {}
    if data is not None:
        shown, status = data.get("stamp"), 422
        if rows.is_valid():
            try:
                change_template(
                    by=reader(request), kind=event_kind, demonstration=side, items=rows.wanted(), stamp=shown
                )
            except ValidationError as error:
                rows.take_errors(error)
            except Conflict as conflict:
                meanwhile, status = {"conflict": conflict, "stands": [{"item": each} for each in items]}, 409
            else:
                messages.success(request, _("Saved: the items of “%(kind)s”.") % {"kind": label})
                return redirect("events:checklists", found.code)
        stamp = stamp if meanwhile else shown or stamp
    context = {"plan": found, "nav": "events", "of_kind": label, "rows": rows, "stamp": stamp, **meanwhile}
    return render(request, "events/checklist_form.html", context, status=status)


@require_POST
def checklist_usual(request: HttpRequest, plan: str, event_kind: str) -> HttpResponse:
    """Begin the template of a kind that has none with the usual items; then to its form, to look them through."""
    found, label = get_plan(plan), _label(event_kind)
    try:
        begin_with_usual(by=reader(request), kind=event_kind, demonstration=found.demonstration)
    except Conflict as conflict:
        messages.warning(request, conflict.message)
    else:
        messages.success(request, _("“%(kind)s” begins with the usual items.") % {"kind": label})
    return HttpResponseRedirect(reverse("events:checklists", args=[found.code]) + f"#kind-{event_kind}")


def _label(kind: str) -> str:
    """What a kind is called; 404 for one there is not."""
    if kind not in Kind.values:
        raise Http404
    return str(Kind(kind).label)


def _refuse_others(request: HttpRequest) -> None:
    """403 for everybody but the planning office and Protocol."""
    if not may_keep_office(request.user):
        raise PermissionDenied(_("Only the planning office and Protocol keep the templates of checklists."))
