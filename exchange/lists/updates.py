"""All progress updates of the tasks of a list, or of one task, each as the task's own page tells it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from exchange.lists.base import Cells, Listing, batches, check, keys_of
from exchange.lists.tasks import UNDERSTOOD, facts_of, one
from exchange.lists.words import REVIEW
from exchange.models import Export
from foundation.pages import refuse_unknown
from foundation.sheets.columns import Column
from priorities.figures import Moment
from priorities.lists import columns_of, filters_of, order_of, rows_of
from priorities.models import Plan, ProgressUpdate, Review, Task
from priorities.shortcuts import moment_from
from priorities.templatetags.task_words import acting


def update_listing(request: HttpRequest, plan: Plan, user: User) -> Listing:
    """The reports on the tasks that the address lists (or names: `?task=`), in the list's order, newest first.

    Up to the page's day, and as known at its instant; BadRequest where the page would answer 400.
    """
    refuse_unknown(request, (*UNDERSTOOD, "task"))
    moment, order = moment_from(request, plan), order_of(request)
    columns_of(request)
    filterset = filters_of(request, plan, moment)
    check(filterset)
    tasks = _the_one(request, plan) or keys_of(rows_of(request, plan, filterset, moment, order))
    facts = facts_of(Export.List.UPDATES, plan)
    keys = _keys(plan, moment, tasks)
    return Listing(
        name=Export.List.UPDATES,
        plan=plan,
        day=moment.day,
        columns=_columns(),
        total=len(keys),
        rows=lambda: _rows(moment, keys),
        facts=facts,
    )


def _the_one(request: HttpRequest, plan: Plan) -> list[int]:
    """The key of the task that `?task=` names; BadRequest for one that the plan does not have. One query, or none."""
    code = request.GET.get("task", "")
    if not code:
        return []
    of_code = Task.objects.of_plan(plan).filter(code=code).values_list("pk", flat=True)
    found = list(of_code) if code.isprintable() else []
    if not found:
        raise BadRequest(_("The plan has no task “%(code)s”.") % {"code": code[:50]})
    return found


def _keys(plan: Plan, moment: Moment, tasks: Sequence[int]) -> Sequence[int]:
    """The keys of the reports: by task in their order, of one task the newest first. One query."""
    place = {task: at for at, task in enumerate(tasks)}
    updates: QuerySet[Any] = ProgressUpdate.objects.for_timeline(moment.day, moment.known_at)
    if len(tasks) == 1:
        updates = updates.filter(task=tasks[0])
    pairs = (
        updates.filter(task__area__plan=plan)
        .select_related(None)
        .prefetch_related(None)
        .values_list("task_id", "pk")
        .iterator(chunk_size=5000)
    )
    found = [(place[task], pk) for task, pk in pairs if task in place]
    found.sort(key=lambda pair: pair[0])  # stable: within a task as they came
    return keys_of(pk for _place, pk in found)


def _columns() -> list[Column]:
    words = ProgressUpdate.Status.labels, ProgressUpdate.Health.labels
    statuses, ratings = ([str(word) for word in some] for some in words)
    return [
        Column("code", _("No."), "text", 8),
        Column("task", _("Task"), "text", 40),
        Column("effective_on", pgettext("report", "As of"), "day", 12),
        Column("status", _("Status"), "choice", 12, choices=statuses),
        Column("percent", pgettext("percent", "Done"), "percent", 8),
        Column("health", _("Own rating"), "choice", 12, choices=ratings),
        Column("no_change", capfirst(_("no change, confirmed")), "text", 12),
        Column("note", pgettext("report", "Progress"), "long", 50),
        Column("problems", _("Problems"), "long", 40),
        Column("needs", _("Coordination needed"), "long", 40),
        Column("next_steps", _("Next steps"), "long", 40),
        Column("author", capfirst(_("author")), "text", 16),
        Column("recorded_at", capfirst(_("recorded")), "instant", 18),
        Column("review", capfirst(_("review")), "text", 12),
        Column("reviewer", _("Reviewed by"), "text", 20),
        Column("reason", pgettext("return", "Reason"), "long", 40),
    ]


def _rows(moment: Moment, keys: Sequence[int]) -> Iterator[Cells]:
    """The rows. Three queries for each batch."""
    for batch in batches(keys):
        shown = ProgressUpdate.objects.for_timeline(moment.day, moment.known_at).select_related("author", "task__area")
        found = shown.in_bulk(batch)
        for key in batch:
            if key in found:
                yield _cells(found[key])


def _cells(update: ProgressUpdate) -> Cells:
    """The reviewer and the reason are of the newest review."""
    task, reviews = update.task, list(update.reviews.all())
    last: Review | None = reviews[-1] if reviews else None
    return [
        task.short_code,
        one(task.name_en, task.name_zh),
        update.effective_on,
        str(ProgressUpdate.Status(update.status).label),
        update.percent,
        str(ProgressUpdate.Health(update.health).label) if update.health else "",
        _("yes") if update.no_change else "",
        update.note,
        update.problems,
        update.needs,
        update.next_steps,
        update.author.name,
        update.recorded_at,
        str(REVIEW[update.review]),
        acting(last) if last else "",
        last.reason if last else "",
    ]
