"""The barest views that answer the same as what is measured: one query, no more code than it takes.

They pass the same middleware and the same authentication as the pages and the API.
"""

from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from accounts.authentication import HasRoleAndScope, TokenAuthentication
from priorities.figures import Moment, sql
from priorities.models import Plan, ProgressUpdate, Review, Schedule, Task
from workplan.demonstration import PLAN_CODE

ROWS = 50
TABLE = Template("""<!doctype html><html lang="en"><meta charset="utf-8"><title>Tasks</title><table>
<thead><tr><th>No.</th><th>Task</th><th>Lead division</th><th>Status</th><th>Deadline</th><th>Done</th>
<th>Own rating</th></tr></thead><tbody>
{% for task in tasks %}<tr><td>{{ task.area__number }}-{{ task.number }}</td>
<th><a href="/tasks/{{ task.code }}/">{{ task.name_en }}</a><div>{{ task.area__name_en }}</div></th>
<td>{{ task.lead_division__name_en }}</td><td>{{ task.status }}</td><td>{{ task.due_on }}</td>
<td>{{ task.percent }}</td><td>{{ task.health }}</td></tr>
{% endfor %}</tbody></table></html>""")


def task_table(request: HttpRequest) -> HttpResponse:
    """The table of the first fifty tasks from a bare template over one `.values()` query."""
    accepted = Review.objects.filter(update=OuterRef("pk"), outcome="accepted")
    standing = ProgressUpdate.objects.filter(
        Q(first_review="not_required") | Exists(accepted), task=OuterRef("pk")
    ).order_by("-effective_on", "-id")
    due = Schedule.objects.filter(task=OuterRef("pk")).order_by("-decided_on", "-id")
    tasks = (
        Task.objects.filter(area__plan__code=PLAN_CODE)
        .order_by("area__number", "number")
        .annotate(
            due_on=Subquery(due.values("due_on")[:1]),
            **{name: Subquery(standing.values(name)[:1]) for name in ("status", "percent", "health")},
        )
        .values(
            *("code", "number", "name_en", "due_on", "status", "percent", "health"),
            *("area__number", "area__name_en", "lead_division__name_en"),
        )[:ROWS]
    )
    return HttpResponse(TABLE.render(Context({"tasks": tasks})))


@login_not_required
def task_json(request: HttpRequest) -> HttpResponse:
    """The JSON of the first fifty tasks from one `json_agg` query, behind the API's own authentication."""
    asked = Request(request, authenticators=[TokenAuthentication()])
    if not HasRoleAndScope().has_permission(asked, None):
        raise PermissionDenied
    with connection.cursor() as cursor:
        cursor.execute(*_statement())
        (text,) = cursor.fetchone()
    return HttpResponse('{"results": ' + text + "}", content_type="application/json")


@cache
def _statement() -> tuple[str, list[Any]]:
    """The one query: the product's own statement for the state of tasks, and JSON made by PostgreSQL around it."""
    plan = Plan.objects.get(code=PLAN_CODE)
    statement = sql.judged(plan, [Moment.default_day(plan)], None, [0])
    first = "t.id IN (SELECT id FROM priorities_task ORDER BY code LIMIT 50)"
    statement.text = statement.text.replace("t.id IN (%s)", first)
    statement.params.remove(0)
    statement.add(JSON)
    return statement.text, statement.params


JSON = """SELECT json_agg(json_build_object(
'code', t.code, 'plan', p.code, 'area', a.code, 'kind', t.kind, 'name_en', t.name_en, 'name_zh', t.name_zh,
'description_en', t.description_en, 'description_zh', t.description_zh, 'lead_division', lead.code,
'supporting_divisions', (SELECT COALESCE(json_agg(d.code ORDER BY d.code), '[]')
    FROM priorities_task_supporting_divisions x JOIN accounts_division d ON d.id = x.division_id
    WHERE x.task_id = t.id),
'responsible', responsible.username, 'leader_in_charge', leader.username,
'sources', (SELECT COALESCE(json_agg(json_build_object('name_en', s.name_en, 'name_zh', s.name_zh) ORDER BY s.id), '[]')
    FROM priorities_tasksource s WHERE s.task_id = t.id),
'starts_on', j.starts_on, 'due_on', j.due_on,
'schedules', (SELECT json_agg(json_build_object('starts_on', s.starts_on, 'due_on', s.due_on,
    'decided_on', s.decided_on, 'recorded_at', s.recorded_at, 'reason', s.reason) ORDER BY s.id)
    FROM priorities_schedule s WHERE s.task_id = t.id),
'weight', t.weight, 'source_quote', t.source_quote,
'milestones', (SELECT COALESCE(json_agg(json_build_object('name_en', m.name_en, 'name_zh', m.name_zh,
    'due_on', m.due_on, 'weight', m.weight, 'completed_on', m.completed_on) ORDER BY m.due_on, m.id), '[]')
    FROM priorities_milestone m WHERE m.task_id = t.id),
'demonstration', p.demonstration, 'version', t.version, 'status', j.status, 'percent', j.percent, 'health', j.health,
'planned_percent', round(100 * j.planned_num::numeric / j.planned_den, 1), 'signal', j.signal, 'stale', j.stale = 1,
'disagrees', j.disagrees = 1,
'updated_at', GREATEST((SELECT MAX(u.recorded_at) FROM priorities_progressupdate u WHERE u.task_id = t.id),
    (SELECT MAX(s.recorded_at) FROM priorities_schedule s WHERE s.task_id = t.id))) ORDER BY t.code)::text
FROM judged j JOIN priorities_task t ON t.id = j.task_id JOIN priorities_priorityarea a ON a.id = t.area_id
JOIN priorities_plan p ON p.id = a.plan_id LEFT JOIN accounts_division lead ON lead.id = t.lead_division_id
LEFT JOIN accounts_user responsible ON responsible.id = t.responsible_id
LEFT JOIN accounts_user leader ON leader.id = t.leader_in_charge_id"""
