"""A second opinion on who is reminded of what: plain Python over the rows, one after the other."""

from datetime import date
from typing import Any

from accounts.models import Role, User
from priorities.models import ExtensionRequest, Plan, ProgressUpdate, Task, Urge

Found = set[tuple[str, str, str]]  # kind, code of the task, what of it


def expected(user: User, today: date) -> Found:
    """Kind, task and thing of everything that the person is reminded of, every kind being on."""
    found: Found = set()
    if not user.is_active or user.role in ("", Role.ADMINISTRATOR):
        return found
    for task in Task.objects.all():
        plan = task.area.plan
        if (plan.status, plan.year) == (Plan.Status.ADOPTED, today.year) and plan.demonstration == user.demonstration:
            found |= {(kind, task.code, "") for kind in _of_task(user, task, today)}
            found |= {(kind, task.code, f"u-{pk}") for kind, pk in _of_reports(user, task)}
            found |= {("awaiting", task.code, f"extension-{pk}") for pk in _extensions(user, task)}
    return found


def _of_task(user: User, task: Task, today: date) -> list[str]:
    """Deadlines, silence, urging."""
    updates = list(task.updates.all())
    standing = [
        each
        for each in updates
        if each.first_review == "not_required" or any(review.outcome == "accepted" for review in each.reviews.all())
    ]
    newest = max(standing, key=lambda each: (each.effective_on, each.pk), default=None)
    if newest is not None and newest.status in ("completed", "cancelled"):
        return []
    schedule: Any = task.schedules.get()
    kinds = []
    left = (schedule.due_on - today).days
    if task.kind == "deadline":
        if left < 0:
            kinds.append("overdue")
        elif left <= 1:
            kinds.append("due_1")
        elif left <= 7:
            kinds.append("due_7")
    heard = max([schedule.starts_on, *(each.effective_on for each in updates if each.effective_on <= today)])
    if schedule.starts_on <= today and (today - heard).days > task.area.plan.stale_days:
        kinds.append("stale")
    if any(not _answered(urge, updates) for urge in Urge.objects.filter(task=task)):
        kinds.append("urged")
    leader = user.pk if user.role == Role.LEADERSHIP else user.secretary_to_id if user.role == Role.SECRETARY else None
    if leader is not None and task.leader_in_charge_id == leader:
        return [kind for kind in kinds if kind == "overdue"]
    if user.role not in (Role.STAFF, Role.CHIEF) or task.lead_division_id != user.division_id:
        return []
    mine = user.role == Role.CHIEF or task.responsible_id in (None, user.pk)
    return kinds if mine else []


def _answered(urge: Urge, updates: list[ProgressUpdate]) -> bool:
    return any(
        update.recorded_at >= urge.at
        and not any(review.outcome in ("returned", "withdrawn") for review in update.reviews.all())
        for update in updates
    )


def _of_reports(user: User, task: Task) -> list[tuple[str, int]]:
    """What was returned to the person, and what waits for the person's release or close-out."""
    found = []
    updates = list(task.updates.all())
    for update in updates:
        outcomes = [review.outcome for review in update.reviews.order_by("id")]
        later = any(other.author_id == user.pk and other.pk > update.pk for other in updates)
        if update.author_id == user.pk:
            if "returned" in outcomes and not later:
                found.append(("returned", update.pk))
            continue
        review = outcomes[-1] if outcomes else update.first_review
        if user.role == Role.CHIEF and review == "pending" and task.lead_division_id == user.division_id:
            found.append(("awaiting", update.pk))
        unreleasable = update.status == "completed" or task.lead_division_id is None
        if user.role == Role.PLANNING_OFFICE and review in ("pending", "endorsed") and unreleasable:
            found.append(("awaiting", update.pk))
    return found


def _extensions(user: User, task: Task) -> list[int]:
    """Requests for more time that wait for the person, or for the leader whom the person serves."""
    decider = user.secretary_to if user.role == Role.SECRETARY else user
    return [
        request.pk
        for request in ExtensionRequest.objects.filter(task=task)
        if not hasattr(request, "decision")
        and decider is not None
        and request.by_id != decider.pk
        and (
            decider.role == Role.PLANNING_OFFICE
            or (decider.role == Role.LEADERSHIP and task.leader_in_charge_id == decider.pk)
        )
    ]
