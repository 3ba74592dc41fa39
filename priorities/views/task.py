"""A task's own page, its milestones' ticks, and its history."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import CharField, Q, Sum
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.rules import is_planning_office
from changelog.audience import tags_of
from changelog.models import Change
from foundation import clock
from foundation.filters import DayField
from foundation.pages import paginate, refuse_unknown
from priorities import charts, desks, history, rules
from priorities import extensions as asked
from priorities.figures import Moment, attach
from priorities.figures.extensions import extensions
from priorities.models import Milestone, ProgressUpdate, Task
from priorities.services.planning_milestones import tick_milestone
from priorities.shortcuts import moment_from, reader, way_back


@require_safe
def task(request: HttpRequest, code: str) -> HttpResponse:
    """The task at a moment: facts, source, milestones, planned and actual, reports and their reviews."""
    refuse_unknown(request, ("as_of", "known_at", "page"))
    this, user = get_object_or_404(Task.objects.for_page(), code=code), reader(request)
    plan = this.plan
    moment = moment_from(request, plan)
    attach([this], moment)
    page = paginate(request, this.updates.for_timeline(moment.day, moment.known_at))
    now, moved = moment == Moment.of(plan), extensions(this, moment)
    context = {
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
        "may_schedule": rules.may_set_schedule(user, this),
        "closes_out": is_planning_office(user),
        "here_url": reverse("priorities:task", args=[this.code]),
    }
    return render(request, "priorities/task.html", context)


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


@require_POST
def milestone_tick(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Tick a milestone off as of `completed_on` (default: today), or, with `undo`, take the tick back."""
    milestone = get_object_or_404(Milestone.objects.select_related("task__area__plan"), pk=pk, task__code=code)
    back = way_back(request, reverse("priorities:task", args=[code]) + "#milestones")
    try:
        day = None if "undo" in request.POST else _day(request)
        tick_milestone(by=reader(request), milestone=milestone, completed_on=day)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(back)
    said = _("Ticked off: %(name)s.") if day else _("No longer ticked off: %(name)s.")
    messages.success(request, said % {"name": milestone.name})
    return HttpResponseRedirect(back)


def _day(request: HttpRequest) -> Any:
    """The day of the tick; today where none is given."""
    text = request.POST.get("completed_on", "")
    return DayField(required=False).clean(text) or clock.today()


@require_safe
def task_history(request: HttpRequest, code: str) -> HttpResponse:
    """Every change of the task, of the reports on it and its extensions, newest first: who, when, before and after."""
    refuse_unknown(request, ("page",))
    this, user = get_object_or_404(Task.objects.for_list(), code=code), reader(request)
    reports = [str(pk) for pk in this.updates.values_list("pk", flat=True)]
    requests = this.extension_requests.annotate(key=Cast("pk", CharField())).values("key")
    of_task = Q(type="task", key=this.code) | Q(type="update", key__in=reports) | Q(type="extension", key__in=requests)
    changes = Change.objects.filter(of_task).seen_by(tags_of(user)).select_related("by").order_by("-id")
    page = paginate(request, changes)
    context = {
        "plan": this.plan,
        "nav": "tasks",
        "task": this,
        "page": page,
        "entries": history.entries(page.object_list),
    }
    return render(request, "priorities/task_history.html", context)
