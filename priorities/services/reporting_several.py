"""Posting a list of reports: all of them or none, in a number of queries that does not grow with the list."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from accounts.models import User
from changelog.services import record_all, unit
from foundation.errors import Refusals
from priorities.models import ProgressUpdate, Task
from priorities.services.recording import lock_tasks
from priorities.services.reporting import Report, check_report, new_update, repeat, written_of

SETTLED = (ProgressUpdate.Status.COMPLETED, ProgressUpdate.Status.NOT_STARTED)


@dataclass(frozen=True, kw_only=True)
class Posting:
    """One report of a list. `report` None: nothing has changed by that day.

    `as_stands`: what the report leaves open of status, percent and health, to be said as it stands on that day.
    """

    task: Task
    effective_on: date
    report: Report | None
    as_stands: Collection[str] = ()


def post_several(*, by: User, postings: Mapping[int, Posting], refusals: Refusals) -> list[ProgressUpdate]:
    """Record reports in their order, each judged by what those before it say. By their places in a list.

    Raises Several with all that is wrong, what `refusals` holds already included; writes nothing then.
    """
    with unit():
        tasks = lock_tasks({each.task.pk for each in postings.values()})
        updates = list(judge_several(by=by, tasks=tasks, postings=postings, refusals=refusals).values())
        refusals.check()
        ProgressUpdate.objects.bulk_create(updates, batch_size=500)
        record_all(by=by, several=[written_of(each) for each in updates])
    return updates


def judge_several(
    *, by: User, tasks: Mapping[int, Task], postings: Mapping[int, Posting], refusals: Refusals
) -> dict[int, ProgressUpdate]:
    """The reports as they would be saved, by their places; what is wrong with the others goes to `refusals`.

    `tasks`: those of the postings by their ids, with plan and supporting divisions. One query; writes nothing.
    """
    standing, updates = _Standing(tasks.values()), dict[int, ProgressUpdate]()
    for place, each in postings.items():
        with refusals.at(place):
            updates[place] = _judged(by, tasks[each.task.pk], each, standing)
            standing.add(updates[place])
    return updates


class _Standing:
    """The reports that stand on some tasks, the newest first, and those that a list adds to them. One query."""

    def __init__(self, tasks: Collection[Task]) -> None:
        self._of: dict[int, list[ProgressUpdate]] = defaultdict(list)
        for update in ProgressUpdate.objects.filter(task__in=tasks).standing_order():
            self._of[update.task_id].append(update)

    def at(self, task: Task, day: date) -> ProgressUpdate | None:
        """The one that stands on a day; None when there is none."""
        return next((each for each in self._of[task.pk] if each.effective_on <= day), None)

    def add(self, update: ProgressUpdate) -> None:
        """Put a new report before those of its day, if it stands at once."""
        if update.first_review == ProgressUpdate.FirstReview.NOT_REQUIRED:
            stand = self._of[update.task_id]
            older = (place for place, each in enumerate(stand) if each.effective_on <= update.effective_on)
            stand.insert(next(older, len(stand)), update)


def _judged(by: User, task: Task, posting: Posting, standing: _Standing) -> ProgressUpdate:
    """The report to be saved. Raises what `post_update` raises."""
    stands = standing.at(task, posting.effective_on)
    report = _report(task, posting, stands)
    check_report(by, task, report)
    update = new_update(by, task, report, stands)
    # Task and author were just read; what the constraints say was just checked, and the database holds them. Asking it
    # of every row again, 14 queries each, 1,000 reports took 6.2 s, while nobody else could write; without, 0.6 s.
    update.full_clean(exclude={"task", "author"}, validate_constraints=False)
    return update


def _report(task: Task, posting: Posting, stands: ProgressUpdate | None) -> Report:
    """What is reported of the task, filled in with what stands where the posting says so."""
    if posting.report is None:
        return repeat(task, stands, posting.effective_on)
    left_open, standing = set(posting.as_stands), repeat(task, stands, posting.effective_on)
    if "status" not in left_open and posting.report.status in SETTLED:
        left_open -= {"percent"}  # this status leaves no choice about it
    filled: dict[str, Any] = {name: getattr(standing, name) for name in left_open}
    return replace(posting.report, **filled)
