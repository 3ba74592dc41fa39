"""The programme of a delegation: several events registered in one go, all or none."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from changelog.services import unit
from events import rules
from events.models import Delegation, Event, Kind
from events.models.event import AWAY
from events.services.checking import NEAR
from events.services.registering import register_event
from foundation.errors import Refusals


def register_programme(*, by: User, delegation: Delegation, events: Sequence[Mapping[str, Any]]) -> list[Event]:
    """Register several events of a delegation; `events` are facts as `register_event` takes them, without delegation.

    An event is of the delegation's country or region unless it says otherwise. Raises Http404 for a delegation that
    `by` may not see, PermissionDenied, or Several with the error of each event by its place; writes nothing then.
    """
    with unit():
        delegation = get_object_or_404(rules.delegations_seen_by(by), pk=delegation.pk)
        if not rules.may_add_event(by):
            raise PermissionDenied(_("Divisions and the planning office register events."))
        made, refusals = [], Refusals(of=len(events))
        for place, facts in enumerate(events):
            with refusals.at(place):
                whole = {"country_or_region": _country(delegation, facts["kind"]), **facts, "delegation": delegation}
                made.append(register_event(by=by, demonstration=delegation.demonstration, facts=whole))
        refusals.check()
    return made


def _country(delegation: Delegation, kind: str) -> str:
    """Where the delegation comes from; of a visit that leads elsewhere nothing is known."""
    country = str(delegation.country_or_region)
    if kind not in AWAY:
        return country
    fits = (country in NEAR) == (kind == Kind.VISIT_HONG_KONG_MACAO)
    return country if fits else ""
