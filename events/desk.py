"""What the register puts on a division's desk: events that are over and wait to be called held."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from accounts.rules import division_of
from events.disclosure import Disclosed, disclose
from events.forms import HeldForm
from events.models import Attendance, Event, Outcome, Status
from events.rules import may_edit_event
from foundation import clock
from priorities.figures import Moment
from priorities.models import Plan

LISTED = 50


@dataclass(frozen=True, kw_only=True)
class ToConfirm:
    """An event that is over, as its host may see it, with the form that says it was held and who attended."""

    shown: Disclosed
    form: HeldForm

    @property
    def event(self) -> Event:
        """The event."""
        return self.shown.event


def attendance_to_confirm(user: User, plan: Plan, moment: Moment) -> list[ToConfirm]:
    """The plan's events that the reader's division hosts and that are over, oldest first, at most LISTED.

    Planned or confirmed still: was it held? Held, with a leader still “expected”: who attended? Four queries.
    """
    hosted = Event.objects.of_plan(plan).visible_to(user).filter(host_division=division_of(user))
    over = hosted.filter(ends_at__lte=clock.now())
    unsaid = Exists(Attendance.objects.filter(event=OuterRef("pk"), outcome=Outcome.EXPECTED))
    asked = over.filter(Q(status__in=[Status.PLANNED, Status.CONFIRMED]) | Q(unsaid, status=Status.HELD))
    found = disclose(user, asked.for_list().order_by("starts_at", "id")[:LISTED])
    return [ToConfirm(shown=each, form=_form(each)) for each in found if may_edit_event(user, each.event)]


def _form(shown: Disclosed) -> HeldForm:
    """The form; of an event that is called held already it only asks who attended."""
    return HeldForm(event=shown.event, attendances=shown.attendances)
