"""Saved views of lists: keeping, changing and deleting them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.rules import is_planning_office
from foundation.pages import refuse_unknown
from priorities import rules
from priorities.forms.reports import take_errors
from priorities.forms.saved_views import SaveViewForm, ViewForm
from priorities.listings import listing_of
from priorities.models import Plan, SavedView
from priorities.services import saved_views
from priorities.shortcuts import get_plan, reader


def view_of(user: User, plan: Plan, text: str, listing: str = SavedView.Listing.TASKS) -> SavedView:
    """The view of a plan's list that an address names by its id, if the reader may see it, else Http404. One query."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 15):
        raise Http404
    return get_object_or_404(rules.views_seen_by(user, plan), listing=listing, pk=int(text))


def menu(user: User, plan: Plan, query: str, listing: str = SavedView.Listing.TASKS) -> dict[str, Any]:
    """What the menu of views shows beside a list with this query. One query."""
    views = list(rules.views_seen_by(user, plan).filter(listing=listing).select_related("owner"))
    return {
        "listing": listing_of(listing),
        "views": [(view, view.query == query) for view in views],
        "own_views": [view for view in views if view.owner_id == user.pk],
        "may_tidy_views": is_planning_office(user),
        "query": query,
    }


@require_POST
def view_new(request: HttpRequest, plan: str) -> HttpResponse:
    """Keep a list as it is under a name, or in place of an own view."""
    refuse_unknown(request, ())
    found, user = get_plan(plan), reader(request)
    form = SaveViewForm(request.POST, plan=found, owner=user)
    if form.is_valid():
        try:
            view = saved_views.save_view(by=user, plan=found, **form.facts())
        except ValidationError as error:
            take_errors(form, error)
        else:
            messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
            return HttpResponseRedirect(_list_of(view))
    return _page(request, found, form, listing_of(form.listing_key).address(found, form.query_text), 422)


@require_http_methods(["GET", "HEAD", "POST"])
def view_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename an own view, share it or keep it to oneself; from here it is deleted, too."""
    refuse_unknown(request, ())
    user = reader(request)
    view = _seen(user, pk)
    if not (rules.may_change_view(user, view) or rules.may_delete_view(user, view)):
        raise PermissionDenied(_("Only its owner changes a view."))
    form = ViewForm(request.POST if request.method == "POST" else None, view=view)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                view = saved_views.change_view(by=user, view=view, **form.cleaned_data)
            except ValidationError as error:
                take_errors(form, error)
            else:
                messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
                return HttpResponseRedirect(_list_of(view))
    return _page(request, view.plan, form, _list_of(view), status, view)


@require_POST
def view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a view: one's own; the planning office any that is shared."""
    refuse_unknown(request, ())
    view = _seen(reader(request), pk)
    saved_views.delete_view(by=reader(request), view=view)
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return HttpResponseRedirect(_list_of(view))


def _list_of(view: SavedView) -> str:
    """The address of the list as the view keeps it."""
    return listing_of(view.listing).address(view.plan, view.query)


def _seen(user: User, pk: int) -> SavedView:
    """The view, when the reader may see it; a private one of somebody else is not there."""
    return get_object_or_404(rules.views_seen_by(user).select_related("plan", "owner"), pk=pk)


def _page(
    request: HttpRequest, plan: Plan, form: Any, back: str, status: int, view: SavedView | None = None
) -> HttpResponse:
    key = view.listing if view else form.listing_key
    context = {
        "plan": plan,
        "nav": key,
        "listing": listing_of(key),
        "list_url": listing_of(key).address(plan, ""),
        "form": form,
        "view": view,
        "back": back,
        "may_change": view is None or rules.may_change_view(request.user, view),
        "may_delete": view is not None and rules.may_delete_view(request.user, view),
    }
    return render(request, "priorities/saved_view.html", context, status=status)
