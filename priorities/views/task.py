"""A task's own page, its milestones' ticks, and its history."""

from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.rules import is_planning_office
from changelog.audience import tags_of
from foundation.pages import paginate, refuse_unknown
from priorities import charts, desks, history, rules, urges
from priorities import extensions as asked
from priorities.figures import Moment, attach
from priorities.figures.extensions import extensions
from priorities.models import ProgressUpdate, Task
from priorities.shortcuts import moment_from, reader


@require_safe
def task(request: HttpRequest, code: str) -> HttpResponse:
    """The task at a moment: facts, source, milestones, planned and actual, reports and their reviews."""
    refuse_unknown(request, ("as_of", "known_at", "page"))
    this, user = get_object_or_404(Task.objects.for_page(), code=code), reader(request)
    return render(request, "priorities/task.html", page_context(request, user, this))


def page_context(request: HttpRequest, user: User, this: Task) -> dict[str, Any]:
    """What the page is written from, and its parts that htmx shows anew."""
    plan = this.plan
    moment = moment_from(request, plan)
    attach([this], moment)
    page = paginate(request, this.updates.for_timeline(moment.day, moment.known_at))
    now, moved = moment == Moment.of(plan), extensions(this, moment)
    return {
        "plan": plan,
        "nav": "tasks",
        "moment": moment,
        "task": this,
        "extensions": moved,
        "extending": asked.of_task(this, moment, moved, user),
        "weights": Task.objects.of_plan(plan).filter(kind=Task.Kind.DEADLINE).aggregate(sum=Sum("weight"))["sum"],
        "milestones": _milestones(this, moment),
        "page": page,
        "timeline": [_entry(user, update, now) for update in page],
        "waiting": next((update for update in page if update.review in ("pending", "endorsed")), None),
        "curve": charts.planned_and_actual(this, moment),
        "may_report": now and desks.takes_reports(plan) and _may_report(user, this),
        "may_tick": now and desks.takes_reports(plan) and rules.may_report(user, this),
        "may_edit": rules.may_edit_plan(user),
        "may_urge": now and desks.takes_reports(plan) and this.state.is_open and rules.may_urge(user),
        "urges": urges.unanswered_on(this) if now else [],
        "may_schedule": rules.may_set_schedule(user, this),
        "closes_out": is_planning_office(user),
        "here_url": reverse("priorities:task", args=[this.code]),
    }


def _may_report(user: User, task: Task) -> bool:
    """Whether a report of this person could be taken: what has ended is the planning office's to reopen."""
    open_to = rules.statuses_open_to(user, task)
    return bool(open_to) and (task.state.is_open or rules.may_decide(user, task))


def _entry(user: User, update: ProgressUpdate, now: bool) -> dict[str, Any]:
    """One report of the timeline with what the reader may do about it."""
    return {
        "update": update,
        "may_accept": now and rules.may_accept(user, update),
        "may_withdraw": now and rules.may_withdraw(user, update),
    }


def _milestones(task: Task, moment: Moment) -> dict[str, Any]:
    """The task's milestones as they stand now, each with its share of the weights and how late it was."""
    rows = list(task.milestones.all())
    total = sum(row.weight for row in rows)
    return {
        "rows": [
            {
                "milestone": row,
                "share": round(100 * row.weight / total),
                "late": (row.completed_on - row.due_on).days if row.completed_on else None,
                "missed": row.completed_on is None and row.due_on < moment.day,
            }
            for row in rows
        ],
        "done": sum(row.completed_on is not None for row in rows),
    }


@require_safe
def task_history(request: HttpRequest, code: str) -> HttpResponse:
    """Every change of the task and of what belongs to it, newest first: who, when, before and after."""
    refuse_unknown(request, ("kind", "page"))
    this, user = get_object_or_404(Task.objects.for_list(), code=code), reader(request)
    kind = request.GET.get("kind", "")
    if kind and kind not in history.KINDS:
        raise BadRequest(_("Unknown value of “kind”. Known: %(known)s.") % {"known": ", ".join(history.KINDS)})
    seen = history.changes_of(this).seen_by(tags_of(user))
    numbers = history.numbers(seen)
    page = paginate(request, history.of_kind(seen, kind))
    context = {
        "plan": this.plan,
        "nav": "tasks",
        "task": this,
        "page": page,
        "entries": history.entries(page.object_list),
        "kind": kind,
        "all": sum(numbers.values()),
        "kinds": [(key, each.name, numbers[key]) for key, each in history.KINDS.items() if numbers[key] or key == kind],
    }
    return render(request, "priorities/task_history.html", context)
