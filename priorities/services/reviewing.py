"""Release, return, close-out and withdrawal of reports. Each is a row of its own, and final."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rules import is_planning_office
from changelog.models import Change
from changelog.services import Written, record, unit
from foundation import clock
from foundation.errors import Conflict
from priorities import rules
from priorities.models import ProgressUpdate, Review
from priorities.services.deputies import for_chief
from priorities.services.recording import lock_task, update_facts
from priorities.services.reporting import ENDED, standing_update

Outcome = Review.Outcome


def accept(*, by: User, update: ProgressUpdate) -> Review:
    """Release a report: the chief's acceptance of a completion endorses it, everything else is accepted.

    Raises PermissionDenied, Conflict when it was reviewed meanwhile or a later update stands, ValidationError where a
    reason is missing; writes nothing then.
    """
    with unit():
        update = _locked(update)
        check_may_review(by, update)
        _check_waits(by, update)
        _check_order(by, update)
        endorses = update.is_completion and not is_planning_office(by)
        return _write(by, update, Outcome.ENDORSED if endorses else Outcome.ACCEPTED, "")


def accept_several(*, by: User, updates: Collection[ProgressUpdate]) -> list[Review]:
    """Release several reports, oldest first, all or none. Errors as `accept`."""
    several = {each.pk: each for each in updates}.values()
    with unit():
        return [accept(by=by, update=each) for each in sorted(several, key=lambda each: (each.effective_on, each.pk))]


def give_back(*, by: User, update: ProgressUpdate, reason: str) -> Review:
    """Return a report to its author with a reason. Raises PermissionDenied, ValidationError on `reason`, Conflict."""
    with unit():
        update = _locked(update)
        check_may_review(by, update)
        _check_waits(by, update)
        if not reason.strip():
            raise ValidationError({"reason": _("Say why the report is returned.")})
        return _write(by, update, Outcome.RETURNED, reason)


def give_back_several(*, by: User, updates: Collection[ProgressUpdate], reason: str) -> list[Review]:
    """Return several reports for one reason, all or none. Errors as `give_back`."""
    several = {each.pk: each for each in updates}.values()
    with unit():
        return [give_back(by=by, update=each, reason=reason) for each in sorted(several, key=lambda each: each.pk)]


def withdraw(*, by: User, update: ProgressUpdate) -> Review:
    """Take back one's own pending report. Raises PermissionDenied, Conflict when it was reviewed meanwhile."""
    with unit():
        update = _locked(update)
        check_may_withdraw(by, update)
        if update.review != "pending":
            raise Conflict(_("The report is no longer pending: it cannot be withdrawn."), update)
        return _write(by, update, Outcome.WITHDRAWN, "")


def _locked(update: ProgressUpdate) -> ProgressUpdate:
    """The report with its review as it stands, its task locked."""
    lock_task(update.task)
    found: ProgressUpdate = (
        ProgressUpdate.objects.with_review().select_related("task__area__plan", "author").get(pk=update.pk)
    )
    return found


def check_may_withdraw(by: User, update: ProgressUpdate) -> None:
    """Whose report it is, whatever its state. Raises PermissionDenied."""
    if update.author_id != by.pk:
        raise PermissionDenied(_("Only its author withdraws a report."))


def check_may_review(by: User, update: ProgressUpdate) -> None:
    """Whose review it is, whatever its state. Raises PermissionDenied."""
    if update.author_id == by.pk:
        raise PermissionDenied(_("Nobody accepts their own report."))
    if rules.is_own(by, update):
        raise PermissionDenied(_("The report is the chief's own: who stands in does not release it."))
    if not rules.is_reviewer(by, update.task):
        raise PermissionDenied(_("Only the chief of the lead division and the planning office review this report."))


def _check_waits(by: User, update: ProgressUpdate) -> None:
    """It waits for this person's review: reviews are final. Asked after the rule: who may not learns no more."""
    if update.review not in ("pending", "endorsed"):
        raise Conflict(
            _("The report waits for no review: it is %(review)s.") % {"review": review_word(update.review)}, update
        )
    if not rules.may_accept(by, update):
        raise PermissionDenied(_("The completion is endorsed: only the planning office closes it out."))


def _check_order(by: User, update: ProgressUpdate) -> None:
    """A later update that stands is in the way; what is closed out or cancelled is reopened by whom and as one may."""
    standing = standing_update(update.task)
    if standing is None:
        return
    if (standing.effective_on, standing.pk) > (update.effective_on, update.pk):
        raise Conflict(
            _("A later update stands, as of %(day)s: accepting this one would change nothing. Return it instead.")
            % {"day": standing.effective_on.isoformat()},
            standing,
        )
    if standing.status not in ENDED or standing.status == update.status:
        return
    if not rules.may_decide(by, update.task):
        raise PermissionDenied(
            _("The task is %(status)s: only the planning office reopens it.")
            % {"status": standing.get_status_display()}
        )
    if not update.note.strip():
        raise ValidationError(_("Accepting this report would reopen the task, and it does not say why: return it."))


def _write(by: User, update: ProgressUpdate, outcome: str, reason: str) -> Review:
    """Save the review and record it."""
    review = Review(update=update, by=by, at=clock.now(), outcome=outcome, reason=reason)
    review.full_clean()
    review.save()
    before = update_facts(update, update.review)
    after = update_facts(update, outcome) | ({"reason": reason} if reason else {})
    if outcome != Outcome.WITHDRAWN:
        after |= for_chief(by)
    written = Written(action=Change.Action.CHANGE, type="update", key=update.pk, before=before, after=after)
    record(by=by, written=written)
    return review


def review_word(review: str) -> object:
    """The word for how a report stands in review."""
    words = dict(ProgressUpdate.FirstReview.choices) | dict(Review.Outcome.choices)
    return words.get(review, review)
