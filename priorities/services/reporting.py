"""Posting reports on tasks. A report is never changed: a better one is posted after it."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rules import is_chief, is_division_staff, is_planning_office
from changelog.models import Change
from changelog.services import Written, record, unit
from foundation import clock
from foundation.errors import Conflict
from priorities import rules
from priorities.attached import Prove
from priorities.models import Plan, ProgressUpdate, Review, Task
from priorities.services.recording import lock_task, update_facts

Status, FirstReview = ProgressUpdate.Status, ProgressUpdate.FirstReview
ENDED = (Status.COMPLETED, Status.CANCELLED)
SAME_CLICK = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a division says of a task. `percent` None: filled in where the status leaves no choice."""

    effective_on: date
    status: str
    percent: int | None = None
    health: str | None = None
    note: str = ""
    problems: str = ""
    needs: str = ""
    next_steps: str = ""
    no_change: bool = False


def post_update(
    *,
    by: User,
    task: Task,
    report: Report,
    once: bool = False,
    seen: int | None = None,
    prove: Prove | None = None,
) -> ProgressUpdate:
    """Record a report on a task; it stands at once, or waits for review (contract.md, section 1).

    `once`: the same report by the same person within the last minute is that report, not a second one (a form sent
    twice by a double click). `seen`: the newest report on the task that the writer has seen (0: none; None: not asked).
    `prove`: adds the files that came with it (`priorities.attached`), in the same transaction.
    Raises PermissionDenied, ValidationError by field, or Conflict with the newest report by somebody else that was not
    seen; writes nothing then.
    """
    with unit():
        task = lock_task(task)
        check_report(by, task, report)
        if once and (posted := _just_posted(by, task, report)):
            if prove is not None:
                prove(posted)
            return posted
        if seen is not None and (other := unseen(by, task, seen).first()):
            raise Conflict(_("Somebody else has reported on this task in the meantime."), other)
        update = new_update(by, task, report, standing_update(task, report.effective_on))
        update.full_clean()
        update.save()
        record(by=by, written=written_of(update))
        if prove is not None:
            prove(update)
    return update


def confirm_no_change(
    *, by: User, task: Task, effective_on: date, once: bool = False, seen: int | None = None
) -> ProgressUpdate:
    """Report that nothing changed: repeats what stands on that day, marked so. The rest as `post_update`."""
    with unit():
        report = repeat(lock_task(task), standing_update(task, effective_on), effective_on)
        return post_update(by=by, task=task, report=report, once=once, seen=seen)


def newest_report() -> int:
    """The id of the newest report there is, 0 without any: what a page made from now on has seen.

    Of all tasks, as one number serves a page of many: ids are in commit order (changelog.services.unit). To be asked
    before the page reads its reports, so that none comes in between unseen. One query.
    """
    return ProgressUpdate.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def unseen(by: User, task: Task, seen: int, until: int | None = None) -> models.QuerySet[ProgressUpdate]:
    """Reports on the task by others that came after the one seen (up to `until`), newest first; not those withdrawn."""
    found = task.updates.with_review().filter(pk__gt=seen).exclude(author=by)
    found = found.exclude(reviews__outcome=Review.Outcome.WITHDRAWN)
    found = found if until is None else found.filter(pk__lte=until)
    shown: models.QuerySet[ProgressUpdate] = found.select_related("author").order_by("-pk")
    return shown


def standing_update(task: Task, day: date | None = None) -> ProgressUpdate | None:
    """The update that stands on a day (None: today), with all that is known; None when there is none. One query."""
    updates = task.updates.with_review().standing_order()
    found: ProgressUpdate | None = (updates if day is None else updates.filter(effective_on__lte=day)).first()
    return found


def repeat(task: Task, standing: ProgressUpdate | None, effective_on: date) -> Report:
    """The report that repeats what stands: not started where nothing does."""
    if standing is None:
        return Report(effective_on=effective_on, status=Status.NOT_STARTED, no_change=True)
    stands = Report(effective_on=effective_on, status=standing.status, percent=standing.percent)
    return Report(
        effective_on=effective_on,
        status=standing.status,
        percent=_percent(task, stands),  # the task's kind may have changed since
        health=standing.health,
        note=standing.note,
        problems=standing.problems,
        needs=standing.needs,
        next_steps=standing.next_steps,
        no_change=True,
    )


def check_report(by: User, task: Task, report: Report) -> None:
    """Whether the person may report this on the task, and what is wrong with it by itself, whatever stands.

    Raises PermissionDenied, or ValidationError by field.
    """
    check_may_post(by, task, report.status)
    _check_plan(task)
    _check_fields(task, report)


def new_update(by: User, task: Task, report: Report, standing: ProgressUpdate | None) -> ProgressUpdate:
    """The report as a row, not saved yet, after `check_report`; `standing` is what stands on its day.

    Raises PermissionDenied, or ValidationError by field, when it does not fit what stands.
    """
    _check_replaces(by, task, report, standing)
    _check_no_change(task, report, standing)
    update = ProgressUpdate(
        task=task,
        author=by,
        recorded_at=clock.now(),
        first_review=_first_review(by, task, report),
        **_columns(task, report),
    )
    update.review = update.first_review
    return update


