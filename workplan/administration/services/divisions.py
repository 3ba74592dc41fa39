"""Divisions: adding and changing them."""

from dataclasses import dataclass, fields

from django.core.exceptions import ValidationError
from django.db.models import ForeignObjectRel
from django.utils.translation import gettext as _

from accounts.models import Division, User
from changelog.models import Change
from changelog.services import Written, record, unit
from foundation.meanwhile import check_stamp
from workplan.administration.services.recording import differing, division_facts, refuse_unless_administrator
from workplan.administration.services.sides import errors_of_side


@dataclass(frozen=True, kw_only=True)
class DivisionFacts:
    """What a division is. Its code is not among it: it is the key that other systems know, and stays."""

    name_en: str
    name_zh: str
    order: int = 0
    parent: Division | None = None
    protocol: bool = False
    demonstration: bool = False


def create_division(*, by: User | None, code: str, facts: DivisionFacts) -> Division:
    """Add a division. Raises PermissionDenied, or ValidationError by field; writes nothing then."""
    with unit():
        refuse_unless_administrator(by)
        division = Division(code=code)
        _take(division, facts)
        _check(division)
        division.save()
        after = division_facts(division)
        record(by=by, written=Written(action=Change.Action.CREATE, type="division", key=division.code, after=after))
    return division


def change_division(*, by: User | None, division: Division, facts: DivisionFacts, stamp: str | None = None) -> Division:
    """Change a division; nothing is recorded when nothing differs.

    Raises PermissionDenied, ValidationError by field, or Conflict when it is no longer the one of `stamp`.
    """
    with unit():
        refuse_unless_administrator(by)
        division = Division.objects.select_for_update(of=("self",)).select_related("parent").get(pk=division.pk)
        before = division_facts(division)
        check_stamp(stamp, before, division)
        _check_no_cycle(division, facts.parent)
        _check_keeps_side(division, facts.demonstration)
        _take(division, facts)
        _check(division)
        gone, come = differing(before, division_facts(division))
        if come:
            division.save()
            written = Written(action=Change.Action.CHANGE, type="division", key=division.code, before=gone, after=come)
            record(by=by, written=written)
    return division


def _take(division: Division, facts: DivisionFacts) -> None:
    for field in fields(facts):
        setattr(division, field.name, getattr(facts, field.name))


def _check(division: Division) -> None:
    """ValidationError with everything that is wrong with the division, beside its fields."""
    errors = errors_of_side(division, parent=division.parent)
    try:
        division.full_clean()
    except ValidationError as error:
        errors |= error.error_dict
    if errors:
        raise ValidationError(errors)


def _check_keeps_side(division: Division, demonstration: bool) -> None:
    """What hangs on a division is of its side, so that it changes sides only while nothing does."""
    if demonstration != division.demonstration and _is_named(division):
        message = _(
            "People, tasks or events belong to this division: it can no longer join or leave the demonstration."
        )
        raise ValidationError({"demonstration": message})


def _is_named(division: Division) -> bool:
    """Whether a row of any table names the division. One query for each field that may, until one does."""
    naming = [each for each in Division._meta.get_fields(include_hidden=True) if isinstance(each, ForeignObjectRel)]
    return any(each.related_model._base_manager.filter(**{each.field.name: division}).exists() for each in naming)


def _check_no_cycle(division: Division, parent: Division | None) -> None:
    """A division stands under none of those under it. One query."""
    above = dict(Division.objects.values_list("id", "parent_id"))
    at = parent.pk if parent is not None else None
    while at is not None:
        if at == division.pk:
            raise ValidationError({"parent": _("A division cannot stand under itself or one of its own.")})
        at = above.get(at)
