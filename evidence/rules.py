"""Who may do what with evidence (product.md's table). It is seen where what it proves is seen."""

from django.db.models import Q, QuerySet

from accounts.rules import Reader, has_role, is_planning_office
from events import rules as of_events
from events.models import Event
from evidence.models import Evidence
from priorities import rules as of_tasks
from priorities.models import ProgressUpdate

Thing = ProgressUpdate | Event


def may_see(user: Reader, thing: Thing) -> bool:
    """See the files of a report or an event that one may see: of a coming event only who may see its schedule."""
    return has_role(user) and (isinstance(thing, ProgressUpdate) or of_events.may_see_schedule(user, thing))


def evidence_seen_by(user: Reader) -> QuerySet[Evidence]:
    """The evidence that is there for the reader: not what was removed."""
    live = Evidence.objects.filter(removed_at__isnull=True)
    if not has_role(user):
        return live.none()
    events = of_events.schedule_seen_by(Event.objects.visible_to(user), user)
    return live.filter(Q(update__isnull=False) | Q(event__in=events.order_by().values("pk")))


def may_add(user: Reader, thing: Thing) -> bool:
    """Add a file: to a report who may report on its task, to an event who may change it."""
    if isinstance(thing, ProgressUpdate):
        return of_tasks.may_report(user, thing.task)
    return of_events.may_edit_event(user, thing)


def may_remove(user: Reader, evidence: Evidence, thing: Thing) -> bool:
    """Remove a file: who added it, and still may; the planning office; the chief of the lead or the host division."""
    if isinstance(thing, ProgressUpdate):
        may = of_tasks.is_reviewer(user, thing.task)
    else:
        leads = of_tasks.releases_reports(user) or is_planning_office(user)
        may = leads and of_events.may_edit_event(user, thing)
    return may or (evidence.by_id == user.pk and may_add(user, thing))
