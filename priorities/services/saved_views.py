"""Saved views of lists. They raise PermissionDenied or ValidationError (by field), and write nothing then."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from changelog.audience import person_tag
from changelog.models import Change
from changelog.services import EVERYBODY, Written, record, unit
from priorities import rules
from priorities.listings import listing_of
from priorities.models import Plan, SavedView

Facts = dict[str, Any]
LONGEST = 2000


def save_view(
    *,
    by: User,
    plan: Plan,
    name: str,
    query: str,
    shared: bool = False,
    instead: SavedView | None = None,
    listing: str = SavedView.Listing.TASKS,
) -> SavedView:
    """Keep a list's filters, sorting and columns: under a new name, or `instead` of what an own view held.

    In place of a view without a name, that view keeps its own.
    """
    with unit():
        if not rules.may_save_view(by):
            raise PermissionDenied(_("Without a role there are no views."))
        if instead is None:
            view = SavedView(owner=by, plan=plan, listing=listing)
            before = None
        else:
            view = _locked(by, instead)
            before = facts_of(view)
            name = name or view.name
        view.query = _checked(by, view, query)
        return _save(by, view, before, name, shared)


def change_view(*, by: User, view: SavedView, name: str, shared: bool) -> SavedView:
    """Rename an own view, share it with everybody or keep it to oneself."""
    with unit():
        view = _locked(by, view)
        return _save(by, view, facts_of(view), name, shared)


def delete_view(*, by: User, view: SavedView) -> None:
    """Delete an own view, or as the planning office a shared one."""
    with unit():
        view = SavedView.objects.select_for_update(of=("self",)).select_related("plan", "owner").get(pk=view.pk)
        if not rules.may_delete_view(by, view):
            raise PermissionDenied(_("Only its owner deletes a view, or the planning office one that is shared."))
        key, before, seen = view.pk, facts_of(view), _audience(view)
        view.delete()
        record(
            by=by,
            written=Written(action=Change.Action.DELETE, type="saved_view", key=key, before=before, seen_before=seen),
        )


def facts_of(view: SavedView) -> Facts:
    """What the change record keeps of a view."""
    facts: Facts = {
        "plan": view.plan.code,
        "owner": view.owner.username,
        "name": view.name,
        "query": view.query,
        "shared": view.shared,
    }
    # Views of tasks were kept before there were others: theirs are recorded as ever.
    return facts if view.listing == SavedView.Listing.TASKS else facts | {"listing": view.listing}


def _locked(by: User, view: SavedView) -> SavedView:
    """The view as it stands, locked, for who may change it."""
    view = SavedView.objects.select_for_update(of=("self",)).select_related("plan", "owner").get(pk=view.pk)
    if not rules.may_change_view(by, view):
        raise PermissionDenied(_("Only its owner changes a view."))
    return view


def _checked(by: User, view: SavedView, query: str) -> str:
    """The query without what says nothing. Raises ValidationError when the list could not be called with it."""
    listing = listing_of(view.listing)
    wanted = listing.clean(QueryDict(query))
    if len(wanted.urlencode()) > LONGEST or not listing.shows(by, view.plan, wanted):
        raise ValidationError(_("The list cannot be shown with these filters: put them right first."))
    return wanted.urlencode()


def _save(by: User, view: SavedView, before: Facts | None, name: str, shared: bool) -> SavedView:
    """Check, save and record; nothing is written where nothing differs."""
    seen_before = _audience(view) if before else ()
    view.name, view.shared = name.strip(), shared
    own = SavedView.objects.filter(owner=view.owner, plan=view.plan, listing=view.listing)
    others = own.filter(name=view.name).exclude(pk=view.pk)
    if others.exists():
        raise ValidationError({"name": _("You already have a view of that name in this plan.")})
    view.full_clean()
    after = facts_of(view)
    if after == before:
        return view
    view.save()
    record(
        by=by,
        written=Written(
            action=Change.Action.CHANGE if before else Change.Action.CREATE,
            type="saved_view",
            key=view.pk,
            before=before,
            after=after,
            seen_before=seen_before,
            seen_after=_audience(view),
        ),
    )
    return view


def _audience(view: SavedView) -> tuple[str, ...]:
    """Who may see the view: everybody, or its owner alone."""
    return (EVERYBODY,) if view.shared else (person_tag(view.owner_id),)
