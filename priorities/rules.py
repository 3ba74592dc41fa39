"""Who may do what with the plan (product.md's table). Every plan, area and task may be read by everyone with a role."""

from django.db.models import Q, QuerySet

from accounts.rules import (
    Reader,
    acts_as_chief,
    division_of,
    has_role,
    is_chief,
    is_leadership,
    is_planning_office,
    stood_in_for,
)
from priorities.models import ExtensionRequest, Plan, ProgressUpdate, SavedView, Task


def may_edit_plan(user: Reader) -> bool:
    """Edit plans, areas, tasks, indicators."""
    return is_planning_office(user)


def may_report(user: Reader, task: Task) -> bool:
    """Post an update, milestones, evidence: the lead or a supporting division's people; the planning office on any."""
    if is_planning_office(user):
        return True
    division = division_of(user)
    if division is None:
        return False
    return task.lead_division_id == division or any(each.pk == division for each in task.supporting_divisions.all())


def may_report_somewhere(user: Reader) -> bool:
    """Whether there can be a task for which `may_report` holds."""
    return is_planning_office(user) or division_of(user) is not None


def may_decide(user: Reader, task: Task) -> bool:
    """Close out, cancel, reopen: the planning office. (Nobody accepts their own claim; see `may_accept`.)"""
    return is_planning_office(user)


def may_cancel(user: Reader, task: Task) -> bool:
    """Cancel a task: the planning office, or the leader in charge of it."""
    return is_planning_office(user) or (is_leadership(user) and task.leader_in_charge_id == user.pk)


def may_set_schedule(user: Reader, task: Task) -> bool:
    """Set a task's dates, and so extend it: the planning office, or the leader in charge of it."""
    return is_planning_office(user) or (is_leadership(user) and task.leader_in_charge_id == user.pk)


def may_ask_extension(user: Reader, task: Task) -> bool:
    """Ask for a later deadline: the chief of the task's lead division, or who stands in."""
    return acts_as_chief(user) and task.lead_division_id == division_of(user)


def may_ask_somewhere(user: Reader) -> bool:
    """Whether there can be a task for which `may_ask_extension` holds."""
    return acts_as_chief(user)


def may_decide_extension(user: Reader, request: ExtensionRequest) -> bool:
    """Grant or refuse a later deadline: the leader in charge of the task, or the planning office; never one's own."""
    return request.by_id != user.pk and may_set_schedule(user, request.task)


def extensions_decided_by(requests: QuerySet[ExtensionRequest], user: Reader) -> QuerySet[ExtensionRequest]:
    """The requests for which `may_decide_extension` holds."""
    if is_planning_office(user):
        return requests.exclude(by=user.pk)
    return (
        requests.filter(task__leader_in_charge=user.pk).exclude(by=user.pk) if is_leadership(user) else requests.none()
    )


def may_urge(user: Reader) -> bool:
    """Urge tasks, open and close rounds: the planning office."""
    return is_planning_office(user)


def statuses_open_to(user: Reader, task: Task) -> list[ProgressUpdate.Status]:
    """The statuses that a person may report on a task; none: may not report at all."""
    Status = ProgressUpdate.Status  # noqa: N806  # a short name for the enumeration
    reported = [Status.NOT_STARTED, Status.IN_PROGRESS, Status.COMPLETED] if may_report(user, task) else []
    return [*reported, Status.CANCELLED] if may_cancel(user, task) else reported


def releases_reports(user: Reader) -> bool:
    """Whether a division's reports wait for this person: its chief, or who stands in for the chief today."""
    return acts_as_chief(user)


def may_name_deputy(user: Reader) -> bool:
    """Name one's own deputy: a division's chief."""
    return is_chief(user)


def is_reviewer(user: Reader, task: Task) -> bool:
    """Whether reports on the task are this person's to review, whatever their state: see `may_accept`."""
    return is_planning_office(user) or (releases_reports(user) and task.lead_division_id == division_of(user))


def may_accept(user: Reader, update: ProgressUpdate) -> bool:
    """Accept or return a report that waits: never one's own, nor for a chief the chief's own.

    The planning office any that is pending or endorsed; the chief of the task's lead division, or who stands in, those
    that are pending. `update` carries `review` (see `with_review`).
    """
    if is_own(user, update):
        return False
    if is_planning_office(user):
        return update.review in ("pending", "endorsed")
    return releases_reports(user) and update.review == "pending" and update.task.lead_division_id == division_of(user)


def is_own(user: Reader, update: ProgressUpdate) -> bool:
    """Whether the report is the person's own, or that of the chief for whom the person stands in."""
    return update.author_id in (user.pk, stood_in_for(user))


def acceptable_by(updates: QuerySet[ProgressUpdate], user: Reader) -> QuerySet[ProgressUpdate]:
    """The reports for which `may_accept` holds; `updates` carry `review`."""
    if is_planning_office(user):
        return updates.filter(review__in=["pending", "endorsed"]).exclude(author=user.pk)  # type: ignore[misc]  # annotated
    if releases_reports(user):
        own = [each for each in (user.pk, stood_in_for(user)) if each is not None]
        return updates.filter(review="pending", task__lead_division=division_of(user)).exclude(author__in=own)  # type: ignore[misc]  # annotated
    return updates.none()


def may_withdraw(user: Reader, update: ProgressUpdate) -> bool:
    """Take back one's own report while it is pending."""
    return update.author_id == user.pk and update.review == "pending"


def views_seen_by(user: Reader, plan: Plan | None = None) -> QuerySet[SavedView]:
    """The saved views that a person sees: their own, and those shared with everybody; of one plan where it is given."""
    views = SavedView.objects.all() if plan is None else SavedView.objects.filter(plan=plan)
    return views.filter(Q(owner=user.pk) | Q(shared=True)) if has_role(user) else views.none()


def may_save_view(user: Reader) -> bool:
    """Keep views of lists: everybody who sees them."""
    return has_role(user)


def may_change_view(user: Reader, view: SavedView) -> bool:
    """Rename, share or overwrite a view: its owner."""
    return has_role(user) and view.owner_id == user.pk


def may_delete_view(user: Reader, view: SavedView) -> bool:
    """Delete a view: its owner; a shared one also the planning office."""
    return may_change_view(user, view) or (view.shared and is_planning_office(user))


def may_see_league(user: Reader) -> bool:
    """See divisions side by side: leadership and planning office; a chief their own row (see `league_divisions`)."""
    return is_leadership(user) or is_planning_office(user)


def league_divisions(user: Reader, plan: Plan) -> set[int] | None:
    """The ids of the divisions whose figures the reader may see: None for all of them."""
    if may_see_league(user):
        return None
    division = division_of(user)
    return {division} if is_chief(user) and division is not None else set()


def round_divisions(user: Reader, plan: Plan) -> set[int] | None:
    """The ids of the divisions of which the reader may see who has not reported in a round: None for all of them.

    Those whose league they see; and division staff, too, what is asked of their own division, which they are to answer.
    """
    if may_see_league(user):
        return None
    division = division_of(user)
    return set() if division is None else {division}