def written_of(update: ProgressUpdate) -> Written:
    """What the change record keeps of a new report."""
    facts = update_facts(update, update.first_review)
    return Written(action=Change.Action.CREATE, type="update", key=update.pk, after=facts)


def _columns(task: Task, report: Report) -> dict[str, Any]:
    """What a row says of a report: what posting writes, and what tells the same report sent twice."""
    return asdict(report) | {"percent": _percent(task, report), "health": report.health or None}


def _just_posted(by: User, task: Task, report: Report) -> ProgressUpdate | None:
    """The very same report by the same person within the last minute that has not been taken back or returned."""
    return (
        task.updates.with_review()
        .filter(author=by, recorded_at__gte=clock.now() - SAME_CLICK, **_columns(task, report))
        .exclude(reviews__outcome__in=[Review.Outcome.WITHDRAWN, Review.Outcome.RETURNED])
        .order_by("-id")
        .first()
    )


def check_may_post(by: User, task: Task, status: str) -> None:
    """The rule on reporting that status. Raises PermissionDenied."""
    allowed = rules.may_cancel(by, task) if status == Status.CANCELLED else rules.may_report(by, task)
    if not allowed:
        raise PermissionDenied(
            _("Only the planning office and the leader in charge cancel a task.")
            if status == Status.CANCELLED
            else _("Only the lead and supporting divisions and the planning office report on this task.")
        )


def _check_plan(task: Task) -> None:
    """The plan takes reports."""
    if task.plan.status != Plan.Status.ADOPTED:
        raise ValidationError(
            _("Reports are taken while the plan is adopted: this one is %(status)s.")
            % {"status": task.plan.get_status_display()}
        )


def _check_fields(task: Task, report: Report) -> None:
    """Day, percent and status, each error beside its field."""
    errors: dict[str, list[object]] = {}
    plan = task.plan
    if not plan.first_day <= report.effective_on <= plan.last_day:
        errors["effective_on"] = [_("Expected a day of %(year)d, the plan's year.") % {"year": plan.year}]
    elif report.effective_on > clock.today():
        errors["effective_on"] = [_("Expected a day up to today, %(today)s.") % {"today": clock.today().isoformat()}]
    if report.status not in Status.values:
        errors["status"] = [_("Expected one of: %(known)s.") % {"known": ", ".join(Status.values)}]
    elif message := _percent_error(task, report):
        errors["percent"] = [message]
    if report.health and report.health not in ProgressUpdate.Health.values:
        errors["health"] = [_("Expected one of: %(known)s.") % {"known": ", ".join(ProgressUpdate.Health.values)}]
    if errors:
        raise ValidationError(errors)


def _percent_error(task: Task, report: Report) -> object:
    """What is wrong with the percent for this task and status; None when nothing is."""
    percent, status = report.percent, report.status
    if task.is_ongoing:
        return _("A continuing effort has no percent: leave it empty.") if percent is not None else None
    if percent is None:
        return _("Expected a whole number from 0 to 99.") if status in (Status.IN_PROGRESS, Status.CANCELLED) else None
    if not 0 <= percent <= 100:
        return _("Expected a whole number from 0 to 100.")
    if status == Status.COMPLETED and percent != 100:
        return _("Completed means 100%.")
    if status == Status.NOT_STARTED and percent != 0:
        return _("Not started means 0%.")
    if status in (Status.IN_PROGRESS, Status.CANCELLED) and percent == 100:
        return _("100% means completed: choose that status, or 0 to 99%.")
    return None


def _percent(task: Task, report: Report) -> int | None:
    """The percent to keep: given, or what the status leaves no choice about; None for ongoing tasks."""
    if task.is_ongoing:
        return None
    if report.percent is not None:
        return report.percent
    return 100 if report.status == Status.COMPLETED else 0


def _check_replaces(by: User, task: Task, report: Report, standing: ProgressUpdate | None) -> None:
    """Cancelling, and replacing what is closed out or cancelled on its day, is not a division's, and has a reason."""
    replaces_end = standing is not None and standing.status in ENDED
    if replaces_end and not rules.may_decide(by, task):
        raise PermissionDenied(
            _("The task is %(status)s: only the planning office reopens it.")
            % {"status": standing.get_status_display() if standing else ""}
        )
    if (replaces_end or report.status == Status.CANCELLED) and not report.note.strip():
        raise ValidationError({"note": _("Say why the task is cancelled or reopened.")})


def _check_no_change(task: Task, report: Report, standing: ProgressUpdate | None) -> None:
    """“No change” says what stands: another status, percent or rating is a change."""
    if not report.no_change:
        return
    repeated = repeat(task, standing, report.effective_on)
    said = (report.status, _percent(task, report), report.health or None)
    if said != (repeated.status, _percent(task, repeated), repeated.health):
        raise ValidationError(
            {"no_change": _("“No change” repeats status, percent and rating of the report that stands.")}
        )


def _first_review(by: User, task: Task, report: Report) -> str:
    """Where the report starts in review."""
    if report.status == Status.COMPLETED:
        leads = is_chief(by) and by.division_id == task.lead_division_id
        return FirstReview.ENDORSED if leads or is_planning_office(by) else FirstReview.PENDING
    if is_division_staff(by) and task.plan.review_reports:
        return FirstReview.PENDING
    return FirstReview.NOT_REQUIRED
