"""The change record of the demonstration's tasks, as their services would have kept it day by day."""

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Prefetch

from accounts.models import User
from changelog.models import Audience, Change
from changelog.services import EVERYBODY
from evidence.models import Evidence
from evidence.recording import facts as evidence_facts
from priorities.models import ExtensionRequest, Milestone, ProgressUpdate, Review, Schedule, Task, Urge
from priorities.services.extending import extension_facts
from priorities.services.recording import update_facts
from priorities.services.urging import urge_facts
from workplan.demonstration.loader import add_values
from workplan.demonstration.stage import moment
from workplan.demonstration.tasks import Scripted

CREATE, CHANGE = Change.Action.CREATE, Change.Action.CHANGE
TICKED = 17 * 60  # at five in the afternoon
Facts = dict[str, Any]


class Line(NamedTuple):
    """One line of the record."""

    at: datetime
    by: User | None
    action: str
    type: str
    key: str
    version: int | None
    before: Facts | None
    after: Facts


def add_records(made: Sequence[Scripted]) -> None:
    """Write what was done to these tasks, in the order of its time, and raise their versions by it."""
    lines = [line for each in made for line in _of_task(each)]
    tasks = [each.task.pk for each in made]
    lines += [*_of_reports(tasks), *_of_extensions(tasks), *_of_urges(tasks), *_of_evidence()]
    lines.sort(key=lambda line: line.at)
    names = ["at", "by_id", "token_name", "request_id", "action", "type", "key", "version", "before", "after"]
    keys = add_values(Change, names, [_row(line) for line in lines])
    add_values(
        Audience,
        ["change_id", "tag", "before", "after"],
        [_seen(key, line) for key, line in zip(keys, lines, strict=True)],
    )
    Task.objects.bulk_update([each.task for each in made], ["version"])


def _row(line: Line) -> list[Any]:
    by = line.by.pk if line.by else None
    return [line.at, by, "", "", line.action, line.type, line.key, line.version, _json(line.before), _json(line.after)]


def _seen(key: int, line: Line) -> list[Any]:
    return [key, EVERYBODY, line.before is not None, True]


def _json(facts: Facts | None) -> str | None:
    return None if facts is None else json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False)


def _of_task(scripted: Scripted) -> Iterator[Line]:
    """The task as it was set out; then each extension and each tick as a change of what stood before."""
    task, first = scripted.task, scripted.schedules[0]
    steps: list[tuple[datetime, User | None, Schedule | Milestone]] = [
        *((each.recorded_at, each.by, each) for each in scripted.schedules[1:]),
        *(
            (moment(each.completed_on, TICKED), task.responsible, each)
            for each in scripted.milestones
            if each.completed_on
        ),
    ]
    done: list[Schedule | Milestone] = [first]
    task.version, facts = 1, _facts(scripted, done)
    yield Line(first.recorded_at, first.by, CREATE, "task", task.code, 1, None, facts)
    for at, by, step in sorted(steps, key=lambda each: each[0]):
        done.append(step)
        task.version, before, facts = task.version + 1, facts, _facts(scripted, done)
        yield Line(at, by, CHANGE, "task", task.code, task.version, before, facts)


def _facts(scripted: Scripted, done: Collection[Schedule | Milestone]) -> Facts:
    """The facts of `task_facts` with only these schedules decided and these milestones ticked off. No query."""
    task = scripted.task
    names = ("number", "kind", "name_en", "name_zh", "name_zh_translated", "description_en", "description_zh", "weight")
    return {
        "area": task.area.code,
        **{name: getattr(task, name) for name in (*names, "source_quote")},
        "lead_division": scripted.lead.division.code,
        "supporting_divisions": sorted(team.division.code for team in scripted.supporting),
        "responsible": task.responsible.username if task.responsible else None,
        "leader_in_charge": task.leader_in_charge.username if task.leader_in_charge else None,
        "sources": [{"name_en": each.name_en, "name_zh": each.name_zh} for each in scripted.sources],
        "schedules": [
            {"starts_on": each.starts_on, "due_on": each.due_on, "decided_on": each.decided_on, "reason": each.reason}
            for each in scripted.schedules
            if each in done
        ],
        "milestones": [
            {
                "id": each.pk,
                "name_en": each.name_en,
                "name_zh": each.name_zh,
                "due_on": each.due_on,
                "weight": each.weight,
                "completed_on": each.completed_on if each in done else None,
            }
            for each in scripted.milestones
        ],
    }


def _of_extensions(tasks: Collection[int]) -> Iterator[Line]:
    """The requests for later deadlines, and what became of each. One query."""
    requests = ExtensionRequest.objects.filter(task__in=tasks).select_related("task", "by", "decision__by")
    for asked in requests.order_by("id"):
        key, waiting = str(asked.pk), extension_facts(asked, "")
        yield Line(asked.at, asked.by, CREATE, "extension", key, None, None, waiting)
        decision = getattr(asked, "decision", None)
        if decision is not None:
            reason = {"decision_reason": decision.reason} if decision.reason else {}
            after = extension_facts(asked, decision.outcome) | reason
            yield Line(decision.at, decision.by, CHANGE, "extension", key, None, waiting, after)


def _of_urges(tasks: Collection[int]) -> Iterator[Line]:
    """The urgings. One query."""
    for one in Urge.objects.filter(task__in=tasks).select_related("task", "by").order_by("id"):
        yield Line(one.at, one.by, CREATE, "urge", str(one.pk), None, None, urge_facts(one))


def _of_evidence() -> Iterator[Line]:
    """The files that prove reports and events. One query."""
    rows = Evidence.objects.filter(by__demonstration=True).select_related("file", "by", "update__task", "event")
    for one in rows.order_by("added_at", "id"):
        yield Line(one.added_at, one.by, CREATE, "evidence", str(one.pk), None, None, evidence_facts(one, one.thing))


def _of_reports(tasks: Collection[int]) -> Iterator[Line]:
    """The reports on these tasks, and each step of their reviews. Two queries."""
    reports = ProgressUpdate.objects.filter(task__in=tasks).select_related("task", "author").order_by("id")
    for report in reports.prefetch_related(
        Prefetch("reviews", queryset=Review.objects.select_related("by").order_by("id"))
    ):
        key, review = str(report.pk), report.first_review
        yield Line(report.recorded_at, report.author, CREATE, "update", key, None, None, update_facts(report, review))
        for step in report.reviews.all():
            before, after = update_facts(report, review), update_facts(report, step.outcome)
            reason = {"reason": step.reason} if step.reason else {}
            yield Line(step.at, step.by, CHANGE, "update", key, None, before, after | reason)
            review = step.outcome
