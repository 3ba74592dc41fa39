"""Bulk actions on the task list: one thing said or decided of many tasks, all or nothing, preview first."""

from typing import NamedTuple

from django.utils.functional import Promise

from accounts.rules import Reader
from priorities.bulk.deeds import Deed, Leading, NoChange, Reporting, Responsible
from priorities.bulk.served import Extending, Urging
from priorities.models import Plan

DEEDS: dict[str, Deed] = {
    deed.key: deed for deed in (Reporting(), NoChange(), Extending(), Responsible(), Leading(), Urging())
}


class Action(NamedTuple):
    """An entry of the bar: `key` is what the form sends."""

    key: str
    label: str | Promise


def bulk_actions(user: Reader, plan: Plan) -> list[Action]:
    """The bulk actions that the reader may use in the plan as it is, in the bar's order; none: no ticks. No query."""
    return [Action(deed.key, deed.label) for deed in DEEDS.values() if deed.may(user) and deed.fits(plan)]
