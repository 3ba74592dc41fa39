"""Reporting rounds: opened, changed while open, and closed by the planning office. Closing freezes who has reported."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from changelog.services import unit
from foundation import clock
from foundation.bilingual import listed
from foundation.errors import Conflict
from priorities import rules
from priorities.figures.rounds import asked_by
from priorities.models import Plan, PriorityArea, Round, RoundTask
from priorities.rounds import name_of
from priorities.services.planning import check_version, facts_of, locked, record_changed, record_created


def open_round(
    *,
    by: User,
    plan: Plan,
    kind: str,
    number: int,
    counts_from: date,
    due_on: date,
    areas: Collection[PriorityArea] = (),
) -> Round:
    """Ask for reports on the plan, or on some of its areas, by a day.

    A task is asked for by one open round at a time. Raises PermissionDenied, or ValidationError by field.
    """
    with unit():
        _check_may(by)
        plan = locked(plan)
        if plan.status != Plan.Status.ADOPTED:
            raise ValidationError(_("Rounds are opened on an adopted plan: on this one nobody reports."))
        this = Round(plan=plan, kind=kind, number=number, counts_from=counts_from, due_on=due_on)
        this.opened_at, this.opened_by = clock.now(), by
        this.clean_fields()
        _check_days(this)
        this.full_clean()
        _check_scope(this, areas)
        this.save()
        this.areas.set(areas)
        record_created(by=by, row=this)
    return this


def change_round(
    *, by: User, round: Round, due_on: date, areas: Collection[PriorityArea], version: int | None = None
) -> Round:
    """Change when an open round is due, and the areas it asks for. Errors as `open_round`, and Conflict.

    Conflict: it is closed, or no longer of `version`. Nothing is written where nothing differs.
    """
    with unit():
        _check_may(by)
        this = _open(round)
        check_version(this, version)
        before = facts_of(this)
        if due_on != this.due_on:
            this.due_on = due_on
            _check_days(this)
        this.full_clean()
        _check_scope(this, areas)
        this.save(update_fields=["due_on"])
        this.areas.set(areas)
        record_changed(by=by, row=this, before=before)
    return this


def close_round(*, by: User, round: Round, version: int | None = None) -> Round:
    """Close a round: who had reported is kept as it is now, whatever is reported later.

    Every write holds the write lock, so no report comes in between. Errors as `change_round`.
    """
    with unit():
        _check_may(by)
        this = _open(round)
        check_version(this, version)
        before = facts_of(this)
        RoundTask.objects.bulk_create(
            [
                RoundTask(round=this, task_id=each.task_id, division_id=each.division_id, update_id=each.answer_id)
                for each in asked_by(this)
            ],
            batch_size=500,
        )
        this.closed_at, this.closed_by = clock.now(), by
        this.save(update_fields=["closed_at", "closed_by"])
        record_changed(by=by, row=this, before=before)
    return this


def check_open(this: Round) -> None:
    """Raise Conflict, carrying the round, when it is closed."""
    if not this.is_open:
        raise Conflict(_("The round is closed: it stays as it was."), this)


def _check_may(by: User) -> None:
    if not rules.may_urge(by):
        raise PermissionDenied(_("Only the planning office opens, changes and closes rounds."))


def _open(round: Round) -> Round:
    """The round as it stands, its row locked, with its plan."""
    this = Round.objects.select_for_update(of=("self",)).select_related("plan").get(pk=round.pk)
    check_open(this)
    return this


def _check_days(this: Round) -> None:
    """Each day where it can be: reports are as of a day of the plan's year, and nobody is asked for the past."""
    plan, errors = this.plan, dict[str, Any]()
    if not plan.first_day <= this.counts_from <= plan.last_day:
        errors["counts_from"] = _("Expected a day of %(year)d, the plan's year.") % {"year": plan.year}
    if this.due_on < clock.today():
        errors["due_on"] = _("Expected a day from today, %(today)s, on.") % {"today": clock.today().isoformat()}
    elif this.due_on < this.counts_from:
        errors["due_on"] = _("The due day is on or after the day from which reports count.")
    elif this.due_on.year > plan.year + 1:
        errors["due_on"] = _("Expected a day up to the end of %(year)d.") % {"year": plan.year + 1}
    if errors:
        raise ValidationError(errors)


def _check_scope(this: Round, areas: Collection[PriorityArea]) -> None:
    """The areas are the plan's, and no other open round asks for a task of theirs; no area means all of them."""
    if any(area.plan_id != this.plan_id for area in areas):
        raise ValidationError({"areas": _("Expected areas of this plan.")})
    wanted = {area.pk for area in areas}
    for other in Round.objects.open().filter(plan=this.plan).exclude(pk=this.pk).prefetch_related("areas"):
        theirs = {area.pk: area for area in other.areas.all()}
        shared = [theirs[key] for key in theirs if key in wanted]
        if not wanted or not theirs or shared:
            message = (
                _("The %(round)s is open and asks for the same areas: %(areas)s. Close it first.")
                if wanted and theirs
                else _("The %(round)s is open and asks for the same tasks. Close it first, or choose other areas.")
            )
            raise ValidationError({"areas": message % {"round": name_of(other), "areas": listed(shared)}})
