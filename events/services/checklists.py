"""The templates of checklists, one for each kind of event on each side. Kept by the planning office and Protocol."""

from collections.abc import Sequence
from dataclasses import asdict

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from changelog.models import Change
from changelog.services import Written, record, unit
from events import rules
from events.models import Kind, TemplateItem
from events.services.items import Wanted, check, item_facts, put
from events.services.recording import Facts
from events.usual import USUAL
from foundation.errors import Conflict
from foundation.meanwhile import check_stamp, stamp_of


def items_of_kind(kind: str, *, demonstration: bool) -> list[TemplateItem]:
    """The items of a kind's template, what is first to do first. One query."""
    items = TemplateItem.objects.filter(kind=kind, demonstration=demonstration)
    return list(items.select_related("division"))


def template_stamp(items: Sequence[TemplateItem]) -> str:
    """Tells whether somebody has changed a template."""
    return stamp_of(_facts(items))


def change_template(
    *, by: User, kind: str, demonstration: bool, items: Sequence[Wanted], stamp: str | None = None
) -> None:
    """Make the template of a kind exactly these items; the checklists that events have stay as they are.

    Raises PermissionDenied; ValidationError under `items`; Conflict, carrying the items as they stand, where they are
    no longer as shown (`template_stamp`). Without a difference nothing is written.
    """
    with unit():
        _refuse_others(by)
        if kind not in Kind.values:
            raise ValidationError({"kind": _("Unknown kind of event.")})
        there = items_of_kind(kind, demonstration=demonstration)
        before = _facts(there)
        check_stamp(stamp, before, there)
        rows = put(
            there, items, demonstration=demonstration, new=lambda: TemplateItem(kind=kind, demonstration=demonstration)
        )
        kept = {row.pk for row in rows}
        TemplateItem.objects.filter(pk__in=[row.pk for row in there if row.pk not in kept]).delete()
        for row in rows:
            check(row)
            row.save()
        _record(by, kind, demonstration, before)


def begin_with_usual(*, by: User, kind: str, demonstration: bool) -> None:
    """Begin the template of a kind that has none with the usual items.

    Raises PermissionDenied; Conflict, carrying the items there are, where it has some.
    """
    with unit():
        _refuse_others(by)
        there = items_of_kind(kind, demonstration=demonstration)
        if there:
            raise Conflict(_("This kind has items already: they stay as they are."), there)
        wanted = [Wanted(**asdict(each)) for each in USUAL[kind]]
        change_template(by=by, kind=kind, demonstration=demonstration, items=wanted)


def _refuse_others(by: User) -> None:
    if not rules.may_keep_office(by):
        raise PermissionDenied(_("Only the planning office and Protocol keep the templates of checklists."))


def _facts(items: Sequence[TemplateItem]) -> Facts:
    """What a template says: its items as they are listed."""
    return {"items": [{"key": item.pk} | item_facts(item) for item in items]}


def _record(by: User, kind: str, demonstration: bool, before: Facts) -> None:
    """Record what became of a template; templates are no secret. Keyed by kind, on the demonstration's side marked."""
    after = _facts(items_of_kind(kind, demonstration=demonstration))
    if after == before:
        return
    action = Change.Action.CHANGE
    if not before["items"]:
        action = Change.Action.CREATE
    elif not after["items"]:
        action = Change.Action.DELETE
    record(
        by=by,
        written=Written(
            action=action,
            type="checklist_template",
            key=f"{kind}-demonstration" if demonstration else kind,
            before=None if action == Change.Action.CREATE else before,
            after=None if action == Change.Action.DELETE else after,
        ),
    )
